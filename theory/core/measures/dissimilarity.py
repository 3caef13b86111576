"""Representational similarity analysis: comparing dissimilarity matrices."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import array_api_compat

from .centring import require_samples
from .distances import distances, squared_distances, upper
from .errors import UndefinedMeasure
from .inputs import Array, Matrix, pair, require_finite
from .kernels import symmetric
from .results import cosine, quiet
from .sides import dot, double_centre

Dissimilarity = Literal["euclidean", "squared-euclidean", "correlation"] | Callable[[Any], Any]
Comparison = Literal["pearson", "spearman", "cosine", "whitened-cosine"]
COMPARISONS = ("pearson", "spearman", "cosine", "whitened-cosine")

TIE = 2.0**-46
"""Share of the largest dissimilarity below which two of them are tied: some tens of units in the last place."""


@quiet
def rsa(X: Any, Y: Any, *, dissimilarity: Dissimilarity = "euclidean", comparison: Comparison = "pearson") -> float:
    """Agreement of the two matrices of dissimilarities between samples (kriegeskorte2008representational).

    The n(n−1)/2 dissimilarities above the diagonal are compared. "whitened-cosine" is the cosine under V⁻¹, V the
    covariance of distance estimates, (CC')∘(CC') with C the contrasts between samples (diedrichsen2020comparing,
    section 2.13, there with cross-validated distances); it is computed as the cosine of the double-centred
    matrices, to which it is equal, and for squared Euclidean dissimilarities it is linear CKA.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        dissimilarity: "euclidean", "squared-euclidean", "correlation" (1 − Pearson correlation of two samples over
            features), or a function from a representation to a symmetric (n, n) matrix.
        comparison: "pearson", "spearman" (ties, also those broken by rounding alone, get their mean rank), "cosine" or
        "whitened-cosine".

    Returns:
        A pure number in [−1, 1].

    Raises:
        ValueError: malformed input, an unknown option, or a function whose result is not a symmetric matrix of finite
            numbers of shape (n, n).
        UndefinedMeasure: a constant representation, fewer than 3 samples, dissimilarities that are all equal within
            rounding, or a sample that is constant over features ("correlation").
    """
    if comparison not in COMPARISONS:
        raise ValueError(f"comparison must be one of {', '.join(COMPARISONS)} but is {comparison!r}")
    A, B = pair(X, Y)
    require_samples(A, 3, "RSA", "two samples have a single dissimilarity")
    d, e = (compared(M, dissimilarity, comparison) for M in (A, B))
    return cosine(dot(d, e), dot(d, d), dot(e, e))


def compared(M: Matrix, dissimilarity: Dissimilarity, comparison: Comparison) -> Array:
    """What is put into the cosine: a vector of dissimilarities or a double-centred matrix.

    Raises:
        UndefinedMeasure: it vanishes within rounding.
    """
    D, noise = _dissimilarities(M, dissimilarity)
    xp = array_api_compat.array_namespace(D)
    if comparison == "whitened-cosine":
        size = math.sqrt(dot(D, D))
        double_centre(D)
        return _nonzero(D, noise * size, M)
    d = upper(D)
    size = math.sqrt(dot(d, d))
    if comparison == "cosine":
        return _nonzero(d, 0.0, M)
    _nonzero(d - xp.mean(d), noise * size, M)
    if comparison == "spearman":
        d = ranks(d)
    d = d - xp.mean(d)
    return _nonzero(d, 0.0, M)


def ranks(values: Array) -> Array:
    """Ranks from 1; values that are equal within the rounding of float64 share the mean of theirs."""
    xp = array_api_compat.array_namespace(values)
    order = xp.argsort(values)
    ordered = values[order]
    first = xp.ones_like(ordered, dtype=xp.bool)
    first[1:] = ordered[1:] - ordered[:-1] > TIE * xp.max(xp.abs(ordered))
    start = xp.nonzero(first)[0]
    end = xp.concat([start[1:], start[:1] + ordered.shape[0]])
    shared = xp.astype(start + end + 1, xp.float64) / 2
    result = xp.empty_like(ordered)
    result[order] = shared[xp.cumulative_sum(xp.astype(first, xp.int64)) - 1]
    return result


def _nonzero(d: Array, floor: float, M: Matrix) -> Array:
    if math.sqrt(dot(d, d)) <= floor:
        raise UndefinedMeasure(
            f"RSA is 0/0 there: the dissimilarities in {M.name} are all equal within rounding, and nothing correlates "
            "with a constant"
        )
    return d


def _dissimilarities(M: Matrix, dissimilarity: Dissimilarity) -> tuple[Array, float]:
    """Dissimilarities up to a positive factor, shape (n, n), and their relative error by rounding of the inputs."""
    if callable(dissimilarity):
        return symmetric(dissimilarity(M.values), M, "dissimilarity"), 16 * M.unit_roundoff
    if dissimilarity == "correlation":
        return squared_distances(_standardised(M)), 16 * M.unit_roundoff
    if dissimilarity not in ("euclidean", "squared-euclidean"):
        raise ValueError(
            "dissimilarity must be 'euclidean', 'squared-euclidean', 'correlation' or a function from X to a matrix "
            f"but is {dissimilarity!r}"
        )
    D = distances(M, "RSA")
    return (D.xp.sqrt(D.squares) if dissimilarity == "euclidean" else D.squares), D.noise


def _standardised(M: Matrix) -> Array:
    """Rows with mean 0 and norm 1: half their squared distance is 1 − their correlation."""
    xp = M.xp
    Z = xp.astype(M.values, xp.float64)
    require_finite(Z, M.name)
    constant = xp.max(Z, axis=1) == xp.min(Z, axis=1)
    if bool(xp.any(constant)):
        row = int(xp.argmax(xp.astype(constant, xp.int8)))
        raise UndefinedMeasure(
            f"row {row} of {M.name} is constant over features, so its correlation with other samples is 0/0; "
            "use another dissimilarity"
        )
    for _ in range(2):  # the first time around the size of the entries, the second around their deviations
        Z = Z / xp.max(xp.abs(Z), axis=1, keepdims=True)
        Z = Z - xp.mean(Z, axis=1, keepdims=True)
    return Z / xp.linalg.vector_norm(Z, axis=1, keepdims=True)
