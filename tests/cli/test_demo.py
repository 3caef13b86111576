"""The demo in small: the same files every time, nothing half-written, and a screen that says what the numbers say."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from unalignable.experiments.core import demo, digits
from unalignable.experiments.core.demo import run_demo
from unalignable.theory.core.catalogue import select
from unalignable.theory.core.console import CallError, Screen


@pytest.fixture
def small(monkeypatch):
    """One epoch, five relabellings, one theorem."""
    monkeypatch.setattr(digits, "EPOCHS", 1)
    monkeypatch.setattr(demo, "EPOCHS", 1)
    monkeypatch.setattr(demo, "PERMUTATIONS", 5)
    monkeypatch.setattr("unalignable.theory.core.catalogue.select", lambda names: select(["nulls/permutation_mean"]))


def test_the_same_files_every_time(small, tmp_path, capsys):
    records = [run_demo(tmp_path / name, Screen()) for name in ("one", "two")]
    assert records[0] == records[1]
    for name in ("demo.json", "heatmap.png", "twin.png", "activations.safetensors"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert json.loads((tmp_path / "one" / "demo.json").read_text()) == records[0]
    assert (tmp_path / "one" / "heatmap.png").read_bytes().startswith(b"\x89PNG")
    tensors = load_file(tmp_path / "one" / "activations.safetensors")
    assert tensors["mlp.hidden2"].shape == (597, 64)
    for name, last in (("mlp", "hidden2"), ("cnn", "hidden")):
        logits = tensors[f"{name}.{last}"] @ tensors[f"{name}.readout"] + tensors[f"{name}.bias"]
        # 64 products in float32
        assert np.allclose(logits, tensors[f"{name}.logits"], atol=64 * 2.0**-23 * np.abs(logits).max())
    assert tensors["labels"].shape == (597,)
    assert tensors["images"].shape == (597, 8, 8)
    twin = records[0]["twin"]
    assert twin["identical_samples"] == 597
    assert twin["cka"] <= twin["predicted"] + 4 * twin["predicted_sd"]
    assert twin["r2_heldout"]["f_to_g"] <= 0
    assert [row["layer"] for row in twin["layers"] if not row["identical"]] == ["4"]
    assert len(records[0]["layers"]) == 12
    _check_screen(capsys.readouterr().out, records[0])


def _check_screen(out, record):
    last = next(row for row in record["layers"] if (row["mlp"], row["cnn"]) == demo.LAST)
    assert "1 of 1 theorems hold" in out
    assert f"CKA says        {last['measures']['linear_cka']['value']:.2f}" in out
    assert f"chance says     {last['measures']['linear_cka']['null']:.2f}" in out
    for network in record["networks"].values():
        assert f"{network['accuracy']:.1%} right" in out
    assert "heatmap.png" in out
    assert "the same to the last bit on 597 of 597 unseen digits" in out
    assert f"CKA says        {record['twin']['cka']:.3f} there, and 1 at every other layer" in out
    assert "twin.png" in out


def test_interrupted_it_leaves_no_file(small, tmp_path, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "compare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_demo(tmp_path / "out", Screen())
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_in_the_way_is_a_wrong_call(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(CallError, match="cannot make the folder"):
        run_demo(tmp_path / "out", Screen())


def test_training_leaves_torch_as_it_was(monkeypatch):
    import torch

    monkeypatch.setattr(digits, "EPOCHS", 1)
    threads = torch.get_num_threads()
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    digits.train("mlp", digits.digits())
    assert torch.equal(torch.rand(1), expected)
    assert torch.get_num_threads() == threads


def test_held_out_digits_are_not_trained_on():
    data = digits.digits()
    assert len(data.labels) == 1200
    assert len(data.held_out_labels) == digits.HELD_OUT
    seen = {image.tobytes() for image in data.images.numpy()}
    unseen = [image.tobytes() in seen for image in data.held_out_images.numpy()]
    assert np.sum(unseen) == 0
