"""Networks that report a code of their input from a middle layer, and three codes with their twists."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Real = NDArray[np.float64]
LEGENDRE: Final = {k: np.polynomial.Legendre.basis(k) for k in (2, 3, 5)}
DEGREE: Final = {"interval": 5, "circle": 3, "rings": 3}
"""Code -> the degree of its twist, as polynomials of the plain code."""


def codes(code: str, turn: float, n: int, seed: list[int]) -> tuple[Real, Real]:
    """The plain and the twisted code of n samples, shapes (n, p) and (n, q), each feature of mean 0 and variance 1.

    One sample is drawn from each of n equal parts of the law, so that scores are those of the law up to 1/n and not
    1/sqrt(n); the rows are in random order.

    Args:
        code: interval (t against the Legendre polynomials of degree 2, 3, 5), circle (frequency 1 against 2 and 3) or
            rings (two of equal energy, against themselves with the outer one turned).
        turn: of the outer ring, in degrees.
        n: how many samples.
        seed: for NumPy.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    share: Real = (order + rng.random(n)) / n
    if code == "interval":
        t = 2 * share - 1
        return np.sqrt(3) * t[:, None], np.stack([np.sqrt(2 * k + 1) * p(t) for k, p in LEGENDRE.items()], axis=1)
    angle = 2 * np.pi * share
    if code == "circle":
        return _around(angle), np.concatenate([_around(2 * angle), _around(3 * angle)], axis=1)
    outer = (order % 3 == 0).astype(float)  # squared radii 1 and 2, half as often: rings of equal energy
    radius: Real = np.sqrt(3 / 4 * (1 + outer)).reshape(n, 1)
    return radius * _around(angle), radius * _around(angle + np.deg2rad(turn) * outer)


def _around(angle: Real) -> Real:
    found: Real = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return found


class CodedNetwork(nn.Module):
    """The code layer is read twice: linearly by the report, and by the nonlinear head, whose last layer is linear."""

    def __init__(self, inputs: int, features: int, width: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(*_mlp(inputs, width), nn.Linear(width, features))
        self.report = nn.Linear(features, features)
        self.hidden = nn.Sequential(*_mlp(features, width))
        self.output = nn.Linear(width, inputs)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Code layer, hidden layer, report and output."""
        code = self.encoder(inputs)
        hidden = self.hidden(code)
        return code, hidden, self.report(code), self.output(hidden)


def _mlp(inputs: int, width: int) -> tuple[nn.Module, ...]:
    return nn.Linear(inputs, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU()


def fit(network: CodedNetwork, inputs: Real, code: Real, *, steps: int, rate: float, report: float) -> None:
    """Train to give the inputs as output and the code as report.

    Args:
        network: trained in place.
        inputs: shape (steps × batch, p); each sample is used once.
        code: shape (steps × batch, q).
        steps: of AdamW.
        rate: of learning at the start; it falls to 0 along a cosine.
        report: weight of the squared error of the report, beside 1 for that of the output.
    """
    batches = (
        torch.tensor(values, dtype=torch.float32).reshape(steps, -1, values.shape[1]) for values in (inputs, code)
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for given, own in zip(*batches, strict=True):
        _, _, reported, output = network(given)
        loss = (output - given).square().mean() + report * (reported - own).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
