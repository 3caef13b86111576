"""Singular values, ranks and bases: the one rule for rank.

σ_i counts when σ_i > max(n, p)·u·σ_1, after centring, with u the *unit roundoff* (half the machine epsilon) of the
dtype that was handed in: 2⁻⁵³ for float64 and integers, 2⁻²⁴ for float32 and narrower. Decompositions run in float64,
which is not the bottleneck of what is true at float32: the stored numbers are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import array_api_compat

from .centring import Centred
from .inputs import Array


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A = U diag(s) V' cut at its numerical rank r: shapes (n, r), (r,) and (p, r)."""

    left: Array
    values: Array
    right: Array

    @property
    def rank(self) -> int:
        """The number of singular values that count."""
        return int(self.values.shape[0])


def numerical_rank(singular_values: Array, shape: tuple[int, ...], unit_roundoff: float) -> int:
    """How many of the descending ``singular_values`` of a centred matrix of this shape count.

    At most n − 1, because centring takes one dimension, whatever is left of it numerically.
    """
    xp = array_api_compat.array_namespace(singular_values)
    floor = max(shape) * unit_roundoff * float(singular_values[0])
    return min(int(xp.sum(xp.astype(singular_values > floor, xp.int64))), shape[0] - 1)


def spectrum(X: Centred) -> Spectrum:
    """The singular value decomposition of a centred matrix, cut at its rank."""
    U, s, Vt = X.xp.linalg.svd(X.values, full_matrices=False)
    r = numerical_rank(s, tuple(X.values.shape), X.unit_roundoff)
    return Spectrum(U[:, :r], s[:r], Vt[:r, :].T)


def singular_values(A: Array) -> Array:
    """Singular values, descending."""
    xp: Any = array_api_compat.array_namespace(A)
    return xp.linalg.svdvals(A)


def compressed(A: Array) -> Array:
    """A matrix with the same AA' and at most n columns: R' of the factorisation A' = QR when p > n."""
    if A.shape[1] <= A.shape[0]:
        return A
    xp: Any = array_api_compat.array_namespace(A)
    return xp.linalg.qr(A.T, mode="reduced")[1].T
