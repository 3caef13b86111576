"""Two exact networks, the layer that is compared in each, and inputs: what a pair directory holds.

Weights may be any exact numbers; what is stored are floats. Where a weight is a float, nothing is lost (``exact``);
where it is a rational, a root or an element of a field, the nearest double is stored and the number itself written
beside it (``algebraic``); where it is only enclosed, the nearest double takes its place in everything (``enclosure``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from flint import fmpq

from unalignable.theory.core.knowledge import Same
from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.array import Array, eye, filled
from unalignable.theory.core.numbers.rational import is_rational, rational

from .network import Layer, Linear, Network
from .record import Pair, Reading
from .same_function import Box

Kind = Literal["exact", "algebraic", "enclosure"]
INPUTS: Final = "inputs"
SIDES: Final = ("f", "g")


@dataclass(frozen=True, eq=False, kw_only=True)
class Networks:
    """A pair of networks.

    Attributes:
        inputs: (n, d) samples that both networks are given.
        f, g: the networks.
        layers: names of the layers compared, in f and in g.
        keeps: what the outputs have in common; None when they read different things.
        box: (low, high) for each input, where the outputs are the same on a box and not on all of R^d.
        target: (n, k) what the outputs are to approximate, if anything.
        labels: (n, 1) of 1 and -1, which the signs of the outputs are to give, if anything.
        rounded: doubles stand in the place of weights that are only enclosed, so that closed forms are met nearly.
    """

    inputs: Array
    f: Network
    g: Network
    layers: tuple[str, str]
    keeps: Same | None
    box: Box | None = None
    target: Array | None = None
    labels: Array | None = None
    rounded: bool = False
    numbers: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """Measures that were computed, by name."""

    def __post_init__(self) -> None:
        for name, network, layer in zip(SIDES, (self.f, self.g), self.layers, strict=True):
            if layer not in network.layers:
                raise ValueError(f"no layer {layer!r} in {name}; it has {', '.join(network.layers)}")
            if network.inputs != self.inputs.shape[1]:
                raise ValueError(f"{name} takes {network.inputs} inputs, and samples have {self.inputs.shape[1]}")
        for what, column in (("target", self.target), ("labels", self.labels)):
            if column is not None and column.shape[0] != self.inputs.shape[0]:
                raise ValueError(f"{column.shape[0]} rows of {what} for {self.inputs.shape[0]} samples")
        if self.labels is not None and not all(abs(x) == 1 for x in self.labels.ravel().tolist()):
            raise ValueError("labels are 1 and -1")
        if self.box is not None and len(self.box) != self.inputs.shape[1]:
            raise ValueError(f"a box of {len(self.box)} sides for {self.inputs.shape[1]} inputs")

    def sides(self) -> Iterator[tuple[str, Network, str]]:
        """("f", network, layer compared), and the same of g."""
        yield from zip(SIDES, (self.f, self.g), self.layers, strict=True)

    def representations(self) -> tuple[Array, Array]:
        """The layers compared, on the inputs, exactly: X (n, p) and Y (n, q)."""
        X, Y = (network.at(layer, self.inputs) for _, network, layer in self.sides())
        return X, Y

    def outputs(self) -> tuple[Array, Array]:
        """What the networks give on the inputs, exactly."""
        return self.f(self.inputs), self.g(self.inputs)

    def pair(self) -> Pair:
        """The representations with the layers that read them."""
        return self._pair

    @cached_property
    def _pair(self) -> Pair:
        X, Y = self.representations()
        f, g = (_after(network, layer) for _, network, layer in self.sides())
        return Pair(X=X, Y=Y, f=f, g=g, target=self.target, labels=self.labels)

    def tensors(self) -> dict[str, dict[str, Array]]:
        """File -> tensor name -> exact entries, in the shape that torch stores (``weight`` is outputs by inputs)."""
        found = {name: parameters(network) for name, network, _ in self.sides()}
        data = {INPUTS: self.inputs, "target": self.target, "labels": self.labels}
        return {**found, INPUTS: {name: array for name, array in data.items() if array is not None}}

    @property
    def kind(self) -> Kind:
        """How the stored floats stand to the weights."""
        entries = [x for file in self.tensors().values() for array in file.values() for x in array.ravel().tolist()]
        if any(isinstance(x, Enclosure) for x in entries):
            return "enclosure"
        return "exact" if all(is_stored(x) for x in entries) else "algebraic"

    def settled(self) -> Networks:
        """The same with the nearest double in the place of every number, for weights that are only enclosed."""
        return replace(
            self,
            inputs=_settled(self.inputs),
            f=_settled_network(self.f),
            g=_settled_network(self.g),
            target=None if self.target is None else _settled(self.target),
            rounded=True,
        )


def embedded(pair: Pair, keeps: Same | None) -> Networks:
    """A pair as networks on one-hot inputs: an embedding, whose rows are the representation, and the head."""
    inputs = eye(pair.X.shape[0])
    f, g = (
        Network(inputs.shape[1], {"embedding": Linear(Z), **named(head)})
        for Z, head in ((pair.X, pair.f), (pair.Y, pair.g))
    )
    return Networks(
        inputs=inputs,
        f=f,
        g=g,
        layers=("embedding", "embedding"),
        keeps=keeps,
        target=pair.target,
        labels=pair.labels,
    )


def named(head: Reading) -> dict[str, Layer]:
    """Names for the layers of a head: ``head`` where there is one, ``head1``, ``head2``, … where there are more."""
    return {"head" if len(head) == 1 else f"head{i}": layer for i, layer in enumerate(head, 1)}


def parameters(network: Network) -> dict[str, Array]:
    """The state dict of a network, with exact entries."""
    found: dict[str, Array] = {}
    for name, layer in network.layers.items():
        if isinstance(layer, Linear):
            found[f"{name}.weight"] = layer.weight.T
            if layer.bias is not None:
                found[f"{name}.bias"] = layer.bias
    return found


def with_parameters(network: Network, tensors: Mapping[str, Array]) -> Network:
    """The network with other weights: those of a state dict."""

    def changed(name: str, layer: Layer) -> Layer:
        if not isinstance(layer, Linear):
            return layer
        bias = None if layer.bias is None else tensors[f"{name}.bias"]
        return Linear(tensors[f"{name}.weight"].T, bias)

    return Network(network.inputs, {name: changed(name, layer) for name, layer in network.layers.items()})


def is_stored(x: Any) -> bool:
    """Whether a double stores this number, sign of zero aside."""
    return is_rational(x) and is_double(rational(x))


def is_double(x: fmpq) -> bool:
    """Whether a rational is a double."""
    return rational(to_double(x)) == x if abs(x) < fmpq(2) ** 1024 else False


def to_double(x: Any) -> float:
    """The nearest double.

    Raises:
        OverflowError: there is none.
    """
    if is_rational(x):
        r = rational(x)
        return int(r.p) / int(r.q)  # Python divides integers with correct rounding
    return float(x)


def doubles(entries: Array) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The nearest doubles of an array of numbers."""
    return np.array([to_double(x) for x in entries.ravel().tolist()]).reshape(entries.shape)


def settled(x: Any) -> Any:
    """The number itself, or the nearest double to one that is only enclosed."""
    return rational(to_double(x)) if isinstance(x, Enclosure) else x


def _settled(entries: Array) -> Array:
    return filled([rational(to_double(x)) for x in entries.ravel().tolist()], entries.shape)


def _settled_network(network: Network) -> Network:
    return with_parameters(network, {name: _settled(a) for name, a in parameters(network).items()})


def _after(network: Network, layer: str) -> Reading:
    names = list(network.layers)
    return tuple(network.layers[name] for name in names[names.index(layer) + 1 :])
