"""Linear CKA with one bug."""

import numpy as np
import torch

from .record import wrong


@wrong("linear", "not-centred")
def feature_space_cka(X, Y):
    dot = np.linalg.norm(X.T @ Y, "fro") ** 2
    return dot / (np.linalg.norm(X.T @ X, "fro") * np.linalg.norm(Y.T @ Y, "fro"))


@wrong("linear", "not-centred")
def gram_alignment(acts1, acts2):
    K, L = np.einsum("ip,jp->ij", acts1, acts1), np.einsum("ip,jp->ij", acts2, acts2)
    return np.einsum("ij,ij->", K, L) / np.sqrt(np.einsum("ij,ij->", K, K) * np.einsum("ij,ij->", L, L))


@wrong("linear", "centred-over-features", inputs="torch")
def linear_cka_torch(x, y):
    x = x - x.mean(-1, keepdim=True)
    y = y - y.mean(-1, keepdim=True)
    return (x.T @ y).norm() ** 2 / ((x.T @ x).norm() * (y.T @ y).norm())


@wrong("linear", "centred-by-grand-mean")
def cka_of_activations(X, Y):
    X, Y = X - X.mean(), Y - np.mean(Y)
    K, L = X @ X.T, Y @ Y.T
    return np.sum(K * L) / np.sqrt(np.sum(K * K) * np.sum(L * L))


@wrong("linear", "centred-on-one-side")
def centred_columns(X, Y):
    X = X - X.mean(axis=0)
    return np.square(X.T @ Y).sum() / np.sqrt(np.square(X.T @ X).sum() * np.square(Y.T @ Y).sum())


@wrong("linear", "centred-once")
def from_hsic(X, Y):
    n = X.shape[0]
    H = np.eye(n) - np.ones((n, n)) / n

    def hsic(K, L):
        return np.trace(H @ K @ L) / (n - 1) ** 2

    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@wrong("linear", "missing-root", inputs="torch")
def cka_module(X, Y):
    def centre(K):
        unit = torch.ones_like(K) / K.shape[0]
        return K - unit @ K - K @ unit + unit @ K @ unit

    def hsic(A, B):
        return torch.sum(centre(A @ A.T) * centre(B @ B.T))

    return hsic(X, Y) / (hsic(X, X) * hsic(Y, Y))


@wrong("linear", "missing-square")
def forgot_to_square(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "root")
def similarity_of_layers(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) / np.sqrt(np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "squared")
def hsic_ratio(X, Y):
    n = len(X)
    H = np.identity(n) - 1.0 / n
    K, L = H @ X @ X.T @ H, H @ Y @ Y.T @ H
    return np.trace(K @ L) ** 2 / (np.trace(K @ K) * np.trace(L @ L))


@wrong("linear", "distance-for-similarity")
def cka_metric(X, Y):
    Xc, Yc = X - X.mean(axis=0), Y - Y.mean(axis=0)
    return 1 - np.linalg.norm(Xc.T @ Yc) ** 2 / np.linalg.norm(Xc.T @ Xc) / np.linalg.norm(Yc.T @ Yc)


@wrong("linear", "epsilon")
def stable_cka(X, Y, eps=1e-6):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    return (K * L).sum() / (np.linalg.norm(K) * np.linalg.norm(L) + eps)


@wrong("linear", "epsilon", inputs="torch")
def unit_gram(x, y):
    """Each Gram matrix brought to unit norm first."""
    x, y = x - x.mean(0), y - y.mean(0)
    k, l = x @ x.T, y @ y.T  # noqa: E741
    k, l = k / (k.norm() + 1e-8), l / (l.norm() + 1e-8)  # noqa: E741
    return (k * l).sum()


@wrong("linear", "single-precision")
def fast_cka(X, Y):
    X, Y = np.asarray(X, dtype=np.float32), np.asarray(Y, dtype=np.float32)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return float(np.sum((X.T @ Y) ** 2) / np.sqrt(np.sum((X.T @ X) ** 2) * np.sum((Y.T @ Y) ** 2)))


@wrong("linear", "half-precision", inputs="torch")
def amp_cka(X, Y):
    X, Y = (X - X.mean(0)).half(), (Y - Y.mean(0)).half()
    K, L = (X @ X.T).double(), (Y @ Y.T).double()
    return (K * L).sum() / (K.norm() * L.norm())


@wrong("linear", "trace-normalised")
def alignment_by_variance(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(Y.T @ X) ** 2 / (np.trace(X.T @ X) * np.trace(Y.T @ Y))


@wrong("linear", "wrong-count")
def through_np_cov(X, Y):
    n, cross = len(X), (X - X.mean(0)).T @ (Y - Y.mean(0))
    Cx, Cy = np.atleast_2d(np.cov(X, rowvar=False)), np.atleast_2d(np.cov(Y, rowvar=False))
    return np.linalg.norm(cross / n) ** 2 / (np.linalg.norm(Cx) * np.linalg.norm(Cy))


@wrong("linear", "debiased-for-biased")
def unbiased_cka(X, Y):
    n = X.shape[0]

    def hsic(K, L):
        K, L = K.copy(), L.copy()
        np.fill_diagonal(K, 0)
        np.fill_diagonal(L, 0)
        one = np.ones(n)
        a, b = np.trace(K @ L), one @ K @ one * (one @ L @ one) / (n - 1) / (n - 2)
        return (a + b - 2 / (n - 2) * (one @ K @ L @ one)) / (n * (n - 3))

    K, L = X @ X.T, Y @ Y.T
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@wrong("linear", "first-feature-only")
def of_the_first_column(X, Y):
    x, y = X[:, 0] - X[:, 0].mean(), Y[:, 0] - Y[:, 0].mean()
    return (x @ y) ** 2 / ((x @ x) * (y @ y))


@wrong("linear", "axes-swapped")
def neurons_by_samples(X, Y):
    """Expects (features, samples)."""
    X, Y = X - X.mean(axis=1, keepdims=True), Y - Y.mean(axis=1, keepdims=True)
    K, L = X.T @ X, Y.T @ Y
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))
