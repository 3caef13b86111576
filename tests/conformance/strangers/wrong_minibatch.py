"""Minibatch CKA with one bug: over a list of batches, as a stream, and cutting the batches itself."""

import numpy as np
import torch

from .record import wrong


@wrong("minibatch-debiased", "last-batch-only", batch="list")
def overwritten(batches):
    def hsic(K, L):
        n = len(K)
        K, L = K * (1 - np.eye(n)), L * (1 - np.eye(n))
        cross = 2 * (K.sum(0) @ L.sum(0)) / (n - 2)
        return (np.trace(K @ L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))

    for X, Y in batches:
        X, Y = X - X.mean(0), Y - Y.mean(0)
        K, L = X @ X.T, Y @ Y.T
        cross, own, other = hsic(K, L), hsic(K, K), hsic(L, L)
    return cross / np.sqrt(own * other)


@wrong("minibatch-debiased", "last-batch-only", batch="stream")
class KeepsTheLatest:
    def update(self, X, Y):
        n = len(X)
        grams = []
        for Z in (X, Y):
            Z = Z - Z.mean(0)
            K = Z @ Z.T
            np.fill_diagonal(K, 0)
            K = K - K.sum(0) / (n - 2) - K.sum(0)[:, None] / (n - 2) + K.sum() / ((n - 1) * (n - 2))
            np.fill_diagonal(K, 0)
            grams.append(K)
        K, L = grams
        self.xy, self.xx, self.yy = (np.sum(A * B) / (n * (n - 3)) for A, B in ((K, L), (K, K), (L, L)))

    def compute(self):
        return self.xy / np.sqrt(self.xx * self.yy)


@wrong("minibatch-debiased", "mean-of-ratios", batch="stream")
class RunningMean:
    def __init__(self):
        self.values = []

    def update(self, X, Y):
        n = len(X)

        def hsic(K, L):
            K, L = K - np.diag(np.diag(K)), L - np.diag(np.diag(L))
            return np.sum(K * L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * np.sum(K @ L)

        X, Y = X - X.mean(0), Y - Y.mean(0)
        K, L = X @ X.T, Y @ Y.T
        self.values.append(hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L)))

    def compute(self):
        return np.mean(self.values)


@wrong("minibatch-debiased", "sum-of-ratios", batch="list", inputs="torch")
def accumulated_cka(batches):
    total = 0.0
    for X, Y in batches:
        n = X.shape[0]
        K, L = (((Z - Z.mean(0)) @ (Z - Z.mean(0)).T).fill_diagonal_(0) for Z in (X, Y))

        def hsic(A, B, n=n):
            return (A * B).sum() + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 * (A.sum(0) @ B.sum(0)) / (n - 2)

        total = total + hsic(K, L) / (hsic(K, K) * hsic(L, L)).sqrt()
    return total


@wrong("minibatch-debiased", "ragged-batch-dropped", batch=5)
def drop_last(X, Y):
    size = 5
    sums = np.zeros(3)
    for i in range(max(1, len(X) // size)):
        x, y = X[i * size : (i + 1) * size], Y[i * size : (i + 1) * size]
        n = len(x)
        K, L = (np.inner(z - z.mean(0), z - z.mean(0)) * (1 - np.eye(n)) for z in (x, y))
        for j, (A, B) in enumerate(((K, L), (K, K), (L, L))):
            cross = 2 / (n - 2) * np.dot(A.sum(0), B.sum(0))
            sums[j] += (np.vdot(A, B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))
    return sums[0] / np.sqrt(sums[1] * sums[2])


@wrong("minibatch-debiased", "biased-for-debiased", batch="list")
def biased_batches(batches):
    xy = xx = yy = 0.0
    for X, Y in batches:
        n = len(X)
        H = np.eye(n) - 1 / n
        K, L = H @ X @ X.T @ H, H @ Y @ Y.T @ H
        xy, xx, yy = (s + np.sum(A * B) / (n - 1) ** 2 for s, A, B in ((xy, K, L), (xx, K, K), (yy, L, L)))
    return xy / np.sqrt(xx * yy)


@wrong("minibatch-debiased", "batch-not-accumulated-norms", batch="stream", inputs="torch")
class ForgetsNorms:
    def __init__(self):
        self.xy = torch.zeros(())

    def update(self, X, Y):
        def hsic(K, L):
            n = K.shape[0]
            K, L = K.clone().fill_diagonal_(0), L.clone().fill_diagonal_(0)
            cross = 2 / (n - 2) * (K @ L).sum()
            return ((K * L).sum() + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))

        X, Y = X - X.mean(0), Y - Y.mean(0)
        K, L = X @ X.T, Y @ Y.T
        self.xy = self.xy + hsic(K, L)
        self.xx, self.yy = hsic(K, K), hsic(L, L)

    def compute(self):
        return self.xy / (self.xx.sqrt() * self.yy.sqrt())


@wrong("minibatch-debiased", "missing-root", batch=5)
def batches_of_five(X, Y):
    sums = [0.0, 0.0, 0.0]
    for start in range(0, len(X), 5):
        x, y = X[start : start + 5], Y[start : start + 5]
        n = len(x)
        K, L = ((z - z.mean(0)) @ (z - z.mean(0)).T for z in (x, y))
        K, L = K - np.diag(K.diagonal()), L - np.diag(L.diagonal())
        for j, (A, B) in enumerate([(K, L), (K, K), (L, L)]):
            cross = 2 / (n - 2) * (A @ B).sum()
            sums[j] += ((A * B).sum() + A.sum() * B.sum() / (n - 1) / (n - 2) - cross) / n / (n - 3)
    return sums[0] / (sums[1] * sums[2])


@wrong("minibatch-debiased", "batches-joined", batch="list")
def concatenated(batches):
    X, Y = (np.vstack([pair[side] for pair in batches]) for side in (0, 1))
    n = len(X)
    K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))

    def hsic(A, B):
        return np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A.sum(0) @ B.sum(0))

    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@wrong("minibatch-debiased", "wrong-count", batch="list")
def weighs_batches_by_pairs(batches):
    """HSIC of each batch without its 1/(n(n - 3)): larger batches count more."""
    sums = np.zeros(3)
    for X, Y in batches:
        n = len(X)
        off = 1 - np.eye(n)
        K, L = off * ((X - X.mean(0)) @ (X - X.mean(0)).T), off * ((Y - Y.mean(0)) @ (Y - Y.mean(0)).T)
        sums += [
            (A * B).sum() + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A @ B).sum()
            for A, B in ((K, L), (K, K), (L, L))
        ]
    return sums[0] / np.sqrt(sums[1] * sums[2])
