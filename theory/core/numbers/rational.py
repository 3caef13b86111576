"""Rational numbers: everything exact starts here."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, Final

from flint import fmpq, fmpz

RATIONAL: Final = (int, fmpz, fmpq, Fraction)
"""The types that hold a rational number by themselves."""

SMALL_PRIMES: Final = (2, 3, 5, 7)
FACTORED_BITS: Final = 64  # the square part of an integer up to this size is found by factoring: microseconds


def rational(x: Any) -> fmpq:
    """The rational number that ``x`` is.

    Integers and fractions of Python, NumPy and FLINT are taken as they are; a float is the dyadic rational that it
    stores (so 0.1 is not 1/10).

    Raises:
        TypeError: ``x`` is not a number of these kinds.
        ValueError: ``x`` is infinite or NaN.
    """
    if isinstance(x, fmpq):
        return x
    if isinstance(x, fmpz):
        return fmpq(x)
    if isinstance(x, Integral):
        return fmpq(int(x))
    if isinstance(x, Rational):
        return fmpq(int(x.numerator), int(x.denominator))
    if hasattr(x, "as_integer_ratio"):  # float and the NumPy floats
        try:
            return fmpq(*x.as_integer_ratio())
        except (OverflowError, ValueError):
            raise ValueError(f"{x!r} is not a rational number; give a finite value") from None
    raise TypeError(f"{x!r} ({type(x).__name__}) is not a rational number; give an int, a fraction or a float")


def is_rational(x: Any) -> bool:
    """Is ``x`` a rational number by its type? (Floats are not: their use here is always a stated rounding.)"""
    return isinstance(x, (fmpz, fmpq, Rational))


def rational_root(x: fmpq) -> fmpq | None:
    """The square root of ``x >= 0`` if it is rational."""
    if x.p.is_square() and x.q.is_square():
        return fmpq(x.p.isqrt(), x.q.isqrt())
    return None


def square_part(d: fmpz) -> tuple[fmpz, fmpz]:
    """``(s, r)`` with ``d = s^2 r``, ``d > 0``; ``r`` is square-free up to FACTORED_BITS, else nearly so."""
    if d.is_square():
        return d.isqrt(), fmpz(1)
    s: fmpz = fmpz(1)
    if d.bit_length() <= FACTORED_BITS:
        for prime, power in d.factor():
            s = s * fmpz(prime) ** (power // 2)
        return s, d // (s * s)
    for p in SMALL_PRIMES:
        while d % (p * p) == 0:
            d, s = d // (p * p), s * p
    return s, d
