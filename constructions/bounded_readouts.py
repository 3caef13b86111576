r"""Bounded readouts force some CKA and no more than B^-4, which two networks of one output attain.

Belief.    Small weights in the heads make two networks with the same output alike.
Failure.   Scale features and outputs to norm one; a readout of norm B >= 1 needs only 1/B of the features' size. X =
           [T/B, aJ] and Y = [T/B, aJ'] fill up the norm with features that nobody reads: CKA = 1/B^4 exactly, the least
           that any two readouts of norm B allow, and R^2 = 1/(1 + sqrt(B^4 - 1)) for one output.
Repair.    Read the floor (floors/bounded_readouts) for what it is: with B = 1 nothing but the output fits, and CKA = 1;
           with B = 2 it is 1/16. Without features beside the output in both networks the least CKA is larger.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import filled

from .core.axes import axes, beside, reads_first
from .core.record import Construction, Pair, Parameter, Way
from .core.room import NONE, SOME, keeps_output, only, room


def pair(squared_bound: Any, skew: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Pair:
    """The output's columns after the first are ``skew`` times as large; X and Y are scaled by B, which CKA ignores."""
    columns = axes(samples, rank + junk_x + junk_y)
    T = columns[:, :rank] * filled([fmpq(1), *[skew] * (rank - 1)], (1, rank))
    whole = 1 + (rank - 1) * skew**4
    sizes = [sqrt(sqrt(whole * (squared_bound**2 - 1) / junk)) if junk else fmpq(0) for junk in (junk_x, junk_y)]
    return Pair(
        X=beside(T, columns[:, rank : rank + junk_x] * sizes[0]),
        Y=beside(T, columns[:, rank + junk_x :] * sizes[1]),
        f=reads_first(rank, rank + junk_x),
        g=reads_first(rank, rank + junk_y),
    )


def values(
    m: Any, squared_bound: Any, skew: Any, samples: int, rank: int, junk_x: int, junk_y: int
) -> Mapping[str, Any]:
    one = m.ratio(1, 1)
    whole, spread = one + skew**4 * (rank - 1), one + skew**2 * (rank - 1)
    x, y = (spread + m.sqrt(whole * (squared_bound**2 - one) * junk) for junk in (junk_x, junk_y))
    bounds = [squared_bound if junk else one for junk in (junk_x, junk_y)]
    return {
        "linear_cka": one / (bounds[0] * bounds[1]),
        "linear_r2": spread / y,
        "linear_r2_reverse": spread / x,
        "nbs": spread / (m.sqrt(x) * m.sqrt(y)),
        "canonical_correlation": one,
        "mean_cca": m.ratio(rank, rank + (min(junk_x, junk_y) if squared_bound > 1 else 0)),  # at 1 the junk has size 0
        "maximal_correlation": one,
    }


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding", "readout_norm")
    if not keeps_output(k) or k.readout_norm is None or k.readout_norm == 1 or not only(k, *known):
        return
    bound = k.readout_norm**2
    for sides in ((SOME, SOME), (SOME, NONE)):
        for most in (False, True):
            sizes = room(k, *sides, most=most)
            if sizes is None:
                continue
            yield Way({**sizes, "squared_bound": bound})
            if not most and not k.ranks and not k.samples:
                yield _widening(sizes["rank"], bound, sides[1] is SOME)
            if sizes["rank"] > 1:
                yield Way({**sizes, "squared_bound": bound}, _skewed, _toward(bound, sizes), "skew of the output")


def _widening(rank: int, bound: Any, both: bool) -> Way:
    """More and more features beside the output, each of them weaker: R^2 and NBS vanish, CKA stays."""

    def path(step: int) -> dict[str, int]:
        junk = 16**step
        return {"junk_x": junk, "junk_y": junk * both, "samples": rank + junk * (1 + both) + 1}

    lost = ["linear_r2_reverse", "nbs", *(["linear_r2", "mean_cca"] if both else [])]
    return Way({"squared_bound": bound, "rank": rank}, path, dict.fromkeys(lost, 0), "junk")


def _skewed(step: int) -> dict[str, Any]:
    return {"skew": fmpq(1, 2**step)}


def _toward(bound: Any, sizes: Mapping[str, int]) -> dict[str, Any]:
    """As for one output, for all that is beside it."""
    x, y = (1 + sqrt((bound**2 - 1) * sizes[junk]) for junk in ("junk_x", "junk_y"))
    return {"linear_r2": 1 / y, "linear_r2_reverse": 1 / x, "nbs": 1 / (sqrt(x) * sqrt(y))}


CONSTRUCTION = Construction(
    parameters={
        "squared_bound": Parameter(fmpq(5, 4), 1, symbol="B^2"),
        "skew": Parameter(1, 0, above=True),
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
)
