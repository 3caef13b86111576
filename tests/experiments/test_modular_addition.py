"""What modular_addition predicts, where it can be checked without training; and one small network."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from unalignable.experiments.core.confirm import mean_interval
from unalignable.experiments.core.execute import execute, plain
from unalignable.experiments.core.modular import (
    Adder,
    circles,
    circularity,
    draw,
    from_spectra,
    layers,
    left_out,
    share,
    spectrum,
    strongest,
)
from unalignable.experiments.core.modular_pairs import Pairs, disjoint, jackknife, mean
from unalignable.experiments.core.record import Failed, NotEnough, Run, Runs
from unalignable.experiments.modular_addition import EXPERIMENT, Config, fit, keys, predict
from unalignable.theory import linear_cka, linear_r2, participation_ratio
from unalignable.theory.core.console import CallError

RNG = np.random.default_rng(0)
SMALL = {"modulus": 5, "dimension": 4, "width": 32, "steps": 150, "keys": 1}


def relabellings(m: int) -> list[np.ndarray[Any, Any]]:
    """All a -> ua + t, u coprime to m."""
    numbers = np.arange(m)
    return [(u * numbers + t) % m for u in range(1, m) if math.gcd(u, m) == 1 for t in range(m)]


@pytest.mark.parametrize(
    ("m", "p", "q", "value"),
    [(5, {1: 1, 2: 2}, {1: 2, 2: 1}, 8 / 17), (4, {1: 1, 2: 1}, {1: 1}, 1 / math.sqrt(3))],
)
def test_spectra_of_circles_are_read_off_the_embedding(
    m: int, p: dict[int, int], q: dict[int, int], value: float
) -> None:
    """The examples of twists/cyclic_spectrum; a spectrum with half the order counted twice, or once, gives others."""
    X, Y = (np.concatenate([a * circles(m, (k,)) for k, a in side.items()], axis=1) + 3 for side in (p, q))
    assert circularity(X) == pytest.approx(1, abs=1e-12)
    assert from_spectra(spectrum(X), spectrum(Y)) == pytest.approx(value, abs=1e-12)
    assert linear_cka(X, Y) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("m", [7, 8])
def test_circularity_is_what_shifts_leave(m: int) -> None:
    X, Y = RNG.standard_normal((m, 3)), RNG.standard_normal((m, 4)) + 1
    c = [circularity(Z) for Z in (X, Y)]
    found = math.prod(c) * from_spectra(spectrum(X), spectrum(Y))
    measured = np.array([linear_cka(X, np.roll(Y, t, axis=0)) for t in range(m)])
    assert measured.mean() == pytest.approx(found, abs=1e-12)
    bound = math.sqrt((1 - c[0] ** 2) * (1 - c[1] ** 2))
    assert 0.01 < np.abs(measured - found).max() <= bound


def test_relabellings_by_affine_maps_are_all_relabellings_when_m_is_prime() -> None:
    def gap(m: int) -> float:
        X, Y = RNG.standard_normal((m, 2)), RNG.standard_normal((m, 3))
        chance = math.sqrt(participation_ratio(X) * participation_ratio(Y)) / (m - 1)
        return abs(float(np.mean([linear_cka(X, Y[p]) for p in relabellings(m)])) - chance)

    assert gap(7) < 1e-12
    assert gap(8) > 1e-3


def test_held_out_scores() -> None:
    """The closed form against the library's folds, and its chance against the relabellings."""
    X, Y = RNG.standard_normal((7, 9)), RNG.standard_normal((7, 3))
    score, chance = left_out(X, Y)
    assert score == pytest.approx(linear_r2(X, Y, cv=7), abs=1e-10)
    assert chance == pytest.approx(np.mean([left_out(X, Y[p])[0] for p in relabellings(7)]), abs=1e-10)
    assert chance < 0
    assert left_out(np.eye(7), Y)[1] == pytest.approx(0, abs=1e-12)  # the bound is attained by equal powers


