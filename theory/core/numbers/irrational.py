"""What exact irrational numbers share: order, sign, hash and arithmetic with enclosures, from three operations.

A subclass knows how to add, multiply and invert exactly, so it knows whether a difference is zero; everything else
follows from enclosures refined until they decide, which ends because the number is not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpz

from .rational import rational


def rising_precision() -> Iterator[int]:
    """The current precision, then twice it, four times …; the precision is put back when the loop is left."""
    before = ctx.prec
    try:
        while True:
            yield ctx.prec
            ctx.prec *= 2
    finally:
        ctx.prec = before


class Irrational:
    """A real irrational number held exactly. Results that are rational come back as ``fmpq``."""

    __slots__ = ()

    def ball(self) -> arb:
        """An enclosure at the current precision (``flint.ctx.prec``)."""
        raise NotImplementedError

    def inverse(self) -> Any:
        """1/x."""
        raise NotImplementedError

    def _plus(self, other: Any) -> Any:
        raise NotImplementedError

    def _times(self, other: Any) -> Any:
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------- arithmetic

    def __add__(self, other: Any) -> Any:
        return self.ball() + other if isinstance(other, arb) else self._plus(other)

    def __mul__(self, other: Any) -> Any:
        return self.ball() * other if isinstance(other, arb) else self._times(other)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Any:
        return self * -1

    def __pos__(self) -> Any:
        return self

    def __sub__(self, other: Any) -> Any:
        return self + -other if isinstance(other, NUMBER) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return -self + other if isinstance(other, NUMBER) else NotImplemented

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Irrational):
            return self * other.inverse()
        if isinstance(other, arb):
            return self.ball() / other
        if isinstance(other, NUMBER):
            return self * (1 / rational(other))
        return NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return self.inverse() * other if isinstance(other, NUMBER) else NotImplemented

    def __pow__(self, exponent: int) -> Any:
        if not isinstance(exponent, int):
            return NotImplemented
        base, result = (self if exponent >= 0 else self.inverse()), fmpq(1)
        for bit in f"{abs(exponent):b}":
            result = result * result
            if bit == "1":
                result = result * base
        return result

    # ------------------------------------------------------------------------------------------------ order

    def sign(self) -> int:
        """-1 or 1 (zero is rational)."""
        for _ in rising_precision():
            value = self.ball()
            if value > 0:
                return 1
            if value < 0:
                return -1
        raise AssertionError("unreachable: the precision rises without end")

    def _compare(self, other: Any) -> int | None:
        """The sign of self - other; None when ``other`` is an enclosure that does not decide."""
        difference = self - other
        if isinstance(difference, Irrational):
            return difference.sign()
        if isinstance(difference, arb):
            return 1 if difference > 0 else -1 if difference < 0 else None
        return int(difference > 0) - int(difference < 0)

    def __abs__(self) -> Any:
        return self if self.sign() > 0 else -self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NUMBER) and self._compare(other) == 0

    def __lt__(self, other: Any) -> bool:
        return self._compare(other) == -1 if isinstance(other, NUMBER) else NotImplemented

    def __gt__(self, other: Any) -> bool:
        return self._compare(other) == 1 if isinstance(other, NUMBER) else NotImplemented

    def __le__(self, other: Any) -> bool:
        return self._compare(other) in (-1, 0) if isinstance(other, NUMBER) else NotImplemented

    def __ge__(self, other: Any) -> bool:
        return self._compare(other) in (0, 1) if isinstance(other, NUMBER) else NotImplemented

    def __float__(self) -> float:
        """The nearest double: refined until both ends of the enclosure round to it (an irrational is never a tie)."""
        for _ in rising_precision():
            value = self.ball()
            low, high = float(value.lower()), float(value.upper())
            if low == high:
                return low
        raise AssertionError("unreachable: the precision rises without end")

    def __hash__(self) -> int:  # one value, one hash, whatever the representation
        return hash(float(self))


NUMBER = (int, fmpz, fmpq, Fraction, Irrational, arb)


def enclose(x: Any) -> arb:
    """An enclosure of a number at the current precision."""
    if isinstance(x, arb):
        return x
    return x.ball() if isinstance(x, Irrational) else arb(rational(x))
