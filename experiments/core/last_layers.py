"""The last hidden layers of several networks, every pair in both orders: what heads force of CKA, and stitching.

``held`` and ``fit`` are the activations of each network by its name, shape (n, p), on held-out and on training samples;
``heads`` are their last layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unalignable.theory import bounds, linear_cka

from .layer_maps import cka_map, relabelled_pair
from .stitching import Head, accuracy, by_formula, by_training

Real = NDArray[np.float64]
Labels = NDArray[np.int64]


def pairs(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Donor and receiver, or predictor and predicted: every two, in both orders."""
    return tuple(permutations(names, 2))


def chance(held: Mapping[str, Real], count: int, seed: int) -> dict[str, Any]:
    """CKA of the last hidden layers with relabelled samples: its mean over a few, and over all by formula."""
    found = [(held[a], held[b]) for a, b in pairs(held) if a < b]
    means = np.array([relabelled_pair(X, Y, count, seed).mean() for X, Y in found])
    exact = np.array([cka_map([X, Y])[1][0, 1] for X, Y in found])
    return {"null_over_formula": (means / exact).mean(), "smallest_null_mean": means.min()}


def floors(held: Mapping[str, Real], heads: Mapping[str, Head]) -> dict[str, Any]:
    """What the heads force of CKA at the last hidden layers; and what two false forms of it would force."""
    cka, floor, shared = [], [], []
    for a, b in pairs(held):
        known = bounds.Evidence.of(held[a], held[b], readout=(heads[a].weights, heads[b].weights))
        found = bounds.strongest(bounds.readout_floor(known), "linear_cka", "floor")
        assert found is not None
        assert found.value is not None
        cka.append(linear_cka(held[a], held[b]))
        floor.append(found.value)
        # as if the receiver's logits were the donor's: tr((W'W)⁺a'a (V'V)⁺a'a)/(‖K‖‖L‖)
        (W, V), (X, Y) = (heads[a].weights, heads[b].weights), (held[a] - held[a].mean(0), held[b] - held[b].mean(0))
        T = W.T @ X.T @ X @ W
        read = np.trace(np.linalg.pinv(W.T @ W) @ T @ np.linalg.pinv(V.T @ V) @ T)
        shared.append(read / np.linalg.norm(X.T @ X) / np.linalg.norm(Y.T @ Y))
    C, F, S = np.array(cka), np.array(floor), np.array(shared)
    return {
        "cka_last": C,
        "floor_last": F,
        "least_above_floor": (C - F).min(),
        "least_above_rooted_floor": (C - np.sqrt(F)).min(),
        "least_above_shared_floor": (C - S).min(),
    }


def ceilings(held: Mapping[str, Real], heads: Mapping[str, Head]) -> dict[str, float]:
    """How far CKA of one class's score with another network's layer stays below μ₁/‖L‖, and below two false forms."""
    rooms = []
    for a, b in pairs(held):
        scores, values = heads[a](held[a]), np.linalg.svd(held[b] - held[b].mean(0), compute_uv=False) ** 2
        most = max(linear_cka(score[:, None], held[b]) for score in scores.T if np.ptp(score) > 0)
        top, norm = values[0], np.linalg.norm(values)
        rooms.append([top / norm - most, (top / norm) ** 2 - most, norm / values.sum() - most])
    right, squared, participation = np.min(rooms, axis=0)
    return {
        "least_below_ceiling": right,
        "least_below_squared_ceiling": squared,
        "least_below_participation_ceiling": participation,
    }


def stitches(
    fit: Mapping[str, Real], held: Mapping[str, Real], y: Labels, y_held: Labels, heads: Mapping[str, Head]
) -> dict[str, Any]:
    """Every network into every other's head, by formula and by training."""
    kept, found, behind = [], [], []
    for a, b in pairs(held):
        own = heads[a](held[a])
        formula = heads[b](by_formula(heads[a], heads[b])(held[a]))
        kept.append(float(np.mean(formula.argmax(1) == own.argmax(1))))
        found.append(accuracy(heads[b](by_training(fit[a], y, heads[b])(held[a])), y_held))
        behind.append((found[-1] - accuracy(own, y_held)) / error_of(accuracy(own, y_held), len(y_held)))
    return {"answers_kept": min(kept), "stitched": found, "stitched_in_errors": np.mean(behind)}


def error_of(share: float, n: int) -> float:
    """Standard error of a share of n samples, with one success and one failure added: never 0."""
    smooth = (share * n + 1) / (n + 2)
    return float(np.sqrt(smooth * (1 - smooth) / n))
