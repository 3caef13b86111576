"""What training loops share: seeding on one thread, and weights as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from numpy.typing import NDArray
from torch import nn


@contextmanager
def reproducibly(seed: int) -> Iterator[None]:
    """Seeded, on one thread (networks this small run ten times slower on two that other work interrupts).

    Torch's global random state and its number of threads are left as they were.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def weights(network: nn.Module, prefix: str = "") -> dict[str, NDArray[Any]]:
    """The network's ``state_dict`` as arrays, each name after the prefix and a dot."""
    dot = f"{prefix}." if prefix else ""
    return {f"{dot}{name}": tensor.detach().cpu().numpy().copy() for name, tensor in network.state_dict().items()}


def with_weights(network: nn.Module, tensors: Any, prefix: str = "") -> nn.Module:
    """The network with the weights that ``weights`` took from one of its kind, in evaluation mode."""
    dot = f"{prefix}." if prefix else ""
    state = {name: torch.from_numpy(tensors[f"{dot}{name}"].copy()) for name in network.state_dict()}
    network.load_state_dict(state)
    return network.eval()
