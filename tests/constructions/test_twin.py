"""A twin of any network: same outputs bit for bit, same parameters, and a representation that cannot be aligned."""

import copy
import pickle
import warnings

import pytest
import torch
from torch import nn

from unalignable.constructions.core.activations import NotCalledOnce, identical
from unalignable.constructions.core.insertion import INSIDE, UnknownLayer, find, insert
from unalignable.constructions.core.twin import HeavyTails, heavy_tails, twin
from unalignable.constructions.core.twist import UnsupportedActivation
from unalignable.theory import linear_cka, linear_r2

ODD = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e37, 1.0, 2.0, 3.0])


def inputs(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(16, 16), nn.ReLU())

    def forward(self, x):
        return x + self.inner(x)


def seeded(build):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build().eval()


def mlp():
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), Residual(), nn.LayerNorm(16), nn.Linear(16, 3))


def cnn():
    body = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.Flatten())
    return nn.Sequential(body, nn.Linear(8 * 4 * 4, 3))


def transformer():
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    return nn.Sequential(nn.Linear(8, 16), nn.TransformerEncoder(layer, 2), nn.Linear(16, 3))


CASES = [
    (mlp, "1", (300, 8)),
    (mlp, "2", (300, 8)),
    (mlp, "2.inner", (300, 8)),
    (mlp, "3", (300, 8)),
    (cnn, "0.2", (60, 1, 8, 8)),
    (cnn, "0.3", (60, 1, 8, 8)),
    (cnn, "0", (300, 1, 8, 8)),
    (transformer, "1.layers.0", (60, 5, 8)),
    (transformer, "1", (60, 5, 8)),
]


@pytest.mark.parametrize(("build", "layer", "shape"), CASES)
def test_same_outputs_bit_for_bit_and_another_representation(build, layer, shape):
    model = seeded(build)
    pair = twin(model, layer, inputs(*shape), directions=5)
    new = inputs(*shape, seed=1)
    assert pair.same_outputs(new)
    assert pair.same_outputs(new[:1])
    new.view(-1)[: len(ODD)] = ODD
    assert pair.same_outputs(new)
    X, Y = (h.double().numpy() for h in pair.representations(inputs(*shape, seed=2)))
    assert linear_cka(X, Y) < 0.15
    assert max(linear_r2(X, Y, cv=5), linear_r2(Y, X, cv=5)) < 0.15
    assert list(pair.g.state_dict()) == list(model.state_dict())
    assert all(
        torch.equal(a, b) for a, b in zip(pair.g.state_dict().values(), model.state_dict().values(), strict=True)
    )


def test_the_representation_of_f_is_what_a_hook_on_f_sees():
    model = seeded(mlp)
    pair = twin(model, "1", inputs(300, 8), directions=2)
    seen = []
    model[1].register_forward_hook(lambda module, args, output: seen.append(output.detach()))
    pair.g.get_submodule(f"1.{INSIDE}").register_forward_hook(lambda module, args, output: seen.append(output.detach()))
    new = inputs(50, 8, seed=1)
    model(new)
    pair.g(new)
    X, Y = pair.representations(new)
    assert torch.equal(seen[0], X)
    assert torch.equal(seen[1], Y)
    assert torch.equal(X.abs(), Y.abs())
    assert not torch.equal(X, Y)


def test_a_twist_that_is_not_taken_back_is_seen():
    model = seeded(mlp)
    pair = twin(model, "1", inputs(300, 8), directions=2)
    pair.inside.around = lambda h: pair.twist.twisted(h)
    assert not pair.same_outputs(inputs(50, 8, seed=1))


def test_gradients_and_training_mode():
    model = seeded(mlp).train()
    pair = twin(model, "1", inputs(300, 8), directions=2)
    x, grads = inputs(50, 8, seed=1), []
    for network in (pair.f, pair.g):
        network.zero_grad()
        network(x).square().sum().backward()
        grads.append([p.grad.clone() for p in network.parameters()])
    assert all(torch.equal(a, b) for a, b in zip(*grads, strict=True))
    assert pair.f.training
    assert pair.g.training


