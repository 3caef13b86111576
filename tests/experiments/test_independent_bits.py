"""Independent bits: what the experiment compares, on exact bits, where every number is known."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest
from matplotlib.figure import Figure

from unalignable.experiments import independent_bits as experiment
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Failed, Run, Runs
from unalignable.theory import linear_cka, linear_r2

HALF = 4000


def config(s: float, bits: str) -> experiment.Config:
    return experiment.Config(s=s, bits=bits, samples=HALF, probe_steps=200, batch=200)


@pytest.mark.parametrize("s", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("bits", ["independent", "product"])
def test_predictions_are_those_of_the_bits(s: float, bits: str) -> None:
    chosen = config(s, bits)
    X, Y = experiment.bits(chosen, 2 * HALF, 0)
    predicted = experiment.predict(chosen)
    assert linear_r2(X, Y) == pytest.approx(predicted["linear"], abs=0.01)
    assert linear_cka(X, Y) == pytest.approx(predicted["cka"], abs=0.02)
    product = np.concatenate([X, X[:, :1] * X[:, 1:]], axis=1)
    assert linear_r2(product, Y) == pytest.approx(predicted["best"], abs=0.01)


def test_a_probe_that_knows_more_passes_the_ceiling_and_an_honest_one_does_not() -> None:
    """The four standard errors must catch a probe that peeked at v in one sample of a hundred."""
    X, Y = experiment.bits(config(2.0, "independent"), 2 * HALF, 1)
    best = experiment.given_t(X[:, 0], Y, HALF)
    rng = np.random.default_rng(2)
    honest = experiment.affine(X, Y, HALF) + 0.01 * rng.normal(size=best.shape)
    assert experiment.standard_errors(honest, best, Y[HALF:]) < 4
    peeked = np.where(rng.random((HALF, 1)) < 0.01, Y[HALF:], best)
    assert experiment.standard_errors(peeked, best, Y[HALF:]) > 4


def test_a_wide_probe_finds_a_product() -> None:
    chosen = config(2.0, "product")
    X, Y = experiment.bits(chosen, 2 * HALF, 3)
    assert experiment.held_out(experiment.mlp(X, Y, 64, chosen), Y, HALF) > 0.98


def test_the_two_networks_see_different_noise() -> None:
    """With the same noise on both, what is given t would not be independent, and a probe might pass the ceiling."""
    chosen = config(1.0, "independent")
    own = experiment.bits(chosen, 50, 4)[0]
    seen = [experiment.sensors(own, chosen, which, 2) for which in (0, 1)]
    noise = [z - np.sign(own) @ np.linalg.lstsq(np.sign(own), z, rcond=None)[0] for z in seen]
    assert np.abs(np.corrcoef(noise[0].ravel(), noise[1].ravel())[0, 1]) < 0.2


def test_networks_that_have_not_learned_their_report_fail() -> None:
    with pytest.raises(Failed, match="unexplained"):
        execute(experiment.EXPERIMENT, experiment.Config(steps=3, samples=1000))


@pytest.mark.parametrize("bits", ["independent", "product"])
def test_any_part_of_the_runs_is_drawn(bits: str) -> None:
    chosen = config(7.0, bits)
    metrics = MappingProxyType({"r2": [0.1] * (1 + len(experiment.WIDTHS)), "null_r2": 0.0})
    run = Run(chosen, experiment.predict(chosen), metrics, dict)
    assert "4000 samples" in experiment.EXPERIMENT.figure(Runs([run]), Figure())
