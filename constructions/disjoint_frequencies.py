r"""Networks that add modulo m perfectly can share no linear feature, not even in their logits.

Belief.    Networks that learn one algorithm to perfect accuracy represent its inputs alike.
Failure.   Represent a + b modulo m by its angle at frequency k: the logit cos(2 pi k (a + b - c)/m) is largest at the
           right c for every k that has no factor in common with m. Frequencies 1 and 2 have CKA = 0 and R^2 = 0, in the
           representations and in the logits; m = 5 is the smallest.
Repair.    Compare the power spectra: shared frequencies are what CKA sees (twists/cyclic_spectrum). Each circle is a
           function of the other one.
Source.    Nanda et al. (2023) and Gromov (2023) find and write down such networks; this pair is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import lcm
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import Field
from unalignable.theory.core.numbers.array import Array, array, eye

from .core.measured import nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks, named
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only

SQUARES = Products(((0, 0), (1, 1), (0, 1)))
DOUBLE = Linear.of([[1, 0], [-1, 0], [0, 2]])
"""z^2 = (x^2 - y^2, 2xy) from x^2, y^2, xy."""


def circle(modulus: int, k: int) -> Array:
    """The sums 0 to modulus - 1 as angles at frequency k."""
    field = Field(lcm(4, modulus))  # with the sines
    turn = k * field.N // modulus
    return array([[field.cos(turn * c), field.sin(turn * c)] for c in range(modulus)])


def pair(modulus: int) -> Pair:
    """One sample for each sum.

    Raises:
        ValueError: the modulus is even, where frequency 2 has a factor in common with it.
    """
    if modulus % 2 == 0:
        raise ValueError(f"modulus must be odd, got {modulus}: 2a + 2b does not tell a + b modulo an even number")
    X, Y = circle(modulus, 1), circle(modulus, 2)
    return Pair(X=X, Y=Y, f=(Linear(X.T),), g=(Linear(Y.T),))


def networks(modulus: int) -> Networks:
    """The inputs are the sums as points of a circle: f keeps them, g doubles their angle."""
    read = pair(modulus)
    f = Network(2, {"angle": Linear(eye(2)), **named(read.f)})
    g = Network(2, {"squares": SQUARES, "doubled": DOUBLE, **named(read.g)})
    return Networks(inputs=read.X, f=f, g=g, layers=("angle", "doubled"), keeps="argmax")


def values(m: Any, **parameters: int) -> Mapping[str, Any]:
    one = dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))
    return nothing(m) | one | {"output_cka": m.ratio(0, 1)}


def ways(k: Knowledge) -> Iterator[Way]:
    modulus = k.samples or 5
    if k.same not in (None, "argmax") or not only(k, "same", "head", "samples", "ranks", "readout_norm", "white"):
        return
    if modulus >= 5 and modulus % 2 and k.ranks in (None, (2, 2)):
        yield Way({"modulus": modulus})


CONSTRUCTION = Construction(
    parameters={"modulus": Parameter(5, 5, whole=True, symbol="m")},
    keeps="argmax",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
)