@pytest.mark.parametrize("m", [8, 9])
def test_leading_frequencies_hold_their_share(m: int) -> None:
    """For circles; m = 8 has a frequency, m/2, with one direction only."""
    powers = {1: 3.0, 2: 1.0, m // 2: 2.0}
    X = np.concatenate([a * circles(m, (k,)) for k, a in powers.items()], axis=1)
    leading, directions = strongest(spectrum(X), 2)
    assert sorted(leading) == [1, m // 2]
    assert directions == (3 if m == 8 else 4)
    components = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[0][:, :directions]
    Y = circles(m, (1, 2, 3)) @ RNG.standard_normal((6, 4))
    assert linear_r2(components, Y) == pytest.approx(share(spectrum(Y), leading), abs=1e-12)


def test_jackknife_is_student_where_pairs_are_sums() -> None:
    """Half sums over pairs have the mean of the seeds, whose interval is Student's: pairs are no sample."""
    x = RNG.standard_normal(6)
    seeds = np.array([(i, j) for i in range(6) for j in range(i)])
    pairs = Pairs(np.zeros(15, dtype=int), seeds, {"x": x[seeds].mean(axis=1)})
    found = jackknife(pairs, mean("x"))
    value, interval, _ = mean_interval(x)
    assert found.value == pytest.approx(value)
    assert (found.low, found.high) == pytest.approx(interval)
    with pytest.raises(NotEnough, match="4 seeds"):
        jackknife(pairs.only((seeds < 3).all(axis=1)), mean("x"))


def test_starts_have_disjoint_keys_and_nothing_else() -> None:
    first, second = (Config(start=start, dimension=4, seed=3) for start in ("first", "second"))
    assert not set(keys(first)) & set(keys(second))
    assert predict(first)["keys"] == list(keys(first))
    network = draw(Adder(13, 4, 8), RNG, 20.0, keys(first))
    embedding = network.embedding.detach().numpy()
    assert strongest(spectrum(embedding), 2)[0] == list(keys(first))
    assert share(spectrum(embedding), list(keys(first))) == pytest.approx(1, abs=1e-6)
    assert circularity(embedding) == pytest.approx(1, abs=1e-6)
    assert np.sqrt(np.square(embedding).sum(axis=1).mean()) == pytest.approx(20, rel=1e-6)
    for settings in ({"modulus": 7, "dimension": 4}, {"modulus": 13, "dimension": 3}):
        with pytest.raises(CallError, match="no room"):
            Config(start="first", **settings)


def test_training_prefers_no_relabelling() -> None:
    """Relabelled initial weights are trained to relabelled weights: what makes chance the mean over pairs."""
    config, u, t = Config(modulus=7, dimension=4, width=32, steps=120), 3, 2
    numbers = np.arange(7)
    moved, answers = (u * numbers + t) % 7, (u * numbers + 2 * t) % 7

    def trained(relabel: bool) -> np.ndarray[Any, Any]:
        network = draw(Adder(7, 4, 32), np.random.default_rng(1), 1.0, ())
        if relabel:
            with torch.no_grad():
                network.embedding[moved] = network.embedding.clone()
                network.readout.weight[answers] = network.readout.weight.clone()
        return np.asarray(fit(network, config)["embedding"])

    plain_weights, relabelled = trained(False), trained(True)
    np.testing.assert_allclose(relabelled[moved], plain_weights, atol=1e-4)  # float32 sums in another order
    assert np.abs(relabelled - plain_weights).max() > 0.1


def small_runs(seeds: int, **settings: Any) -> list[Run[Config]]:
    def run(config: Config) -> Run[Config]:
        outcome = execute(EXPERIMENT, config)
        load: Callable[[], Any] = lambda: outcome.tensors  # noqa: E731
        return Run(config, plain(EXPERIMENT.predict(config)), MappingProxyType(outcome.metrics), load)

    return [run(Config(seed=seed, **{**SMALL, **settings})) for seed in range(seeds)]


def test_a_small_network() -> None:
    runs = small_runs(2) + small_runs(2, start="first", dimension=2) + small_runs(2, start="second", dimension=2)
    assert all(run.metrics["accuracy"] == 1 for run in runs)
    found = layers(runs[0].tensors)
    assert [X.shape for X in found.values()] == [(5, 4), (25, 32), (25, 5)]
    assert linear_r2(*(run.tensors["embedding"] for run in runs[:2])) == pytest.approx(1, abs=1e-6)
    assert disjoint(Runs(runs))["embedding"].max() < 0.01
    for some in (runs, runs[:2], runs[2:], runs[:1]):
        assert "modulo" in EXPERIMENT.figure(Runs(some), Figure(layout="constrained"))
    with pytest.raises(Failed, match="sums are wrong"):
        EXPERIMENT.train(Config(**{**SMALL, "steps": 0}))
