r"""A feature and its absolute value can stand for the same function, and be uncorrelated.

Belief.    Two networks that agree on all of the real line must represent their input alike.
Failure.   X = t, read by relu(t) + relu(-t), and Y = |t|, read as it is, give |t| for every real t. On every symmetric
           sample they are uncorrelated: on (-1, 0, 1) already, CKA = 0 and R^2 = 0 both ways. Y is a function of X, and
           X is none of Y.
Repair.    Demand that both heads are linear, and CKA is positive (floors/same_output_excludes_zero); or ask for
           nonlinear predictions, one way.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import Array, array, eye

from .core.axes import beside, reads_first, unread
from .core.measured import nothing
from .core.network import Linear, Network, ReLU
from .core.networks import Networks, named
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, one_each, only, room
from .core.units import both_signs, differences


def given(samples: int, junk: int) -> Array:
    """t, and what nobody reads."""
    t = array([[-1], [0], [1], *[[0]] * (samples - 3)])
    return beside(t, unread((t, abs(t)), junk))


def pair(samples: int, junk_x: int, junk_y: int) -> Pair:
    columns = given(samples, junk_x + junk_y)
    t, more = columns[:, :1], columns[:, 1:]
    fold = Linear.of([[1, -1], *[[0, 0]] * junk_x]), ReLU(), Linear.of([[1], [1]])
    return Pair(
        X=beside(t, more[:, :junk_x]),
        Y=beside(abs(t), more[:, junk_x:]),
        f=fold,
        g=reads_first(1, 1 + junk_y),
    )


def networks(samples: int, junk_x: int, junk_y: int) -> Networks:
    """The inputs are t and what nobody reads; one ReLU layer folds t, in f after the layer compared, in g before it."""
    more = junk_x + junk_y
    one, rest = eye(1 + more)[:, :1], eye(1 + more)[:, 1:]
    read = pair(samples, junk_x, junk_y)
    f = Network(1 + more, {"features": Linear(beside(one, rest[:, :junk_x])), **named(read.f)})
    units = both_signs(beside(one, rest[:, junk_x:]))
    folded = differences(Linear(eye(1 + junk_y))).weight
    folded[1, 0] = -folded[1, 0]  # relu(t) + relu(-t), where the others are differences
    g = Network(1 + more, {"units": units, "relu": ReLU(), "features": Linear(folded), **named(read.g)})
    return Networks(inputs=given(samples, more), f=f, g=g, layers=("features", "features"), keeps="output")


def values(m: Any, samples: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    found = nothing(m) | {"maximal_correlation": m.ratio(1, 1)}
    if junk_x == junk_y == 0:
        found |= {"any_r2": m.ratio(1, 1), "any_r2_reverse": m.ratio(0, 1)}
    return found


def ways(k: Knowledge) -> Iterator[Way]:
    allowed = keeps_output(k, linear=False) and only(k, "same", "head", "rank", "samples", "ranks", "white")
    allowed &= not k.white or one_each(k)
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
    networks=networks,
)
