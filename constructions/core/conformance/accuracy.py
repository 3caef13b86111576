"""What can be attained in a precision: the backward error that is conceded, times the condition of the value."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.floating import SLACK
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked, frobenius

from .adapter import Measure
from .asking import Finding, ball, definition, undecided
from .judging import truth

STEP: Final = 1e-5
"""Of central differences, relative to an entry of ordinary size: their error, STEP², is far below what is conceded."""
UNIT: Final = {"float16": 2.0**-11, "float32": 2.0**-24, "float64": 2.0**-53}
"""Unit roundoffs."""


def attainable(
    measure: Measure,
    args: tuple[Any, ...],
    options: dict[str, Any],
    dtype: str,
    mean: float = 0.0,
    like: tuple[Any, ...] | None = None,
) -> Tracked | Finding:
    """The value of the definition, and how near to it a sound method comes in a precision.

    A backward stable method gives the value of inputs that are off by SLACK (n + p) u, relative to each entry, and the
    value then moves by the sum of |dm/dx_ij x_ij| times that. In float16 sums are kept in float32 or wider, and what is
    rounded are SLACK matrices in between, so that n + p does not enter.

    A mean that is to be subtracted is itself off by n u times its size at most, whatever the order of summation. The
    columns are then off by a constant, to which centred columns are orthogonal: a product of two sides is off by n
    times the product of two such constants, which is a relative backward error of (n u mean/sd)².

    Args:
        measure: the function under test.
        args: what it is asked about, in double precision and without the mean.
        options: keyword arguments.
        dtype: the precision.
        mean: of all columns, before it was taken off.
        like: arguments with the same condition, whose derivatives may be known already.
    """
    itself = len(args) == 2 and args[0] is args[1]
    known = of_itself(measure, args, options) if itself else definition(measure, args, options)
    if isinstance(known, Finding):
        return known
    if dtype != "float64" and measure.promised.family in ("mutual-knn", "svcca"):
        try:
            truth("float32", measure, args, options)  # which neighbours, how many components
        except Undecided as error:
            return undecided(str(error))
    arrays, u = _arrays(args), UNIT[dtype]
    n = max(len(a) for a in arrays)
    terms = n + max(a.shape[1] for a in arrays) if dtype != "float16" else 1
    spread = min(frobenius(a - a.mean(0)) / np.sqrt(a.size) for a in arrays)
    shift = (n * u * mean / spread) ** 2 if mean else 0.0
    moved = condition(measure, args if like is None else like, options) + size(measure, args, float(known.value))
    return ball(float(known.value), known.error + (SLACK * terms * u + shift) * moved)


def of_itself(
    measure: Measure, args: tuple[Any, ...], options: dict[str, Any], dtype: str = "float64"
) -> Tracked | Finding:
    """The value for a representation and itself.

    By the definition; where a choice of basis leaves that undecided (PWCCA: all correlations are 1), by what is the
    same for every choice, with the error of correlations: the condition of the columns times the backward error.
    """
    known = definition(measure, args, options, dtype)
    if isinstance(known, Tracked) or measure.promised.same is None or measure.promised.takes != "pair":
        return known
    Z = _arrays(args)[0]
    cond = float(np.linalg.cond(Z - Z.mean(0)))
    return ball(measure.promised.same, SLACK * sum(Z.shape) * UNIT[dtype] * cond)


def condition(measure: Measure, args: tuple[Any, ...], options: dict[str, Any]) -> float:
    """The sum of |dm/dx_ij x_ij| over all entries, by central differences of the definition."""
    key = tuple((a.shape, a.tobytes()) for a in _arrays(args))
    return _condition(measure.variant, key, tuple(sorted(options.items())))


@lru_cache(maxsize=256)
def _condition(variant: str, key: tuple[Any, ...], options: tuple[Any, ...]) -> float:
    measure = Measure(_never, variant)  # of which only the definition is used
    arrays = [np.frombuffer(data, dtype=np.float64).reshape(shape).copy() for shape, data in key]
    doubled = len(arrays) == 2 and key[0] == key[1] and measure.promised.symmetric  # a representation and itself
    total = 0.0
    for a in arrays[:1] if doubled else arrays:
        step = STEP * max(float(np.abs(a).max()), 1e-300)
        for place in np.ndindex(a.shape):
            at = float(a[place])
            if at != 0:
                total += abs(at * _slope(measure, arrays, dict(options), a, place, step))
    return 2 * total if doubled else total


def _never(*_: Any) -> float:
    raise AssertionError("only the definition is evaluated")


def _slope(
    measure: Measure, arrays: list[Any], options: dict[str, Any], a: Any, place: tuple[int, ...], step: float
) -> float:
    at, values = a[place], []
    for sign in (1, -1):
        a[place] = at + sign * step
        try:
            values.append(float(truth("float64", measure, _packed(measure, arrays), options).value))
        except (Undecided, ZeroDivisionError):  # at a tie; other entries tell the condition
            values.append(np.nan)
    a[place] = at
    slope = (values[0] - values[1]) / (2 * step)
    return float(slope) if np.isfinite(slope) else 0.0


def size(measure: Measure, args: tuple[Any, ...], value: float) -> float:
    """What the value is made of: of a difference, the size of what is subtracted."""
    if measure.promised.distance:
        return sum(frobenius(a - a.mean(0)) ** 2 for a in _arrays(args))
    if measure.promised.takes == "grams":
        K, L = _arrays(args)
        return frobenius(K) * frobenius(L) / max(1, len(K) - 1) ** 2
    return max(1.0, abs(value))


def _arrays(args: tuple[Any, ...]) -> list[Any]:
    found = args[0] if args and isinstance(args[0], list) else [args]
    return [np.asarray(a, dtype=np.float64) for part in found for a in part]


def _packed(measure: Measure, arrays: list[Any]) -> tuple[Any, ...]:
    if measure.promised.takes == "batches":
        return (list(zip(arrays[::2], arrays[1::2], strict=True)),)
    return tuple(arrays)
