"""Networks that add modulo m: the network, its layers, and what the spectrum of its embedding says."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unalignable.theory.core.carriers.plain import Plain
from unalignable.theory.core.quantities.twists import cyclic_cka

from .record import Tensors

Real = NDArray[np.float64]
Formula = Callable[..., Any]
RANDOM: Final = "random"
"""The start that is inside the planes of no keys."""


class Adder(nn.Module):
    """Logits of a + b: one ReLU layer on the sum of the two embeddings, and a linear readout without bias."""

    def __init__(self, modulus: int, dimension: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.empty(modulus, dimension))
        self.hidden = nn.Linear(dimension, width)
        self.readout = nn.Linear(width, modulus, bias=False)

    def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden features and logits, one row for each pair of numbers."""
        each = self.embedding @ self.hidden.weight.T  # one product per number, not per pair
        hidden = torch.relu(each[a] + each[b] + self.hidden.bias)
        return hidden, self.readout(hidden)


def draw(network: Adder, rng: np.random.Generator, scale: float, keys: tuple[int, ...]) -> Adder:
    """Initial weights, in place: every number's embedding and readout are drawn alike, so no number is special.

    Args:
        network: any weights.
        rng: draws them.
        scale: root mean square of the length of an embedding.
        keys: frequencies of equal circles, at right angles, that the embedding is made of; normal, when there are none.
            No more than half of the dimension.
    """
    (modulus, dimension), width = network.embedding.shape, network.readout.in_features
    embedding = rng.standard_normal((modulus, dimension))
    if keys:
        axes = np.linalg.qr(rng.standard_normal((dimension, 2 * len(keys))))[0]
        embedding = circles(modulus, keys) @ axes.T * math.sqrt(dimension / len(keys))
    drawn = {
        "embedding": embedding * scale / math.sqrt(dimension),
        "hidden.weight": rng.standard_normal((width, dimension)) * math.sqrt(2 / dimension),
        "hidden.bias": np.zeros(width),
        "readout.weight": rng.standard_normal((modulus, width)) * 0.5 / math.sqrt(width),
    }
    network.load_state_dict({name: torch.tensor(value, dtype=torch.float32) for name, value in drawn.items()})
    return network


def circles(modulus: int, keys: tuple[int, ...]) -> Real:
    """Cosines and sines at these frequencies, shape (m, 2 keys)."""
    angles = 2 * np.pi * np.outer(np.arange(modulus), keys) / modulus
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


def all_inputs(modulus: int) -> tuple[Tensor, Tensor]:
    """The m² pairs (a, b)."""
    a, b = torch.meshgrid(torch.arange(modulus), torch.arange(modulus), indexing="ij")
    return a.flatten(), b.flatten()


def layers(tensors: Tensors) -> dict[str, NDArray[np.float32]]:
    """Embedding of each number, (m, D); hidden features and logits of all m² inputs, (m², width) and (m², m)."""
    modulus, dimension = tensors["embedding"].shape
    network = Adder(modulus, dimension, len(tensors["hidden.bias"]))
    network.load_state_dict({name: torch.from_numpy(tensors[name].copy()) for name in network.state_dict()})
    with torch.inference_mode():
        hidden, logits = network(*all_inputs(modulus))
    return {"embedding": tensors["embedding"], "hidden": hidden.numpy(), "logits": logits.numpy()}


# ------------------------------------------------------------------------------------------------------- spectra


def spectrum(embedding: NDArray[Any]) -> Real:
    """Power of every frequency 0, …, m - 1, summed over the columns; k and m - k have the same."""
    power: Real = np.square(np.abs(np.fft.fft(embedding.astype(float), axis=0))).sum(axis=1) / len(embedding) ** 2
    return power


def circularity(embedding: NDArray[Any]) -> float:
    """|K'|/|K|, K' the mean of the centred Gram matrix K over its m shifts: 1 for circles at right angles.

    K' is made of circles with the powers of the embedding's spectrum, and <K - K', L'> = 0 for every such L'. So
    CKA = circularity(X) circularity(Y) cyclic_cka + <K - K', L - L'>/(|K||L|), and the last term, which is 0 on average
    over the shifts of Y against X, is at most the product of both sqrt(1 - circularity^2).
    """
    powers = np.square(spectrum(embedding)[1:])
    centred = embedding.astype(float) - embedding.mean(axis=0, dtype=float)
    return float(len(embedding) * math.sqrt(powers.sum()) / np.linalg.norm(centred.T @ centred))


def from_spectra(p: Real, q: Real, formula: Formula = cyclic_cka) -> float:
    """CKA of embeddings made of circles with these powers (twists/cyclic_spectrum), or what a wrong formula says."""
    return float(formula(Plain(), len(p), list(enumerate(p)), list(enumerate(q))))


def strongest(power: Real, count: int) -> tuple[list[int], int]:
    """The frequencies whose directions have most variance, and how many directions that is (m/2 has one)."""
    modulus = len(power)
    directions = {k: 1 if 2 * k == modulus else 2 for k in range(1, modulus // 2 + 1)}
    # a circle's power is spread over two directions; k and m - k each hold half of it
    leading = sorted(directions, key=lambda k: -power[k])[:count]
    return leading, sum(directions[k] for k in leading)


def share(power: Real, keys: list[int]) -> float:
    """Of the variance, how much these frequencies hold."""
    modulus = len(power)
    held = sum(power[k] * (1 if 2 * k == modulus else 2) for k in keys)
    return float(held / power[1:].sum())


def left_out(X: NDArray[Any], Y: NDArray[Any]) -> tuple[float, float]:
    """R² of Y from X, each number held out once, and its mean over all relabellings of Y.

    For X of centred rank m - 1, where least squares, with the smallest coefficients, fits all numbers but one exactly.
    With G = K^+ the error of number i is (GY_c)_i/G_ii; the target's distance from the mean of the others is
    y_i m/(m - 1). Over relabellings Y_cY_c' is a multiple of H, so R² is 1 - (m - 1)/m^2 sum_i (G^2)_ii/G_ii^2. As
    G1 = 0, (G^2)_ii is at least G_ii^2 m/(m - 1): that mean is at most 0.
    """
    m = len(X)
    (x, y) = (Z.astype(float) - Z.mean(axis=0, dtype=float) for Z in (X, Y))
    G = np.linalg.pinv(x @ x.T, hermitian=True)
    own = np.diagonal(G)
    score = 1 - np.square((G @ y) / own[:, None]).sum() / np.square(y).sum() * ((m - 1) / m) ** 2
    chance = 1 - np.sum(np.square(G).sum(axis=1) / np.square(own)) * (m - 1) / m**2
    return float(score), float(chance)
