r"""Turning what the head does not look at, by an angle that depends on what it looks at, removes all correlation.

Belief.    A twin that shares the head, weight for weight, and gives the same output must share the representation.
Failure.   Twelve points on two rings; the head reads the squared radius. Turn the outer ring by half a circle: the
           same head gives the same output, every point keeps its radius, and X_c'Y_c = 0, so that CKA and R^2 are 0.
Repair.    A linear head at this layer excludes it. A cubic probe finds each in the other: x = (3 - 2|y|^2) y.
Source.    Derived here; rotations that depend on the radius are known from nonlinear independent component analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array

from .core.measured import nothing
from .core.network import Linear, Products
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only

LONG, SHORT = fmpq(4, 5), fmpq(3, 5)
INNER = [(1, 0), (-1, 0), (0, 1), (0, -1), (SHORT, LONG), (-LONG, SHORT), (-SHORT, -LONG), (LONG, -SHORT)]
OUTER = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
HEAD = (Products(((0, 0), (1, 1))), Linear.of([[1], [1]]))
"""The squared radius."""


def pair(copies: int) -> Pair:
    turned = [(-a, -b) for a, b in OUTER]
    X, Y = array([*INNER, *OUTER] * copies), array([*INNER, *turned] * copies)
    return Pair(X=X, Y=Y, f=HEAD, g=HEAD)


def values(m: Any, copies: int) -> Mapping[str, Any]:
    one = dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))
    return nothing(m) | one


def ways(k: Knowledge) -> Iterator[Way]:
    if not only(k, "same", "head", "rank", "samples", "ranks") or k.head == "linear" or k.same == "argmax":
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
)
