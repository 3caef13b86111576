"""RSA."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .cka import clip
from .hsic import _double_centred
from .inputs import pair
from .kernels import squared_distances


def rsa(X: Any, Y: Any, *, dissimilarity: str = "euclidean", comparison: str = "pearson") -> float:
    """Correlation of dissimilarity matrices."""
    D, E = (squared_distances(M)[0] for M in pair(X, Y))
    if dissimilarity == "euclidean":
        D, E = np.sqrt(D), np.sqrt(E)
    if comparison == "whitened-cosine":
        d, e = _double_centred(D).ravel(), _double_centred(E).ravel()
    else:
        upper = np.triu_indices(D.shape[0], 1)
        d, e = D[upper], E[upper]
        d, e = d - d.mean(), e - e.mean()
    return clip(float(d @ e) / math.sqrt(float(d @ d)) / math.sqrt(float(e @ e)), -1.0, 1.0)
