"""Canonical correlations and their summaries: mean CCA, SVCCA, PWCCA."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .centring import centred
from .inputs import Array, pair
from .results import clip, quiet
from .spectra import Spectrum, singular_values, spectrum

SLACK = 1e-12
"""Relative slack of a variance share, so that a share met exactly in exact arithmetic is met in floats."""


@quiet
def canonical_correlations(X: Any, Y: Any) -> NDArray[np.float64]:
    """Canonical correlations ρ_1 ≥ ρ_2 ≥ … in [0, 1]: the singular values of U_X'U_Y for orthonormal bases of X_c and
    Y_c.

    Invariant under invertible linear maps of either side (kornblith2019similarity, table 1). There are min(rank X_c,
    rank Y_c) of them, ranks by the rule in ``spectra``; in particular at most n − 1, and all are 1 where the ranks
    add up to more than n − 1 by that much.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.

    Returns:
        A NumPy array, whatever the inputs.

    Raises:
        ValueError: malformed input.
        UndefinedMeasure: a constant representation or one sample.
    """
    return correlations(*_spectra(X, Y, "CCA"))


@quiet
def mean_cca(X: Any, Y: Any) -> float:
    """The mean canonical correlation, Σρ_k/min(rank X_c, rank Y_c) (kornblith2019similarity, table 1).

    Arguments and errors as for ``canonical_correlations``.
    """
    return float(correlations(*_spectra(X, Y, "CCA")).mean())


@quiet
def mean_squared_cca(X: Any, Y: Any) -> float:
    """The mean squared canonical correlation, Σρ_k²/min(rank X_c, rank Y_c) (kornblith2019similarity, table 1).

    Arguments and errors as for ``canonical_correlations``.
    """
    return float((correlations(*_spectra(X, Y, "CCA")) ** 2).mean())


@quiet
def svcca(X: Any, Y: Any, *, variance: float = 0.99) -> float:
    """SVCCA: the mean canonical correlation of the leading principal components (raghu2017svcca).

    Each side keeps its fewest leading singular directions that hold at least the share ``variance`` of Σσ².

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        variance: share to keep, in (0, 1]; 1 keeps the whole numerical rank.

    Raises:
        ValueError: malformed input, or a share outside (0, 1].
        UndefinedMeasure: a constant representation or one sample.
    """
    if not 0 < variance <= 1:
        raise ValueError(f"variance must be above 0 and at most 1 but is {variance!r}")
    P, Q = (leading(S, variance) for S in _spectra(X, Y, "SVCCA"))
    return float(correlations(P, Q).mean())


@quiet
def pwcca(X: Any, Y: Any) -> float:
    """Projection-weighted CCA, weights from X: Σα_kρ_k/Σα_k with α_k = Σ_j|⟨h_k, x_j⟩| (morcos2018insights).

    h_k are the canonical variates on X's side (orthonormal vectors over samples), x_j the centred columns of X.
    Not symmetric. Where a correlation is repeated its variates are a choice of basis, and unless all correlations
    agree the value depends on that choice.

    Arguments and errors as for ``canonical_correlations``.
    """
    P, Q = _spectra(X, Y, "PWCCA")
    return projection_weighted(P, P.left.T @ Q.left)


def projection_weighted(P: Spectrum, overlap: Array) -> float:
    """PWCCA from the spectrum of X and the products U_X'U_Y of the bases."""
    U, rho, _ = np.linalg.svd(_numpy(overlap), full_matrices=False)
    alpha = np.abs(U.T @ (_numpy(P.values)[:, None] * _numpy(P.right).T)).sum(axis=1)
    return clip(float(alpha @ np.clip(rho, 0.0, 1.0)) / float(alpha.sum()), 0.0, 1.0)


def correlations(P: Spectrum, Q: Spectrum) -> NDArray[np.float64]:
    """Canonical correlations from two bases."""
    return np.clip(_numpy(singular_values(P.left.T @ Q.left)), 0.0, 1.0)


def leading(S: Spectrum, variance: float) -> Spectrum:
    """The fewest leading directions that hold this share of the variance."""
    energy = np.cumsum(_numpy(S.values) ** 2)
    k = int(np.searchsorted(energy, variance * energy[-1] * (1 - SLACK))) + 1
    return Spectrum(S.left[:, :k], S.values[:k], S.right[:, :k])


def _spectra(X: Any, Y: Any, measure: str) -> tuple[Spectrum, Spectrum]:
    A, B = pair(X, Y)
    return spectrum(centred(A, measure, double=True)), spectrum(centred(B, measure, double=True))


def _numpy(values: Array) -> NDArray[np.float64]:
    return np.asarray(values.cpu() if hasattr(values, "cpu") else values)
