"""Parity pairings: the algebra of the head on exact networks, and what one short run measures."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from unalignable.experiments import parity_pairings as experiment
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.parity_networks import PARITY, SIGNS, Wired, pairing
from unalignable.experiments.core.record import Failed, Run, Runs
from unalignable.theory import linear_cka, linear_r2


def head(alone: int, c: float, ratio: float) -> tuple[np.ndarray, float]:
    """The ReLU layer of an exact head with readout (1, 1/ratio) and bias c <= -1, and its largest error."""
    p = torch.tensor([[-c], [1.0]], dtype=torch.float64)  # |p'(1, 1)| = 1 - c and |p'(1, -1)| = -1 - c
    s = pairing(alone) @ p
    units = torch.cat([s.relu(), ratio * (-s).relu()], dim=1)
    output = units @ torch.tensor([[1.0], [1 / ratio]], dtype=torch.float64) + c
    return units.numpy(), float((output - PARITY).abs().max())


@pytest.mark.parametrize("c", [-1.0, -1.25, -3.0])
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_every_exact_head_keeps_below_a_fifth_and_its_bias_gives_r2(c: float, ratio: float) -> None:
    first, wrong = head(0, -1.5, 2.0)
    second, also_wrong = head(1, c, ratio)
    assert max(wrong, also_wrong) < 1e-12
    assert linear_r2(first, second) == pytest.approx(1 / (2 + c**2), abs=1e-12)
    assert linear_cka(first, second) < 0.2
    same = head(0, c, 1.0)[0], head(1, c, 1.0)[0]
    assert linear_cka(*same) == pytest.approx(1 / (1 + (1 + c**2) ** 2), abs=1e-12)


def test_wired_pair_layers_share_nothing_whatever_their_weights() -> None:
    torch.manual_seed(3)
    layers = []
    for alone in range(3):
        network = Wired(alone, 5)
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter)
        layers.append(experiment.read(network)[0])
    for i, j in experiment.PAIRS:
        assert linear_cka(layers[i], layers[j]) < 1e-12
        assert experiment.any_r2(layers[i], layers[j]) < 1e-12


def test_counting_finds_what_a_linear_probe_misses() -> None:
    """|a + b| from (a, b): R² of a linear probe 0, of the best function 1."""
    a, b = SIGNS[:, :1].numpy(), SIGNS[:, 1:2].numpy()
    X, Y = np.concatenate([a, b], axis=1), np.abs(a + b)
    assert linear_r2(X, Y) < 1e-12
    assert experiment.any_r2(X, Y) == pytest.approx(1.0)


def test_a_network_that_has_not_learned_parity_fails() -> None:
    with pytest.raises(Failed, match="eight inputs"):
        execute(experiment.EXPERIMENT, experiment.Config(how="free", steps=2))


def test_the_report_is_gone_in_the_second_stage() -> None:
    """A curriculum that kept it would be the reported arm under another name."""
    assert experiment.STAGES["curriculum"] == (("report",), ("task",))


@pytest.mark.parametrize("settings", [{"how": "free", "decay": 0.5}, {}, {"decay": 0.0}])
def test_any_part_of_the_runs_is_drawn(settings: dict[str, Any]) -> None:
    config = experiment.Config(**settings)
    names = ("cka_pair", "null_pair", "cka_head", "r2_head", "null_head", "floor", "bias")
    run = Run(config, {}, MappingProxyType({name: [0.1, 0.2, 0.3] for name in names}), dict)
    assert "1 seeds" in experiment.EXPERIMENT.figure(Runs([run]), Figure())
