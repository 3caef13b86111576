"""A twin on disk comes back as it was; a directory that was tampered with does not pass, hashes rewritten or not."""

import hashlib
import json
import os
import shutil
import signal

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from unalignable.constructions import check_twin, load_twin, save_twin, twin
from unalignable.constructions.core.activations import identical
from unalignable.constructions.core.twin_files import FILES, certificate_of, load_stored
from unalignable.constructions.core.twin_report import report
from unalignable.constructions.core.twist_file import BrokenTwin, read_twist, write_twist
from unalignable.theory.core.console import CallError


@pytest.fixture(scope="module")
def written(made, data, tmp_path_factory):
    """The directory of the MLP's twin."""
    mlp = made("mlp")
    directory = tmp_path_factory.mktemp("twins") / "twin"
    save_twin(mlp.twin, mlp.report, data.held_out_images, directory, model="a:b")
    return directory


@pytest.fixture
def copied(written, tmp_path):
    return shutil.copytree(written, tmp_path / "copied")


def test_it_comes_back(mlp, data, written):
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)
    again = load_twin(mlp.model, written)
    assert again.layer == "4"
    assert identical(again.inputs, data.held_out_images)
    assert again.same_outputs(data.images[:50])
    assert identical(again.representations(data.images[:50]), mlp.twin.representations(data.images[:50]))
    mlp.model.load_state_dict(load_file(written / "g.safetensors"))  # interchangeable


def test_it_is_checked_again(mlp, written):
    found = check_twin(mlp.model, written)
    assert found.holds, found
    names = [claim.claim for claim in found.claims]
    assert names[0] == "files"
    assert {"same_output", "same_parameters", "untwisted_is_the_original", "cka_at_chance", "cka"} <= set(names)


@pytest.mark.parametrize("twist", ["sign", "swirl"])
def test_a_twist_comes_back_bit_for_bit(mlp, data, twist):
    made = twin(mlp.model, "4", data.images[:200], twist=twist, directions=1).twist
    again, layer, output = read_twist("t", write_twist(made, "a.b", "h"))
    assert (layer, output) == ("a.b", "h")
    assert type(again) is type(made)
    h = torch.randn(20, 64)
    assert torch.equal(again.twisted(h), made.twisted(h))


def rewritten(directory, change):
    """Change the certificate; hashes are brought up to date first."""
    path = directory / "certificate.json"
    certificate = json.loads(path.read_text())
    for name in FILES[:3]:
        certificate["sha256"][name] = hashlib.sha256((directory / name).read_bytes()).hexdigest()
    change(certificate)
    path.write_text(json.dumps(certificate))


def state_changed(directory):
    state = load_file(directory / "g.safetensors")
    state["5.bias"][0] += 1e-6
    save_file(state, directory / "g.safetensors")


def inputs_changed(directory):
    save_file({"input": torch.zeros(5, 8, 8)}, directory / "inputs.safetensors")


def twist_gone(directory):
    (directory / "twist.safetensors").unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (state_changed, r"g\.safetensors is not the file that the certificate was written for \(SHA-256\)"),
        (inputs_changed, r"inputs\.safetensors is not the file"),
        (twist_gone, r"has no twist\.safetensors"),
        (lambda d: (d / "certificate.json").write_text("{}"), "is not a twin's directory"),
        (lambda d: rewritten(d, lambda c: c.update(claims=3)), "has no list of claims"),
        (lambda d: rewritten(d, lambda c: c.update(inputs=[["x", "input.x"]])), "do not fit together"),
    ],
)
def test_accidents_are_caught(mlp, copied, change, said):
    change(copied)
    with pytest.raises(BrokenTwin, match=said):
        load_twin(mlp.model, copied)
    found = check_twin(mlp.model, copied)
    assert not found.holds
    assert [claim.claim for claim in found.claims] == ["files"]


def test_edits_with_the_hashes_rewritten_are_caught(mlp, copied):
    state_changed(copied)
    rewritten(copied, lambda certificate: None)
    found = check_twin(mlp.model, copied)
    assert not found.holds
    assert "5.bias differs in the model" in found.claims[0].why


@pytest.mark.parametrize(
    ("claim", "caught"),
    [
        ({"claim": "cka", "scope": "these inputs", "value": 0.2}, "cka"),
        ({"claim": "better", "scope": "these inputs", "value": None}, "better"),
    ],
)
def test_a_false_claim_is_named(mlp, copied, claim, caught):
    rewritten(copied, lambda certificate: certificate["claims"].append(claim))
    found = check_twin(mlp.model, copied)
    assert [c.claim for c in found.claims if not c.holds] == [caught]


