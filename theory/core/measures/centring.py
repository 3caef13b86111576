"""Centring in two passes and scaling by a power of two: what every measure does before it multiplies anything.

The second pass removes what rounding left of the mean: after one pass the column means are of size n·u·|mean|, which at
mean 1e8 is more than a product of centred columns can bear. A power of two costs no rounding, and brings the largest
entry into [1, 2), so that fourth powers neither overflow at 1e160 nor vanish at 1e-160.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import array_api_compat

from .errors import UndefinedMeasure
from .inputs import Array, Matrix, require_finite


@dataclass(frozen=True, slots=True)
class Centred:
    """HX·2^-exponent, with its largest entry in [1, 2) up to rounding (all zero for a constant matrix).

    ``offset`` is √n·‖mean‖, the Frobenius norm of what centring removed, in the same unit.
    """

    name: str
    values: Array
    exponent: int
    unit_roundoff: float
    offset: float = 0.0

    @property
    def xp(self) -> Any:
        """The Array API namespace of the values."""
        return array_api_compat.array_namespace(self.values)


def centred(
    X: Matrix, measure: str, *, weights: Array | None = None, double: bool = False, constant_is_zero: bool = False
) -> Centred:
    """Centre the columns and scale.

    Args:
        X: shape (n, p).
        measure: what to call the measure in messages.
        weights: shape (n, 1), nonnegative; then the weighted mean is removed, and rows of weight 0 become 0. The other
            rows are not multiplied by their weights.
        double: work in float64 whatever the dtype.
        constant_is_zero: return zeros for a constant matrix, where the measure has a value.

    Raises:
        ValueError: an entry is NaN or infinite.
        UndefinedMeasure: one sample, or every column constant (its maximum equals its minimum).
    """
    xp = X.xp
    require_samples(X, 2, measure)
    values = xp.astype(X.values, xp.float64 if double else X.values.dtype, copy=True)
    present = None
    if weights is not None:
        require_finite(values, X.name)
        weights = xp.astype(weights / xp.max(weights), values.dtype)
        present = xp.astype(weights > 0, values.dtype)
        values *= present
    values, exponent = scaled(values, X.name)
    support = values if weights is None else values[weights[:, 0] > 0, :]
    constant = xp.max(support, axis=0) == xp.min(support, axis=0)
    if bool(xp.all(constant)):
        if constant_is_zero:
            return Centred(X.name, xp.zeros_like(values), 0, X.unit_roundoff)
        over = "samples" if weights is None else "the samples of positive weight"
        raise UndefinedMeasure(f"{X.name} is constant over {over}, so {measure} is 0/0 there")
    mean = _mean(values, weights)
    values -= mean
    values -= _mean(values, weights)
    values[:, constant] = 0.0  # whatever rounding left of them
    if present is not None:
        values *= present
    values, more = scaled(values, X.name)
    offset = math.sqrt(X.rows) * math.ldexp(float(xp.linalg.vector_norm(mean)), -more)
    return Centred(X.name, values, exponent + more, X.unit_roundoff, offset)


def scaled(values: Array, name: str) -> tuple[Array, int]:
    """``values``·2^-e with its largest entry in [1, 2), and e; a zero array is returned as it is, with e = 0.

    Raises:
        ValueError: an entry is NaN or infinite.
    """
    xp = array_api_compat.array_namespace(values)
    peak = max(float(xp.max(values)), -float(xp.min(values)))
    if not math.isfinite(peak):
        require_finite(values, name)
    if peak == 0:
        return values, 0
    exponent = math.frexp(peak)[1] - 1
    return times_power_of_two(values, -exponent), exponent


def times_power_of_two(values: Array, exponent: int) -> Array:
    """``values``·2^exponent, in steps because 2^exponent itself need not be a float."""
    xp = array_api_compat.array_namespace(values)
    limit = 126 if values.dtype == xp.float32 else 1022
    while exponent:
        step = max(-limit, min(limit, exponent))
        values = values * 2.0**step
        exponent -= step
    return values


def require_samples(X: Matrix, least: int, measure: str, mend: str = "one sample has no variation") -> None:
    """Raise UndefinedMeasure when there are fewer than ``least`` samples."""
    if X.rows < least:
        raise UndefinedMeasure(f"{measure} needs at least {least} samples, got {X.rows}; {mend}")


def _mean(values: Array, weights: Array | None) -> Array:
    xp = array_api_compat.array_namespace(values)
    if weights is None:
        return xp.mean(values, axis=0, keepdims=True)
    return (weights.T @ values) / xp.sum(weights)
