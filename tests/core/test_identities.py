"""Identities between the measures, on random exact cases; kernels against an independent computation."""

import itertools

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.numbers import enclose, sign
from unalignable.theory.core.numbers.array import array
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
