"""Every measure against a formula that is not ours: scikit-learn, SciPy, or rational arithmetic."""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy.linalg import cholesky, orthogonal_procrustes, solve_triangular, sqrtm, subspace_angles
from scipy.spatial import procrustes as scipy_procrustes
from scipy.spatial.distance import pdist, squareform
from scipy.stats import pearsonr, spearmanr
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import NearestNeighbors

from unalignable.theory import (
    canonical_correlations,
    hsic,
    hsic0,
    hsic1,
    kernel_cka,
    linear_cka,
    mean_cca,
    mean_squared_cca,
    minibatch_cka,
    modified_rv,
    mutual_knn,
    nbs,
    participation_ratio,
    procrustes,
    pwcca,
    rank,
    rsa,
    svcca,
)

RNG = np.random.default_rng(30)
X = RNG.standard_normal((30, 5)) * [3, 1, 0.5, 2, 1] + 4
Y = RNG.standard_normal((30, 3)) + X[:, :3] @ RNG.standard_normal((3, 3))
# Two backward stable computations from 30 x 5 numbers of condition below 1e2: 2 * 30 * 5 * 1e2 * 2^-53 = 3e-12 at most.
CLOSE = {"rel": 3e-12, "abs": 3e-12}
BACKENDS = pytest.mark.parametrize(
    "to", [np.asarray, torch.as_tensor, lambda M: M.tolist()], ids=["numpy", "torch", "list"]
)


def centred(M):
    return M - M.mean(0)


def cosine(K, L):
    return float(np.sum(K * L) / np.linalg.norm(K) / np.linalg.norm(L))


def rdm(M, metric):
    return pdist(M, metric)


# ----------------------------------------------------------------------------------------------- kernels and HSIC


@BACKENDS
@pytest.mark.parametrize("bandwidth", [1.7, "median", ("median", 0.5)])
def test_kernel_cka(bandwidth, to):
    K, L = (rbf_kernel(M, gamma=0.5 / sigma(M, bandwidth) ** 2) for M in (X, Y))
    H = np.eye(30) - 1 / 30
    assert kernel_cka(to(X), to(Y), bandwidth=bandwidth) == pytest.approx(cosine(H @ K @ H, H @ L @ H), **CLOSE)


def sigma(M, bandwidth):
    if bandwidth == "median":
        return np.median(pdist(M))  # the pairs of different samples, and nothing else
    return bandwidth if isinstance(bandwidth, float) else bandwidth[1] * np.median(pdist(M))


@BACKENDS
def test_debiased_kernel_cka(exact, to):
    K, L = (exact.matrix(rbf_kernel(M, gamma=1 / 8)) for M in (X, Y))
    assert kernel_cka(to(X), to(Y), bandwidth=2, debiased=True) == pytest.approx(
        exact.cosine(exact.hsic1, K, L), **CLOSE
    )


@BACKENDS
def test_kernel_functions(to):
    def cubic(M):
        return (1 + M @ M.T / 10) ** 3

    H = np.eye(30) - 1 / 30
    want = cosine(H @ cubic(X) @ H, H @ cubic(Y) @ H)
    if to is not BACKENDS.args[1][2]:
        assert kernel_cka(to(X), to(Y), kernel=cubic) == pytest.approx(want, **CLOSE)
    assert kernel_cka(to(X), to(Y), kernel="linear") == linear_cka(to(X), to(Y))
    assert kernel_cka(to(X), to(Y), kernel="linear", debiased=True) == linear_cka(to(X), to(Y), debiased=True)


def test_wide_bandwidths_reach_linear_cka():
    """The bound EST-4r with these data at sigma = 1e6 is below 1e-9; exp() alone would leave noise of 1e-16 * 1e12."""
    assert kernel_cka(X, Y, bandwidth=1e6) == pytest.approx(linear_cka(X, Y), abs=1e-9)
    assert kernel_cka(X, Y, bandwidth=1e12) == pytest.approx(linear_cka(X, Y), abs=1e-9)
    assert kernel_cka(X, Y, bandwidth=1e-3) == pytest.approx(1.0, abs=1e-12)  # all kernels become the identity


@BACKENDS
@pytest.mark.parametrize("estimator", ["biased", "unbiased"])
def test_hsic(estimator, exact, to):
    linear = [exact.gram(exact.matrix(M)) for M in (X, Y)]
    gaussian = [rbf_kernel(M, gamma=0.5 / sigma(M, "median") ** 2) for M in (X, Y)]
    want = [hsic_exactly(exact, K, L, estimator) for K, L in (linear, [exact.matrix(K) for K in gaussian])]
    assert hsic(to(X), to(Y), estimator=estimator) == pytest.approx(want[0], **CLOSE)
    assert hsic(to(X), to(Y), kernel="rbf", estimator=estimator) == pytest.approx(want[1], **CLOSE)
    form = hsic0 if estimator == "biased" else hsic1
    assert form(to(gaussian[0]), to(gaussian[1])) == pytest.approx(want[1], **CLOSE)


