"""argmax_only: what one network alone forces is a floor, and pairs that theorems speak about are measured rightly."""

from __future__ import annotations

import numpy as np
import pytest

from unalignable.experiments.argmax_only import EXPERIMENT, Config, margins, of_first_alone, task
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Failed
from unalignable.theory import bounds, linear_cka


def test_what_the_first_forces_holds_against_any_second() -> None:
    """Catches a missing 1/n, and mean for standard deviation: seconds with one huge margin come close to the floor."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 4)
    closest = np.inf
    for _ in range(3000):
        first = 1 + rng.exponential(rng.choice([0.05, 0.3, 1.0]), size=8)
        second = 1 + rng.choice([0.0, 1.0, 100.0]) * (rng.random(8) < 0.2)
        alone = of_first_alone(first, y)
        u, v = ((2 * y - 1) * part for part in (first, second))
        found = linear_cka(u[:, None], v[:, None])
        assert found >= alone
        if alone > 0:
            closest = min(closest, found / alone)
    assert closest < 1.5  # a floor that is far below everything would catch nothing


def test_nothing_is_forced_by_uneven_margins_errors_or_unequal_classes() -> None:
    y = np.array([0, 0, 1, 1])
    assert of_first_alone(np.array([1.0, 1, 1, 6]), y) == 0.0
    assert of_first_alone(np.array([1.0, 1, 1, -0.1]), y) == 0.0
    assert of_first_alone(np.array([1.0, 1, 1, 1]), np.array([0, 0, 0, 1])) == 0.0
    assert of_first_alone(np.ones(4), y) == pytest.approx(0.25)


def test_margins_of_the_pair_on_the_edge() -> None:
    """(9, 1, -1, -1) and (1, 13, -1, -1): ratios 3 and 4, covariance 0, the floor of the theorem."""
    u, v = np.array([9.0, 1, -1, -1]), np.array([1.0, 13, -1, -1])
    y = np.array([1, 1, 0, 0])
    evidence = bounds.Evidence.of(u[:, None], v[:, None], readout=([[1.0]], [[1.0]]), labels=y)
    found = margins(evidence, (2 * y - 1) * u, (2 * y - 1) * v, y)
    assert (found["ratio_first"], found["ratio_second"], found["covariance"]) == (3.0, 4.0, 0.0)
    # a floor is rounded down, by less than a hundred roundings of the largest product here, 9 * 13
    assert -100 * 2.0**-53 * 9 * 13 <= found["covariance_floor"] <= 0.0
    assert found["cka_floor"] == 0.0
    wrong = margins(evidence, (2 * y - 1) * u, -(2 * y - 1) * v, y)
    assert wrong["of_first_alone"] == 0.0


def test_classes_have_equal_size() -> None:
    for classes in (2, 4):
        _, labels = task(Config(classes=classes))
        assert np.bincount(labels.numpy()).tolist() == [64 // classes] * classes


def test_errors_without_a_penalty_are_a_failure_and_with_one_a_result() -> None:
    with pytest.raises(Failed, match="labels are wrong"):
        execute(EXPERIMENT, Config(steps=2, penalty=0.0))
    found = execute(EXPERIMENT, Config(steps=2)).metrics
    assert found["errors_first"] + found["errors_second"] > 0
    assert not found["both_right"]
    with pytest.raises(Failed, match="two classes only"):
        execute(EXPERIMENT, Config(steps=2, classes=4, evened=1))
