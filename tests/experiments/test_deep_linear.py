"""deep_linear: the closed forms against networks that have them, and the tolerance against what it is said to cover."""

from __future__ import annotations

import numpy as np
import pytest

from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.linear_networks import hidden, least_norm, start, weight
from unalignable.experiments.core.record import Failed
from unalignable.experiments.deep_linear import EXPERIMENT, WITHIN, Config, predict, task
from unalignable.theory import linear_cka


@pytest.mark.parametrize("p", [-4.0, 0.0, 1.5])
def test_hidden_layer_is_that_of_a_network_with_this_imbalance(p: float) -> None:
    """Build W, V with WV = B and W'W - VV' = pI from its singular vectors, and compare Gram matrices."""
    S, B = task(Config())
    u, s, v = np.linalg.svd(B)
    g = (p + np.sqrt(p * p + 4 * s * s)) / 2
    W, V = u * np.sqrt(g), (s / np.sqrt(g))[:, None] * v
    np.testing.assert_allclose(W @ V, B, atol=1e-12)
    np.testing.assert_allclose(W.T @ W - V @ V.T, p * np.eye(4), atol=1e-12)
    X = hidden(S, B, p)
    np.testing.assert_allclose(X @ X.T, S @ W @ W.T @ S.T, atol=1e-12)


def test_near_the_floor_of_condition_three() -> None:
    """q -> infinity against a balanced network attains 2k/(1 + k^2), k the stretch; both signs of q have that k."""
    far = predict(Config(second=1e6))
    assert far["cka"] == pytest.approx(0.6, rel=1e-5)
    assert predict(Config(second=4.0))["cka"] == pytest.approx(0.6861, abs=1e-4)
    assert predict(Config(second=-4.0))["cka"] == pytest.approx(0.9637, abs=1e-4)
    assert predict(Config(second=4.0, stretch=1.0))["cka"] == pytest.approx(1.0)


@pytest.mark.parametrize("turned", [False, True])
def test_tolerance_covers_the_step_length(turned: bool) -> None:
    """D off by step times first loss along any one singular vector moves CKA by less than the tolerance.

    Steps of length e lower the loss by e|gradient|^2 less a term of e times its curvature, here 10 at most: a tenth.
    """
    largest = 0.0
    for seed in range(20):
        config = Config(seed=seed, turned=turned, first=-4.0)
        S, B = task(config)
        u, s, _ = np.linalg.svd(B)
        drift = 1.1 * config.rate * np.linalg.norm(S @ B) ** 2 / 2
        assert drift < (0.35 if turned else 0.12)
        for p in (0.0, config.first):
            plain = linear_cka(hidden(S, B, p), hidden(S, B, 4.0))
            for at in range(4):
                q = np.full(4, 4.0)
                q[at] -= drift
                Y = S @ u * np.sqrt((q + np.sqrt(q * q + 4 * s * s)) / 2)
                largest = max(largest, abs(linear_cka(hidden(S, B, p), Y) - plain))
    assert largest < WITHIN


def test_least_norm_map_shrinks_singular_values() -> None:
    """Where inputs and map share directions the solution is s - c over the square of the inputs."""
    S, B = task(Config())
    found = np.linalg.svd(least_norm(S, B, 0.05), compute_uv=False)
    expected = [3 - 0.05 * np.sqrt(3)] * 2 + [1 / 3 - 0.05 / np.sqrt(3)] * 2
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_array_equal(least_norm(S, B, 0.0), B)


def test_starts_have_the_imbalance_that_they_are_given() -> None:
    rng = np.random.default_rng(0)
    for p in (-4.0, 0.0, 4.0):
        W, V = start(rng, 4, p, 1e-2)
        np.testing.assert_allclose(W.T @ W - V @ V.T, p * np.eye(4), atol=4e-3)


def test_price_of_a_scale_in_one_layer() -> None:
    """W = 2, V = 1/2 weigh 17/4, at least 2: 9/4 more; D = 15/4, N = 17/4."""
    excess, price = weight(np.array([[2.0]]), np.array([[0.5]]))
    assert excess == pytest.approx(9 / 4)
    assert price == pytest.approx(225 / 68)


def test_a_map_that_is_not_learned_is_a_failure() -> None:
    with pytest.raises(Failed, match="maps differ"):
        execute(EXPERIMENT, Config(steps=5))


def test_a_short_run_with_decay_gives_what_the_claims_read() -> None:
    found = execute(EXPERIMENT, Config(second=0.0, steps=1500)).metrics
    assert found["floor"] <= found["cka"]
    assert max(found["excess"]) <= max(found["price"]) + 1e-12
    assert found["r2"] == pytest.approx(1.0, abs=1e-6)
