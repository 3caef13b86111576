"""Pairs in another runtime: the ONNX models give what torch gives, to rounding, and the layer compared as well."""

import numpy as np
import onnxruntime as ort
import pytest
import torch

from unalignable.constructions import build
from unalignable.constructions.core import catalogue, onnx_network
from unalignable.constructions.core.forward_error import error_bound
from unalignable.constructions.core.networks import doubles


def run(raw, pair):
    session = ort.InferenceSession(raw, providers=["CPUExecutionProvider"])
    return session.run(None, {"inputs": pair.inputs.numpy()})


@pytest.mark.parametrize("slug", sorted(catalogue.entries()))
def test_every_pair_runs_elsewhere(slug):
    """Every output is as near to the exact one as torch's has to be: the bound holds for any order of additions."""
    pair = build(slug)
    for network, made, layer, Z in zip(
        (pair.networks.f, pair.networks.g), (pair.f, pair.g), pair.layers, pair.representations(), strict=True
    ):
        found = run(onnx_network.onnx_model(network, layer, pair.inputs.dtype), pair)
        allowed = error_bound(network, pair.networks.inputs, pair.inputs.dtype)
        exact = doubles(network(pair.networks.inputs))
        assert np.all(np.abs(found[0].astype(float) - exact) <= allowed * (1 + 1e-6) + np.abs(exact) * 2**-53)
        assert found[0].shape == made(pair.inputs).shape
        assert len(found) == (2 if layer != list(network.layers)[-1] else 1)
        assert np.allclose(found[-1], Z.numpy(), rtol=1e-5 if pair.inputs.dtype == torch.float32 else 1e-13, atol=1e-13)


def test_one_output_of_two_representations():
    pair = build("readout_junk", s=2)
    f, g = (
        run(onnx_network.onnx_model(network, layer, pair.inputs.dtype), pair)
        for network, layer in ((pair.networks.f, pair.layers[0]), (pair.networks.g, pair.layers[1]))
    )
    assert np.array_equal(f[0], g[0])
    assert not np.array_equal(f[1], g[1])


def test_build_writes_them(tmp_path):
    build("parity_bits").save(tmp_path / "pair", onnx=True)
    assert {"f.onnx", "g.onnx"} < {path.name for path in (tmp_path / "pair").iterdir()}
    build("parity_bits").save(tmp_path / "pair")
    assert not (tmp_path / "pair" / "f.onnx").exists()


def test_the_same_pair_is_the_same_model():
    pair = build("disjoint_frequencies")
    one, other = (onnx_network.onnx_model(pair.networks.f, pair.layers[0], torch.float64) for _ in range(2))
    assert one == other


def test_without_the_package_it_is_one_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    pair = build("parity_bits")
    with pytest.raises(ValueError, match=r"pip install 'unalignable\[onnx\]'"):
        onnx_network.onnx_model(pair.networks.f, pair.layers[0], torch.float32)
