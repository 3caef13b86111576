r"""Bounded readouts force some CKA and no more than B^-4, which two networks of one output attain.

Belief.    Small weights in the heads make two networks with the same output alike.
Failure.   Scale features and outputs to norm one; a readout of norm B >= 1 needs only 1/B of the features' size. X =
           [T/B, aJ] and Y = [T/B, aJ'] fill up the norm with features that nobody reads: CKA = 1/B^4 exactly, the least
           that any two readouts of norm B allow, and R^2 = 1/(1 + sqrt(B^4 - 1)) for one output. Features that are read
           do as well, if the output hardly depends on them: CKA tends to 1/B^4 with nothing beside the output, once it
           has a direction that is loud in X and faint in T and Y, and another one for Y.
Repair.    Read the floor (floors/bounded_readouts) for what it is: with B = 1 nothing but the output fits, and CKA = 1;
           with B = 2 it is 1/16. Without room beside one loud output in both networks the least CKA is larger.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import filled

from .core.axes import axes, beside, reads_first
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Way
from .core.room import NONE, SOME, keeps_output, only, room


def fourth_power(squared_bound: Any, skew: Any, rank: int, loud: int, junk: int) -> Any:
    """Of the size of what is loud, from |K|^2 = B^4 |TT'|^2; outputs after the first are ``skew`` times as large."""
    quiet = rank - 1 - loud
    return (squared_bound**2 * (1 + skew**4 * (rank - 1)) - 1 - skew**4 * quiet) / (loud + junk)


def pair(
    squared_bound: Any, skew: Any, samples: int, rank: int, junk_x: int, junk_y: int, loud_x: int, loud_y: int
) -> Pair:
    """X and Y are scaled by B, which CKA ignores. The outputs that are loud come second in X, and last in Y.

    Raises:
        ValueError: one output is loud on both sides, or so large that it is read with a weight above 1.
    """
    if loud_x + loud_y > rank - 1:
        raise ValueError(f"loud_x + loud_y must be at most rank - 1, got {loud_x} + {loud_y} of rank {rank}")
    columns = axes(samples, rank + junk_x + junk_y)
    blocks, heads = [], []
    for loud, junk, first, start in (
        (loud_x, junk_x, 1, rank),
        (loud_y, junk_y, rank - loud_y, rank + junk_x),
    ):
        power = fourth_power(squared_bound, skew, rank, loud, junk) if loud + junk else fmpq(0)
        if loud and power < skew**4:
            raise ValueError(f"skew must be smaller for loud features beside {junk} others, got {skew}")
        size = sqrt(sqrt(power))
        scale = [fmpq(1), *[skew] * (rank - 1)]
        scale[first : first + loud] = [size] * loud
        blocks.append(beside(columns[:, :rank] * filled(scale, (1, rank)), columns[:, start : start + junk] * size))
        weights = [(skew if j else fmpq(1)) / scale[j] for j in range(rank)]
        (read,) = reads_first(rank, rank + junk)
        heads.append((Linear(read.weight * filled(weights, (1, rank))),))
    return Pair(X=blocks[0], Y=blocks[1], f=heads[0], g=heads[1])


