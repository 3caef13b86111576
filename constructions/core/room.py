"""Sizes that stay inside what is known: how many samples, of what rank the output, how much beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from unalignable.theory.core.knowledge import Knowledge

from .record import Way

ANY: Final = (0, 10**9)
SOME: Final = (1, 10**9)
NONE: Final = (0, 0)
"""How many columns a side may have beside the output."""


def only(k: Knowledge, *pieces: str) -> bool:
    """Whether nothing else is known: a family says of which pieces it can take care."""
    return k.known <= {*pieces, "aligned"}


def one_each(k: Knowledge) -> bool:
    """Each representation may have a single dimension: then it is white, and is read at norm 1."""
    return k.ranks in (None, (1, 1))


def keeps_output(k: Knowledge, *, linear: bool = True) -> bool:
    """Whether a pair with the same real output on both sides is one of those known, by its output and its heads."""
    return k.same in (None, "output", "logits", "probabilities") and (linear or k.head != "linear")


def never(k: Knowledge) -> tuple[Way, ...]:
    """For families that show something of which no piece of knowledge speaks: they are offered for none."""
    return ()


def room(
    k: Knowledge,
    x: tuple[int, int] = ANY,
    y: tuple[int, int] = ANY,
    *,
    rank: int = 1,
    exactly: bool = False,
    most: bool = False,
    apart: int = 0,
    samples: int = 4,
) -> dict[str, int] | None:
    """Sizes of a pair whose columns are the output's and, beside them, ``junk_x`` and ``junk_y`` others of their own.

    Args:
        k: what is known.
        x: fewest and most columns beside the output in X.
        y: likewise in Y.
        rank: of the output, at least, where it is not known.
        exactly: not more than that.
        apart: directions that are needed besides all these columns, as when X and Y share none: then the rank is what
            it is.
        most: as many columns beside the output as the samples allow, and as equally many; not as few.
        samples: how many, where that is not known and more are not needed.

    Returns:
        ``samples``, ``rank``, ``junk_x``, ``junk_y``; None when what is known leaves no such room.
    """
    chosen = range(rank, min(k.ranks) + 1) if k.ranks and not (k.rank or exactly or apart) else [k.rank or rank]
    for r in chosen:
        junk = [x[0], y[0]]
        if k.ranks:
            junk = [k.ranks[0] - r, k.ranks[1] - r]
        elif most and k.samples:
            junk = _fill(k.samples - 1 - r - apart, (x, y))
        fits = all(least <= count <= limit for count, (least, limit) in zip(junk, (x, y), strict=True))
        needed = r + sum(junk) + apart + 1
        n = k.samples or max(needed, samples)
        if fits and n >= needed:
            return {"samples": n, "rank": r, "junk_x": junk[0], "junk_y": junk[1]}
    return None


def _fill(directions: int, sides: Collection[tuple[int, int]]) -> list[int]:
    """Share directions among two sides: the fewest first, then one by one, never more than a side takes."""
    junk = [least for least, _ in sides]
    while sum(junk) < directions:
        open_sides = [i for i, (_, limit) in enumerate(sides) if junk[i] < limit]
        if not open_sides:
            break
        side = min(open_sides, key=junk.__getitem__)
        junk[side] += 1
    return junk
