"""The predictions of twisted_codes, held against the laws of the codes themselves, without any network."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from unalignable.experiments import twisted_codes as experiment
from unalignable.experiments.core.coded_networks import DEGREE, codes
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Failed, Run, Runs
from unalignable.theory import linear_r2

SAMPLES = 4000
NEAR = 34 / SAMPLES + 0.005  # a probe of 34 features, cross-validated, and what samples of the law vary by


def scores(code: str, turn: float = 180.0) -> tuple[list[float], list[float], float]:
    """Polynomial probes ahead and back, and the share of the twisted code that has degree 2, under a linear mixture."""
    plain, twisted = codes(code, turn, SAMPLES, [5])
    rng = np.random.default_rng(6)
    X, Y = (Z @ rng.normal(size=(Z.shape[1], Z.shape[1])) for Z in (plain, twisted))
    degrees, ridge = range(1, DEGREE[code] + 1), experiment.RIDGE.get(code, 0.0)
    ways = [[experiment.probe(A, B, degree, ridge) for degree in degrees] for A, B in ((X, Y), (Y, X))]
    return ways[0], ways[1], linear_r2(twisted[:, : plain.shape[1]], Y)


@pytest.mark.parametrize("code", ["interval", "circle"])
def test_a_product_undoes_a_curve_in_one_direction_only(code: str) -> None:
    ahead, back, share = scores(code)
    assert abs(ahead[0]) < NEAR
    assert abs(back[0]) < NEAR
    assert back[1] > 0.99
    assert abs(ahead[1] - share) < NEAR
    assert ahead[1] < 0.9
    assert ahead[-1] > 0.99


@pytest.mark.parametrize("turn", [0.0, 60.0, 90.0, 180.0])
def test_rings_by_their_turn(turn: float) -> None:
    predicted = experiment.predict(experiment.Config(code="rings", turn=turn))["linear"]
    for way in scores("rings", turn)[:2]:
        assert abs(way[0] - predicted) < 0.02
        assert abs(way[1] - way[0]) < NEAR
        assert way[2] > 0.99


def test_codes_have_unit_variance() -> None:
    for code in DEGREE:
        for features in codes(code, 70.0, SAMPLES, [7]):
            assert np.allclose(features.mean(axis=0), 0, atol=0.1)
            assert np.allclose(features.var(axis=0), 1, atol=0.1)


def test_a_report_that_was_not_learned_fails() -> None:
    """Not scored as if the layer held the code."""
    with pytest.raises(Failed, match="unexplained"):
        execute(experiment.EXPERIMENT, experiment.Config(code="circle", steps=20, samples=200))


@pytest.mark.parametrize("settings", [{}, {"code": "circle"}, {"code": "rings"}, {"code": "rings", "turn": 30.0}])
def test_any_part_of_the_runs_is_drawn(settings: dict[str, Any]) -> None:
    config = experiment.Config(**settings)
    scores = dict.fromkeys(("ahead", "back", "null_ahead"), [0.1] * DEGREE[config.code])
    names = ("share", "cka_code", "null_code", "cka_hidden", "null_hidden", "floor")
    run = Run(config, experiment.predict(config), MappingProxyType(scores | dict.fromkeys(names, 0.1)), dict)
    assert "1 seeds" in experiment.EXPERIMENT.figure(Runs([run]), Figure())
