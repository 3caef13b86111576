"""The matrices that known answers and the numerical contract are asked on, and how a variant is called with them.

Entries are multiples of 1/8 between -4 and 4: float16 holds them, and int8 eight times them; a mean of 30 or 1e3 in
float32, of 1e8 in float64, is added to them without rounding, so that the value stays known exactly.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unalignable.theory.core.carriers.namespace import Undecided

from .adapter import Measure
from .judging import truth

Matrix = NDArray[Any]
Samples = tuple[Matrix, Matrix]

SMALL_CASES: Final = 96
"""Random cases of a few samples and features."""
CHEAP: Final = frozenset({"linear", "linear-debiased"})
"""Families whose definition is evaluated a thousand times in a second on 40 samples."""
SEEDS: Final = 50
"""Draws that are tried for one in which no two neighbours are equally far."""


def eighths(X: Matrix, most: float = 4.0) -> Matrix:
    """The nearest multiples of 1/8 up to ``most``."""
    return np.clip(np.round(X * 8) / 8, -most, most)


@lru_cache
def related(n: int, p: int, q: int, seed: int = 0) -> Samples:
    """Two matrices, (n, p) and (n, q), with something in common, so that no measure of them is near 0 or 1."""
    draws = np.random.default_rng(seed)
    X = draws.standard_normal((n, p))
    Y = X @ draws.standard_normal((p, q)) / np.sqrt(p) + draws.standard_normal((n, q))
    return eighths(X), eighths(Y)


def fixed(measure: Measure) -> Samples:
    """40 x 7 and 40 x 5; 12 samples where whitening makes a matrix of n² x n² entries of it."""
    return related(12 if measure.variant == "rsa:whitened" else max(40, 2 * neighbours(measure) + 2), 7, 5)


def handy(measure: Measure) -> Samples:
    """The example of the numerical contract, with derivatives by all entries: the fixed one where that is cheap."""
    if measure.promised.family in CHEAP:
        return fixed(measure)
    if measure.variant == "rsa:whitened":
        return related(8, 3, 2)
    n = max(12, 2 * neighbours(measure) + 2)
    drawn = (related(n, 4, 3, seed) for seed in range(SEEDS))
    return next((pair for pair in drawn if _decided(measure, pair)), related(n, 4, 3))


def _decided(measure: Measure, pair: Samples) -> bool:
    """Whether float32 tells which neighbours are nearest."""
    if measure.promised.family != "mutual-knn":
        return True
    try:
        truth("float32", measure, pair, options(measure, len(pair[0])))
    except Undecided:
        return False
    return True


def least(measure: Measure) -> int:
    """The fewest samples for which the variant is defined."""
    return max(measure.promised.needs, neighbours(measure) + 1)


def neighbours(measure: Measure) -> int:
    """How many of them the rule of the variant counts; 0 where it counts none, or is told."""
    return int(measure.promised.fixed.get("k", 0))


def small_cases(measure: Measure) -> list[Samples]:
    """Random cases of few samples and features, the smallest first: halves of small whole numbers, not all the same."""
    draws = np.random.default_rng(1)
    found: list[Samples] = []
    while len(found) < SMALL_CASES:
        n, p, q = least(measure) + draws.integers(0, 6), draws.integers(1, 6), draws.integers(1, 6)
        X, Y = draws.integers(-6, 7, (n, p)) / 2, draws.integers(-6, 7, (n, q)) / 2
        if all(np.ptp(Z, axis=0).any() for Z in (X, Y)):
            found.append((X, Y))
    return sorted(found, key=lambda pair: pair[0].size + pair[1].size)


def arguments(measure: Measure, X: Matrix, Y: Matrix) -> tuple[Any, ...]:
    """Samples as the variant takes them: a pair, one, two Gram matrices, or a list of batches."""
    match measure.promised.takes:
        case "one":
            return (X,)
        case "grams":
            return X @ X.T, Y @ Y.T
        case "batches":
            return (batches(measure, X, Y),)
    return X, Y


def batches(measure: Measure, X: Matrix, Y: Matrix) -> list[Samples]:
    """Rows in order: batches of the size that the function cuts itself, or about a quarter of the rows each."""
    n, given = max(len(X), len(Y)), measure.batch
    size = given if isinstance(given, int) else max(measure.promised.needs, n // 4 if n >= 24 else n // 2)
    starts = list(range(0, max(n, 1), max(1, min(size, n))))
    if not isinstance(given, int) and len(starts) > 1 and n - starts[-1] < measure.promised.needs:
        starts.pop()  # the rest goes to the last but one
    ends = [*starts[1:], n]
    return [(X[i:j], Y[i:j]) for i, j in zip(starts, ends, strict=True)]


def options(measure: Measure, n: int, scale: float = 1.0) -> dict[str, Any]:
    """Keyword arguments of a variant without a rule: neighbours among n samples, a bandwidth in units of ``scale``."""
    every = {"k": max(1, min(3, n - 1)), "bandwidth": 2.0 * scale}
    return {name: every[name] for name in measure.promised.options}
