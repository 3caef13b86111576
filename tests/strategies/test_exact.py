"""Every draw of an exact strategy keeps its promise, checked with python-flint, not with the strategies' own code."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from unalignable.theory.core import strategies as s

# Without the explain phase, which traces every line and takes most of the time.
MANY = settings(max_examples=60, database=None, deadline=None, phases=[Phase.generate, Phase.shrink])
FIND = settings(MANY, max_examples=3000)

Promise = Callable[[Any], bool]


def flint(A: Any) -> fmpq_mat:
    assert {type(e) for e in A.ravel()} <= {fmpq}, f"entries are not all fmpq: {A}"
    return fmpq_mat(A.shape[0], A.shape[1], list(A.ravel()))


def centred(A: Any) -> fmpq_mat:
    n, M = A.shape[0], flint(A)
    H = fmpq_mat(n, n, [fmpq(int(i == j)) - fmpq(1, n) for i in range(n) for j in range(n)])
    return H * M


def rank(M: fmpq_mat) -> int:
    return int(M.rank())


def one(k: int) -> fmpq_mat:
    return fmpq_mat(k, k, [int(i == j) for i in range(k) for j in range(k)])


def zero(M: fmpq_mat) -> bool:
    return all(e == 0 for e in M.entries())


def frobenius2(M: fmpq_mat) -> fmpq:
    return sum((e * e for e in M.entries()), fmpq(0))


def distance2(a: Any, b: Any) -> fmpq:
    return sum(((x - y) * (x - y) for x, y in zip(a, b, strict=True)), fmpq(0))


def is_psd(M: fmpq_mat) -> bool:
    """Every principal minor is nonnegative."""
    n = M.nrows()
    subsets = (rows for k in range(1, n + 1) for rows in combinations(range(n), k))
    return all(fmpq_mat([[M[i, j] for j in rows] for i in rows]).det() >= 0 for rows in subsets)


# ------------------------------------------------------------------------------------------------------- promises


def matrix(n: int, p: int) -> Promise:
    return lambda X: X.shape == (n, p) and not zero(centred(X))


def distinct(X: Any) -> bool:
    return not zero(flint(X)) and len({tuple(row) for row in X}) == X.shape[0]


def pair(drawn: Any) -> bool:
    X, Y = drawn
    return X.shape[0] == Y.shape[0] and not zero(centred(X)) and not zero(centred(Y))


def permutation(P: Any) -> bool:
    M = flint(P)
    return M * M.transpose() == one(P.shape[0]) and all(e in (0, 1) for e in M.entries())


def semidefinite(K: Any) -> bool:
    M = flint(K)
    return M.transpose() == M and is_psd(M)


def nonzero_semidefinite(K: Any) -> bool:
    return semidefinite(K) and not zero(flint(K))


def positive(x: Any) -> bool:
    return type(x) is fmpq and fmpq(1, 4) <= x <= 4 and x.q <= 4


def orthonormal_rows(p: int, r: int) -> Promise:
    return lambda Q: Q.shape == (p, r) and flint(Q) * flint(Q).transpose() == one(p)


def determinant(value: int) -> Promise:
    return lambda Q: orthonormal_rows(*Q.shape)(Q) and flint(Q).det() == value


def nonsingular(A: Any) -> bool:
    return bool(flint(A).det() != 0)


def unimodular(A: Any) -> bool:
    return abs(flint(A).det()) == 1 and all(e.q == 1 for e in A.ravel())


def singular_values(p: int, r: int, condition: Any = None) -> Promise:
    """s^2 and t^2 are eigenvalues of AA', and no eigenvalue lies outside [s^2, t^2]."""

    def promise(drawn: Any) -> bool:
        A, least, most = drawn
        S = flint(A) * flint(A).transpose()
        low, high = S - one(p) * (least * least), one(p) * (most * most) - S
        ordered = A.shape == (p, r) and 0 < least <= most and condition in (None, most / least)
        return ordered and low.det() == 0 and high.det() == 0 and is_psd(low) and is_psd(high)

    return promise


