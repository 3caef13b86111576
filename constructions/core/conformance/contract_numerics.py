"""Scales and offsets: where formulas that are right on paper lose their digits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from .accuracy import attainable, of_itself, size
from .adapter import Measure, number
from .asking import Finding, ball, checked, definition, value
from .contract_dtypes import of_dtypes
from .examples import arguments, handy, options
from .record import Check, Severity

OFFSET: Final = 1e-6
"""What a mean of 1e8 beside unit variance may cost in double precision: 1e8 u = 1e-8 are lost in each entry that is not
centred before it is multiplied, and a hundred times that is conceded."""

SCALES: Final = {
    "1e-2": (1e-2, 1e-2),
    "1e-4": (1e-4, 1e-4),
    "1e-160": (1e-160, 1e-160),
    "1e160": (1e160, 1e160),
    "1e-160_against_1e160": (1e-160, 1e160),
}
MEANS: Final = {"30": 30.0, "1e3": 1e3}


def numerics(measure: Measure, dtypes: Sequence[str]) -> Iterator[Check]:
    """The checks of a variant.

    Args:
        measure: the function under test.
        dtypes: of float64 and float32, those that it takes at all; what needs another is not asked.
    """
    takes = measure.promised.takes
    if "float64" in dtypes:
        for name, (a, b) in SCALES.items():
            where = f"1e-160 and of 1e160 for {'Gram matrices' if takes == 'grams' else 'X and Y'}" if a != b else name
            reason = f"Entries of the size of {where} give the right value."
            yield checked(f"numerics/scale_{name}", reason, partial(_at_scale, a, b))
    if takes != "grams":  # a Gram matrix has no mean to take off
        if "float64" in dtypes:
            reason = "A mean of 1e8 beside unit variance leaves the value right to 1e-6."
            yield checked("numerics/mean_1e8", reason, partial(_mean_1e8, False))
        if "float64" in dtypes and takes != "one":
            reason = "At a mean of 1e8 a representation is still the same as itself."
            yield checked("numerics/mean_1e8_self", reason, partial(_mean_1e8, True))
        for name, mean in MEANS.items() if "float32" in dtypes else ():
            reason = f"In float32, a mean of {name} leaves the value as right as float32 allows."
            yield checked(f"numerics/float32_mean_{name}", reason, partial(_in_float32, mean))
    yield from of_dtypes()
    if takes != "one" and "float32" in dtypes:
        reason = "In float32 a representation is the same as itself within rounding: 1 + 1e-7 is no fault, 1.4 is one."
        yield checked("numerics/float32_self", reason, _same_in_float32)


def _at_scale(a: float, b: float, measure: Measure) -> Iterator[Finding]:
    """The right value is that of the same matrices times a power of 2, which is exact, of ordinary size."""
    X, Y = handy(measure)
    powers = [round(math.log2(s)) for s in (a, b)]
    if measure.promised.takes == "grams":
        args = tuple(K * s for K, s in zip(arguments(measure, X, Y), (a, b), strict=True))
        ordinary = tuple(np.ldexp(K, -e) for K, e in zip(args, powers, strict=True))
        degree = sum(powers)
    else:
        A, B = X * a, Y * b
        args = arguments(measure, A, B)
        ordinary = arguments(measure, np.ldexp(A, -powers[0]), np.ldexp(B, -powers[1]))
        degree = powers[0] * (2 if measure.kind == "squared" else 1) if measure.promised.distance else 0
    scaled = measure.promised.scale_free or measure.promised.distance or measure.promised.takes == "grams"
    if not scaled and "bandwidth" not in measure.promised.options:  # a fixed bandwidth: the scale changes the value
        known, given = definition(measure, args, {}), {}
    elif a != b and (measure.promised.distance or "bandwidth" in measure.promised.options):
        return  # the value is that of the larger side alone, or one bandwidth serves neither
    elif abs(degree) > 1000:
        return  # the value itself is not a number of double precision
    else:
        known = definition(measure, ordinary, options(measure, len(X)))
        given = options(measure, len(X), math.ldexp(1.0, powers[0]))
    if isinstance(known, Finding):
        yield known
        return
    yield value(_divided(measure, degree), args, given, known, hard=Severity.HARD_NUMERICS)


def _divided(measure: Measure, power: int) -> Measure:
    """The same function in units in which its value is of ordinary size."""
    if power == 0:
        return measure

    def divided(*args: Any, **given: Any) -> float:
        return math.ldexp(number(measure.function(*args, **given)), -power)

    return replace(measure, function=divided)


def _mean_1e8(same: bool, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    Y = X if same else Y
    told = of_itself if same else definition
    known = told(measure, arguments(measure, X, Y), options(measure, len(X)))
    if isinstance(known, Finding):
        yield known
        return
    args = arguments(measure, X + 1e8, Y + 1e8)  # exactly: multiples of 1/8
    right = float(known.value)
    allowed = ball(right, known.error + OFFSET * size(measure, arguments(measure, X, Y), right))
    yield value(measure, args, options(measure, len(X)), allowed, hard=Severity.HARD_NUMERICS)


def _in_float32(mean: float, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    known = attainable(measure, arguments(measure, X, Y), options(measure, len(X)), "float32", mean)
    if isinstance(known, Finding):
        yield known
        return
    args = arguments(measure, *((Z + mean).astype(np.float32) for Z in (X, Y)))  # exactly
    yield value(measure, args, options(measure, len(X)), known, "float32", Severity.HARD_NUMERICS)


def _same_in_float32(measure: Measure) -> Iterator[Finding]:
    for Z in handy(measure):
        args, given = arguments(measure, Z, Z), options(measure, len(Z))
        known = attainable(measure, args, given, "float32")
        if isinstance(known, Finding):
            yield known
            continue
        single = arguments(measure, Z.astype(np.float32), Z.astype(np.float32))
        yield value(measure, single, given, known, "float32")
