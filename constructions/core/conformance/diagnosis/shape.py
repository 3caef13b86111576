"""Procrustes as libraries compute it: which norm, which rotations, what scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from ..adapter import Measure
from .bases import svd
from .centring import centring
from .counting import counts
from .model import Apply, Pipeline, but
from .normalising import Sized, ratio, root
from .reading import Array, Pair, axes, pairing, scaling
from .regression import _start as start
from .saying import saying


class Parts(NamedTuple):
    """The squared sizes, the singular values of X'Y, and the arrays."""

    x: float
    y: float
    s: Array
    pair: Pair


def pipeline(measure: Measure, formula: str) -> Pipeline:
    """The squared distance, or NBS."""
    read = (axes(), pairing(symmetric=True), scaling(), centring(whitens=True))
    return Pipeline(start, (*read, but(FORMULAS, formula), counts(), *saying(measure)))


def _of(f: Callable[[Parts], float]) -> Apply:
    def apply(pair: Pair) -> Sized:
        X, Y = pair.X, pair.Y
        parts = Parts(float(np.sum(X * X)), float(np.sum(Y * Y)), svd(X.T @ Y)[1], pair)
        return Sized(f(parts), len(X), X.shape[1], Y.shape[1])

    return apply


def _aligned(t: Parts) -> float:
    return float(t.s.sum())


def _rotated(t: Parts) -> float:
    """The nuclear norm over rotations alone: the smallest singular value counts against where det < 0."""
    p = max(t.pair.X.shape[1], t.pair.Y.shape[1])
    X, Y = (np.pad(Z, ((0, 0), (0, p - Z.shape[1]))) for Z in t.pair[:2])
    M = X.T @ Y
    s = svd(M)[1]
    return float(s.sum() - 2 * s[-1] * (np.linalg.det(M) < 0))


def _not_rotated(t: Parts) -> float:
    return float(np.sum((t.pair.X - t.pair.Y) ** 2)) if t.pair.X.shape == t.pair.Y.shape else float("nan")


def _transposed(t: Parts) -> float:
    """|X - YQ'|^2 for the best Q."""
    U, _, Vt = svd(t.pair.X.T @ t.pair.Y)
    return float(np.sum((t.pair.X - t.pair.Y @ U @ Vt) ** 2))


def _frobenius(t: Parts) -> float:
    return float(np.sqrt(np.sum(t.s**2)))


def _cosine(t: Parts) -> float:
    return ratio(_aligned(t), root(t.x) * root(t.y))


FORMULAS: Final[dict[str, tuple[str, Apply]]] = {
    "distance": ("the Procrustes distance is returned", _of(lambda t: t.x + t.y - 2 * _aligned(t))),
    "nbs": ("the normalised Bures similarity is returned", _of(_cosine)),
    "frobenius": (
        "the Frobenius norm of X'Y is taken for the nuclear norm",
        _of(lambda t: t.x + t.y - 2 * _frobenius(t)),
    ),
    "frobenius-nbs": (
        "the Frobenius norm of X'Y is taken for the nuclear norm",
        _of(lambda t: ratio(_frobenius(t), root(t.x) * root(t.y))),
    ),
    "spectral": ("the largest singular value is taken for the nuclear norm", _of(lambda t: t.x + t.y - 2 * t.s[0])),
    "spectral-nbs": (
        "the largest singular value is taken for the nuclear norm",
        _of(lambda t: ratio(float(t.s[0]), root(t.x) * root(t.y))),
    ),
    "two-missing": ("the nuclear norm is taken once instead of twice", _of(lambda t: t.x + t.y - _aligned(t))),
    "trace": ("the trace of X'Y is taken for the nuclear norm: nothing is rotated", _of(_not_rotated)),
    "no-reflections": ("only rotations are allowed, no reflections", _of(lambda t: t.x + t.y - 2 * _rotated(t))),
    "no-reflections-nbs": (
        "only rotations are allowed, no reflections",
        _of(lambda t: ratio(_rotated(t), root(t.x) * root(t.y))),
    ),
    "scaled-to-x": (
        "Y is scaled to fit X: a scale is fitted too",
        _of(lambda t: t.x - ratio(_aligned(t) ** 2, t.y)),
    ),
    "scaled-to-y": (
        "X is scaled to fit Y: a scale is fitted too",
        _of(lambda t: t.y - ratio(_aligned(t) ** 2, t.x)),
    ),
    "normalised-residual": (
        "both are scaled to norm 1 and a scale is fitted: 1 - NBS² is returned",
        _of(lambda t: 1 - _cosine(t) ** 2),
    ),
    "unit-norm": ("both are scaled to norm 1 after centring", _of(lambda t: 2 - 2 * _cosine(t))),
    "rotation-transposed": ("the rotation is applied transposed", _of(_transposed)),
    "norms-not-squared": (
        "the norms are not squared: |X| + |Y| - 2|X'Y|_*",
        _of(lambda t: root(t.x) + root(t.y) - 2 * _aligned(t)),
    ),
    "nuclear-squared": (
        "the nuclear norm is squared",
        _of(lambda t: t.x + t.y - 2 * _aligned(t) ** 2),
    ),
    "singular-values-squared": (
        "the singular values of X'Y are squared",
        _of(lambda t: t.x + t.y - 2 * float(np.sum(t.s**2))),
    ),
    "roots-missing": ("the square roots are missing in the denominator", _of(lambda t: ratio(_aligned(t), t.x * t.y))),
    "nuclear-norm": ("the nuclear norm is returned, not normalised", _of(_aligned)),
    "relative": ("the distance is divided by |X||Y|", _of(lambda t: 2 * ratio(t.x + t.y, 2 * root(t.x * t.y))
                 - 2 * _cosine(t))),
    "relative-to-sum": ("the distance is divided by |X|² + |Y|²", _of(lambda t: 1 - ratio(2 * _aligned(t), t.x + t.y))),
}  # fmt: skip
"""Name -> what is wrong where another is right; Pair -> Sized."""
