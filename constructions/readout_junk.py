r"""Reading the same output linearly does not make two networks alike: CKA falls to any floor above zero.

Belief.    Two networks whose linear heads give the same outputs, on every input, compute with the same features.
Failure.   A head ignores what is orthogonal to it. Beside the output, X = [T, sJ] and Y = [T, sJ'] hold features that
           nobody reads, uncorrelated with each other: CKA = 1/(1 + s^4) for one output and one feature beside it on
           either side, R^2 = 1/(1 + s^2) both ways. It sits exactly on the floor of two readouts of norm 1.
Repair.    Bound the readouts once features are normalised, and s is bounded; leave nothing beside the output, and
           R^2 = 1. The output itself cannot be lost: the largest canonical correlations stay 1.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from unalignable.theory.core.knowledge import Knowledge

from .core.axes import axes, beside, reads_first
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import SOME, keeps_output, only, room


def pair(s: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Pair:
    columns = axes(samples, rank + junk_x + junk_y)
    T, J, G = columns[:, :rank], columns[:, rank : rank + junk_x], columns[:, rank + junk_x :]
    heads = reads_first(rank, rank + junk_x), reads_first(rank, rank + junk_y)
    return Pair(X=beside(T, J * s), Y=beside(T, G * s), f=heads[0], g=heads[1])


def values(m: Any, s: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    r, e = m.ratio(rank, 1), s * s
    return {
        "linear_cka": r / (m.sqrt(r + e * e * junk_x) * m.sqrt(r + e * e * junk_y)),
        "linear_r2": r / (r + e * junk_y),
        "linear_r2_reverse": r / (r + e * junk_x),
        "nbs": r / (m.sqrt(r + e * junk_x) * m.sqrt(r + e * junk_y)),
        "canonical_correlation": m.ratio(1, 1),
        "mean_cca": m.ratio(rank, rank + min(junk_x, junk_y)),
        "maximal_correlation": m.ratio(1, 1),
    }


LOST = dict.fromkeys(("linear_cka", "linear_r2", "linear_r2_reverse", "nbs"), 0)


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding")
    if not keeps_output(k):
        return
    if only(k, *known) and (sizes := room(k, SOME, SOME)):
        yield doubling("s", sizes, LOST)
        yield Way({**sizes, **(room(k, SOME, SOME, most=True) or {})})
        if not k.ranks and not k.samples:
            yield Way({"rank": sizes["rank"]}, partial(wider, sizes["rank"]), {**LOST, "mean_cca": 0}, "junk")
    if only(k, *known, "white") and (sizes := room(k)):
        yield Way({**sizes, "s": 1})


def wider(rank: int, step: int) -> dict[str, int]:
    """Twice as many features beside the output in each step."""
    junk = rank * 2**step
    return {"junk_x": junk, "junk_y": junk, "samples": rank + 2 * junk + 1}


CONSTRUCTION = Construction(
    parameters={
        "s": Parameter(3, 0, above=True),
        "samples": Parameter(4, 2, whole=True),
        "rank": Parameter(1, 1, whole=True),
        "junk_x": Parameter(1, 0, whole=True),
        "junk_y": Parameter(1, 0, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    answers=("floors/any_two_readouts",),
)
