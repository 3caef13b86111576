"""What our numbers share: operators, order and powers, from addition, multiplication, inversion and a sign.

A kind of number knows how to meet the kinds below it and says NotImplemented to the others, so that any two kinds
meet in either order; a number and something else is Python's own TypeError.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpz

from .rational import rational


class Undecided(Exception):
    """A discrete quantity (a rank, an order, a sign) that this precision cannot tell."""


class Number:
    """A real number that is not an ``fmpq``."""

    __slots__ = ()

    def ball(self) -> arb:
        """An enclosure at the current precision (``flint.ctx.prec``)."""
        raise NotImplementedError

    def sign(self) -> int | None:
        """-1, 0 or 1; None when this precision does not tell."""
        raise NotImplementedError

    def inverse(self) -> Any:
        """1/x."""
        raise NotImplementedError

    def __add__(self, other: Any) -> Any:
        raise NotImplementedError

    def __mul__(self, other: Any) -> Any:
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------- arithmetic

    def __radd__(self, other: Any) -> Any:
        return self.__add__(other)

    def __rmul__(self, other: Any) -> Any:
        return self.__mul__(other)

    def __neg__(self) -> Any:
        return self * -1

    def __pos__(self) -> Any:
        return self

    def __sub__(self, other: Any) -> Any:
        return self + -other if isinstance(other, NUMBERS) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return -self + other if isinstance(other, NUMBERS) else NotImplemented

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Number):
            return self * other.inverse()
        return self * (1 / rational(other)) if isinstance(other, NUMBERS) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return self.inverse() * other if isinstance(other, NUMBERS) else NotImplemented

    def __pow__(self, exponent: Any) -> Any:
        if not isinstance(exponent, int):
            return NotImplemented
        result: Any = fmpq(1)
        for bit in f"{abs(exponent):b}":
            result = result * result
            if bit == "1":
                result = result * self
        return result if exponent >= 0 else 1 / result

    def __abs__(self) -> Any:
        return -self if self._told(self) < 0 else self

    # ------------------------------------------------------------------------------------------------ order

    def _told(self, difference: Any) -> int:
        s = difference.sign() if isinstance(difference, Number) else int(difference > 0) - int(difference < 0)
        if s is None:
            raise Undecided(f"the sign of {difference} cannot be told at this precision")
        return s

    def __eq__(self, other: object) -> bool:
        return self._told(self - other) == 0 if isinstance(other, NUMBERS) else NotImplemented

    def __lt__(self, other: Any) -> bool:
        return self._told(self - other) < 0 if isinstance(other, NUMBERS) else NotImplemented

    def __gt__(self, other: Any) -> bool:
        return self._told(self - other) > 0 if isinstance(other, NUMBERS) else NotImplemented

    def __le__(self, other: Any) -> bool:
        return self._told(self - other) <= 0 if isinstance(other, NUMBERS) else NotImplemented

    def __ge__(self, other: Any) -> bool:
        return self._told(self - other) >= 0 if isinstance(other, NUMBERS) else NotImplemented

    def __hash__(self) -> int:
        raise TypeError(f"unhashable: {self} is an enclosure, which may equal other numbers")


NUMBERS = (int, fmpz, fmpq, Fraction, Number)
"""The types that mix: ours and those that hold a rational number."""


def enclose(x: Any) -> arb:
    """An Arb ball around a number, at the current precision."""
    if isinstance(x, fmpq):
        return arb(x)
    return x.ball() if isinstance(x, Number) else x if isinstance(x, arb) else arb(rational(x))
