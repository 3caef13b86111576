r"""A torus of the doubled angle is uncorrelated with the circle, and half of it is no function of the circle at all.

Belief.    What linear probes miss between two networks that give one output, better probes will find.
Failure.   X is the circle of an angle z, Y the torus of twice that angle, z^2, and of a second, independent angle. A
           quadratic head makes z^2 of X, a linear one reads it from Y: one output on all of R^4. CKA = 0 and R^2 = 0
           both ways; the best function of X explains half of Y, and of the second angle nothing. Back, z is a function
           of z^2 on an odd number of points; on an even number opposite points fall together, and no function of Y
           explains anything of X.
Repair.    Linear heads on both sides forbid it (floors/same_output_excludes_zero). What is left is the output, which
           both share.
Source.    Derived here (dimension/disjoint_factors).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge

from .circle_and_torus import angles
from .core.measured import nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .disjoint_frequencies import DOUBLE, SQUARES

DOUBLED = Linear.of([[1, 0, 0, 0], [-1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
"""z^2 from x^2, y^2, xy, and beside it the second angle."""
FIRST = Linear.of([[1, 0], [0, 1], [0, 0], [0, 0]])


def networks(around: int, across: int) -> Networks:
    return Networks(
        inputs=angles(around, across),
        f=Network(4, {"hidden": FIRST, "squares": SQUARES, "head": DOUBLE}),
        g=Network(4, {"squares": Products((*SQUARES.factors, (2,), (3,))), "hidden": DOUBLED, "head": FIRST}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(around: int, across: int) -> Pair:
    return networks(around, across).pair()


def values(m: Any, around: int, across: int) -> Mapping[str, Any]:
    return nothing(m) | {
        "any_r2": m.ratio(1, 2),
        "any_r2_reverse": m.ratio(around % 2, 1),
        "maximal_correlation": m.ratio(1, 1),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    samples = k.samples or (12 if k.rank == 1 or k.ranks == (2, 3) else 15)
    if not keeps_output(k, linear=False) or not only(k, "same", "head", "rank", "samples", "ranks"):
        return
    if samples % 3 or samples < 12:
        return
    rank = 1 if samples == 12 else 2  # of four points z^2 is a sign
    if k.rank in (None, rank) and k.ranks in (None, (2, 2 + rank)):
        yield Way({"around": samples // 3, "across": 3})


CONSTRUCTION = Construction(
    parameters={"around": Parameter(6, 4, whole=True), "across": Parameter(3, 3, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("dimension/disjoint_factors",),
)
