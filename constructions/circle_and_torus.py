r"""A circle and a torus give one angle linearly, and half of the torus is out of reach of all functions of the circle.

Belief.    Two networks that give one angle, and are read linearly, differ only by how they write it down.
Failure.   X is the circle of an angle, Y that circle and, r times as large, the circle of a second, independent angle:
           a torus. Both heads read the first angle. CKA = 1/sqrt(1 + r^4); R^2 from X to Y is 1/(1 + r^2), and no
           function of X does better; back it is 1. At r = 1 CKA = 1/sqrt 2 and R^2 = 1/2, the ceilings that two
           dimensions of four set.
Repair.    Ask from the torus to the circle, or bound the readouts of normalised features, and with them r.
Source.    Derived here (dimension/ky_fan, dimension/von_neumann, dimension/disjoint_factors).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import Array, array

from .core.axes import reads_first
from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import keeps_output, only
from .disjoint_frequencies import circle


def angles(around: int, across: int) -> Array:
    """(cos, sin) of every pair of a first and a second angle, of so many equally spaced ones each."""
    first, second = circle(around, 1).tolist(), circle(across, 1).tolist()
    return array([[*a, *b] for a in first for b in second])


def networks(around: int, across: int, radius: Any) -> Networks:
    alone = Linear.of([[1, 0], [0, 1], [0, 0], [0, 0]])
    torus = Linear.of([[int(i == j) * (1 if i < 2 else radius) for j in range(4)] for i in range(4)])
    (read,) = reads_first(2, 2)
    return Networks(
        inputs=angles(around, across),
        f=Network(4, {"hidden": alone, "head": read}),
        g=Network(4, {"hidden": torus, "head": alone}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(around: int, across: int, radius: Any) -> Pair:
    return networks(around, across, radius).pair()


def values(m: Any, around: int, across: int, radius: Any) -> Mapping[str, Any]:
    e, one = radius * radius, m.ratio(1, 1)
    certain = ("linear_r2_reverse", "any_r2_reverse", "canonical_correlation", "mean_cca", "maximal_correlation")
    return {
        "linear_cka": one / m.sqrt(e * e + 1),
        "nbs": one / m.sqrt(e + 1),
        **dict.fromkeys(("linear_r2", "any_r2"), one / (e + 1)),
        **dict.fromkeys(certain, one),
    }


LOST = dict.fromkeys(("linear_cka", "nbs", "linear_r2", "any_r2"), 0)


def ways(k: Knowledge) -> Iterator[Way]:
    samples = k.samples or 9
    known = ("same", "head", "rank", "samples", "ranks", "decoding")
    if not keeps_output(k) or not only(k, *known) or samples % 3 or samples < 9:
        return
    if k.rank in (None, 2) and k.ranks in (None, (2, 4)):
        yield doubling("radius", {"around": samples // 3, "across": 3}, LOST)


CONSTRUCTION = Construction(
    parameters={
        "around": Parameter(4, 3, whole=True),
        "across": Parameter(4, 3, whole=True),
        "radius": Parameter(1, 0, above=True, symbol="r"),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("dimension/ky_fan", "dimension/von_neumann"),
)
