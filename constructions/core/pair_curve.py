"""CKA and R² of a pair, layer by layer: from the inputs, which are the same, to the outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from unalignable.theory import UndefinedMeasure, linear_cka, linear_r2

from .networks import INPUTS, Networks, doubles


@dataclass(frozen=True, slots=True)
class Step:
    """Two layers that stand in the same place of their networks.

    Attributes:
        f, g: their names.
        cka: linear CKA of their activations on the inputs; None where it is not defined.
        r2: linear R² from f's to g's; None where it is not defined.
        compared: these are the layers that the pair is about.
    """

    f: str
    g: str
    cka: float | None
    r2: float | None
    compared: bool

    @property
    def name(self) -> str:
        """Both names, or the one that they have in common."""
        return self.f if self.f == self.g else f"{self.f} / {self.g}"


def curve(networks: Networks) -> list[Step]:
    """The layers of both networks side by side.

    Networks may differ in depth: layers before those compared are counted back from them, layers after them back from
    the outputs, and what one network has beyond the other is left out.
    """
    here = networks.layers
    before, after = [], []  # both from the last layer back
    for _, network, layer in networks.sides():
        names = list(network.layers)
        place = names.index(layer)
        before.append(names[:place][::-1])
        after.append(names[place + 1 :][::-1])
    earlier, later = (list(zip(*names, strict=False))[::-1] for names in (before, after))
    return [_step(networks, f, g, (f, g) == here) for f, g in [(INPUTS, INPUTS), *earlier, here, *later]]


def _step(networks: Networks, f: str, g: str, compared: bool) -> Step:
    X, Y = (
        doubles(networks.inputs if name == INPUTS else network.at(name, networks.inputs))
        for network, name in ((networks.f, f), (networks.g, g))
    )
    return Step(f, g, _defined(linear_cka, X, Y), _defined(linear_r2, X, Y), compared)


def _defined(measure: Callable[..., float], X: Any, Y: Any) -> float | None:
    try:
        return measure(X, Y)
    except UndefinedMeasure:
        return None
