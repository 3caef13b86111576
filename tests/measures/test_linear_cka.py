"""Linear CKA, biased and debiased, NumPy and torch: 44 checks against exact rational arithmetic, and bugs they catch.

A check is a function of a measure; the same checks judge ours and the planted ones.
"""

import numpy as np
import pytest
import torch

from unalignable.theory import UndefinedMeasure, linear_cka, modified_rv

RNG = np.random.default_rng(20)
X = RNG.standard_normal((40, 7))
Y = RNG.standard_normal((40, 5)) + X[:, :5]
MAP = RNG.standard_normal((7, 7)) + 2 * np.eye(7)
WIDE = RNG.standard_normal((7, 90))
TURN = np.linalg.qr(RNG.standard_normal((7, 7)))[0]
U64, U32 = 2.0**-53, 2.0**-24

CHECKS = {}


def check(name):
    def add(function):
        CHECKS[name] = function
        return function

    return add


class Judge:
    """A measure under check: takes NumPy, hands over NumPy or torch, compares with the exact value."""

    def __init__(self, measure, exact, debiased, backend):
        self.measure, self.exact, self.debiased, self.backend = measure, exact, debiased, backend

    def value(self, A, B):
        A, B = (torch.from_numpy(np.ascontiguousarray(M)) if self.backend == "torch" else M for M in (A, B))
        value = self.measure(A, B, debiased=self.debiased)
        assert isinstance(value, float), f"{value!r} is not a float"
        return value

    def right(self, A, B, u=U64):
        """The value is right for the numbers as stored, to what products in precision u can lose."""
        value, want = self.value(A.copy(), B.copy()), self.exact.linear_cka(A, B, self.debiased)
        allowed = self.exact.tolerance(A, B, u, self.debiased)
        assert abs(value - want) <= allowed, f"{value} should be {want} to {allowed:.1e}"

    def undefined(self, A, B):
        with pytest.raises(UndefinedMeasure):
            self.value(A, B)

    def refused(self, A, B, match):
        with pytest.raises(ValueError, match=match) as caught:
            self.value(A, B)
        assert not isinstance(caught.value, UndefinedMeasure)


check("value")(lambda j: j.right(X, Y))
check("self is 1")(lambda j: j.right(X, X))
check("symmetry")(lambda j: j.right(Y, X))
check("orthogonal map")(lambda j: j.right(X @ TURN, Y))
check("scaling by 3")(lambda j: j.right(3 * X, Y))
check("scaling by -1")(lambda j: j.right(-X, Y))
check("translation")(lambda j: j.right(X + 17, Y - np.arange(5)))
check("joint permutation")(lambda j: j.right(X[::-1], Y[::-1]))
check("p > n")(lambda j: j.right(X @ WIDE, Y))
check("n = 1")(lambda j: j.undefined(X[:1], Y[:1]))
check("n = 4")(lambda j: j.right(X[:4], Y[:4]))
check("mean 1e8, self")(lambda j: j.right(X + 1e8, X + 1e8))
check("mean 1e8, cross")(lambda j: j.right(X + 1e8, Y - 1e8))
check("constant X")(lambda j: j.undefined(np.ones((40, 3)), Y))
check("constant 0.1")(lambda j: j.undefined(X, np.full((40, 3), 0.1)))
check("both constant")(lambda j: j.undefined(np.full((40, 3), 0.1), np.full((40, 2), 1e8)))
check("mismatched n")(lambda j: j.refused(X, Y[:39], "X has 40 rows and Y has 39"))
check("n against one row")(lambda j: j.refused(X, Y[:1], "X has 40 rows and Y has 1"))
check("1-D")(lambda j: j.refused(X[:, 0], Y, r"X has shape \(40,\)"))
check("3-D")(lambda j: j.refused(X, Y[:, :, None], "flatten"))
check("float64")(lambda j: j.right(X.astype(np.float64), Y.astype(np.float64)))
check("float32")(lambda j: j.right(X.astype(np.float32), Y.astype(np.float32), U32))
check("float32, mean 30")(lambda j: j.right((X + 30).astype(np.float32), (Y + 30).astype(np.float32), U32))
check("float32, mean 1e3")(lambda j: j.right((X + 1e3).astype(np.float32), (Y + 1e3).astype(np.float32), U32))
check("float16")(lambda j: j.right(X.astype(np.float16), Y.astype(np.float16), U32))
check("float16 x 30")(lambda j: j.right((30 * X).astype(np.float16), (30 * Y).astype(np.float16), U32))
check("int64")(lambda j: j.right(np.rint(10 * X).astype(np.int64), np.rint(10 * Y).astype(np.int64)))
check("int32 x 1000")(lambda j: j.right(*(1000 * np.rint(9 * M).astype(np.int32) for M in (X, Y))))
check("int8")(lambda j: j.right(*(np.rint(25 * M).clip(-128, 127).astype(np.int8) for M in (X, Y))))
check("uint8")(lambda j: j.right(*(np.rint(40 * M + 128).clip(0, 255).astype(np.uint8) for M in (X, Y))))
for a, b in ((1e-2, 1.0), (1e-4, 1.0), (1e-160, 1.0), (1e160, 1.0), (1e-160, 1e160)):
    check(f"scales {a:.0e} and {b:.0e}")(lambda j, a=a, b=b: j.right(a * X, b * Y))


