"""An exact network as torch modules, and its architecture as data.

A network is an ``nn.Sequential`` of named layers, so that its state dict has the names of a pair directory. In single
precision where every number of the pair is one, else in double precision.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from unalignable.theory.core.numbers.array import Array, zeros

from .network import Abs, Layer, Linear, Network, Products, ReLU
from .networks import doubles, parameters

MOST_WIDTH: Final = 4096
"""Of a layer that is read from a file."""
MOST_LAYERS: Final = 64
MOST_FACTORS: Final = 16
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_TAKEN = frozenset(dir(nn.Sequential()))
"""Attributes of a torch module, which a layer inside it cannot be named for."""


class BadArchitecture(ValueError):
    """The data is no architecture of a network."""


class Magnitude(nn.Module):
    """``|h|``, entry by entry."""

    def forward(self, h: Tensor) -> Tensor:
        """|h|."""
        return h.abs()


class Product(nn.Module):
    """One output for each tuple of columns: their product.

    Args:
        factors: the tuples.
    """

    def __init__(self, factors: tuple[tuple[int, ...], ...]) -> None:
        super().__init__()
        self.factors = factors

    def forward(self, h: Tensor) -> Tensor:
        """The products, columns multiplied from left to right."""
        return torch.stack([_product(h, columns) for columns in self.factors], -1)

    def extra_repr(self) -> str:
        """The tuples."""
        return ", ".join(map(str, self.factors))


def _product(h: Tensor, columns: tuple[int, ...]) -> Tensor:
    out = h[..., columns[0]]
    for column in columns[1:]:
        out = out * h[..., column]
    return out


# ------------------------------------------------------------------------------------------------------- modules


def module(network: Network, dtype: torch.dtype) -> nn.Sequential:
    """The network in torch, with the nearest numbers of this type as weights, in evaluation mode."""
    width, found = network.inputs, OrderedDict[str, nn.Module]()
    for name, layer in network.layers.items():
        found[name] = _module(layer, width, dtype)
        width = layer.width(width)
    made = nn.Sequential(found)
    made.load_state_dict({name: tensor(array, dtype) for name, array in parameters(network).items()})
    return made.eval()


def _module(layer: Layer, width: int, dtype: torch.dtype) -> nn.Module:
    match layer:
        case Linear():
            return nn.Linear(width, layer.width(width), bias=layer.bias is not None, dtype=dtype)
        case ReLU():
            return nn.ReLU()
        case Abs():
            return Magnitude()
        case Products(factors):
            return Product(factors)
    raise TypeError(f"no torch module for {layer!r}")


def tensor(entries: Array, dtype: torch.dtype) -> Tensor:
    """The nearest numbers of this type."""
    return torch.from_numpy(np.ascontiguousarray(doubles(entries))).to(dtype)


def smallest_dtype(files: Mapping[str, Mapping[str, Array]]) -> torch.dtype:
    """Single precision where it loses nothing that double precision keeps."""
    for tensors in files.values():
        for entries in tensors.values():
            there = torch.from_numpy(np.ascontiguousarray(doubles(entries)))
            if not torch.equal(there.float().double(), there):
                return torch.float64
    return torch.float32


# -------------------------------------------------------------------------------------------------- architectures


def architecture(network: Network) -> list[dict[str, Any]]:
    """The layers as data: what a file holds, without weights."""
    width, found = network.inputs, []
    for name, layer in network.layers.items():
        record: dict[str, Any] = {"name": name, "kind": layer.kind}
        if isinstance(layer, Linear):
            record |= {"inputs": width, "outputs": layer.width(width), "bias": layer.bias is not None}
        elif isinstance(layer, Products):
            record["factors"] = [list(columns) for columns in layer.factors]
        found.append(record)
        width = layer.width(width)
    return found


def from_architecture(layers: Any, inputs: int) -> Network:
    """The network of an architecture, with zeros for weights.

    Raises:
        BadArchitecture: the data is no architecture, or one beyond the limits of this module.
    """
    if not isinstance(layers, list) or not 0 < len(layers) <= MOST_LAYERS:
        raise BadArchitecture(f"an architecture is a list of 1 to {MOST_LAYERS} layers")
    found: dict[str, Layer] = {}
    for record in layers:
        name, layer = _layer(record)
        if name in found:
            raise BadArchitecture(f"two layers are named {name!r}")
        found[name] = layer
    try:
        return Network(inputs, found)
    except ValueError as error:
        raise BadArchitecture(str(error)) from None


def _layer(record: Any) -> tuple[str, Layer]:
    if not isinstance(record, dict) or not isinstance(record.get("name"), str):
        raise BadArchitecture("a layer is a record with a name")
    if not _NAME.fullmatch(record["name"]) or record["name"] in _TAKEN:
        raise BadArchitecture(f"{record['name'][:40]!r} cannot be the name of a layer")
    kind = record.get("kind")
    if not isinstance(kind, str) or kind not in _READ:
        raise BadArchitecture(f"layer {record['name']!r} is of no kind known here: {', '.join(_READ)}")
    keys, read = _READ[kind]
    if set(record) != {"name", "kind", *keys}:
        raise BadArchitecture(f"a {kind} layer has the keys {', '.join(('name', 'kind', *keys))}")
    return record["name"], read(record)


def _read_linear(record: Mapping[str, Any]) -> Layer:
    sizes = record["inputs"], record["outputs"]
    if not all(type(k) is int and 0 < k <= MOST_WIDTH for k in sizes) or type(record["bias"]) is not bool:
        raise BadArchitecture(
            f"layer {record['name']!r}: inputs and outputs are 1 to {MOST_WIDTH}, bias is true or false"
        )
    return Linear(_blank(*sizes), _blank(sizes[1]) if record["bias"] else None)


def _blank(*shape: int) -> Array:
    """Zeros of a shape that is not believed yet: one number, however large it is."""
    blank: Array = np.broadcast_to(zeros(1, 1)[0, 0], shape)
    return blank


def _read_products(record: Mapping[str, Any]) -> Layer:
    factors = record["factors"]
    fine = isinstance(factors, list) and 0 < len(factors) <= MOST_WIDTH
    if not fine or not all(
        isinstance(columns, list) and 0 < len(columns) <= MOST_FACTORS and all(type(c) is int for c in columns)
        for columns in factors
    ):
        raise BadArchitecture(f"layer {record['name']!r}: factors are lists of 1 to {MOST_FACTORS} columns")
    return Products(tuple(tuple(columns) for columns in factors))


_READ: Final[dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Layer]]]] = {
    "Linear": (("inputs", "outputs", "bias"), _read_linear),
    "ReLU": ((), lambda record: ReLU()),
    "Abs": ((), lambda record: Abs()),
    "Products": (("factors",), _read_products),
}
"""Kind -> the keys of its record besides name and kind, and how it is read."""
