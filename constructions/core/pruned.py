"""A network without the units that nothing reads: the same function, on fewer cells."""

from __future__ import annotations

from .network import Abs, Layer, Linear, Network, ReLU

POINTWISE = (ReLU, Abs)


def pruned(network: Network) -> Network:
    """The network without units whose outgoing weights are all 0, and without those that only such units read.

    At least one unit of each layer stays. Of piecewise linear networks; the inputs and outputs stay as they are.

    Raises:
        TypeError: a layer is of another kind.
    """
    layers = list(network.layers.items())
    kept = [list(range(network.outputs))]  # after each layer, the last one first
    for _, layer in reversed(layers):
        kept.insert(0, _read(layer, kept[0]))
    kept[0] = list(range(network.inputs))
    for i, (_, layer) in enumerate(layers):
        if not isinstance(layer, POINTWISE):
            break
        kept[i + 1] = kept[i]  # units that are inputs stay
    found: dict[str, Layer] = {}
    for (name, layer), rows, columns in zip(layers, kept, kept[1:], strict=False):
        found[name] = _cut(layer, rows, columns) if isinstance(layer, Linear) else layer
    return Network(network.inputs, found)


def _read(layer: Layer, units: list[int]) -> list[int]:
    """Of the units before the layer, those on which these units after it depend; the first where there is none."""
    if isinstance(layer, POINTWISE):
        return units
    if not isinstance(layer, Linear):
        raise TypeError(f"a layer of kind {layer.kind} cannot be cut")
    rows = layer.weight[:, units].tolist()
    return [i for i, row in enumerate(rows) if any(x != 0 for x in row)] or [0]


def _cut(layer: Linear, rows: list[int], columns: list[int]) -> Linear:
    return Linear(layer.weight[rows][:, columns], None if layer.bias is None else layer.bias[columns])
