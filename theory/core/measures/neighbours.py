"""Mutual nearest neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from .inputs import pair
from .kernels import squared_distances


def mutual_knn(X: Any, Y: Any, *, k: int) -> float:
    """Mean overlap of the k nearest neighbours."""
    near = []
    for M in pair(X, Y):
        D, _ = squared_distances(M)
        np.fill_diagonal(D, np.inf)
        mask = np.zeros(D.shape, dtype=bool)
        np.put_along_axis(mask, np.argsort(D, axis=1, kind="stable")[:, :k], True, axis=1)
        near.append(mask)
    return float((near[0] & near[1]).sum() / (k * near[0].shape[0]))
