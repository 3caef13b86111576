"""What distances that are kept force."""

from __future__ import annotations

import math
from typing import Final

from ..distances import ratios
from .evidence import Evidence
from .record import CKA, Bound, Condition

DISTORTION: Final = "probes/distortion_floor"
MOST_PAIRS: Final = 20_000
"""Samples up to which the distortion floor looks at all pairs."""


def distortion(evidence: Evidence) -> list[Bound]:
    """CKA ≥ √(1 − (δ‖D_X‖/(2‖K‖))²) when squared distances agree up to a factor c(1 ± δ)."""
    pair = evidence.pair
    few = Condition(f"at most {MOST_PAIRS} samples, so that all pairs can be read ({pair.n})", pair.n <= MOST_PAIRS)
    why = "distances are kept up to this distortion, and low CKA needs more"
    if not few.holds:
        return [Bound(DISTORTION, CKA, "floor", None, why, (few,))]
    lowest, highest, norms = ratios(pair)
    delta = (highest - lowest) / (highest + lowest) if math.isfinite(highest) else math.inf
    distinct = math.isfinite(highest) and lowest > 0
    # swapping X and Y inverts the ratios, which leaves δ unchanged
    sine = min((delta * norm / (2 * side.gram_norm) for norm, side in zip(norms, (pair.x, pair.y), strict=True)))
    small = sine < 1
    conditions = (
        few,
        Condition("no two samples coincide in X or in Y", distinct),
        Condition(f"δ = {delta:.3g} is small enough (δ‖D‖/2‖K‖ = {sine:.3g}, needed below 1)", small),
    )
    if not (distinct and small):
        return [Bound(DISTORTION, CKA, "floor", None, why, conditions)]
    value = max(math.cos(math.asin(sine) + pair.angle) - pair.slack, 0.0)
    return [Bound(DISTORTION, CKA, "floor", value, why, conditions, numbers=(("distortion", delta),))]
