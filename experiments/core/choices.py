"""What may be chosen when a classifier is trained, choice by choice, and what each was expected to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from .record import Failed
from .settings import Value

HIDDEN: Final = 64  # units of the layers before the last hidden one, whose width is a choice
MOMENTUM: Final = 0.9

Module = Callable[[], nn.Module]
ACTIVATIONS: Final[dict[str, tuple[Module, Module]]] = {
    "relu": (nn.ReLU, nn.ReLU),
    "tanh": (nn.Tanh, nn.Tanh),
    "gelu": (nn.GELU, nn.GELU),
    "linear": (nn.ReLU, nn.Identity),
}
"""Of the last hidden layer (second) and of those before it."""
NORMALISATIONS: Final[dict[str, Callable[[int], nn.Module] | None]] = {
    "none": None,
    "layer": nn.LayerNorm,
    "batch": nn.BatchNorm1d,
}
RATES: Final = {
    "momentum": 0.05,
    "sgd": 0.05 / (1 - MOMENTUM),  # a gradient that stays the same moves the weights as far as with momentum
    "adam": 2e-3,
    "adamw": 2e-3,
}
"""The usual learning rate of each optimiser, by which a learning rate of 1 is measured."""


@dataclass(frozen=True)
class Factor:
    """One choice, and what was expected of it.

    Attributes:
        setting: its name.
        title: for people.
        values: beside the baseline's.
        gap: value -> whether CKA − floor was expected to grow (1) or to shrink (−1) against the baseline; a value that
            is missing was not guessed.
        why: the reason, in a sentence.
    """

    setting: str
    title: str
    values: tuple[Value, ...]
    gap: dict[Value, int]
    why: str


def _rising(sign: int, values: tuple[Value, ...], usual: float) -> dict[Value, int]:
    return {value: sign if float(value) > usual else -sign for value in values}


LESS, MORE = -1, 1
DECAYS, RATES_TRIED, DROPOUTS = (0.0, 1e-3, 5e-3, 1e-2), (0.2, 0.5, 2.0, 4.0), (0.1, 0.25, 0.5)
WIDTHS, DEPTHS, BATCHES = (0, 16, 32, 128, 256), (1, 3, 4), (15, 30, 120, 240)
FACTORS: Final = (
    Factor(
        "optimiser",
        "optimiser",
        ("sgd", "adam", "adamw"),
        {"adam": MORE, "adamw": MORE},
        "a step of its own for each weight unbalances the layers",
    ),
    Factor(
        "learning_rate",
        "learning rate ×",
        RATES_TRIED,
        _rising(LESS, RATES_TRIED, 1),
        "larger steps lead further from random heads, which read least",
    ),
    Factor("weight_decay", "weight decay", DECAYS, _rising(LESS, DECAYS, 1e-4), "what is not read is not kept"),
    Factor("dropout", "dropout", DROPOUTS, _rising(MORE, DROPOUTS, 0), "the output is spread over more units"),
    Factor("batch", "batch size", BATCHES, _rising(MORE, BATCHES, 60), "fewer steps end nearer to random heads"),
    Factor(
        "width", "width", WIDTHS, _rising(MORE, WIDTHS, 64), "as many outputs read a smaller share of the directions"
    ),
    Factor("depth", "depth", DEPTHS, _rising(LESS, DEPTHS, 2), "products of more layers have lower rank"),
    Factor(
        "activation",
        "activation",
        ("tanh", "gelu", "linear"),
        {"tanh": MORE, "linear": LESS},
        "tanh keeps the size of what is not read, and a linear last layer keeps nothing of it",
    ),
    Factor(
        "normalisation",
        "normalisation",
        ("layer", "batch"),
        {"layer": MORE, "batch": MORE},
        "the size of features is no longer paid for",
    ),
)
"""The choices. Directions were guessed before the first run on seeds kept for development, but for those of dropout
(turned round), the linear last layer (derived) and Adam, which followed such runs. All precede the
runs on other seeds."""


def network(
    inputs: int, outputs: int, *, width: int, depth: int, activation: str, normalisation: str, dropout: float
) -> nn.Sequential:
    """``depth`` hidden layers and a linear head; the last hidden layer has ``width`` units, those before it 64.

    A hidden layer is linear, normalised if so wished, and then activated. Dropout stands before the head.
    """
    if dropout >= 1:
        raise Failed(f"dropout must be below 1, a share of the units, but is {dropout:g}")
    layers: list[nn.Module] = []
    norm = NORMALISATIONS[normalisation]
    before, last = ACTIVATIONS[activation]
    for size, activate in [(HIDDEN, before)] * (depth - 1) + [(width, last)]:
        layers += [nn.Linear(inputs, size), *([norm(size)] if norm else []), activate()]
        inputs = size
    return nn.Sequential(*layers, nn.Dropout(dropout), nn.Linear(inputs, outputs))


def optimiser(name: str, weights: Any, *, rate: float, decay: float) -> torch.optim.Optimizer:
    """One optimiser of RATES; the decay is a gradient of decay/2·|weights|², except for AdamW, which shrinks by it."""
    if name in ("adam", "adamw"):
        make = torch.optim.Adam if name == "adam" else torch.optim.AdamW
        return make(weights, lr=rate * RATES[name], weight_decay=decay)
    momentum = MOMENTUM if name == "momentum" else 0.0
    return torch.optim.SGD(weights, lr=rate * RATES[name], momentum=momentum, weight_decay=decay)


def fit(net: nn.Sequential, how: torch.optim.Optimizer, X: Tensor, y: Tensor, *, epochs: int, batch: int) -> None:
    """Train on cross-entropy, in batches of nearly equal size, and leave the network in evaluation mode."""
    steps = max(1, round(len(y) / batch))
    net.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(y)).tensor_split(steps):
            how.zero_grad()
            nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()  # type: ignore[no-untyped-call]
            how.step()
    net.eval()


def must_have_learnt(net: nn.Sequential, X: Tensor, y: Tensor) -> None:
    """Raise ``Failed`` if on its own training data it errs more than half as often as guessing the largest class."""
    with torch.inference_mode():
        wrong = float((net(X).argmax(1) != y).float().mean())
    guessing = 1 - int(torch.bincount(y).max()) / len(y)
    if wrong > guessing / 2:
        raise Failed(
            f"a network errs on {wrong:.1%} of its training data, more than half of the {guessing:.1%} of guessing; "
            f"train for more epochs or with another learning_rate"
        )
