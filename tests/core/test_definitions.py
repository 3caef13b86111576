"""The measures against values known exactly, identities between them, and planted bugs that must differ from them."""

import inspect
import itertools
import re
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from unalignable import theory
from unalignable.theory.core import definitions
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.numbers import Field, enclose, sign, sqrt
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.planted import ALL, bug
from unalignable.theory.core.record import Verdict, eq

M = Exact()


def column(*entries):
    return array([[x] for x in entries])


def beside(*columns):
    return array([list(row) for row in zip(*columns, strict=True)])


def same(a, b):
    return M.decide(eq(a, b)) is Verdict.HOLDS


@st.composite
def pairs(draw, least=3, most=5):
    n = draw(st.integers(least, most))
    X, Y = (
        array([[draw(st.integers(-3, 3)) for _ in range(p)] for _ in range(n)])
        for p in (draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    )
    assume(M.rank(M.center(X)) and M.rank(M.center(Y)))
    return X, Y


SHEARED = array([[0, 0], [0, 1], [1, 0]])
SHEAR = array([[1, 1], [0, 1]])
MIDDLE = column(0, 1, 0)
T, J1, J2 = (1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)


# -------------------------------------------------------------------------------- values of the catalogue


def test_an_invertible_map_lowers_cka():
    assert M.linear_cka(SHEARED, MIDDLE) ** 2 == fmpq(5, 8)
    assert M.linear_cka(SHEARED @ SHEAR, MIDDLE) ** 2 == fmpq(1, 10)


@pytest.mark.parametrize(("root", "expected"), [(2, Fraction(64, 289)), (3, Fraction(81, 1681))])
def test_the_kantorovich_bound_is_attained(root, expected):
    """κ = root²: CKA² = (2κ/(1 + κ²))²."""
    X = beside([root * x for x in T], J1)
    assert M.linear_cka(X, X @ array([[1, 0], [0, root * root]])) ** 2 == fmpq(*expected.as_integer_ratio())


def test_two_samples_always_agree():
    assert M.linear_cka(column(0, 1), column(5, -2)) == 1
    assert M.linear_r2(column(0, 1), column(5, -2)) == 1


def test_debiased_cka_falls_to_minus_one():
    Y = column(0, 0, 1, 1)
    X = beside((0, 0, 1, 1), (2, -2, 0, 0))
    assert M.debiased_cka(Y, Y) == 1
    assert M.debiased_cka(X, Y) == -1
    assert M.linear_cka(X, Y) ** 2 == fmpq(1, 65)
    assert M.modified_rv(X, Y) == -5 / sqrt(fmpq(345))  # not debiased CKA: -0.269…


def test_debiased_cka_below_the_readout_floor():
    X, Y = beside(T, J1), beside(T, J2)
    assert M.linear_cka(X, Y) == fmpq(1, 2)
    assert M.debiased_cka(X, Y) == fmpq(-1, 2)
    X, Y = (beside([2 * x for x in T], [3 * x for x in J]) for J in (J1, J2))
    assert M.debiased_cka(X, Y) ** 2 == fmpq(14641, 14884)
    assert M.debiased_cka(X, Y) < 0


def test_debiased_cka_is_undefined_on_a_simplex_and_below_four_samples():
    with pytest.raises(ZeroDivisionError):
        M.debiased_cka(M.identity(4), column(0, 0, 1, 1))
    with pytest.raises(ZeroDivisionError):
        M.debiased_cka(SHEARED, MIDDLE)
    assert M.modified_rv(M.identity(4), column(0, 0, 1, 1)) != 0


@pytest.mark.parametrize(("c", "expected"), [(1, (9, 16)), (2, (9, 49)), (3, (1, 16))])
def test_moving_one_sample_lowers_cka(c, expected):
    assert M.linear_cka(column(-1, 0, 1), column(-1, c, 1)) ** 2 == fmpq(*expected)


def test_regression_scores_of_the_drop_of_full_rank():
    Z = column(0, 1, 4)
    assert M.linear_r2(column(0, 1, 3), Z) == fmpq(361, 364)
    assert M.linear_r2(column(5, 0, 4), Z) == fmpq(3, 364)


def test_full_rank_makes_regression_and_cca_vacuous():
    X, Y = array([[0, 0], [1, 0], [0, 1]]), array([[5, 1], [-2, 3], [7, 7]])
    assert M.linear_r2(X, Y) == M.linear_r2(Y, X) == M.mean_cca(X, Y) == M.mean_squared_cca(X, Y) == 1
    assert M.linear_cka(X, Y) < 1


def test_cka_near_one_and_regression_far_from_it():
    X, Y = column(*J1), beside([2 * x for x in J1], J2)  # s² = 4, N = 1
    assert M.linear_cka(X, Y) ** 2 == fmpq(16, 17)
    assert M.linear_r2(X, Y) == fmpq(4, 5)
    assert M.linear_r2(Y, X) == 1


def test_uncorrelated_in_every_score():
    X, Y = column(0, 1, 3), column(5, 0, 4)
    for measure in (M.linear_cka, M.linear_r2, M.mean_cca, M.mean_squared_cca, M.nbs, M.svcca, M.pwcca):
        assert measure(X, Y) == 0
    assert M.procrustes(X, Y) == fmpq(14, 3) + 14


def test_rsa_is_not_cka():
    assert M.rsa(SHEARED, MIDDLE) == fmpq(1, 2)
    assert M.rsa(SHEARED @ SHEAR, MIDDLE) == -1


def test_pwcca_is_not_invariant_to_rotations():
    X, Y = array([[1, 0], [1, 0], [1, 1], [0, 0]]), array([[0, 0], [1, 0], [0, 0], [0, 1]])
    turn = array([[1, 1], [-1, 1]])  # by 45°, times √2
    assert M.pwcca(X, Y) == (3 - sqrt(fmpq(2))) / 2  # .7929
    assert M.pwcca(X @ turn, Y) == 5 - 3 * sqrt(fmpq(2))  # .7574
    assert M.pwcca(X @ array([[3, 4], [-4, 3]]), Y) == fmpq(51, 2) - fmpq(35, 2) * sqrt(fmpq(2))  # .7513
    assert M.mean_cca(X @ turn, Y) == M.mean_cca(X, Y) == fmpq(3, 4)


def test_svcca_drops_the_smallest_components():
    X = beside([10 * x for x in T], J1)  # J1 holds 1/101 of the variance: less than 1 %
    assert M.svcca(X, column(*J1)) == 0
    assert M.mean_cca(X, column(*J1)) == 1
    assert M.svcca(beside([9 * x for x in T], J1), column(*J1)) == 1


def test_svcca_where_the_kept_components_are_not_rational():
    """A cut inside an irreducible factor: the score is an enclosure, checked by more bits against fewer."""
    A = M.center(array([[20, 1, 0], [-3, 0, 2], [1, 19, 0], [-7, -2, 1], [4, 1, 1]]))
    B = column(0, 1, 0, 0, 2)
    assert M.principal_projector(A, fmpq(99, 100))[1] == 2
    few = enclose(M.svcca(A, B))
    before, ctx.prec = ctx.prec, 200
    try:
        many = enclose(M.svcca(A, B))
    finally:
        ctx.prec = before
    assert few.contains(many)
    assert float(many.rad()) < float(few.rad())
    assert M.svcca(A, B) < M.mean_cca(A, B)


def test_mutual_neighbours():
    assert M.mutual_knn(column(0, 1, 3, 7), column(0, 1, 3, 7), k=1) == 1
    assert M.mutual_knn(column(0, 1, 10, 11), column(0, 10, 1, 11), k=1) == 0
    assert M.mutual_knn(column(0, 1, 3, 7), column(7, 3, 1, 0), k=3) == 1
    with pytest.raises(Undecided, match="tie"):
        M.mutual_knn(column(0, 1, 2), column(0, 1, 3), k=1)


def test_participation_ratio():
    assert M.participation_ratio(beside(T, J1)) == 2
    assert M.participation_ratio(beside([2 * x for x in T], J1)) == fmpq(25, 17)
    assert M.participation_ratio(column(1, 2, 7)) == 1


def test_estimators_of_hsic_by_hand():
    K = L = M.identity(4)  # HKH = H
    assert M.hsic0(K, L) == fmpq(1, 3)
    assert M.hsic1(K, L) == 0
    ones = M.ones(K) @ M.ones(K).T
    assert M.hsic0(ones, L) == M.hsic1(ones, L) == 0
    K = array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert M.hsic1(K, K) == fmpq(1, 6)  # [2 + 2·2/6 - 2]/4


def test_constant_representations_are_undefined():
    X, constant = column(0, 1, 3, 9), column(2, 2, 2, 2)
    for name in (
        "linear_cka",
        "debiased_cka",
        "modified_rv",
        "nbs",
        "rsa",
        "whitened_rsa",
        "mean_cca",
        "svcca",
        "pwcca",
    ):
        for case in ((X, constant), (constant, X)):
            with pytest.raises(ZeroDivisionError):
                getattr(M, name)(*case)
    with pytest.raises(ZeroDivisionError):
        M.linear_r2(X, constant)
    with pytest.raises(ZeroDivisionError):
        M.participation_ratio(constant)
    with pytest.raises(ZeroDivisionError):
        M.kernel_cka(constant, X, bandwidth=1)


# ------------------------------------------------------------------------------------------ algebraic rings


def ring(m, *frequencies):
    """m points, a circle in the plane for each (frequency, radius), in the real cyclotomic field of 4m."""
    F = Field(4 * m)
    return beside(*([radius * f(4 * k * j) for j in range(m)] for k, radius in frequencies for f in (F.cos, F.sin)))


@pytest.mark.parametrize(("m", "k", "other"), [(5, 1, 2), (8, 1, 3), (7, 2, 3)])
def test_rings_of_different_frequency_are_unalignable(m, k, other):
    X, Y = ring(m, (k, 1)), ring(m, (other, 1))
    assert M.linear_cka(X, Y) == M.linear_r2(X, Y) == M.nbs(X, Y) == 0
    assert M.linear_cka(X, ring(m, (k, 3))) == 1
    assert M.participation_ratio(X) == 2


def test_ring_spectra_give_cka():
    """CKA = Σ p_k q_k/(|p| |q|) over the powers: (4, 1) against (1, 1)."""
    X, Y = ring(5, (1, 2), (2, 1)), ring(5, (1, 1), (2, 1))
    assert M.linear_cka(X, Y) == 5 / sqrt(fmpq(34))
    assert M.linear_r2(X, Y) == 1


@pytest.mark.parametrize(("m", "expected"), [(3, fmpq(1)), (4, 1 / sqrt(fmpq(3)))])
def test_few_points_alias(m, expected):
    X = ring(m, (1, 1))
    assert M.linear_cka(X, ring(m, (2, 1), (3, 1))) == expected


# ------------------------------------------------------------------------------------------------ identities


@given(pairs())
@settings(max_examples=25, deadline=None)
def test_cka_is_doubly_centred_and_whitened_rsa(pair):
    X, Y = pair
    D, E = (M.double_center(M.squared_distances(Z)) for Z in pair)
    assert same(D, M.gram(X) * -2)
    assert same(M.inner(D, E) / (M.norm(D) * M.norm(E)), M.linear_cka(X, Y))
    assert same(M.whitened_rsa(X, Y), M.linear_cka(X, Y))


@given(pairs(least=4, most=6))
@settings(max_examples=25, deadline=None)
def test_hsic1_is_u_centred(pair):
    K, L = (Z @ Z.T for Z in pair)
    n = K.shape[0]
    assert same(M.hsic1(K, L), M.inner(M.u_center(K), M.u_center(L)) / (n * (n - 3)))
    D, E = (M.squared_distances(Z) for Z in pair)
    assert same(M.hsic1(K, L), M.inner(M.u_center(D), M.u_center(E)) / (4 * n * (n - 3)))


@given(pairs(most=4))
@settings(max_examples=6, deadline=None)
def test_permutation_means(pair):
    X, Y = pair
    n = X.shape[0]
    assert same(
        M.mean_over_permutations(n, lambda P: M.linear_cka(X, P @ Y)),
        M.sqrt(M.participation_ratio(X) * M.participation_ratio(Y)) / (n - 1),
    )
    assert same(M.mean_over_permutations(n, lambda P: M.linear_r2(X, P @ Y)), fmpq(M.rank(M.center(X)), n - 1))


def test_the_mean_of_mutual_neighbours_over_relabellings():
    X, Y = column(0, 1, 3, 7, 15), column(0, 2, 7, 20, 50)
    for k in (1, 2):
        assert M.mean_over_permutations(5, lambda P: M.mutual_knn(X, P @ Y, k=k)) == fmpq(k, 4)  # noqa: B023


def test_hsic1_is_a_u_statistic_and_hsic0_is_not():
    K, L = (M.gram(Z) for Z in (column(0, 1, 3, 7, 1), beside((0, 1, 0, 2, 5), (1, 1, 0, 0, 2))))
    for hsic, unbiased in ((M.hsic1, True), (M.hsic0, False)):
        mean = M.mean_over_subsets(5, 4, lambda S: hsic(S @ K @ S.T, S @ L @ S.T))  # noqa: B023
        assert (mean == hsic(K, L)) is unbiased


def test_minibatches():
    X, Y = column(0, 1, 3, 7, 1, 2, 2, 9), beside((0, 1, 0, 2, 5, 1, 0, 0), (1, 1, 0, 0, 2, 3, 1, 0))
    halves = [(X[:4], Y[:4]), (X[4:], Y[4:])]
    assert M.minibatch_cka([(X, Y)]) == M.debiased_cka(X, Y)
    assert M.minibatch_cka(halves) == M.minibatch_cka(halves[::-1])
    joint, own, other = (
        sum(M.hsic1(M.gram(A), M.gram(B)) for A, B in batches)
        for batches in (halves, [(x, x) for x, _ in halves], [(y, y) for _, y in halves])
    )
    assert M.minibatch_cka(halves) ** 2 == joint * joint / (own * other)


@given(pairs())
@settings(max_examples=20, deadline=None)
def test_procrustes_and_nbs(pair):
    X, Y = (M.center(Z) for Z in pair)
    nuclear = M.nbs(X, Y) * M.norm(X) * M.norm(Y)
    difference = M.procrustes(X, Y) - (M.inner(X, X) + M.inner(Y, Y) - nuclear * 2)
    assert sign(difference) in (0, None)


@given(pairs())
@settings(max_examples=20, deadline=None)
def test_self_similarity_is_one(pair):
    X, _ = pair
    for measure in (M.linear_cka, M.linear_r2, M.mean_cca, M.mean_squared_cca, M.pwcca, M.whitened_rsa):
        assert same(measure(X, X), 1)
    for measure in (M.nbs, M.svcca):  # an enclosure of 1 where singular values are nested roots
        assert sign(measure(X, X) - 1) in (0, None)


# ------------------------------------------------------------------------------------------------ Gaussian kernels


def mp_kernel_cka(X, Y, first, second):
    """Gaussian CKA in mpmath, from its definition with explicit centring matrices."""
    n = X.shape[0]
    H = mpmath.eye(n) - mpmath.ones(n) / n

    def centred(Z, bandwidth):
        K = mpmath.matrix(n)
        for i, j in itertools.product(range(n), repeat=2):
            d = sum((mpmath.mpf(str(a)) - mpmath.mpf(str(b))) ** 2 for a, b in zip(Z[i], Z[j], strict=True))
            K[i, j] = mpmath.exp(-d / (2 * bandwidth**2))
        return H * K * H

    K, L = centred(X, first), centred(Y, second)
    inner = lambda A, B: sum(a * b for a, b in zip(A, B, strict=True))  # noqa: E731
    return inner(K, L) / mpmath.sqrt(inner(K, K) * inner(L, L))


def agrees(ball, value):
    """The ball contains the mpmath number, up to that number's own rounding at 50 digits."""
    return enclose(ball).overlaps(arb(mpmath.nstr(value, 45), 1e-40))


X4, Y4 = beside((0, 1, 3, 2), (1, 0, 0, 2)), column(0, 1, 0, 3)


@pytest.mark.parametrize("bandwidth", [fmpq(1, 2), fmpq(1), fmpq(3)])
def test_kernel_cka_against_mpmath(bandwidth):
    with mpmath.workdps(60):
        sigma = mpmath.mpf(int(bandwidth.p)) / int(bandwidth.q)
        assert agrees(M.kernel_cka(X4, Y4, bandwidth=bandwidth), mp_kernel_cka(X4, Y4, sigma, sigma))
        assert not agrees(M.kernel_cka(X4, Y4, bandwidth=bandwidth), mp_kernel_cka(X4, Y4, 2 * sigma, sigma))


def test_rbf_cka_takes_the_median_of_the_distances():
    """The distances of X4 are √2, √10, √5, √5, √5, √5: median √5. Those of Y4: 0, 1, 1, 2, 3, 3: median 3/2."""
    with mpmath.workdps(60):
        for fraction in (fmpq(1), fmpq(1, 2)):
            c = mpmath.mpf(int(fraction.p)) / int(fraction.q)
            expected = mp_kernel_cka(X4, Y4, c * mpmath.sqrt(5), c * mpmath.mpf(3) / 2)
            assert agrees(M.rbf_cka(X4, Y4, fraction=fraction), expected)


def test_kernel_cka_of_two_one_hot_columns_does_not_depend_on_the_bandwidth():
    for bandwidth in (fmpq(1, 3), fmpq(2)):
        value = M.kernel_cka(column(0, 0, 1), column(0, 1, 0), bandwidth=bandwidth)
        assert sign(value - fmpq(1, 4)) is None
        assert sign(value - fmpq(1001, 4000)) == -1


# ------------------------------------------------------------------------------------------------ the sources


def cited():
    text = inspect.getsource(definitions)
    return set(re.findall(r"\b[a-z]+(?:19|20)\d\d[a-z]+\b", text))


def test_every_definition_cites_a_source_that_exists():
    bibliography = (Path(inspect.getfile(theory)).parent / "references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"^@\w+\{([^,]+),", bibliography, re.MULTILINE))
    assert cited()
    assert cited() <= keys
    assert "raghu2018svcca" not in keys  # what a wrong year looks like


# ------------------------------------------------------------------------------------------- planted bugs

GENERIC = [
    (
        array([[0, 1], [1, 3], [2, 0], [5, 2], [0, 7], [1, 1]]),
        array([[1, 0, 2], [0, 2, 0], [3, 1, 1], [4, 0, 0], [0, 1, 5], [9, 2, 0]]),
    ),
    (beside((0, 0, 1, 1), (2, -2, 0, 0)), column(0, 0, 1, 1)),
    (SHEARED, MIDDLE),
    (beside([20 * x for x in T], J1), column(1, 0, 3, 0)),
    (beside(T, J1, T), beside(T, J2)),
    (beside(T, J1, T), beside(T, T)),
    (column(0, 1, 3, 7, 15, 31), column(1, 40, 3, 0, 21, 9)),
    (column(fmpq(1, 100), 0, 0, fmpq(1, 50)), column(fmpq(1, 100), 0, fmpq(1, 30), 0)),
]


def calls(measure):
    """Argument lists on which to compare a measure with its bugs."""
    for X, Y in GENERIC:
        if measure in ("hsic0", "hsic1"):
            yield (X @ X.T, Y @ Y.T), {}
        elif measure == "participation_ratio":
            yield (X,), {}
        elif measure == "minibatch_cka":
            yield ([(X, Y), (X * X, Y)],), {}
        elif measure == "kernel_cka":
            yield (X, Y), {"bandwidth": fmpq(2)}
        elif measure == "rbf_cka":
            yield (X, Y), {"fraction": fmpq(1, 2)}
        elif measure == "mutual_knn":
            yield (X, Y), {"k": 2}
        else:
            yield (X, Y), {}


def outcome(m, measure, args, options):
    try:
        return getattr(m, measure)(*args, **options)
    except (ZeroDivisionError, Undecided, ValueError) as error:
        return type(error)


def differs(found, expected):
    if isinstance(found, type) or isinstance(expected, type):
        return False  # undefined or undecided: neither is a different value
    return sign(found - expected) in (-1, 1)


EXACT_BUGS = [name for name, planted in ALL.items() if "exact" in planted.carriers]


@pytest.mark.parametrize("name", EXACT_BUGS)
def test_a_planted_bug_gives_another_value_somewhere(name):
    planted = ALL[name]
    wrong = M.replace(**{planted.measure: planted.function})
    assert any(
        differs(outcome(wrong, planted.measure, *call), outcome(M, planted.measure, *call))
        for call in calls(planted.measure)
    ), planted.what


@pytest.mark.parametrize("measure", sorted(definitions.MEASURES))
def test_a_correct_definition_is_no_bug(measure):
    copy = M.replace(**{measure: lambda m, *args, **options: definitions.MEASURES[measure](m, *args, **options)})
    found = [(outcome(copy, measure, *call), outcome(M, measure, *call)) for call in calls(measure)]
    assert not any(differs(a, b) for a, b in found)
    assert any(not isinstance(a, type) for a, _ in found)


def test_every_measure_has_a_planted_bug_and_every_bug_a_measure():
    assert {planted.measure for planted in ALL.values()} == set(definitions.MEASURES)
    assert len(ALL) >= 36
    assert all(planted.what and "\n" not in planted.what for planted in ALL.values())


def test_a_bug_needs_a_line_and_a_name_of_its_own():
    def silent(m, X, Y):
        return 0

    with pytest.raises(ValueError, match="the bug silent needs a docstring of one line"):
        bug.planted("linear_cka", silent)
    with pytest.raises(ValueError, match="planted twice: squared_cka"):
        bug.joined([{"squared_cka": ALL["squared_cka"]}] * 2)
