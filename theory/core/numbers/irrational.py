"""Irrational numbers held exactly: whether a difference is zero is known, so every sign can be told.

The sign of a number that is not zero is found by enclosures of rising precision, which end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import ctx

from .number import Number


def rising_precision() -> Iterator[int]:
    """The current precision, then twice it, four times …; the precision is put back when the loop is left."""
    before = ctx.prec
    try:
        while True:
            yield ctx.prec
            ctx.prec *= 2
    finally:
        ctx.prec = before


class Irrational(Number):
    """A real irrational number held exactly. Results that are rational come back as ``fmpq``."""

    __slots__ = ()

    def sign(self) -> int:
        """-1 or 1: zero is rational."""
        for _ in rising_precision():
            value = self.ball()
            if value > 0:
                return 1
            if value < 0:
                return -1
        raise AssertionError("unreachable: the precision rises without end")

    def __float__(self) -> float:
        """The nearest double: refined until both ends of the enclosure round to it (an irrational is never a tie)."""
        for _ in rising_precision():
            value: Any = self.ball()
            low, high = float(value.lower()), float(value.upper())
            if low == high:
                return low
        raise AssertionError("unreachable: the precision rises without end")

    def __hash__(self) -> int:  # one value, one hash, whatever the representation
        return hash(float(self))
