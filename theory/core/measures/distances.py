"""Pairwise squared distances that are exact where it matters: for equal rows, and for ties between small integers.

|x − y|² = |x|² + |y|² − 2x'y loses what the norms exceed the distance by. So the origin is moved to the sample nearest
to the mean (a sample, not the mean, because differences of integers are integers), and pairs that are still much
closer to each other than to the origin are taken again from their difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import array_api_compat

from .centring import require_samples, scaled
from .errors import UndefinedMeasure
from .inputs import Array, Matrix
from .sides import dot, zero_diagonal

CLOSE = 2.0**-20
"""Share of |x|² + |y|² below which a distance is computed from the difference: above it, ten digits are left."""

CHUNK = 1 << 20
"""Entries of the differences held at once."""


@dataclass(frozen=True, slots=True)
class Distances:
    """Squared distances ``squares``·4^exponent, shape (n, n), float64, zero on the diagonal.

    ``noise`` is the relative error in them that rounding of the inputs alone can make.
    """

    name: str
    squares: Array
    exponent: int
    noise: float

    @property
    def xp(self) -> Any:
        """The Array API namespace of the values."""
        return array_api_compat.array_namespace(self.squares)


def distances(X: Matrix, measure: str) -> Distances:
    """Squared Euclidean distances of all pairs of samples, in float64.

    Raises:
        ValueError: an entry is NaN or infinite.
        UndefinedMeasure: one sample, or a constant matrix.
    """
    xp = X.xp
    require_samples(X, 2, measure)
    values, exponent = scaled(xp.astype(X.values, xp.float64), X.name)
    mean = xp.mean(values, axis=0, keepdims=True)
    apart = values - mean
    pilot = int(xp.argmin(xp.vecdot(apart, apart)))
    values, more = scaled(values - values[pilot : pilot + 1, :], X.name)
    if not bool(xp.any(values != 0)):
        raise UndefinedMeasure(f"{X.name} is constant over samples, so {measure} is 0/0 there")
    offset = math.sqrt(X.rows) * math.ldexp(float(xp.linalg.vector_norm(mean)), -more)
    noise = 16 * X.unit_roundoff * math.hypot(1.0, offset / math.sqrt(dot(values, values)))
    return Distances(X.name, squared_distances(values), exponent + more, noise)


def squared_distances(Z: Array) -> Array:
    """Squared distances of the rows of Z, which lie around the origin."""
    xp = array_api_compat.array_namespace(Z)
    norms = xp.vecdot(Z, Z)
    D = Z @ Z.T
    D *= -2.0
    D += norms[:, None]
    D += norms[None, :]
    zero_diagonal(D)
    _refine(D, Z, norms)
    return D


def upper(D: Array) -> Array:
    """The entries above the diagonal, row by row."""
    xp = array_api_compat.array_namespace(D)
    index = xp.arange(D.shape[0], device=array_api_compat.device(D))
    return D[index[:, None] < index[None, :]]


def hollow(entries: Array, n: int) -> Array:
    """The symmetric n × n matrix with zero diagonal and these entries above it, row by row."""
    xp = array_api_compat.array_namespace(entries)
    device = array_api_compat.device(entries)
    index = xp.arange(n, device=device)
    D = xp.zeros((n, n), dtype=entries.dtype, device=device)
    D[index[:, None] < index[None, :]] = entries
    return D + D.T


def _refine(D: Array, Z: Array, norms: Array) -> None:
    xp = array_api_compat.array_namespace(D)
    index = xp.arange(D.shape[0], device=array_api_compat.device(D))
    close = (CLOSE * (norms[:, None] + norms[None, :]) > D) & (index[:, None] < index[None, :])
    if not bool(xp.any(close)):
        return
    rows, columns = xp.nonzero(close)
    step = max(1, CHUNK // int(Z.shape[1]))
    for start in range(0, int(rows.shape[0]), step):
        i, j = rows[start : start + step], columns[start : start + step]
        apart = Z[i, :] - Z[j, :]
        D[i, j] = D[j, i] = xp.vecdot(apart, apart)
