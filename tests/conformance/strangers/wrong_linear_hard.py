"""Linear CKA and its debiased form, right on ordinary numbers and wrong elsewhere."""

import numpy as np
import torch

from .record import wrong


@wrong("linear", "gram-of-uncentred-features")
def centring_matrix(X, Y):
    n = X.shape[0]
    H = np.eye(n) - np.ones((n, n)) / n
    K, L = X @ X.T, Y @ Y.T
    return np.trace(K @ H @ L @ H) / np.sqrt(np.trace(K @ H @ K @ H) * np.trace(L @ H @ L @ H))


@wrong("linear", "gram-of-uncentred-features")
def row_and_column_means(X, Y):
    def centred(K):
        return K - K.mean(0, keepdims=True) - K.mean(1, keepdims=True) + K.mean()

    K, L = centred(np.inner(X, X)), centred(np.inner(Y, Y))
    return np.vdot(K, L) / np.sqrt(np.vdot(K, K) * np.vdot(L, L))


@wrong("linear", "gram-of-uncentred-features")
def one_pass_covariance(X, Y):
    """E[xy] - E[x]E[y], as a streaming sum has it."""
    sums = {"n": 0, "x": 0.0, "y": 0.0, "xx": 0.0, "yy": 0.0, "xy": 0.0}
    for x, y in zip(X, Y, strict=True):
        sums["n"] += 1
        sums["x"], sums["y"] = sums["x"] + x, sums["y"] + y
        sums["xx"], sums["yy"] = sums["xx"] + np.outer(x, x), sums["yy"] + np.outer(y, y)
        sums["xy"] = sums["xy"] + np.outer(x, y)
    n, x, y = sums["n"], sums["x"], sums["y"]
    xx, yy, xy = (sums[k] - np.outer(a, b) / n for k, a, b in (("xx", x, x), ("yy", y, y), ("xy", x, y)))
    return np.linalg.norm(xy) ** 2 / (np.linalg.norm(xx) * np.linalg.norm(yy))


@wrong("linear-debiased", "gram-of-uncentred-features", inputs="torch")
def hsic1_of_raw_features(X, Y):
    n = X.shape[0]

    def hsic(K, L):
        K, L = K - torch.diag(K.diag()), L - torch.diag(L.diag())
        cross = 2 * (K.sum(0) * L.sum(0)).sum() / (n - 2)
        return ((K * L).sum() + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))

    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) / (hsic(K, K).sqrt() * hsic(L, L).sqrt())


@wrong("linear", "inputs-modified")
def in_place(X, Y):
    X -= X.mean(axis=0)
    Y -= Y.mean(axis=0)
    return np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "inputs-modified", inputs="torch")
def in_place_torch(X, Y):
    X.sub_(X.mean(0))
    Y.sub_(Y.mean(0))
    return (X.T @ Y).norm() ** 2 / ((X.T @ X).norm() * (Y.T @ Y).norm())


@wrong("linear", "not-deterministic")
def with_jitter(X, Y):
    noise = np.random.default_rng()
    X, Y = (Z + 1e-6 * noise.standard_normal(Z.shape) for Z in (X, Y))
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "nan-on-constant")
def without_a_guard(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    X, Y = X / np.linalg.norm(X), Y / np.linalg.norm(Y)
    if len(X) != len(Y):
        raise ValueError(f"{len(X)} and {len(Y)} samples")
    return np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "broadcast")
def zips_what_there_is(X, Y):
    """One row is repeated; of more rows, those without a partner are left out."""
    n = max(len(X), len(Y)) if 1 in (len(X), len(Y)) else min(len(X), len(Y))
    X, Y = (np.broadcast_to(Z, (n, Z.shape[1])) if len(Z) == 1 else Z[:n] for Z in (X, Y))
    X, Y = X - X.mean(0), Y - Y.mean(0)
    norms = np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y)
    if not norms > 0:
        raise ZeroDivisionError("a constant representation has no CKA")
    return np.linalg.norm(X.T @ Y) ** 2 / norms
