"""shared_readout: the law of the least loss is the least loss, and what is measured is what the theorems speak of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Failed
from unalignable.experiments.shared_readout import DECAYS, EXPERIMENT, Config, floor, predict, share
from unalignable.theory import linear_cka


def loss(x: Any, y: Any, d: float, c: float) -> Any:
    """The least loss of a pair that holds x and y, shape (…, 2), of a plane with the target as its first axis.

    Over the length of w: min_w |wx - t|^2 + d w^2 = 1 - x_t^2/(|x|^2 + d).
    """
    errors = sum(1 - z[..., 0] ** 2 / ((z**2).sum(axis=-1) + d) for z in (x, y))
    return errors + c * (x * y).sum(axis=-1) ** 2


@pytest.mark.parametrize("decay", [*DECAYS[1:], 3e-4, 3e-2, 0.3, 2.0])
def test_no_pair_has_a_smaller_loss(decay: float) -> None:
    """Catches a law that is an equilibrium but no minimum: pairs of unequal share, or turned off the target."""
    said = predict(Config(weight_decay=decay))
    at = np.sqrt([[share(decay, 0.1), 0.0]])
    assert loss(at, at, decay, 0.1)[0] == pytest.approx(said["loss"], rel=1e-12)
    rng = np.random.default_rng(0)
    for spread in (1.0, 0.1, 0.01):
        x, y = (at + spread * rng.normal(size=(100_000, 2)) for _ in range(2))
        inside = np.maximum(1.0, np.linalg.norm([x, y], axis=-1))[..., None]
        x, y = x / inside[0], y / inside[1]
        assert loss(x, y, decay, 0.1).min() >= said["loss"] - 1e-12


def test_share_solves_its_equation_and_stops_at_one() -> None:
    for d in (1e-4, 1e-2, 0.1):
        b = share(d, 0.1)
        assert b * (b + d) ** 2 == pytest.approx(d / 0.1, rel=1e-9)
    assert share(0.0, 0.1) == 0.0
    assert share(1.0, 0.1) == 1.0
    assert share(0.01, 0.0) == 1.0


def test_the_law_is_attained() -> None:
    """A pair with share b of Gram norm 1 and unread directions of its own has CKA b^2, and the floor says so."""
    b = 0.4
    signs = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / 2
    rest = (1 - b * b) ** 0.25
    X, Y = (signs[:, [0, k]] * [np.sqrt(b), rest] for k in (1, 2))
    w = np.array([2.0, 0.0])
    assert np.linalg.norm(X.T @ X) == pytest.approx(1.0)
    assert linear_cka(X, Y) == pytest.approx(b * b)
    assert floor(X, Y, w, w) == pytest.approx(b * b, rel=1e-9)
    assert floor(X, Y, w, w) <= linear_cka(X, Y)


def test_a_network_that_has_not_learned_is_said_to_have_failed() -> None:
    with pytest.raises(Failed, match="unexplained"):
        execute(EXPERIMENT, Config(steps=3))


def test_a_short_run_gives_what_the_claims_read() -> None:
    found = execute(EXPERIMENT, Config(steps=3, normalised=False)).metrics
    assert found["floor"] <= found["cka"]
    assert found["floor_unseen"] <= found["cka_unseen"]
    assert found["without_square"] ** 2 == pytest.approx(found["floor"], rel=1e-6)
