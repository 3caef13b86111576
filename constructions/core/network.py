"""Networks as data: layers with exact weights, evaluated over any kind of number.

The numbers may be rationals, elements of a real field (Q(√5) ...) or enclosures: a layer only adds, multiplies and
compares. ``torch_network.py`` makes the same network of torch modules.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

import numpy as np
from flint import fmpq

from unalignable.theory.core.numbers import sign
from unalignable.theory.core.numbers.array import Array, array, filled
from unalignable.theory.core.numbers.effort import bits, limited, spend
from unalignable.theory.core.numbers.number import Undecided


class Layer(ABC):
    """One map on rows: (n, width in) -> (n, width out)."""

    kind: ClassVar[str]

    @abstractmethod
    def width(self, given: int) -> int:
        """How wide the output is.

        Raises:
            ValueError: the layer does not take inputs of this width.
        """

    @abstractmethod
    def __call__(self, h: Array) -> Array:
        """The layer on every row, exactly."""


@dataclass(frozen=True, eq=False, slots=True)
class Linear(Layer):
    """``h -> h W + b``; W is (width in, width out) and b has width-out entries (0 by default).

    torch's ``nn.Linear`` stores the transpose of W.
    """

    weight: Array
    bias: Array | None = None
    kind: ClassVar[str] = "Linear"

    @classmethod
    def of(cls, weight: Any, bias: Any = None) -> Linear:
        """From nested lists of numbers; floats are the dyadic rationals that they store."""
        return cls(array(weight), None if bias is None else array(bias))

    def width(self, given: int) -> int:
        """Columns of W."""
        rows, columns = self.weight.shape
        if given != rows:
            raise ValueError(f"a Linear layer of {rows} inputs was given {given}")
        if self.bias is not None and self.bias.shape != (columns,):
            raise ValueError(f"a Linear layer of {columns} outputs has a bias of shape {self.bias.shape}")
        return int(columns)

    def __call__(self, h: Array) -> Array:
        """h W + b."""
        out: Array = h @ self.weight
        return out if self.bias is None else out + self.bias


@dataclass(frozen=True, slots=True)
class ReLU(Layer):
    """``max(h, 0)``, entry by entry."""

    kind: ClassVar[str] = "ReLU"

    def width(self, given: int) -> int:
        """The same."""
        return given

    def __call__(self, h: Array) -> Array:
        """max(h, 0)."""
        return _entrywise(h, lambda x: x if _sign(x) > 0 else x * 0)


@dataclass(frozen=True, slots=True)
class Abs(Layer):
    """``|h|``, entry by entry."""

    kind: ClassVar[str] = "Abs"

    def width(self, given: int) -> int:
        """The same."""
        return given

    def __call__(self, h: Array) -> Array:
        """|h|."""
        return _entrywise(h, lambda x: x if _sign(x) >= 0 else -x)


@dataclass(frozen=True, slots=True)
class Products(Layer):
    """One output for each tuple of columns: their product (``(0, 0)`` is a square, ``(2,)`` the column itself)."""

    factors: tuple[tuple[int, ...], ...]
    kind: ClassVar[str] = "Products"

    def width(self, given: int) -> int:
        """The number of products."""
        for columns in self.factors:
            if not columns or not all(0 <= column < given for column in columns):
                raise ValueError(
                    f"a product of columns {columns} of {given}: columns are 0 to {given - 1}, at least one"
                )
        return len(self.factors)

    def __call__(self, h: Array) -> Array:
        """The products."""
        out = [[_product([row[c] for c in columns]) for columns in self.factors] for row in h.tolist()]
        return filled([x for row in out for x in row], (h.shape[0], len(self.factors)))


PIECEWISE_LINEAR: Final = (Linear, ReLU, Abs)
POLYNOMIAL: Final = (Linear, Products)


@dataclass(frozen=True, eq=False)
class Network:
    """Named layers, one after another.

    Attributes:
        inputs: width of the input.
        layers: name -> layer, in order.

    Raises:
        ValueError: the widths do not meet.
    """

    inputs: int
    layers: Mapping[str, Layer]

    def __post_init__(self) -> None:
        width = self.inputs
        for name, layer in self.layers.items():
            try:
                width = layer.width(width)
            except ValueError as error:
                raise ValueError(f"layer {name!r}: {error}") from None

    @property
    def outputs(self) -> int:
        """Width of the output."""
        width = self.inputs
        for layer in self.layers.values():
            width = layer.width(width)
        return width

    def __call__(self, inputs: Any) -> Array:
        """The outputs, exactly: (n, inputs) -> (n, outputs)."""
        return self.activations(inputs, len(self.layers))

    def at(self, layer: str, inputs: Any) -> Array:
        """The output of one layer, exactly.

        Raises:
            ValueError: there is no layer of this name.
        """
        names = list(self.layers)
        if layer not in names:
            raise ValueError(f"no layer {layer!r}; the layers are {', '.join(names)}")
        return self.activations(inputs, names.index(layer) + 1)

    def activations(self, inputs: Any, depth: int) -> Array:
        """After the first ``depth`` layers.

        Raises:
            ValueError: the inputs are not a matrix of this network's width.
        """
        h = array(inputs)
        if h.ndim != 2 or h.shape[1] != self.inputs:
            raise ValueError(f"inputs of shape {h.shape}; this network takes (n, {self.inputs})")
        for layer in list(self.layers.values())[:depth]:
            h = layer(h)
        return h

    def made_of(self, kinds: Sequence[type[Layer]]) -> bool:
        """Is every layer of one of these kinds?"""
        return all(isinstance(layer, tuple(kinds)) for layer in self.layers.values())


Layers: TypeAlias = Mapping[str, Layer]


def _entrywise(h: Array, f: Any) -> Array:
    return filled([f(x) for x in np.ravel(h).tolist()], h.shape)


def _sign(x: Any) -> int:
    s = sign(x)
    if s is None:
        raise Undecided(f"on which side of zero {x} is cannot be told at this precision")
    return s


def _product(factors: Sequence[Any]) -> Any:
    out = factors[0]
    for factor in factors[1:]:
        if isinstance(out, fmpq) and isinstance(factor, fmpq) and limited():
            spend(1 + bits((out, factor)) / 50)
        out = out * factor
    return out
