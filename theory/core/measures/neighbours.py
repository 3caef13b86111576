"""Mutual nearest neighbours."""

from __future__ import annotations

from typing import Any

import array_api_compat
import numpy as np

from .distances import distances
from .inputs import Array, Matrix, pair
from .results import quiet


@quiet
def mutual_knn(X: Any, Y: Any, *, k: int) -> float:
    """The mean share of common members among the k nearest neighbours in X and in Y (groger2026revisiting).

    Euclidean distances, the sample itself left out; equal distances are ordered by row number. By chance, over
    relabellings of the samples, it is k/(n−1).

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        k: number of neighbours, from 1 to n − 1 (where the value is 1 whatever X and Y).

    Returns:
        A pure number in [0, 1].

    Raises:
        ValueError: malformed input, or k out of range.
        UndefinedMeasure: a constant representation or one sample, which have no nearest neighbours.
    """
    A, B = pair(X, Y)
    check_k(k, A.rows)
    shared = neighbour_mask(A, int(k)) & neighbour_mask(B, int(k))
    return int(A.xp.sum(A.xp.astype(shared, A.xp.int64))) / (int(k) * A.rows)


def check_k(k: Any, n: int) -> None:
    """Raise a ValueError unless k is a whole number of neighbours that n samples have."""
    if not isinstance(k, int | np.integer) or isinstance(k, bool) or not (1 <= k < n or (n == 1 and k == 1)):
        raise ValueError(f"k must be a whole number from 1 to n - 1 = {n - 1}, the other samples, but is {k!r}")


def neighbour_mask(M: Matrix, k: int) -> Array:
    """Entry (i, j) tells whether j is among the k nearest other samples of i; shape (n, n)."""
    D = distances(M, "mutual kNN").squares
    xp: Any = array_api_compat.array_namespace(D)
    index = xp.arange(D.shape[0], device=array_api_compat.device(D))[:, None]
    D[index, index] = float("inf")
    mask = xp.zeros_like(D, dtype=xp.bool)
    mask[index, xp.argsort(D, axis=1, stable=True)[:, :k]] = True
    return mask
