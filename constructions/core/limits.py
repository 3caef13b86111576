"""What a pair may be at most, so that nothing that is built or read keeps a machine busy for ever.

Exact arithmetic has no natural end: roots of many primes, or doubles of very different sizes, make numbers that fill
any memory. The limits are the same for who writes a pair and for who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import lcm
from typing import Any, Final

from unalignable.theory.core.numbers import Algebraic, Surd
from unalignable.theory.core.numbers.effort import TooMuch, at_most

MOST_ENTRIES: Final = 500_000
"""Numbers in a directory."""
LARGEST_FIELD: Final = 4_000
"""N of a field of x = 2 cos 2π/N, and of the field that holds all numbers of a directory."""
MOST_WHOLE: Final = 4_096
"""Of a parameter that counts something: samples, features."""
CHECK: Final = 30e6
"""Of a whole check, in microseconds of an ordinary core (theory/core/numbers/effort.py): about half a minute."""
BUILD: Final = CHECK / 3
"""A check shows every claim again and builds the pair again."""


class TooLarge(ValueError):
    """The pair is beyond what is built and checked; one line that says in what."""


@contextmanager
def effort(units: float, what: str) -> Iterator[None]:
    """Inside, exact arithmetic has a limit.

    Args:
        units: microseconds.
        what: is too large, beyond them.

    Raises:
        TooLarge: it was reached.
    """
    try:
        with at_most(units):
            yield
    except TooMuch:
        said = f"{what}: more than about {units / 1e6:.0f} s of exact arithmetic"
        raise TooLarge(f"{said}; choose fewer samples, or shorter numbers") from None
    except MemoryError:
        raise TooLarge(f"{what}: more memory than there is") from None


def countable(whole: Mapping[str, Any]) -> None:
    """Whether parameters that count something are small enough to count with.

    Raises:
        TooLarge: one is not.
    """
    for name, value in whole.items():
        if value > MOST_WHOLE:
            raise TooLarge(f"{name} must be at most {MOST_WHOLE} for a pair that is built")


def fits(entries: Iterable[Any]) -> None:
    """Whether some numbers may be those of one directory.

    Raises:
        TooLarge: there are too many, or their fields meet in none of at most LARGEST_FIELD.
    """
    count, order = 0, 1
    for x in entries:
        count += 1
        if isinstance(x, Algebraic | Surd) and x.field is not None:
            order = lcm(order, x.field.N)
    if count > MOST_ENTRIES:
        raise TooLarge(f"{count} numbers in one directory, and {MOST_ENTRIES} at most")
    if order > LARGEST_FIELD:
        raise TooLarge(f"its numbers lie in the field of 2cos(2π/{order}), and fields go up to {LARGEST_FIELD}")
