"""How far torch's forward pass may be from the exact one: a bound derived from the layers, and the comparison.

u is the unit roundoff of the type and t its smallest normal number. Torch computes with rounded weights and inputs: how
far each is off is computed exactly, V for a weight and e for an input. Entry by entry, e bounds the error of what comes
into a layer, and exact sizes |x| are known:

Linear    The rounded weights put x W + b off by |x|V + e(|W| + V) + |b's|. Of the sum, in any order and with products
          fused or not, each of the k terms that are not zero passes at most k roundings, so that it is off by
          g((|x| + e)(|W| + V) + |b|) with g = ku/(1 - ku) (Higham 2002, chapter 3). Zeros are added exactly.
Products  From left to right: a partial product P off by E, times x off by e, is off by Pe + E|x| + Ee, and rounded by
          u(|P| + E)(|x| + e).
ReLU, Abs Lose nothing.

Where numbers underflow, an operation is off by t at most, and so is an operand that is read as zero: t is added to each
e and V, and four times for each term of a sum (its product, its addition, what that reads, and the bias). The bound is
a sum of positive numbers, computed in doubles and rounded upward. A single rounding meets it to a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from unalignable.theory.core.numbers.array import Array, filled, number

from .network import Linear, Network, Products
from .networks import to_double
from .torch_network import module, tensor

Floats = NDArray[np.float64]
UP: Final = 1 + 1e-6
"""For the rounding of the bound itself: sums of at most a few thousand products, a part in 10^12 at most."""


class Beyond(OverflowError):
    """The type does not hold a number that the forward pass meets, or may meet."""


@dataclass(frozen=True, slots=True)
class Forward:
    """torch's forward pass beside the exact one.

    Attributes:
        dtype: the floating type.
        error: the largest difference of an output.
        bound: the largest that is allowed.
        within: every difference is within its own bound.
    """

    dtype: str
    error: float
    bound: float
    within: bool


def forward(network: Network, inputs: Array, dtype: torch.dtype) -> Forward:
    """Run the network in torch on the inputs, and compare every output with the exact one.

    Raises:
        Beyond: a number that it meets is beyond the type.
    """
    allowed = error_bound(network, inputs, dtype)
    error = differences(computed(network, inputs, dtype), network(inputs))
    name = str(dtype).removeprefix("torch.")
    return Forward(name, float(error.max()), float(allowed.max()), bool(np.all(error <= allowed)))


def computed(network: Network, inputs: Array, dtype: torch.dtype) -> torch.Tensor:
    """torch's outputs, in this type and nothing narrower.

    Raises:
        Beyond: one is not finite.
    """
    before = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision("highest")  # else a matrix product may go through bfloat16
        with torch.no_grad():
            found: torch.Tensor = module(network, dtype)(tensor(inputs, dtype))
    finally:
        torch.set_float32_matmul_precision(before)
    if not bool(torch.isfinite(found).all()):
        raise Beyond("an output is not finite")
    return found


def differences(found: torch.Tensor, exact: Array) -> Floats:
    """|found - exact|, the nearest doubles."""
    pairs = zip(found.double().ravel().tolist(), exact.ravel().tolist(), strict=True)
    return np.array([to_double(abs(number(a) - b)) for a, b in pairs]).reshape(exact.shape)


def error_bound(network: Network, inputs: Array, dtype: torch.dtype) -> Floats:
    """(n, outputs): what each output may be off by in this type.

    Raises:
        Beyond: a number that is met, or may be met in some order of the additions, is beyond the type.
    """
    kind = torch.finfo(dtype)
    u, t = kind.eps / 2, kind.tiny
    h, (size, e) = inputs, _stored(inputs, dtype)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):  # what overflows is seen to be beyond the type
        for layer in network.layers.values():
            if isinstance(layer, Linear):
                e, most = _linear(layer, size, e + t * (size + e > 0), dtype)
            elif isinstance(layer, Products):
                e, most = _products(layer, size, e + t * (size + e > 0), u, t)
            else:
                most = size + e
            if not most.max() <= kind.max:
                raise Beyond(f"beyond {dtype}: a number may reach {most.max():.1e}")
            h, e = layer(h), e * UP
            size = upper(h)
    allowed: Floats = e
    return allowed


def _linear(layer: Linear, size: Floats, e: Floats, dtype: torch.dtype) -> tuple[Floats, Floats]:
    """The error, and the largest that a partial sum may be."""
    kind = torch.finfo(dtype)
    W, V = _stored(layer.weight, dtype)
    V = V + kind.tiny * (W + V > 0)
    b, v = (np.zeros(W.shape[1]),) * 2 if layer.bias is None else _stored(layer.bias, dtype)
    reached = (size + e) @ (W + V) + b + v
    terms = (size + e > 0).astype(float) @ (W + V > 0) + (b + v > 0)
    g = terms * kind.eps / 2 / (1 - terms * kind.eps / 2)
    return size @ V + e @ (W + V) + v + g * reached + 4 * terms * kind.tiny, reached * UP


def _products(layer: Products, size: Floats, e: Floats, u: float, t: float) -> tuple[Floats, Floats]:
    found = [_product(size[:, list(c)], e[:, list(c)], u, t) for c in layer.factors]
    errors, most = zip(*found, strict=True)
    return np.stack(errors, -1), np.stack(most, -1) * UP


def _product(size: Floats, e: Floats, u: float, t: float) -> tuple[Floats, Floats]:
    """The error of products over rows, and the largest of a partial one."""
    P, E = size[:, 0], e[:, 0]
    most = P + E
    for x, d in zip(size.T[1:], e.T[1:], strict=True):
        reached = (P + E) * (x + d)
        E = P * d + E * x + E * d + u * reached + 2 * t * ((P + E > 0) & (x + d > 0))
        P = P * x
        most = np.maximum(most, reached)
    return E, most


# ------------------------------------------------------------------------------------------------------ roundings


def _stored(entries: Array, dtype: torch.dtype) -> tuple[Floats, Floats]:
    """The sizes of some numbers, and how far off they are in this type."""
    size = upper(entries)
    if size.max() > torch.finfo(dtype).max:
        raise Beyond(f"beyond {dtype}: {size.max():.1e} is stored")
    held = tensor(entries, dtype).double().numpy().ravel().tolist()
    off = [number(a) - b for a, b in zip(held, entries.ravel().tolist(), strict=True)]
    return size, upper(filled(off, entries.shape))


def upper(entries: Array) -> Floats:
    """Doubles that are at least the sizes of some numbers, and 0 where they are 0.

    Raises:
        Beyond: one is beyond doubles.
    """
    return np.array([_above(x) for x in entries.ravel().tolist()]).reshape(entries.shape)


def _above(x: Any) -> float:
    if x == 0:
        return 0.0
    try:
        found = float(np.nextafter(to_double(abs(x)), np.inf))
    except OverflowError:
        found = float("inf")
    if found == float("inf"):
        raise Beyond("beyond float64, 1.8e308")
    return found