def hsic_exactly(exact, K, L, estimator):
    n = K.nrows()
    if estimator == "unbiased":
        return float(exact.hsic1(K, L)) / (n * (n - 3))
    H = exact.matrix(np.eye(n)) - exact.matrix(np.ones((n, n))) / n
    return float(exact.inner(H * K * H, L)) / (n - 1) ** 2


def test_hsic_keeps_its_units():
    assert hsic(1e-80 * X, Y) == pytest.approx(1e-160 * hsic(X, Y), rel=1e-11)
    assert hsic(np.ones((30, 2)), Y) == 0.0  # covariance with a constant
    assert hsic(np.ones((30, 2)), Y, estimator="unbiased") == 0.0
    with pytest.raises(ValueError, match=r"HSIC of these inputs is about 2\^\d+, beyond the range of float64"):
        hsic(1e160 * X, Y)


@BACKENDS
def test_minibatch_cka(exact, to):
    batches = [(X[i:j], Y[i:j]) for i, j in itertools.pairwise((0, 5, 9, 20, 30))]
    grams = [tuple(exact.gram(exact.matrix(M)) for M in batch) for batch in batches]
    total = [
        sum(float(exact.hsic1(batch[i], batch[j])) / (batch[0].nrows() * (batch[0].nrows() - 3)) for batch in grams)
        for i, j in ((0, 1), (0, 0), (1, 1))
    ]
    want = total[0] / math.sqrt(total[1] * total[2])
    assert minibatch_cka((to(A), to(B)) for A, B in batches) == pytest.approx(want, **CLOSE)
    # a side that is constant in one batch adds nothing there
    flat = [*batches, (X[:6], np.ones((6, 3)))]
    extra = float(exact.hsic1(*[exact.gram(exact.matrix(X[:6]))] * 2)) / 18
    assert minibatch_cka(flat) == pytest.approx(total[0] / math.sqrt((total[1] + extra) * total[2]), **CLOSE)


# ---------------------------------------------------------------------------------------- CCA, Procrustes, dimension


@BACKENDS
def test_canonical_correlations(to):
    want = np.cos(subspace_angles(centred(X), centred(Y)))[::-1]
    assert isinstance(canonical_correlations(to(X), to(Y)), np.ndarray)
    assert canonical_correlations(to(X), to(Y)) == pytest.approx(want, **CLOSE)
    assert mean_cca(to(X), to(Y)) == pytest.approx(want.mean(), **CLOSE)
    assert mean_squared_cca(to(X), to(Y)) == pytest.approx((want**2).mean(), **CLOSE)


@BACKENDS
@pytest.mark.parametrize("variance", [0.5, 0.9, 0.99])
def test_svcca(variance, to):
    P, Q = (PCA(variance, svd_solver="full").fit_transform(M) for M in (X, Y))
    assert svcca(to(X), to(Y), variance=variance) == pytest.approx(np.cos(subspace_angles(P, Q)).mean(), **CLOSE)


def test_svcca_meets_a_share_that_is_met_exactly():
    Z = np.array([[7.0, 0], [-7, 0], [0, 1], [0, -1]])  # shares 49/50 and 1/50
    assert svcca(Z, Z[:, 1:], variance=0.98) == 0.0  # the first component only, which is orthogonal
    assert svcca(Z, Z[:, 1:], variance=0.981) == pytest.approx(1.0)
    assert svcca(Z, Z, variance=1) == mean_cca(Z, Z)


@BACKENDS
def test_pwcca(to):
    """Whitening by Cholesky factors in place of orthonormal bases."""
    A, B = centred(X), centred(Y)
    R, S = (cholesky(M.T @ M) for M in (A, B))
    U, rho, _ = np.linalg.svd(solve_triangular(R, A.T @ B, trans="T") @ np.linalg.inv(S), full_matrices=False)
    variates = A @ solve_triangular(R, U)
    alpha = np.abs(variates.T @ A).sum(1)
    assert pwcca(to(X), to(Y)) == pytest.approx(alpha @ rho / alpha.sum(), **CLOSE)


