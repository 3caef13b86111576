"""Functions of any number: exact where the value is, else an enclosure."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from .enclosure import Enclosure, enclosed
from .number import Number, enclose
from .rational import rational
from .surd import Surd, square_root


def sign(x: Any) -> int | None:
    """-1, 0 or 1; None when ``x`` is an enclosure that does not decide."""
    if isinstance(x, Number):
        return x.sign()
    x = rational(x)
    return int(x > 0) - int(x < 0)


def sqrt(x: Any) -> Any:
    """The square root: exact for rationals and field elements; a nested root is an enclosure.

    Raises:
        ValueError: x is negative.
    """
    if not isinstance(x, (Surd, Enclosure)):
        return square_root(x)
    if x.sign() == -1:
        raise ValueError(f"square root of {x} < 0")
    return enclosed(x.ball().sqrt())


def exp(x: Any) -> Any:
    """The exponential; exp 0 is the rational 1."""
    return fmpq(1) if sign(x) == 0 else enclosed(enclose(x).exp())


def cos(x: Any) -> Any:
    """The cosine of an angle in radians; cos 0 is the rational 1."""
    return fmpq(1) if sign(x) == 0 else enclosed(enclose(x).cos())


def sin(x: Any) -> Any:
    """The sine of an angle in radians; sin 0 is the rational 0."""
    return fmpq(0) if sign(x) == 0 else enclosed(enclose(x).sin())


def log(x: Any) -> Any:
    """The natural logarithm; log 1 is the rational 0.

    Raises:
        ValueError: x is not positive.
    """
    if sign(x) in (0, -1):
        raise ValueError(f"logarithm of {x} <= 0")
    return fmpq(0) if sign(x - 1) == 0 else enclosed(enclose(x).log())
