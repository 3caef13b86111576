"""Procrustes: how near one representation comes to the other by turning it."""

from __future__ import annotations

import math
from typing import Any, Literal

import array_api_compat

from .centring import centred, times_power_of_two
from .inputs import Array, pair
from .results import clip, in_units, quiet
from .sides import dot
from .spectra import compressed, singular_values

Kind = Literal["angular", "distance", "nbs"]


@quiet
def procrustes(X: Any, Y: Any, *, kind: Kind = "angular") -> float:
    """Procrustes distance or similarity over rotations, reflections and translations.

    * "angular": arccos NBS, in radians, from 0 to π/2; a metric between shapes (williams2021generalized).
    * "distance": min_Q ‖X_c − Y_cQ‖ = √(tr K + tr L − 2‖X_c'Y_c‖_*), in the units of the data (ding2021grounding uses
      its square); the narrower side is padded with zero columns.
    * "nbs": ‖X_c'Y_c‖_*/(‖X_c‖·‖Y_c‖), see ``nbs``.

    Both distances are computed from the residual at the best Q, not as a difference of traces, so that they are good to
    rounding where the representations agree.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        kind: "angular", "distance" or "nbs".

    Raises:
        ValueError: malformed input, an unknown kind, or a distance beyond the range of float64.
        UndefinedMeasure: one sample; a constant representation, except for "distance", which is defined there.
    """
    if kind == "nbs":
        return nbs(X, Y)
    if kind not in ("angular", "distance"):
        raise ValueError(f"kind must be 'angular', 'distance' or 'nbs' but is {kind!r}")
    A, B = pair(X, Y)
    if kind == "angular":
        P, Q = (centred(M, "the Procrustes angle", double=True).values for M in (A, B))
        half = _residual(P / _norm(P), Q / _norm(Q)) / 2
        return 2 * math.asin(min(half, math.sqrt(0.5)))
    C, D = (centred(M, "the Procrustes distance", double=True, constant_is_zero=True) for M in (A, B))
    unit = max((Z.exponent for Z in (C, D) if bool(Z.xp.any(Z.values != 0))), default=0)
    P, Q = (times_power_of_two(Z.values, Z.exponent - unit) for Z in (C, D))
    return in_units(_residual(P, Q), unit, "the Procrustes distance of these inputs")


@quiet
def nbs(X: Any, Y: Any) -> float:
    """Normalised Bures similarity ‖X_c'Y_c‖_*/(‖X_c‖·‖Y_c‖), in [0, 1]: the cosine of the Procrustes angle.

    harvey2023duality; at p ≤ n it costs a singular value decomposition of a p × q matrix.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.

    Raises:
        ValueError: malformed input.
        UndefinedMeasure: a constant representation or one sample.
    """
    P, Q = (compressed(centred(M, "NBS", double=True).values) for M in pair(X, Y))
    return clip(nuclear_norm(P.T @ Q) / _norm(P) / _norm(Q), 0.0, 1.0)


def squared_distance(X: Any, Y: Any) -> float:
    """The squared Procrustes distance tr K + tr L − 2‖X_c'Y_c‖_* (ding2021grounding), in squared units of the data."""
    return procrustes(X, Y, kind="distance") ** 2


def nuclear_norm(A: Array) -> float:
    """The sum of the singular values."""
    xp = array_api_compat.array_namespace(A)
    return float(xp.sum(singular_values(A)))


def _residual(P: Array, Q: Array) -> float:
    """min over Q of ‖X − YQ‖ for centred X, Y: the polar factor of X'Y carries the narrower side into the wider."""
    P, Q = sorted((compressed(P), compressed(Q)), key=lambda Z: int(Z.shape[1]))
    xp = array_api_compat.array_namespace(P)
    U, _, Vt = xp.linalg.svd(P.T @ Q, full_matrices=False)
    return _norm(Q - P @ (U @ Vt))


def _norm(A: Array) -> float:
    return math.sqrt(dot(A, A))