@check("general map changes it")
def _(j):
    j.right(X @ MAP, Y)
    # the value moves by far more than the tolerance, so that a measure that ignores the map cannot pass
    assert abs(j.exact.linear_cka(X @ MAP, Y, j.debiased) - j.exact.linear_cka(X, Y, j.debiased)) > 0.01


@check("96 small cases")
def _(j):
    rng = np.random.default_rng(96)
    for _ in range(96):
        n, p, q = rng.integers(5, 9), rng.integers(1, 5), rng.integers(1, 5)
        A, B = rng.integers(-3, 4, (n, p)).astype(float), rng.integers(-3, 4, (n, q)).astype(float)
        A[0, 0], A[1, 0], A[2, 0], B[1, 0], B[2, 0], B[3, 0] = 9, -4, 3, 8, -5, 2  # nothing constant or equidistant
        j.right(A, B)


@check("orthogonal subspaces give 0")
def _(j):
    A, B = np.zeros((40, 3)), np.zeros((40, 4))
    A[:20], B[20:] = X[:20, :3], X[20:, :4]
    A[:20] -= A[:20].mean(0)
    B[20:] -= B[20:].mean(0)
    j.right(A, B)
    assert abs(j.exact.linear_cka(A, B)) < 1e-30


@check("n = 2")
def _(j):
    if j.debiased:
        j.undefined(X[:2], Y[:2])
    else:
        j.right(X[:2], Y[:2])  # 1 whatever the data


@check("n = 3")
def _(j):
    if j.debiased:
        j.undefined(X[:3], Y[:3])
    else:
        j.right(X[:3], Y[:3])


@check("NaN")
def _(j):
    A = X.copy()
    A[3, 2] = np.nan
    j.refused(A, Y, "X .* 1 NaN entry, the first at row 3, column 2")


@check("infinity")
def _(j):
    B = Y.copy()
    B[4, 1], B[5, 1] = np.inf, -np.inf
    j.refused(X, B, "Y .* 2 infinite entries, the first at row 4, column 1")


@check("float32 self is at most 1")
def _(j):
    for seed in range(20):
        A = np.random.default_rng(seed).standard_normal((50, 6)).astype(np.float32)
        value = j.value(A, A)
        assert value <= 1
        assert value >= 1 - j.exact.tolerance(A, A, U32, j.debiased)


@check("inputs are not modified")
def _(j):
    for scale in (1.0, 1e-200):  # the short way and the long one
        A, B = scale * X, scale * Y
        before = A.copy(), B.copy()
        j.value(A, B)
        assert np.array_equal(A, before[0])
        assert np.array_equal(B, before[1])


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("debiased", [False, True], ids=["biased", "debiased"])
@pytest.mark.parametrize("name", CHECKS)
def test_ours(name, debiased, backend, exact):
    CHECKS[name](Judge(linear_cka, exact, debiased, backend))


def test_there_are_44_checks():
    assert len(CHECKS) == 44


# ------------------------------------------------------------------------------------------------ planted bugs


def plain(A, B):
    S, G, F = A.T @ B, A.T @ A, B.T @ B
    return float(np.linalg.norm(S)) ** 2 / float(np.linalg.norm(G)) / float(np.linalg.norm(F))


def textbook(A, B, **_):
    """Centred float64 without a look at the input or its range: what one writes first."""
    A, B = (np.asarray(M, dtype=np.float64) for M in (A, B))
    return plain(A - A.mean(0), B - B.mean(0))


def own_precision(A, B, **_):
    return plain(A - A.mean(0), B - B.mean(0))


def not_centred(A, B, **_):
    return plain(*(np.asarray(M, dtype=np.float64) for M in (A, B)))


def centred_after_multiplying(A, B, **_):
    """Gram matrices of uncentred features: the commonest error of published implementations."""
    H = np.eye(len(A)) - 1 / len(A)
    K, L = (H @ np.asarray(M @ M.T, dtype=np.float64) @ H for M in (A, B))
    return float(np.sum(K * L)) / float(np.linalg.norm(K)) / float(np.linalg.norm(L))


def centred_in_one_pass(A, B, **_):
    A, B = (np.asarray(M, dtype=np.float64) for M in (A, B))
    n = len(A)
    S, G, F = (P.T @ Q - n * np.outer(P.mean(0), Q.mean(0)) for P, Q in ((A, B), (A, A), (B, B)))
    return float(np.linalg.norm(S)) ** 2 / float(np.linalg.norm(G)) / float(np.linalg.norm(F))


