"""What a measure hands back: a Python float inside its range, without NaN and without warnings."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")


def quiet(measure: Callable[P, R]) -> Callable[P, R]:
    """Run a measure without NumPy's floating-point warnings: it checks its own range, and underflow is meant."""

    @functools.wraps(measure)
    def run(*args: P.args, **options: P.kwargs) -> R:
        with np.errstate(all="ignore"):
            return measure(*args, **options)

    return run


def clip(value: float, low: float, high: float) -> float:
    """``value`` brought into its mathematical range, which it can leave by rounding only."""
    return min(max(value, low), high)


def cosine(kl: float, kk: float, ll: float) -> float:
    """kl/√(kk·ll), inside [−1, 1]."""
    return clip(kl / math.sqrt(kk) / math.sqrt(ll), -1.0, 1.0)


def in_units(value: float, exponent: int, what: str) -> float:
    """``value``·2^exponent.

    Raises:
        ValueError: the result is beyond the range of float64.
    """
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        raise ValueError(
            f"{what} is about 2^{exponent + math.frexp(value)[1]}, beyond the range of float64; scale the inputs down"
        ) from None
