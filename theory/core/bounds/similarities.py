"""What CKA, R² and Procrustes similarity force of each other."""

from __future__ import annotations

import math
from typing import Final

from .evidence import Evidence
from .record import CKA, NBS, R2, R2_BACK, Bound
from .rounding import lowered, raised

SANDWICH: Final = "probes/cka_between_r2"
NBS_SANDWICH: Final = "equivalences/cka_and_nbs"


def sandwich(evidence: Evidence) -> list[Bound]:
    """(λ_min/‖K‖)√PR(Y)·R² ≤ CKA ≤ (λ_max/‖K‖)√PR(Y)·R², in both directions; the better one is given."""
    pair = evidence.pair
    low, high = 0.0, 1.0
    floors: list[Bound] = []
    for p, measure in ((pair, R2), (pair.swapped, R2_BACK)):
        scale = math.sqrt(p.y.participation_ratio) / p.x.gram_norm
        least, most = float(p.x.values[-1]) ** 2 * scale, float(p.x.values[0]) ** 2 * scale
        low, high = max(low, least * p.r2), min(high, most * p.r2)
        forced = max(lowered(p.cka, pair) / most - pair.rounding, 0.0)
        why = f"CKA is at most {most:.3g} times this R²"
        floors.append(Bound(SANDWICH, measure, "floor", forced, why))
    why_low, why_high = (
        "R² and the smallest eigenvalues force this much",
        "R² and the participation ratio allow no more",
    )
    return [
        Bound(SANDWICH, CKA, "floor", lowered(low, pair), why_low),
        Bound(SANDWICH, CKA, "ceiling", raised(high, pair), why_high),
        *floors,
    ]


def procrustes(evidence: Evidence) -> list[Bound]:
    """CKA/√(PR_X·PR_Y) ≤ NBS² ≤ min(rank)·CKA/√(PR_X·PR_Y)."""
    pair = evidence.pair
    base = math.sqrt(pair.cka) / (pair.x.participation_ratio * pair.y.participation_ratio) ** 0.25
    ranks = min(pair.x.rank, pair.y.rank)
    # numerator and denominator move by at most the Frobenius norms of the changes
    slack = 2 * (pair.x.error + pair.y.error) + pair.rounding * math.sqrt(ranks)
    why = "CKA and the participation ratios fix it up to the square root of the smaller rank"
    return [
        Bound(NBS_SANDWICH, NBS, "floor", max(base - slack, 0.0), why),
        Bound(NBS_SANDWICH, NBS, "ceiling", min(base * math.sqrt(ranks) + slack, 1.0), why),
    ]
