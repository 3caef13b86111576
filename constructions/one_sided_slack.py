r"""A network that holds nothing but the output can be unlike another one that holds more.

Belief.    If a linear map carries one representation onto the other without error, the two are alike.
Failure.   X = [T, sJ] has the output T and a feature J beside it; Y = T is the output. R^2 from X to Y is 1, back it is
           1/(1 + s^2), and CKA = 1/sqrt(1 + s^4) tends to 0. Three samples are enough: (1, -1, 0), (1, 1, -2).
Repair.    Ask both ways. With nothing beside the output in either network R^2 = 1 both ways
           (identifiability/zero_slack).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge

from .core.axes import axes, beside, is_power_of_two, reads_first
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import NONE, SOME, keeps_output, only, room


def pair(s: Any, samples: int, rank: int, junk_x: int) -> Pair:
    columns = axes(samples, rank + junk_x)
    T, J = columns[:, :rank], columns[:, rank:]
    return Pair(X=beside(T, J * s), Y=T, f=reads_first(rank, rank + junk_x), g=reads_first(rank, rank))


def values(m: Any, s: Any, samples: int, rank: int, junk_x: int) -> Mapping[str, Any]:
    r, e = m.ratio(rank, 1), s * s
    certain = ("linear_r2", "canonical_correlation", "mean_cca", "any_r2", "maximal_correlation")
    found = dict.fromkeys(certain, m.ratio(1, 1)) | {
        "linear_cka": m.sqrt(r) / m.sqrt(r + e * e * junk_x),
        "linear_r2_reverse": r / (r + e * junk_x),
        "nbs": m.sqrt(r) / m.sqrt(r + e * junk_x),
    }
    if rank == 1 and is_power_of_two(samples):  # the output is a sign, and tells nothing of the others
        found["any_r2_reverse"] = found["linear_r2_reverse"]
    return found


LOST = ("linear_cka", "linear_r2_reverse", "nbs", "any_r2_reverse")


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding")
    if keeps_output(k) and only(k, *known) and (sizes := room(k, SOME, NONE)):
        del sizes["junk_y"]
        yield doubling("s", sizes, dict.fromkeys(LOST, 0))


CONSTRUCTION = Construction(
    parameters={
        "s": Parameter(3, 0, above=True),
        "samples": Parameter(4, 2, whole=True),
        "rank": Parameter(1, 1, whole=True),
        "junk_x": Parameter(1, 1, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    answers=("floors/any_two_readouts",),
)
