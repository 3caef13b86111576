"""Networks trained on digits and their twins, made once for all tests."""

from functools import cache
from types import SimpleNamespace

import pytest
import torch
from threadpoolctl import threadpool_limits
from torch import nn

from unalignable.constructions.core.twin import twin
from unalignable.constructions.core.twin_report import report
from unalignable.experiments.core import digits


class Rows(nn.Module):
    """An image of eight rows as a sequence of eight tokens, through a transformer encoder."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
        self.embed = nn.Linear(8, 32)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.readout = nn.Linear(32, 10)

    def forward(self, images):
        return self.readout(self.encoder(self.embed(images)).mean(1))


# the CNN's second ReLU: behind the first, most positions are background, alike in all channels
LAYERS = {"mlp": "4", "cnn": "4", "transformer": "encoder.layers.0"}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Networks this small run ten times slower on two threads that other work interrupts."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def data():
    return digits.digits()


@pytest.fixture(scope="session")
def made(data):
    """Name -> a network trained on digits for a moment, its sign twin from training images, the report on others."""

    @cache
    def make(name):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(digits, "EPOCHS", 5)
            patch.setitem(digits.NETWORKS, "transformer", (Rows, 3, "", {}))
            model = digits.fitted(name, data)
        pair = twin(model, LAYERS[name], data.images, directions=10)
        found = report(pair, data.held_out_images, data.held_out_labels)
        return SimpleNamespace(name=name, model=model, twin=pair, report=found)

    return make


@pytest.fixture(params=LAYERS)
def subject(request, made):
    """Each of the networks."""
    return made(request.param)


@pytest.fixture
def mlp(made):
    """The MLP, where one network is enough."""
    return made("mlp")
