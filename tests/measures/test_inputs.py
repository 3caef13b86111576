"""What is accepted, by which rule, and what exactly is said about the rest."""

import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch

from unalignable import theory
from unalignable.theory import UndefinedMeasure

RNG = np.random.default_rng(40)
X = RNG.standard_normal((12, 4))
Y = RNG.standard_normal((12, 3)) + X[:, :3]

PAIRS = {
    "linear_cka": lambda A, B: theory.linear_cka(A, B),
    "debiased": lambda A, B: theory.linear_cka(A, B, debiased=True),
    "minibatch": lambda A, B: theory.minibatch_cka([(A, B)]),
    "kernel_cka": lambda A, B: theory.kernel_cka(A, B),
    "debiased kernel": lambda A, B: theory.kernel_cka(A, B, debiased=True),
    "hsic": lambda A, B: theory.hsic(A, B),
    "linear_r2": lambda A, B: theory.linear_r2(A, B),
    "held-out r2": lambda A, B: theory.linear_r2(A, B, cv=3, ridge=0.1),
    "mean_cca": lambda A, B: theory.mean_cca(A, B),
    "canonical": lambda A, B: float(theory.canonical_correlations(A, B)[0]),
    "svcca": lambda A, B: theory.svcca(A, B),
    "pwcca": lambda A, B: theory.pwcca(A, B),
    "procrustes": lambda A, B: theory.procrustes(A, B),
    "distance": lambda A, B: theory.procrustes(A, B, kind="distance"),
    "nbs": lambda A, B: theory.nbs(A, B),
    "rsa": lambda A, B: theory.rsa(A, B),
    "rsa of correlations": lambda A, B: theory.rsa(A, B, dissimilarity="correlation", comparison="spearman"),
    "mutual_knn": lambda A, B: theory.mutual_knn(A, B, k=2),
    "modified_rv": lambda A, B: theory.modified_rv(A, B),
    "participation_ratio": lambda A, B: theory.participation_ratio(A),
    "rank": lambda A, B: float(theory.rank(A)),
}
MEASURES = pytest.mark.parametrize("measure", PAIRS.values(), ids=PAIRS)
OF_TWO = pytest.mark.parametrize(
    "measure", [m for name, m in PAIRS.items() if name not in ("participation_ratio", "rank")]
)


def nan(value):
    Z = X.copy()
    Z[4, 1] = value
    return Z


MALFORMED = {
    "nan": (nan(np.nan), Y, "X of shape (12, 4) has 1 NaN entry, the first at row 4, column 1; "
            "drop or repair these samples in both representations"),
    "infinite": (nan(-np.inf), Y, "X of shape (12, 4) has 1 infinite entry, the first at row 4, column 1; "
                 "drop or repair these samples in both representations"),
    "no rows": (X[:0], Y[:0], "X is empty: shape (0, 4) has no samples; at least one row and one column are needed"),
    "no columns": (X[:, :0], Y, "X is empty: shape (12, 0) has no features; at least one row and one column are "
                   "needed"),
    "0-D": (3.0, Y, "X has shape (); the shape must be (samples, features)"),
    "1-D": (X[:, 0], Y, "X has shape (12,); the shape must be (samples, features): for one feature use "
            "X.reshape(-1, 1)"),
    "3-D": (X.reshape(12, 2, 2), Y, "X has shape (12, 2, 2); the shape must be (samples, features): flatten the other "
            "axes, X.reshape(12, -1), or move them into the samples"),
    "complex": (X * 1j, Y, "X has dtype complex128; measures are defined for real numbers: pass a real representation"),
    "text": (X.astype(str), Y, "X has dtype <U32; numbers are needed, shape (samples, features)"),
    "ragged": ([[1.0, 2], [3]], Y, "X cannot be read as a matrix of numbers"),
    "masked": (np.ma.masked_less(X, 0), Y, "X is a masked array, whose masked entries would count as data; "
               "drop those samples first"),
    "sparse tensor": (torch.tensor(X).to_sparse(), torch.tensor(Y), "X is a sparse tensor; pass X.to_dense()"),
}  # fmt: skip


@MEASURES
@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_input_is_one_clear_error(measure, name):
    A, B, message = MALFORMED[name]
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        measure(A, B)
    assert not isinstance(caught.value, UndefinedMeasure)


