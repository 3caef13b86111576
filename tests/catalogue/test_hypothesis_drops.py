"""What is lost without each hypothesis: the table of drops, swaps, limits and scopes, held against the records.

A row names the theorem, the hypothesis (a part of its LaTeX), the type, and the values that are stated of its case. A
row without a hypothesis is about the edge of a theorem; then the case stands in the row.
"""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from flint import fmpq

from unalignable.theory.core import catalogue
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import cast, decide
from unalignable.theory.core.planted import ALL as BUGS
from unalignable.theory.core.record import Drop, Limit, Scope, Swap, Verdict, eq, lt
from unalignable.theory.core.teeth import teeth

TYPES = {"drop": Drop, "swap": Swap, "limit": Limit, "scope": Scope}


def column(*entries):
    return [[entry] for entry in entries]


@dataclass(frozen=True)
class Row:
    """One line of the table; ``values(m, case)`` is a list of (found, stated)."""

    label: str
    slug: str
    hypothesis: str
    kind: str
    values: object = None
    case: object = None


def cka_squared(m, c, X="X", Y="Y"):
    return m.linear_cka(c[X], c[Y]) ** 2


ROWS = [
    Row(
        "INV-1 centring",
        "invariance/orthogonal_map",
        "features are centred",
        "swap",
        lambda m, c: [
            (m.linear_cka(m.array(column(0, 1)), m.array(column(0, 1))), 1),
            (m.linear_cka(m.array(column(1, 2)), m.array(column(0, 1))), fmpq(4, 5)),
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
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), -1)],
    ),
    Row(
        "INV-4 injective on the row space",
        "invariance/invertible_map_bound",
        "s^2 X_c",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"], c["X"] @ c["A"]) ** 2, fmpq(1, 1 + 2**4))],
    ),
    Row(
        "INV-4 a linear map",
        "classification/same_argmax_orthogonal",
        "",
        "witness",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
        {"X": column(0, 1, 3), "Y": column(5, 0, 4)},
    ),
    Row("KORN-1 rank n - 1", "rigidity/no_linear_invariance", "n - 1", "drop"),
    Row(
        "KORN-1 rank n - 1, values",
        "rigidity/no_linear_invariance",
        "",
        "witness",
        lambda m, c: [(m.linear_r2(c["X"], c["Z"]), fmpq(361, 364)), (m.linear_r2(c["Y"], c["Z"]), fmpq(3, 364))],
        {"X": column(0, 1, 3), "Y": column(5, 0, 4), "Z": column(0, 1, 4)},
    ),
    Row(
        "FLOOR-1 linear heads",
        "floors/same_output_excludes_zero",
        "heads are linear",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
    ),
    Row(
        "FLOOR-1 exact output",
        "floors/shared_scalar_readout",
        "not just near",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
    ),
    Row(
        "FLOOR-1 the same real output",
        "floors/same_output_excludes_zero",
        "not just the same argmax",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), 0)],
    ),
    Row(
        "FLOOR-1 biased estimator",
        "floors/same_output_excludes_zero",
        "biased estimator",
        "swap",
        lambda m, c: [(m.linear_cka(c["X"], c["Y"]), fmpq(-1, 2))],
    ),
    Row("FLOOR-1 bounded readouts", "floors/shared_scalar_readout", "bounded", "limit"),
    Row(
        "ZERO-1 intercept",
        "probes/zero",
        "intercept",
        "swap",
        lambda m, c: [(m.linear_r2(m.array(column(4, 5, 6)), m.array(column(1, 0, 1))), fmpq(50, 77))],
    ),
    Row(
        "ZERO-2 log-loss, not accuracy",
        "probes/accuracy_above_chance",
        "",
        "witness",
        lambda m, c: [(m.linear_r2(c["x"], c["y"]), 0)],
        {"x": column(0, 1, 1, 2), "y": column(0, 1, 1, 0)},
    ),
    Row(
        "TRANSFER-1 above one",
        "probes/transfer",
        "",
        "witness",
        lambda m, c: [
            (cka_squared(m, c) + cka_squared(m, c, "X", "t"), 1),
            (m.linear_r2(c["X"], c["t"]), 1),
            (m.linear_r2(c["Y"], c["t"]), 0),
        ],
        {"X": [[3, 1], [3, -1], [-3, 1], [-3, -1]], "Y": column(1, 1, -1, -1), "t": column(1, -1, 1, -1)},
    ),
    Row("CLS-5 balanced classes", "classification/margins_below_two_plus_root_two", "balanced", "drop"),
    Row("NULL-1 centring", "nulls/permutation_mean", "both sides are centred", "swap"),
    Row("EST-1 unbiased HSIC", "estimators/hsic1_is_a_u_statistic", "unbiased estimator", "swap"),
    Row("TWIST-2 the component P5", "twists/legendre_curve", "P_5", "drop"),
    Row("TWIST-3 m at least 5", "twists/circle_against_two_frequencies", r"m \ge 5", "drop"),
    Row("TWIST-4 Nyquist", "twists/cyclic_spectrum", r"k \ne m/2", "swap"),
    Row(
        "DIM-5 independent nuisance",
        "dimension/independent_nuisance",
        "independent nuisance bits",
        "drop",
        lambda m, c: [(m.correlation_ratio(m.concat(c["t"], c["J"]), m.concat(c["t"], c["G"])), 1)],
    ),
    Row(
        "ID-1 diversity",
        "identifiability/diverse_unembeddings",
        "diversity",
        "drop",
        lambda m, c: [(m.linear_r2(c["X"], c["Y"]), fmpq(1, 5)), (m.linear_cka(c["X"], c["Y"]), fmpq(1, 17))],
    ),
    Row(
        "FLOOR-5 normalised features",
        "floors/bounded_readouts",
        r"\|K\|_F \le 1",
        "drop",
        lambda m, c: [(m.budget_floor(m.center(c["X"]) @ c["W"], c["B"]), fmpq(4, 9)), (cka_squared(m, c), fmpq(1, 10))],
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
    Row(
        "DIM-1 more samples than directions",
        "dimension/too_few_samples",
        "",
        "witness",
        # n = 4, ranks 2 + 2: the squared canonical correlations add up to 1 at least, here exactly
        lambda m, c: [(m.mean_squared_cca(c["X"], c["Y"]) * 2, 1), (m.linear_cka(c["X"], c["Y"]), fmpq(1, 2))],
        {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": [[1, 1], [-1, -1], [1, -1], [-1, 1]]},
    ),
]


def hypothesis_of(row):
    theorem = catalogue.get(row.slug).theorem
    found = [h for h in theorem.hypotheses if row.hypothesis in h.latex]
    assert found, f"{row.slug} has no hypothesis about {row.hypothesis!r}"
    return found[0]


def check(row):
    """The row holds of the record: type, teeth, values."""
    m, case = Exact(), row.case
    if row.kind != "witness":
        hypothesis = hypothesis_of(row)
        assert isinstance(hypothesis.teeth, TYPES[row.kind]), f"{row.label}: {type(hypothesis.teeth).__name__}"
        tooth = next(t for t in teeth(catalogue.get(row.slug).theorem) if t.latex == hypothesis.latex)
        assert tooth.bites, tooth.why
        case = getattr(hypothesis.teeth, "case", None)
        if row.kind == "swap":
            bug = BUGS[hypothesis.teeth.bug]
            m = m.replace(**{bug.measure: bug.function})
    if row.values is not None:
        for found, stated in row.values(m, cast(m, case)):
            assert decide(m, eq(found, stated)).verdict is Verdict.HOLDS, f"{row.label}: {found}, stated {stated}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_the_record_says_what_the_table_says(row):
    check(row)


WRONG = [
    Row("wrong type", "invariance/orthogonal_map", "QQ^", "swap"),
    Row("no such hypothesis", "invariance/orthogonal_map", "X is white", "drop"),
    Row(
        "wrong value",
        "invariance/orthogonal_map",
        "QQ^",
        "drop",
        lambda m, c: [(m.linear_cka(c["X"] @ c["Q"], c["Y"]) ** 2, fmpq(1, 9))],
    ),
]


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.label)
def test_a_wrong_row_is_noticed(row):
    with pytest.raises(AssertionError):
        check(row)


def test_every_row_with_a_hypothesis_has_a_type():
    assert {row.kind for row in ROWS} == {"drop", "swap", "limit", "witness"}
    assert len({row.label for row in ROWS}) == len(ROWS)


def test_unbalanced_margins_leave_no_covariance():
    """(6, 1, -1) and (1, 7, -1): mean over least margin 8/3 and 3, both below 2 + sqrt 2, and covariance 0."""
    m = Exact()
    u, v = m.array(column(6, 1, -1)), m.array(column(1, 7, -1))
    assert decide(m, eq(m.inner(m.center(u), m.center(v)), 0)).verdict is Verdict.HOLDS
    for mean in (Fraction(8, 3), Fraction(3)):
        assert decide(m, lt(m.array(mean), m.sqrt(m.ratio(2, 1)) + 2)).verdict is Verdict.HOLDS
