"""Two representations as two networks and a loader, for packages that compare nothing else."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


class Stored(nn.Module):
    """A network whose layer ``out`` gives the stored rows, whatever the input."""

    def __init__(self, rows: Tensor) -> None:
        super().__init__()
        self.rows = rows
        self.out = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """The rows."""
        out: Tensor = self.out(self.rows)
        return out


def stored(X: Tensor, Y: Tensor) -> tuple[nn.Module, nn.Module, Any]:
    """Networks with a layer ``out`` that gives X and Y, and a loader of one batch of (inputs, labels)."""
    numbers = torch.arange(len(X), dtype=torch.float32)[:, None]
    return Stored(X), Stored(Y), DataLoader(TensorDataset(numbers, numbers), batch_size=max(len(X), 1))
