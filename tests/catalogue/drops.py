"""What is lost without each hypothesis: the table of drops, swaps, limits and scopes, with the values that are stated.

A row names the theorem, the hypothesis (a part of its LaTeX), the type, and what is stated of its case. A *witness* row
has no hypothesis: more values of the line above it, on a case of its own.
"""

from dataclasses import dataclass
from itertools import product

from flint import fmpq

from unalignable.theory.classification.margins_force_covariance import covariance
from unalignable.theory.classification.same_probabilities_force_alignment import logits
from unalignable.theory.core import catalogue
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.cyclic import plane
from unalignable.theory.core.decide import cast
from unalignable.theory.core.record import Drop, Limit, Scope, Swap, le, lt, ne
from unalignable.theory.core.teeth import drops
from unalignable.theory.estimators.minibatch_hsic1 import average
from unalignable.theory.floors.shared_scalar_readout import tight
from unalignable.theory.probes.accuracy_above_chance import best_threshold
from unalignable.theory.probes.transfer import threshold
from unalignable.theory.twists.circle_against_two_frequencies import points, twin
from unalignable.theory.twists.cyclic_spectrum import formula, measured
from unalignable.theory.twists.legendre_curve import curve

TYPES = {"drop": Drop, "swap": Swap, "limit": Limit, "scope": Scope}


