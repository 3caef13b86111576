"""Layer by layer, how a network and its twin differ: nowhere but at the twisted layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from unalignable.theory import UndefinedMeasure, linear_cka

from .activations import call, channels, evaluating, identical, tensors
from .insertion import Key
from .measurements import paired, predicted
from .twin import Twin

UNCALLED: Final = (nn.ModuleList, nn.ModuleDict)
"""Containers that have no forward pass: their children are looked at instead."""


@dataclass(frozen=True)
class LayerScore:
    """One layer of both networks.

    Attributes:
        name: as in ``model.named_modules()``.
        identical: whether its activations are the same bit for bit.
        cka: linear CKA between them; None where it is undefined (a constant layer).
        forward: held-out R², from the network to its twin; None likewise, and with fewer than 10 samples.
        backward: the other way.
    """

    name: str
    identical: bool
    cka: float | None
    forward: float | None
    backward: float | None


def beside(model: nn.Module, layer: str) -> list[str]:
    """The layer, its siblings and its ancestors' siblings: the network at the grain of that layer.

    Example:
        >>> net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 2)), nn.Sequential(nn.ReLU()))
        >>> beside(net, "1.0")
        ['0', '1.0', '1.1', '2']
    """
    return list(_beside(model, layer, ""))


def _beside(module: nn.Module, layer: str, prefix: str) -> Iterator[str]:
    for child, part in module.named_children():
        name = f"{prefix}{child}"
        opened = layer.startswith(f"{name}.") or isinstance(part, UNCALLED)
        if opened:
            yield from _beside(part, layer, f"{name}.")
        else:
            yield name


@torch.no_grad()
def layer_curve(twin: Twin, inputs: Any) -> list[LayerScore]:
    """Compare every layer beside the twisted one, in evaluation mode.

    Hooks are put on both networks to see the layers, so modules with a fast path that avoids hooks run without it, in
    both alike. Layers that are not called, called twice or that return no floating-point tensor are left out.

    Args:
        twin: the pair.
        inputs: as for the network; a few hundred samples are enough.

    Returns:
        The layers in the order in which they are called.
    """
    names, here = beside(twin.f, twin.layer), twin.layer
    first = _seen(twin.f, {name: twin.f.get_submodule(name) for name in names}, inputs, {here: twin.inside.output})
    modules = {name: twin.inside if name == here else twin.g.get_submodule(name) for name in names}
    second = _seen(twin.g, modules, inputs, {})
    return [
        _score(name, a, second[name], twin.twist.channel_dim if name == here else channels(a, None))
        for name, a in first.items()
        if name in second
    ]


def _seen(model: nn.Module, modules: dict[str, nn.Module], inputs: Any, keys: dict[str, Key]) -> dict[str, Tensor]:
    """Layer -> its activation, of those that are called once, in the order of calls."""
    found: dict[str, list[Tensor | None]] = {}
    with evaluating(model), ExitStack() as hooks:
        for name, module in modules.items():

            def see(_module: Any, _inputs: Any, output: Any, name: str = name) -> None:
                found.setdefault(name, []).append(_tensor(output, keys.get(name)))

            hooks.callback(module.register_forward_hook(see).remove)
        call(model, inputs)
    return {name: h for name, (h, *others) in found.items() if h is not None and not others}


def _tensor(output: Any, key: Key) -> Tensor | None:
    """The activation in a layer's output: the part that was chosen, or the first that can be one; a copy of it."""
    for part in tensors(output if key is None else output[key]):
        if part.is_floating_point() and not part.is_nested and part.dim() >= 2:
            return part.detach().clone()  # an in-place ReLU may come next
    return None


def _score(name: str, a: Tensor, b: Tensor, dim: int) -> LayerScore:
    same, found = identical(a, b), paired(a, b, dim)
    X, Y = found.X, found.Y
    try:
        cka = linear_cka(X, Y)
        scores = (1.0, 1.0) if same else (predicted(found, X, Y), predicted(found, Y, X))
    except UndefinedMeasure:
        return LayerScore(name, same, None, None, None)
    return LayerScore(name, same, cka, *scores)