@BACKENDS
def test_procrustes(to):
    A, B = centred(X), np.pad(centred(Y), ((0, 0), (0, 2)))
    K, L = A @ A.T, B @ B.T
    root = np.real(sqrtm(A.T @ L @ A))  # fidelity: tr (K^1/2 L K^1/2)^1/2 = tr (X'LX)^1/2
    want = np.trace(root) / math.sqrt(np.trace(K) * np.trace(L))
    assert nbs(to(X), to(Y)) == pytest.approx(want, rel=1e-7)  # sqrtm of a singular matrix is good to sqrt(u)
    Q = orthogonal_procrustes(B, A)[0]
    distance = np.linalg.norm(A - B @ Q)
    assert procrustes(to(X), to(Y), kind="distance") == pytest.approx(distance, **CLOSE)
    assert procrustes(to(Y), to(X), kind="distance") == pytest.approx(distance, **CLOSE)
    disparity = scipy_procrustes(A, B)[2]
    assert nbs(to(X), to(Y)) == pytest.approx(math.sqrt(1 - disparity), **CLOSE)
    assert procrustes(to(X), to(Y), kind="nbs") == nbs(to(X), to(Y))
    assert procrustes(to(X), to(Y)) == pytest.approx(math.acos(math.sqrt(1 - disparity)), **CLOSE)


def test_procrustes_near_zero_and_far_out():
    """A difference of traces would stop at 1e-8; the residual goes on to rounding."""
    turn = np.linalg.qr(RNG.standard_normal((5, 5)))[0]
    assert procrustes(X, X @ turn + 3, kind="distance") < 1e-12
    assert procrustes(X, 7 * X @ turn + 3) < 1e-13
    assert procrustes(1e300 * X, np.ones((30, 1)), kind="distance") == pytest.approx(1e300 * np.linalg.norm(centred(X)))
    assert procrustes(np.ones((30, 2)), np.ones((30, 1)), kind="distance") == 0.0
    wide = RNG.standard_normal((6, 40))
    K, L = (M @ M.T for M in (centred(wide), centred(X[:6])))
    nuclear = np.linalg.svd(centred(wide).T @ centred(X[:6]), compute_uv=False).sum()
    want = np.trace(K) + np.trace(L) - 2 * nuclear
    assert procrustes(wide, X[:6], kind="distance") ** 2 == pytest.approx(want, **CLOSE)


@BACKENDS
def test_dimension(exact, to):
    eigenvalues = np.linalg.eigvalsh(np.cov(X.T))
    assert participation_ratio(to(X)) == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum(), **CLOSE)
    assert rank(to(X)) == 5
    assert rank(to(np.column_stack([X, X @ [1, 2, 3, 4, 5], np.ones(30)]))) == 5
    K, L = (exact.gram(exact.matrix(M)) for M in (X, Y))
    assert modified_rv(to(X), to(Y)) == pytest.approx(exact.cosine(exact.modified, K, L), **CLOSE)
    K, L = (exact.gram(exact.matrix(M[:5])) for M in (X, Y))
    assert modified_rv(to(X[:5]), to(Y[:5])) == pytest.approx(exact.cosine(exact.modified, K, L), **CLOSE)


# ------------------------------------------------------------------------------------------------ RSA, neighbours


@BACKENDS
@pytest.mark.parametrize(
    ("name", "metric"), [("euclidean",) * 2, ("squared-euclidean", "sqeuclidean"), ("correlation",) * 2]
)
def test_rsa(name, metric, to):
    Z = Y @ RNG.standard_normal((3, 4))  # correlations over features need some
    d, e = pdist(X, metric), pdist(Z, metric)
    options = {"dissimilarity": name}
    assert rsa(to(X), to(Z), **options) == pytest.approx(pearsonr(d, e)[0], **CLOSE)
    assert rsa(to(X), to(Z), comparison="spearman", **options) == pytest.approx(spearmanr(d, e)[0], **CLOSE)
    assert rsa(to(X), to(Z), comparison="cosine", **options) == pytest.approx(cosine(d, e), **CLOSE)
    pairs = np.array(list(itertools.combinations(range(30), 2)))
    C = np.zeros((len(pairs), 30))
    C[np.arange(len(pairs)), pairs[:, 0]], C[np.arange(len(pairs)), pairs[:, 1]] = 1, -1
    V = (C @ C.T) ** 2
    a, b = np.linalg.solve(V, np.column_stack([d, e])).T
    want = d @ b / math.sqrt((d @ a) * (e @ b))
    # the condition of V is 2(n-1) and more: two digits on top of the others
    assert rsa(to(X), to(Z), comparison="whitened-cosine", **options) == pytest.approx(want, rel=1e-10)


