"""Inner products of Gram matrices on the cheaper side: ⟨K, L⟩ = ‖X'Y‖², or the sum over K∘L."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import array_api_compat

from .inputs import Array


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over Gram matrices K, L, of which every CKA-like measure is made (all in the scaled units).

    ``kl`` = ⟨K, L⟩, ``ab`` = ΣK_ii·L_ii, ``a`` = tr K, ``b`` = tr L, and so on.
    """

    kl: float
    kk: float
    ll: float
    ab: float
    aa: float
    bb: float
    a: float
    b: float


def moments(X: Array, Y: Array) -> Moments:
    """All sums for centred X (n×p) and Y (n×q)."""
    xp: Any = array_api_compat.array_namespace(X, Y)
    n, p, q = X.shape[0], X.shape[1], Y.shape[1]
    if n * n * (p + q) < n * (p * p + p * q + q * q):
        K, L = X @ X.T, Y @ Y.T
        kl, kk, ll = _dot(K, L), _dot(K, K), _dot(L, L)
    else:
        S, G, F = X.T @ Y, X.T @ X, Y.T @ Y
        kl, kk, ll = _dot(S, S), _dot(G, G), _dot(F, F)
    a, b = xp.sum(X * X, axis=1), xp.sum(Y * Y, axis=1)
    return Moments(kl, kk, ll, _dot(a, b), _dot(a, a), _dot(b, b), float(xp.sum(a)), float(xp.sum(b)))


def _dot(A: Array, B: Array) -> float:
    xp: Any = array_api_compat.array_namespace(A, B)
    return float(xp.sum(xp.astype(A, xp.float64) * xp.astype(B, xp.float64)))
