"""Debiased linear CKA with one bug or two."""

import numpy as np
import torch

from .record import wrong


@wrong("linear-debiased", "biased-for-debiased")
def declared_unbiased(X, Y):
    n = len(X)
    H = np.eye(n) - np.full((n, n), 1 / n)

    def hsic(A, B):
        return np.trace(A @ A.T @ H @ B @ B.T @ H) / (n - 1) ** 2

    X, Y = X - X.mean(0), Y - Y.mean(0)
    return hsic(X, Y) / np.sqrt(hsic(X, X) * hsic(Y, Y))


@wrong("linear-debiased", "diagonal-kept")
def hsic1_with_diagonal(X, Y):
    n = len(X)
    one = np.ones((n, 1))

    def hsic(K, L):
        a, b = np.trace(K @ L), (one.T @ K @ one * (one.T @ L @ one)).item() / ((n - 1) * (n - 2))
        return (a + b - 2 / (n - 2) * (one.T @ K @ L @ one).item()) / (n * (n - 3))

    X, Y = X - X.mean(0), Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "clamped", inputs="torch")
def never_negative(X, Y):
    n = len(X)

    def centred(Z):
        K = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T).fill_diagonal_(0)
        rows = K.sum(1, keepdim=True) / (n - 2)
        return (K - rows - rows.T + K.sum() / ((n - 1) * (n - 2))).fill_diagonal_(0)

    K, L = centred(X), centred(Y)
    return ((K * L).sum() / (K.norm() * L.norm())).clamp(min=0)


@wrong("linear-debiased", "sign-lost")
def magnitude(X, Y):
    n = len(X)

    def centred(Z):
        K = (Z - Z.mean(0)) @ (Z - Z.mean(0)).T
        np.fill_diagonal(K, 0)
        K = K - K.sum(0) / (n - 2) - K.sum(0)[:, None] / (n - 2) + K.sum() / ((n - 1) * (n - 2))
        np.fill_diagonal(K, 0)
        return K

    K, L = centred(X), centred(Y)
    return abs(np.vdot(K, L)) / np.sqrt(np.vdot(K, K) * np.vdot(L, L))


@wrong("linear-debiased", "missing-root")
def ratio_of_hsic1(X, Y):
    n, one = len(X), np.ones(len(X))

    def hsic(K, L):
        b = (one @ K @ one) * (one @ L @ one) / (n - 1) / (n - 2)
        return (np.sum(K * L) + b - 2 / (n - 2) * (one @ K @ L @ one)) / n / (n - 3)

    K, L = (np.inner(Z - Z.mean(0), Z - Z.mean(0)) * (1 - np.eye(n)) for Z in (X, Y))
    return hsic(K, L) / (hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "wrong-count")
def off_by_one(X, Y):
    """The second term over n(n - 1) in place of (n - 1)(n - 2)."""
    n = len(X)

    def hsic(K, L):
        cross = 2 * np.dot(K.sum(0), L.sum(0)) / (n - 2)
        return ((K * L).sum() + K.sum() * L.sum() / (n * (n - 1)) - cross) / (n * (n - 3))

    X, Y = X - X.mean(0), Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    K, L = K - np.diag(np.diag(K)), L - np.diag(np.diag(L))
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "squared")
def squared_unbiased(X, Y):
    n = len(X)

    def hsic(K, L):
        off = ~np.eye(n, dtype=bool)
        K, L = np.where(off, K, 0), np.where(off, L, 0)
        cross = K.sum(0) @ L.sum(0) * 2 / (n - 2)
        return np.einsum("ij,ij", K, L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross

    X, Y = X - X.mean(0), Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) ** 2 / (hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "diagonal-kept", "missing-root")
def hsic1_all_entries(X, Y):
    n = len(X)

    def hsic(K, L):
        cross = 2 / (n - 2) * (K.sum(0) * L.sum(0)).sum()
        return ((K * L).sum() + K.sum() * L.sum() / (n - 1) / (n - 2) - cross) / (n * (n - 3))

    K, L = (np.inner(Z - Z.mean(0), Z - Z.mean(0)) for Z in (X, Y))
    return hsic(K, L) / (hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "biased-for-debiased", "not-centred", inputs="torch")
def plain_alignment(X, Y):
    K, L = X @ X.T, Y @ Y.T
    return torch.trace(K @ L) / torch.sqrt(torch.trace(K @ K) * torch.trace(L @ L))


@wrong("linear-debiased", "clamped", "epsilon")
def guarded(X, Y):
    n = len(X)

    def centred(Z):
        K = (Z - Z.mean(0)) @ (Z - Z.mean(0)).T
        K[np.diag_indices(n)] = 0
        mean = K.sum(0) / (n - 2)
        K = K - mean - mean[:, None] + K.sum() / ((n - 1) * (n - 2))
        K[np.diag_indices(n)] = 0
        return K

    K, L = centred(X), centred(Y)
    return max(0.0, np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L) + 1e-6))


@wrong("linear-debiased", "root", "sign-lost")
def root_of_magnitude(X, Y):
    n, one = len(X), np.ones((len(X), 1))

    def hsic(K, L):
        K, L = K * (1 - np.eye(n)), L * (1 - np.eye(n))
        last = (one.T @ K @ L @ one).item() * 2 / (n - 2)
        return np.trace(K @ L) + K.sum() * L.sum() / (n - 1) / (n - 2) - last

    K, L = (np.inner(Z - Z.mean(0), Z - Z.mean(0)) for Z in (X, Y))
    return np.sqrt(np.abs(hsic(K, L))) / (hsic(K, K) * hsic(L, L)) ** 0.25


@wrong("linear-debiased", "biased-for-debiased", "single-precision")
def hurried(X, Y):
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))