def centred_rank(n: int, p: int, r: int) -> Promise:
    return lambda X: X.shape == (n, p) and rank(centred(X)) == r


def uncorrelated(drawn: Any) -> bool:
    X, Y = drawn
    return pair(drawn) and zero(centred(X).transpose() * centred(Y))


def white(n: int, r: int) -> Promise:
    def promise(W: Any) -> bool:
        M = flint(W)
        G = M.transpose() * M
        return W.shape == (n, r) and centred(W) == M and G[0, 0] > 0 and one(r) * G[0, 0] == G

    return promise


def proportional(drawn: Any) -> bool:
    X, Y, c = drawn
    pairs = list(combinations(range(X.shape[0]), 2))
    return distinct(X) and all(distance2(Y[i], Y[j]) == c * distance2(X[i], X[j]) for i, j in pairs)


def distorted(drawn: Any) -> bool:
    X, Y, c, d = drawn
    pairs = list(combinations(range(X.shape[0]), 2))
    if not distinct(X):
        return False
    ratios = [distance2(Y[i], Y[j]) / distance2(X[i], X[j]) for i, j in pairs]
    distances = 2 * sum((distance2(X[i], X[j]) ** 2 for i, j in pairs), fmpq(0))
    gram = frobenius2(centred(X) * centred(X).transpose())
    attained = c > 0 and min(ratios) == c * (1 - d) and max(ratios) == c * (1 + d)
    return attained and d * d * distances <= 4 * gram


def one_output(drawn: Any) -> bool:
    X, Y, W, V = drawn
    read = centred(X) * flint(W)
    return read == centred(Y) * flint(V) and not zero(read)


def one_output_of_ranks(r: int, left: int, right: int) -> Promise:
    def holds(drawn: Any) -> bool:
        X, Y, W, _ = drawn
        return one_output(drawn) and (rank(centred(X) * flint(W)), rank(centred(X)), rank(centred(Y))) == (
            r,
            left,
            right,
        )

    return holds


