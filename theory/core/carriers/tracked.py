"""Floats that carry a bound on their own error: first-order ball arithmetic in the Frobenius norm.

A ``Tracked`` holds a ``value`` (an ndarray of one floating dtype) and an ``error`` with
``||value - exact||_F <= error``. Every operation propagates the errors of its operands and adds the rounding it
makes itself; ``u`` is the unit roundoff of the dtype. Bounds on sums and products use the worst order of summation,
with or without fused multiply-add (Higham, Accuracy and Stability of Numerical Algorithms, chapter 3: gamma_k = k u,
doubled here to cover the higher orders).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..numbers.rational import is_rational, rational

Array = NDArray[Any]


FEW = 256
"""Entries up to which a Python loop is faster than NumPy's reductions."""


def frobenius(a: Array | float) -> float:
    """Frobenius norm, scaled or in extended precision: squares of 1e-160 and 1e160 neither vanish nor overflow."""
    if np.size(a) <= FEW:
        return math.hypot(*np.ravel(a).tolist())
    return float(np.sqrt(np.sum(np.square(np.asarray(a, dtype=np.longdouble)))))


@lru_cache
def unit_roundoff(dtype: np.dtype[Any]) -> float:
    """Half the distance from 1 to the next number."""
    return float(np.finfo(dtype).eps) / 2


class Tracked:
    """A floating array with a bound on its distance from the exact value, in the Frobenius norm."""

    __array_ufunc__ = None  # NumPy must hand `array @ tracked` to us instead of looping over objects
    __slots__ = ("error", "value")

    def __init__(self, value: Any, error: float = 0.0) -> None:
        self.value: Array = np.asarray(value)
        self.error = float(error)

    @property
    def u(self) -> float:
        """Unit roundoff of the dtype."""
        return unit_roundoff(self.value.dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return self.value.shape

    @property
    def T(self) -> Tracked:
        """Transpose."""
        return Tracked(self.value.T, self.error)

    def _lift(self, other: Any) -> Tracked:
        return other if isinstance(other, Tracked) else lift(other, self.value.dtype)

    def _rounded(self, value: Array, propagated: float, operations: int = 1) -> Tracked:
        return Tracked(value, propagated + operations * self.u * frobenius(value))

    def __add__(self, other: Any) -> Tracked:
        o = self._lift(other)
        value = self.value + o.value
        return self._rounded(value, _spread(self, value) + _spread(o, value))

    def __neg__(self) -> Tracked:
        return Tracked(-self.value, self.error)

    def __sub__(self, other: Any) -> Tracked:
        return self + (-self._lift(other))

    def __rsub__(self, other: Any) -> Tracked:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Tracked:
        """Entrywise, or by a scalar."""
        o = self._lift(other)
        value = self.value * o.value
        return self._rounded(value, _spread(self, value) * (_top(o) + o.error) + _spread(o, value) * _top(self))

    __radd__ = __add__
    __rmul__ = __mul__

    def __matmul__(self, other: Any) -> Tracked:
        o = self._lift(other)
        a, b = frobenius(self.value), frobenius(o.value)
        gamma = 2 * self.value.shape[-1] * self.u
        error = a * o.error + b * self.error + self.error * o.error + gamma * a * b
        return Tracked(self.value @ o.value, error)

    def __rmatmul__(self, other: Any) -> Tracked:
        return self._lift(other) @ self

    def __truediv__(self, other: Any) -> Tracked:
        o = self._lift(other)
        smallest = float(np.min(np.abs(o.value))) - o.error
        if smallest <= 0:  # the divisor may be zero: nothing is known
            if o.error == 0:
                raise ZeroDivisionError("division by zero")
            return Tracked(np.full(np.broadcast_shapes(self.shape, o.shape), np.nan, self.value.dtype), np.inf)
        value = self.value / o.value
        return self._rounded(value, (_spread(self, value) + _top(Tracked(value)) * _spread(o, value)) / smallest)

    def __rtruediv__(self, other: Any) -> Tracked:
        return self._lift(other) / self

    def __pow__(self, exponent: int) -> Tracked:
        if exponent < 0:
            return 1 / self**-exponent
        out = Tracked(np.ones_like(self.value))
        for _ in range(exponent):
            out = out * self
        return out

    def __abs__(self) -> Tracked:
        return Tracked(np.abs(self.value), self.error)

    def __getitem__(self, key: Any) -> Tracked:
        return Tracked(self.value[key], self.error)

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"{float(self.value):.17g}" if self.value.ndim == 0 else repr(self.value.tolist())


def _spread(t: Tracked, value: Array) -> float:
    """Error of ``t`` after it has been broadcast to the shape of ``value``."""
    return t.error * math.sqrt(value.size / max(t.value.size, 1))


def _top(t: Tracked) -> float:
    """The largest magnitude; NaN where there is one."""
    if t.value.size <= FEW:
        entries = t.value.ravel().tolist()
        if not math.isnan(sum(entries)):
            return float(max(map(abs, entries), default=0.0))
    return float(np.max(np.abs(t.value), initial=0.0))


def nearest(x: Any) -> float:
    """The float nearest to an exact number."""
    if is_rational(x):
        q = rational(x)
        return int(q.p) / int(q.q)  # correctly rounded for integers of any size
    return float(x)


def lift(x: Any, dtype: DTypeLike) -> Tracked:
    """Round exact numbers to ``dtype``; the error is zero when every entry is exactly a float of that dtype."""
    exact = np.asarray(x, dtype=object)
    value = np.array([nearest(e) for e in exact.ravel()], dtype=dtype).reshape(exact.shape)
    if _unchanged(exact.ravel(), value.ravel()):
        return Tracked(value)
    # eps = 2u: the rounding to double and the rounding to dtype
    return Tracked(value, float(np.finfo(value.dtype).eps) * frobenius(value))


def _unchanged(exact: Iterable[Any], value: Iterable[Any]) -> bool:
    return all(
        is_rational(e) and rational(e) == rational(Fraction(float(v))) for e, v in zip(exact, value, strict=True)
    )
