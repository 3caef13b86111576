"""``unalignable twin`` as a stranger calls it: one's own module, a file of inputs, and mistakes that say the mend."""

import importlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from threadpoolctl import threadpool_limits

from unalignable.constructions import load_twin

MODELS = """
import torch
from torch import nn

def load():
    print("loading")
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Sequential(nn.Linear(24, 24), nn.Tanh()), nn.Linear(24, 3))

class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 12)

    def forward(self, x, scale):
        h = self.body(x)
        return {"h": h * scale[:, None], "first": h[:, 0]}

class Tuple(nn.Module):
    def __init__(self):
        super().__init__()
        self.two = Two()

    def forward(self, x, scale):
        return self.two(x, scale)["h"]

two = Tuple()
number = 3

def fails():
    raise RuntimeError("no weights here")

def needs(path, size=3):
    return None

def wrong():
    return 5
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a module of models and files of inputs, made the current one."""
    # the module's name is used nowhere else, so that no other test has it loaded
    name = f"models_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(MODELS)
    rng = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", rng.normal(size=(600, 6)))
    np.save(tmp_path / "wide.npy", rng.normal(size=(60, 7)))
    np.save(tmp_path / "words.npy", np.array(["a", "b"]))
    (tmp_path / "y.csv").write_text("label\n" + "\n".join(rng.choice(["cat", "dog"], 600)) + "\n")
    two = {"x": rng.normal(size=(90, 6)).astype("f4"), "scale": rng.uniform(1, 2, 90).astype("f4")}
    save_file(two, tmp_path / "two.safetensors")
    np.savez(tmp_path / "uneven.npz", x=np.ones((3, 6)), scale=np.ones(4))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with threadpool_limits(1):
        yield name


def test_a_twin_of_my_own_network(unalignable, here):
    code, out, err = unalignable(
        "twin", f"{here}:load", "--layer", "1", "--inputs", "x.npy", "--labels", "y.csv", "--figure", "--out", "twin",
        "--json", "twin.json",
    )  # fmt: skip
    assert code == 0, err
    assert "twist: sign, 40 tried · outputs identical on 400 of 400 new inputs, bit for bit, and on rows of inf" in out
    assert "parameters the same · all other layers the same · every product of two channels kept" in out
    assert "label probe" in out
    record = json.loads(Path("twin.json").read_text())
    assert record["identical_outputs"] is True
    assert record["layer"] == "1"
    assert {"cka", "null", "r2_heldout"} <= set(record)
    assert f"CKA {record['cka']:.4f}" in out
    assert f"relabelled samples {record['null']:.4f}" in out
    assert Path("twin/figure.png").read_bytes().startswith(b"\x89PNG")
    code, out, err = unalignable("check", "twin", "--model", f"{here}:load")
    assert code == 0, err
    assert "same output" in out
    assert "FAILS" not in out
    code, _, err = unalignable("check", "twin")
    assert code == 2
    assert f"twin is a twin's: its network is needed, --model {here}:load" in err


def test_another_network_does_not_pass(unalignable, here):
    unalignable("twin", f"{here}:load", "--layer", "1", "--inputs", "x.npy", "--out", "twin", "--strength", "1")
    code, out, _ = unalignable("check", "twin", "--model", f"{here}:two")
    assert code == 1
    assert "different keys" in out


def test_keyword_inputs_a_part_and_a_target(unalignable, here):
    code, out, err = unalignable(
        "twin", f"{here}:two", "--layer", "two", "--part", "h", "--inputs", "two.safetensors", "--target-cka", "0.5",
        "--out", "twin", "--json", "-",
    )  # fmt: skip
    assert code == 0, err
    record = json.loads(out)
    assert 0.2 < record["cka"] < 0.8
    assert record["samples"] == 60
    again = load_twin(importlib.import_module(here).two, "twin")
    assert again.same_outputs({"x": torch.randn(5, 6), "scale": torch.ones(5)})


