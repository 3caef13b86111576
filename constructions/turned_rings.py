r"""A twin that shares the head, weight for weight, can have CKA anywhere from 1 down to 0.

Belief.    With the same head, the same output and the same norm for every point, two representations are one, but for a
           rotation.
Failure.   A rotation for each norm: twelve points on two rings of equal energy, the outer one turned by an angle a. The
           head is the squared radius, which no turn of a ring changes: it gives both networks the same output on all
           twelve. CKA = R^2 = cos^2(a/2) both ways: 1, 3/4, 1/2, 1/4 and 0 at 0, 60, 90, 120 and 180 degrees, and 1
           again after a whole turn. The turn is a polynomial of the input, a rotation on the two rings alone: there the
           outputs agree, and not on all of the plane.
Repair.    Linear heads on both sides exclude 0 (floors/same_output_excludes_zero). A probe of degree 3 reads either
           from the other.
Source.    Derived here (twists/swirl; twists/swirl_limit for a law of the radius, under which CKA tends to 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import lcm
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import Field
from unalignable.theory.core.numbers.array import array, eye

from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .swirled_rings import HEAD, INNER, MONOMIALS, OUTER


def swirl(cosine: Any, sine: Any) -> Linear:
    """From the monomials: the turn by (2 - r) times none and (r - 1) times the angle, r the squared radius, 1 or 2."""
    c, s = cosine, sine
    stay, move = [[2 - c, -s], [s, 2 - c]], [[c - 1, s], [-s, c - 1]]
    return Linear.of([*stay, move[0], move[0], move[1], move[1]])


def networks(steps: int, circle: int) -> Networks:
    """The outer ring is turned by ``steps`` of ``circle`` equal parts of a whole turn."""
    field = Field(lcm(4, circle))
    part = steps * (field.N // circle)
    squares, total = HEAD
    head = {"squares": squares, "head": total}
    turned = swirl(field.cos(part), field.sin(part))
    return Networks(
        inputs=array([*INNER, *OUTER]),
        f=Network(2, {"hidden": Linear(eye(2)), **head}),
        g=Network(2, {"monomials": MONOMIALS, "hidden": turned, **head}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(steps: int, circle: int) -> Pair:
    return networks(steps, circle).pair()


def values(m: Any, steps: int, circle: int) -> Mapping[str, Any]:
    half = m.array(abs(Field(2 * circle).cos(steps)))
    return {
        **dict.fromkeys(("linear_cka", "linear_r2", "linear_r2_reverse"), half * half),
        **dict.fromkeys(("nbs", "canonical_correlation", "mean_cca"), half),
        **dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1)),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k, linear=False) or not only(k, "same", "head", "rank", "samples", "ranks", "white"):
        return
    if (k.rank or 1) == 1 and k.ranks in (None, (2, 2)) and k.samples in (None, 12):
        yield Way({"steps": 1, "circle": 2})


CONSTRUCTION = Construction(
    parameters={"steps": Parameter(4, 0, whole=True), "circle": Parameter(12, 1, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("twists/swirl",),
)
