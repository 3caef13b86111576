"""CKA of Gaussian kernels and HSIC, with one bug or two."""

import numpy as np
import torch

from .record import wrong


@wrong("rbf", "kernel-not-centred")
def rbf_alignment(X, Y):
    grams = []
    for Z in (X, Y):
        d2 = np.square(Z[:, None] - Z[None]).sum(-1)
        sigma = np.median(np.sqrt(d2[np.triu_indices(len(Z), 1)]))
        grams.append(np.exp(-d2 / (2 * sigma**2)))
    K, L = grams
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))


@wrong("rbf", "bandwidth-rule")
def rbf_mean_width(X, Y):
    H = np.eye(len(X)) - 1 / len(X)

    def gram(Z):
        d = np.linalg.norm(Z[:, None] - Z[None], axis=-1)
        return H @ np.exp(-(d**2) / (2 * d[np.triu_indices(len(Z), 1)].mean() ** 2)) @ H

    K, L = gram(X), gram(Y)
    return np.vdot(K, L) / np.sqrt(np.vdot(K, K) * np.vdot(L, L))


@wrong("rbf:lower-median", "bandwidth-rule", inputs="torch")
def rbf_torch_median(x, y):
    """torch.median over the whole matrix, its diagonal included."""

    def gram(z):
        d = (z[:, None] - z[None]).pow(2).sum(-1).sqrt()
        k = torch.exp(-(d**2) / (2 * d.median() ** 2))
        return k - k.mean(0) - k.mean(1, keepdim=True) + k.mean()

    k, g = gram(x), gram(y)
    return (k * g).sum() / (k.norm() * g.norm())


@wrong("rbf", "bandwidth-not-squared")
def rbf_sigma(X, Y):
    def gram(Z):
        d2 = np.sum((Z[:, None] - Z[None]) ** 2, axis=2)
        sigma = np.median(np.sqrt(d2[~np.eye(len(Z), dtype=bool)]))
        K = np.exp(-d2 / (2 * sigma))
        return K - K.mean(0) - K.mean(0)[:, None] + K.mean()

    K, L = gram(X), gram(Y)
    return np.trace(K @ L) / np.sqrt(np.trace(K @ K) * np.trace(L @ L))


@wrong("rbf", "bandwidth-factor")
def rbf_gamma(X, Y):
    def gram(Z):
        d2 = np.sum((Z[:, None] - Z[None]) ** 2, axis=2)
        gamma = 1 / np.median(np.sqrt(d2[np.tril_indices(len(Z), -1)])) ** 2
        K = np.exp(-gamma * d2)
        return K - K.mean(0, keepdims=True) - K.mean(1, keepdims=True) + K.mean()

    K, L = gram(X), gram(Y)
    return (K * L).sum() / np.sqrt((K * K).sum() * (L * L).sum())


@wrong("kernel", "bandwidth-ignored")
def kernel_default(X, Y, bandwidth=None, sigma=1.0):
    def gram(Z):
        K = np.exp(-np.sum((Z[:, None] - Z[None]) ** 2, axis=-1) / (2 * sigma**2))
        return K - K.mean(0) - K.mean(1)[:, None] + K.mean()

    K, L = gram(X), gram(Y)
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))


@wrong("kernel", "distances-not-squared", inputs="torch")
def laplacian(x, y, bandwidth):
    def gram(z):
        d = (z[:, None] - z[None]).pow(2).sum(-1).sqrt()
        k = torch.exp(-d / (2 * bandwidth**2))
        return k - k.mean(0) - k.mean(1)[:, None] + k.mean()

    k, g = gram(x), gram(y)
    return (k * g).sum() / (k.norm() * g.norm())


@wrong("kernel", "kernel-not-centred")
def kernel_cosine(X, Y, bandwidth):
    K, L = (np.exp(-np.square(Z[:, None] - Z).sum(2) / (2 * bandwidth**2)) for Z in (X, Y))
    return np.einsum("ij,ij", K, L) / np.sqrt(np.einsum("ij,ij", K, K) * np.einsum("ij,ij", L, L))


@wrong("kernel:2.0", "squared")
def kernel_two(X, Y):
    H = np.eye(len(X)) - 1 / len(X)
    K, L = (H @ np.exp(-np.square(Z[:, None] - Z).sum(2) / 8) @ H for Z in (X, Y))
    return np.trace(K @ L) ** 2 / (np.trace(K @ K) * np.trace(L @ L))


@wrong("hsic", "wrong-count")
def hsic_over_n(K, L):
    n = len(K)
    H = np.eye(n) - np.ones((n, n)) / n
    return np.trace(K @ H @ L @ H) / n**2


@wrong("hsic", "kernel-not-centred")
def hsic_raw(K, L):
    return np.sum(K * L) / (len(K) - 1) ** 2


@wrong("hsic", "debiased-for-biased")
def hsic_song(K, L):
    n = len(K)
    K, L = K - np.diag(np.diag(K)), L - np.diag(np.diag(L))
    cross = 2 / (n - 2) * np.sum(K @ L)
    return (np.trace(K @ L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))


@wrong("hsic-unbiased", "biased-for-debiased")
def hsic_gretton(K, L):
    n = len(K)
    H = np.eye(n) - 1 / n
    return np.trace(H @ K @ H @ L) / (n - 1) ** 2


@wrong("hsic-unbiased", "diagonal-kept", inputs="torch")
def hsic_full(k, g):
    n = k.shape[0]
    cross = 2 / (n - 2) * (k.sum(0) * g.sum(0)).sum()
    return ((k * g).sum() + k.sum() * g.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))


@wrong("hsic-unbiased", "diagonal-kept", "wrong-count")
def hsic_full_over_pairs(K, L):
    n, one = len(K), np.ones(len(K))
    b = (one @ K @ one) * (one @ L @ one) / ((n - 1) * (n - 2))
    return (np.sum(K * L) + b - 2 / (n - 2) * (one @ K @ L @ one)) / (n * (n - 1))


@wrong("hsic", "kernel-not-centred", "wrong-count")
def mean_product(K, L):
    return np.mean(K * L)


@wrong("rbf", "kernel-not-centred", "bandwidth-not-squared")
def rbf_twice_wrong(X, Y):
    def gram(Z):
        d2 = np.square(Z[:, None] - Z[None]).sum(-1)
        return np.exp(-d2 / (2 * np.median(np.sqrt(d2[np.triu_indices(len(Z), 1)]))))

    K, L = gram(X), gram(Y)
    return np.sum(K * L) / np.sqrt(np.sum(K * K) * np.sum(L * L))


@wrong("rbf", "bandwidth-rule", "missing-root")
def rbf_all_distances(X, Y):
    def gram(Z):
        d = np.sqrt(np.square(Z[:, None] - Z[None]).sum(-1))
        K = np.exp(-np.square(d) / (2 * np.median(d) ** 2))
        return K - K.mean(0) - K.mean(1)[:, None] + K.mean()

    K, L = gram(X), gram(Y)
    return np.sum(K * L) / (np.sum(K * K) * np.sum(L * L))


@wrong("kernel", "kernel-not-centred", "distances-not-squared")
def laplacian_cosine(X, Y, bandwidth):
    K, L = (np.exp(-np.linalg.norm(Z[:, None] - Z, axis=2) / (2 * bandwidth**2)) for Z in (X, Y))
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))
