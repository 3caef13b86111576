"""What may be done to the value at the end: squares, roots, distances for similarities, clamps, rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from ..adapter import Measure
from .model import Mistake, Stage
from .normalising import root

_ENDS: Final[tuple[tuple[str, str, Callable[[float], float]], ...]] = (
    ("squared", "the value is squared", lambda s: s * s),
    ("rooted", "the root of the value is returned", root),
    ("one-minus", "1 minus the value is returned: distance and similarity are confused", lambda s: 1.0 - s),
    ("angle", "the angle is returned: the arc cosine of the value", lambda s: math.acos(max(-1.0, min(1.0, s)))),
    ("cosine-of-value", "the cosine of the value is returned", math.cos),
    ("absolute", "the sign is lost", abs),
    ("negated", "the sign is reversed", lambda s: -s),
    ("clamped-at-0", "negative values are clamped to 0", lambda s: max(s, 0.0)),
    ("clamped-at-1", "values above 1 are clamped to 1", lambda s: min(s, 1.0)),
    ("reciprocal", "numerator and denominator are exchanged", lambda s: 1.0 / s),
    ("signed-square", "the value is squared, its sign kept", lambda s: s * abs(s)),
    ("logarithm", "the logarithm of the value is returned", lambda s: math.log(s) if s > 0 else math.nan),
    ("mapped-to-unit", "the value is mapped from [-1, 1] to [0, 1]: (1 + s)/2", lambda s: (1.0 + s) / 2),
    ("fisher", "Fisher's transformation of the value is returned", lambda s: math.atanh(s)),
    ("one-over-one-plus", "1/(1 + value) is returned", lambda s: 1.0 / (1.0 + s)),
    ("degrees", "the value is in degrees", math.degrees),
    ("over-half-pi", "the angle is divided by π/2", lambda s: s / (math.pi / 2)),
)

_OF_SIGNED: Final = ("signed-square",)
"""What is no other than the square where no value is negative."""

_BEFORE: Final[tuple[tuple[str, str, Callable[[float], float]], ...]] = (
    ("squared", "the similarity is squared before it is made a distance", lambda s: s * s),
    ("rooted", "the root of the similarity is made a distance", root),
    ("absolute", "the sign of the similarity is lost before it is made a distance", abs),
    ("clamped-at-0", "a negative similarity is clamped to 0 before it is made a distance", lambda s: max(s, 0.0)),
    ("one-minus", "1 minus the similarity is taken first", lambda s: 1.0 - s),
)


def saying(measure: Measure) -> tuple[Stage, Stage]:
    """A value of the definition -> the same changed -> what the function says, changed again."""

    def said(value: float) -> float:
        return measure.said(float(value)) if math.isfinite(value) else math.nan

    def at_end(end: Callable[[float], float]) -> Callable[[float], float]:
        return lambda value: end(said(value))

    def rounded(digits: int) -> Mistake:
        text = f"the value is rounded to {digits} decimals"
        return Mistake(f"rounded-to-{digits}", text, at_end(partial(_rounded, digits=digits)))

    signed = measure.promised.least < 0
    ends = [Mistake(name, text, at_end(end)) for name, text, end in _ENDS if signed or name not in _OF_SIGNED]
    last = Stage(said, (*ends, *(rounded(digits) for digits in (1, 2, 3, 4, 5, 6))))
    if measure.promised.distance:
        return Stage(float), last
    plain = measure.kind == "similarity"
    named = {mistake.name: mistake.text for mistake in ends}
    first = [
        Mistake(name, named[name], end) if plain else Mistake(f"similarity-{name}", text, end)
        for name, text, end in _BEFORE
        if name in named
    ]
    return Stage(float, tuple(first)), last


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) if math.isfinite(value) else math.nan
