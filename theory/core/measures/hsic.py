"""HSIC on Gram matrices."""

from __future__ import annotations

from typing import Any

import numpy as np


def hsic0(K: Any, L: Any) -> float:
    """(n−1)^-2 tr KHLH."""
    K, L = np.asarray(K, dtype=np.float64), np.asarray(L, dtype=np.float64)
    n = K.shape[0]
    return float(np.sum(_double_centred(K) * _double_centred(L)) / (n - 1) ** 2)


def hsic1(K: Any, L: Any) -> float:
    """Song et al.'s unbiased estimator."""
    K, L = np.array(K, dtype=np.float64), np.array(L, dtype=np.float64)
    n = K.shape[0]
    return float(np.sum(u_centred(K) * u_centred(L)) / (n * (n - 3)))


def u_centred(K: Any) -> Any:
    """Székely–Rizzo U-centring; the diagonal of K is ignored."""
    n = K.shape[0]
    K = K.copy()
    np.fill_diagonal(K, 0.0)
    row = K.sum(axis=1) / (n - 2)
    out = K - row[:, None] - row[None, :] + row.sum() / (n - 1)
    np.fill_diagonal(out, 0.0)
    return out


def _double_centred(K: Any) -> Any:
    K = K - K.mean(axis=0, keepdims=True)
    return K - K.mean(axis=1, keepdims=True)
