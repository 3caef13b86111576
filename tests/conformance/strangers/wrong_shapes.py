"""Procrustes, normalised Bures similarity, RSA, neighbours and participation ratio, with one bug."""

import numpy as np
import torch

from .record import wrong


@wrong("procrustes", "squared")
def procrustes_squared(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.sum(X**2) + np.sum(Y**2) - 2 * np.linalg.norm(X.T @ Y, "nuc")


@wrong("procrustes", "not-centred")
def rotation_only(X, Y):
    nuclear = np.linalg.svd(X.T @ Y, compute_uv=False).sum()
    return np.sqrt(max(0.0, np.vdot(X, X) + np.vdot(Y, Y) - 2 * nuclear))


@wrong("procrustes", "trace-normalised", kind="squared")
def disparity(X, Y):
    """Both brought to unit norm, as scipy.spatial.procrustes does."""
    X, Y = X - X.mean(0), Y - Y.mean(0)
    X, Y = X / np.linalg.norm(X), Y / np.linalg.norm(Y)
    return 2 - 2 * np.linalg.svd(X.T @ Y, compute_uv=False).sum()


@wrong("procrustes", "frobenius-for-nuclear", kind="squared", inputs="torch")
def without_the_nuclear_norm(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return x.square().sum() + y.square().sum() - 2 * torch.linalg.norm(x.T @ y)


@wrong("nbs", "not-centred")
def fidelity(X, Y):
    return np.linalg.norm(X.T @ Y, "nuc") / (np.linalg.norm(X) * np.linalg.norm(Y))


@wrong("nbs", "squared")
def squared_fidelity(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y, "nuc") ** 2 / (np.sum(X**2) * np.sum(Y**2))


@wrong("nbs", "angle-for-similarity")
def shape_angle(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    nuclear = np.linalg.svd(X.T @ Y, compute_uv=False).sum()
    return np.arccos(np.clip(nuclear / (np.linalg.norm(X) * np.linalg.norm(Y)), -1, 1))


@wrong("nbs", "trace-normalised", inputs="torch")
def bures_over_traces(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return torch.linalg.svdvals(x.T @ y).sum() / (torch.trace(x.T @ x) * torch.trace(y.T @ y))


@wrong("rsa", "distances-not-squared")
def rsa_of_distances(X, Y):
    rows, columns = np.triu_indices(len(X), 1)
    return np.corrcoef(*(np.linalg.norm(Z[rows] - Z[columns], axis=1) for Z in (X, Y)))[0, 1]


@wrong("rsa", "diagonal-kept")
def rsa_of_all_entries(X, Y):
    d, e = (np.square(Z[:, None] - Z[None]).sum(-1).ravel() for Z in (X, Y))
    return np.corrcoef(d, e)[0, 1]


@wrong("rsa", "not-centred")
def rsa_cosine(X, Y):
    rows, columns = np.triu_indices(len(X), 1)
    d, e = (np.square(Z[rows] - Z[columns]).sum(1) for Z in (X, Y))
    return d @ e / (np.linalg.norm(d) * np.linalg.norm(e))


@wrong("rsa", "sign-lost")
def rsa_strength(X, Y):
    rows, columns = np.tril_indices(len(X), -1)
    d, e = (np.square(Z[rows] - Z[columns]).sum(1) for Z in (X, Y))
    return np.abs(np.corrcoef(d, e)[0, 1])


@wrong("rsa:euclidean", "ranks-for-values")
def rsa_spearman(X, Y):
    rows, columns = np.triu_indices(len(X), 1)
    d, e = (np.linalg.norm(Z[rows] - Z[columns], axis=1).argsort().argsort() for Z in (X, Y))
    return np.corrcoef(d, e)[0, 1]


@wrong("mutual-knn", "diagonal-kept")
def knn_with_oneself(X, Y, k):
    near = [np.argsort(np.square(Z[:, None] - Z).sum(-1), axis=1, kind="stable")[:, :k] for Z in (X, Y)]
    return np.mean([len(np.intersect1d(a, b)) / k for a, b in zip(*near, strict=True)])


@wrong("mutual-knn", "wrong-count")
def knn_jaccard(X, Y, k):
    near = []
    for Z in (X, Y):
        d = np.square(Z[:, None] - Z).sum(-1)
        np.fill_diagonal(d, np.inf)
        near.append([set(row[:k]) for row in d.argsort(axis=1).tolist()])
    return sum(len(a & b) / len(a | b) for a, b in zip(*near, strict=True)) / len(X)


@wrong("mutual-knn", "first-feature-only")
def knn_on_a_line(X, Y, k):
    total = 0
    for i in range(len(X)):
        a, b = (np.abs(Z[:, 0] - Z[i, 0]) for Z in (X, Y))
        a[i] = b[i] = np.inf
        total += len(set(a.argsort()[:k].tolist()) & set(b.argsort()[:k].tolist()))
    return total / (k * len(X))


@wrong("participation-ratio", "not-centred")
def pr_of_raw(X):
    values = np.linalg.eigvalsh(X.T @ X)
    return values.sum() ** 2 / (values**2).sum()


@wrong("participation-ratio", "missing-square")
def pr_of_singular_values(X):
    s = np.linalg.svd(X - X.mean(0), compute_uv=False)
    return s.sum() ** 2 / (s**2).sum()


@wrong("participation-ratio", "wrong-count")
def pr_per_feature(X):
    C = np.atleast_2d(np.cov(X, rowvar=False))
    return np.trace(C) ** 2 / np.sum(C * C) / X.shape[1]


@wrong("participation-ratio", "inverted", inputs="torch")
def inverse_participation(x):
    x = x - x.mean(0)
    s2 = torch.linalg.svdvals(x) ** 2
    return (s2**2).sum() / s2.sum() ** 2


@wrong("participation-ratio", "centred-over-features")
def pr_of_rows(X):
    K = (X - X.mean(1, keepdims=True)) @ (X - X.mean(1, keepdims=True)).T
    return np.trace(K) ** 2 / np.sum(K**2)
