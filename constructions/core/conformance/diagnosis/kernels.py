"""Gaussian kernels as libraries make them: distances, bandwidths, exponents, and how the matrices are centred."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from .centring import double_centred
from .estimators import Grams
from .model import Apply, Mistake, Stage, but
from .reading import Array, Pair


class Distances(NamedTuple):
    """Squared distances of both sides, and what a bandwidth may be taken from."""

    D: Array
    E: Array
    p: int
    q: int
    bandwidth: float | None


class Widths(NamedTuple):
    """The same with a bandwidth for each side."""

    D: Array
    E: Array
    p: int
    q: int
    x: float
    y: float


def squared_distances(Z: Array) -> Array:
    """|z_i - z_j|^2."""
    difference = Z[:, None, :] - Z[None, :, :]
    return np.asarray(np.einsum("ijk,ijk->ij", difference, difference))


def absolute_distances(Z: Array) -> Array:
    """sum_k |z_ik - z_jk|."""
    return np.asarray(np.abs(Z[:, None, :] - Z[None, :, :]).sum(2))


def pairs_of(D: Array) -> Array:
    """The entries above the diagonal."""
    return D[np.triu_indices(len(D), 1)]


Rule = Callable[[Array], float]
_MEDIANS: Final[dict[str, tuple[str, Rule]]] = {
    "median": ("the median distance of different samples", lambda D: float(np.median(np.sqrt(pairs_of(D))))),
    "lower-median": ("the lower of the two middle distances", lambda D: _middle(np.sqrt(pairs_of(D)), 1)),
    "upper-median": ("the upper of the two middle distances", lambda D: _middle(np.sqrt(pairs_of(D)), 0)),
    "median-of-all": (
        "the median of all n² distances, the zeros of the diagonal included",
        lambda D: float(np.median(np.sqrt(D))),
    ),
    "lower-median-of-all": (
        "the lower middle of all n² distances, the zeros of the diagonal included",
        lambda D: _middle(np.sqrt(D).ravel(), 1),
    ),
    "mean": ("the mean distance of different samples", lambda D: float(np.mean(np.sqrt(pairs_of(D))))),
    "mean-of-all": ("the mean of all n² distances, the diagonal included", lambda D: float(np.mean(np.sqrt(D)))),
    "median-of-squares": ("the median of the squared distances", lambda D: float(np.median(pairs_of(D)))),
    "root-of-median-square": (
        "the root of the median squared distance",
        lambda D: float(np.sqrt(np.median(pairs_of(D)))),
    ),
    "root-of-median-square-of-all": (
        "the root of the median of all n² squared distances, the zeros of the diagonal included",
        lambda D: float(np.sqrt(np.median(D))),
    ),
    "mean-square": (
        "the root of half the mean squared distance",
        lambda D: float(np.sqrt(np.mean(pairs_of(D)) / 2)),
    ),
    "root-of-mean-square": ("the root of the mean squared distance", lambda D: float(np.sqrt(np.mean(pairs_of(D))))),
    "root-of-mean-square-of-all": (
        "the root of the mean of all n² squared distances",
        lambda D: float(np.sqrt(np.mean(D))),
    ),
    "root-of-half-median-square": (
        "the root of half the median squared distance",
        lambda D: float(np.sqrt(np.median(pairs_of(D)) / 2)),
    ),
    "largest": ("the largest distance", lambda D: float(np.sqrt(D.max()))),
}  # fmt: skip


def _middle(each: Array, lower: int) -> float:
    return float(np.sort(each)[(each.size - lower) // 2])


def _each(rule: Rule) -> Apply:
    return lambda s: Widths(s.D, s.E, s.p, s.q, rule(s.D), rule(s.E))


def _x_for_both(rule: Rule, s: Distances) -> Widths:
    return Widths(s.D, s.E, s.p, s.q, rule(s.D), rule(s.D))


def _y_for_both(rule: Rule, s: Distances) -> Widths:
    return Widths(s.D, s.E, s.p, s.q, rule(s.E), rule(s.E))


def _joint(rule: Rule, s: Distances) -> Widths:
    pooled = (rule(s.D) + rule(s.E)) / 2
    return Widths(s.D, s.E, s.p, s.q, pooled, pooled)


def _given(factor: Callable[[Distances], float], s: Distances) -> Widths:
    return Widths(s.D, s.E, s.p, s.q, factor(s), factor(s))


def _scaled(by: float, right: Apply, s: Distances) -> Widths:
    w = right(s)
    return Widths(w.D, w.E, w.p, w.q, by * w.x, by * w.y)


def bandwidths(rule: str | None) -> Stage:
    """Distances -> Widths, by one rule of the median; None where the bandwidth is given."""
    right: Apply = partial(_given, lambda s: float(s.bandwidth or 0.0)) if rule is None else _each(_MEDIANS[rule][1])
    other = [
        Mistake(f"bandwidth-{name}", f"the bandwidth is {text}", _each(f))
        for name, (text, f) in _MEDIANS.items()
        if name != rule
    ]
    fixed = {1.0: "always 1", 2**-0.5: "always 1/√2: the exponent is the squared distance"}
    other += [
        Mistake(
            f"bandwidth-{'one' if w == 1 else 'root-half'}", f"the bandwidth is {text}", partial(_given, _always(w))
        )
        for w, text in fixed.items()
    ]
    other.append(Mistake("bandwidth-by-features", "gamma is 1/p, whatever the bandwidth", _by_features))
    if rule is not None:
        f = _MEDIANS[rule][1]
        other += [
            Mistake("bandwidth-of-x", "the bandwidth of X is used for both sides", partial(_x_for_both, f)),
            Mistake("bandwidth-of-y", "the bandwidth of Y is used for both sides", partial(_y_for_both, f)),
            Mistake("bandwidth-shared", "both sides use the mean of their bandwidths", partial(_joint, f)),
        ]
    times = ((2.0, "twice", "twice"), (0.5, "half", "half"))
    other += [
        Mistake(f"bandwidth-{slug}", f"the bandwidth is {word} what it should be", partial(_scaled, by, right))
        for by, slug, word in times
    ]
    return Stage(right, tuple(other))


def _always(width: float) -> Callable[[Any], float]:
    return lambda _: width


def _by_features(s: Distances) -> Widths:
    return Widths(s.D, s.E, s.p, s.q, (s.p / 2) ** 0.5, (s.q / 2) ** 0.5)


def distances(pair: Pair) -> Distances:
    """The first step: squared distances."""
    D, E = squared_distances(pair.X), squared_distances(pair.Y)
    return Distances(D, E, pair.X.shape[1], pair.Y.shape[1], pair.option)


def _kernel(f: Callable[[Array, float], Array]) -> Apply:
    return lambda w: Grams(f(w.D, w.x), f(w.E, w.y), w.p, w.q)


EXPONENTS: Final[Stage] = but(
    {
        "right": ("", _kernel(lambda D, w: np.exp(-D / (2 * w * w)))),
        "two-missing": (
            "the 2 is missing: the exponent is divided by bandwidth² instead of 2 bandwidth²",
            _kernel(lambda D, w: np.exp(-D / (w * w))),
        ),
        "bandwidth-not-squared": (
            "the bandwidth is not squared in the exponent",
            _kernel(lambda D, w: np.exp(-D / (2 * w))),
        ),
        "bandwidth-not-squared-no-two": (
            "the exponent is divided by the bandwidth instead of 2 bandwidth²",
            _kernel(lambda D, w: np.exp(-D / w)),
        ),
        "distance-not-squared": (
            "the distance is not squared in the exponent",
            _kernel(lambda D, w: np.exp(-np.sqrt(D) / (2 * w * w))),
        ),
        "laplacian": (
            "the kernel is Laplacian: exp(-distance/bandwidth)",
            _kernel(lambda D, w: np.exp(-np.sqrt(D) / w)),
        ),
        "gamma": ("the bandwidth is taken for gamma: exp(-bandwidth distance²)", _kernel(lambda D, w: np.exp(-w * D))),
        "four-for-two": ("the exponent is divided by 4 bandwidth²", _kernel(lambda D, w: np.exp(-D / (4 * w * w)))),
        "sign": ("the sign of the exponent is wrong", _kernel(lambda D, w: np.exp(D / (2 * w * w)))),
    },
    "right",
)
"""Widths -> Grams."""


def _matrices(f: Callable[[Array], Array]) -> Apply:
    return lambda g: Grams(f(g.K), f(g.L), g.p, g.q)


KERNEL_CENTRING: Final[dict[str, tuple[str, Apply]]] = {
    "centred": ("the Gram matrices are centred", _matrices(double_centred)),
    "kernels-uncentred": ("the Gram matrices are not centred", _matrices(lambda K: K)),
    "centred-once": ("the Gram matrices are centred over rows only: HK for HKH", _matrices(lambda K: K - K.mean(0))),
    "one-mean-of-all": (
        "one mean over all entries is subtracted from the Gram matrices",
        _matrices(lambda K: K - K.mean()),
    ),
    "only-k-centred": ("only the first Gram matrix is centred", lambda g: Grams(double_centred(g.K), g.L, g.p, g.q)),
    "only-l-centred": ("only the second Gram matrix is centred", lambda g: Grams(g.K, double_centred(g.L), g.p, g.q)),
    "mean-not-added": (
        "the mean over all entries is not added back when the Gram matrices are centred",
        _matrices(lambda K: K - K.mean(0) - K.mean(1, keepdims=True)),
    ),
}
"""Name -> what is wrong where another is right; Grams -> Grams."""
