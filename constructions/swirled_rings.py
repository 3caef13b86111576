r"""Turning what the head does not look at, by an angle that depends on what it looks at, can remove all correlation.

Belief.    A twin that shares the head, weight for weight, and gives the same output must share the representation.
Failure.   Twelve points on two rings; the head reads the squared radius. Turn the outer ring by half a circle: the same
           head gives the same output on all twelve, every point keeps its radius, and X_c'Y_c = 0, so that CKA and R^2
           are 0.
Repair.    Linear heads at this layer exclude it (floors/same_output_excludes_zero). A cubic probe finds each in the
           other: x = (3 - 2|y|^2) y.
Source.    Derived here; rotations that depend on the radius are known from nonlinear independent component analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import Array, array, eye

from .core.measured import nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks, named
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only

LONG, SHORT = fmpq(4, 5), fmpq(3, 5)
INNER = [(1, 0), (-1, 0), (0, 1), (0, -1), (SHORT, LONG), (-LONG, SHORT), (-SHORT, -LONG), (LONG, -SHORT)]
OUTER = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
HEAD = (Products(((0, 0), (1, 1))), Linear.of([[1], [1]]))
"""The squared radius."""
MONOMIALS = Products(((0,), (1,), (0, 0, 0), (0, 1, 1), (0, 0, 1), (1, 1, 1)))
"""x, y, x^3, xy^2, x^2y, y^3."""
TURNED = Linear.of([[3, 0], [0, 3], [-2, 0], [-2, 0], [0, -2], [0, -2]])
"""From the monomials 3 - 2r times (x, y), r the squared radius: the point where r = 1, minus the point where r = 2."""


def points(copies: int) -> Array:
    """On both rings, so many times."""
    return array([*INNER, *OUTER] * copies)


def pair(copies: int) -> Pair:
    turned = [(-a, -b) for a, b in OUTER]
    return Pair(X=points(copies), Y=array([*INNER, *turned] * copies), f=HEAD, g=HEAD)


def networks(copies: int) -> Networks:
    """The inputs are the points: f keeps them, g turns the outer ring by a cubic, and one head reads both."""
    f = Network(2, {"point": Linear(eye(2)), **named(HEAD)})
    g = Network(2, {"monomials": MONOMIALS, "turned": TURNED, **named(HEAD)})
    return Networks(inputs=points(copies), f=f, g=g, layers=("point", "turned"), keeps="output")


def values(m: Any, copies: int) -> Mapping[str, Any]:
    one = dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))
    return nothing(m) | one


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k, linear=False) or not only(k, "same", "head", "rank", "samples", "ranks", "white"):
        return
    if (k.rank or 1) == 1 and k.ranks in (None, (2, 2)) and (k.samples or 12) % 12 == 0:
        yield Way({"copies": (k.samples or 12) // 12})


CONSTRUCTION = Construction(
    parameters={"copies": Parameter(1, 1, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
)
