"""Which batches count, and how: the moments of each batch -> groups of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from .estimators import Moments
from .model import Apply, Mistake, Stage
from .normalising import Groups


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


def _weighted(group: Sequence[Moments]) -> Moments:
    """Each batch counted as often as it has samples."""
    return added([_times(t.n, t) for t in group])


def _times(w: float, t: Moments) -> Moments:
    return replace(t, joint=w * t.joint, own_x=w * t.own_x, own_y=w * t.own_y)


def _alone(values: list[float]) -> float:
    return values[0]


def _of(choose: Callable[[Sequence[Moments]], Sequence[Moments]], together: Any = _alone) -> Apply:
    return lambda group: Groups(choose(group), together, len(group))


def _by_size(group: Sequence[Moments]) -> Groups:
    sizes = [t.n for t in group]
    return Groups(group, lambda values: float(np.average(values, weights=sizes)), len(group))


def _largest(group: Sequence[Moments]) -> Sequence[Moments]:
    """Without a last batch that is smaller than the first."""
    return [added(group[:-1] if len(group) > 1 and group[-1].n < group[0].n else group)]


one_batch: Apply = _of(lambda group: [added(group)])

BATCHES: Final = Stage(
    one_batch,
    (
        Mistake("last-batch-only", "only the last batch counts", _of(lambda g: g[-1:])),
        Mistake("first-batch-only", "only the first batch counts", _of(lambda g: g[:1])),
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
        Mistake("last-batch-dropped", "the last batch is dropped", _of(lambda g: [added(g[:-1])])),
        Mistake("first-batch-dropped", "the first batch is dropped", _of(lambda g: [added(g[1:])])),
        Mistake("ragged-batch-dropped", "a last batch that is smaller is dropped", _of(_largest)),
        Mistake("every-second-batch", "only every second batch counts", _of(lambda g: [added(g[::2])])),
        Mistake("batches-weighted", "HSIC of each batch is weighted by its samples", _of(lambda g: [_weighted(g)])),
        Mistake(
            "norms-summed", "the norms of batches are added instead of their squares", _of(lambda g: [_rooted(g, 0.5)])
        ),
    ),
)
"""Moments of each batch -> Groups."""
