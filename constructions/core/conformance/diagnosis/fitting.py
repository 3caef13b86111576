"""The simplest composition of mistakes that says what the function says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..adapter import Measure
from . import families
from .model import Pipeline
from .seen import Model, Seen, agree, reproduces, typical

MOST: Final = 2
"""Mistakes in one composition."""
ENOUGH: Final = 3
"""Probes on which there must be a number: on one or two, some composition would fit whatever was said."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was found.

    Attributes:
        models: those that fit equally well, all as simple.
        misses: the groups of further probes that they do not reproduce.
    """

    models: tuple[Model, ...]
    misses: tuple[str, ...]

    @property
    def best(self) -> Model:
        """The first."""
        return self.models[0]


def fit(
    measure: Measure,
    ordinary: Sequence[Seen],
    further: dict[str, list[Seen]],
    tolerance: float,
    most: int = MOST,
) -> Fit | None:
    """The simplest models that fit all ordinary probes, and of these such as fit the most groups of further ones."""
    numbers = [call for call in ordinary if math.isfinite(call.raw)]
    if len(numbers) < ENOUGH or constant(numbers, tolerance):
        return None
    found = [
        (model, tuple(name for name, seen in further.items() if not reproduces(model, seen, tolerance)))
        for model in _fitting(measure, numbers, ordinary, tolerance, most)
    ]
    if not found:
        return None
    cost = [(len(misses), len(model.made), model.pipeline.basis is not None) for model, misses in found]
    best = [row for row, its_cost in zip(found, cost, strict=True) if its_cost == min(cost)]
    return Fit(_different(model for model, _ in best), best[0][1])


def constant(numbers: Sequence[Seen], tolerance: float) -> bool:
    """Whether all values are the same: what always says one thing, many compositions say."""
    values = [call.raw for call in numbers]
    return max(values) - min(values) <= tolerance * max(map(abs, values))


def _fitting(
    measure: Measure, numbers: Sequence[Seen], ordinary: Sequence[Seen], tolerance: float, most: int
) -> Iterator[Model]:
    size = typical(numbers)
    for pipeline in (*families.own(measure), *families.others(measure)):
        for model in _first(pipeline, numbers[0], tolerance, size, most):
            if reproduces(model, ordinary, tolerance):
                yield model


def _first(pipeline: Pipeline, call: Seen, tolerance: float, size: float, most: int) -> Iterator[Model]:
    for made, value in pipeline.walk(call.args, call.options, most):
        if agree(value, call.raw, tolerance, size):
            yield Model(pipeline, made)


def _different(models: Iterator[Model]) -> tuple[Model, ...]:
    """One for each set of names: two pipelines may both be right, and then make the same mistakes."""
    named = {tuple(sorted(mistake.name for mistake in model.made)): model for model in reversed(list(models))}
    return tuple(reversed(named.values()))
