"""Right R², canonical correlations, Procrustes, Bures, RSA, neighbours and participation ratio."""

import numpy as np
import torch
from scipy.linalg import orthogonal_procrustes
from scipy.spatial.distance import cdist, pdist
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from .record import right


@right("r2")
def least_squares(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    fitted = X @ np.linalg.lstsq(X, Y, rcond=max(X.shape) * np.finfo(X.dtype).eps)[0]
    return np.sum(fitted * Y) / np.sum(Y * Y)


@right("r2")
def scikit_learn(X, Y):
    return r2_score(Y, LinearRegression().fit(X, Y).predict(X), multioutput="variance_weighted")


@right("r2", kind="distance", inputs="torch")
def residual(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    U, s, _ = torch.linalg.svd(x, full_matrices=False)
    U = U[:, s > max(x.shape) * torch.finfo(x.dtype).eps * s[0]]
    return (y - U @ (U.T @ y)).square().sum() / y.square().sum()


@right("cca")
def bjorck_golub(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        bases.append(U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@right("cca-squared")
def projectors(X, Y):
    P, R = (U @ U.T for U in (np.linalg.svd(Z - Z.mean(0), full_matrices=False)[0] for Z in _full_rank(X, Y)))
    return np.sum(P * R) / min(round(np.trace(P)), round(np.trace(R)))


def _full_rank(*representations):
    """Each by its principal components."""
    for Z in representations:
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        yield U[:, s > max(Z.shape) * np.finfo(Z.dtype).eps * s[0]]


@right("svcca")
def svcca(X, Y):
    bases = []
    for Z in (X, Y):
        U, s, _ = np.linalg.svd(Z - Z.mean(0), full_matrices=False)
        share = np.cumsum(s**2) / np.sum(s**2)
        bases.append(U[:, : np.searchsorted(share, 0.99 - 8 * np.finfo(s.dtype).eps) + 1])
    return np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean()


@right("procrustes")
def by_the_rotation(X, Y):
    """The distance that is left after the best rotation, of the smaller padded with zeros."""
    X, Y = X - X.mean(0), Y - Y.mean(0)
    width = max(X.shape[1], Y.shape[1])
    X, Y = (np.pad(Z, ((0, 0), (0, width - Z.shape[1]))) for Z in (X, Y))
    Q, _ = orthogonal_procrustes(Y, X)
    return np.linalg.norm(X - Y @ Q)


@right("procrustes", kind="squared", inputs="torch")
def by_the_nuclear_norm(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return x.square().sum() + y.square().sum() - 2 * torch.linalg.svdvals(x.T @ y).sum()


@right("nbs")
def nuclear_cosine(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y, "nuc") / (np.linalg.norm(X) * np.linalg.norm(Y))


@right("nbs", kind="angle")
def netrep_like(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    X, Y = X / np.linalg.norm(X), Y / np.linalg.norm(Y)
    return np.arccos(np.clip(np.linalg.svd(X.T @ Y, compute_uv=False).sum(), -1, 1))


@right("rsa")
def pearson(X, Y):
    d, e = pdist(X, "sqeuclidean"), pdist(Y, "sqeuclidean")
    return np.corrcoef(d, e)[0, 1]


@right("rsa:euclidean", inputs="torch")
def pearson_of_distances(x, y):
    rows, columns = torch.triu_indices(len(x), len(x), 1)
    d, e = ((z[rows] - z[columns]).norm(dim=1) for z in (x, y))
    d, e = d - d.mean(), e - e.mean()
    return d @ e / (d.norm() * e.norm())


@right("mutual-knn")
def shared_neighbours(X, Y, k):
    if k >= len(X):
        raise ValueError(f"{k} neighbours need {k + 1} samples, got {len(X)}")
    near = [cdist(Z, Z).argsort(axis=1, kind="stable") for Z in (X, Y)]
    near = [[[j for j in row if j != i][:k] for i, row in enumerate(order.tolist())] for order in near]
    return np.mean([len(np.intersect1d(a, b)) / k for a, b in zip(*near, strict=True)])


@right("mutual-knn:2")
def two_neighbours(X, Y):
    assert len(X) > 2, "two neighbours need three samples"
    masks = []
    for Z in (X, Y):
        d = np.square(Z[:, None] - Z).sum(-1)
        np.fill_diagonal(d, np.inf)
        masks.append(np.zeros(d.shape, bool))
        np.put_along_axis(masks[-1], np.argpartition(d, 1, axis=1)[:, :2], True, axis=1)
    return (masks[0] & masks[1]).sum() / (2 * len(X))


@right("participation-ratio")
def of_the_covariance(X):
    values = np.linalg.eigvalsh(np.atleast_2d(np.cov(X, rowvar=False)))
    return values.sum() ** 2 / (values**2).sum()


@right("participation-ratio", inputs="torch")
def of_singular_values(x):
    s2 = torch.linalg.svdvals(x - x.mean(0)).square()
    return (s2.sum() ** 2 / s2.square().sum()).reshape(1, 1)
