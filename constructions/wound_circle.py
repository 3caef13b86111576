r"""Networks that hold the same angle, as smooth copies of each other, and give the same output can be uncorrelated.

Belief.    A smooth, invertible map of a representation leaves something of it that a linear probe finds.
Failure.   X = z goes around a circle once, Y = (z^2, z^3), complex numbers as pairs of real ones, twice and three times
           at once. On 5 or more equally spaced points, and under the uniform law, CKA = 0 and R^2 = 0 both ways. With
           polynomial heads both networks give z|z|^4 on all of the plane, on the circle z itself: z|z|^4 is z^3 times
           the conjugate of z^2.
Repair.    A linear head on both sides forbids it (floors/same_output_excludes_zero). A probe of degree 2 reads X from
           Y, and one of degree 3 Y from X. On 4 points frequency 3 is -1, and CKA = 1/sqrt 3; on 3 points frequency 2
           is -1, and CKA = 1.
Source.    Trigonometry; as a pair of networks derived here (twists/circle_against_two_frequencies).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import eye

from .core.measured import everything, nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .disjoint_frequencies import circle

FIFTH = Products(((0,) * 5, (0, 0, 0, 1, 1), (0, 1, 1, 1, 1), (0, 0, 0, 0, 1), (0, 0, 1, 1, 1), (1,) * 5))
STRETCH = Linear.of([[1, 0], [2, 0], [1, 0], [0, 1], [0, 2], [0, 1]])
"""z |z|^4 from the monomials of degree 5: x^5 + 2x^3y^2 + xy^4, and x^4y + 2x^2y^3 + y^5."""
POWERS = Products(((0, 0), (1, 1), (0, 1), (0, 0, 0), (0, 1, 1), (0, 0, 1), (1, 1, 1)))
WOUND = Linear.of([[1, 0, 0, 0], [-1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 0, -3, 0], [0, 0, 0, 3], [0, 0, 0, -1]])
"""z^2 = (x^2 - y^2, 2xy) and z^3 = (x^3 - 3xy^2, 3x^2y - y^3)."""
PRODUCTS = Products(((2, 0), (3, 1), (3, 0), (2, 1)))
UNWIND = Linear.of([[1, 0], [1, 0], [0, 1], [0, -1]])
"""z^3 times the conjugate of z^2."""


def networks(modulus: int) -> Networks:
    return Networks(
        inputs=circle(modulus, 1),
        f=Network(2, {"hidden": Linear(eye(2)), "monomials": FIFTH, "head": STRETCH}),
        g=Network(2, {"powers": POWERS, "hidden": WOUND, "products": PRODUCTS, "head": UNWIND}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(modulus: int) -> Pair:
    return networks(modulus).pair()


def values(m: Any, modulus: int) -> Mapping[str, Any]:
    if modulus == 3:
        return everything(m)
    found = everything(m) | nothing(m)
    if modulus == 4:  # of the eigenvalues 4, 2, 2 of Y those of frequency 3 are X's
        half, one = m.ratio(1, 2), m.ratio(1, 1)
        found |= {"linear_cka": 1 / m.sqrt(m.ratio(3, 1)), "linear_r2": half, "nbs": m.sqrt(half)}
        found |= dict.fromkeys(("linear_r2_reverse", "canonical_correlation", "mean_cca"), one)
    return found


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k, linear=False) or not only(k, "same", "head", "rank", "samples", "ranks"):
        return
    modulus = k.samples or (3 + k.ranks[1] if k.ranks else 5)
    rank = min(modulus - 3, 4)  # on 5 points frequency 3 is -2, and on 6 it has no sine
    if modulus >= 5 and (k.rank or 2) == 2 and k.ranks in (None, (2, rank)):
        yield Way({"modulus": modulus})


CONSTRUCTION = Construction(
    parameters={"modulus": Parameter(8, 3, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("twists/circle_against_two_frequencies",),
)
