"""Two networks whose features are linear in the inputs, with a ReLU layer where that keeps the geometry.

A feature z passes a ReLU layer as two units, relu(z) and relu(-z), and is read as their difference, for every input. On
signs relu(±e) = (1 ± e)/2: both units are the feature again, halved and shifted, so that the centred Gram matrix of the
layer is half that of the features, and every measure is what it was. Other values lose their geometry in the units, and
are compared before any ReLU.
"""

from __future__ import annotations

from unalignable.theory.core.knowledge import Same
from unalignable.theory.core.numbers.array import Array, filled

from .network import Linear, Network, ReLU
from .networks import Networks, named
from .record import Pair, Reading


def both_signs(weight: Array) -> Linear:
    """Columns w of the weight as w, -w: what a pair of units is given for each feature."""
    rows = [[sign * x for x in row for sign in (1, -1)] for row in weight.tolist()]
    return Linear(filled([x for row in rows for x in row], (weight.shape[0], 2 * weight.shape[1])))


def differences(layer: Linear) -> Linear:
    """The layer on relu(z), relu(-z) in the place of each of its inputs z."""
    rows = [[sign * x for x in row] for row in layer.weight.tolist() for sign in (1, -1)]
    weight = filled([x for row in rows for x in row], (2 * layer.weight.shape[0], layer.weight.shape[1]))
    return Linear(weight, layer.bias)


def of_features(inputs: Array, weights: tuple[Array, Array], pair: Pair, keeps: Same | None, *, relu: bool) -> Networks:
    """The pair as networks of these inputs: X and Y are the inputs times one weight each.

    Args:
        inputs: (n, d).
        weights: (d, p) and (d, q), with X and Y the products; entries are read off the inputs.
        pair: the pair, for what reads the features.
        keeps: what the outputs have in common.
        relu: features are signs up to scale, and what reads them is linear: compare a layer of ReLU units.
    """
    width = inputs.shape[1]
    f, g = (_network(width, W, head, relu) for W, head in zip(weights, (pair.f, pair.g), strict=True))
    compared = "relu" if relu else "features"
    return Networks(
        inputs=inputs, f=f, g=g, layers=(compared, compared), keeps=keeps, target=pair.target, labels=pair.labels
    )


def _network(width: int, weight: Array, head: Reading, relu: bool) -> Network:
    if not relu:
        return Network(width, {"features": Linear(weight), **named(head)})
    first, *rest = head
    assert isinstance(first, Linear), "a pair of units is read by a linear layer"
    return Network(width, {"units": both_signs(weight), "relu": ReLU(), **named((differences(first), *rest))})
