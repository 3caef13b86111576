r"""How much covariance a twin keeps by chance: |X_c'Y_c|^2 over independent random signs, or turns, of the samples.

Signs.  Y = SX, S = diag(s): |X_c'Y_c|^2 = sum_ij K_ij G_ij s_i s_j with K = X_cX_c', G = XX'. Its mean is
        sum_i K_ii G_ii (theorem twists/random_signs). Products s_i s_j of two different samples are uncorrelated, and
        each pair stands twice in the sum: the variance is 4 sum_{i<j} (K_ij G_ij)^2 = 2 sum_{i!=j} (K_ij G_ij)^2
        (theorem twists/random_signs_variance).
Turns.  y_i = exp(i t_i) x_i with channels in pairs as complex numbers and uniform angles: y_i.y_j = cos(t_i - t_j) G_ij
        + sin(t_i - t_j) W_ij, W the symplectic product. Cosines and sines of different pairs of samples are
        uncorrelated with variance 1/2, so the variance is sum_{i!=j} K_ij^2 (G_ij^2 + W_ij^2). A channel without a
        partner is not turned and adds |X_c'x|^2 to the mean.
Ties.   A twist reads |x|, so samples of equal |x| have one sign: the products are summed over such groups first, and
        i, j are groups. Many equal rows (the background of images) act as one sample of large norm.
Source. Derived here: the moments of order two and four of signs and of angles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .activations import Floats

BLOCK: Final = 512
"""Rows of a Gram matrix that are held at a time, at least; a group of equal rows stays together."""

HEAVY: Final = 2.0
"""Heavy-tail factor above which a few samples dominate and a sign twin stays aligned through them."""

Starts = NDArray[np.intp]
"""Where each group begins, in rows sorted by group."""


class Moments(NamedTuple):
    """Mean and standard deviation of |X_c'Y_c|^2."""

    mean: float
    sd: float


def over_signs(X: Floats) -> Moments:
    """Exactly, over independent fair signs of the samples; rows of equal |x| have one sign.

    Args:
        X: shape (n, d), finite. Entries so large that their eighth power overflows are to be scaled first.
    """
    order, starts = groups(np.abs(X))
    X = X[order]
    return _moments(X, X, None, starts, 2.0)


def over_turns(X: Floats, pairs: NDArray[np.int64]) -> Moments:
    """Exactly, over independent uniform angles; rows of equal |x| are turned alike.

    Args:
        X: shape (n, d), finite.
        pairs: shape (k, 2), which channels make a complex number; the others are not turned.
    """
    order, starts = groups(np.abs(X))
    X = X[order]
    a, b = X[:, pairs[:, 0]], X[:, pairs[:, 1]]
    turned = _moments(X, np.hstack([a, b]), np.hstack([b, -a]), starts, 1.0)
    still = np.delete(X, pairs.ravel(), axis=1)
    fixed = float(np.sum(((X - X.mean(0)).T @ still) ** 2))
    return Moments(turned.mean + fixed, turned.sd)


def heavy_tails(X: Floats) -> float:
    """F = n sum a_i b_i/(sum a_i sum b_i) with a_i = |x_i - mean|^2, b_i = |x_i|^2 (theorem twists/random_signs).

    Random signs leave CKA of the order F/n: about 1 for samples of similar norm, large when a few samples dominate or
    many rows are equal (the sum then is the mean of |X_c'Y_c|^2 over signs that equal rows share).
    """
    scale = float(np.abs(X).max(initial=0.0)) or 1.0
    X = X / scale
    C = X - X.mean(0)
    total = float(np.sum(C**2) * np.sum(X**2))
    order, starts = groups(np.abs(X))
    ends = np.append(starts[1:], len(X))
    alone = order[starts[ends - starts == 1]]
    kept = float(np.sum(C[alone] ** 2, axis=1) @ np.sum(X[alone] ** 2, axis=1))
    for start, end in zip(starts, ends, strict=True):
        if end - start > 1:
            members = order[start:end]
            kept += float(np.sum((C[members].T @ X[members]) ** 2))
    return len(X) * kept / total if total else 0.0


def groups(values: Floats) -> tuple[NDArray[np.intp], Starts]:
    """An order of the rows in which equal ones are side by side, and where each group begins."""
    order = np.lexsort(values.T[::-1])
    changed = np.any(values[order][1:] != values[order][:-1], axis=1)
    return order, np.flatnonzero(np.concatenate([[True], changed]))


def _moments(X: Floats, Y: Floats, quarter: Floats | None, starts: Starts, factor: float) -> Moments:
    """sum M_gg and the root of factor * sum_{g!=h} M_gh^2, M the products K_ij G_ij summed over groups.

    G = YY'; with W = Y(quarter)' the squares of the sums of K_ij W_ij are added.
    """
    C = X - X.mean(0)
    mean = variance = 0.0
    for rows, inner in _blocks(starts, len(X)):
        K = C[rows] @ C.T
        M = _summed(K * (Y[rows] @ Y.T), inner, starts)
        own = np.arange(len(inner)), np.searchsorted(starts, rows.start + inner)
        mean += float(M[own].sum())
        M[own] = 0.0
        variance += float(np.sum(M**2))
        if quarter is not None:
            variance += float(np.sum(_summed(K * (Y[rows] @ quarter.T), inner, starts) ** 2))
    return Moments(mean, math.sqrt(factor * variance))


def _blocks(starts: Starts, n: int) -> Iterator[tuple[slice, Starts]]:
    """Runs of whole groups: their rows, and where the groups begin among these."""
    first = 0
    while first < len(starts):
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + BLOCK)))
        end = int(starts[last]) if last < len(starts) else n
        yield slice(int(starts[first]), end), starts[first:last] - starts[first]
        first = last


def _summed(products: Floats, inner: Starts, starts: Starts) -> Floats:
    columns: Floats = np.add.reduceat(products, starts, axis=1)
    both: Floats = np.add.reduceat(columns, inner, axis=0)
    return both
