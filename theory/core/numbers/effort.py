"""A limit on exact arithmetic, for numbers that come from elsewhere.

Work is counted and not timed, so that every machine gives one answer. A unit is about a microsecond of an ordinary
core; what an operation is charged was fitted to measurements and is right to a factor of a few. Without a limit
nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any, Final

MOST_ENTRIES: Final = 2_000_000
"""Of one matrix under a limit: beyond it memory runs out before time does."""
MOST_BITS: Final = 2_000_000
"""Of one number under a limit."""
_left: ContextVar[list[float] | None] = ContextVar("left", default=None)
_caches: Final[list[Callable[[], None]]] = []


class TooMuch(Exception):
    """The exact arithmetic goes beyond the limit that was set for it."""


@contextmanager
def at_most(units: float) -> Iterator[Callable[[], float]]:
    """Inside, raise TooMuch once so many units are spent. A limit inside a limit counts for both.

    What was remembered is forgotten first, so that the count does not depend on what was computed before.

    Yields:
        A function that tells how many were spent.
    """
    for forget in _caches:
        forget()
    outer = _left.get()
    left = [units if outer is None else min(units, outer[0])]
    before, token = left[0], _left.set(left)
    try:
        yield lambda: before - left[0]
    finally:
        _left.reset(token)
        if outer is not None:
            outer[0] -= before - left[0]


def forgets(cached: Any) -> Any:
    """Mark a cached function (``functools.lru_cache``) as one whose memory would change the count."""
    _caches.append(cached.cache_clear)
    return cached


def limited() -> bool:
    """Whether there is a limit, so that it is worth saying what something costs."""
    return _left.get() is not None


def spend(units: float) -> None:
    """Count so many units.

    Raises:
        TooMuch: more than the limit.
    """
    left = _left.get()
    if left is None:
        return
    left[0] = left[0] - units if units <= left[0] else -1.0  # compared first: it may be beyond any float
    if left[0] < 0:
        raise TooMuch("more exact arithmetic than is allowed: the numbers are too many, or too long")


def room(rows: int, columns: int) -> None:
    """Count what a matrix of this size costs to hold.

    Raises:
        TooMuch: more than the limit, or more than MOST_ENTRIES entries under any.
    """
    if limited():
        spend(2 * rows * columns if rows * columns <= MOST_ENTRIES else inf)


def bits(entries: Any) -> int:
    """The length of the longest of some rationals.

    Raises:
        TooMuch: it is more than MOST_BITS, under a limit.
    """
    longest = max((int(x.height_bits()) for x in entries), default=0)
    if longest > MOST_BITS:
        spend(inf)
    return longest