def test_rsa_of_functions_and_ties():
    def city_block(M):
        return squareform(pdist(M, "cityblock"))

    assert rsa(X, Y, dissimilarity=city_block) == pytest.approx(
        pearsonr(pdist(X, "cityblock"), pdist(Y, "cityblock"))[0], **CLOSE
    )
    grid = RNG.integers(0, 7, (12, 2)).astype(float)  # many equal distances
    grid[5] = grid[4]
    want = spearmanr(pdist(grid), pdist(X[:12]))[0]
    assert rsa(grid, X[:12], comparison="spearman") == pytest.approx(want, **CLOSE)
    tenths = rsa(grid * 0.1, X[:12], comparison="spearman")  # rounding splits ties that are ties in exact arithmetic
    assert tenths == pytest.approx(want, **CLOSE)
    assert len(np.unique(pdist(grid * 0.1))) > len(np.unique(pdist(grid)))
    assert rsa(grid / 3 + 1e5, X[:12], comparison="pearson") == pytest.approx(rsa(grid, X[:12]), abs=1e-9)


@BACKENDS
@pytest.mark.parametrize("k", [1, 4, 29])
def test_mutual_knn(k, to):
    P, Q = (NearestNeighbors(n_neighbors=k).fit(M).kneighbors(return_distance=False) for M in (X, Y))
    want = np.mean([len(set(a) & set(b)) / k for a, b in zip(P, Q, strict=True)])
    assert mutual_knn(to(X), to(Y), k=k) == pytest.approx(want, abs=0)


def test_mutual_knn_orders_ties_by_row():
    square = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * 3
    line = np.array([[0], [1], [1], [5]])
    # k = 1: square 0->1, 1->0, 2->0, 3->1; line 0->1, 1->2, 2->1, 3->1
    assert mutual_knn(square, line, k=1) == 0.5
    assert mutual_knn(square + 10**6, line - 10**6, k=1) == 0.5
    assert mutual_knn(square * 1e-160, line * 1e160, k=1) == 0.5


# ------------------------------------------------------------------------------------------------- planted bugs


def _whole_median(M):
    return np.median(squareform(pdist(M)))  # over all n^2 entries, the diagonal included


def _gaussian_cka(sigmas):
    K, L = (rbf_kernel(M, gamma=0.5 / s**2) for M, s in zip((X, Y), sigmas, strict=True))
    H = np.eye(30) - 1 / 30
    return cosine(H @ K @ H, H @ L @ H)


DEFICIENT = np.column_stack([Y, Y[:, :1] + Y[:, 1:2]])
PLANTED = {
    "median over all entries": (lambda: _gaussian_cka([_whole_median(M) for M in (X, Y)]), lambda: kernel_cka(X, Y)),
    "sigma is 1": (lambda: _gaussian_cka([1, 1]), lambda: kernel_cka(X, Y)),
    "kernel without the factor 2": (
        lambda: _gaussian_cka([np.median(pdist(M)) / math.sqrt(2) for M in (X, Y)]),
        lambda: kernel_cka(X, Y),
    ),
    "mean over columns instead of rank": (
        lambda: canonical_correlations(X, DEFICIENT).sum() / 4,
        lambda: mean_cca(X, DEFICIENT),
    ),
    "squares for correlations": (lambda: mean_squared_cca(X, Y), lambda: mean_cca(X, Y)),
    "weights from the other side": (lambda: pwcca(Y, X), lambda: pwcca(X, Y)),
    "shares of sigma, not of its square": (
        lambda: np.cos(subspace_angles(_by_share(X), _by_share(Y))).mean(),
        lambda: svcca(X, Y, variance=0.9),
    ),
    "distance for similarity": (lambda: procrustes(X, Y), lambda: nbs(X, Y)),
    "squared for plain distances": (lambda: rsa(X, Y, dissimilarity="squared-euclidean"), lambda: rsa(X, Y)),
    "the sample among its neighbours": (lambda: (mutual_knn(X, Y, k=3) * 3 + 1) / 4, lambda: mutual_knn(X, Y, k=4)),
    "biased for unbiased": (lambda: hsic(X, Y), lambda: hsic(X, Y, estimator="unbiased")),
    "mean of ratios over batches": (
        lambda: np.mean([linear_cka(X[i : i + 10], Y[i : i + 10], debiased=True) for i in (0, 10, 20)]),
        lambda: minibatch_cka((X[i : i + 10], Y[i : i + 10]) for i in (0, 10, 20)),
    ),
    "ratio of traces for participation": (lambda: np.trace(np.cov(X.T)) ** 2, lambda: participation_ratio(X)),
}


def _by_share(M):
    U, s, _ = np.linalg.svd(centred(M), full_matrices=False)
    return U[:, : int(np.searchsorted(np.cumsum(s), 0.9 * s.sum())) + 1]


@pytest.mark.parametrize("name", PLANTED)
def test_these_data_tell_planted_bugs_apart(name):
    """Each wrong reading is off by far more than the tolerance above, so agreement there means something."""
    wrong, right = (value() for value in PLANTED[name])
    assert abs(wrong - right) > 1e-4
