"""The numerical contract beyond plain values: any scale, any offset, one rule for rank, both sides, and memory."""

import math
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
import torch

from unalignable import theory
from unalignable.theory import UndefinedMeasure, linear_cka
from unalignable.theory.core.measures import distances, inputs, products, sides

RNG = np.random.default_rng(50)
X = RNG.standard_normal((40, 4)) * [1, 3, 1, 2]
Y = RNG.standard_normal((40, 3)) + X[:, :3]

SCALE_FREE = {
    "linear_cka": lambda A, B: linear_cka(A, B),
    "debiased": lambda A, B: linear_cka(A, B, debiased=True),
    "minibatch": lambda A, B: theory.minibatch_cka([(A[:20], B[:20]), (A[20:], B[20:])]),
    "kernel_cka": lambda A, B: theory.kernel_cka(A, B),
    "linear_r2": lambda A, B: theory.linear_r2(A, B),
    "held-out r2": lambda A, B: theory.linear_r2(A, B, cv=4),
    "mean_cca": lambda A, B: theory.mean_cca(A, B),
    "svcca": lambda A, B: theory.svcca(A, B),
    "pwcca": lambda A, B: theory.pwcca(A, B),
    "procrustes": lambda A, B: theory.procrustes(A, B),
    "nbs": lambda A, B: theory.nbs(A, B),
    "rsa": lambda A, B: theory.rsa(A, B),
    "spearman": lambda A, B: theory.rsa(A, B, comparison="spearman"),
    "correlation": lambda A, B: theory.rsa(A, B, dissimilarity="correlation"),
    "whitened": lambda A, B: theory.rsa(A, B, comparison="whitened-cosine"),
    "mutual_knn": lambda A, B: theory.mutual_knn(A, B, k=3),
    "modified_rv": lambda A, B: theory.modified_rv(A, B),
    "participation_ratio": lambda A, B: theory.participation_ratio(A),
    "rank": lambda A, B: float(theory.rank(A)),
}
MEASURES = pytest.mark.parametrize("measure", SCALE_FREE.values(), ids=SCALE_FREE)


@MEASURES
@pytest.mark.parametrize(("a", "b"), [(2.0**-530, 1), (2.0**530, 1), (2.0**-530, 2.0**530), (2.0**-1010, 2.0**1018)])
@pytest.mark.parametrize("to", [np.asarray, torch.as_tensor], ids=["numpy", "torch"])
def test_any_scale(measure, a, b, to):
    """Powers of two are exact: 1e-160 and 1e160 are two of them, the last two are at the ends of the range."""
    tiny = 8 if a < 2.0**-1000 else 0  # entries lose bits below 2^-1022
    want = measure(to(np.round(X, tiny)), to(np.round(Y, tiny))) if tiny else measure(to(X), to(Y))
    A, B = (np.round(X, tiny), np.round(Y, tiny)) if tiny else (X, Y)
    # below 2^-1022 entries are rounded to multiples of 2^-1074: 2^-64 of the largest
    assert measure(to(A * a), to(B * b)) == pytest.approx(want, rel=1e-12, abs=1e-12)


@MEASURES
def test_float32_scales(measure):
    A, B = X.astype(np.float32), Y.astype(np.float32)
    want = measure(A, B)
    for a in (2.0**-100, 2.0**100):
        assert measure(A * np.float32(a), B / np.float32(a)) == pytest.approx(want, rel=1e-6)


@MEASURES
def test_offset_of_1e8(measure, request):
    """Right to 1e-6 for mean 1e8 and unit variance; the reference removes the offset exactly before measuring."""
    if "correlation" in request.node.name:
        pytest.skip("correlation over features is not invariant under translation")
    A, B = X + 1e8, Y - 1e8
    want = measure(A - 1e8, B + 1e8)  # exact differences: both within a factor of two
    assert measure(A, B) == pytest.approx(want, abs=1e-6)
    assert measure(torch.tensor(A), torch.tensor(B)) == pytest.approx(want, abs=1e-6)


@MEASURES
def test_offset_in_float32(measure, request):
    if "correlation" in request.node.name:
        pytest.skip("correlation over features is not invariant under translation")
    for offset in (30, 1e3):
        A, B = (X + offset).astype(np.float32), (Y - offset).astype(np.float32)
        want = measure(A.astype(np.float64) - offset, B.astype(np.float64) + offset)
        assert measure(A, B) == pytest.approx(want, rel=1e-5)  # 40 * 2^-24, and a factor for the ratio


