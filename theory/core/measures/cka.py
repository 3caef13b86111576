"""Linear CKA, biased and debiased, in one pass or over minibatches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from .centring import Centred, centred, require_samples
from .errors import UndefinedMeasure
from .inputs import Matrix, pair, sample_weights
from .products import Moments, moments


def linear_cka(X: Any, Y: Any, *, debiased: bool = False, weights: Any = None) -> float:
    """Linear CKA: ‖X_c'Y_c‖² / (‖X_c'X_c‖·‖Y_c'Y_c‖)."""
    A, B = pair(X, Y)
    if debiased:
        if weights is not None:
            raise ValueError("debiased CKA takes no weights; use debiased=False")
        return _debiased(A, B)
    w = None if weights is None else sample_weights(weights, A)
    P, Q = centred(A, "CKA", weights=w), centred(B, "CKA", weights=w)
    if w is not None:
        root = A.xp.sqrt(w / A.xp.max(w))
        P = Centred(P.name, P.values * root, P.exponent, P.unit_roundoff)
        Q = Centred(Q.name, Q.values * root, Q.exponent, Q.unit_roundoff)
    sums = moments(P.values, Q.values)
    return clip(sums.kl / math.sqrt(sums.kk) / math.sqrt(sums.ll), 0.0, 1.0)


def minibatch_cka(batches: Iterable[tuple[Any, Any]]) -> float:
    """Debiased CKA over minibatches: ΣHSIC₁(K,L) / √(ΣHSIC₁(K,K)·ΣHSIC₁(L,L))."""
    parts = []
    for X, Y in batches:
        A, B = pair(X, Y)
        P, Q, sums = _debiased_parts(A, B)
        parts.append((P.exponent, Q.exponent, A.rows, sums))
    if not parts:
        raise ValueError("there are no batches; minibatch_cka needs at least one pair (X, Y)")
    e, f = max(part[0] for part in parts), max(part[1] for part in parts)
    kl = kk = ll = 0.0
    for i, j, n, sums in parts:
        x, y, c = 2 * (i - e), 2 * (j - f), n * (n - 3)
        kl += math.ldexp(hsic1_sum(sums.kl, sums.ab, sums.a, sums.b, n), x + y) / c
        kk += math.ldexp(hsic1_sum(sums.kk, sums.aa, sums.a, sums.a, n), 2 * x) / c
        ll += math.ldexp(hsic1_sum(sums.ll, sums.bb, sums.b, sums.b, n), 2 * y) / c
    return clip(kl / math.sqrt(kk) / math.sqrt(ll), -1.0, 1.0)


def hsic1_sum(kl: float, ab: float, a: float, b: float, n: int) -> float:
    """n(n−3)·HSIC₁ of centred Gram matrices, from ⟨K, L⟩, Σ K_ii·L_ii and the traces."""
    return kl - ab * n / (n - 2) + a * b / ((n - 1) * (n - 2))


def _debiased_parts(A: Matrix, B: Matrix) -> tuple[Centred, Centred, Moments]:
    for M in (A, B):
        require_samples(M, 4, "debiased CKA", "use linear_cka(X, Y), or more samples")
    P, Q = centred(A, "debiased CKA", double=True), centred(B, "debiased CKA", double=True)
    return P, Q, moments(P.values, Q.values)


def _debiased(A: Matrix, B: Matrix) -> float:
    P, Q, sums = _debiased_parts(A, B)
    n = A.rows
    kk, ll = hsic1_sum(sums.kk, sums.aa, sums.a, sums.a, n), hsic1_sum(sums.ll, sums.bb, sums.b, sums.b, n)
    for value, scale, C in ((kk, sums.kk, P), (ll, sums.ll, Q)):
        if value <= 64 * n * C.unit_roundoff * scale:
            raise UndefinedMeasure(f"debiased CKA is 0/0: {C.name} is a simplex up to rounding")
    return clip(hsic1_sum(sums.kl, sums.ab, sums.a, sums.b, n) / math.sqrt(kk) / math.sqrt(ll), -1.0, 1.0)


def clip(value: float, low: float, high: float) -> float:
    """``value`` brought into its mathematical range, which it can leave by rounding only."""
    return min(max(value, low), high)
