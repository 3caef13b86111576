"""Orthonormal bases with the one rule for rank: what is above max(n, p) u of the largest singular value."""

from __future__ import annotations

import numpy as np

from .reading import Array


def svd(A: Array) -> tuple[Array, Array, Array]:
    """Thin. LAPACK prints to the screen where entries are not finite: that is refused before.

    Raises:
        ValueError: an entry is not finite.
    """
    if not np.isfinite(A).all():
        raise ValueError("not finite")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return U, s, Vt


def spectrum(Z: Array) -> tuple[Array, Array]:
    """The left singular vectors of the columns' span, and their singular values."""
    U, s, _ = svd(Z)
    rank = int(np.sum(s > max(Z.shape) * np.finfo(float).eps * s[0])) if s.size and s[0] > 0 else 0
    return U[:, :rank], s[:rank]


def basis(Z: Array) -> Array:
    """Orthonormal columns that span those of Z."""
    return spectrum(Z)[0]
