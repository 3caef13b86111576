"""Embeddings of the cyclic group Z_m by circles, exactly: what theorems about frequencies share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .numbers import Field


def cosine(modulus: int, k: int) -> Any:
    """cos(2 pi k/m)."""
    return Field(4 * modulus).cos(4 * k)


def plane(modulus: int, k: int, points: Sequence[int] | None = None) -> Any:
    """cos and sin of 2 pi kj/m, one row for each j of ``points``, by default 0, ..., m - 1."""
    field = Field(4 * modulus)
    rows = range(modulus) if points is None else points
    return np.array([[field.cos(4 * k * j), field.sin(4 * k * j)] for j in rows], dtype=object)


def planes(modulus: int, keys: Sequence[int], points: Sequence[int] | None = None) -> Any:
    """The circles at several frequencies, side by side."""
    return np.concatenate([plane(modulus, k, points) for k in keys], axis=1)