def test_autocast():
    model = seeded(mlp)
    pair = twin(model, "2", inputs(300, 8), directions=2)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert pair.same_outputs(inputs(50, 8, seed=1))


def test_batch_statistics_and_dropout_are_left_alone():
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 2)).train()
    state = copy.deepcopy(model.state_dict())
    pair = twin(model, "1", inputs(300, 8), directions=2)
    pair.representations()
    assert all(torch.equal(state[k], v) for k, v in pair.g.state_dict().items())
    assert all(torch.equal(state[k], v) for k, v in model.state_dict().items())


@pytest.mark.parametrize("layer", ["0", "1", "2"])
def test_training_mode_draws_alike_and_leaves_both_as_they_were(layer):
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 2)).train()
    pair = twin(model, layer, inputs(300, 8), directions=2)
    before, state = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    new = inputs(50, 8, seed=1)
    assert pair.same_outputs(new)
    assert torch.equal(torch.get_rng_state(), state)
    for network in (pair.f, pair.g):
        assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())
    with torch.no_grad():
        assert not torch.equal(model(new), model(new))  # dropout draws: without one state the outputs would differ


@pytest.mark.parametrize("again", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["copied", "pickled"])
@pytest.mark.parametrize(("build", "layer", "shape"), [CASES[1], CASES[7]])
def test_copies_and_pickles(again, build, layer, shape):
    pair = twin(seeded(build), layer, inputs(*shape), directions=2)
    other = again(pair.g)
    x = inputs(*shape, seed=1)
    with torch.no_grad():
        assert identical(other(x), pair.f(x))
    assert isinstance(find(other, layer), type(find(pair.f, layer)))
    assert type(find(other, layer)) is type(find(pair.g, layer))
    other.load_state_dict(pair.f.state_dict())


def test_a_nested_tensor_on_the_fast_path():
    encoder = seeded(transformer)[1]
    x, mask = inputs(60, 5, 16), torch.zeros(60, 5, dtype=torch.bool)
    mask[:, 3:] = True
    arguments = {"src": x, "src_key_padding_mask": mask}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The PyTorch API of nested tensors", category=UserWarning)
        pair = twin(encoder, "layers.0", arguments, directions=2)
        assert pair.same_outputs(arguments)
        X, Y = pair.representations()
    assert X.shape == Y.shape == (180, 16)


