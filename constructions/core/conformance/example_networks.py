"""Small networks with fixed weights, and data for them, on which comparers of networks are tried."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

SAMPLES: Final = 48
BATCH: Final = 12
WIDE: Final = ("first", "second", "third")
NARROW: Final = ("one", "two")


def wide(seed: int = 1, dtype: torch.dtype = torch.float32, offset: float = 0.0) -> nn.Module:
    """Three layers, 6 -> 7 -> 8 -> 5, with an activation before each of the last two."""
    return _network(WIDE, (6, 7, 8, 5), seed, dtype, offset)


def narrow(seed: int = 2, dtype: torch.dtype = torch.float32, offset: float = 0.0) -> nn.Module:
    """Two layers, 6 -> 4 -> 3."""
    return _network(NARROW, (6, 4, 3), seed, dtype, offset)


def _network(
    names: Sequence[str], widths: Sequence[int], seed: int, dtype: torch.dtype, offset: float
) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    generator = torch.Generator().manual_seed(seed)
    for k, name in enumerate(names):
        layer = nn.Linear(widths[k], widths[k + 1])
        with torch.no_grad():
            layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator) / widths[k] ** 0.5)
            layer.bias.copy_(torch.randn(layer.bias.shape, generator=generator) / 4 + offset)
        layers[name] = layer
        if k + 1 < len(names):
            layers[f"activation{k}"] = nn.Tanh() if not offset else nn.LeakyReLU(0.5)
    return nn.Sequential(layers).to(dtype).eval()


class CalledBackwards(nn.Module):
    """Its layers are registered in another order than they are called."""

    def __init__(self) -> None:
        super().__init__()
        inner = wide()
        for name in reversed(WIDE):
            self.add_module(name, inner.get_submodule(name))

    def forward(self, x: Tensor) -> Tensor:
        """First, second, third."""
        for name in WIDE:
            x = torch.tanh(self.get_submodule(name)(x))
        return x


class WithState(nn.Module):
    """Batch normalisation and dropout: what a model in training mode would change or randomise."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Linear(6, 7)
        self.norm = nn.BatchNorm1d(7)
        self.drop = nn.Dropout(0.5)
        self.second = nn.Linear(7, 4)

    def forward(self, x: Tensor) -> Tensor:
        """Two layers."""
        out: Tensor = self.second(self.drop(self.norm(self.first(x))))
        return out


class Convolution(nn.Module):
    """A layer with images as its output, then one with vectors."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv1d(1, 6, 3)
        self.second = nn.Linear(24, 5)

    def forward(self, x: Tensor) -> Tensor:
        """Six inputs as one channel."""
        out: Tensor = self.second(torch.relu(self.first(x[:, None])).flatten(1))
        return out


def data(samples: int = SAMPLES, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Inputs and labels; the last quarter of the samples is spread wider, so that no batch stands for all."""
    x = torch.randn(samples, 6, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    x[samples * 3 // 4 :, :3] *= 3
    return x.to(dtype), torch.arange(samples) % 2


def loader(samples: int = SAMPLES, dtype: torch.dtype = torch.float32, shuffle: bool = False) -> Any:
    """Batches of (inputs, labels)."""
    torch.manual_seed(4)
    return DataLoader(TensorDataset(*data(samples, dtype)), batch_size=BATCH, shuffle=shuffle)


class SimilarNames(nn.Module):
    """A layer whose name begins with another's."""

    def __init__(self) -> None:
        super().__init__()
        inner = wide()
        self.first, self.first_more = inner.get_submodule("first"), inner.get_submodule("second")

    def forward(self, x: Tensor) -> Tensor:
        """Both."""
        out: Tensor = self.first_more(torch.tanh(self.first(x)))
        return out


class OneHalf(nn.Module):
    """A layer that reads three of the six inputs."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.out = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Three inputs."""
        out: Tensor = self.out(x[:, self.start : self.start + 3])
        return out


def images_of(seed: int) -> nn.Module:
    """A network with images as the output of its first layer, with weights drawn from the seed."""
    model = Convolution().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(seed)))
    return model


def activations(model: nn.Module, layers: Sequence[str], x: Tensor) -> list[NDArray[np.float64]]:
    """What each layer makes of the inputs, flattened, as float64."""
    found: dict[str, Tensor] = {}
    handles = [
        model.get_submodule(name).register_forward_hook(lambda _, __, out, name=name: found.update({name: out}))
        for name in layers
    ]
    try:
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
    return [found[name].flatten(1).double().numpy() for name in layers]