def test_constant_columns_do_no_harm():
    """A constant 1e16 + 1 next to unit variance: its rounding would outweigh everything if it were not removed."""
    flat = np.full((40, 2), 1e16 + 2)
    for measure in (theory.mean_cca, theory.linear_r2, theory.nbs, linear_cka, theory.pwcca):
        assert measure(np.hstack([flat, X]), Y) == pytest.approx(measure(X, Y), abs=1e-12)


# ------------------------------------------------------------------------------------------------- rank, one rule


@pytest.mark.parametrize(("dtype", "u"), [(np.float64, 2.0**-53), (np.float32, 2.0**-24)])
def test_rank_rule_is_max_n_p_times_unit_roundoff(dtype, u):
    """Two orthogonal columns, the second just above or just below max(n, p) u of the first."""
    n = 64
    first, second = np.repeat([1.0, -1.0], n // 2), np.tile([1.0, -1.0], n // 2)
    for factor, expected in ((1.001, 2), (0.999, 1)):
        Z = np.column_stack([first, second * (factor * n * u)]).astype(dtype)
        assert theory.rank(Z) == expected
        assert len(theory.canonical_correlations(Z, np.column_stack([first, second]))) == expected
        assert theory.linear_r2(Z, second[:, None]) == pytest.approx(expected - 1.0, abs=1e-12)
        assert theory.mean_cca(Z, second[:, None]) == pytest.approx(expected - 1.0, abs=1e-12)


@pytest.mark.parametrize("wrong", [2.0**-52, 2.0**-54, 1e-10])
def test_another_unit_would_be_caught(wrong):
    n, u = 64, 2.0**-53
    assert any((f * n * u > n * wrong) != (f > 1) for f in (1.001, 0.999))


def test_rank_is_at_most_n_minus_1():
    for n in (2, 3, 10):
        Z = RNG.standard_normal((n, 50))
        assert theory.rank(Z) == n - 1
        assert theory.linear_r2(Z, RNG.standard_normal((n, 2))) == pytest.approx(1.0, abs=1e-12)


# ------------------------------------------------------------------------------------------- the engine of linear CKA


def sums_of(A, B, **options):
    found = products.sums(inputs.pair(A, B), "CKA", **options)
    scale = [[4.0 ** (e + f) for f in found.exponents] for e in found.exponents]
    return np.array(found.totals.inner) * scale


@pytest.mark.parametrize("to", [np.asarray, torch.as_tensor], ids=["numpy", "torch"])
@pytest.mark.parametrize("unbiased", [False, True])
def test_both_sides_and_any_blocks_agree(unbiased, to, monkeypatch, exact):
    A, B = RNG.standard_normal((90, 6)) + 3, RNG.standard_normal((90, 5)) - 1
    K, L = (exact.gram(exact.matrix(M)) for M in (A, B))
    form = exact.hsic1 if unbiased else exact.inner
    want = np.array([[float(form(P, Q)) for Q in (K, L)] for P in (K, L)])
    wide = np.hstack([A, np.zeros((90, 90))]), np.hstack([B, np.zeros((90, 100))])
    for length in (1, 7, 90, 4096):
        monkeypatch.setattr(products, "BLOCK_ENTRIES", 1)
        monkeypatch.setattr(products, "LEAST_BLOCK", length)
        monkeypatch.setattr(products, "MOST_BLOCK", length)
        assert sums_of(to(A), to(B), unbiased=unbiased) == pytest.approx(want, rel=1e-12)
        assert sums_of(*map(to, wide), unbiased=unbiased) == pytest.approx(want, rel=1e-12)


def test_a_bad_shift_is_corrected():
    """The feature side is right for any shift: here the blocks are off by a whole standard deviation."""
    A, B = RNG.standard_normal((50, 4)), RNG.standard_normal((50, 3))
    for unbiased in (False, True):
        totals = []
        for shift in (0.0, 1.0):
            side = sides.FeatureSide(2, unbiased=unbiased)
            for i, j in pairwise((0, 13, 50)):
                side.add([A[i:j] - shift, B[i:j] + shift])
            totals.append(np.array(side.totals().inner))
        assert totals[0] == pytest.approx(totals[1], rel=1e-12)


@pytest.mark.parametrize("shape", [(40, 3), (8, 30)])
@pytest.mark.parametrize("to", [np.asarray, torch.as_tensor], ids=["numpy", "torch"])
def test_weights_are_repetitions(shape, to):
    A, B = RNG.standard_normal(shape) + 5, RNG.standard_normal(shape)
    counts = RNG.integers(0, 4, shape[0])
    A[counts == 0] = 1e150  # a sample of weight 0 does not exist, however large
    again = np.repeat(np.arange(shape[0]), counts)
    want = linear_cka(A[again], B[again])
    assert linear_cka(to(A), to(B), weights=counts) == pytest.approx(want, rel=1e-12)
    assert linear_cka(to(A), to(B), weights=counts * 1e-200) == pytest.approx(want, rel=1e-12)
    assert linear_cka(to(A * 1e-300), to(B), weights=to(counts * 1.0)) == pytest.approx(want, rel=1e-12)
    assert linear_cka(to(A[again]), to(B[again]), weights=np.ones(len(again))) == pytest.approx(want, rel=1e-12)
    with pytest.raises(UndefinedMeasure, match="X is constant over the samples of positive weight"):
        linear_cka(to(A), to(B), weights=np.eye(shape[0])[0])


def test_debiased_float32_is_rescued_from_cancellation(exact):
    """Wide Gaussians are nearly a simplex: HSIC₁(K, K) is a thousandth of |K|² and float32 is given up."""
    A, B = (RNG.standard_normal((6, 20000)).astype(np.float32) for _ in range(2))
    B += A
    want = linear_cka(A.astype(np.float64), B.astype(np.float64), debiased=True)
    assert linear_cka(A, B, debiased=True) == pytest.approx(want, rel=1e-9)
    outlier = np.vstack([RNG.standard_normal((300, 2)), [[1e4, 0]]]).astype(np.float32)  # the same on the feature side
    target = RNG.standard_normal((301, 2)).astype(np.float32)
    want = exact.linear_cka(outlier, target, True)
    assert linear_cka(outlier, target, debiased=True) == pytest.approx(want, abs=1e-6)


def test_equal_rows_are_at_distance_zero():
    Z = np.repeat(RNG.standard_normal((20, 300)) + 100, 2, axis=0) * 1e-170
    D = distances.distances(inputs.matrix(Z, "Z"), "a test").squares
    assert np.all(D[np.arange(0, 40, 2), np.arange(1, 40, 2)] == 0)
    W = Z * 1e170
    plain = np.sum(W * W, 1)[:, None] + np.sum(W * W, 1) - 2 * W @ W.T
    assert np.any(plain[np.arange(0, 40, 2), np.arange(1, 40, 2)] != 0)  # what the refinement is for
    near = Z + 1e-177 * RNG.standard_normal(Z.shape)
    D = distances.distances(inputs.matrix(near, "Z"), "a test")
    want = ((near[:, None] - near[None]) * 1e170) ** 2
    assert D.squares * (2.0**D.exponent * 1e170) ** 2 == pytest.approx(want.sum(-1), rel=1e-9)


# --------------------------------------------------------------------------------------------------------- memory


def extra_memory(call):
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("debiased", [False, True])
@pytest.mark.parametrize("shape", [(40000, 24, 16), (6000, 200, 100), (300, 3000, 2500)])
def test_memory_is_at_most_inputs_and_products(shape, debiased):
    n, p, q = shape
    A, B = (RNG.standard_normal((n, k), dtype=np.float32) for k in (p, q))
    smaller = min(p * p + p * q + q * q, 2 * n * n) * 4
    vectors = 64 * (n + p + q)  # means, row norms, and the like
    assert extra_memory(lambda: linear_cka(A, B, debiased=debiased)) <= A.nbytes + B.nbytes + smaller + vectors
    if n > max(p, q):
        assert n * n * 4 > A.nbytes + B.nbytes + smaller  # so an n × n matrix would have been seen


def test_an_n_by_n_matrix_would_be_seen():
    A = RNG.standard_normal((6000, 8), dtype=np.float32)
    assert extra_memory(lambda: (A @ A.T).sum()) > 6000 * 6000 * 4 > 2 * A.nbytes + 3 * 64 * 4


def test_clipping_is_within_rounding_only(monkeypatch):
    """Nothing hides behind the clip: before it, self-similarity is 1 to rounding."""
    for seed in range(20):
        A = np.random.default_rng(seed).standard_normal((50, 6))
        inner = sums_of(A, A)
        assert inner[0, 1] / math.sqrt(inner[0, 0] * inner[1, 1]) == pytest.approx(1.0, abs=1e-14)
