"""Exact numbers as text, and back: what a certificate holds instead of floats.

Rationals: ``-3/4``. Elements of the field of x = 2 cos 2π/N, by their coefficients from the constant up:
``[0, 1/2]@20`` (x/2, here cos 2π/20). Sums of roots of those: ``1/2 + 3*sqrt(2)``, ``sqrt([1, 1]@5)``. An enclosure by
its ends: ``{1/4, 13/50}``. Text from elsewhere is read with limits, so that no file can keep a reader busy for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from flint import arb, fmpq, fmpq_poly, fmpz

from unalignable.theory.core.numbers import Algebraic, Enclosure, Field, Surd, Undecided, enclose, sqrt
from unalignable.theory.core.numbers.enclosure import enclosed
from unalignable.theory.core.numbers.rational import is_rational, rational

from .limits import LARGEST_FIELD

MOST_CHARACTERS: Final = 20_000
"""Of one number."""
MOST_TERMS: Final = 64
"""Of one sum of roots."""
PRECISE: Final = 64
"""Bits of an enclosure written down."""

_RATIONAL = r"-?[0-9]+(?:/[1-9][0-9]*)?"
_FIELD = rf"\[{_RATIONAL}(?:, {_RATIONAL})*\]@[1-9][0-9]*"
_PLAIN = rf"(?:{_RATIONAL}|{_FIELD})"
_TERM = re.compile(rf"(?:(?P<coefficient>{_PLAIN})\*)?sqrt\((?P<radicand>{_PLAIN})\)|(?P<plain>{_PLAIN})")
_ENCLOSURE = re.compile(rf"\{{(?P<low>{_RATIONAL}), (?P<high>{_RATIONAL})\}}")


class NotANumber(ValueError):
    """The text is not a number as it is written here."""


def write_number(x: Any) -> str:
    """The number as text.

    Raises:
        TypeError: it is no number of ours.
        Undecided: an enclosure without finite ends.
    """
    if isinstance(x, Enclosure):
        low, high = ends(x)
        return f"{{{low}, {high}}}"
    if isinstance(x, Surd):
        return " + ".join(_term(c, d) for c, d in x.terms)
    return _plain(x)


def _term(coefficient: Any, radicand: Any) -> str:
    if radicand == 1:
        return _plain(coefficient)
    root = f"sqrt({_plain(radicand)})"
    return root if coefficient == 1 else f"{_plain(coefficient)}*{root}"


def _plain(x: Any) -> str:
    if isinstance(x, Algebraic):
        return f"[{', '.join(map(str, x.polynomial.coeffs()))}]@{x.field.N}"
    if is_rational(x) or isinstance(x, (fmpq, fmpz)):
        return str(rational(x))
    raise TypeError(f"{x!r} ({type(x).__name__}) is no number that can be written down")


def ends(x: Enclosure) -> tuple[fmpq, fmpq]:
    """The ends of an enclosure, rounded outward to PRECISE bits."""
    ball: arb = x.ball()
    middle = _dyadic(arb(ball.mid()))
    radius = _dyadic(arb(ball.rad()))
    grid = fmpq(2) ** (-PRECISE)
    return _floor((middle - radius) / grid) * grid, -_floor(-(middle + radius) / grid) * grid


def _dyadic(point: arb) -> fmpq:
    exact = enclosed(point)
    if isinstance(exact, Enclosure):
        raise Undecided("its enclosure has no finite ends")
    return rational(exact)


def _floor(x: fmpq) -> fmpq:
    return fmpq(x.p // x.q)


def read_number(text: str) -> Any:
    """The number that a text stands for.

    Raises:
        NotANumber: it stands for none, or goes beyond the limits of this module.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise NotANumber(f"{_short(text)} is not a number of at most {MOST_CHARACTERS} characters")
    if found := _ENCLOSURE.fullmatch(text):
        low, high = fmpq_of(found["low"]), fmpq_of(found["high"])
        if low > high:
            raise NotANumber(f"{_short(text)}: the ends of an enclosure are in order")
        return enclosed(enclose(low).union(enclose(high)))
    terms = text.split(" + ")
    if len(terms) > MOST_TERMS:
        raise NotANumber(f"{_short(text)}: a sum of more than {MOST_TERMS} terms")
    return _sum(_read_term(term, text) for term in terms)


def _sum(numbers: Iterable[Any]) -> Any:
    total: Any = fmpq(0)
    for x in numbers:
        total = total + x
    return total


def _read_term(term: str, text: str) -> Any:
    found = _TERM.fullmatch(term)
    if found is None:
        raise NotANumber(f"{_short(text)} is not a number; write 3/4, 2*sqrt(5) or [0, 1/2]@20")
    if found["plain"]:
        return _read_plain(found["plain"])
    radicand = _read_plain(found["radicand"])
    if radicand < 0:
        raise NotANumber(f"{_short(text)}: the square root of a negative number")
    return (_read_plain(found["coefficient"]) if found["coefficient"] else fmpq(1)) * sqrt(radicand)


def _read_plain(text: str) -> Any:
    if not text.startswith("["):
        return fmpq_of(text)
    inside, order = text[1:].split("]@")
    N = int(order) if len(order) < 6 else LARGEST_FIELD + 1
    coefficients = inside.split(", ")
    if N > LARGEST_FIELD or len(coefficients) > N:
        raise NotANumber(f"{_short(text)}: fields go up to N = {LARGEST_FIELD}")
    return _field(N).element(fmpq_poly([fmpq_of(c) for c in coefficients]))


@lru_cache(maxsize=64)
def _field(N: int) -> Field:
    return Field(N)


def fmpq_of(text: str) -> fmpq:
    """A rational from ``p`` or ``p/q``."""
    p, _, q = text.partition("/")
    return fmpq(fmpz(p), fmpz(q or "1"))


def _short(text: Any) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
