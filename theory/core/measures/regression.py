"""Linear regression R²."""

from __future__ import annotations

from typing import Any

from .centring import centred
from .cka import clip
from .inputs import pair
from .spectra import spectrum


def linear_r2(X: Any, Y: Any) -> float:
    """R² of predicting Y from X, in sample."""
    A, B = pair(X, Y)
    S = spectrum(centred(A, "R²", double=True))
    T = centred(B, "R²", double=True).values
    fit = S.left.T @ T
    return clip(float((fit * fit).sum() / (T * T).sum()), 0.0, 1.0)
