"""Pairs of networks: built, written, and read again, here and with torch alone (test_families checks every family)."""

import json
import subprocess
import sys

import pytest
import torch

from unalignable.constructions import build, load
from unalignable.theory import linear_cka
from unalignable.theory.core.console import CallError


def test_what_is_loaded_is_what_was_built(tmp_path):
    pair = build("readout_junk", s=2)
    pair.save(tmp_path / "pair")
    again = load(tmp_path / "pair")
    assert again.claims == pair.claims
    for one, other in ((pair.f, again.f), (pair.g, again.g)):
        assert one.state_dict().keys() == other.state_dict().keys()
        assert all(torch.equal(one.state_dict()[key], other.state_dict()[key]) for key in one.state_dict())
    assert torch.equal(again.f(again.inputs), again.g(again.inputs))
    assert linear_cka(*again.representations()) == pytest.approx(1 / 17, rel=8 * torch.finfo(torch.float32).eps)


def test_the_same_pair_is_the_same_files(tmp_path):
    for name in ("one", "other"):
        build("disjoint_frequencies").save(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_pair_loads_with_safetensors_and_torch_alone(tmp_path):
    build("readout_junk", s=2).save(tmp_path / "pair")
    script = (
        "import sys, torch; from safetensors.torch import load_file\n"
        "from collections import OrderedDict; from torch.nn import Linear, ReLU, Sequential\n"
        "layers = lambda: OrderedDict(units=Linear(3, 4, bias=False), relu=ReLU(), head=Linear(4, 1, bias=False))\n"
        "f = Sequential(layers()); f.load_state_dict(load_file('f.safetensors'))\n"
        "g = Sequential(layers()); g.load_state_dict(load_file('g.safetensors'))\n"
        "x = load_file('inputs.safetensors')['inputs']\n"
        "assert torch.equal(f(x), g(x)) and not torch.equal(f[:2](x), g[:2](x))\n"
        "assert not any(name.startswith('unalignable') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path / "pair", check=True)


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(CallError, match="holds something other than a pair"):
        build("readout_junk").save(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "kept"


def test_a_pair_replaces_a_pair(tmp_path):
    build("readout_junk", s=2).save(tmp_path / "pair")
    build("readout_junk", s=5).save(tmp_path / "pair")
    assert json.loads((tmp_path / "pair" / "certificate.json").read_text())["parameters"]["s"] == "5"
    assert [path.name for path in tmp_path.iterdir()] == ["pair"]
