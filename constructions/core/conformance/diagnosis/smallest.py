"""The smallest call that goes wrong: small whole numbers, in order of size."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.namespace import Undecided

from ..adapter import Measure, Misbehaved
from ..judging import Judging, truth
from ..record import Call
from .families import own
from .model import Pipeline

TRIED: Final = 1000
"""Calls that are made at most: so many, and not so long, that the same function gets the same answer."""
SHAPES: Final = ((1, 1), (2, 1), (1, 2), (2, 2))
"""Features of X and of Y."""
ENTRIES: Final = (0, 1, -1, 2)
"""In the order in which they are easy to read."""
OF_A_SHAPE: Final = 80
"""Cases of one shape, small entries first: so few that every shape has its turn."""
FEW: Final = 5000
"""So many can all be listed."""
NOTICEABLE: Final = 1e-4
"""A value that is off by less on whole numbers from -1 to 2 is no case to show."""


def smallest(measure: Measure) -> Call | None:
    """The first call whose value is wrong; where there is none, the first that gives no number; else None."""
    if measure.promised.takes == "labels":
        return None  # what a probe does is held to bounds, not to a definition
    none: Call | None = None
    pipelines = own(measure)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        # a function that cuts its own batches is asked only for what it would cut like this
        for args in islice(filter(measure.presentable, _cases(measure)), TRIED):
            call = _wrong(measure, args, pipelines[0] if pipelines else None)
            if call is not None and call.got is not None:
                return call
            none = none or call
    return none


def _wrong(measure: Measure, args: tuple[Any, ...], formula: Pipeline | None) -> Call | None:
    """The call, if it is off: against the formula first, which is quick, then against the definition."""
    options = _options(measure)
    try:
        found = measure.returned(*args, **options)
    except Misbehaved as fault:
        ball = _truth(measure, args, options)
        return Call(args, options, None, None, str(fault), *ball) if ball else None
    if formula:
        right = formula.value((), args, options)
        if math.isfinite(right) and abs(right - found.raw) <= NOTICEABLE * max(1.0, abs(right)):
            return None
    ball = _truth(measure, args, options)
    if ball is None:
        return None
    should, error = ball
    radius = Judging("float64", measure).radius(error, should, found.value) + found.error
    call = Call(args, options, found.value, found.raw, "", should, radius)
    return call if call.off and abs(found.value - should) > NOTICEABLE * max(1.0, abs(should)) else None


def _truth(measure: Measure, args: tuple[Any, ...], options: dict[str, Any]) -> tuple[float, float] | None:
    """The definition's value and bound; None where it has none, or rounding may hide it."""
    try:
        ball = truth("float64", measure, args, options)
    except (ZeroDivisionError, Undecided, ValueError, IndexError, np.linalg.LinAlgError):
        return None
    value = float(ball.value)
    return (value, ball.error) if math.isfinite(value) and ball.error < NOTICEABLE * max(1.0, abs(value)) else None


def _options(measure: Measure) -> dict[str, Any]:
    values = {"k": 1, "bandwidth": 1.0}
    return {name: values[name] for name in measure.promised.options}


def _cases(measure: Measure) -> Iterator[tuple[Any, ...]]:
    """Arguments of two samples or as many as are needed, then of more, each of one feature before two."""
    needs = max(measure.promised.needs, int(measure.promised.fixed.get("k", 1)) + 1)
    if isinstance(measure.batch, int):
        needs = max(needs, measure.batch)
    sizes = sorted(product(range(needs, needs + 3), SHAPES), key=lambda size: size[0] * sum(size[1]))
    for n, (p, q) in sizes:
        for X, Y in _matrices(n, p, q):
            yield from _taken(measure, X, Y)


def _taken(measure: Measure, X: Any, Y: Any) -> Iterator[tuple[Any, ...]]:
    match measure.promised.takes:
        case "one":
            yield (X,)
        case "grams":
            yield X @ X.T, Y @ Y.T
        case "batches":
            yield ([(X, Y)],)
            yield ([(X, Y), (X[::-1], Y)],)
        case _:
            yield X, Y


@cache
def _matrices(n: int, p: int, q: int) -> tuple[tuple[Any, Any], ...]:
    """Pairs of matrices that are not constant, those of small entries first; of many, a fixed choice."""
    size = n * (p + q)
    rows = product(ENTRIES, repeat=size) if len(ENTRIES) ** size <= FEW else _drawn(size)
    order = sorted(rows, key=lambda row: sum(ENTRIES.index(x) for x in row))
    pairs = ((_matrix(row[: n * p], n, p), _matrix(row[n * p :], n, q)) for row in order)
    return tuple(islice(((X, Y) for X, Y in pairs if np.ptp(X, axis=0).any() and np.ptp(Y, axis=0).any()), OF_A_SHAPE))


def _drawn(size: int) -> Iterator[tuple[int, ...]]:
    rng = np.random.default_rng(size)
    for _ in range(2 * OF_A_SHAPE):
        yield tuple(int(ENTRIES[k]) for k in rng.choice(4, p=(0.4, 0.35, 0.15, 0.1), size=size))


def _matrix(entries: tuple[int, ...], n: int, p: int) -> Any:
    return np.array(entries, dtype=float).reshape(n, p)
