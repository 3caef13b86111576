"""A twist as a file: integers in safetensors, everything else in its header, nothing to unpickle, nothing believed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from .insertion import Key
from .twist import WEIGHTS, SignTwist, SwirlTwist, Twist

LARGEST: Final = 2**62
"""Offset and period are below this in size: phases and they stay within 64 bits."""
EXPONENTS: Final = range(-1100, 1101)
"""A step is a power of two that a double can hold."""


class BrokenTwin(ValueError):
    """The directory is no twin's, its files do not fit together, or it is another model's; one line that says where."""


def write_twist(twist: Twist, layer: str, output: Key) -> bytes:
    """A safetensors file: ``weights`` or ``pairs``, and in its metadata the numbers, the layer and the part twisted."""
    numbers: dict[str, Any] = {"kind": twist.kind, "layer": layer, "output": output, "channel_dim": twist.channel_dim}
    if isinstance(twist, SignTwist):
        numbers |= {"offset": twist.offset, "period": twist.period, "exponent": twist.exponent}
        return saved({"weights": twist.weights}, {"twist": json.dumps(numbers)})
    numbers |= {"strength": twist.strength, "scale": twist.scale}
    return saved({"pairs": twist.pairs}, {"twist": json.dumps(numbers)})


def read_twist(name: str, data: bytes) -> tuple[Twist, str, Key]:
    """The twist, the layer it is put behind, and the part of that layer's output.

    Any file that is read gives a bijection: integer weights make a sign of |h|, disjoint pairs a swirl.

    Raises:
        BrokenTwin: it is not as ``write_twist`` writes it; says what is wrong with the file of this name.
    """
    tensors = read_tensors(name, data)
    try:
        numbers = json.loads(_metadata(data)["twist"])
        layer, output, dim = numbers["layer"], numbers["output"], _whole(numbers["channel_dim"])
        if not isinstance(layer, str) or not (output is None or isinstance(output, str) or type(output) is int):
            raise ValueError(f"layer {layer!r}, output {output!r}")
        make = {"sign": _sign, "swirl": _swirl}[numbers["kind"]]
        return make(tensors, numbers, dim), layer, output
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenTwin(f"{name} does not hold a twist: {type(error).__name__}: {error}") from error


def saved(tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None) -> bytes:
    """A safetensors file; tensors that share memory are written one by one."""
    apart = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    data: bytes = save(apart, metadata)
    return data


def read_tensors(name: str, data: bytes) -> dict[str, Tensor]:
    """The tensors of a safetensors file.

    Raises:
        BrokenTwin: the file of this name is none.
    """
    try:
        found: dict[str, Tensor] = load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise BrokenTwin(f"{name} cannot be read: {' '.join(str(error).split())}") from error
    return found


def _metadata(data: bytes) -> Mapping[str, str]:
    """The header of a safetensors file begins with its length in eight bytes."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    found: Mapping[str, str] = header["__metadata__"]
    return found


def _sign(tensors: Mapping[str, Tensor], numbers: Mapping[str, Any], dim: int) -> Twist:
    weights = tensors["weights"]
    if weights.dtype != torch.int64 or weights.dim() != 1 or bool((weights.abs() > WEIGHTS).any()):
        raise ValueError(f"weights must be int64 of size up to {WEIGHTS}")
    offset, period, exponent = (_whole(numbers[key]) for key in ("offset", "period", "exponent"))
    if not (abs(offset) < LARGEST and 0 <= period < LARGEST and exponent in EXPONENTS):
        raise ValueError(f"offset {offset}, period {period} or exponent {exponent} is out of range")
    return SignTwist(weights, offset, period, exponent, dim)


def _swirl(tensors: Mapping[str, Tensor], numbers: Mapping[str, Any], dim: int) -> Twist:
    pairs, strength, scale = tensors["pairs"], float(numbers["strength"]), float(numbers["scale"])
    if pairs.dtype != torch.int64 or pairs.dim() != 2 or pairs.shape[1] != 2 or bool((pairs < 0).any()):
        raise ValueError("pairs must be int64 of shape (k, 2)")
    if len(set(pairs.flatten().tolist())) != pairs.numel():
        raise ValueError("a channel is in two pairs")
    if not (math.isfinite(strength) and math.isfinite(scale) and scale > 0):
        raise ValueError(f"strength {strength} or scale {scale} is out of range")
    return SwirlTwist(pairs, strength, scale, dim)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is no whole number")
    return value
