"""Canonical correlations and their summaries."""

from __future__ import annotations

from typing import Any

import numpy as np

from .centring import centred
from .inputs import Array, pair
from .spectra import Spectrum, singular_values, spectrum


def canonical_correlations(X: Any, Y: Any) -> Any:
    """Canonical correlations, descending, min(rank X, rank Y) of them."""
    return _correlations(*_bases(X, Y, "CCA"))


def mean_cca(X: Any, Y: Any) -> float:
    """Mean canonical correlation."""
    return float(canonical_correlations(X, Y).mean())


def mean_squared_cca(X: Any, Y: Any) -> float:
    """Mean squared canonical correlation."""
    return float((canonical_correlations(X, Y) ** 2).mean())


def svcca(X: Any, Y: Any, *, variance: float = 0.99) -> float:
    """Mean canonical correlation of the leading principal components."""
    P, Q = (_leading(S, variance) for S in _bases(X, Y, "SVCCA"))
    return float(_correlations(P, Q).mean())


def pwcca(X: Any, Y: Any) -> float:
    """Projection-weighted CCA, weights from X."""
    P, Q = _bases(X, Y, "PWCCA")
    U, rho, _ = np.linalg.svd(P.left.T @ Q.left, full_matrices=False)
    h = P.left @ U
    alpha = abs(h.T @ (P.left * P.values) @ P.right.T).sum(1)
    return float((alpha * rho.clip(0, 1)).sum() / alpha.sum())


def _bases(X: Any, Y: Any, measure: str) -> tuple[Spectrum, Spectrum]:
    A, B = pair(X, Y)
    return spectrum(centred(A, measure, double=True)), spectrum(centred(B, measure, double=True))


def _correlations(P: Spectrum, Q: Spectrum) -> Array:
    return np.clip(np.asarray(singular_values(P.left.T @ Q.left)), 0.0, 1.0)


def _leading(S: Spectrum, variance: float) -> Spectrum:
    energy = np.cumsum(np.asarray(S.values) ** 2)
    k = int(np.searchsorted(energy, variance * energy[-1] * (1 - 1e-12))) + 1
    return Spectrum(S.left[:, :k], S.values[:k], S.right[:, :k])
