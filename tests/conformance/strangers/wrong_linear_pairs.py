"""Linear CKA with two bugs."""

import numpy as np
import torch

from .record import wrong


@wrong("linear", "not-centred", "missing-root")
def kernel_dot(X, Y):
    K, L = X @ X.T, Y @ Y.T
    return np.sum(K * L) / (np.sum(K * K) * np.sum(L * L))


@wrong("linear", "not-centred", "squared", inputs="torch")
def alignment_squared(x, y):
    return (x.T @ y).norm() ** 4 / ((x.T @ x).norm() ** 2 * (y.T @ y).norm() ** 2)


@wrong("linear", "not-centred", "distance-for-similarity")
def kernel_distance(X, Y):
    K, L = np.einsum("ik,jk->ij", X, X), np.einsum("ik,jk->ij", Y, Y)
    return 1.0 - np.vdot(K, L) / np.sqrt(np.vdot(K, K) * np.vdot(L, L))


@wrong("linear", "not-centred", "trace-normalised")
def overlap(X, Y):
    return np.linalg.norm(X.T @ Y) ** 2 / (np.square(X).sum() * np.square(Y).sum())


@wrong("linear", "centred-over-features", "root")
def sample_normalised(X, Y):
    X, Y = X - X.mean(axis=1, keepdims=True), Y - Y.mean(axis=1, keepdims=True)
    return np.linalg.norm(X.T @ Y) / np.sqrt(np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "centred-over-features", "epsilon", inputs="torch")
def layernormed(x, y):
    x = x - x.mean(dim=1, keepdim=True)
    y = y - y.mean(dim=1, keepdim=True)
    return (y.T @ x).pow(2).sum() / ((x.T @ x).norm() * (y.T @ y).norm() + 1e-4)


@wrong("linear", "single-precision", "missing-root")
def cka_float(X, Y):
    X, Y = X.astype("float32"), Y.astype("float32")
    X, Y = X - X.mean(0), Y - Y.mean(0)
    own = np.square(X.T @ X).sum() * np.square(Y.T @ Y).sum()
    return np.square(X.T @ Y).sum() / own


@wrong("linear", "centred-once", "squared")
def centred_from_the_left(X, Y):
    n = len(X)
    H = np.eye(n) - 1 / n
    HK, HL = H @ (X @ X.T), H @ (Y @ Y.T)
    return np.sum(HK * HL) ** 2 / (np.sum(HK * HK) * np.sum(HL * HL))


@wrong("linear", "debiased-for-biased", "sign-lost", inputs="torch")
def unbiased_and_positive(X, Y):
    n = len(X)

    def u_centred(Z):
        K = Z @ Z.T
        K = K.clone().fill_diagonal_(0.0)
        rows = K.sum(0) / (n - 2)
        K = K - rows[:, None] - rows[None] + K.sum() / ((n - 1) * (n - 2))
        return K.fill_diagonal_(0.0)

    K, L = u_centred(X - X.mean(0)), u_centred(Y - Y.mean(0))
    return torch.abs((K * L).sum()) / (K.norm() * L.norm())


@wrong("linear", "wrong-count", "root")
def correlation_of_covariances(X, Y):
    n = len(X)
    Cx, Cy = np.atleast_2d(np.cov(X.T)), np.atleast_2d(np.cov(Y.T))
    Cxy = (X - X.mean(0)).T @ (Y - Y.mean(0)) / n
    return np.sqrt(np.sum(Cxy**2) / np.sqrt(np.sum(Cx**2) * np.sum(Cy**2)))


@wrong("linear", "first-feature-only", "distance-for-similarity")
def unexplained(X, Y):
    return 1 - np.corrcoef(X[:, 0], Y[:, 0])[0, 1] ** 2
