"""Kernel CKA."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .centring import scaled
from .cka import clip
from .hsic import _double_centred, u_centred
from .inputs import Array, Matrix, pair


def kernel_cka(
    X: Any,
    Y: Any,
    *,
    kernel: str | Callable[[Any], Any] = "rbf",
    bandwidth: Any = "median",
    debiased: bool = False,
) -> float:
    """CKA of kernel matrices."""
    A, B = pair(X, Y)
    K, L = (gram(M, kernel, bandwidth) for M in (A, B))
    K, L = (u_centred(G) if debiased else _double_centred(G) for G in (K, L))
    kl, kk, ll = (float(np.sum(P * Q)) for P, Q in ((K, L), (K, K), (L, L)))
    return clip(kl / math.sqrt(kk) / math.sqrt(ll), -1.0, 1.0)


def gram(X: Matrix, kernel: str | Callable[[Any], Any], bandwidth: Any) -> Array:
    """The Gram matrix."""
    if callable(kernel):
        return np.asarray(kernel(X.values), dtype=np.float64)
    if kernel == "linear":
        Z, _ = scaled(np.asarray(X.values, dtype=np.float64), X.name)
        Z = Z - Z.mean(0)
        return Z @ Z.T
    D, exponent = squared_distances(X)
    fraction = 1.0
    if isinstance(bandwidth, tuple):
        bandwidth, fraction = bandwidth
    if bandwidth == "median":
        sigma = fraction * float(np.median(np.sqrt(D[np.triu_indices(D.shape[0], 1)])))
    else:
        sigma = math.ldexp(float(bandwidth), -exponent)
    return np.exp(D / (-2 * sigma * sigma))


def squared_distances(X: Matrix) -> tuple[Array, int]:
    """Pairwise squared distances in scaled units, and the exponent of the unit."""
    values, exponent = scaled(np.asarray(X.values, dtype=np.float64), X.name)
    Z = values - values.mean(0)
    Z = values - values[np.argmin((Z * Z).sum(1))]
    Z, more = scaled(Z, X.name)
    a = (Z * Z).sum(1)
    D = np.maximum(a[:, None] + a[None, :] - 2 * (Z @ Z.T), 0)
    np.fill_diagonal(D, 0)
    return D, exponent + more
