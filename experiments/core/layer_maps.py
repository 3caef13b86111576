"""Every layer against every layer: linear CKA and held-out R², each beside what relabelled samples give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


def cka_map(layers: Sequence[Real]) -> tuple[Real, Real]:
    """Linear CKA between all layers, and its exact mean over relabellings √(PR_X PR_Y)/(n − 1).

    Args:
        layers: each of shape (n, p).

    Returns:
        Two matrices of shape (layers, layers). The diagonal of the first is 1.
    """
    unit = _unit_grams(layers)
    spread = np.array([np.trace(K) for K in unit])  # √PR, as ‖K‖ = 1
    flat = unit.reshape(len(unit), -1)
    return flat @ flat.T, np.outer(spread, spread) / (len(layers[0]) - 1)


def relabelled(layers: Sequence[Real], count: int, seed: int) -> Real:
    """The map of CKA with the samples of one side relabelled at random, shape (count, layers, layers).

    One relabelling for a whole map, so that the largest entry of each is what chance makes of the largest of a map.
    """
    unit, rng = _unit_grams(layers), np.random.default_rng(seed)
    flat, found = unit.reshape(len(unit), -1), []
    for _ in range(count):
        order = rng.permutation(len(layers[0]))
        found.append(flat @ unit[:, order][:, :, order].reshape(len(unit), -1).T)
    return np.array(found)


def relabelled_pair(X: Real, Y: Real, count: int, seed: int) -> Real:
    """Linear CKA of X and of Y with its samples relabelled at random, shape (count,); faster than a map."""
    rng, A, B = np.random.default_rng(seed), *(Z - Z.mean(0) for Z in (X, Y))
    size = np.linalg.norm(A.T @ A) * np.linalg.norm(B.T @ B)
    return np.array([np.sum((A.T @ B[rng.permutation(len(B))]) ** 2) / size for _ in range(count)])


def r2_map(train: Sequence[Real], test: Sequence[Real], ridge: float, order: NDArray[np.intp] | None = None) -> Real:
    """Held-out R² of a linear map from each layer (row) to each layer (column), as ``linear_r2`` scores it.

    Args:
        train: layers on the samples that maps are fitted on, each of shape (n, p).
        test: the same layers on the samples that they are scored on, shape (n', p).
        ridge: penalty, as a share of the mean eigenvalue of X_c'X_c.
        order: relabels the samples of the targets in the fit: what is then left is the null.

    Returns:
        Shape (layers, layers). A score is 1 − residual/total, the total around the mean of the training targets.
    """
    means, sizes = [Y.mean(0) for Y in train], np.cumsum([Y.shape[1] for Y in train])[:-1]
    targets = np.hstack([Y - mean for Y, mean in zip(train, means, strict=True)])
    held = np.hstack([Y - mean for Y, mean in zip(test, means, strict=True)])
    if order is not None:
        targets = targets[order]
    total, found = np.array([np.sum(part**2) for part in np.split(held, sizes, axis=1)]), []
    for X, Z, mean in zip(train, test, means, strict=True):
        C = X - mean
        normal = C.T @ C
        normal[np.diag_indices_from(normal)] += ridge * np.trace(normal) / len(normal)
        residual = held - (Z - mean) @ np.linalg.solve(normal, C.T @ targets)
        found.append(
            [1 - np.sum(part**2) / t for part, t in zip(np.split(residual, sizes, axis=1), total, strict=True)]
        )
    return np.array(found)


def _unit_grams(layers: Sequence[Real]) -> Real:
    """Centred Gram matrices of Frobenius norm 1, shape (layers, n, n)."""
    found = []
    for X in layers:
        C = X - X.mean(0)
        K = C @ C.T
        found.append(K / np.linalg.norm(K))
    return np.array(found)
