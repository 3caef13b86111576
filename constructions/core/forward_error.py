"""How far torch's forward pass may be from the exact one: a bound derived from the layers, and the comparison.

In a floating type of unit roundoff u, with weights and inputs rounded to it (after a first rounding to doubles, where
the weights are not doubles), a linear layer of k inputs computes ``x W + b`` in some order of additions, fused with
products or not. By the standard analysis (Higham 2002, chapter 3) the error is at most
``e|W|(1 + v) + |x| |W| v + g (|x| + e)|W|(1 + v) + (v + g)|b|``, entry by entry, where e bounds the error of x,
``v = u + 2^-53 + u 2^-53`` is the rounding of a weight and ``g = (k + 1)u/(1 - (k + 1)u)`` that of the sum. ReLU and
absolute values lose nothing. A product of m factors multiplies their relative errors. Numbers that underflow add the
smallest normal number each. What is added up here in doubles is rounded upward by one part in a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from unalignable.theory.core.numbers.array import Array, filled, number

from .network import Linear, Network, Products
from .networks import doubles
from .torch_network import module, tensor

Floats = NDArray[np.float64]
UP: Final = 1 + 1e-6
"""Doubles here are sums of at most a few thousand products, each right to 2^-53: a part in 10^12 at most."""
FIRST: Final = 2.0**-53
"""Of the rounding to doubles."""


@dataclass(frozen=True, slots=True)
class Forward:
    """torch's forward pass beside the exact one.

    Attributes:
        dtype: the floating type.
        error: the largest difference of an output, and of the layer compared.
        bound: what it may be there.
        within: every difference is within its own bound.
    """

    dtype: str
    error: float
    bound: float
    within: bool


def forward(network: Network, inputs: Array, dtype: torch.dtype) -> Forward:
    """Run the network in torch on the inputs, and compare every output with the exact one.

    Raises:
        OverflowError: a weight or an input is beyond the type.
    """
    with torch.no_grad():
        found = module(network, dtype)(tensor(inputs, dtype)).double().numpy()
    exact = network(inputs)
    allowed = error_bound(network, inputs, dtype)
    differences = filled(
        [abs(a - b) for a, b in zip(_numbers(found), exact.ravel().tolist(), strict=True)], exact.shape
    )
    error = doubles(differences) * UP
    return Forward(
        str(dtype).removeprefix("torch."),
        float(error.max()),
        float(allowed.max()),
        bool(np.all(error <= allowed)),
    )


def _numbers(found: Floats) -> list[Any]:
    if not np.isfinite(found).all():
        raise OverflowError("an output is not finite")
    return [number(x) for x in found.ravel().tolist()]


def error_bound(network: Network, inputs: Array, dtype: torch.dtype) -> Floats:
    """(n, outputs): what each output may be off by in this type."""
    kind = torch.finfo(dtype)
    u, tiny = kind.eps / 2, kind.tiny
    v = u + FIRST + u * FIRST
    h = inputs
    size = np.abs(doubles(h))
    e = size * v + tiny
    for layer in network.layers.values():
        if isinstance(layer, Linear):
            W = np.abs(doubles(layer.weight)) * UP
            b = 0.0 if layer.bias is None else np.abs(doubles(layer.bias)) * UP
            k = len(W)
            g = (k + 1) * u / (1 - (k + 1) * u)
            reached = (size + e) @ W
            e = e @ W * (1 + v) + size @ W * v + g * reached * (1 + v) + (v + g) * b + 3 * (k + 1) * tiny
        elif isinstance(layer, Products):
            e = np.stack([_of_product(size[:, list(c)], e[:, list(c)], u, tiny) for c in layer.factors], -1)
        h = layer(h)
        size, e = np.abs(doubles(h)) * UP, e * UP
    allowed: Floats = e
    return allowed


def _of_product(size: Floats, e: Floats, u: float, tiny: float) -> Floats:
    """|prod (x_i + e_i) (1 + u)^(m - 1) - prod x_i| for all signs of the errors."""
    m = size.shape[1]
    whole: Floats = np.prod(size + e, axis=1) * (1 + u) ** (m - 1) - np.prod(size, axis=1) + m * tiny
    return whole
