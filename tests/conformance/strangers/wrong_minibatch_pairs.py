"""Minibatch CKA with two bugs."""

import numpy as np
import torch

from .record import wrong


@wrong("minibatch-debiased", "last-batch-only", "biased-for-debiased", batch="list", inputs="torch")
def loader_loop(batches):
    value = torch.tensor(float("nan"))
    for X, Y in batches:
        X, Y = X - X.mean(0), Y - Y.mean(0)
        K, L = X @ X.T, Y @ Y.T
        value = (K * L).sum() / (K.norm() * L.norm())
    return value


@wrong("minibatch-debiased", "mean-of-ratios", "biased-for-debiased", batch="stream")
class AverageOfBatches:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, X, Y):
        X, Y = X - X.mean(0), Y - Y.mean(0)
        self.total += np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))
        self.count += 1

    def compute(self):
        return self.total / self.count


@wrong("minibatch-debiased", "ragged-batch-dropped", "mean-of-ratios", batch=5)
def whole_batches(X, Y):
    values = []
    for i in range(0, max(len(X) - len(X) % 5, 5), 5):
        x, y = X[i : i + 5], Y[i : i + 5]
        n = len(x)
        K, L = (np.inner(z - z.mean(0), z - z.mean(0)) for z in (x, y))
        K, L = K - np.diag(np.diag(K)), L - np.diag(np.diag(L))
        xy, xx, yy = (
            np.sum(A * B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * np.sum(A @ B)
            for A, B in ((K, L), (K, K), (L, L))
        )
        values.append(xy / np.sqrt(xx * yy))
    return float(np.mean(values))


@wrong("minibatch-debiased", "sum-of-ratios", "biased-for-debiased", batch="list")
def adds_up(batches):
    total = 0.0
    for X, Y in batches:
        H = np.eye(len(X)) - 1 / len(X)
        K, L = H @ X @ X.T @ H, H @ Y @ Y.T @ H
        total += np.trace(K @ L) / np.sqrt(np.trace(K @ K) * np.trace(L @ L))
    return total


@wrong("minibatch-debiased", "batch-not-accumulated-norms", "biased-for-debiased", batch="list")
def only_the_cross_term(batches):
    cross = 0.0
    for X, Y in batches:
        X, Y = X - X.mean(0), Y - Y.mean(0)
        K, L = X @ X.T / (len(X) - 1), Y @ Y.T / (len(X) - 1)
        cross += np.sum(K * L)
    return cross / (np.linalg.norm(K) * np.linalg.norm(L))


@wrong("minibatch-debiased", "last-batch-only", "clamped", batch="stream")
class LatestAndPositive:
    value = 0.0

    def update(self, X, Y):
        n = len(X)
        K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))

        def hsic(A, B):
            return np.vdot(A, B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (A.sum(0) @ B.sum(0))

        self.value = np.clip(hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L)), 0, None)

    def compute(self):
        return self.value


@wrong("minibatch-debiased", "biased-for-debiased", "not-centred", batch=4)
def raw_batches(X, Y):
    xy = xx = yy = 0.0
    for i in range(0, len(X), 4):
        x, y = X[i : i + 4], Y[i : i + 4]
        m = (len(x) - 1) ** 2
        xy += np.sum((x.T @ y) ** 2) / m
        xx += np.sum((x.T @ x) ** 2) / m
        yy += np.sum((y.T @ y) ** 2) / m
    return xy / np.sqrt(xx * yy)
