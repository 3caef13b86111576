"""Two small networks of different architecture, trained on scikit-learn's digits from different seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from torch import Tensor, nn

from .training import reproducibly

HELD_OUT: Final = 597  # a third; the other 1200 are trained on
EPOCHS: Final = 40  # both networks are above 0.95 on unseen digits well before
BATCH: Final = 60  # 20 steps an epoch
LEARNING_RATE: Final = 2e-3
WEIGHT_DECAY: Final = 1e-4


@dataclass(frozen=True)
class Digits:
    """Images in [0, 1], shape (n, 8, 8), and labels; the held-out part is never trained on."""

    images: Tensor
    labels: Tensor
    held_out_images: Tensor
    held_out_labels: Tensor


@dataclass(frozen=True)
class Trained:
    """One network after training.

    Attributes:
        name: mlp or cnn.
        shape: its architecture, for people.
        accuracy: on the held-out digits.
        answers: its answer to each of them.
        layers: layer -> activations on the held-out digits, shape (597, features), float32.
        readout: weights of its last layer, shape (64, 10), which reads the logits from the last hidden layer.
        bias: of its last layer, shape (10,).
        network: the network, in evaluation mode.
    """

    name: str
    shape: str
    accuracy: float
    answers: NDArray[np.int64]
    layers: dict[str, NDArray[np.float32]]
    readout: NDArray[np.float32]
    bias: NDArray[np.float32]
    network: nn.Sequential


def digits() -> Digits:
    """The 1797 images, in one fixed order of samples."""
    bunch = load_digits()
    order = np.random.default_rng(0).permutation(len(bunch.target))
    images = torch.tensor(bunch.images[order] / 16, dtype=torch.float32)
    labels = torch.tensor(bunch.target[order], dtype=torch.int64)
    return Digits(images[HELD_OUT:], labels[HELD_OUT:], images[:HELD_OUT], labels[:HELD_OUT])


def mlp() -> nn.Sequential:
    """64 → 128 → 64 → 10."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn() -> nn.Sequential:
    """Two convolutions, then 64 → 10."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 8)),
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(512, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


NETWORKS: Final[dict[str, tuple[Callable[[], nn.Sequential], int, str, dict[str, int]]]] = {
    "mlp": (mlp, 1, "64 → 128 → 64 → 10", {"hidden1": 2, "hidden2": 4, "logits": 5}),
    "cnn": (cnn, 2, "conv 16 → conv 32 → 64 → 10", {"conv1": 2, "conv2": 4, "hidden": 7, "logits": 8}),
}
"""Name -> how to build it, seed, shape, and layer -> the index of the module whose output it is (after ReLU)."""


def train(name: str, data: Digits, on_epoch: Callable[[str], None] = lambda said: None) -> Trained:
    """Train one network and read every layer on the held-out digits.

    The same on every run on one machine; torch's global random state is left as it was.

    Args:
        name: a key of NETWORKS.
        data: the digits.
        on_epoch: called after each epoch.
    """
    _, _, shape, layers = NETWORKS[name]
    return _read(name, shape, fitted(name, data, on_epoch), layers, data)


def fitted(name: str, data: Digits, on_epoch: Callable[[str], None] = lambda said: None) -> nn.Sequential:
    """Train one network, as ``train`` does, and return it in evaluation mode."""
    build, seed, _, _ = NETWORKS[name]
    with reproducibly(seed):
        network = build()
        optimiser = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        for _ in range(EPOCHS):
            for batch in torch.split(torch.randperm(len(data.labels)), BATCH):
                optimiser.zero_grad()
                loss = nn.functional.cross_entropy(network(data.images[batch]), data.labels[batch])
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
            on_epoch(name)
    return network.eval()


def trained_mlp() -> nn.Sequential:
    """The demo's MLP, trained again: its ``unalignable.experiments.core.digits:trained_mlp``."""
    return fitted("mlp", digits())


def _read(name: str, shape: str, network: nn.Sequential, layers: dict[str, int], data: Digits) -> Trained:
    outputs = []
    with torch.inference_mode():
        values = data.held_out_images
        for module in network:
            values = module(values)
            outputs.append(values)
        answers = values.argmax(1)
        accuracy = float((answers == data.held_out_labels).float().mean())
    found = {layer: outputs[index].flatten(1).numpy() for layer, index in layers.items()}
    last = network[-1]
    assert isinstance(last, nn.Linear)
    readout, bias = last.weight.detach().T.contiguous().numpy(), last.bias.detach().numpy()
    return Trained(name, shape, accuracy, answers.numpy(), found, readout, bias, network)
