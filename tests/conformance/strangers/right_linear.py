"""Right linear CKA, in the forms in use."""

import math

import numpy as np
import torch

from .record import right


@right("linear")
def feature_form(X, Y):
    X, Y = X - X.mean(axis=0), Y - Y.mean(axis=0)
    return np.linalg.norm(Y.T @ X, "fro") ** 2 / (np.linalg.norm(X.T @ X, "fro") * np.linalg.norm(Y.T @ Y, "fro"))


@right("linear")
def gram_form(X, Y):
    K, L = (np.inner(Z - Z.mean(0), Z - Z.mean(0)) for Z in (X, Y))
    return np.sum(K * L) / np.sqrt(np.sum(K * K) * np.sum(L * L))


@right("linear")
def hsic_form(X, Y):
    """H K H, of features centred before: what H then takes away is rounding."""
    n = len(X)
    H = np.eye(n) - np.ones((n, n)) / n
    X, Y = X - X.mean(0), Y - Y.mean(0)

    def hsic(K, L):
        return np.trace(H @ K @ H @ H @ L @ H) / (n - 1) ** 2

    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@right("linear")
def one_sided_hsic(X, Y):
    """tr(KHLH) needs one factor centred only."""
    X, Y = X - X.mean(0), Y - Y.mean(0)
    n = len(X)
    H = np.eye(n) - 1 / n
    K, L = X @ X.T, Y @ Y.T
    return np.trace(K @ H @ L @ H) / math.sqrt(np.trace(K @ H @ K @ H) * np.trace(L @ H @ L @ H))


@right("linear")
def svd_form(X, Y):
    (U, s, _), (V, t, _) = (np.linalg.svd(Z - Z.mean(0), full_matrices=False) for Z in (X, Y))
    return np.sum((s[:, None] * (U.T @ V) * t) ** 2) / np.sqrt(np.sum(s**4) * np.sum(t**4))


@right("linear")
def eigen_form(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    Cx, Cy = X.T @ X, Y.T @ Y
    own = [np.sqrt(np.sum(np.linalg.eigvalsh(C) ** 2)) for C in (Cx, Cy)]
    return float(np.trace(X.T @ Y @ Y.T @ X) / (own[0] * own[1]))


@right("linear", inputs="torch")
def torch_form(x, y):
    x, y = x - x.mean(0, keepdim=True), y - y.mean(0, keepdim=True)
    return (x.T @ y).norm() ** 2 / ((x.T @ x).norm() * (y.T @ y).norm())


@right("linear", inputs="torch")
def torch_gram_item(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    x, y = x / x.norm(), y / y.norm()
    k, g = torch.mm(x, x.t()), torch.mm(y, y.t())
    return torch.nn.functional.cosine_similarity(k.flatten(), g.flatten(), dim=0).item()


@right("linear")
def welford(X, Y):
    """Means and co-moments updated sample by sample."""
    x, y = np.zeros(X.shape[1]), np.zeros(Y.shape[1])
    xx, yy, xy = np.zeros((x.size, x.size)), np.zeros((y.size, y.size)), np.zeros((x.size, y.size))
    for n, (a, b) in enumerate(zip(X.astype(float), Y.astype(float), strict=True), 1):
        before_x, before_y = a - x, b - y
        x, y = x + before_x / n, y + before_y / n
        xx, yy = xx + np.outer(before_x, a - x), yy + np.outer(before_y, b - y)
        xy = xy + np.outer(before_x, b - y)
    return np.sum(xy**2) / np.sqrt(np.sum(xx**2) * np.sum(yy**2))


@right("linear")
def upcast(X, Y):
    X, Y = np.asarray(X, np.float64), np.asarray(Y, np.float64)
    X, Y = X - X.mean(0, keepdims=True), Y - Y.mean(0, keepdims=True)
    return np.einsum("np,nq,mp,mq->", X, Y, X, Y, optimize=True) / np.linalg.norm(X.T @ X) / np.linalg.norm(Y.T @ Y)


@right("linear")
def just_above_one(X, Y):
    """One unit in the last place more than it should be, so that self-similarity is 1.0000000000000002."""
    X, Y = X - X.mean(0), Y - Y.mean(0)
    value = np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))
    return np.nextafter(value, value.dtype.type(2))


@right("linear")
def one_by_one(X, Y):
    """A (1, 1) array."""
    X, Y = X - X.mean(0), Y - Y.mean(0)
    k, g = (Z @ Z.T for Z in (X, Y))
    k, g = k.reshape(-1, 1) / np.linalg.norm(k), g.reshape(-1, 1) / np.linalg.norm(g)
    return k.T @ g


@right("linear", inputs="list")
def plain_python(X, Y):
    def centred(Z):
        means = [math.fsum(column) / len(Z) for column in zip(*Z, strict=True)]
        return [[z - m for z, m in zip(row, means, strict=True)] for row in Z]

    def inner(A, B):
        columns = [(a, b) for a in zip(*A, strict=True) for b in zip(*B, strict=True)]
        return math.fsum(math.fsum(p * q for p, q in zip(a, b, strict=True)) ** 2 for a, b in columns)

    X, Y = centred(X), centred(Y)
    return inner(X, Y) / math.sqrt(inner(X, X) * inner(Y, Y))


@right("linear", kind="distance")
def one_minus(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return 1 - np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@right("linear", kind="angle")
def arc_cosine(X, Y):
    X, Y = (np.float64(Z) - np.float64(Z).mean(0) for Z in (X, Y))
    s = np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))
    return math.acos(min(1.0, s))


@right("linear", kind="squared")
def square(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    return np.sum(K * L) ** 2 / (np.sum(K * K) * np.sum(L * L))
