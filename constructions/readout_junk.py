r"""Reading the same output linearly does not make two networks alike: CKA falls to any floor above zero.

Belief.    Two networks whose linear heads give the same outputs, on every input, compute with the same features.
Failure.   A head ignores what is orthogonal to it. Beside the output, X = [T, sJ] and Y = [T, sJ'] hold features that
           nobody reads, uncorrelated with each other: CKA = 1/(1 + s^4) for one output and one feature beside it on
           either side, R^2 = 1/(1 + s^2) both ways. It sits exactly on the floor of two readouts of norm 1. Debiased
           CKA keeps to no floor: at n = 4 it is -1/2 for s = 1, and -97/146 for s = 3.
Repair.    Bound the readouts once features are normalised, and s is bounded (floors/bounded_readouts); leave nothing
           beside the output, and R^2 = 1 (identifiability/zero_slack). The output itself cannot be lost: the largest
           canonical correlations stay 1 (floors/shared_canonical_correlations).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import Array, eye

from .core.axes import axes, beside, is_power_of_two, reads_first
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import SOME, keeps_output, only, room
from .core.units import of_features


def features(columns: Array, s: Any, rank: int, junk_x: int) -> tuple[Array, Array]:
    """[T, sJ] and [T, sJ'] of the columns [T, J, J']."""
    T, J, G = columns[:, :rank], columns[:, rank : rank + junk_x], columns[:, rank + junk_x :]
    return beside(T, J * s), beside(T, G * s)


def pair(s: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Pair:
    X, Y = features(axes(samples, rank + junk_x + junk_y), s, rank, junk_x)
    return Pair(X=X, Y=Y, f=reads_first(rank, rank + junk_x), g=reads_first(rank, rank + junk_y))


def networks(s: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Networks:
    """The inputs are the axes: T, and what is beside it in either network; on signs a layer of ReLU units."""
    width = rank + junk_x + junk_y
    weights = features(eye(width), s, rank, junk_x)
    read = pair(s, samples, rank, junk_x, junk_y)
    return of_features(axes(samples, width), weights, read, "output", relu=is_power_of_two(samples))


def values(m: Any, s: Any, samples: int, rank: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    r, e = m.ratio(rank, 1), s * s
    found = {
        "linear_cka": r / (m.sqrt(r + e * e * junk_x) * m.sqrt(r + e * e * junk_y)),
        "linear_r2": r / (r + e * junk_y),
        "linear_r2_reverse": r / (r + e * junk_x),
        "nbs": r / (m.sqrt(r + e * junk_x) * m.sqrt(r + e * junk_y)),
        "canonical_correlation": m.ratio(1, 1),
        "mean_cca": m.ratio(rank, rank + min(junk_x, junk_y)),
        "maximal_correlation": m.ratio(1, 1),
    }
    if is_power_of_two(samples) and samples >= 4:  # all signs, and so all diagonals, are constant
        found["debiased_cka"] = _debiased(
            m, samples, (r, r + e * e * junk_x, r + e * e * junk_y), (r + e * junk_x, r + e * junk_y)
        )
    return found


def _debiased(m: Any, samples: int, inner: tuple[Any, Any, Any], traces: tuple[Any, Any]) -> Any:
    """Of Gram matrices with constant diagonals HSIC_1 is <K, L> - tr K tr L/(n - 1), up to a factor."""
    (own, x, y), (a, b) = inner, traces
    chance = m.ratio(1, samples - 1)
    x, y = x - a * a * chance, y - b * b * chance
    return None if x == 0 or y == 0 else (own - a * b * chance) / (m.sqrt(x) * m.sqrt(y))


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
        yield Way({**sizes, **(room(k, most=True) or {}), "s": 1})
        if k.white and not k.ranks and not k.samples:
            wide = {**LOST, "mean_cca": 0}
            yield Way({"rank": sizes["rank"], "s": 1}, partial(wider, sizes["rank"]), wide, "junk")


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
    networks=networks,
    answers=("floors/any_two_readouts",),
)