@OF_TWO
def test_both_sides_must_belong_together(measure):
    with pytest.raises(ValueError, match="X has 12 rows and Y has 11; both need one row per sample, in the same order"):
        measure(X, Y[:11])
    with pytest.raises(ValueError, match="X has 12 rows and Y has 1; both need one row per sample, in the same order"):
        measure(X, Y[:1])
    with pytest.raises(
        ValueError, match=r"X is a torch tensor and Y is not; convert one of them: X.numpy\(force=True\)"
    ):
        measure(torch.tensor(X), Y)
    with pytest.raises(
        ValueError, match=r"Y is a torch tensor and X is not; convert one of them: Y.numpy\(force=True\)"
    ):
        measure(X, torch.tensor(Y))
    with pytest.raises(ValueError, match=r"X is on meta and Y on cpu; move one of them: Y.to\(X.device\)"):
        measure(torch.tensor(X).to("meta"), torch.tensor(Y))


UNDEFINED = {
    "linear_cka": "X is constant over samples, so CKA is 0/0 there",
    "debiased": "X is constant over samples, so debiased CKA is 0/0 there",
    "minibatch": "minibatch CKA is 0/0: X is constant, or its samples are equidistant, in every batch",
    "kernel_cka": "X is constant over samples, so kernel CKA is 0/0 there",
    "linear_r2": "X is constant over samples, so R² is 0/0 there",
    "mean_cca": "X is constant over samples, so CCA is 0/0 there",
    "svcca": "X is constant over samples, so SVCCA is 0/0 there",
    "pwcca": "X is constant over samples, so PWCCA is 0/0 there",
    "procrustes": "X is constant over samples, so the Procrustes angle is 0/0 there",
    "nbs": "X is constant over samples, so NBS is 0/0 there",
    "rsa": "X is constant over samples, so RSA is 0/0 there",
    "mutual_knn": "X is constant over samples, so mutual kNN is 0/0 there",
    "modified_rv": "X is constant over samples, so the modified RV is 0/0 there",
    "participation_ratio": "X is constant over samples, so the participation ratio is 0/0 there",
    "rsa of correlations": "row 0 of X is constant over features, so its correlation with other samples is 0/0; "
    "use another dissimilarity",
}


@pytest.mark.parametrize("value", [0.0, 0.1, 1e8, -3e-200])
@pytest.mark.parametrize("name", UNDEFINED)
def test_constant_is_undefined_not_zero(name, value):
    with pytest.raises(UndefinedMeasure, match=re.escape(UNDEFINED[name])):
        PAIRS[name](np.full((12, 3), value), Y)


def test_what_is_defined_for_constants():
    flat = np.full((12, 3), 0.1)
    assert theory.hsic(flat, Y) == 0.0
    assert theory.rank(flat) == 0
    assert theory.procrustes(flat, Y, kind="distance") == pytest.approx(np.linalg.norm(Y - Y.mean(0)))


TOO_FEW = {
    "linear_cka": (1, "CKA needs at least 2 samples, got 1; one sample has no variation"),
    "debiased": (3, "debiased CKA needs at least 4 samples, got 3; use linear_cka(X, Y), or more samples"),
    "minibatch": (3, "batch 0: HSIC₁ needs at least 4 samples, got 3; drop this batch, or merge it with another"),
    "debiased kernel": (3, "debiased CKA needs at least 4 samples, got 3; use debiased=False, or more samples"),
    "hsic": (1, "biased HSIC needs at least 2 samples, got 1; give more samples"),
    "linear_r2": (1, "R² needs at least 2 samples, got 1; one sample has no variation"),
    "rsa": (2, "RSA needs at least 3 samples, got 2; two samples have a single dissimilarity"),
    "rank": (1, "rank needs at least 2 samples, got 1; one sample has no variation"),
    "distance": (1, "the Procrustes distance needs at least 2 samples, got 1; one sample has no variation"),
}


@pytest.mark.parametrize("name", TOO_FEW)
def test_too_few_samples(name):
    n, message = TOO_FEW[name]
    with pytest.raises(UndefinedMeasure, match=re.escape(message)):
        PAIRS[name](X[:n], Y[:n])
    PAIRS[name](X[: n + 1] * [1, 2, 3, 4], Y[: n + 1])  # and one more is enough


