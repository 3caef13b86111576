"""Rank, participation ratio, and Smilde's modified RV."""

from __future__ import annotations

import math
from typing import Any

from .centring import centred
from .cka import clip
from .inputs import matrix, pair
from .products import moments
from .spectra import spectrum


def rank(X: Any) -> int:
    """Numerical rank after centring."""
    return spectrum(centred(matrix(X, "X"), "rank", double=True)).rank


def participation_ratio(X: Any) -> float:
    """(tr K)²/‖K‖²."""
    values = centred(matrix(X, "X"), "participation ratio", double=True).values
    sums = moments(values, values)
    return sums.a * sums.a / sums.kk


def modified_rv(X: Any, Y: Any) -> float:
    """⟨K₀, L₀⟩/(‖K₀‖‖L₀‖), K₀ the centred Gram matrix with zero diagonal."""
    A, B = pair(X, Y)
    s = moments(centred(A, "modified RV", double=True).values, centred(B, "modified RV", double=True).values)
    return clip((s.kl - s.ab) / math.sqrt(s.kk - s.aa) / math.sqrt(s.ll - s.bb), -1.0, 1.0)
