r"""Two networks add modulo m without an error and share nothing, from their embeddings to their logits.

Belief.    Networks that learn one algorithm to perfect accuracy must agree in some layer, in the last one at least.
Failure.   Embed a and b as circles at the frequencies of S, multiply to the circles of a + b, and give c the logit
           sum_{k in S} cos(2 pi k(a + b - c)/m). It is largest at c = a + b alone when the numbers in S and m have no
           common factor. With S = {1} in f and {2} in g, {2, 3} for even m, all m^2 answers are right, and CKA and R^2
           are 0 in the embeddings, in the hidden features and in the logits, for every m from 5 on.
Repair.    Compare the power spectra: shared frequencies are what CKA sees (twists/cyclic_spectrum). For m = 2, 3, 4
           every such S has a number that is 1 or -1 modulo m, and two networks share that frequency.
Source.    Nanda et al. (2023), Zhong et al. (2023), Gromov (2023) for networks of this kind; the pair is derived here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from unalignable.theory.core.cyclic import planes
from unalignable.theory.core.numbers.array import Array, array, filled
from unalignable.theory.core.numbers.effort import room

from .core.measured import nothing
from .core.network import Linear, Network, Products
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never

LAYERS = ("embedding", "hidden", "logits")


def keys(modulus: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Frequencies of f and of g: none in common, up to sign modulo m, and each set without a common factor with m."""
    return (1,), (2,) if modulus % 2 else (2, 3)


def adding(modulus: int, frequencies: Sequence[int]) -> Network:
    """From a and b, one-hot, to the logits of a + b."""
    circles, count = array(planes(modulus, frequencies)), 2 * len(frequencies)
    products = tuple(
        (2 * i + part, count + 2 * i + other)
        for i in range(len(frequencies))
        for part, other in ((0, 0), (1, 1), (1, 0), (0, 1))  # cos cos, sin sin, sin cos, cos sin
    )
    sums = [[int(i == j) * x for j in range(count // 2) for x in row] for i in range(count // 2) for row in ADDITION]
    return Network(
        2 * modulus,
        {
            "embedding": Linear(_twice(circles)),
            "products": Products(products),
            "hidden": Linear.of(sums),
            "logits": Linear(circles.T),
        },
    )


ADDITION = [[1, 0], [-1, 0], [0, 1], [0, 1]]
"""cos(s + t) = cos s cos t - sin s sin t, sin(s + t) = sin s cos t + cos s sin t."""


def _twice(block: Array) -> Array:
    """The block for a, and beside and below it the same for b."""
    rows, none = block.tolist(), [block[0, 0] * 0] * block.shape[1]
    entries = [x for row in rows for x in [*row, *none]] + [x for row in rows for x in [*none, *row]]
    return filled(entries, (2 * len(rows), 2 * len(none)))


def networks(modulus: int, layer: int) -> Networks:
    """The inputs are all pairs (a, b), each of the two numbers one-hot."""
    room(modulus**2, 2 * modulus)
    inputs = [[int(i == x) for x in pair for i in range(modulus)] for pair in product(range(modulus), repeat=2)]
    f, g = (adding(modulus, frequencies) for frequencies in keys(modulus))
    compared = LAYERS[layer - 1]
    return Networks(inputs=array(inputs), f=f, g=g, layers=(compared, compared), keeps="argmax")


def pair(modulus: int, layer: int) -> Pair:
    return networks(modulus, layer).pair()


def values(m: Any, modulus: int, layer: int) -> Mapping[str, Any]:
    one = dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))
    return nothing(m) | one | {"output_cka": m.ratio(0, 1)}


CONSTRUCTION = Construction(
    parameters={"modulus": Parameter(5, 5, whole=True, symbol="m"), "layer": Parameter(2, 1, whole=True, most=3)},
    keeps="argmax",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
    answers=("twists/modular_addition",),
)
