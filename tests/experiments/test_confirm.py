"""Verdicts: the interval decides, a bound is broken by one number, and what decides nothing is never a pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unalignable.experiments.core.confirm import Confrontation, Verdict, confront, mean_interval, worst
from unalignable.experiments.core.record import Claim, Estimate, NotEnough, Run, Runs
from unalignable.experiments.core.settings import Settings

ONE = Runs([Run(Settings(), {}, {}, dict)])


def verdict(sample: Any, low: float = -math.inf, high: float = math.inf, **options: Any) -> Verdict:
    read: Callable[[Runs[Any]], Any] = sample if callable(sample) else lambda runs: sample
    claim = Claim(name="c", theorem="rigidity/range", says="So.", sample=read, low=low, high=high, **options)
    return confront("toy", claim, ONE).verdict


def test_the_whole_interval_inside_confirms() -> None:
    assert verdict([0.010, 0.011, 0.012], high=0.02) is Verdict.CONFIRMED


def test_a_mean_inside_does_not_confirm() -> None:
    assert verdict([0.0, 0.019, 0.03], high=0.02) is Verdict.INCONCLUSIVE


def test_the_whole_interval_outside_refutes() -> None:
    assert verdict([0.9, 0.91, 0.92], high=0.02) is Verdict.REFUTED
    assert verdict([0.9, 0.91, 0.92], low=0.95) is Verdict.REFUTED


def test_one_number_decides_nothing_about_a_mean() -> None:
    assert verdict([0.01], high=0.02) is Verdict.INCONCLUSIVE


def test_a_bound_is_broken_by_one_number() -> None:
    values = [0.5] * 99 + [-1e-3]
    assert verdict(values, low=0.0, every=True) is Verdict.REFUTED
    assert verdict(values, low=0.0) is Verdict.CONFIRMED, "their mean is far above"
    assert verdict([0.0, 0.5], low=0.0, every=True) is Verdict.CONFIRMED, "the edge belongs to the region"


def test_an_estimate_brings_its_interval() -> None:
    assert verdict(Estimate(0.99, 0.97, 0.995, "Fisher's z"), low=0.95) is Verdict.CONFIRMED
    assert verdict(Estimate(0.99, 0.94, 0.995, "Fisher's z"), low=0.95) is Verdict.INCONCLUSIVE


def test_missing_runs_are_said() -> None:
    def short(runs: Runs[Any]) -> list[float]:
        raise NotEnough("no run with width=8")

    claim = Claim(name="c", theorem="rigidity/range", says="So.", sample=short, low=0.0)
    found = confront("toy", claim, ONE)
    assert (found.verdict, found.how) == (Verdict.INCONCLUSIVE, "no run with width=8")
    assert confront("toy", claim, Runs([])).how == "no finished run"


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("numbers", [[], [math.nan], [0.1, math.nan], [0.1, math.inf], [-math.inf, -math.inf]])
def test_no_number_is_no_verdict(numbers: list[float], every: bool) -> None:
    with pytest.raises(RuntimeError, match="decides nothing"):
        verdict(numbers, high=1.0, every=every)


@pytest.mark.parametrize("ends", [(math.nan, 0.0, 1.0), (math.inf, 0.0, 1.0), (0.5, math.nan, 1.0), (0.5, 0.9, 0.1)])
def test_no_interval_is_no_verdict(ends: tuple[float, float, float]) -> None:
    with pytest.raises(RuntimeError, match="decides nothing"):
        verdict(Estimate(*ends, "somehow"), low=0.5)


def test_several_numbers_of_one_run_are_no_replicates() -> None:
    """Their interval would be too narrow; a bound may have as many numbers as one likes."""
    table = np.array([[0.1, 0.2], [0.1, 0.2]])
    with pytest.raises(RuntimeError, match="decides nothing"):
        verdict(table, high=1.0)
    assert verdict(table, high=1.0, every=True) is Verdict.CONFIRMED
    assert verdict(table, high=0.15, every=True) is Verdict.REFUTED


def test_an_estimate_with_a_bound_is_decided_by_its_interval() -> None:
    assert verdict(Estimate(0.99, 0.94, 0.995, "Fisher's z"), low=0.95, every=True) is Verdict.INCONCLUSIVE
    assert verdict(Estimate(0.99, -math.inf, math.inf, "none"), low=0.95) is Verdict.INCONCLUSIVE


def test_the_rounding_of_a_mean_decides_nothing() -> None:
    """Three times 0.1 has the mean 0.10000000000000002 in floating point."""
    assert verdict([0.1, 0.1, 0.1], low=0.1, high=0.1) is Verdict.CONFIRMED
    assert verdict([0.1, 0.1, 0.1], high=0.1) is Verdict.CONFIRMED


def test_the_edge_of_the_region_belongs_to_it() -> None:
    assert verdict(Estimate(0.5, 0.4, 0.6, "so"), low=0.4, high=0.6) is Verdict.CONFIRMED
    assert verdict(Estimate(0.5, 0.4, 0.6, "so"), low=0.6) is Verdict.INCONCLUSIVE


def test_of_a_bound_the_number_nearest_to_breaking_it_is_shown() -> None:
    def shown(numbers: list[float], low: float, high: float) -> Any:
        claim = Claim(name="c", theorem="t", says="So.", sample=lambda runs: numbers, low=low, high=high, every=True)
        found = confront("toy", claim, ONE)
        return found.measured, found.interval

    assert shown([0.2, 0.5, 0.9], 0.0, 1.0) == (0.9, (0.2, 0.9))
    assert shown([0.2, 0.5, 0.9], 0.3, math.inf) == (0.2, (0.2, 0.9))


def test_the_worst_verdict_is_that_of_the_experiment() -> None:
    def found(*values: Verdict) -> Verdict:
        claim = Claim(name="c", theorem="t", says="So.", sample=lambda runs: [], low=0.0)
        return worst(Confrontation("toy", claim, v, None, None, "") for v in values)

    assert found(Verdict.CONFIRMED, Verdict.INCONCLUSIVE, Verdict.REFUTED) is Verdict.REFUTED
    assert found(Verdict.CONFIRMED, Verdict.INCONCLUSIVE) is Verdict.INCONCLUSIVE
    assert found(Verdict.CONFIRMED) is Verdict.CONFIRMED


def test_the_interval_covers_95_percent() -> None:
    """2000 samples of 4: the share that covers the mean is binomial, so within 4 standard errors (0.02) of 0.95."""
    random = np.random.default_rng(0)
    covered = [low <= 1.0 <= high for _, (low, high), _ in (mean_interval(random.normal(1, 2, 4)) for _ in range(2000))]
    assert abs(np.mean(covered) - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 2000)