def column(*entries):
    return [[entry] for entry in entries]


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ``values(m, case)`` is a list of pairs (found, stated), or of claims. ``m`` is the exact carrier, of a swap with the
    planted bug in the place of its measure; ``case`` is that of the record, else the row's own.
    """

    label: str
    slug: str
    hypothesis: str
    kind: str
    values: object = None
    case: object = None


HONEST = Exact()


def cka_squared(m, c, X="X", Y="Y"):
    return m.linear_cka(c[X], c[Y]) ** 2


def fails_without(slug, hypothesis, case):
    """(1, 1) where this case, too, breaks the hypothesis alone and fails the claim."""
    theorem = catalogue.get(slug).theorem
    (found,) = (h for h in theorem.hypotheses if hypothesis in h.latex)
    return int(drops(theorem, found, case)[0]), 1


def scaled_logits(s):
    """Nearest-centre heads on 0, 1, 3 and on 5, 0, 4, times s."""
    one = {"X": column(0, 1, 3), "W": [[0, 2 * s, 6 * s]], "b": column(0, -s, -9 * s)}
    return one | {"Y": column(5, 0, 4), "V": [[10 * s, 0, 8 * s]], "c": column(-25 * s, 0, -16 * s)}


def near_probabilities(m, s, nats, half):
    """The divergence of the classes, in nats, is this up to half a unit of its last digit."""
    c = cast(m, scaled_logits(s))
    kl = m.kl_divergence(logits(m, c["X"], c["W"], c["b"]), logits(m, c["Y"], c["V"], c["c"]))
    return [le(m.array(nats - half), kl), le(kl, m.array(nats + half)), (m.linear_cka(c["X"], c["Y"]), 0)]


def margins(m, c):
    y = c["y"]
    return [
        (m.margin_ratio(y, c["X"], c["g"]), fmpq(8, 3)),
        (m.margin_ratio(y, c["Y"], c["h"]), 3),
        *(lt(m.margin_ratio(y, c[Z], m.ratio(1, 1)), m.sqrt(m.ratio(2, 1)) + 2) for Z in "XY"),
        (covariance(m, c["X"], c["Y"]), 0),
    ]


def crosses_itself(m, c):
    """(P_2, P_3) is (2/5, 0) at both points, which differ; P_5 would tell them apart."""
    (a2, a3, _), (b2, b3, _) = (curve(m, c["c"], c[x]) for x in "st")
    with_p5 = [curve(m, m.ratio(1, 1), c[x])[2] for x in "st"]
    points = [(c["t"] ** 2, fmpq(3, 5)), (c["s"] + c["t"], 0)]
    return [*points, (a2, fmpq(2, 5)), (b2, fmpq(2, 5)), (a3, 0), (b3, 0), ne(*with_p5)]


def on_a_circle(m, c):
    return m.linear_cka(m.concat(c["c"], c["s"]), twin(m, c["c"], c["s"]))


def with_products(m, X):
    """X and the product of its two columns."""
    return m.concat(X, m.array([[row[0] * row[1]] for row in X]))


BITS = list(product((1, -1), repeat=3))
PAIRINGS = {"X": [[a, b * c] for a, b, c in BITS], "Y": [[b, a * c] for a, b, c in BITS]}


def pairings(m, c):
    """The same output abc of the head |x + y| - 1 from both; after its ReLUs the layers are aligned."""
    X, Y = c["X"], c["Y"]
    abc = m.array([[x * y * z] for x, y, z in BITS])
    sums = [Z @ m.ones(Z.T) for Z in (X, Y)]
    after = [m.concat(m.pos(z), m.pos(-z)) for z in sums]
    return [
        *((abs(z) - m.ones(z), abc) for z in sums),
        (m.linear_cka(X, Y), 0),
        (m.linear_cka(*after), fmpq(1, 5)),
        (m.linear_r2(*after), fmpq(1, 3)),
        (m.linear_r2(*reversed(after)), fmpq(1, 3)),
    ]


ROWS = [
    Row(
        "INV-1 centring",
        "invariance/orthogonal_map",
        "features are centred",
        "swap",
        lambda m, c: [
            (m.linear_cka(c["X"], c["Y"]), 1),
            (m.linear_cka(c["X"] + m.ones(c["X"]) @ c["b"], c["Y"]), fmpq(4, 5)),
        ],
    ),
    Row(
        "INV-1 QQ' = I",
        "invariance/orthogonal_map",
        "QQ^",
        "drop",
        lambda m, c: [(cka_squared(m, c), fmpq(5, 8)), (m.linear_cka(c["X"] @ c["Q"], c["Y"]) ** 2, fmpq(1, 10))],
    ),
    Row(
        "INV-3 semidefinite kernels",
        "rigidity/range",
        "biased estimator",
        "swap",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), -1), (cka_squared(HONEST, c), fmpq(1, 65))],
    ),
    Row(
        "INV-4 injective on the row space",
        "invariance/invertible_map_bound",
        "s^2 X_c",
        "drop",
        lambda m, c: [
            (m.linear_cka(X, X @ c["A"]) ** 2, fmpq(1, 1 + s**4))
            for s in (1, 2, 3, 10)
            for X in [m.array([[s, 1], [s, -1], [-s, 1], [-s, -1]])]
        ],
    ),
    Row(
        "INV-4 a linear map",
        "invariance/invertible_map_bound",
        "map is linear",
        "scope",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
        {"X": column(0, 1, 3), "Y": column(5, 0, 4)},
    ),
    Row(
        "KORN-1 rank n - 1",
        "rigidity/no_linear_invariance",
        "n - 1",
        "drop",
        lambda m, c: [(m.linear_r2(c["X"], c["Z"]), fmpq(361, 364)), (m.linear_r2(c["Y"], c["Z"]), fmpq(3, 364))],
    ),
    Row(
        "KORN-1 rank n, uncentred",
        "rigidity/no_linear_invariance_uncentred",
        "= n",
        "drop",
        lambda m, c: [(m.linear_r2(c["X"], c["Z"]), fmpq(361, 364)), (m.linear_r2(c["Y"], c["Z"]), fmpq(3, 364))],
    ),
    Row(
        "FLOOR-1 linear heads",
        "floors/same_output_excludes_zero",
        "heads are linear",
        "drop",
        # X = t, Y = |t|; relu(t) + relu(-t) and |t| are the same output
        lambda m, c: [
            (m.linear_cka(c["X"], c["Y"]), 0),
            (m.pos(c["X"]) + m.pos(-c["X"]), c["F"]),
            (c["Y"] @ c["V"], c["G"]),
            (c["F"], c["G"]),
        ],
    ),
    Row("FLOOR-1 linear heads, eight bits", "floors/same_output_excludes_zero", "", "witness", pairings, PAIRINGS),
    Row(
        "FLOOR-1 exact output",
        "floors/shared_scalar_readout",
        "not just near",
        "drop",
        # t is the sum of the two: a quarter of it read from X, three quarters from Y
        lambda m, c: [
            (m.linear_cka(c["X"], c["Y"]), 0),
            (m.linear_r2(c["X"], c["X"] + c["Y"]), fmpq(1, 4)),
            (m.linear_r2(c["Y"], c["X"] + c["Y"]), fmpq(3, 4)),
        ],
    ),
    Row(
        "FLOOR-1 the same real output",
        "floors/same_output_excludes_zero",
        "not just the same argmax",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
    ),
    Row(
        "FLOOR-1 the same probabilities",
        "classification/same_probabilities_force_alignment",
        "not just the same argmax",
        "drop",
        # as near as one likes, and CKA stays 0
        lambda m, c: [
            *near_probabilities(m, 1, fmpq(44, 10), fmpq(5, 100)),
            *near_probabilities(m, 16, fmpq(29, 10**6), fmpq(5, 10**7)),
            fails_without("classification/same_probabilities_force_alignment", "argmax", scaled_logits(16)),
        ],
    ),
    Row(
        "FLOOR-1 biased estimator",
        "floors/same_output_excludes_zero",
        "biased estimator",
        "swap",
        lambda m, c: [
            (m.linear_cka(c["X"], c["Y"]), fmpq(-1, 2)),
            (HONEST.linear_cka(c["X"], c["Y"]), fmpq(1, 2)),
        ],
    ),
    Row(
        "FLOOR-1 bounded readouts",
        "floors/shared_scalar_readout",
        "bounded",
        "limit",
        lambda m, family: [(m.linear_cka(c["X"], c["Y"]), 1 / (1 + c["X"][0, 1] ** 4)) for c in family],
    ),
    Row(
        "FLOOR-5 normalised features",
        "floors/bounded_readouts",
        r"\|K\|_F \le 1",
        "drop",
        lambda m, c: [
            (m.budget_floor(m.center(c["X"]) @ c["W"], c["B"]), fmpq(4, 9)),
            (cka_squared(m, c), fmpq(1, 10)),
        ],
    ),
    Row(
        "FLOOR-5 scaled up, read with less",
        "floors/bounded_readouts",
        "",
        "witness",
        # the head's norm goes to 0; the output and CKA stay
        lambda m, c: [
            pair
            for k in (2, 10, 1000)
            for pair in (
                (cka_squared(m, {**c, "X": c["X"] * k}), cka_squared(m, c)),
                (c["X"] * k @ (c["W"] * m.ratio(1, k)), c["X"] @ c["W"]),
            )
        ],
        {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": column(1, 1, -1, -1), "W": column(1, 0)},
    ),
    Row(
        "ZERO-1 intercept",
        "probes/zero",
        "intercept",
        "swap",
        lambda m, c: [(m.linear_r2(c["X"], c["Y"]), fmpq(50, 77)), (HONEST.linear_r2(c["X"], c["Y"]), 0)],
    ),
    Row(
        "ZERO-2 log-loss, not accuracy",
        "probes/logistic_probe_is_blind",
        "not the accuracy",
        "swap",
        # half of the labels are the majority's, and a threshold gets a quarter more
        lambda m, c: [(m.linear_r2(c["X"], c["Y"]), fmpq(1, 4)), (HONEST.linear_r2(c["X"], c["Y"]), 0)],
    ),
    Row(
        "ZERO-2 three of four",
        "probes/accuracy_above_chance",
        "",
        "witness",
        lambda m, c: [
            (m.array(best_threshold((0, 1, 1, 2), (0, 1, 1, 0))), fmpq(3, 4)),
            (m.linear_r2(c["x"], c["y"]), 0),
        ],
        {"x": column(0, 1, 1, 2), "y": column(0, 1, 1, 0)},
    ),
    Row(
        "DIM-1 more samples than directions",
        "dimension/too_few_samples",
        "n > r_X",
        "scope",
        # n = 4, ranks 2 + 2: the squared canonical correlations add up to 1 at least, here exactly
        lambda m, c: [(m.mean_squared_cca(c["X"], c["Y"]) * 2, 1), (m.linear_cka(c["X"], c["Y"]), fmpq(1, 2))],
        {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[1, 1], [-1, -1], [1, -1], [-1, 1]]},
    ),
    Row(
        "TRANSFER-1 above one",
        "probes/decodable_above_one",
        "> 1",
        "drop",
        lambda m, c: [
            pair
            for s in (1, 2, 10)
            for d in [cast(m, threshold(s))]
            for pair in (
                (cka_squared(m, d), fmpq(s**4, s**4 + 1)),
                (cka_squared(m, d, "X", "t"), fmpq(1, s**4 + 1)),
                (m.linear_r2(d["X"], d["t"]), 1),
                (m.linear_r2(d["Y"], d["t"]), 0),
                fails_without("probes/decodable_above_one", "> 1", threshold(s)),
            )
        ],
    ),
    Row("CLS-5 balanced classes", "classification/margins_below_two_plus_root_two", "balanced", "drop", margins),
    Row(
        "NULL-1 centring",
        "nulls/permutation_mean",
        "both sides are centred",
        "swap",
        # K = xx', L = yy' as they are: 2/3 on average, not tr K tr L/(n - 1) = 1; CKA 1/3, not 1/2
        lambda m, c: [
            (m.mean_over_permutations(3, lambda P: m.inner(c["X"], P @ c["Y"]) ** 2), fmpq(2, 3)),
            (m.inner(c["X"], c["X"]) * m.inner(c["Y"], c["Y"]) * m.ratio(1, 2), 1),
            (c["X"] @ c["X"].T, m.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]])),
            (c["Y"] @ c["Y"].T, m.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]])),
            (m.mean_over_permutations(3, lambda P: m.linear_cka(c["X"], P @ c["Y"])), fmpq(1, 3)),
            (HONEST.mean_over_permutations(3, lambda P: HONEST.linear_cka(c["X"], P @ c["Y"])), fmpq(1, 2)),
        ],
    ),
    Row(
        "EST-1 unbiased HSIC",
        "estimators/minibatch_hsic1",
        "unbiased estimator",
        "swap",
        lambda m, c: [
            (average(m, "hsic1", c["X"], c["Y"], *c["size"]), fmpq(11, 120)),
            (m.hsic1(c["X"] @ c["X"].T, c["Y"] @ c["Y"].T), fmpq(9, 100)),
            (average(HONEST, "hsic0", c["X"], c["Y"], *c["size"]), fmpq(11, 120)),
            (HONEST.hsic0(c["X"] @ c["X"].T, c["Y"] @ c["Y"].T), fmpq(9, 100)),
        ],
    ),
    Row("TWIST-2 the component P5", "twists/legendre_curve", "P_5", "drop", crosses_itself),
    Row(
        "TWIST-3 m at least 5",
        "twists/circle_against_two_frequencies",
        r"m \ge 5",
        "drop",
        lambda m, c: [
            (on_a_circle(m, c) ** 2, fmpq(1, 3)),
            (on_a_circle(m, cast(m, points(3))), 1),
            fails_without("twists/circle_against_two_frequencies", r"m \ge 5", points(3)),
        ],
    ),
    Row(
        "TWIST-4 Nyquist",
        "twists/cyclic_spectrum",
        r"k \ne m/2",
        "swap",
        lambda m, c: [
            (measured(m, c["spectra"]) ** 2, fmpq(1, 3)),
            (formula(m, c["spectra"]) ** 2, fmpq(1, 2)),
            (formula(HONEST, c["spectra"]) ** 2, fmpq(1, 3)),
            *((m.norm(m.gram(m.array(plane(k, k // 2)))), k) for k in (4, 6, 8)),
            *((m.norm(m.gram(m.array(plane(k, 1)))) ** 2, fmpq(k * k, 2)) for k in (4, 6, 8)),
        ],
    ),
    Row(
        "DIM-5 independent nuisance",
        "dimension/independent_nuisance",
        "independent nuisance bits",
        "drop",
        lambda m, c: [
            (m.correlation_ratio(m.concat(c["t"], c["J"]), m.concat(c["t"], c["G"])), 1),
            (c["t"] * c["J"], c["G"]),
            *(
                pair
                for s in (1, 2, 3)
                for X, Y in [(cast(m, tight(s))[name] for name in "XY")]
                for pair in (
                    (m.linear_r2(X, Y), fmpq(1, 1 + s * s)),
                    (m.linear_r2(with_products(m, X), Y), 1),
                    (m.correlation_ratio(X, Y), 1),
                )
            ),
        ],
    ),
    Row(
        "DICH-1a a direction left beside X",
        "floors/unread_features_escape_prediction",
        r"\mathrm{rank}\,HX \le n - 2",
        "drop",
        # X has all n - 1 directions: whatever is done to Y, R^2 stays 1
        lambda m, c: [
            (m.rank(m.center(c["X"])), 3),
            *((m.linear_r2(c["X"], c["Y"] + m.array(column(0, 0, 0, s)) @ c["b"].T @ c["Y"]), 1) for s in (1, 2, 10)),
        ],
    ),
    Row(
        "DICH-1a slack in Y",
        "floors/nothing_unread_is_predicted",
        r"\mathrm{rank}\,HY",
        "drop",
        lambda m, c: [(m.linear_r2(c["X"], c["Y"]), fmpq(1, 2))],
    ),
    Row(
        "DICH-1b a second direction",
        "floors/one_direction_each",
        r"\mathrm{rank}\,HX = 1",
        "drop",
        lambda m, c: [(cka_squared(m, c), fmpq(1, 2))],
    ),
    Row(
        "DICH-1b two outputs, no slack",
        "floors/condition_of_two_heads",
        "",
        "witness",
        # [u, v/k] and [u/k, v]: CKA = 2k^2/(1 + k^4), and R^2 = 1 both ways
        lambda m, c: [
            pair
            for k in (1, 2, 10)
            for X, Y in [(c["T"] @ m.array([[1, 0], [0, fmpq(1, k)]]), c["T"] @ m.array([[fmpq(1, k), 0], [0, 1]]))]
            for pair in (
                (m.linear_cka(X, Y), fmpq(2 * k**2, 1 + k**4)),
                (m.linear_r2(X, Y), 1),
                (m.linear_r2(Y, X), 1),
            )
        ],
        {"T": [[1, 1], [1, -1], [-1, 1], [-1, -1]]},
    ),
    Row(
        "DICH-1c the least budget",
        "floors/operator_budget_needs_room",
        r"< B\,\|K\|_F",
        "drop",
        lambda m, c: [(cka_squared(m, c), fmpq(1, 2))],
    ),
    Row(
        "ID-1 diversity",
        "identifiability/diverse_unembeddings",
        "diversity",
        "drop",
        lambda m, c: [
            (m.linear_r2(c["X"], c["Y"]), fmpq(1, 5)),
            (m.linear_cka(c["X"], c["Y"]), fmpq(1, 17)),
            (c["X"] @ c["L"], c["Y"] @ c["R"]),
            *(
                fails_without("identifiability/diverse_unembeddings", "diversity", {**c, "X": d["X"], "Y": d["Y"]})
                for d in map(tight, (1, 2, 3))
            ),
        ],
    ),
    Row(
        "FLOOR-5c balance",
        "identifiability/balanced_linear_networks",
        r"W^\top W = VV^\top",
        "drop",
        lambda m, c: [(m.linear_cka(c["S"] @ c["W"], c["S"] @ c["Z"]), fmpq(8, 17))],
    ),
    Row(
        "LIT-7 inputs from a box",
        "identifiability/relu_up_to_units",
        "Z = WQD",
        "drop",
        lambda m, c: [(m.linear_cka(m.pos(c["A"] @ c["W"]), m.pos(c["A"] @ c["Z"])) ** 2, fmpq(9, 14))],
    ),
]

LINES = (
    "INV-1 centring",
    "INV-1 QQ' = I",
    "INV-3 semidefinite kernels",
    "INV-4 injective on the row space",
    "INV-4 a linear map",
    "KORN-1 rank n - 1",
    "FLOOR-1 linear heads",
    "FLOOR-1 exact output",
    "FLOOR-1 the same real output",
    "FLOOR-1 the same probabilities",
    "FLOOR-1 biased estimator",
    "FLOOR-1 bounded readouts",
    "FLOOR-5 normalised features",
    "ZERO-1 intercept",
    "ZERO-2 log-loss, not accuracy",
    "DIM-1 more samples than directions",
    "TRANSFER-1 above one",
    "CLS-5 balanced classes",
    "NULL-1 centring",
    "EST-1 unbiased HSIC",
    "TWIST-2 the component P5",
    "TWIST-3 m at least 5",
    "TWIST-4 Nyquist",
    "DIM-5 independent nuisance",
    "DICH-1a a direction left beside X",
    "ID-1 diversity",
)
"""Every line of the hypothesis-drop table: each has a row with a type."""
