"""What a module computes: one layer's activations as rows, and outputs compared bit for bit."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .insertion import INSIDE, Twisted, layer_names
from .twist import UnsupportedActivation

Floats = NDArray[np.float64]
SAID: Final = 200
"""Characters of a model's own error that are passed on."""


class NotCalledOnce(ValueError):
    """The layer is not called in a forward pass, or more than once; says which layer to name instead."""


class InputMismatch(ValueError):
    """The model cannot take these inputs; says what they are and what it said."""


def call(model: nn.Module, inputs: Any) -> Any:
    """The model on a tensor, a tuple of arguments, or a dict of keyword arguments, none of which it can change.

    Raises:
        InputMismatch: its forward pass fails on them.
        UnsupportedActivation: the output of the twisted layer cannot be twisted.
    """
    given = mapped(inputs, torch.clone)
    try:
        if isinstance(given, Mapping):
            return model(**given)
        return model(*given) if isinstance(given, tuple) else model(given)
    except UnsupportedActivation:
        raise
    except Exception as error:  # a model may raise anything
        said = " ".join(str(error).split())[:SAID]
        raise InputMismatch(
            f"{type(model).__name__} cannot take inputs {shapes(inputs)}: {said or type(error).__name__}"
            f"{_other_type(model, inputs)}; give what its forward takes: a tensor, a tuple or a dict of arguments"
        ) from error


def shapes(inputs: Any) -> str:
    """Inputs in a few words: shapes and types."""
    if isinstance(inputs, Tensor):
        return f"{str(inputs.dtype).removeprefix('torch.')} {tuple(inputs.shape)}"
    if isinstance(inputs, Mapping):
        return "{" + ", ".join(f"{name}: {shapes(part)}" for name, part in inputs.items()) + "}"
    if isinstance(inputs, tuple):
        return "(" + ", ".join(shapes(part) for part in inputs) + ")"
    return f"{type(inputs).__name__}"


def _other_type(model: nn.Module, inputs: Any) -> str:
    """A hint where floating inputs are not of the parameters' type."""
    held = next((p.dtype for p in model.parameters() if p.is_floating_point()), None)
    given = next((part.dtype for part in tensors(inputs) if part.is_floating_point()), held)
    return "" if given == held else f" (its parameters are {held}, the inputs {given})"


def tensors(value: Any) -> Iterator[Tensor]:
    """Every tensor in tuples, lists and dicts."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from tensors(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from tensors(part)


def mapped(value: Any, change: Callable[[Tensor], Any]) -> Any:
    """The same tuples and dicts with every tensor changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Mapping):
        return {name: mapped(part, change) for name, part in value.items()}
    return tuple(mapped(part, change) for part in value) if isinstance(value, tuple) else value


def first(inputs: Any, count: int) -> Any:
    """The first samples, where every tensor has one sample a row; else all."""
    sizes = {len(part) if part.dim() else 0 for part in tensors(inputs)}
    return mapped(inputs, lambda part: part[:count]) if len(sizes) == 1 and min(sizes) > count else inputs


def activations(model: nn.Module, inside: Twisted, inputs: Any, layer: str) -> tuple[Tensor, Tensor]:
    """What went into the twist and what came out, in evaluation mode (so that nothing is drawn or updated).

    Raises:
        NotCalledOnce: the layer is not called, or more than once.
        InputMismatch: the model cannot take these inputs.
    """
    recorded: list[tuple[Tensor, Tensor]] = []
    inside.recorded = recorded
    try:
        with evaluating(model):
            call(model, inputs)
    finally:
        inside.recorded = None
    if not recorded:
        raise NotCalledOnce(
            f"layer {layer!r} is not called in a forward pass: some modules compute their children's work themselves"
            f" (nn.TransformerEncoderLayer in evaluation mode), or it is not used; {_around(model, layer)}"
        )
    if len(recorded) > 1:
        raise NotCalledOnce(
            f"layer {layer!r} is called {len(recorded)} times in a forward pass; name one that is called once"
        )
    return recorded[0]


def _around(model: nn.Module, layer: str) -> str:
    """What to name instead: the nearest module around the layer that has a forward pass, else others."""
    names = dict(model.named_modules())
    around = layer.rpartition(".")[0]
    while around and isinstance(names[around], nn.ModuleList | nn.ModuleDict):
        around = around.rpartition(".")[0]
    if around:
        return f"name the module around it: {around}"
    others = [name for name in layer_names(model) if name != layer and INSIDE not in name.split(".")]
    return f"name another layer: {', '.join(difflib.get_close_matches(layer, others, n=3, cutoff=0) or others[:3])}"


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Evaluation mode for a while, module by module."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Put the random state and the model's buffers (running statistics) back afterwards."""
    kept = [(buffer, buffer.clone()) for buffer in model.buffers()]
    devices = {parameter.device for parameter in model.parameters() if parameter.device.type == "cuda"}
    try:
        with torch.random.fork_rng(devices=devices):
            yield
    finally:
        with torch.no_grad():
            for buffer, before in kept:
                buffer.copy_(before)


def channels(h: Tensor, given: int | None) -> int:
    """Which dimension holds the channels: as given, or 1 for images (n, c, h, w) and the last for everything else.

    Raises:
        ValueError: there is no such dimension, or no samples beside the channels.
    """
    if h.dim() < 2:
        raise ValueError(f"activations of shape {tuple(h.shape)}: samples and channels are needed, two dimensions")
    if given is not None:
        if not -h.dim() <= given < h.dim():
            raise ValueError(f"channel_dim {given} of an activation of shape {tuple(h.shape)}")
        return given
    return 1 if h.dim() == 4 else -1


def rows(h: Tensor, dim: int) -> Tensor:
    """One row for each sample and position: (rows, channels), on the CPU."""
    return h.movedim(dim, -1).reshape(-1, h.shape[dim]).cpu()


def floats(h: Tensor) -> Floats:
    """In double precision, for NumPy."""
    return h.double().numpy()


def identical(a: Any, b: Any) -> bool:
    """Whether two outputs are the same bit for bit: tensors, and tuples, lists and dicts of them."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a.shape == b.shape and a.dtype == b.dtype and _bytes(a) == _bytes(b)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(identical(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(identical(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and bool(a == b)


def _bytes(x: Tensor) -> bytes:
    return x.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes() if x.dim() else _bytes(x.reshape(1))
