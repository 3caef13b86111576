"""Inputs made to tell mistakes apart: several shapes, means, ranks and signs, exact in single precision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from ..adapter import Measure
from .estimators import debiased
from .reading import Array

Arguments = tuple[Any, ...]
GRID: Final = 2.0**-10
"""Entries are multiples of this, so that single precision holds them, their sums and small products."""


@cache
def ordinary() -> tuple[tuple[Array, Array], ...]:
    """More samples than features and full rank; related, with means of their own."""
    shapes = ((9, 3, 2), (12, 2, 4), (8, 3, 3), (7, 2, 2), (10, 4, 4), (14, 3, 5))
    loud = ((12, 5, 3, (1, 2, 8, 16, 64)), (11, 4, 4, (32, 8, 1, 1)))
    unequal = ((related(n, p, q, 31), sizes) for n, p, q, sizes in loud)
    spread = tuple((X * np.array(sizes), Y * np.array(sizes[: Y.shape[1]])) for (X, Y), sizes in unequal)
    return (*(related(n, p, q, seed) for seed, (n, p, q) in enumerate(shapes)), *spread)


@cache
def opposed() -> tuple[tuple[Array, Array], ...]:
    """Debiased CKA and RSA are negative: unrelated samples, drawn until they are."""
    return tuple(_drawn(_both_negative, n, p, q) for n, p, q in ((8, 2, 2), (9, 3, 2), (10, 3, 3)))


@cache
def degenerate() -> tuple[tuple[Array, Array], ...]:
    """More features than samples, or features that depend on one another."""
    X, Y = related(8, 3, 3, 21)
    dependent = np.column_stack([X[:, :2], X[:, 0] - X[:, 1]])
    Z, W = related(7, 2, 2, 22)
    wide = np.column_stack([Z, Z[:, :1] + Z[:, 1:], Z[:, :1], 2 * Z[:, 1:], Z[:, :1] - Z[:, 1:], Z])
    return (dependent, Y), (Y, dependent), related(5, 7, 3, 23), related(6, 3, 8, 24), (wide, W), related(6, 8, 8, 25)


@cache
def coarse() -> tuple[tuple[Array, Array], ...]:
    """Small whole numbers with ties."""
    rng = np.random.default_rng(7)
    return tuple((_whole(rng, n, p), _whole(rng, n, q)) for n, p, q in ((6, 2, 1), (5, 1, 1), (6, 2, 2)))


def related(n: int, p: int, q: int, seed: int) -> tuple[Array, Array]:
    """Y holds something of X, both have means that are not 0."""
    rng = np.random.default_rng(seed)
    X, mixed = rng.normal(size=(n, p)), rng.normal(size=(p, q))
    Y = X @ mixed + rng.normal(size=(n, q))
    return _on_grid(2 * X + rng.normal(size=p) + 1), _on_grid(2 * Y - rng.normal(size=q) - 1)


def _drawn(accept: Callable[[Array, Array], bool], n: int, p: int, q: int) -> tuple[Array, Array]:
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        X, Y = _on_grid(2 * rng.normal(size=(n, p)) + 1), _on_grid(2 * rng.normal(size=(n, q)) - 1)
        if accept(X, Y):
            return X, Y
    raise AssertionError("no such samples among a thousand")


def _both_negative(X: Array, Y: Array) -> bool:
    from .dissimilarity import pearson
    from .kernels import pairs_of, squared_distances

    halves = ((X, Y), (X[: len(X) // 2], Y[: len(Y) // 2]), (X[len(X) // 2 :], Y[len(Y) // 2 :]))
    joint = sum(debiased(A @ A.T, B @ B.T) for A, B in halves[1:])
    own = debiased(X @ X.T, Y @ Y.T) < 0 and joint < 0
    return own and pearson(*(pairs_of(squared_distances(Z)) for Z in (X, Y))) < 0


def _on_grid(Z: Array) -> Array:
    return np.asarray(np.round(Z / GRID) * GRID)


def _whole(rng: Any, n: int, p: int) -> Array:
    return np.asarray(rng.integers(-1, 3, size=(n, p)), dtype=float)


def presented(measure: Measure, pairs: Sequence[tuple[Array, Array]], dtype: str = "float64") -> list[Arguments]:
    """Pairs as the variant takes them: batches of them, their Gram matrices, or each side alone."""
    found = [_as_taken(measure, X.astype(dtype), Y.astype(dtype)) for X, Y in pairs]
    return [args for args in found if measure.presentable(args)]


def _as_taken(measure: Measure, X: Array, Y: Array) -> Arguments:
    match measure.promised.takes:
        case "one":
            return (Y,) if Y.shape[1] > X.shape[1] else (X,)
        case "grams":
            return X @ X.T, Y @ Y.T
        case "batches":
            return (_batches(measure, X, Y),)
    return X, Y


def _batches(measure: Measure, X: Array, Y: Array) -> list[tuple[Array, Array]]:
    """Two batches of one size and a smaller one: rows are repeated, shifted, to have enough of them."""
    size = measure.batch if isinstance(measure.batch, int) else max(4, (len(X) + 1) // 2)
    rows = 2 * size + max(measure.promised.needs, size - 1)
    turns = range(-(-rows // len(X)))
    X, Y = (
        np.concatenate([Z + GRID * t * t * (1 + np.arange(len(Z)) % 3)[:, None] for t in turns])[:rows] for Z in (X, Y)
    )
    return [(X[i : i + size], Y[i : i + size]) for i in range(0, rows, size)]


def options(measure: Measure) -> list[dict[str, Any]]:
    """The options that a variant without a rule passes: two settings of each."""
    values: dict[str, tuple[Any, Any]] = {"k": (2, 3), "bandwidth": (2.0, 3.5)}
    names = measure.promised.options
    return [{name: values[name][i] for name in names} for i in (0, 1)] if names else [{}]
