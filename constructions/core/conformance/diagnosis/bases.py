"""Orthonormal bases with the one rule for rank: what is above max(n, p) u of the largest singular value."""

from __future__ import annotations

import numpy as np

from .reading import Array


def spectrum(Z: Array) -> tuple[Array, Array]:
    """The left singular vectors of the columns' span, and their singular values."""
    U, s, _ = np.linalg.svd(Z, full_matrices=False)
    rank = int(np.sum(s > max(Z.shape) * np.finfo(float).eps * s[0])) if s.size and s[0] > 0 else 0
    return U[:, :rank], s[:rank]


def basis(Z: Array) -> Array:
    """Orthonormal columns that span those of Z."""
    return spectrum(Z)[0]
