"""What ranks and spectra alone force or forbid."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT, Pair, Side
from .evidence import Evidence
from .nulls import clear_rank
from .record import CKA, R2, R2_BACK, Bound, Condition
from .rounding import raised

RANKS: Final = "dimension/too_few_samples"
VACUOUS_R2: Final = "probes/control_tasks"
KY_FAN: Final = "dimension/ky_fan"
VON_NEUMANN: Final = "dimension/von_neumann"


def rank_obstruction(evidence: Evidence) -> list[Bound]:
    """CKA > 0 when rank X + rank Y > n − 1: two column spaces of that size inside 1^⊥ must meet."""
    pair = evidence.pair
    total = pair.x.sure_rank + pair.y.sure_rank
    text = f"rank X + rank Y = {pair.x.sure_rank} + {pair.y.sure_rank} exceeds n − 1 = {pair.n - 1}"
    condition = Condition(text, total > pair.n - 1)
    why = "with this few samples the columns cannot be orthogonal: CKA = 0 is impossible"
    return [Bound(RANKS, CKA, "floor", 0.0, why, (condition,), strict=True)]


def vacuous_r2(evidence: Evidence) -> list[Bound]:
    """R² from X is 1 for every target when rank X = n − 1."""
    return [_vacuous(evidence.pair.x, R2), _vacuous(evidence.pair.y, R2_BACK)]


def _vacuous(side: Side, measure: str) -> Bound:
    condition = Condition(f"rank {side.name} = {side.rank} equals n − 1 = {side.n - 1}", side.full_rank)
    why = f"{side.name} has as many directions as samples: every target is fitted, so score it held out"
    if not condition.holds:
        return Bound(VACUOUS_R2, measure, "floor", None, why, (condition,))
    # the one direction left over, 1, is missed by the computed basis at most by this angle
    value = max(1 - side.tilt**2 - SAFETY * max(side.n, side.p) * UNIT, 0.0)
    return Bound(VACUOUS_R2, measure, "floor", value, why, (condition,))


def ky_fan(evidence: Evidence) -> list[Bound]:
    """R² from X to Y ≤ Σ_{j ≤ rank X} μ_j/Σ μ_j: so many directions hold no more of the variance of Y."""
    return [_ky_fan(p, measure) for p, measure in ((evidence.pair, R2), (evidence.pair.swapped, R2_BACK))]


def _ky_fan(pair: Pair, measure: str) -> Bound:
    energies = pair.y.values**2
    # R² and the share both move by at most twice the relative change of Y_c
    slack = 4 * pair.y.error + pair.rounding
    value = min(float(energies[: pair.x.rank].sum() / energies.sum()) + slack, 1.0)
    why = f"{pair.x.rank} directions hold no more of the variance of {pair.y.name}"
    return Bound(KY_FAN, measure, "ceiling", value, why, (clear_rank(pair.x),), numbers=(("rank", pair.x.rank),))


def von_neumann(evidence: Evidence) -> list[Bound]:
    """CKA ≤ √(Σ_{j ≤ rank X} μ_j²/Σ μ_j²) ≤ √(rank X/stable rank of L), and the same with X and Y exchanged."""
    return [bound for p in (evidence.pair, evidence.pair.swapped) for bound in _von_neumann(p)]


def _von_neumann(pair: Pair) -> list[Bound]:
    squares = pair.y.values**4
    share = math.sqrt(float(squares[: pair.x.rank].sum() / squares.sum()))
    stable = float(squares.sum() / np.max(squares))
    why = f"{pair.x.rank} directions hold no more of ‖{'L' if pair.y.name == 'Y' else 'K'}‖"
    coarse = f"rank {pair.x.rank} against stable rank {stable:.3g}"
    conditions, numbers = (clear_rank(pair.x),), (("rank", pair.x.rank),)
    return [
        Bound(VON_NEUMANN, CKA, "ceiling", raised(share, pair), why, conditions, form="spectrum", numbers=numbers),
        Bound(
            VON_NEUMANN,
            CKA,
            "ceiling",
            raised(math.sqrt(min(pair.x.rank / stable, 1.0)), pair),
            coarse,
            conditions,
            form="stable rank",
            numbers=numbers,
        ),
    ]
