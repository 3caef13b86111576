"""Twins compiled and exported compute the same within rounding (a compiler may add in another order); on a GPU."""

import shutil
import warnings

import pytest
import torch
from torch import nn

from unalignable.constructions.core.twin import twin


def model():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
        return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.TransformerEncoder(layer, 1), nn.Linear(16, 3)).eval()


def inputs(seed=0):
    return torch.randn(60, 5, 8, generator=torch.Generator().manual_seed(seed))


LAYERS = ("1", "2.layers.0")
KINDS = [(kind, layer) for kind in ("sign", "swirl") for layer in LAYERS if (kind, layer) != ("swirl", LAYERS[1])]


@pytest.fixture
def pair(request):
    kind, layer = request.param
    return twin(model(), layer, inputs(), twist=kind, directions=1)


@pytest.fixture(autouse=True)
def fresh():
    """Nothing compiled is left over, and warnings of the compiler about itself are its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    torch.compiler.reset()


def close(a, b, twist):
    """Within some hundred roundings of numbers of size one; a swirl's own rounding comes on top."""
    room = 500 * torch.finfo(torch.float32).eps * float(b.abs().max()) + 10 * twist.rounding(inputs(1))
    return float((a - b).abs().max()) <= room


@pytest.mark.parametrize("pair", KINDS[:1], indirect=True, ids="-".join)
def test_compiled_with_gradients(pair):
    """By the tracer and the differentiation of torch.compile, without code generation."""
    x = inputs(1)
    for network in (pair.f, torch.compile(pair.g, backend="aot_eager", fullgraph=True)):
        y = network(x)
        assert close(y, pair.f(x), pair.twist)
        y.square().sum().backward()
    grads = [[p.grad for p in network.parameters()] for network in (pair.f, pair.g)]
    for a, b in zip(*grads, strict=True):
        assert close(b, a, pair.twist)


@pytest.mark.parametrize("pair", KINDS, indirect=True, ids="-".join)
def test_exported(pair):
    with torch.no_grad():
        program = torch.export.export(pair.g, (inputs(),))
        assert close(program.module()(inputs(1)), pair.f(inputs(1)), pair.twist)


@pytest.mark.skipif(not any(map(shutil.which, ("g++", "clang++"))), reason="torch.compile needs a C++ compiler")
@pytest.mark.parametrize("pair", KINDS[:1], indirect=True, ids="-".join)
def test_compiled_to_code(pair):
    with torch.no_grad():
        assert close(torch.compile(pair.g)(inputs(1)), pair.f(inputs(1)), pair.twist)


def test_a_twist_not_taken_back_would_be_seen():
    pair = twin(model(), "1", inputs(), directions=1)
    pair.inside.around = lambda h: pair.twist.twisted(h)
    with torch.no_grad():
        assert not close(torch.compile(pair.g, backend="aot_eager")(inputs(1)), pair.f(inputs(1)), pair.twist)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
@pytest.mark.parametrize("kind", ["sign", "swirl"])
def test_on_a_gpu(kind):
    network, x = model().cuda(), inputs().cuda()
    pair = twin(network, "1", x, twist=kind, directions=2)
    new = inputs(1).cuda()
    with torch.no_grad():
        assert close(pair.g(new).cpu(), pair.f(new).cpu(), pair.twist)
    if kind == "sign":
        assert pair.same_outputs(new)
        assert pair.same_outputs(new[:1])
        with torch.autocast("cuda", dtype=torch.bfloat16):
            assert pair.same_outputs(new)
