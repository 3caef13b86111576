"""Procrustes."""

from __future__ import annotations

import math
from typing import Any

from .centring import centred, times_power_of_two
from .cka import clip
from .inputs import pair
from .spectra import singular_values


def nbs(X: Any, Y: Any) -> float:
    """‖X_c'Y_c‖_* / (‖X_c‖‖Y_c‖)."""
    A, B = pair(X, Y)
    P, Q = centred(A, "NBS", double=True).values, centred(B, "NBS", double=True).values
    nuclear = float(singular_values(P.T @ Q).sum())
    return clip(nuclear / math.sqrt(float((P * P).sum())) / math.sqrt(float((Q * Q).sum())), 0.0, 1.0)


def squared_distance(X: Any, Y: Any) -> float:
    """trK + trL − 2‖X_c'Y_c‖_*."""
    A, B = pair(X, Y)
    P, Q = centred(A, "Procrustes distance", double=True), centred(B, "Procrustes distance", double=True)
    S, T = times_power_of_two(P.values, P.exponent), times_power_of_two(Q.values, Q.exponent)
    return max(float((S * S).sum() + (T * T).sum() - 2 * singular_values(S.T @ T).sum()), 0.0)