def test_layers_are_listed(unalignable, here):
    code, out, _ = unalignable("twin", f"{here}:load", "--layers")
    assert code == 0
    assert [line.split() for line in out.splitlines()][1:4] == [["0", "Linear"], ["1", "ReLU"], ["2", "Sequential"]]
    code, out, _ = unalignable("twin", f"{here}:load", "--layers", "--json", "-")
    assert json.loads(out)[3] == {"layer": "2.0", "type": "Linear"}


RIGHT = {"model": "load", "layer": "1", "inputs": "x.npy", "out": "twin"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layer": "2.O"}, "no layer '2.O' in Sequential; nearest: 2."),
        (
            {"layer": None, "out": None},
            "--layer and --out needed (--layer from: unalignable twin MODULE:load --layers)",
        ),
        ({"inputs": "wide.npy"}, "Sequential cannot take inputs float32 (20, 7): mat1 and mat2 shapes"),
        ({"inputs": "nowhere.npy"}, "nowhere.npy: no such file"),
        ({"inputs": "words.npy"}, "words.npy holds <U1; inputs must be numbers"),
        ({"inputs": "uneven.npz", "model": "two", "layer": "two"}, "all arrays need one row per sample"),
        ({"labels": "words.npy"}, "there are 2 labels for 600 inputs; give one per sample, in the same order"),
        ({"model": "laod"}, "no 'laod' in MODULE; nearest: load"),
        ({"model": "number"}, "MODULE:number is an int; a torch.nn.Module is needed, or a function that returns one"),
        ({"model": "fails"}, "MODULE:fails() fails: RuntimeError: no weights here"),
        ({"model": "needs"}, "MODULE:needs needs arguments (path); write a function without any"),
        ({"model": "wrong"}, "MODULE:wrong() returns an int; it must return a torch.nn.Module"),
        ({"twist": "shear"}, "unknown twist 'shear'; choose from sign, swirl"),
        (
            {"model": "two", "layer": "two", "inputs": "two.safetensors"},
            "say which one with --part KEY, one of ['h', 'first']",
        ),
        ({"channel-dim": "3"}, "channel_dim 3 of an activation of shape (200, 24)"),
        ({"out": ".", "inputs": "nowhere.npy"}, ". holds something other than a pair"),  # before any work is done
    ],
)
def test_mistakes_say_the_mend(unalignable, here, changed, said):
    given = {**RIGHT, **changed}
    model = f"{here}:{given.pop('model')}"
    options = [part for name, value in given.items() if value is not None for part in (f"--{name}", value)]
    code, _, err = unalignable("twin", model, *options)
    assert code == 2
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert said.replace("MODULE", here) in err
    assert not [name for name in os.listdir() if name.startswith(".") or name == "twin"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing", "'nothing' is not MODULE:NAME; for load() in my_models.py write my_models:load"),
        ("no_such_module_here:load", "no module 'no_such_module_here' in "),
    ],
)
def test_a_module_that_is_not_there(unalignable, here, text, said):
    code, _, err = unalignable("twin", text, "--layers")
    assert code == 2
    assert said in err


def test_a_module_that_fails(unalignable, here, tmp_path):
    (tmp_path / f"{here}_broken.py").write_text("import nothing_of_the_kind")
    code, _, err = unalignable("twin", f"{here}_broken:load", "--layers")
    assert code == 2
    assert f"{here}_broken cannot be imported: No module named 'nothing_of_the_kind'" in err


def test_heavy_tails_are_said_once_on_the_screen(unalignable, here):
    rng = np.random.default_rng(0)
    np.save("x.npy", rng.normal(size=(600, 6)) * np.exp(3 * rng.normal(size=(600, 1))))
    code, out, err = unalignable("twin", f"{here}:load", "--layer", "0", "--inputs", "x.npy", "--out", "twin")
    assert code == 0
    assert "beware: heavy-tail factor" in out
    assert err == ""


def test_interrupted_it_leaves_nothing(unalignable, here, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("unalignable.constructions.core.twin_report.alignment", interrupted)
    files = sorted(os.listdir())
    code, _, _ = unalignable("twin", f"{here}:load", "--layer", "1", "--inputs", "x.npy", "--out", "twin")
    assert code == 130
    assert [name for name in sorted(os.listdir()) if name != "__pycache__"] == files
