"""Right debiased and minibatch CKA, kernels and HSIC."""

import numpy as np
import torch

from .record import right


@right("linear-debiased")
def song_formula(X, Y):
    n, one = len(X), np.ones(len(X))

    def hsic(K, L):
        b = (one @ K @ one) * (one @ L @ one) / ((n - 1) * (n - 2))
        return (np.trace(K @ L) + b - 2 / (n - 2) * (one @ K @ L @ one)) / (n * (n - 3))

    K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))
    return hsic(K, L) / np.sqrt(hsic(K, K) * hsic(L, L))


@right("linear-debiased", inputs="torch")
def u_centred(x, y):
    n = len(x)
    grams = []
    for z in (x, y):
        z = z - z.mean(0)
        k = (z @ z.T).fill_diagonal_(0)
        rows = k.sum(0) / (n - 2)
        grams.append((k - rows - rows[:, None] + k.sum() / ((n - 1) * (n - 2))).fill_diagonal_(0))
    return (grams[0] * grams[1]).sum() / (grams[0].norm() * grams[1].norm())


@right("linear-debiased")
def feature_side(X, Y):
    """Without any n by n matrix: the diagonals are the squared norms of the samples."""
    n = len(X)
    X, Y = X - X.mean(0), Y - Y.mean(0)

    def hsic(A, B):
        a, b = np.square(A).sum(1), np.square(B).sum(1)
        off = np.linalg.norm(A.T @ B) ** 2 - a @ b
        return off + a.sum() * b.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (a @ b)

    return hsic(X, Y) / np.sqrt(hsic(X, X) * hsic(Y, Y))


@right("minibatch-debiased", batch="list")
def sums_over_batches(batches):
    sums = np.zeros(3)
    for X, Y in batches:
        n = len(X)
        K, L = ((Z - Z.mean(0)) @ (Z - Z.mean(0)).T * (1 - np.eye(n)) for Z in (X, Y))
        for j, (A, B) in enumerate(((K, L), (K, K), (L, L))):
            cross = 2 / (n - 2) * (A.sum(0) @ B.sum(0))
            sums[j] += (np.vdot(A, B) + A.sum() * B.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))
    return sums[0] / np.sqrt(sums[1] * sums[2])


@right("minibatch-debiased", batch="stream", inputs="torch")
class Accumulator:
    """Means over batches in place of sums: the count cancels."""

    def __init__(self):
        self.seen = 0
        self.means = torch.zeros(3, dtype=torch.float64)

    def update(self, x, y):
        n = len(x)
        k, g = ((z - z.mean(0)).double() @ (z - z.mean(0)).double().T for z in (x, y))
        k, g = k - torch.diag(k.diag()), g - torch.diag(g.diag())
        values = torch.stack(
            [
                ((a * b).sum() + a.sum() * b.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (a @ b).sum()) / (n * (n - 3))
                for a, b in ((k, g), (k, k), (g, g))
            ]
        )
        self.seen += 1
        self.means = self.means + (values - self.means) / self.seen

    def compute(self):
        return self.means[0] / (self.means[1] * self.means[2]).sqrt()


@right("minibatch-debiased", batch=4)
def in_fours(X, Y):
    xy = xx = yy = 0.0
    for i in range(0, len(X), 4):
        x, y = X[i : i + 4], Y[i : i + 4]
        n = len(x)
        K, L = (np.inner(z - z.mean(0), z - z.mean(0)) for z in (x, y))
        for K_, rows in ((K, K.sum(0) - K.diagonal()), (L, L.sum(0) - L.diagonal())):
            np.fill_diagonal(K_, 0)
            K_ += rows.sum() / ((n - 1) * (n - 2)) - (rows[:, None] + rows) / (n - 2)
            np.fill_diagonal(K_, 0)
        xy, xx, yy = (s + np.vdot(A, B) / (n * (n - 3)) for s, A, B in ((xy, K, L), (xx, K, K), (yy, L, L)))
    return xy / np.sqrt(xx * yy)


@right("rbf")
def rbf_numpy(X, Y):
    def gram(Z):
        d2 = np.square(Z[:, None] - Z[None]).sum(-1)
        K = np.exp(-d2 / (2 * np.median(np.sqrt(d2[np.triu_indices(len(Z), 1)])) ** 2))
        return K - K.mean(0) - K.mean(1)[:, None] + K.mean()

    K, L = gram(X), gram(Y)
    return np.sum(K * L) / (np.linalg.norm(K) * np.linalg.norm(L))


@right("rbf:lower-median", inputs="torch")
def rbf_torch(x, y):
    n = len(x)
    above = torch.triu_indices(n, n, 1)

    def gram(z):
        d = (z[:, None] - z[None]).pow(2).sum(-1)
        k = torch.exp(-d / (2 * d[above[0], above[1]].median()))
        return k - k.mean(0) - k.mean(1, keepdim=True) + k.mean()

    k, g = gram(x), gram(y)
    return (k * g).sum() / (k.norm() * g.norm())


@right("kernel")
def kernel_numpy(X, Y, bandwidth):
    n = len(X)
    H = np.eye(n) - 1 / n
    K, L = (H @ np.exp(-0.5 * np.square((Z[:, None] - Z) / bandwidth).sum(2)) @ H for Z in (X, Y))
    return np.trace(K @ L) / np.sqrt(np.trace(K @ K) * np.trace(L @ L))


@right("hsic")
def hsic_trace(K, L):
    n = len(K)
    H = np.eye(n) - np.ones((n, n)) / n
    return np.trace(K @ H @ L @ H) / (n - 1) ** 2


@right("hsic", inputs="torch")
def hsic_both_centred(k, g):
    k, g = (m - m.mean(0) - m.mean(1, keepdim=True) + m.mean() for m in (k, g))
    return (k * g).sum() / (len(k) - 1) ** 2


@right("hsic-unbiased")
def hsic_song(K, L):
    n = len(K)
    K, L = K - np.diag(np.diag(K)), L - np.diag(np.diag(L))
    cross = 2 / (n - 2) * np.dot(K.sum(0), L.sum(0))
    return (np.sum(K * L) + K.sum() * L.sum() / ((n - 1) * (n - 2)) - cross) / (n * (n - 3))
