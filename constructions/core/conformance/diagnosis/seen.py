"""What the function under test says of probes, and whether a model says the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..adapter import Measure, Misbehaved
from .model import Composition, Pipeline
from .probes import Arguments

TOLERANCE: Final = {"float64": 1e-7, "float32": 1e-3, "float16": 3e-2}
"""Relative: a formula of the same algebra may lose half of the digits of its precision, as roots of eigenvalues do."""
NEAR_ZERO: Final = 1.0
"""Of the tolerance, taken of the ordinary size of values: what cancels to 0, or is the root of that, is right to it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One call: what the function said, NaN where it gave no number, and why."""

    args: Arguments
    options: dict[str, Any]
    raw: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A composition of mistakes in one pipeline."""

    pipeline: Pipeline
    made: Composition

    def says(self, call: Seen) -> float:
        """What it gives for the same call; NaN where it breaks."""
        return self.pipeline.value(self.made, call.args, call.options)


def ask(measure: Measure, args: Arguments, options: dict[str, Any]) -> Seen:
    """One call."""
    try:
        return Seen(args, options, measure.returned(*args, **options).raw)
    except Misbehaved as error:
        return Seen(args, options, math.nan, str(error))


def ask_all(measure: Measure, given: Iterable[Arguments], options: Sequence[dict[str, Any]]) -> list[Seen]:
    """Each of the arguments, with the options in turn."""
    return [ask(measure, args, options[i % len(options)]) for i, args in enumerate(given)]


def typical(seen: Sequence[Seen]) -> float:
    """The middle size of the values."""
    sizes = sorted(abs(call.raw) for call in seen if math.isfinite(call.raw))
    return sizes[len(sizes) // 2] if sizes else 0.0


def agree(model: float, raw: float, tolerance: float, size: float) -> bool:
    """Whether two values are the same within rounding; no number agrees with no number."""
    if not math.isfinite(model) or not math.isfinite(raw):
        return not math.isfinite(model) and not math.isfinite(raw)
    return abs(model - raw) <= tolerance * (max(abs(model), abs(raw)) + NEAR_ZERO * size)


def reproduces(model: Model, seen: Sequence[Seen], tolerance: float) -> bool:
    """Whether it says the same on every call."""
    size = typical(seen)
    return all(agree(model.says(call), call.raw, tolerance, size) for call in seen)