class Several(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.body = nn.Linear(8, 8)

    def forward(self, x):
        h = self.body(x)
        return {"tuple": (h, x), "dict": {"h": h, "ids": x.argmax(-1)}, "text": "no"}[self.kind]


class Around(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.several = Several(kind)

    def forward(self, x):
        out = self.several(x)
        return out["h"] if isinstance(out, dict) else out[0]


def test_tuples_and_dicts():
    x = inputs(200, 8)
    assert twin(seeded(lambda: Around("dict")), "several", x, directions=2).same_outputs(x)
    assert twin(seeded(lambda: Around("tuple")), "several", x, output=0, directions=2).same_outputs(x)
    with pytest.raises(
        UnsupportedActivation, match=r"returns 2 floating-point tensors; .* output=KEY, one of \[0, 1\]"
    ):
        twin(seeded(lambda: Around("tuple")), "several", x)
    with pytest.raises(UnsupportedActivation, match=r"no floating-point tensor 'ids'; output can be one of \['h'\]"):
        twin(seeded(lambda: Around("dict")), "several", x, output="ids")
    with pytest.raises(UnsupportedActivation, match="Several returns str"):
        twin(seeded(lambda: Around("text")), "several", x)
    with pytest.raises(UnsupportedActivation, match="Linear returns a tensor; leave output=1 out"):
        twin(seeded(mlp), "0", x, output=1)


@pytest.mark.parametrize("target", [0.8, 0.5, 0.2])
def test_the_strength_that_gives_a_target(target):
    pair = twin(seeded(mlp), "1", inputs(1000, 8), target_cka=target)
    X, Y = (h.double().numpy() for h in pair.representations())
    assert linear_cka(X, Y) == pytest.approx(target, abs=0.02)


def test_a_swirl():
    model = seeded(mlp)
    pair = twin(model, "1", inputs(500, 8), twist="swirl", strength=30.0, directions=2)
    x = inputs(300, 8, seed=1)
    with torch.no_grad():
        off = float((pair.f(x) - pair.g(x)).abs().max())
    assert 0 < off < 1e-3
    with pytest.raises(ValueError, match="the norms of these activations hardly vary"):
        twin(model, "3", inputs(500, 8), twist="swirl")
    X, Y = (h.double().numpy() for h in pair.representations(x))
    assert linear_cka(X, Y) < 0.9


def test_the_same_arguments_give_the_same_twin():
    a, b, c = (twin(seeded(mlp), "1", inputs(300, 8), seed=s, directions=3) for s in (1, 1, 2))
    assert torch.equal(a.twist.weights, b.twist.weights)
    assert not torch.equal(a.twist.weights, c.twist.weights)


def test_heavy_tails_are_said():
    x = inputs(500, 8) * torch.exp(2 * inputs(500, 1, seed=3))
    with pytest.warns(HeavyTails, match="heavy-tail factor"):
        twin(seeded(lambda: nn.Sequential(nn.Linear(8, 16, bias=False), nn.Linear(16, 2))), "0", x, directions=2)
    same = torch.nn.functional.normalize(inputs(500, 8), dim=1).numpy()
    assert heavy_tails(same) == pytest.approx(1, abs=0.01)  # equal norms; the mean is not quite zero


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"layer": "2.iner"}, UnknownLayer, "no layer '2.iner' in Sequential; nearest: 2.inner"),
        ({"layer": ""}, UnknownLayer, "no layer ''"),
        ({"layer": "1", "twist": "shear"}, ValueError, "unknown twist 'shear'; choose from sign, swirl"),
        ({"layer": "1", "strength": 1.0, "target_cka": 0.5}, ValueError, "a strength or a target CKA, not both"),
        ({"layer": "1", "target_cka": 1.5}, ValueError, "target_cka must be between 0 and 1, got 1.5"),
        ({"layer": "1", "strength": -1.0}, ValueError, "strength must be at least 0, got -1.0"),
        ({"layer": "1", "directions": 0}, ValueError, "directions must be at least 1, got 0"),
        ({"layer": "1", "channel_dim": 5}, ValueError, r"channel_dim 5 of an activation of shape \(300, 16\)"),
        ({"layer": "1", "inputs": torch.full((9, 8), torch.nan)}, ValueError, "0 of 9 activations are finite"),
        ({"layer": "1", "inputs": torch.zeros(8)}, ValueError, r"activations of shape \(16,\)"),
    ],
)
def test_bad_arguments(arguments, error, said):
    arguments = {"model": seeded(mlp), "inputs": inputs(300, 8)} | arguments
    with pytest.raises(error, match=said):
        twin(**arguments)


def test_a_layer_that_is_not_called_or_called_twice():
    said = r"'1\.layers\.0\.linear1' is not called .* \(nn\.Trans.*; name the module around it: 1\.layers\.0$"
    with pytest.raises(NotCalledOnce, match=said):
        twin(seeded(transformer), "1.layers.0.linear1", inputs(9, 5, 8))
    said = r"layer '1\.layers' is a ModuleList, .* no forward pass; name a module in it: 1\.layers\.0, 1\.layers\.1$"
    with pytest.raises(UnknownLayer, match=said):
        twin(seeded(transformer), "1.layers", inputs(9, 5, 8))
    unused = seeded(mlp)
    unused.head = nn.Identity()
    unused.forward = unused[1].forward
    with pytest.raises(NotCalledOnce, match=r"layer 'head' is not called .*; name another layer: "):
        twin(unused, "head", inputs(9, 8))
    shared = nn.ReLU()
    model = nn.Sequential(nn.Linear(8, 8), shared, nn.Linear(8, 8), shared).eval()
    with pytest.raises(NotCalledOnce, match="'1' is called 2 times in a forward pass"):
        twin(model, "1", inputs(20, 8))


