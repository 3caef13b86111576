"""Canonical correlations and SVCCA, with one bug or two."""

import numpy as np

from .record import wrong


@wrong("cca", "wrong-count")
def cca_over_width(X, Y):
    """Divided by the number of features of X, whatever the ranks are."""
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).sum() / X.shape[1]


@wrong("cca", "squared")
def cca_r2(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.mean(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False) ** 2)


@wrong("cca", "not-centred")
def cca_of_raw(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z, full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@wrong("cca", "epsilon")
def cca_regularised(X, Y, eps=1e-4):
    X, Y = X - X.mean(0), Y - Y.mean(0)

    def whitener(Z):
        values, vectors = np.linalg.eigh(Z.T @ Z + eps * np.eye(Z.shape[1]))
        return vectors / np.sqrt(values) @ vectors.T

    rho = np.linalg.svd(whitener(X) @ X.T @ Y @ whitener(Y), compute_uv=False)
    return rho.sum() / min(np.linalg.matrix_rank(X), np.linalg.matrix_rank(Y))


@wrong("cca", "largest-only")
def top_correlation(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.linalg.norm(bases[0].T @ bases[1], 2)


@wrong("cca-squared", "root")
def mean_of_roots(X, Y):
    """The mean correlation, where the mean of the squares is promised: each is the root of what belongs there."""
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@wrong("cca", "not-centred", "squared")
def cca_r2_of_raw(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z, full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    overlap = bases[0].T @ bases[1]
    return np.sum(overlap**2) / min(overlap.shape)


@wrong("cca", "wrong-count", "squared")
def trace_of_projectors(X, Y):
    P, R = ((Z - Z.mean(0)) @ np.linalg.pinv(Z - Z.mean(0)) for Z in (X, Y))
    return np.trace(P @ R) / max(X.shape[1], Y.shape[1])


@wrong("svcca", "not-centred")
def svcca_of_raw(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z, full_matrices=False)
        share = np.cumsum(s**2) / np.sum(s**2)
        bases.append(U[:, : np.searchsorted(share, 0.99 - 1e-9) + 1])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@wrong("svcca", "missing-square")
def svcca_of_singular_values(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        share = np.cumsum(s) / np.sum(s)
        bases.append(U[:, : np.searchsorted(share, 0.99 - 1e-9) + 1])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@wrong("svcca", "squared")
def svcca_r2(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        share = np.cumsum(s**2) / np.sum(s**2)
        bases.append(U[:, : np.searchsorted(share, 0.99 - 1e-9) + 1])
    overlap = bases[0].T @ bases[1]
    return np.linalg.norm(overlap) ** 2 / min(overlap.shape)


@wrong("svcca", "not-centred", "squared")
def svcca_r2_of_raw(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z, full_matrices=False)
        bases.append(U[:, : np.searchsorted(np.cumsum(s**2) / np.sum(s**2), 0.99 - 1e-9) + 1])
    return np.mean(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False) ** 2)


@wrong("pwcca", "sides-swapped")
def pwcca_weighted_by_y(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    _, rho, Vt = np.linalg.svd(bases[0].T @ bases[1], full_matrices=False)
    weights = np.abs((bases[1] @ Vt.T).T @ (Y - Y.mean(0))).sum(1)
    return weights @ rho / weights.sum()
