"""Functions of any number: exact where the value is, else a certified enclosure (an Arb ball).

An enclosure that decides a question counts as an answer; one that does not says None, and the judge tries again
with more bits (``flint.ctx.prec``).
"""

from __future__ import annotations

from typing import Any

from flint import arb

from .irrational import Irrational, enclose
from .rational import RATIONAL, rational
from .surd import Surd, square_root


def sign(x: Any) -> int | None:
    """-1, 0 or 1; None when ``x`` is an enclosure that does not decide."""
    if isinstance(x, Irrational):
        return x.sign()
    if isinstance(x, arb):
        return 1 if x > 0 else -1 if x < 0 else 0 if x.is_zero() else None
    x = rational(x)
    return int(x > 0) - int(x < 0)


def sqrt(x: Any) -> Any:
    """The square root: exact for rationals, field elements and rational squares of one root; else an enclosure.

    Raises:
        ValueError: x is negative.
    """
    if isinstance(x, RATIONAL) or (isinstance(x, Irrational) and not isinstance(x, Surd)):
        return square_root(x)
    if sign(x) == -1:
        raise ValueError(f"square root of {float(enclose(x))} < 0")
    return enclose(x).sqrt()


def exp(x: Any) -> Any:
    """The exponential; exp 0 is the rational 1."""
    return rational(1) if sign(x) == 0 else enclose(x).exp()


def log(x: Any) -> Any:
    """The natural logarithm; log 1 is the rational 0.

    Raises:
        ValueError: x is not positive.
    """
    if sign(x) in (0, -1):
        raise ValueError(f"logarithm of {x} <= 0")
    return rational(0) if sign(x - 1) == 0 else enclose(x).log()
