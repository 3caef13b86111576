"""Two-layer linear networks x -> xWV in closed form: their hidden layers, and what weight decay leaves of a map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


def rotation(rng: np.random.Generator, size: int) -> Real:
    """A random orthogonal matrix."""
    found: Real = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return found


def least_norm(S: Real, B: Real, decay: float, rounds: int = 5000) -> Real:
    """The map that weight decay leaves: it minimises |S(A - B)|^2/2 + c|A|_*, by proximal gradient steps."""
    step, A = 1 / np.linalg.norm(S, 2) ** 2, B.copy()
    for _ in range(rounds if decay else 0):
        u, s, v = np.linalg.svd(A - step * S.T @ S @ (A - B))
        A = u * np.maximum(s - step * decay, 0) @ v
    return A


def hidden(S: Real, B: Real, p: float) -> Real:
    """The hidden layer of a network of the map B with W'W - VV' = pI, up to rotation; p = 0: of least norm."""
    u, s, _ = np.linalg.svd(B)
    found: Real = S @ u * np.sqrt((p + np.sqrt(p * p + 4 * s * s)) / 2)
    return found


def start(rng: np.random.Generator, size: int, p: float, small: float) -> list[Real]:
    """W and V with W'W - VV' = pI up to the square of small."""
    W, V = (small * rng.normal(size=(size, size)) for _ in range(2))
    large = np.sqrt(abs(p)) * rotation(rng, size)
    if p:
        return [large, V] if p > 0 else [W, large]
    return [W, V]


def weight(W: Real, V: Real) -> tuple[float, float]:
    """How far |W|^2 + |V|^2 is above its least value 2|WV|_*, and tr N^+D^2, what D costs at most."""
    D, N = W.T @ W - V @ V.T, W.T @ W + V @ V.T
    least = 2 * float(np.linalg.norm(W @ V, "nuc"))
    return float(np.trace(N)) - least, float(np.trace(np.linalg.pinv(N) @ D @ D))