def test_labels_are_kept(mlp, data, tmp_path):
    digits = data.held_out_labels
    words = np.array(["some", "zero"])[(digits == 0).long()]
    for labels, kept in ((digits, digits), (words, (digits == 0).long())):
        save_twin(mlp.twin, mlp.report, data.held_out_images, tmp_path / "twin", labels=labels)
        assert torch.equal(load_stored(mlp.model, tmp_path / "twin")[1], kept)


def test_claims_that_are_left_out_are_checked_all_the_same(mlp, copied):
    rewritten(copied, lambda certificate: certificate.update(claims=[]))
    assert "same_output" in [claim.claim for claim in check_twin(mlp.model, copied).claims]


def test_a_weak_twist_does_not_claim_chance(mlp, data, tmp_path):
    pair = twin(mlp.model, "4", data.images, strength=0.1, directions=1)
    found = report(pair, data.held_out_images)
    assert found.holds
    assert not found.at_chance
    save_twin(pair, found, data.held_out_images, tmp_path / "weak")
    assert "cka_at_chance" not in [claim.claim for claim in check_twin(mlp.model, tmp_path / "weak").claims]


def broken_sign(**changed):
    def write(twist):
        fields = {"weights": twist.weights, "offset": 0, "period": 8, "exponent": 4, "channel_dim": -1, **changed}
        return write_twist(type(twist)(**fields), "4", None)

    return write


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (broken_sign(weights=torch.ones(64)), "weights must be int64"),
        (broken_sign(weights=torch.full((64,), 2**40)), "weights must be int64"),
        (broken_sign(period=-1), "out of range"),
        (broken_sign(offset=2**63), "out of range"),
        (broken_sign(exponent=5000), "out of range"),
        (broken_sign(channel_dim="last"), "'last' is no whole number"),
        (lambda twist: b"no safetensors", "cannot be read"),
    ],
)
def test_a_twist_that_is_none_is_refused(mlp, write, said):
    with pytest.raises(BrokenTwin, match=said):
        read_twist("twist.safetensors", write(mlp.twin.twist))


def test_a_swirl_with_a_channel_in_two_pairs_is_refused(mlp, data):
    swirl = twin(mlp.model, "4", data.images[:200], twist="swirl", directions=1).twist
    swirl.pairs[0, 0] = swirl.pairs[1, 0]
    with pytest.raises(BrokenTwin, match="a channel is in two pairs"):
        read_twist("twist.safetensors", write_twist(swirl, "4", None))


def test_another_model_is_refused(written):
    with pytest.raises(BrokenTwin, match=r"state_dict and g\.safetensors have different keys: '0\.bias'"):
        load_twin(nn.Sequential(nn.Linear(2, 2)), written)


def test_something_else_in_the_way_is_left_alone(mlp, data, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CallError, match="something other than a pair"):
        save_twin(mlp.twin, mlp.report, data.held_out_images, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_tied_weights_keyword_inputs_and_plain_values(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(6, 6)
            self.b = nn.Linear(6, 6)
            self.b.weight = self.a.weight

        def forward(self, x, scale, twice=False):
            h = self.b(torch.tanh(self.a(x * scale)))
            return {"h": h + h if twice else h}

    model = Tied()
    inputs = {"x": torch.randn(40, 6), "scale": torch.ones(40, 1), "twice": True}
    pair = twin(model, "a", inputs, directions=1)
    found = report(pair, inputs)
    save_twin(pair, found, inputs, tmp_path / "tied")
    again = load_twin(model, tmp_path / "tied")
    assert identical(again.inputs, inputs)
    assert again.g.b.weight is again.g.a.weight
    assert check_twin(model, tmp_path / "tied").holds


def test_positional_inputs(tmp_path):
    class Sum(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.LayerNorm(5)  # rows of one size, so that no tail is heavy

        def forward(self, x, y):
            return self.a(x) + y

    model, inputs = Sum(), (torch.randn(30, 5), torch.randn(30, 5))
    pair = twin(model, "a", inputs, directions=1)
    save_twin(pair, report(pair, inputs), inputs, tmp_path / "sum")
    assert identical(load_twin(model, tmp_path / "sum").inputs, inputs)


def test_no_directory():
    with pytest.raises(CallError, match=r"nowhere is no directory; unalignable twin … --out nowhere makes one"):
        load_twin(nn.Identity(), "nowhere")


@pytest.fixture
def ten_seconds():
    """A reader that waits for ever is stopped."""

    def stop(_signal, _frame):
        raise TimeoutError("still reading after ten seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("ten_seconds")
def test_a_certificate_that_is_a_pipe_is_not_waited_for(mlp, copied):
    (copied / "certificate.json").unlink()
    os.mkfifo(copied / "certificate.json")
    assert certificate_of(copied) is None
    with pytest.raises(BrokenTwin, match=r"is not a twin's directory: certificate\.json does not say so"):
        load_twin(mlp.model, copied)
