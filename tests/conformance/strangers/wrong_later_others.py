"""More functions, written after the diagnosis: kernels, regression, correlations, shapes."""

import numpy as np

from .record import wrong


@wrong("rbf", "bandwidth-factor", "kernel-not-centred")
def rbf_gamma_cosine(X, Y):
    K, L = (np.sum((Z[:, None] - Z) ** 2, -1) for Z in (X, Y))
    K, L = (np.exp(-D / np.median(np.sqrt(D[np.triu_indices(len(D), 1)])) ** 2) for D in (K, L))
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))


@wrong("rbf", "bandwidth-rule", "squared")
def rbf_mean_squared(X, Y):
    def gram(Z):
        D = np.sum((Z[:, None] - Z) ** 2, -1)
        K = np.exp(-D / (2 * np.sqrt(D).mean() ** 2))
        return K - K.mean(0) - K.mean(1)[:, None] + K.mean()

    K, L = gram(X), gram(Y)
    return np.sum(K * L) ** 2 / (np.sum(K * K) * np.sum(L * L))


@wrong("kernel", "bandwidth-not-squared", "missing-root")
def kernel_sigma(X, Y, bandwidth):
    H = np.eye(len(X)) - 1 / len(X)
    K, L = (H @ np.exp(-np.sum((Z[:, None] - Z) ** 2, -1) / (2 * bandwidth)) @ H for Z in (X, Y))
    return np.sum(K * L) / (np.sum(K * K) * np.sum(L * L))


@wrong("hsic", "root")
def hsic_norm(K, L):
    n = len(K)
    H = np.eye(n) - 1 / n
    return np.sqrt(max(0.0, np.trace(K @ H @ L @ H))) / (n - 1)


@wrong("r2", "not-centred", "root")
def r_without_intercept(X, Y):
    return np.linalg.norm(X @ np.linalg.pinv(X) @ Y) / np.linalg.norm(Y)


@wrong("r2", "epsilon", "not-centred")
def ridge_without_intercept(X, Y):
    W = np.linalg.solve(X.T @ X + 1e-2 * np.eye(X.shape[1]), X.T @ Y)
    return 1 - np.sum((Y - X @ W) ** 2) / np.sum(Y**2)


@wrong("r2", "sides-swapped", "columns-averaged")
def backwards_average(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    rest = X - Y @ np.linalg.pinv(Y) @ X
    keep = np.square(X).sum(0) > 1e-12 * np.square(X).sum()
    return np.mean(1 - np.square(rest).sum(0)[keep] / np.square(X).sum(0)[keep])


@wrong("cca", "largest-only", "squared")
def top_squared(X, Y):
    P, R = ((Z - Z.mean(0)) @ np.linalg.pinv(Z - Z.mean(0)) for Z in (X, Y))
    return np.linalg.norm(P @ R, 2) ** 2


@wrong("cca", "not-centred", "largest-only")
def top_of_raw(X, Y):
    return np.linalg.norm(X @ np.linalg.pinv(X) @ Y @ np.linalg.pinv(Y), 2)


@wrong("svcca", "missing-square", "squared")
def svcca_both(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, : np.searchsorted(np.cumsum(s) / s.sum(), 0.99 - 1e-9) + 1])
    return np.mean(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False) ** 2)


@wrong("procrustes", "frobenius-for-nuclear", "not-centred", kind="squared")
def frobenius_of_raw(X, Y):
    return np.sum(X**2) + np.sum(Y**2) - 2 * np.sqrt(np.sum((X.T @ Y) ** 2))


@wrong("nbs", "frobenius-for-nuclear")
def rv_like(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) / (np.linalg.norm(X) * np.linalg.norm(Y))


@wrong("nbs", "missing-root", "not-centred")
def raw_over_traces(X, Y):
    return np.linalg.norm(X.T @ Y, "nuc") / (np.sum(X**2) * np.sum(Y**2))


@wrong("rsa", "distances-not-squared", "not-centred")
def cosine_of_distances(X, Y):
    d, e = (np.linalg.norm(Z[:, None] - Z, axis=-1).ravel() for Z in (X, Y))
    return d @ e / np.sqrt((d @ d) * (e @ e))


@wrong("rsa", "squared", "diagonal-kept")
def r_squared_of_matrices(X, Y):
    d, e = (np.square(Z[:, None] - Z).sum(-1).ravel() for Z in (X, Y))
    return np.corrcoef(d, e)[0, 1] ** 2


@wrong("mutual-knn", "diagonal-kept")
def one_more_for_oneself(X, Y, k):
    """k + 1 neighbours, the sample itself the first of them."""
    a, b = (np.square(Z[:, None] - Z).sum(-1).argsort(1, kind="stable")[:, : k + 1] for Z in (X, Y))
    return np.mean([len(set(p) & set(q)) / (k + 1) for p, q in zip(a.tolist(), b.tolist(), strict=True)])


@wrong("mutual-knn", "first-feature-only", "wrong-count")
def jaccard_on_a_line(X, Y, k):
    total = 0.0
    for i in range(len(X)):
        a, b = (np.abs(Z[:, 0] - Z[i, 0]) for Z in (X, Y))
        a[i] = b[i] = np.inf
        p, q = set(a.argsort()[:k].tolist()), set(b.argsort()[:k].tolist())
        total += len(p & q) / len(p | q)
    return total / len(X)


@wrong("participation-ratio", "inverted", "not-centred")
def inverse_of_raw(X):
    s = np.linalg.svd(X, compute_uv=False)
    return np.sum(s**4) / np.sum(s**2) ** 2


@wrong("participation-ratio", "root")
def root_of_pr(X):
    C = np.atleast_2d(np.cov(X.T))
    return np.trace(C) / np.linalg.norm(C)
