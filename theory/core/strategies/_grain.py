"""How fine the random numbers inside the exact strategies are: small ones that read well, or a grid for climbing.

A search that walks towards the boundary of a theorem needs neighbours of a matrix, a size or an angle that lie close
to it, and it needs many draws a second. ``with searching(FINE):`` gives every exact strategy such numbers, read off one
wide integer for a whole matrix, since a draw costs more than the arithmetic; ``SMALL`` are the usual small numbers
drawn that way. What a strategy promises holds at every grain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Lists: TypeAlias = Callable[[int], SearchStrategy[list[Any]]]
"""From a length to a strategy of lists of that length."""

ENTRIES = st.integers(-3, 3)
"""What the entries of a matrix are drawn from unless told otherwise: integers, shrinking to 0."""

_SMALL_SIZES = [
    fmpq(a, b) for b in (1, 2, 3, 4) for a in range(1, 4 * b + 1) if fmpq(a, b).q == b and fmpq(a, b) >= fmpq(1, 4)
]
_HALF_ANGLES = [
    fmpq(a, b) for a, b in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (1, 3), (-1, 3))
]  # nothing, a quarter turn (1), angles of the 3-4-5 triangle (2, 1/2, 1/3)
_BITS = 16
_GRID = 1 << 10


@dataclass(frozen=True)
class Grain:
    """The strategies that all exact ones are made of.

    Attributes:
        entries: lists of entries of a matrix.
        sizes: lists of positive rationals in [1/4, 4].
        tangents: lists of tangents of half angles, for rotations.
    """

    entries: Lists
    sizes: Lists
    tangents: Lists


def listed(element: SearchStrategy[Any]) -> Lists:
    """Lists drawn element by element, which shrink well."""

    @lru_cache(maxsize=256)
    def lists(count: int) -> SearchStrategy[list[Any]]:
        return st.lists(element, min_size=count, max_size=count)

    return lists


def packed(decode: Callable[[int], Any]) -> Lists:
    """Lists read off one integer, 16 bits an element: drawn fast, and close bytes mean close numbers."""

    def unpack(number: int, count: int) -> list[Any]:
        return [decode(number >> (_BITS * k) & (1 << _BITS) - 1) for k in range(count)]

    @lru_cache(maxsize=256)
    def lists(count: int) -> SearchStrategy[list[Any]]:
        return st.integers(0, (1 << _BITS * count) - 1).map(lambda number: unpack(number, count))

    return lists


def _entry(i: int) -> Any:
    """Three in eight small integers, half on a fine grid in [-4, 4), the rest of any magnitude up to 2^12."""
    kind, rest = divmod(i, 1 << 13)
    if kind < 3:
        return rest % 7 - 3
    if kind < 7:
        return fmpq(rest - (1 << 12), _GRID)
    power, mantissa = divmod(rest, 1 << 9)
    return fmpq((mantissa - 256) << power, 1 << 11)


def _size(i: int) -> Any:
    return fmpq(_GRID + 15 * _GRID * i // ((1 << _BITS) - 1), 4 * _GRID)


def _tangent(i: int) -> Any:
    special, rest = divmod(i, 1 << 15)
    return _HALF_ANGLES[rest % len(_HALF_ANGLES)] if special else fmpq(rest - (1 << 14), 1 << 13)


COARSE = Grain(listed(ENTRIES), listed(st.sampled_from(_SMALL_SIZES)), listed(st.sampled_from(_HALF_ANGLES)))
SMALL = Grain(
    packed(lambda i: i % 7 - 3),
    packed(lambda i: _SMALL_SIZES[i % len(_SMALL_SIZES)]),
    packed(lambda i: _HALF_ANGLES[i % len(_HALF_ANGLES)]),
)
FINE = Grain(packed(_entry), packed(_size), packed(_tangent))

_current = [COARSE]


def grain() -> Grain:
    """The grain in force."""
    return _current[-1]


@contextmanager
def searching(chosen: Grain) -> Iterator[None]:
    """Inside this context the exact strategies draw at the chosen grain."""
    _current.append(chosen)
    try:
        yield
    finally:
        _current.pop()