def epsilon_in_the_denominator(A, B, **_):
    A, B = (np.asarray(M, dtype=np.float64) for M in (A, B))
    A, B = A - A.mean(0), B - B.mean(0)
    return float(np.sum((A.T @ B) ** 2)) / (float(np.linalg.norm(A.T @ A) * np.linalg.norm(B.T @ B)) + 1e-10)


def rounded_to_float32(A, B, **_):
    return float(np.float32(textbook(A, B)))


def not_symmetric(A, B, **_):
    return textbook(np.linalg.qr(A - A.mean(0))[0], B)


def refusals_removed(A, B, **_):
    return linear_cka(np.nan_to_num(A.reshape(len(A), -1)[: len(B)]), np.nan_to_num(B.reshape(len(B), -1)[: len(A)]))


def zero_when_undefined(A, B, debiased):
    try:
        return linear_cka(A, B, debiased=debiased)
    except UndefinedMeasure:
        return 0.0


def centred_in_place(A, B, debiased):
    if A.dtype == np.float64:
        A -= A.mean(0)
    return linear_cka(A, B, debiased=debiased)


def too_large(A, B, debiased):
    return linear_cka(A, B, debiased=debiased) * (1 + 1e-7)


def biased_for_debiased(A, B, debiased):
    return linear_cka(A, B)


def diagonal_removed_without_centring_again(A, B, debiased):
    return modified_rv(A, B)


def debiased_in_float32(A, B, debiased):
    """Song's formula on uncentred float32 Gram matrices, as published minibatch implementations have it."""
    n = np.float32(len(A))
    K, L = (np.asarray(M, dtype=np.float32) @ np.asarray(M, dtype=np.float32).T for M in (A, B))
    for G in (K, L):
        np.fill_diagonal(G, 0)

    def hsic(P, Q):
        return np.sum(P * Q) + P.sum() * Q.sum() / ((n - 1) * (n - 2)) - 2 * (P @ Q).sum() / (n - 2)

    return float(hsic(K, L) / np.sqrt(hsic(K, K)) / np.sqrt(hsic(L, L)))


EXTREME = {"scales 1e-160 and 1e+00", "scales 1e+160 and 1e+00", "scales 1e-160 and 1e+160"}
EVERYWHERE = {"value", "96 small cases"}
# bug -> (debiased, checks that must catch it, checks that it must pass: it fails for its own reason)
PLANTED = {
    textbook: (False, {"n = 1", "constant 0.1", "NaN", "infinity", "n against one row", "3-D", *EXTREME}, EVERYWHERE),
    own_precision: (False, {"float16 x 30"}, EVERYWHERE),
    not_centred: (False, {"translation", *EVERYWHERE}, {"self is 1"}),
    centred_after_multiplying: (False, {"mean 1e8, cross", "float32, mean 1e3", "int8", "uint8"}, EVERYWHERE),
    # of X with itself the three wrong products may be one and the same: that depends on the BLAS
    centred_in_one_pass: (False, {"mean 1e8, cross"}, {"translation", *EVERYWHERE}),
    epsilon_in_the_denominator: (False, {"scales 1e-02 and 1e+00", "scales 1e-04 and 1e+00"}, {"value"}),
    rounded_to_float32: (False, EVERYWHERE, {"float32", "self is 1"}),
    not_symmetric: (False, {"symmetry", "self is 1", "general map changes it", *EVERYWHERE}, {"n = 2"}),
    refusals_removed: (False, {"NaN", "infinity", "mismatched n", "1-D", "3-D"}, EVERYWHERE),
    zero_when_undefined: (True, {"n = 1", "n = 2", "n = 3", "constant X", "constant 0.1", "both constant"}, EVERYWHERE),
    centred_in_place: (True, {"inputs are not modified"}, EVERYWHERE),
    too_large: (True, {"float32 self is at most 1", *EVERYWHERE}, {"float32"}),
    biased_for_debiased: (True, {"n = 2", "n = 3", "p > n", *EVERYWHERE}, {"self is 1"}),
    diagonal_removed_without_centring_again: (True, EVERYWHERE, {"self is 1"}),
    debiased_in_float32: (True, {"float32, mean 30", "float32, mean 1e3", "uint8", "value"}, {"float32", "float16"}),
}


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.__name__)
def test_planted_bugs_are_caught(bug, exact):
    debiased, caught_by, innocent = PLANTED[bug]
    judge = Judge(bug, exact, debiased, "numpy")
    with np.errstate(all="ignore"):
        for name in innocent:
            CHECKS[name](judge)
        missed = [name for name in sorted(caught_by) if passes(judge, name)]
    assert not missed


def passes(judge, name):
    try:
        CHECKS[name](judge)
    except (Exception, pytest.fail.Exception):  # a crash is caught as well as a wrong value
        return False
    return True