SIMPLICES = {
    "one-hot": np.eye(9),
    "one-hot, scaled": 1e-90 * np.eye(9),
    "turned": np.linalg.qr(RNG.standard_normal((11, 11)))[0][:9],
    "turned and far": np.linalg.qr(RNG.standard_normal((11, 11)))[0][:9] + 1e3,
    "float32": np.linalg.qr(RNG.standard_normal((11, 11)))[0][:9].astype(np.float32),
    "narrow": np.eye(9)[:, :8],
    "orthogonal": np.diag(np.arange(1.0, 10)),
    "one sample apart": np.eye(9)[:, :1],
}


@pytest.mark.parametrize("name", SIMPLICES)
def test_debiased_cka_is_undefined_on_a_simplex(name):
    """HSIC₁(K, K) = 0 exactly when the squared distances are f_i + f_j: nothing but rounding is left."""
    Z = SIMPLICES[name]
    W = RNG.standard_normal((9, 2)).astype(Z.dtype)
    for A, B, which in ((Z, W, "X"), (W, Z, "Y")):
        with pytest.raises(UndefinedMeasure, match=rf"HSIC₁\({which}, {which}\) vanishes within rounding"):
            theory.linear_cka(A, B, debiased=True)
    assert 0 < theory.linear_cka(Z, W) < 1
    moved = Z.copy()
    moved[0] += moved[1] / 100  # and it takes little to be defined again
    if name != "one sample apart":
        theory.linear_cka(moved, W, debiased=True)


def test_equal_dissimilarities_are_undefined():
    turned = SIMPLICES["turned and far"]
    for options in ({}, {"dissimilarity": "squared-euclidean"}, {"comparison": "spearman"}):
        with pytest.raises(UndefinedMeasure, match="the dissimilarities in X are all equal within rounding"):
            theory.rsa(turned, Y[:9], **options)
    with pytest.raises(UndefinedMeasure, match="the centred kernel matrix of X vanishes within rounding"):
        theory.kernel_cka(turned, Y[:9], debiased=True)
    assert theory.rsa(turned, Y[:9], comparison="cosine") > 0
    with pytest.raises(UndefinedMeasure, match="the median distance in X is 0, because most pairs of samples coincide"):
        theory.kernel_cka(np.repeat([[0.0], [1.0]], [11, 1], axis=0), Y)
    assert theory.kernel_cka(np.repeat([[0.0], [1.0]], [11, 1], axis=0), Y, bandwidth=1) > 0


OPTIONS = [
    (lambda: theory.kernel_cka(X, Y, kernel="poly"), "kernel must be 'linear', 'rbf' or a function from X"),
    (lambda: theory.kernel_cka(X, Y, bandwidth=0), "bandwidth must be a positive number, 'median' or"),
    (lambda: theory.kernel_cka(X, Y, bandwidth=("mean", 1)), "bandwidth must be a positive number, 'median' or"),
    (lambda: theory.kernel_cka(X, Y, bandwidth=np.nan), "bandwidth must be a positive number, 'median' or"),
    (lambda: theory.kernel_cka(X, Y, kernel=lambda M: M), r"kernel\(X\) has shape \(12, 4\); one row and one column"),
    (
        lambda: theory.kernel_cka(X, Y, kernel=lambda M: M @ M.T + np.eye(12)[0]),
        r"kernel\(X\) is not symmetric: two mirrored entries differ by 1",
    ),
    (lambda: theory.kernel_cka(X, Y, kernel=lambda M: np.full((12, 12), np.nan)), r"kernel\(X\) .* has 144 NaN"),
    (lambda: theory.hsic(X, Y, estimator="u"), "estimator must be 'biased' or 'unbiased' but is 'u'"),
    (lambda: theory.hsic0(X, Y), r"Gram matrix \(X\) has shape \(12, 4\)"),
    (lambda: theory.procrustes(X, Y, kind="cosine"), "kind must be 'angular', 'distance' or 'nbs' but is 'cosine'"),
    (lambda: theory.rsa(X, Y, dissimilarity="l1"), "dissimilarity must be 'euclidean', 'squared-euclidean'"),
    (lambda: theory.rsa(X, Y, comparison="kendall"), "comparison must be one of pearson, spearman, cosine"),
    (lambda: theory.mutual_knn(X, Y, k=12), "k must be a whole number from 1 to n - 1 = 11, the other samples"),
    (lambda: theory.mutual_knn(X, Y, k=0), "k must be a whole number from 1 to n - 1 = 11"),
    (lambda: theory.mutual_knn(X, Y, k=2.5), "k must be a whole number from 1 to n - 1 = 11"),
    (lambda: theory.svcca(X, Y, variance=0), "variance must be above 0 and at most 1 but is 0"),
    (lambda: theory.linear_cka(X, Y, weights=np.ones(11)), r"weights have shape \(11,\); one weight per sample"),
    (lambda: theory.linear_cka(X, Y, weights=-np.ones(12)), "weights must be at least 0 but one is -1.0"),
    (lambda: theory.linear_cka(X, Y, weights=np.zeros(12)), "weights are all 0"),
    (lambda: theory.linear_cka(X, Y, weights=np.ones(12), debiased=True), "debiased CKA takes no weights"),
    (lambda: theory.minibatch_cka([]), "there are no batches"),
    (lambda: theory.minibatch_cka([(X, Y), (X, Y[1:])]), "batch 1: X has 12 rows and Y has 11"),
    (lambda: theory.minibatch_cka([(X, Y, Y)]), "batch 0: .*unpack"),
]