def values(
    m: Any,
    squared_bound: Any,
    skew: Any,
    samples: int,
    rank: int,
    junk_x: int,
    junk_y: int,
    loud_x: int,
    loud_y: int,
) -> Mapping[str, Any]:
    one, e = m.ratio(1, 1), skew * skew
    shared, whole = rank - 1 - loud_x - loud_y, one + e * e * (rank - 1)
    x, y = (
        m.sqrt(fourth_power(squared_bound, skew, rank, loud, junk)) if loud + junk else m.ratio(0, 1)
        for loud, junk in ((loud_x, junk_x), (loud_y, junk_y))
    )  # the squared sizes
    bounds = [squared_bound if loud + junk else one for loud, junk in ((loud_x, junk_x), (loud_y, junk_y))]
    read_x, read_y = (one + size * loud + e * (rank - 1 - loud) for size, loud in ((x, loud_x), (y, loud_y)))
    all_x, all_y = read_x + x * junk_x, read_y + y * junk_y
    both = m.sqrt(e) * (m.sqrt(x) * loud_x + m.sqrt(y) * loud_y)
    return {
        "linear_cka": (one + e * (x * loud_x + y * loud_y) + e * e * shared) / (whole * bounds[0] * bounds[1]),
        "linear_r2": read_y / all_y,
        "linear_r2_reverse": read_x / all_x,
        "nbs": (one + both + e * shared) / (m.sqrt(all_x) * m.sqrt(all_y)),
        "canonical_correlation": one,
        "mean_cca": m.ratio(rank, rank + (min(junk_x, junk_y) if squared_bound > 1 else 0)),  # at 1 the junk has size 0
        "maximal_correlation": one,
    }


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding", "readout_norm")
    if not keeps_output(k) or k.readout_norm is None or k.readout_norm == 1 or not only(k, *known):
        return
    bound = k.readout_norm**2
    for sides, most in product(((SOME, SOME), (SOME, NONE), (NONE, NONE)), (False, True)):
        sizes = room(k, *sides, most=most)
        if sizes is None:
            continue
        if sides[0] is SOME:
            yield Way({**sizes, "squared_bound": bound})
        if not most and not k.ranks and not k.samples and sides[0] is SOME:
            yield _widening(sizes["rank"], bound, sides[1] is SOME)
        loud = {"loud_x": int(sizes["junk_x"] == 0), "loud_y": int(sizes["junk_y"] == 0)}
        if sum(loud.values()) >= sizes["rank"]:
            loud["loud_y"] = 0
        if sizes["rank"] > 1:
            sizes |= loud
            yield Way({**sizes, "squared_bound": bound}, _skewed, _toward(bound, sizes), "1/skew")


def _widening(rank: int, bound: Any, both: bool) -> Way:
    """More and more features beside the output, each of them weaker: R^2 and NBS vanish, CKA stays."""

    def path(step: int) -> dict[str, int]:
        junk = 16**step
        return {"junk_x": junk, "junk_y": junk * both, "samples": rank + junk * (1 + both) + 1}

    lost = ["linear_r2_reverse", "nbs", *(["linear_r2", "mean_cca"] if both else [])]
    return Way({"squared_bound": bound, "rank": rank}, path, dict.fromkeys(lost, 0), "junk")


def _skewed(step: int) -> dict[str, Any]:
    return {"skew": fmpq(1, 2 ** (step + 1))}


def _toward(bound: Any, sizes: Mapping[str, int]) -> dict[str, Any]:
    """As for one output, for all that is loud beside it."""
    sides = [(sizes["loud_x"], sizes["junk_x"]), (sizes["loud_y"], sizes["junk_y"])]
    x, y = (sqrt((bound**2 - 1) / sum(side)) if any(side) else fmpq(0) for side in sides)
    all_x, all_y = (1 + size * sum(side) for size, side in zip((x, y), sides, strict=True))
    bounds = [bound if any(side) else 1 for side in sides]
    return {
        "linear_cka": 1 / fmpq(bounds[0] * bounds[1]),
        "linear_r2": (1 + y * sides[1][0]) / all_y,
        "linear_r2_reverse": (1 + x * sides[0][0]) / all_x,
        "nbs": 1 / (sqrt(all_x) * sqrt(all_y)),
    }


CONSTRUCTION = Construction(
    parameters={
        "squared_bound": Parameter(fmpq(5, 4), 1, symbol="B^2"),
        "skew": Parameter(1, 0, above=True),
        "samples": Parameter(4, 2, whole=True),
        "rank": Parameter(1, 1, whole=True),
        "junk_x": Parameter(1, 0, whole=True),
        "junk_y": Parameter(1, 0, whole=True),
        "loud_x": Parameter(0, 0, whole=True),
        "loud_y": Parameter(0, 0, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
