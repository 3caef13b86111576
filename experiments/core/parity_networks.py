"""Networks for the parity of three signs, with a layer of two units that a ReLU head reads."""

from __future__ import annotations

from itertools import product
from typing import Final

import torch
from torch import Tensor, nn

SIGNS: Final = torch.tensor(list(product((1.0, -1.0), repeat=3)), dtype=torch.float64)
"""All (a, b, c), shape (8, 3)."""
PARITY: Final = SIGNS.prod(dim=1, keepdim=True)
"""abc, shape (8, 1)."""
SPREAD: Final = 0.3
"""Standard deviation of what is added to the weights of the construction at the start; with 0.5 some runs get stuck."""


class Wired(nn.Module):
    """The pair layer is (ka, d bc) for whatever weights; a head of two ReLU units without bias reads it.

    The ReLU units under the second feature come in pairs relu(z) + relu(-z), z linear in b and c, with one outgoing
    weight each. So it is even in (b, c), and once it is centred over the eight inputs it is a multiple of bc.

    Args:
        alone: which of the three signs stands alone.
        units: how many pairs of ReLU units.
    """

    def __init__(self, alone: int, units: int) -> None:
        super().__init__()
        self.alone, self.others = alone, [j for j in range(3) if j != alone]
        self.scale = nn.Parameter(_near(torch.ones(1)))
        self.sums = nn.Parameter(_near(torch.ones(2, units)))
        self.pairs = nn.Parameter(_near(torch.ones(units, 1)) / units)
        self.head = nn.Parameter(_near(torch.tensor([[1.0, -1.0], [1.0, -1.0]])))
        self.readout = nn.Parameter(_near(torch.ones(2, 1)))
        self.bias = nn.Parameter(_near(-torch.ones(1)))
        self.double()

    def forward(self, signs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pair layer, ReLU layer of the head, output. The signs must be all eight triples: the layer is centred."""
        z = signs[:, self.others] @ self.sums
        even = (z.relu() + (-z).relu()) @ self.pairs
        pair = torch.cat([self.scale * signs[:, [self.alone]], even - even.mean()], dim=1)
        hidden = (pair @ self.head).relu()
        return pair, hidden, hidden @ self.readout + self.bias


class Unwired(nn.Module):
    """Three signs, a ReLU layer, a layer of two units, a ReLU layer, parity: all of it fully connected."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(3, width), nn.ReLU(), nn.Linear(width, 2))
        self.report = nn.Linear(2, 2)
        self.head = nn.Sequential(nn.Linear(2, width), nn.ReLU())
        self.output = nn.Linear(width, 1)
        self.double()

    def forward(self, signs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pair layer, ReLU layer of the head, output."""
        pair = self.encoder(signs)
        hidden = self.head(pair)
        return pair, hidden, self.output(hidden)


def pairing(alone: int) -> Tensor:
    """One sign and the product of the two others, shape (8, 2)."""
    single = SIGNS[:, [alone]]
    return torch.cat([single, PARITY * single], dim=1)


def _near(weights: Tensor) -> Tensor:
    return weights + SPREAD * torch.randn_like(weights)
