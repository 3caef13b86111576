"""Procrustes, normalised Bures similarity, RSA, neighbours and participation ratio, with two bugs."""

import numpy as np
import torch

from .record import wrong


@wrong("procrustes", "not-centred", "squared")
def raw_squared(X, Y):
    return np.vdot(X, X) + np.vdot(Y, Y) - 2 * np.linalg.svd(X.T @ Y, compute_uv=False).sum()


@wrong("procrustes", "not-centred", "trace-normalised", inputs="torch")
def raw_unit_norms(x, y):
    x, y = x / x.norm(), y / y.norm()
    return (2 - 2 * torch.linalg.svdvals(x.T @ y).sum()).clamp(min=0).sqrt()


@wrong("nbs", "not-centred", "squared")
def raw_squared_fidelity(X, Y):
    return (np.linalg.norm(X.T @ Y, "nuc") / (np.linalg.norm(X) * np.linalg.norm(Y))) ** 2


@wrong("nbs", "centred-over-features", "distance-for-similarity")
def row_centred_distance(X, Y):
    X, Y = X - X.mean(1, keepdims=True), Y - Y.mean(1, keepdims=True)
    return 1 - np.linalg.svd(X.T @ Y, compute_uv=False).sum() / np.sqrt(np.sum(X * X) * np.sum(Y * Y))


@wrong("rsa", "distances-not-squared", "diagonal-kept")
def whole_distance_matrices(X, Y):
    d, e = (np.linalg.norm(Z[:, None] - Z[None], axis=-1) for Z in (X, Y))
    return np.corrcoef(d.ravel(), e.ravel())[0, 1]


@wrong("rsa", "distances-not-squared", "distance-for-similarity")
def rdm_dissimilarity(X, Y):
    upper = np.triu_indices(len(X), k=1)
    d, e = (np.linalg.norm(Z[:, None] - Z[None], axis=-1)[upper] for Z in (X, Y))
    return 1.0 - np.corrcoef(d, e)[0, 1]


@wrong("mutual-knn", "diagonal-kept", "wrong-count")
def jaccard_with_oneself(X, Y, k):
    near = [np.square(Z[:, None] - Z).sum(-1).argsort(axis=1, kind="stable")[:, :k].tolist() for Z in (X, Y)]
    return np.mean([len(set(a) & set(b)) / len(set(a) | set(b)) for a, b in zip(*near, strict=True)])


@wrong("participation-ratio", "not-centred", "wrong-count")
def raw_share_of_dimensions(X):
    s2 = np.linalg.svd(X, compute_uv=False) ** 2
    return s2.sum() ** 2 / (s2**2).sum() / X.shape[1]


@wrong("participation-ratio", "not-centred", "missing-square")
def raw_singular_values(X):
    s = np.linalg.svd(X, compute_uv=False)
    return np.sum(s) ** 2 / np.sum(s**2)
