"""How fine the random numbers inside the exact strategies are: small ones that read well, or a grid for climbing.

A search that walks towards the boundary of a theorem needs neighbours of a matrix, a size or an angle that lie close
to it. ``with fine():`` gives every exact strategy such numbers; what a strategy promises holds at either grain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

ENTRIES = st.integers(-3, 3)
"""What the entries of a matrix are drawn from unless told otherwise: integers, shrinking to 0."""

_SMALL = [
    fmpq(a, b) for b in (1, 2, 3, 4) for a in range(1, 4 * b + 1) if fmpq(a, b).q == b and fmpq(a, b) >= fmpq(1, 4)
]
_HALF_ANGLES = [
    fmpq(a, b) for a, b in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (1, 3), (-1, 3))
]  # nothing, a quarter turn (1), angles of the 3-4-5 triangle (2, 1/2, 1/3)
_GRID = 1 << 10


@dataclass(frozen=True)
class Grain:
    """The strategies that all exact ones are made of.

    Attributes:
        entries: of a matrix.
        sizes: positive rationals in [1/4, 4].
        tangents: of half angles, for rotations.
    """

    entries: SearchStrategy[Any]
    sizes: SearchStrategy[Any]
    tangents: SearchStrategy[Any]


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
    return fmpq(_GRID + 15 * _GRID * i // ((1 << 12) - 1), 4 * _GRID)


def _tangent(i: int) -> Any:
    special, rest = divmod(i, 1 << 15)
    return _HALF_ANGLES[rest % len(_HALF_ANGLES)] if special else fmpq(rest - (1 << 14), 1 << 13)


# Ranges of whole powers of two: no draw from a string of bytes is rejected, and close numbers have close bytes.
COARSE = Grain(ENTRIES, st.sampled_from(_SMALL), st.sampled_from(_HALF_ANGLES))
FINE = Grain(
    st.integers(0, (1 << 16) - 1).map(_entry),
    st.integers(0, (1 << 12) - 1).map(_size),
    st.integers(0, (1 << 16) - 1).map(_tangent),
)

_current = [COARSE]


def grain() -> Grain:
    """The grain in force."""
    return _current[-1]


@contextmanager
def fine() -> Iterator[None]:
    """Inside this context the exact strategies draw from the fine grid."""
    _current.append(FINE)
    try:
        yield
    finally:
        _current.pop()