PROMISES: dict[str, tuple[SearchStrategy[Any], Promise]] = {
    "matrices": (s.matrices(3, 2), matrix(3, 2)),
    "matrices, large fractions": (s.matrices(4, 1, elements=st.fractions(-100, 100)), matrix(4, 1)),
    "matrices, distinct rows": (s.matrices(5, 1, distinct_rows=True), distinct),
    "matrices, distinct rows of bits": (s.matrices(3, 2, elements=st.integers(0, 1), distinct_rows=True), distinct),
    "pairs": (s.pairs(), pair),
    "pairs of a size": (s.pairs(n=3, p=2, q=st.integers(1, 4)), pair),
    "permutations": (s.permutations(4), permutation),
    "psd": (s.psd(3), semidefinite),
    "psd, nonzero": (s.psd(2, nonzero=True), nonzero_semidefinite),
    "psd, rank 1": (s.psd(3, rank=1), lambda K: semidefinite(K) and rank(flint(K)) <= 1),
    "positive": (s.positive(), positive),
    "orthogonal": (s.orthogonal(3), orthonormal_rows(3, 3)),
    "orthogonal, det 1": (s.orthogonal(2, determinant=1), determinant(1)),
    "orthogonal, det -1": (s.orthogonal(3, determinant=-1), determinant(-1)),
    "orthogonal, 1 x 1": (s.orthogonal(1, determinant=-1), determinant(-1)),
    "semi_orthogonal": (s.semi_orthogonal(2, 4), orthonormal_rows(2, 4)),
    "invertible": (s.invertible(3), nonsingular),
    "invertible, unimodular": (s.invertible(3, unimodular=True), unimodular),
    "with_condition": (s.with_condition(3), singular_values(3, 3)),
    "with_condition, wide": (s.with_condition(2, 4), singular_values(2, 4)),
    "with_condition, given": (s.with_condition(3, condition=Fraction(9, 2)), singular_values(3, 3, fmpq(9, 2))),
    "with_condition, 1 x 1": (s.with_condition(1, condition=1), singular_values(1, 1, 1)),
    "with_condition, values": (s.with_condition(2, values=st.integers(1, 10**6)), singular_values(2, 2)),
    "rank_profile": (s.rank_profile(5, 3, 2), centred_rank(5, 3, 2)),
    "rank_profile, p > n": (s.rank_profile(3, 5, 1), centred_rank(3, 5, 1)),
    "rank_profile, constant": (s.rank_profile(3, 2, 0), centred_rank(3, 2, 0)),
    "full_rank": (s.full_rank(4, 5), centred_rank(4, 5, 3)),
    "uncorrelated": (s.uncorrelated(5, 2, 2), uncorrelated),
    "uncorrelated, smallest": (s.uncorrelated(3, 3, 2), uncorrelated),
    "white, one column": (s.white(3, 1), white(3, 1)),
    "white, Hadamard": (s.white(4, 3), white(4, 3)),
    "white, order 8": (s.white(8, 7), white(8, 7)),
    "white, between orders": (s.white(7, 3), white(7, 3)),
    "proportional_distances": (s.proportional_distances(4, 2, r=3), proportional),
    "distorted_copies": (s.distorted_copies(4, 2), distorted),
    "shared_readouts": (s.shared_readouts(4, 2, 3, 2), one_output),
    "shared_readouts, smallest": (s.shared_readouts(2, 1, 1, 2), one_output),
    "ranked_readouts": (s.ranked_readouts(5, 3, 4, 2, rank=1, left=2, right=4), one_output_of_ranks(1, 2, 4)),
    "ranked_readouts, no slack": (
        s.ranked_readouts(4, 3, 2, 2, rank=2, left=2, right=2),
        one_output_of_ranks(2, 2, 2),
    ),
    "ranked_readouts, smallest": (s.ranked_readouts(2, 1, 1, 1, rank=1, left=1, right=1), one_output_of_ranks(1, 1, 1)),
}


def keep(strategy: SearchStrategy[Any], promise: Promise, **options: Any) -> None:
    """The promise holds of every draw; a failure is shrunk and raised."""

    @settings(MANY, **options)
    @given(strategy)
    def attack(drawn: Any) -> None:
        assert promise(drawn), f"the promise is broken by {drawn}"

    attack()


@pytest.mark.parametrize("name", PROMISES)
def test_every_draw_keeps_the_promise(name: str) -> None:
    keep(*PROMISES[name])


def test_every_exact_strategy_is_under_test() -> None:
    floats = {"representations", "representation_pairs", "orthogonal_maps", "semi_orthogonal_maps", "invertible_maps"}
    assert {name.split(",")[0].split(" ")[0] for name in PROMISES} == set(s.__all__) - floats - {"ENTRIES"}


# ------------------------------------------------------------------------- strategies that break what they promise


def exact(rows: Any) -> Any:
    return np.vectorize(fmpq, otypes=[object])(np.asarray(rows, dtype=object))


def integers(n: int, p: int) -> SearchStrategy[Any]:
    return st.lists(st.integers(-3, 3), min_size=n * p, max_size=n * p).map(lambda e: exact(e).reshape(n, p))


def skew(S: Any) -> Any:
    return np.triu(S, 1) - np.triu(S, 1).T + exact(np.zeros(S.shape, dtype=int))


