"""Inputs of a network from a file, and which of them a twist is fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unalignable.theory.core.activations import read
from unalignable.theory.core.console import CallError

from .activations import mapped, tensors

MOST_FITTED: Final = 2048
"""Samples that a twist is fitted on, at most; otherwise a third."""
FEW: Final = 12
"""With fewer samples than this none are set aside."""


def read_inputs(location: str, model: nn.Module) -> Any:
    """One sample a row, as the model takes it.

    Args:
        location: ``FILE`` or ``FILE:NAME`` (.npy .npz .safetensors .csv). A file of several arrays and no name gives a
            dict of keyword arguments.
        model: floating-point inputs get the type of its parameters, and everything goes to their device.

    Raises:
        CallError: the file cannot be read, holds no numbers, or its arrays have no samples in common.
    """
    names = _names(Path(location))
    found: Any = {name: _tensor(f"{location}:{name}") for name in names} if len(names) > 1 else _tensor(location)
    sizes = {name: len(part) for name, part in (found if isinstance(found, Mapping) else {"": found}).items()}
    if len(set(sizes.values())) > 1:
        raise CallError(f"{location}: all arrays need one row per sample, but there are {sizes}")
    kept = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(()))
    return mapped(found, lambda x: x.to(kept.device, kept.dtype if x.is_floating_point() else x.dtype))


def _names(path: Path) -> list[str]:
    """The arrays of a file that may hold several; [] for others, and for what ``read`` will complain of."""
    if not path.is_file():
        return []
    if path.suffix.lower() == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            return list(arrays)
    if path.suffix.lower() == ".safetensors":
        from safetensors import safe_open

        with safe_open(path, framework="numpy") as stored:
            return sorted(stored.keys())
    return []


def _tensor(location: str) -> Tensor:
    values = read(location).values
    if values.dtype.kind not in "biuf":
        raise CallError(f"{location} holds {values.dtype}; inputs must be numbers")
    if values.ndim < 1 or len(values) == 0:
        raise CallError(f"{location} holds no samples: its shape is {values.shape}; one row per sample is needed")
    return torch.from_numpy(np.ascontiguousarray(values.astype(values.dtype.newbyteorder("="))))


def split(inputs: Any, labels: NDArray[Any] | None, seed: int) -> tuple[Any, Any, NDArray[Any] | None, bool]:
    """A third of the samples to fit a twist on, at random, and the others to check it on, with their labels.

    Args:
        inputs: with one sample a row in every tensor.
        labels: one per sample, or None.
        seed: of the choice.

    Returns:
        Inputs to fit on, inputs to check on, their labels, and whether the two are different samples.

    Raises:
        CallError: there is not one label per sample.
    """
    n = len(next(iter(tensors(inputs))))
    if labels is not None and len(labels) != n:
        raise CallError(f"there are {len(labels)} labels for {n} inputs; give one per sample, in the same order")
    if n < FEW:
        return inputs, inputs, labels, False
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    fitted = order[: min(n // 3, MOST_FITTED)].sort().values
    others = order[min(n // 3, MOST_FITTED) :].sort().values
    return _rows(inputs, fitted), _rows(inputs, others), None if labels is None else labels[others.numpy()], True


def _rows(inputs: Any, index: Tensor) -> Any:
    take: Callable[[Tensor], Tensor] = lambda x: x[index.to(x.device)]  # noqa: E731
    return mapped(inputs, take)
