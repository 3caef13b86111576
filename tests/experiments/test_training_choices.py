"""What the experiment on training choices computes, where the answer is known without training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from unalignable.experiments.core.choices import FACTORS, fit, must_have_learnt, network, optimiser
from unalignable.experiments.core.execute import execute, plain
from unalignable.experiments.core.head_shares import gap_by_shares, most_gap, share, share_of_random_heads
from unalignable.experiments.core.pair_measures import Side, stitching
from unalignable.experiments.core.paired_effects import changes, raised
from unalignable.experiments.core.record import Failed, NotEnough, Run, Runs
from unalignable.experiments.core.settings import roles
from unalignable.experiments.training_choices import EXPERIMENT, NAMES, Config
from unalignable.theory import bounds, linear_cka


def read(X: Any, W: Any) -> Any:
    return X @ np.linalg.qr(W)[0]


def master(X: Any, Y: Any, W: Any, V: Any) -> float:
    found = bounds.strongest(bounds.readout_floor(bounds.Evidence.of(X, Y, readout=(W, V))), "linear_cka", "floor")
    assert found is not None
    assert found.value is not None
    return found.value


@pytest.mark.parametrize("seed", range(5))
def test_the_floor_is_the_cka_of_what_is_read_times_both_shares_and_the_gap_has_room(seed: int) -> None:
    rng = np.random.default_rng(seed)
    S = rng.standard_normal((40, 3))
    X, Y = (np.hstack([S, rng.standard_normal((40, 4))]) @ rng.standard_normal((7, p)) for p in (7, 9))
    W, V = rng.standard_normal((7, 2)), rng.standard_normal((9, 3))
    first, second = share(X, W), share(Y, V)
    alike, both = linear_cka(read(X, W), read(Y, V)), first.share * second.share
    cka, floor = linear_cka(X, Y), master(X, Y, W, V)
    assert floor == pytest.approx(alike * both, rel=1e-6)
    assert 0 <= cka - floor <= most_gap(first, second)
    assert gap_by_shares(cka, first.share, second.share) == pytest.approx(cka - floor + (alike - cka) * both, rel=1e-6)


def test_a_gap_can_fill_the_room_that_is_left() -> None:
    X = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    part = share(X, [[1], [0]])
    gap = linear_cka(X, X) - master(X, X, [[1], [0]], [[1], [0]])
    assert gap == pytest.approx(0.5)
    assert most_gap(part, part) == pytest.approx(1.5)  # η = u = 1/√2, and 2ηu + u²: Cauchy–Schwarz is not tight here
    assert most_gap(share(X, np.eye(2)), share(X, np.eye(2))) == pytest.approx(0, abs=1e-7)


def test_for_one_output_the_share_is_that_of_the_theorem() -> None:
    rng = np.random.default_rng(0)
    X, w = rng.standard_normal((30, 5)), rng.standard_normal((5, 1))
    Xc = X - X.mean(axis=0)
    eta = np.sum((Xc @ w) ** 2) / (np.sum(w**2) * np.linalg.norm(Xc @ Xc.T))
    assert share(X, w).share == pytest.approx(eta, rel=1e-12)


def test_random_heads_read_their_share_on_average() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((20, 5)) * [3, 2, 1, 1, 1]
    Y = X @ rng.standard_normal((5, 4))
    heads = [(rng.standard_normal((5, 2)), rng.standard_normal((4, 2))) for _ in range(800)]
    mean = np.mean([master(X, Y, W, V) for W, V in heads]) / linear_cka(X, Y)
    assert mean == pytest.approx(2 / 5 * 2 / 4, abs=0.03)  # standard error 0.005
    assert share_of_random_heads(2, 8) == 1 / 16
    assert share_of_random_heads(10, 8) == 1


def test_decay_leaves_nothing_unread_of_a_linear_layer() -> None:
    rng = np.random.default_rng(0)
    H = rng.standard_normal((30, 6))
    T = H @ rng.standard_normal((6, 2))
    A, W = rng.standard_normal((6, 5)), rng.standard_normal((5, 2))
    assert share(H @ A, W).share < 0.8
    for _ in range(3000):  # gradient descent on |HAW - T|^2/2n + 0.1(|A|^2 + |W|^2)
        G = (H @ A @ W - T) / len(H)
        A, W = A - 0.05 * (H.T @ G @ W.T + 0.2 * A), W - 0.05 * (A.T @ H.T @ G + 0.2 * W)
    assert np.linalg.norm(A) > 1
    assert share(H @ A, W).share == pytest.approx(1, abs=1e-6)


def test_a_ridge_on_fixed_features_turns_the_head_to_where_they_vary() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((40, 6)) * [4, 3, 2, 1, 1, 0.5]
    X -= X.mean(axis=0)
    b = X.T @ rng.standard_normal((40, 1))
    shares = [share(X, np.linalg.solve(X.T @ X + c * np.eye(6), b)).share for c in (0, 1, 10, 100, 1e4)]
    assert shares == sorted(shares)
    assert shares[-1] > 1.1 * shares[0]


def test_stitching_into_oneself_keeps_accuracy_and_relabelled_samples_lose_it() -> None:
    y = np.arange(90) % 3
    X = np.eye(3)[y] + 0.01 * np.random.default_rng(0).standard_normal((90, 3))
    own = Side(fitted=X, held_out=X, weights=np.eye(3), bias=np.zeros(3))
    found = stitching(own, own, y, seed=0)
    assert found["stitched"] == 1
    assert found["stitched_null"] < 0.6  # a third by chance


@pytest.mark.parametrize("normalisation", ["none", "layer", "batch"])
@pytest.mark.parametrize("how", ["sgd", "momentum", "adam", "adamw"])
def test_every_optimiser_and_normalisation_learns(how: str, normalisation: str) -> None:
    torch.manual_seed(0)
    y = torch.arange(121) % 3  # 121 = 2 * 60 + 1: no batch of one sample, which batch normalisation refuses
    X = torch.eye(3)[y] + 0.1 * torch.randn(121, 3)
    net = network(3, 3, width=8, depth=2, activation="relu", normalisation=normalisation, dropout=0.1)
    fit(net, optimiser(how, net.parameters(), rate=1, decay=1e-4), X, y, epochs=20, batch=60)
    must_have_learnt(net, X, y)
    with pytest.raises(Failed, match="more than half"):
        must_have_learnt(net, X, (y + 1) % 3)


def test_factors_name_settings_and_every_arm_of_the_plans_changes_one() -> None:
    assert set(NAMES) <= set(roles(Config))
    for plan in (EXPERIMENT.quick, EXPERIMENT.full):
        for config in plan.configs(Config, base_seed=0, seeds=1, overrides={}):
            assert replace(config, data="digits").as_json().items() ^ Config().as_json().items() <= {
                (name, value) for c in (config, Config()) for name, value in c.as_json().items() if name in NAMES
            }
            assert sum(getattr(config, name) != getattr(Config(), name) for name in NAMES) <= 1


def run(number: float, **settings: Any) -> Run[Config]:
    return Run(Config(**settings), {}, {"number": number, "counts": settings.get("seed") != 9}, dict)


def test_changes_are_within_a_seed_and_a_data_set_and_leave_out_pairs_that_do_not_count() -> None:
    runs = Runs(
        [
            *(run(seed, seed=seed, data=data) for seed in (0, 1, 9) for data in ("digits", "rings")),
            *(run(seed + 2, seed=seed, width=128) for seed in (0, 1, 9)),
            run(7, seed=0, width=32),
            run(100, seed=0, width=256, depth=4),
            run(5, seed=1, width=128, data="rings"),
        ]
    )
    number, counts = (lambda r: float(r.metrics["number"])), (lambda r: bool(r.metrics["counts"]))
    assert changes(runs, NAMES, "width", number, counts) == {
        32: {"digits": {0: 7.0}},
        128: {"digits": {0: 2.0, 1: 2.0}, "rings": {1: 4.0}},
    }
    # digits: 128 less 32, of the only seed with both; rings: 128 less 64
    assert raised(runs, NAMES, "width", number, counts).tolist() == [-5.0, 4.0]
    with pytest.raises(NotEnough, match="dropout=LESS,MORE"):
        raised(runs, NAMES, "dropout", number, counts)


def test_a_tiny_run_has_all_that_claims_and_figure_read() -> None:
    runs = []
    for config in (Config(epochs=3), Config(epochs=3, width=0), Config(epochs=3, dropout=0.5)):
        out = execute(EXPERIMENT, config)
        runs.append(Run(config, plain(EXPERIMENT.predict(config)), out.metrics, dict))
    missing = []
    for claim in (*EXPERIMENT.claims, *EXPERIMENT.planted):
        try:
            assert np.size(claim.sample(Runs(runs))) > 0
        except NotEnough as said:
            missing.append(str(said))
    assert len(missing) == 4  # weight decay twice, a linear layer, and widths above the number of classes
    assert all("give --set" in said for said in missing)
    for some in (runs, runs[:1]):
        assert f"{len(some)} pairs" in EXPERIMENT.figure(Runs(some), Figure(layout="constrained"))


def test_expectations_are_of_values_that_the_plan_has() -> None:
    for factor in FACTORS:
        assert set(factor.gap) <= set(factor.values)
        assert set(factor.gap.values()) <= {-1, 1}
