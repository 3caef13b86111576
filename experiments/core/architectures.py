"""Three small classifiers of different architecture for any data set, and the layers that measures look at."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .datasets import Dataset
from .record import Failed

HIDDEN: Final = 64  # width of the last hidden layer of the MLP and the CNN
TOKENS: Final = 8  # the rows of a digit; larger images, and tables, are cut into so many at most
EMBEDDED: Final = 32  # width of a token
GRID: Final = 8  # larger images are averaged to so many pixels a side after the first convolution, as layers are
SEQUENCE: Final = 64  # compared whole; so are longer sequences
BATCH: Final = 60  # 20 steps an epoch for the digits
LEARNING_RATE: Final = 2e-3
WEIGHT_DECAY: Final = 1e-4

LAYERS: Final[dict[str, dict[str, int]]] = {
    "mlp": {"hidden 1": 1, "hidden 2": 3, "logits": 4},
    "cnn": {"conv 1": 3, "conv 2": 5, "hidden": 8, "logits": 9},
    "transformer": {"embedding": 1, "block 1": 2, "block 2": 3, "pooled": 4, "logits": 5},
}
"""Architecture -> layer -> the index of the module whose output it is, after its nonlinearity; the head comes last."""


class Tokens(nn.Module):
    """Rows of an image, or stretches of a table, as a sequence: (n, d) -> (n, tokens, d/tokens), padded with zeros."""

    def __init__(self, data: Dataset) -> None:
        super().__init__()
        rows, wide = data.image or (data.X.shape[1], 1)
        each = math.ceil(rows / TOKENS)
        self.count, self.size, self.missing = math.ceil(rows / each), each * wide, (-rows % each) * wide

    def forward(self, x: Tensor) -> Tensor:
        """Cut."""
        return nn.functional.pad(x, (0, self.missing)).reshape(len(x), self.count, self.size)


class Embedding(nn.Module):
    """A linear layer for all tokens, and a learned vector for each position."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.linear = nn.Linear(tokens.size, EMBEDDED)
        self.position = nn.Parameter(0.1 * torch.randn(tokens.count, EMBEDDED))

    def forward(self, x: Tensor) -> Tensor:
        """Embed."""
        found: Tensor = self.linear(x) + self.position
        return found


class Pooled(nn.Module):
    """The mean over tokens, normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(EMBEDDED)

    def forward(self, x: Tensor) -> Tensor:
        """Pool."""
        found: Tensor = self.norm(x.mean(1))
        return found


def mlp(data: Dataset) -> nn.Sequential:
    """d → 128 → 64 → classes."""
    return nn.Sequential(
        nn.Linear(data.X.shape[1], 128),
        nn.ReLU(),
        nn.Linear(128, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, len(data.classes)),
    )


def cnn(data: Dataset) -> nn.Sequential:
    """Two convolutions, then 64 → classes: over pixels, or where rows are no images along the features in their order.

    An order of features that means nothing makes it a network of local mixtures: still another architecture.
    """
    size = data.image or (data.X.shape[1],)
    conv, pool = (nn.Conv2d, nn.AdaptiveAvgPool2d) if data.image else (nn.Conv1d, nn.AdaptiveAvgPool1d)
    grid = tuple(min(side, GRID if data.image else SEQUENCE) for side in size)
    left = math.prod(math.ceil(side / 2) for side in grid)
    return nn.Sequential(
        nn.Unflatten(1, (1, *size)),
        conv(1, 8, 3, padding=1),
        nn.ReLU(),
        pool(grid if data.image else grid[0]),
        conv(8, 16, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16 * left, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, len(data.classes)),
    )


def transformer(data: Dataset) -> nn.Sequential:
    """Two blocks with four heads over at most 8 tokens, their mean, then 32 → classes."""
    tokens = Tokens(data)
    blocks = (nn.TransformerEncoderLayer(EMBEDDED, 4, 64, 0.0, batch_first=True, norm_first=True) for _ in range(2))
    return nn.Sequential(tokens, Embedding(tokens), *blocks, Pooled(), nn.Linear(EMBEDDED, len(data.classes)))


BUILD: Final = {"mlp": mlp, "cnn": cnn, "transformer": transformer}
"""Architecture -> what builds it for a data set."""


def fitted(name: str, data: Dataset, epochs: int) -> nn.Sequential:
    """One of the three, built and trained from torch's present random state; see ``fit``."""
    return fit(BUILD[name](data), data, epochs, name)


def fit(network: nn.Sequential, data: Dataset, epochs: int, name: str) -> nn.Sequential:
    """Train a classifier with cross-entropy, in torch's present random state; in evaluation mode afterwards.

    Raises:
        Failed: it answers less than halfway between always naming the most frequent class and naming all classes right.
    """
    X, y = torch.tensor(data.X), torch.tensor(data.y)
    optimiser = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    for _ in range(epochs):
        for batch in torch.split(torch.randperm(len(y)), BATCH):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(X[batch]), y[batch]).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    network.eval()
    with torch.inference_mode():
        right = float((network(X).argmax(1) == y).float().mean())
    chance = float(np.bincount(data.y).max() / len(data.y))
    if right < (1 + chance) / 2:
        raise Failed(
            f"the {name} names {right:.2f} of its training samples right (always the same class: {chance:.2f})"
        )
    return network


def layers(name: str, network: nn.Module, X: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    """Layer -> what it computes, one row a sample; the positions of an image or a sequence are further features."""
    outputs, values = [], torch.tensor(X)
    with torch.inference_mode():
        for module in network.children():
            values = module(values)
            outputs.append(values.flatten(1).double().numpy())
    return {layer: outputs[index] for layer, index in LAYERS[name].items()}


def head(network: nn.Module) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights, shape (features, classes), and bias of the last layer, which reads logits off the last hidden one."""
    last = list(network.children())[-1]
    assert isinstance(last, nn.Linear)
    return last.weight.detach().double().numpy().T, last.bias.detach().double().numpy()