@pytest.mark.parametrize(("call", "message"), OPTIONS, ids=range(len(OPTIONS)))
def test_options_are_checked(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ------------------------------------------------------------------------------------------------- what is accepted


@MEASURES
def test_kinds_of_input_agree(measure):
    """Lists, fractions, NumPy of either order, torch with and without gradients: same numbers, same value."""
    want = measure(X, Y)
    assert isinstance(want, float)
    close = pytest.approx(want, rel=1e-11, abs=1e-11)  # sums may run in another order
    assert measure(X.tolist(), Y.tolist()) == want
    assert measure(*([[Fraction(v) for v in row] for row in M.tolist()] for M in (X, Y))) == want
    assert measure(np.asfortranarray(X), np.asfortranarray(Y)) == close
    assert measure(np.repeat(X, 2, axis=1)[:, ::2], Y[::-1][::-1]) == close
    assert measure(torch.tensor(X), torch.tensor(Y)) == close
    assert measure(torch.tensor(X, requires_grad=True), torch.tensor(Y)) == close
    assert measure(X.astype(">f8"), Y.astype(np.longdouble)) == close


@MEASURES
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int32", "uint64", "float16", "float32"])
def test_dtypes_are_promoted(measure, dtype):
    A, B = (np.abs(np.rint(9 * M)).astype(dtype) for M in (X, Y))
    if dtype == "bool":  # wide enough that no two rows coincide
        A, B = (np.random.default_rng(seed).random((12, 20)) > 0.5 for seed in (1, 2))
    want = measure(A.astype(np.float64), B.astype(np.float64))
    # float32 stays float32 only in the products of linear CKA: 12 * 2^-24 on a ratio of sums
    close = pytest.approx(want, rel=1e-5 if dtype.startswith("float") else 1e-11, abs=1e-11)
    assert measure(A, B) == close
    if dtype != "uint64":
        assert measure(torch.tensor(A), torch.tensor(B)) == close


@OF_TWO
def test_mixed_precision_takes_the_wider(measure):
    A = X.astype(np.float32)
    assert measure(A, Y) == pytest.approx(measure(A.astype(np.float64), Y), rel=1e-11)
    assert measure(torch.tensor(A), torch.tensor(Y)) == pytest.approx(measure(A, Y), rel=1e-11)


def test_bfloat16_is_accumulated_wider():
    A, B = torch.tensor(X, dtype=torch.bfloat16), torch.tensor(Y, dtype=torch.bfloat16)
    for measure in PAIRS.values():
        assert measure(A, B) == pytest.approx(measure(A.double(), B.double()), rel=1e-5)


@MEASURES
def test_no_warnings_and_no_changes(measure):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for scale in (1.0, 1e-200, 1e200):
            A, B = scale * X, Y / scale
            before = A.copy(), B.copy()
            measure(A, B)
            assert np.array_equal(A, before[0])
            assert np.array_equal(B, before[1])
            P, Q = torch.tensor(A), torch.tensor(B)
            measure(P, Q)
            assert np.array_equal(P.numpy(), A)
