"""Certified enclosures (Arb balls) of numbers that are not held exactly.

An enclosure that decides a question counts as an answer; one that does not says so (sign None, or Undecided), and the
judge tries again with more bits (``flint.ctx.prec``). An enclosure of one point is that number, not an enclosure.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from .number import NUMBERS, Number, enclose


class Enclosure(Number):
    """A ball known to contain the number. Make one with :func:`enclosed`."""

    __slots__ = ("value",)

    def __init__(self, value: arb) -> None:
        self.value = value

    def ball(self) -> arb:
        """The Arb ball."""
        return self.value

    def sign(self) -> int | None:
        """-1 or 1 where the ball lies on one side of 0, else None."""
        return 1 if self.value > 0 else -1 if self.value < 0 else None

    def __add__(self, other: Any) -> Any:
        return enclosed(self.value + enclose(other)) if isinstance(other, NUMBERS) else NotImplemented

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, NUMBERS):
            return NotImplemented
        if not isinstance(other, Number) and other == 0:
            return fmpq(0)
        return enclosed(self.value * enclose(other))

    def inverse(self) -> Any:
        """1/x; it says nothing (the whole line) where the ball reaches 0."""
        return Enclosure(1 / self.value)

    def __pow__(self, exponent: Any) -> Any:
        return enclosed(self.value**exponent) if isinstance(exponent, int) else NotImplemented

    def __float__(self) -> float:
        """The middle of the ball."""
        return float(self.value.mid())

    def __repr__(self) -> str:
        return str(self.value)


def enclosed(ball: arb) -> Any:
    """The Enclosure of an Arb ball, or the dyadic rational that it is where its radius is 0."""
    if not ball.is_exact() or not ball.is_finite():
        return Enclosure(ball)
    mantissa, exponent = ball.man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
