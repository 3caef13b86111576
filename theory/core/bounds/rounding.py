"""From the factors to the stored numbers, on the safe side.

The factors of a ``Pair`` belong exactly to representations near the stored ones, and arccos CKA is a metric between
Gram matrices, so a bound for the factors holds for the stored numbers once the angle between the two is given away. The
measured value is itself a rounded number, which takes ``Pair.slack``.
"""

from __future__ import annotations

import math

from ..data_pair import Pair


def lowered(cka: float, pair: Pair) -> float:
    """A floor on linear CKA of the stored numbers, from one on that of the factors."""
    return max(math.cos(min(math.acos(within(cka)) + pair.angle, math.pi / 2)) - pair.slack, 0.0)


def raised(cka: float, pair: Pair) -> float:
    """A ceiling on linear CKA of the stored numbers, from one on that of the factors."""
    return min(math.cos(max(math.acos(within(cka)) - pair.angle, 0.0)) + pair.slack, 1.0)


def within(cosine: float) -> float:
    """A number in [0, 1]."""
    return min(max(cosine, 0.0), 1.0)
