"""Probes against the measure, Cover's count against a count, and a small run on data of one's own."""

from itertools import product

import numpy as np
import pytest

from unalignable.experiments import probe_and_control
from unalignable.experiments.core import datasets, probing
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import NotEnough, Run, Runs
from unalignable.theory import linear_r2, rank
from unalignable.theory.core.console import CallError
from unalignable.theory.probes.cover_count import learnable as counted

POINTS = ((0, 0), (1, 0), (0, 1), (3, 4))  # in general position: 14 of 16 labellings (probes/cover_count)


def data(n=20, p=5, k=3, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, p)) + 4
    return X, X[:, :k] ** 2 + rng.standard_normal((n, k))


def test_a_probe_is_linear_r2_in_sample_and_held_out():
    X, Y = data(30)
    probe = probing.Probe.of(X[:20])
    assert probe.in_sample(Y[:20]) == pytest.approx(linear_r2(X[:20], Y[:20]), abs=1e-12)
    folds = [(np.arange(20), np.arange(20, 30))]
    found = probing.held_out(probe.predicted(Y[:20], X[20:]), Y[20:], Y[:20].mean(0))
    assert found == pytest.approx(linear_r2(X, Y, cv=folds), abs=1e-10)


def test_a_probe_with_dependent_features_has_their_rank_and_not_their_number():
    X, Y = data()
    doubled = np.hstack([X, X @ np.ones((5, 30))])
    probe = probing.Probe.of(doubled)
    assert probe.rank == rank(doubled) == 5
    assert probe.in_sample(Y) == pytest.approx(linear_r2(X, Y), abs=1e-10)


def test_the_mean_over_all_dealings_is_rank_over_n_minus_one():
    from itertools import permutations

    X, Y = data(6, 3, 2)
    dealt = np.array([Y[list(order)] for order in permutations(range(6))])
    assert probing.Probe.of(X).in_sample(dealt).mean() == pytest.approx(3 / 5, abs=1e-12)


def test_dealt_out_labels_are_the_same_labels():
    _, Y = data()
    dealt = probing.relabelled(Y, 4, np.random.default_rng(0))
    assert all(np.array_equal(np.sort(part, axis=0), np.sort(Y, axis=0)) for part in dealt)
    assert not np.array_equal(dealt[0], dealt[1])


def test_a_hyperplane_learns_what_the_theorem_counts():
    X = np.array(POINTS, dtype=float)
    learned = sum(probing.separable(X, np.array(signs)) for signs in product((-1, 1), repeat=4))
    assert learned == counted(POINTS) == 14
    assert probing.learnable(4, 2) == 14 / 16
    assert probing.learnable(5, 4) == 1


def test_the_share_of_labellings_passes_one_half_at_half_the_samples():
    assert probing.learnable(40, 19) == 0.5  # n = 2(p + 1): Cover's capacity
    assert probing.learnable(40, 20) > 0.6
    assert probe_and_control.around(40)[2] == 19


def test_what_is_predicted_bends_where_the_rank_does():
    found = probe_and_control.predict(probe_and_control.Mine(samples=101))
    assert max(found["control R^2 without a bottleneck"]) == 1
    assert max(found["control R^2 behind the bottleneck"]) == pytest.approx(0.24)
    assert found["features"][6] == 100


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(0)
    y = np.arange(180) % 3
    np.savez(tmp_path / "mine.npz", X=rng.standard_normal((180, 5)) + 4 * np.eye(5)[y], y=y)
    return datasets.register(tmp_path / "mine.npz")


def test_a_run_on_a_table_of_ones_own_has_chance_at_rank_over_n_minus_one(table):
    config = probe_and_control.Mine(data=table, samples=25, labellings=4)
    found = execute(probe_and_control.EXPERIMENT, config).metrics
    assert found["wide rank"][-1] == 24
    assert found["wide task"][-1] == pytest.approx(1, abs=1e-9)
    assert found["bottleneck control"][-1] == pytest.approx(found["bottleneck rank"][-1] / 24, abs=0.02)
    # with labels of three classes one R² is off by about 0.13, and the mean of 1000 by 0.004


def test_more_samples_than_can_be_scored_are_refused_with_the_mend(table):
    with pytest.raises(CallError, match=r"held out: 60\) allow 30: --set samples=30"):
        probe_and_control.train(probe_and_control.Mine(data=table))


def test_a_layer_that_never_reaches_full_rank_decides_nothing_about_selectivity():
    config = probe_and_control.Mine()
    metrics = {"wide rank": [5, 9], "wide task": [0.1, 0.2], "wide control": [0.1, 0.2]}
    claim = next(c for c in probe_and_control.CLAIMS if c.name.startswith("no selectivity"))
    with pytest.raises(NotEnough, match="fewer samples"):
        claim.sample(Runs([Run(config, {}, metrics, dict)]))
