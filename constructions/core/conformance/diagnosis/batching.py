"""Which batches count, and how their moments are put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from .estimators import Moments
from .model import Apply, Mistake, Stage
from .normalising import Groups
from .reading import Pair, same


def added(group: Sequence[Moments]) -> Moments:
    """Each number summed over batches."""
    sums = [math.fsum(getattr(t, name) for t in group) for name in ("joint", "own_x", "own_y", "trace_x", "trace_y")]
    last = group[-1]
    return Moments(last.n, last.p, last.q, *sums)


def _mixed(joint: Sequence[Moments], own: Sequence[Moments]) -> Moments:
    a, b = added(joint), added(own)
    return replace(b, joint=a.joint)


def _rooted(group: Sequence[Moments], power: float) -> Moments:
    """The norms are summed to a power, and the power undone: roots are summed, or squares."""
    a = added(group)
    x, y = (math.fsum(getattr(t, name) ** power for t in group) ** (1 / power) for name in ("own_x", "own_y"))
    return replace(a, own_x=x, own_y=y)


_WEIGHTS: Final[tuple[tuple[str, Callable[[int], float]], ...]] = (
    ("its samples, n", lambda n: n),
    ("n²", lambda n: n * n),
    ("(n - 1)²", lambda n: (n - 1) ** 2),
    ("its pairs of samples, n(n - 1)", lambda n: n * (n - 1)),
    ("n(n - 3): the sums of the estimator are not divided", lambda n: n * (n - 3)),
    ("1/n", lambda n: 1 / n),
)


def _weighted(weight: Callable[[int], float]) -> Callable[[Sequence[Moments]], Sequence[Moments]]:
    return lambda group: [added([_times(weight(t.n), t) for t in group])]


def _times(w: float, t: Moments) -> Moments:
    return replace(t, joint=w * t.joint, own_x=w * t.own_x, own_y=w * t.own_y)


def _alone(values: list[float]) -> float:
    return values[0]


def _of(choose: Callable[[Sequence[Moments]], Sequence[Moments]], together: Any = _alone) -> Apply:
    return lambda group: Groups(choose(group), together, len(group))


def _by_size(group: Sequence[Moments]) -> Groups:
    sizes = [t.n for t in group]
    return Groups(group, lambda values: float(np.average(values, weights=sizes)), len(group))


one_batch: Apply = _of(lambda group: [added(group)])

BATCHES: Final = Stage(
    one_batch,
    (
        Mistake("mean-of-ratios", "the batches' values are averaged instead of the three HSIC", _of(list, np.mean)),
        Mistake("sum-of-ratios", "the batches' values are added and never divided by their number", _of(list, np.sum)),
        Mistake("weighted-mean-of-ratios", "the batches' values are averaged, weighted by their sizes", _by_size),
        Mistake("median-of-ratios", "the median of the batches' values is returned", _of(list, np.median)),
        Mistake("largest-of-ratios", "the largest of the batches' values is returned", _of(list, max)),
        Mistake("norms-of-last-batch", "the norms are those of the last batch", _of(lambda g: [_mixed(g, g[-1:])])),
        Mistake("norms-of-first-batch", "the norms are those of the first batch", _of(lambda g: [_mixed(g, g[:1])])),
        Mistake(
            "numerator-of-last-batch", "the numerator is that of the last batch", _of(lambda g: [_mixed(g[-1:], g)])
        ),
        *(
            Mistake("batches-weighted", f"HSIC of each batch is weighted by {text}", _of(_weighted(weight)))
            for text, weight in _WEIGHTS
        ),
        Mistake(
            "norms-summed", "the norms of batches are added instead of their squares", _of(lambda g: [_rooted(g, 0.5)])
        ),
    ),
)
"""Moments of each batch -> Groups."""


def _joined(pairs: list[Pair]) -> list[Pair]:
    return [Pair(np.concatenate([pair.X for pair in pairs]), np.concatenate([pair.Y for pair in pairs]))]


def _full(pairs: list[Pair]) -> list[Pair]:
    """Without a last batch that is smaller than the first."""
    return pairs[:-1] if len(pairs) > 1 and len(pairs[-1].X) < len(pairs[0].X) else pairs


SELECTION: Final = Stage(
    same,
    (
        Mistake("batches-joined", "all samples are taken at once, and not batch by batch", _joined),
        Mistake("last-batch-only", "only the last batch counts", lambda pairs: pairs[-1:]),
        Mistake("first-batch-only", "only the first batch counts", lambda pairs: pairs[:1]),
        Mistake("last-batch-dropped", "the last batch is dropped", lambda pairs: pairs[:-1]),
        Mistake("first-batch-dropped", "the first batch is dropped", lambda pairs: pairs[1:]),
        Mistake("ragged-batch-dropped", "a last batch that is smaller is dropped", _full),
        Mistake("every-second-batch", "only every second batch counts", lambda pairs: pairs[::2]),
    ),
)
"""The batches -> those that count."""
