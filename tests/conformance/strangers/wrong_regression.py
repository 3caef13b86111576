"""R² of regressing Y on X, with one bug or two."""

import numpy as np
import torch

from .record import wrong


@wrong("r2", "not-centred")
def no_intercept(X, Y):
    fitted = X @ np.linalg.lstsq(X, Y, rcond=None)[0]
    return 1 - np.sum((Y - fitted) ** 2) / np.sum(Y**2)


@wrong("r2", "centred-on-one-side")
def centres_the_target(X, Y):
    Y = Y - Y.mean(0)
    Q, R = np.linalg.qr(X)
    Q = Q[:, np.abs(np.diag(R)) > 1e-9 * max(1.0, np.abs(R).max())]
    return np.linalg.norm(Q.T @ Y) ** 2 / np.linalg.norm(Y) ** 2


@wrong("r2", "sides-swapped", inputs="torch")
def predicts_x_from_y(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    fitted = Y @ (torch.linalg.pinv(Y) @ X)
    return 1 - (X - fitted).square().sum() / X.square().sum()


@wrong("r2", "columns-averaged")
def uniform_average(X, Y):
    X = np.column_stack([np.ones(len(X)), X])
    residual = Y - X @ np.linalg.lstsq(X, Y, rcond=None)[0]
    total = np.var(Y, axis=0)
    varies = total > 1e-12 * total.max()
    return np.mean(1 - np.mean(residual**2, axis=0)[varies] / total[varies])


@wrong("r2", "epsilon")
def a_little_ridge(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    W = np.linalg.solve(X.T @ X + 1e-3 * np.eye(X.shape[1]), X.T @ Y)
    return 1 - np.linalg.norm(Y - X @ W) ** 2 / np.linalg.norm(Y) ** 2


@wrong("r2", "root")
def multiple_correlation(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X @ np.linalg.pinv(X) @ Y) / np.linalg.norm(Y)


@wrong("r2", "wrong-count")
def adjusted(X, Y):
    n, p = X.shape
    X, Y = X - X.mean(0), Y - Y.mean(0)
    residual = np.linalg.norm(Y - X @ np.linalg.pinv(X) @ Y) ** 2
    return 1 - residual / np.linalg.norm(Y) ** 2 * (n - 1) / max(n - p - 1, 1)


@wrong("r2", "distance-for-similarity")
def unexplained_variance(X, Y):
    design = np.hstack([X, np.ones((len(X), 1))])
    residual = Y - design @ np.linalg.pinv(design) @ Y
    return np.sum(residual**2) / np.sum((Y - Y.mean(0)) ** 2)


@wrong("r2", "first-feature-only")
def first_target(X, Y):
    y = Y[:, 0] - Y[:, 0].mean()
    X = X - X.mean(0)
    return np.sum((X @ np.linalg.pinv(X) @ y) ** 2) / np.sum(y**2)


@wrong("r2", "not-centred", "sides-swapped")
def backwards_without_intercept(X, Y):
    residual = X - Y @ np.linalg.pinv(Y) @ X
    return 1 - np.square(residual).sum() / np.square(X).sum()


@wrong("r2", "sides-swapped", "root")
def backwards_correlation(X, Y):
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.sqrt(max(0.0, np.vdot(Y @ np.linalg.pinv(Y) @ X, X) / np.vdot(X, X)))


@wrong("r2", "not-centred", "columns-averaged", inputs="torch")
def score_per_column(X, Y):
    residual = Y - X @ (torch.linalg.pinv(X) @ Y)
    keep = Y.abs().amax(0) > 0
    return (1 - residual.square().sum(0)[keep] / Y.square().sum(0)[keep]).mean()
