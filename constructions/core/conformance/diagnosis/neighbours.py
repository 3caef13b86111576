"""Mutual kNN as libraries compute it: who is a neighbour, and how shared ones are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from ..adapter import Measure
from .centring import centred
from .counting import counts
from .kernels import absolute_distances, squared_distances
from .model import Apply, Pipeline, but
from .normalising import Sized
from .reading import Array, Pair, axes, pairing, scaling
from .saying import saying


class Ordered(NamedTuple):
    """For each sample all others, nearest first, of both sides; the promised k, and the numbers of features."""

    x: Array
    y: Array
    k: int
    p: int
    q: int


def pipeline(measure: Measure, k: int | None) -> Pipeline:
    """``k`` where it is part of the promise, else it is the option."""

    def start(args: tuple[Any, ...], options: dict[str, Any]) -> Pair:
        X, Y = (np.asarray(Z, dtype=float) for Z in args)
        return Pair(X, Y, options.get("k", k))

    steps = (but(ORDERS, "distance"), but(COUNTS, "k"), but(SHARED, "share"))
    return Pipeline(start, (axes(), pairing(), scaling(), *steps, counts(), *saying(measure)))


def _ordered(far: Callable[[Array], Array], itself: bool = False) -> Apply:
    def order(Z: Array) -> Array:
        D = far(Z).astype(float)
        if not itself:
            np.fill_diagonal(D, np.inf)
        return np.asarray(np.argsort(D, axis=1, kind="stable")[:, : len(D) - (not itself)])

    return lambda pair: Ordered(order(pair.X), order(pair.Y), pair.option, pair.X.shape[1], pair.Y.shape[1])


def _cosines(Z: Array) -> Array:
    unit = Z / np.linalg.norm(Z, axis=1, keepdims=True)
    return np.asarray(unit @ unit.T)


ORDERS: Final[dict[str, tuple[str, Apply]]] = {
    "distance": ("neighbours are the nearest", _ordered(squared_distances)),
    "with-self": ("every sample counts among its own neighbours", _ordered(squared_distances, itself=True)),
    "furthest": ("the furthest samples are taken for the nearest", _ordered(lambda Z: -squared_distances(Z))),
    "inner-products": ("neighbours are those of the largest inner product", _ordered(lambda Z: -(Z @ Z.T))),
    "cosine": ("neighbours are those of the largest cosine", _ordered(lambda Z: -_cosines(Z))),
    "centred-inner-products": (
        "neighbours are those of the largest inner product of centred samples",
        _ordered(lambda Z: -(centred(Z) @ centred(Z).T)),
    ),
    "manhattan": ("neighbours are the nearest by absolute differences", _ordered(absolute_distances)),
    "furthest-with-self": (
        "neighbours are those of the smallest inner product",
        _ordered(lambda Z: Z @ Z.T),
    ),
}
"""Name -> what is wrong where another is right; Pair -> Ordered."""


def _changed(more: int) -> Apply:
    return lambda o: o._replace(k=o.k + more)


COUNTS: Final[dict[str, tuple[str, Apply]]] = {
    "k": ("k neighbours are compared", _changed(0)),
    "k-plus-one": ("k + 1 neighbours are compared", _changed(1)),
    "k-minus-one": ("k - 1 neighbours are compared", _changed(-1)),
    "first-skipped": (
        "the nearest neighbour is skipped as if it were the sample itself",
        lambda o: o._replace(x=o.x[:, 1:], y=o.y[:, 1:]),
    ),
    "only-the-kth": (
        "only the k-th neighbour is compared",
        lambda o: Ordered(o.x[:, o.k - 1 : o.k], o.y[:, o.k - 1 : o.k], 1, o.p, o.q),
    ),
}
"""Name -> what is wrong where another is right; Ordered -> Ordered."""


def _shares(score: Callable[[int, int, int], float]) -> Apply:
    """A score of the number shared, k and n, averaged over samples."""

    def apply(o: Ordered) -> Sized:
        n, k = len(o.x), o.k
        shared = [len(set(a[:k].tolist()) & set(b[:k].tolist())) for a, b in zip(o.x, o.y, strict=True)]
        return Sized(float(np.mean([score(s, k, n) for s in shared])), n, o.p, o.q)

    return apply


SHARED: Final[dict[str, tuple[str, Apply]]] = {
    "share": ("the share of common neighbours", _shares(lambda s, k, n: s / k)),
    "over-union": (
        "common neighbours are divided by the union instead of by k",
        _shares(lambda s, k, n: s / (2 * k - s)),
    ),
    "any": ("a sample counts in full if it has any common neighbour", _shares(lambda s, k, n: float(s > 0))),
    "all": ("a sample counts only if all its neighbours are common", _shares(lambda s, k, n: float(s == k))),
    "number": ("the number of common neighbours is not divided by k", _shares(lambda s, k, n: float(s))),
    "over-n": ("the number of common neighbours is divided by n instead of k", _shares(lambda s, k, n: s / n)),
    "over-two-k": ("the number of common neighbours is divided by 2k", _shares(lambda s, k, n: s / (2 * k))),
    "over-k-plus-one": ("the number of common neighbours is divided by k + 1", _shares(lambda s, k, n: s / (k + 1))),
    "over-k-minus-one": ("the number of common neighbours is divided by k - 1", _shares(lambda s, k, n: s / (k - 1))),
    "in-order": (
        "neighbours are compared place by place, in order",
        lambda o: Sized(float(np.mean(o.x[:, : o.k] == o.y[:, : o.k])), len(o.x), o.p, o.q),
    ),
}
"""Name -> what is wrong where another is right; Ordered -> Sized."""
