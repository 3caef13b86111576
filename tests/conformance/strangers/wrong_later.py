"""More functions, written after the diagnosis: linear CKA, debiased and over batches, mostly with two bugs."""

import numpy as np
import torch

from .record import wrong


@wrong("linear", "centred-on-one-side", "squared")
def one_side_squared(X, Y):
    Y = Y - Y.mean(0)
    K, L = X @ X.T, Y @ Y.T
    return np.trace(K @ L) ** 2 / (np.trace(K @ K) * np.trace(L @ L))


@wrong("linear", "trace-normalised", "root", inputs="torch")
def root_over_traces(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return torch.linalg.matrix_norm(x.T @ y) / (x.norm() * y.norm())


@wrong("linear", "centred-by-grand-mean", "missing-root")
def grand_mean_no_root(X, Y):
    X, Y = X - X.mean(), Y - Y.mean()
    return np.square(X.T @ Y).sum() / (np.square(X.T @ X).sum() * np.square(Y.T @ Y).sum())


@wrong("linear", "not-centred", "wrong-count")
def second_moments(X, Y):
    n = len(X)
    cross, own, other = X.T @ Y / n, X.T @ X / (n - 1), Y.T @ Y / (n - 1)
    return np.vdot(cross, cross) / np.sqrt(np.vdot(own, own) * np.vdot(other, other))


@wrong("linear", "centred-over-features", "missing-square")
def rows_and_no_square(X, Y):
    X, Y = (X.T - X.mean(1)).T, (Y.T - Y.mean(1)).T
    return np.linalg.norm(Y.T @ X) / np.linalg.norm(X.T @ X) / np.linalg.norm(Y.T @ Y)


@wrong("linear", "half-precision", "distance-for-similarity")
def half_distance(X, Y):
    X, Y = (X - X.mean(0)).astype(np.float16), (Y - Y.mean(0)).astype(np.float16)
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    return 1 - np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@wrong("linear", "debiased-for-biased", "clamped")
def debiased_and_clipped(X, Y):
    n = len(X)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    off = 1 - np.eye(n)
    K, L = X @ X.T * off, Y @ Y.T * off

    def hsic(A, B):
        return np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A.sum(0) @ B.sum(0))

    return np.clip(hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L)), 0, 1)


@wrong("linear", "first-feature-only", "root")
def absolute_correlation(X, Y):
    x, y = X[:, 0] - X[:, 0].mean(), Y[:, 0] - Y[:, 0].mean()
    return abs(x @ y) / np.sqrt((x @ x) * (y @ y))


@wrong("linear-debiased", "wrong-count", "squared")
def count_and_square(X, Y):
    n = len(X)
    K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))

    def hsic(A, B):
        return np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 1) * (A.sum(0) @ B.sum(0))

    return hsic(K, L) ** 2 / (hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "biased-for-debiased", "distance-for-similarity", inputs="torch")
def biased_distance(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return 1 - (x.T @ y).square().sum() / ((x.T @ x).norm() * (y.T @ y).norm())


@wrong("linear-debiased", "missing-root", "single-precision")
def float_no_root(X, Y):
    n = len(X)
    X, Y = (np.float32(Z) - np.float32(Z).mean(0) for Z in (X, Y))
    K, L = X @ X.T, Y @ Y.T
    np.fill_diagonal(K, 0)
    np.fill_diagonal(L, 0)

    def hsic(A, B):
        cross = np.float32(2 / (n - 2)) * (A.sum(0) @ B.sum(0))
        return (np.sum(A * B) + A.sum() * B.sum() / np.float32((n - 1) * (n - 2)) - cross) / np.float32(n * (n - 3))

    return hsic(K, L) / (hsic(K, K) * hsic(L, L))


@wrong("linear-debiased", "epsilon", "sign-lost")
def guarded_magnitude(X, Y):
    n = len(X)

    def centred(Z):
        K = (Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n))
        r = K.sum(0) / (n - 2)
        return (K - r - r[:, None] + K.sum() / ((n - 1) * (n - 2))) * (1 - np.eye(n))

    K, L = centred(X), centred(Y)
    return abs(np.sum(K * L)) / (np.sqrt(np.sum(K * K) * np.sum(L * L)) + 1e-5)


@wrong("minibatch-debiased", "last-batch-only", "squared", batch="list")
def last_squared(batches):
    X, Y = batches[-1]
    n = len(X)
    K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))

    def hsic(A, B):
        return np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A.sum(0) @ B.sum(0))

    return hsic(K, L) ** 2 / (hsic(K, K) * hsic(L, L))


@wrong("minibatch-debiased", "first-batch-only", batch="list")
def returns_in_the_loop(batches):
    for X, Y in batches:
        n = len(X)
        K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))
        xy, xx, yy = (
            np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A.sum(0) @ B.sum(0))
            for A, B in ((K, L), (K, K), (L, L))
        )
        return xy / np.sqrt(xx * yy)
    return None


@wrong("minibatch-debiased", "mean-of-ratios", "clamped", batch="stream", inputs="torch")
class ClampedMean:
    def __init__(self):
        self.values = []

    def update(self, x, y):
        n = len(x)
        k, g = (((z - z.mean(0)) @ (z - z.mean(0)).T).fill_diagonal_(0) for z in (x, y))

        def hsic(a, b):
            return (a * b).sum() + a.sum() * b.sum() / ((n - 1) * (n - 2)) - 2 * (a.sum(0) @ b.sum(0)) / (n - 2)

        self.values.append(hsic(k, g) / (hsic(k, k) * hsic(g, g)).sqrt())

    def compute(self):
        return torch.stack(self.values).mean().clamp(0, 1)


@wrong("minibatch-debiased", "batch-not-accumulated-norms", "missing-root", batch="stream")
class ForgetsRoots:
    xy = 0.0

    def update(self, X, Y):
        n = len(X)
        K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))
        xy, self.xx, self.yy = (
            (np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * np.sum(A @ B)) / (n * (n - 3))
            for A, B in ((K, L), (K, K), (L, L))
        )
        self.xy = self.xy + xy

    def compute(self):
        return self.xy / (self.xx * self.yy)
