r"""Two networks that hold nothing but their common output can have CKA near zero, once the output has rank two.

Belief.    Low CKA between networks of the same output comes from features that the head does not read.
Failure.   Two orthogonal outputs of one size, T = (t, u): X = (t, u/k) and Y = (t/k, u) are read by diagonal heads,
           hold nothing else, and predict each other perfectly. CKA = 2k^2/(1 + k^4), because each side makes loud what
           the other keeps quiet.
Repair.    With one output and nothing beside it CKA = 1 (floors/one_direction_each). Otherwise the condition number of
           the map from one head to the other bounds CKA from below (floors/condition_of_two_heads), and so does a bound
           on the readouts (floors/bounded_readouts).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import filled

from .core.axes import axes, diagonal
from .core.measured import everything
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Way
from .core.room import NONE, keeps_output, only, room


def pair(stretch: Any, samples: int, rank: int) -> Pair:
    """``stretch`` is k^2; outputs after the second are 1/k as large, and every side keeps them as they are."""
    k, more = sqrt(stretch), rank - 2
    T = axes(samples, rank) * filled([fmpq(1), fmpq(1), *[1 / k] * more], (1, rank))
    left, right = [fmpq(1), 1 / k, *[fmpq(1)] * more], [1 / k, fmpq(1), *[fmpq(1)] * more]
    return Pair(
        X=T * filled(left, (1, rank)),
        Y=T * filled(right, (1, rank)),
        f=(Linear(diagonal(*(1 / a for a in left))),),
        g=(Linear(diagonal(*(1 / b for b in right))),),
        carried=(diagonal(*(b / a for a, b in zip(left, right, strict=True))), 1 / k, k),
    )


def values(m: Any, stretch: Any, samples: int, rank: int) -> Mapping[str, Any]:
    q, more = stretch, rank - 2
    return everything(m) | {
        "linear_cka": (q * 2 + more) / (q * q + 1 + more),
        "nbs": (m.sqrt(q) * 2 + more) / (q + 1 + more),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding")
    rank = k.rank or (k.ranks[0] if k.ranks else 2)
    if not keeps_output(k) or rank < 2 or not (sizes := room(k, NONE, NONE, rank=rank)):
        return
    sizes = {"samples": sizes["samples"], "rank": rank}
    if only(k, *known):
        yield Way(sizes, lambda step: {"stretch": 4**step}, {"linear_cka": 0, "nbs": 0}, "stretch")
    if only(k, *known, "readout_norm") and k.readout_norm is not None and rank == 2:
        yield Way({**sizes, "stretch": sqrt(2 * k.readout_norm**4 - 1)})


CONSTRUCTION = Construction(
    parameters={
        "stretch": Parameter(4, 1, symbol="k^2"),
        "samples": Parameter(4, 3, whole=True),
        "rank": Parameter(2, 2, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
