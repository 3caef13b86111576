"""What an invertible linear map between the two forces."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT, Pair
from .evidence import Evidence
from .record import CKA, Bound, Condition

LINEAR_MAP: Final = "invariance/invertible_map_bound"


def linear_map(evidence: Evidence) -> list[Bound]:
    """CKA(X, XA) ≥ 2κ/(1 + κ²), κ the condition number of A on the row space of X.

    A is read off the data in both directions; what it leaves over is subtracted as an angle between Gram matrices
    (arccos CKA is a metric), so the bound needs no threshold for "numerically equal".
    """
    pair = evidence.pair
    floors = [map_floor(p) for p in (pair, pair.swapped)]
    kappa, leftover, floor = max(floors, key=lambda found: found[2])
    condition = Condition(
        f"Y_c = X_c A with A injective on the row space (condition number {kappa:.3g}, relative residual"
        f" {leftover:.1e}), closely enough to leave a positive floor",
        floor - pair.slack > 0,
    )
    why = f"a linear map of condition number {kappa:.3g} carries one onto the other"
    value = max(floor - pair.slack, 0.0) if condition.holds else None
    numbers = (("condition", kappa), ("residual", leftover))
    return [Bound(LINEAR_MAP, CKA, "floor", value, why, (condition,), numbers=numbers)]


def map_floor(pair: Pair) -> tuple[float, float, float]:
    """Condition number, relative residual, and the floor with the residual's angle taken off."""
    s, t = pair.x.values, pair.y.values
    A = pair.overlap * t / s[:, None]
    left_over = pair.y.left * t - (pair.x.left * s) @ A
    size = max(pair.n, pair.x.p, pair.y.p)
    rounding = SAFETY * size * UNIT * (float(np.linalg.norm(s[:, None] * A)) + pair.y.norm)
    residual = (float(np.linalg.norm(left_over)) + rounding) / float(t[0])
    if A.shape[0] > A.shape[1]:
        return math.inf, residual, 0.0
    spectrum = np.linalg.svd(A, compute_uv=False)
    doubt = SAFETY * size * UNIT * float(spectrum[0])
    if spectrum[-1] <= doubt:
        return math.inf, residual, 0.0
    kappa = (float(spectrum[0]) + doubt) / (float(spectrum[-1]) - doubt)
    tilt = 2 * residual + 3 * residual**2  # ‖L − X_c A A'X_c'‖_F relative to t_1², which is at most ‖L‖_F
    if tilt >= 1:
        return kappa, residual, 0.0
    angle = math.acos(min(2 * kappa / (1 + kappa * kappa), 1.0)) + math.asin(tilt) + pair.angle
    return kappa, residual, max(math.cos(min(angle, math.pi / 2)), 0.0)
