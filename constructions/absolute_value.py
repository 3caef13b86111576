r"""A feature and its absolute value can stand for the same function, and be uncorrelated.

Belief.    Two networks that agree on all of the real line must represent their input alike.
Failure.   X = t, read by relu(t) + relu(-t), and Y = |t|, read as it is, give |t| for every real t. On every symmetric
           sample they are uncorrelated: on (-1, 0, 1) already, CKA = 0 and R^2 = 0 both ways. Y is a function of X, and
           X is none of Y.
Repair.    Demand that both heads are linear, and CKA is positive; or ask for nonlinear predictions, one way.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array

from .core.axes import beside, reads_first, unread
from .core.measured import nothing
from .core.network import Linear, ReLU
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only, room


def pair(samples: int, junk_x: int, junk_y: int) -> Pair:
    t = array([[-1], [0], [1], *[[0]] * (samples - 3)])
    more = unread((t, abs(t)), junk_x + junk_y)
    fold = Linear.of([[1, -1], *[[0, 0]] * junk_x]), ReLU(), Linear.of([[1], [1]])
    return Pair(
        X=beside(t, more[:, :junk_x]),
        Y=beside(abs(t), more[:, junk_x:]),
        f=fold,
        g=reads_first(1, 1 + junk_y),
    )


def values(m: Any, samples: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    found = nothing(m) | {"maximal_correlation": m.ratio(1, 1)}
    if junk_x == junk_y == 0:
        found |= {"any_r2": m.ratio(1, 1), "any_r2_reverse": m.ratio(0, 1)}
    return found


def ways(k: Knowledge) -> Iterator[Way]:
    allowed = only(k, "same", "head", "rank", "samples", "ranks") and k.head != "linear" and k.same != "argmax"
    if allowed and (k.rank or 1) == 1 and (sizes := room(k, apart=1, samples=3)):
        del sizes["rank"]
        yield Way(sizes)


CONSTRUCTION = Construction(
    parameters={
        "samples": Parameter(3, 3, whole=True),
        "junk_x": Parameter(0, 0, whole=True),
        "junk_y": Parameter(0, 0, whole=True),
    },
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
)