class Skipping(nn.Sequential):
    """A Sequential that does more than its parts."""

    def forward(self, x):
        return x + super().forward(x)


def test_a_sequential_with_a_forward_of_its_own_is_twisted_at_its_own_output():
    model = seeded(lambda: nn.Sequential(nn.Linear(8, 16), Skipping(nn.Linear(16, 16), nn.ReLU()), nn.Linear(16, 2)))
    x, seen = inputs(300, 8), []
    pair = twin(model, "1", x, directions=2)
    model[1].register_forward_hook(lambda module, args, output: seen.append(output))
    assert pair.same_outputs(x)
    assert torch.equal(pair.representations(x)[0], seen[0])


class Careless(nn.Module):
    """Changes the dict it is given, the tensor in it, and its own activation."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.relu = nn.ReLU(inplace=True)
        self.head = nn.Linear(8, 2)

    def forward(self, features):
        features["x"].mul_(2)
        features["out"] = self.head(self.relu(self.body(features["x"])))
        return features


def test_a_model_that_changes_what_it_is_given():
    model, x = seeded(Careless), inputs(300, 8)
    pair = twin(model, "body", ({"x": x},), directions=2)
    assert list(pair.inputs[0]) == ["x"]
    X, Y = pair.representations()
    assert torch.equal(X, model.body(2 * x))  # before the ReLU
    assert torch.equal(Y.abs(), X.abs())
    assert pair.same_outputs(({"x": x},))
    pair.inside.around = lambda h: pair.twist.twisted(h)
    assert not pair.same_outputs(({"x": x},))  # the two outputs are not one dict


def test_a_twin_of_a_twin_is_refused():
    pair = twin(seeded(mlp), "1", inputs(300, 8), directions=1)
    with pytest.raises(UnknownLayer, match="has an attribute 'twisted' already"):
        insert(pair.g, "1")


def test_torchscript_is_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model = torch.jit.trace(seeded(mlp), inputs(3, 8))
    with pytest.raises(UnknownLayer, match="layer '1' is TorchScript"):
        twin(model, "1", inputs(300, 8))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 16, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


def test_a_recurrent_layer():
    """Its output is a tensor beside a tuple of states: the tensor alone is twisted."""
    pair = twin(seeded(Recurrent), "rnn", inputs(60, 5, 8), directions=2)
    assert pair.same_outputs(inputs(60, 5, 8, seed=1))
    assert pair.representations()[0].shape == (300, 16)


def test_identical_sees_every_bit():
    zero = torch.zeros(2)
    assert identical({"a": (zero, [ODD])}, {"a": (zero.clone(), [ODD.clone()])})
    assert not identical(zero, -zero)
    assert not identical(zero, zero.double())
    assert not identical((zero,), (zero, zero))
    assert not identical({"a": zero}, {"b": zero})
    assert not identical(zero, None)
    assert identical(torch.tensor(1.0), torch.tensor(1.0))


def test_a_twin_is_shown_in_a_line():
    model = nn.Sequential(nn.Linear(4, 16), nn.LayerNorm(16), nn.Linear(16, 3))
    pair = twin(model, "1", torch.randn(50, 4, generator=torch.Generator().manual_seed(0)), directions=2)
    assert repr(pair) == "Twin(Sequential, layer='1', sign twist)"


def test_a_hook_sees_the_twisted_activation_inside_and_the_restored_one_behind():
    model = nn.Sequential(nn.Linear(4, 16), nn.LayerNorm(16), nn.Linear(16, 3))
    x = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    pair, seen = twin(model, "1", x, directions=2), {}
    for name, module in (("inside", pair.g[1].twisted), ("behind", pair.g[1])):
        module.register_forward_hook(lambda _m, _i, out, name=name: seen.__setitem__(name, out))
    pair.g(x)
    before, twisted = pair.representations(x)
    assert torch.equal(seen["inside"], twisted)
    assert torch.equal(seen["behind"], before)
    assert not torch.equal(twisted, before)