BROKEN: dict[str, tuple[SearchStrategy[Any], Promise]] = {
    "rows drawn without looking at them may be constant": (integers(3, 2), matrix(3, 2)),
    "rows drawn without looking at them may repeat": (integers(4, 1), distinct),
    "a Cayley transform without the inverse": (
        integers(2, 2).map(lambda S: exact(np.eye(2, dtype=int)) - skew(S)),
        orthonormal_rows(2, 2),
    ),
    "columns of an orthogonal matrix for its rows": (
        s.orthogonal(3).map(lambda Q: Q[:, :2].T @ exact([[1, 0, 0], [0, 1, 0], [0, 0, 2]])),
        orthonormal_rows(2, 3),
    ),
    "a symmetric matrix taken for semidefinite": (integers(2, 2).map(lambda A: A + A.T), semidefinite),
    "the sign of the determinant ignored": (s.orthogonal(2), determinant(-1)),
    "an integer matrix taken for unimodular": (integers(2, 2), unimodular),
    "singular values in the wrong order": (
        s.with_condition(2).map(lambda d: (d[0], d[2], d[1])),
        singular_values(2, 2),
    ),
    "the diagonal multiplied by an invertible map that is no isometry": (
        st.tuples(s.with_condition(2), s.invertible(2)).map(lambda d: (d[0][0] @ d[1], d[0][1], d[0][2])),
        singular_values(2, 2),
    ),
    "the rank before centring": (
        integers(1, 2).map(lambda G: np.concatenate([exact(np.eye(2, dtype=int)), G])),
        centred_rank(3, 2, 2),
    ),
    "orthogonal without centring": (
        st.just((exact([[1], [1], [0]]), exact([[1], [-1], [2]]))).map(lambda d: (d[0], d[1] * d[1])),
        uncorrelated,
    ),
    "Hadamard columns with the constant one": (
        st.just(exact([[1, 1], [1, -1], [1, 1], [1, -1]])),
        white(4, 2),
    ),
    "centred after whitening": (st.just(exact([[1, 1], [-1, 1], [0, -2]])), white(3, 2)),
    "an anisotropic copy": (
        s.proportional_distances(3, 2).map(lambda d: (d[0], d[1] * exact([[1, 2]]), d[2])),
        proportional,
    ),
    "the distortion around the smallest ratio": (
        s.distorted_copies(3, 1).map(lambda d: (d[0], d[1], d[2] * (1 - d[3]), d[3])),
        distorted,
    ),
    "one readout for both": (s.shared_readouts(3, 2, 2, 1).map(lambda d: (d[0], d[1], d[2], d[2])), one_output),
    "nothing beside the output": (
        s.ranked_readouts(4, 2, 2, 1, rank=1, left=2, right=2).map(lambda d: (d[0], d[0] @ d[2], d[2], exact([[1]]))),
        one_output_of_ranks(1, 2, 2),
    ),
    "the readout transposed": (s.shared_readouts(3, 2, 2, 2).map(lambda d: (d[0], d[1], d[2].T, d[3])), one_output),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_the_promise_catches(mistake: str) -> None:
    with pytest.raises(AssertionError, match="the promise is broken by"):
        keep(*BROKEN[mistake], max_examples=1000, phases=[Phase.generate])


# ------------------------------------------------------------------------------------------------ what is reachable


def eigenvalue(Q: Any, value: int) -> bool:
    return flint(Q - exact(np.eye(Q.shape[0], dtype=int)) * value).det() == 0


REACHED: dict[str, tuple[SearchStrategy[Any], Callable[[Any], bool]]] = {
    "determinant -1": (s.orthogonal(3), lambda Q: flint(Q).det() == -1),
    "eigenvalue -1 and a real rotation": (
        s.orthogonal(3),
        lambda Q: eigenvalue(Q, -1) and any(e.q > 1 for e in Q.flat),
    ),
    "no real eigenvalue": (s.orthogonal(2), lambda Q: not eigenvalue(Q, 1) and not eigenvalue(Q, -1)),
    "minus the identity": (s.orthogonal(3), lambda Q: flint(Q) == one(3) * fmpq(-1)),
    "a permutation that is no identity": (
        s.orthogonal(3),
        lambda Q: all(e in (0, 1) for e in Q.flat) and flint(Q) != one(3),
    ),
    "a reflection in a vector that is no axis": (
        s.orthogonal(2),
        lambda Q: flint(Q) == flint(Q.T) and flint(Q).det() == -1 and all(e.q > 1 for e in Q.flat),
    ),
    "a dense orthogonal matrix": (s.orthogonal(3), lambda Q: all(e != 0 for e in Q.flat)),
    "zero padding": (s.semi_orthogonal(2, 3), lambda Q: all(e == 0 for e in Q[:, 2])),
    "an embedding that is no padding": (s.semi_orthogonal(1, 2), lambda Q: all(e != 0 for e in Q.flat)),
    "a determinant of 16 and more": (s.invertible(2), lambda A: abs(flint(A).det()) >= 16),
    "a unimodular map that is no signed permutation": (
        s.invertible(2, unimodular=True),
        lambda A: all(e != 0 for e in A.flat),
    ),
    "condition 8 and more": (s.with_condition(2), lambda d: d[2] >= 8 * d[1]),
    "a rank below p and n - 1": (s.matrices(4, 3), lambda X: rank(centred(X)) == 1),
    "more features than samples": (s.pairs(), lambda d: d[0].shape[1] > d[0].shape[0]),
    "repeated rows": (s.matrices(4, 2), lambda X: len({tuple(row) for row in X}) < 4),
    "an offset of a rank-2 matrix": (s.rank_profile(4, 2, 2), lambda X: all(e > 0 for e in X.flat)),
    "every row far from integer multiples": (s.rank_profile(4, 3, 2), lambda X: any(e.q > 1 for e in X.flat)),
    "rank 2 against rank 2": (
        s.uncorrelated(5, 2, 2),
        lambda d: rank(centred(d[0])) == 2 and rank(centred(d[1])) == 2,
    ),
    "white columns with no equal entries": (s.white(4, 2), lambda W: len({abs(e) for e in W.flat}) > 4),
    "a copy with distortion": (s.distorted_copies(3, 2), lambda d: d[3] > fmpq(1, 10)),
    "a copy without distortion that is turned": (s.distorted_copies(3, 2), lambda d: d[3] == 0 and d[2] != 1),
    "a shared output beside other features": (
        s.shared_readouts(4, 2, 2, 1),
        lambda d: rank(centred(np.concatenate(d[:2], axis=1))) == 3,
    ),
    "a shared output of rank 2": (s.shared_readouts(4, 2, 3, 2), lambda d: rank(centred(d[0] @ d[2])) == 2),
    "slack on the same direction": (
        s.ranked_readouts(4, 2, 2, 1, rank=1, left=2, right=2),
        lambda d: rank(centred(np.concatenate(d[:2], axis=1))) == 2,
    ),
    "slack in different directions": (
        s.ranked_readouts(4, 2, 2, 1, rank=1, left=2, right=2),
        lambda d: rank(centred(np.concatenate(d[:2], axis=1))) == 3,
    ),
    "a readout off the row space": (
        s.shared_readouts(3, 2, 1, 1),
        lambda d: rank(flint(np.concatenate([exact(centred(d[0]).tolist()), d[2].T]))) > rank(centred(d[0])),
    ),
    "a semidefinite matrix of full rank": (s.psd(3), lambda K: flint(K).det() != 0),
    "the zero matrix": (s.psd(3), lambda K: zero(flint(K))),
}


@pytest.mark.parametrize("what", REACHED)
def test_reached(what: str) -> None:
    strategy, condition = REACHED[what]
    find(strategy, condition, settings=FIND)


# ---------------------------------------------------------------------------------------------------- simplest draws


I2, I3 = [[1, 0], [0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
MINIMA: dict[str, tuple[SearchStrategy[Any], Any]] = {
    "matrices": (s.matrices(3, 2), [[0, 0], [0, 0], [0, 1]]),
    "matrices, constant allowed": (s.matrices(2, 2, nonconstant=False), [[0, 0], [0, 0]]),
    "matrices, distinct rows": (s.matrices(3, 2, distinct_rows=True), [[0, 0], [1, 0], [2, 0]]),
    "permutations": (s.permutations(3), I3),
    "psd": (s.psd(2), [[0, 0], [0, 0]]),
    "psd, nonzero": (s.psd(2, nonzero=True), [[0, 0], [0, 1]]),
    "orthogonal": (s.orthogonal(3), I3),
    "orthogonal, det -1": (s.orthogonal(2, determinant=-1), [[-1, 0], [0, 1]]),
    "semi_orthogonal": (s.semi_orthogonal(2, 3), [[1, 0, 0], [0, 1, 0]]),
    "invertible": (s.invertible(2), I2),
    "rank_profile": (s.rank_profile(4, 3, 2), [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]),
    "rank_profile, constant": (s.rank_profile(2, 2, 0), [[0, 0], [0, 0]]),
    "full_rank": (s.full_rank(3, 3), [[1, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "white": (s.white(4, 2), [[1, 0], [-1, 0], [0, 1], [0, -1]]),
    "white, Hadamard": (s.white(4, 3), [[1, 1, 1], [-1, 1, -1], [1, -1, -1], [-1, -1, 1]]),
    "white, one column": (s.white(3, 1), [[-1], [-1], [2]]),
}


@pytest.mark.parametrize("name", MINIMA)
def test_shrinks_to_small_integers(name: str) -> None:
    strategy, simplest = MINIMA[name]
    assert find(strategy, lambda _: True, settings=FIND).tolist() == exact(simplest).tolist()


def test_shrinks_to_small_tuples() -> None:
    A, least, most = find(s.with_condition(2), lambda _: True, settings=FIND)
    assert (A.tolist(), least, most) == (I2, 1, 1)
    A, least, most = find(s.with_condition(2, condition=9), lambda _: True, settings=FIND)
    assert (A.tolist(), least, most) == ([[1, 0], [0, 9]], 1, 9)
    X, Y = find(s.uncorrelated(3, 1, 1), lambda _: True, settings=FIND)
    assert (X.tolist(), Y.tolist()) == ([[1], [0], [0]], [[0], [-1], [1]])
    X, Y, c, d = find(s.distorted_copies(2, 1), lambda _: True, settings=FIND)
    assert (X.tolist(), Y.tolist(), c, d) == ([[0], [1]], [[0], [1]], 1, 0)
    X, Y, c = find(s.proportional_distances(2, 1), lambda _: True, settings=FIND)
    assert (X.tolist(), Y.tolist(), c) == ([[0], [1]], [[0], [1]], 1)
    shared = find(s.shared_readouts(2, 1, 2, 1), lambda _: True, settings=FIND)
    assert [A.tolist() for A in shared] == [[[0], [1]], [[0, 0], [1, 0]], [[1]], [[1], [0]]]
    ranked = find(s.ranked_readouts(3, 2, 1, 1, rank=1, left=2, right=1), lambda _: True, settings=FIND)
    assert [A.tolist() for A in ranked] == [[[1, 0], [0, 1], [0, 0]], [[1], [0], [0]], [[1], [0]], [[1]]]
    assert find(s.positive(), lambda _: True, settings=FIND) == 1
    assert find(s.positive(), lambda x: x > 1, settings=FIND) == 2


def test_a_failing_test_is_reported_with_small_integers() -> None:
    """The smallest X whose Gram matrix a shear changes has the single entry 1: this is what a user sees."""
    X = find(
        s.matrices(3, 2),
        lambda X: (X @ exact([[2, 1], [1, 1]]) @ X.T != X @ X.T).any(),
        settings=FIND,
    )
    assert sorted(abs(e) for e in X.flat) == [0, 0, 0, 0, 0, 1]
