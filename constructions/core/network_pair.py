"""Two networks in torch with what is claimed of them: built from a construction, saved, loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from unalignable.theory.core.carriers.exact import Exact

from . import catalogue
from .certificate import content, write_directory
from .claims import Claim, claims
from .limits import BUILD, countable, effort, fits
from .networks import Networks, settled
from .number_text import write_number
from .reading import read
from .torch_network import module, smallest_dtype, tensor


@dataclass(frozen=True, eq=False, repr=False)
class NetworkPair:
    """Two networks in torch, with what is claimed of them.

    Attributes:
        f, g: ``nn.Sequential`` of named layers, in evaluation mode.
        layers: names of the layers compared, in f and in g.
        inputs: (n, d) the samples.
        claims: what is claimed, each with its scope and how it is shown.
        networks: the same networks with exact weights.
        construction, parameters: what it was built from.
    """

    f: nn.Sequential
    g: nn.Sequential
    layers: tuple[str, str]
    inputs: Tensor
    claims: tuple[Claim, ...]
    networks: Networks
    construction: str | None
    parameters: Mapping[str, str]

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return (
            f"NetworkPair({self.construction or 'two networks'}{': ' if chosen else ''}{chosen}; layers {self.layers})"
        )

    @torch.no_grad()
    def representations(self, inputs: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The layers compared, in torch: X (n, p) and Y (n, q).

        Args:
            inputs: (n, d); the stored ones by default.
        """
        given = self.inputs if inputs is None else inputs
        X, Y = (_up_to(network, layer, given) for network, layer in zip((self.f, self.g), self.layers, strict=True))
        return X, Y

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable build --json``."""
        return {
            "construction": self.construction,
            "parameters": dict(self.parameters),
            "layers": list(self.layers),
            "claims": [asdict(claim) for claim in self.claims],
        }

    def save(self, directory: Path | str, *, figure: bool = False, onnx: bool = False) -> None:
        """Write the pair directory.

        Args:
            directory: made if it does not exist; a pair that stands there is replaced.
            figure: draw ``figure.png`` as well, both representations and the values claimed.
            onnx: write ``f.onnx`` and ``g.onnx`` as well, for other runtimes.

        Raises:
            NoOnnx: ONNX files are wanted, and the package onnx is not installed.
            CallError: something else stands there, or it cannot be written.
        """
        files = content(self.networks, list(self.claims), self.construction, self.parameters)
        if figure:
            from .pair_figure import pair_figure

            files["figure.png"] = pair_figure(self)
        if onnx:
            from .onnx_network import onnx_model

            for name, network, layer in self.networks.sides():
                files[f"{name}.onnx"] = onnx_model(network, layer, self.inputs.dtype)
        write_directory(Path(directory), files)


def _up_to(network: nn.Sequential, layer: str, h: Tensor) -> Tensor:
    for name, child in network.named_children():
        h = child(h)
        if name == layer:
            return h
    raise KeyError(layer)  # the networks were checked to have it


def build(slug: str, /, **parameters: Any) -> NetworkPair:
    """The pair of a construction as networks, with every claim shown.

    Args:
        slug: of the construction, as in ``unalignable list``.
        parameters: values of its parameters; the defaults stand for the rest. Numbers may be ints, fractions or floats
            (a float is the dyadic rational that it stores; of a number that is only enclosed, the nearest one).

    Returns:
        The pair, in single precision where that loses nothing.

    Raises:
        CatalogueError: there is no such construction.
        ValueError: an unknown parameter, a value out of range, or a pair beyond the limits (``limits.py``).
        NotSo: a claim is not true of the pair (a defect of the construction).

    Example:
        >>> pair = build("readout_junk", s=2)
        >>> torch.equal(pair.f(pair.inputs), pair.g(pair.inputs))
        True
    """
    construction = catalogue.get(slug).construction
    given = {name: settled(value) for name, value in parameters.items()}
    with effort(BUILD, f"{slug} at these parameters"):
        chosen = construction.complete(given)
        countable({name: value for name, value in chosen.items() if construction.parameters[name].whole})
        networks = construction.network_pair(**given)
        if networks.kind == "enclosure":
            networks = networks.settled()
        fits(x for file in networks.tensors().values() for array in file.values() for x in array.ravel().tolist())
        shown = tuple(claims(networks, construction.closed_form(Exact(), **given)))
    try:
        return _pair(networks, shown, slug, {name: write_number(value) for name, value in chosen.items()})
    except OverflowError:
        raise ValueError(f"{slug} at these parameters has a weight beyond a double, 1.8e308") from None


def load(directory: Path | str) -> NetworkPair:
    """The networks of a pair directory, with its claims as they stand there, unchecked.

    Raises:
        CallError: there is no such directory.
        BrokenPair: it is no pair directory.
    """
    stored = read(Path(directory))
    return _pair(stored.networks, stored.claims, stored.construction, stored.parameters)


def _pair(networks: Networks, claims: tuple[Claim, ...], slug: str | None, chosen: Mapping[str, str]) -> NetworkPair:
    dtype = smallest_dtype(networks.tensors())
    return NetworkPair(
        f=module(networks.f, dtype),
        g=module(networks.g, dtype),
        layers=networks.layers,
        inputs=tensor(networks.inputs, dtype),
        claims=claims,
        networks=networks,
        construction=slug,
        parameters=chosen,
    )
