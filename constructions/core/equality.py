"""What is the same in a network and its twin: outputs, parameters and what untwisting gives back, bit by bit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor

from .activations import InputMismatch, identical, mapped, tensors
from .twin import Twin
from .twist import SIGN_BITS, SwirlTwist

ODD: Final = (math.inf, -math.inf, math.nan, -0.0, 1e37)
"""Values that arithmetic treats specially, put into copies of the first samples."""


@dataclass(frozen=True)
class Equality:
    """What is the same in both networks.

    Attributes:
        samples: how many inputs were given.
        alike: on how many of them every output is the same bit for bit.
        difference: largest absolute difference of two outputs that are both finite.
        special: whether outputs are the same bit for bit on rows holding inf, -inf, NaN, -0 and 1e37; None where the
            inputs have no floating-point numbers, the network itself refuses such rows, or for a swirl.
        untwisted: whether untwisting gives the original activations back bit for bit.
        off: largest absolute difference between the original activations and those that come back.
        bound: how large it may be: 0 for signs; for a swirl it grows with the strength (``SwirlTwist.rounding``).
        products: whether each row has all its signs flipped or none, so that every product of two channels is kept;
            None for a swirl.
        state: whether both have the same ``state_dict``: keys, order and values.
    """

    samples: int
    alike: int
    difference: float
    special: bool | None
    untwisted: bool
    off: float
    bound: float
    products: bool | None
    state: bool

    @property
    def outputs(self) -> bool:
        """Whether all outputs are the same bit for bit."""
        return self.alike == self.samples


def equality(twin: Twin, outputs: tuple[Any, Any], special: bool | None, before: Tensor, twisted: Tensor) -> Equality:
    """Compare.

    Args:
        twin: the pair.
        outputs: of both networks on the same inputs.
        special: what ``special_values_agree`` said.
        before: the layer's activations.
        twisted: the same, twisted.
    """
    back = twin.twist.untwisted(twisted)
    same = _same_rows(*outputs)
    finite = torch.isfinite(before) & torch.isfinite(back)
    off = torch.where(finite, before.double() - back.double(), 0.0).abs()
    return Equality(
        samples=len(same),
        alike=int(same.sum()),
        difference=max((_difference(a, b) for a, b in zip(*map(tensors, outputs), strict=False)), default=0.0),
        special=special,
        untwisted=identical(back, before),
        off=float(off.max()) if off.numel() else 0.0,
        bound=max(twin.twist.rounding(before), twin.twist.rounding(twisted)),
        products=None
        if isinstance(twin.twist, SwirlTwist)
        else _flipped_whole(before, twisted, twin.twist.channel_dim),
        state=list(twin.f.state_dict()) == list(twin.g.state_dict())
        and all(identical(a, twin.g.state_dict()[key]) for key, a in twin.f.state_dict().items()),
    )


def special_values_agree(twin: Twin, inputs: Any) -> bool | None:
    """Whether outputs agree where every second entry of the first rows is inf, -inf, NaN, -0 or 1e37.

    None for a swirl, for inputs without floating-point numbers, and where the network itself refuses such rows.
    """
    if isinstance(twin.twist, SwirlTwist) or not any(part.is_floating_point() for part in tensors(inputs)):
        return None
    try:
        return identical(*twin.outputs(mapped(inputs, _filled)))
    except InputMismatch:
        return None


def _filled(x: Tensor) -> Tensor:
    if not x.is_floating_point():
        return x
    x = x.clone(memory_format=torch.contiguous_format)
    for row, value in zip(x, ODD, strict=False):
        row.view(-1)[::2] = value
    return x


def _same_rows(a: Any, b: Any) -> Tensor:
    """Which samples have the same outputs bit for bit: by the first dimension, where all outputs have one of a size."""
    pairs = list(zip(tensors(a), tensors(b), strict=False))
    sizes = {len(x) if x.dim() else 0 for pair in pairs for x in pair}
    if identical(a, b) or len(sizes) != 1:
        return torch.full((max(sizes, default=1),), identical(a, b))
    same = [torch.tensor([identical(x, y) for x, y in zip(*pair, strict=True)]) for pair in pairs]
    return torch.stack(same).all(0)


def _difference(a: Tensor, b: Tensor) -> float:
    if not a.is_floating_point() or a.shape != b.shape or a.is_nested:
        return 0.0
    finite = torch.isfinite(a) & torch.isfinite(b)
    off = torch.where(finite, a.double() - b.double(), 0.0).abs()
    return float(off.max()) if off.numel() else 0.0


def _flipped_whole(before: Tensor, after: Tensor, dim: int) -> bool:
    """Whether the bits of ``after`` are those of ``before`` with the sign bit flipped in all channels or in none.

    Then every product of two channels has the same bits: (-a)(-b) is ab.
    """
    integers, bit = SIGN_BITS[before.dtype]
    changed = before.contiguous().view(integers) ^ after.contiguous().view(integers)
    whole = (changed == changed.select(dim, 0).unsqueeze(dim)).all()
    return bool(whole & ((changed == 0) | (changed == bit)).all())
