"""What a module computes: one layer's activations as rows, and outputs compared bit for bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .insertion import Twisted

Floats = NDArray[np.float64]


def call(model: nn.Module, inputs: Any) -> Any:
    """The model on a tensor, a tuple of arguments, or a dict of keyword arguments."""
    if isinstance(inputs, Mapping):
        return model(**inputs)
    if isinstance(inputs, tuple):
        return model(*inputs)
    return model(inputs)


def activations(model: nn.Module, inside: Twisted, inputs: Any, layer: str) -> tuple[Tensor, Tensor]:
    """What went into the twist and what came out, in evaluation mode (so that nothing is drawn or updated)."""
    recorded: list[tuple[Tensor, Tensor]] = []
    inside.recorded = recorded
    try:
        with _evaluating(model):
            call(model, inputs)
    finally:
        inside.recorded = None
    parts = [pair for pair in recorded if pair[0].numel()]
    if not parts:
        raise RuntimeError(
            f"layer {layer!r} is not called in a forward pass: some modules compute their children's work themselves"
            " (nn.TransformerEncoderLayer in evaluation mode); name the module around it"
        )
    if len(parts) > 1 and not _pieces_of_one_call(recorded):
        raise RuntimeError(
            f"layer {layer!r} is called {len(parts)} times in a forward pass; name one that is called once"
        )
    before, twisted = (torch.cat(side) if len(parts) > 1 else side[0] for side in zip(*parts, strict=True))
    return before, twisted


def _pieces_of_one_call(recorded: Sequence[tuple[Tensor, Tensor]]) -> bool:
    """A nested tensor is twisted piece by piece: two-dimensional, of one width."""
    return all(before.dim() == 2 for before, _ in recorded) and len({before.shape[-1] for before, _ in recorded}) == 1


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """Evaluation mode for a while, module by module."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


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
