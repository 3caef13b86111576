"""What the theorems force on the data at hand: floors, ceilings and nulls, each rounded to the safe side.

Every function is a pure function of a ``Pair`` (``Pair.of(X, Y)``) and returns ``Bound`` records, also where the
theorem does not apply: then they say which hypothesis fails, and with which values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from .data_pair import SAFETY, UNIT, Pair, Side
from .distances import ratios

Kind = Literal["floor", "ceiling"]

CKA: Final = "linear_cka"
R2: Final = "linear_r2"
R2_BACK: Final = "linear_r2_reverse"
NBS: Final = "nbs"
CKA_RELABELLED: Final = "linear_cka_relabelled_mean"
R2_RELABELLED: Final = "linear_r2_relabelled_mean"
MOST_PAIRS: Final = 20_000
"""Samples up to which the distortion floor looks at all pairs."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One hypothesis of a theorem on these data.

    Attributes:
        text: the hypothesis, with the values seen.
        holds: whether it holds.
    """

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """What one theorem forces here.

    Attributes:
        slug: the theorem.
        measure: name of the bounded number, as in ``compare``'s measures; the ``..._relabelled_mean`` are averages
            over all relabellings of the samples of Y.
        kind: floor (the measure is at least ``value``) or ceiling (at most).
        value: the bound, rounded to the safe side; None where the theorem does not apply.
        why: one sentence.
        hypotheses: each with whether it holds.
        strict: the measure is never equal to the bound.
    """

    slug: str
    measure: str
    kind: Kind
    value: float | None
    why: str
    hypotheses: tuple[Condition, ...] = ()
    strict: bool = False

    @property
    def applies(self) -> bool:
        """Every hypothesis holds."""
        return all(condition.holds for condition in self.hypotheses)

    def contradicted_by(self, measured: float) -> bool:
        """Whether a measured value violates the bound."""
        if self.value is None or not self.applies:
            return False
        gap = measured - self.value if self.kind == "floor" else self.value - measured
        return gap < 0 or (self.strict and gap == 0)

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable compare --json``."""
        return {
            "slug": self.slug,
            "measure": self.measure,
            "kind": self.kind,
            "value": self.value if self.applies else None,
            "applies": self.applies,
            "strict": self.strict,
            "why": self.why,
            "hypotheses": [{"text": c.text, "holds": c.holds} for c in self.hypotheses],
        }


def every(pair: Pair) -> list[Bound]:
    """All bounds of this module on one pair of representations."""
    return [bound for rule in RULES for bound in rule(pair)]


# ---------------------------------------------------------------------------------------------------- nulls


def permutation_means(pair: Pair) -> list[Bound]:
    """The mean over all relabellings: √(PR_X·PR_Y)/(n − 1) for CKA, rank X/(n − 1) for R² (exact, so both ways)."""
    spread = math.sqrt(pair.x.participation_ratio * pair.y.participation_ratio) / (pair.n - 1)
    share = pair.x.rank / (pair.n - 1)
    slack = 2 * pair.angle * spread + pair.rounding  # each participation ratio moves by at most 10 e, relatively
    why = "the mean of CKA over all relabellings of the samples, from participation ratios and n alone"
    why_r2 = "a random target is fitted this well by as many directions as X has"
    return [
        *_both(PERMUTATION_MEAN, CKA_RELABELLED, spread, slack, why),
        *_both(CHANCE_R2, R2_RELABELLED, share, SAFETY * pair.n * UNIT, why_r2, _clear_rank(pair.x)),
    ]


def _both(
    slug: str, measure: str, value: float, slack: float, why: str, conditions: tuple[Condition, ...] = ()
) -> list[Bound]:
    floor, ceiling = max(value - slack, 0.0), min(value + slack, 1.0)
    return [
        Bound(slug, measure, "floor", floor, why, conditions),
        Bound(slug, measure, "ceiling", ceiling, why, conditions),
    ]


def _clear_rank(side: Side) -> tuple[Condition, ...]:
    clear = side.sure_rank == side.rank
    text = f"the rank of {side.name} is beyond doubt ({side.sure_rank} to {side.rank})"
    return (Condition(text, clear),)


# ------------------------------------------------------------------------------------- an invertible linear map


def linear_map(pair: Pair) -> list[Bound]:
    """CKA(X, XA) ≥ 2κ/(1 + κ²), κ the condition number of A on the row space of X.

    A is read off the data in both directions; what it leaves over is subtracted as an angle between Gram matrices
    (arccos CKA is a metric), so the bound needs no threshold for "numerically equal".
    """
    floors = [_map_floor(p) for p in (pair, pair.swapped)]
    kappa, leftover, floor = max(floors, key=lambda found: found[2])
    condition = Condition(
        f"Y_c = X_c A with A injective on the row space (condition number {kappa:.3g}, relative residual"
        f" {leftover:.1e}), closely enough to leave a positive floor",
        floor - pair.rounding > 0,
    )
    why = f"a linear map of condition number {kappa:.3g} carries one onto the other"
    value = max(floor - pair.rounding, 0.0) if condition.holds else None
    return [Bound(LINEAR_MAP, CKA, "floor", value, why, (condition,))]


def _map_floor(pair: Pair) -> tuple[float, float, float]:
    """Condition number, relative residual, and the floor with the residual's angle taken off."""
    s, t = pair.x.values, pair.y.values
    A = pair.overlap * t / s[:, None]
    left_over = pair.y.left * t - (pair.x.left * s) @ A
    size = max(pair.n, pair.x.p, pair.y.p)
    rounding = SAFETY * size * UNIT * (float(np.linalg.norm(s[:, None] * A)) + pair.y.norm)
    residual = (float(np.linalg.norm(left_over)) + rounding) / float(t[0])
    if A.shape[0] > A.shape[1]:
        return math.inf, residual, 0.0
    spectrum = np.linalg.svd(A, compute_uv=False)
    doubt = SAFETY * size * UNIT * float(spectrum[0])
    if spectrum[-1] <= doubt:
        return math.inf, residual, 0.0
    kappa = (float(spectrum[0]) + doubt) / (float(spectrum[-1]) - doubt)
    tilt = 2 * residual + 3 * residual**2  # ‖L − X_c A A'X_c'‖_F relative to t_1², which is at most ‖L‖_F
    if tilt >= 1:
        return kappa, residual, 0.0
    angle = math.acos(min(2 * kappa / (1 + kappa * kappa), 1.0)) + math.asin(tilt) + pair.angle
    return kappa, residual, max(math.cos(min(angle, math.pi / 2)), 0.0)


# ------------------------------------------------------------------------------------------ CKA, R² and NBS


def sandwich(pair: Pair) -> list[Bound]:
    """(λ_min/‖K‖)√PR(Y)·R² ≤ CKA ≤ (λ_max/‖K‖)√PR(Y)·R², in both directions; the better one is given."""
    low, high = 0.0, 1.0
    floors: list[Bound] = []
    for p, measure in ((pair, R2), (pair.swapped, R2_BACK)):
        scale = math.sqrt(p.y.participation_ratio) / p.x.gram_norm
        least, most = float(p.x.values[-1]) ** 2 * scale, float(p.x.values[0]) ** 2 * scale
        low, high = max(low, least * p.r2), min(high, most * p.r2)
        forced = max(_lowered(p.cka, pair) / most - pair.rounding, 0.0)
        why = f"CKA is at most {most:.3g} times this R²"
        floors.append(Bound(SANDWICH, measure, "floor", forced, why))
    why_low, why_high = (
        "R² and the smallest eigenvalues force this much",
        "R² and the participation ratio allow no more",
    )
    return [
        Bound(SANDWICH, CKA, "floor", _lowered(min(low, 1.0), pair), why_low),
        Bound(SANDWICH, CKA, "ceiling", _raised(high, pair), why_high),
        *floors,
    ]


def procrustes(pair: Pair) -> list[Bound]:
    """CKA/√(PR_X·PR_Y) ≤ NBS² ≤ min(rank)·CKA/√(PR_X·PR_Y)."""
    base = math.sqrt(pair.cka) / (pair.x.participation_ratio * pair.y.participation_ratio) ** 0.25
    ranks = min(pair.x.rank, pair.y.rank)
    # numerator and denominator move by at most the Frobenius norms of the changes
    slack = 2 * (pair.x.error + pair.y.error) + pair.rounding * math.sqrt(ranks)
    why = "CKA and the participation ratios fix it up to the square root of the smaller rank"
    return [
        Bound(NBS_SANDWICH, NBS, "floor", max(base - slack, 0.0), why),
        Bound(NBS_SANDWICH, NBS, "ceiling", min(base * math.sqrt(ranks) + slack, 1.0), why),
    ]


def _lowered(cosine: float, pair: Pair) -> float:
    return max(math.cos(min(math.acos(cosine) + pair.angle, math.pi / 2)) - pair.rounding, 0.0)


def _raised(cosine: float, pair: Pair) -> float:
    return min(math.cos(max(math.acos(cosine) - pair.angle, 0.0)) + pair.rounding, 1.0)


# ------------------------------------------------------------------------------------------- ranks and samples


def rank_obstruction(pair: Pair) -> list[Bound]:
    """CKA > 0 when rank X + rank Y > n − 1: two column spaces of that size inside 1^⊥ must meet."""
    total = pair.x.sure_rank + pair.y.sure_rank
    text = f"rank X + rank Y = {pair.x.sure_rank} + {pair.y.sure_rank} exceeds n − 1 = {pair.n - 1}"
    condition = Condition(text, total > pair.n - 1)
    why = "with this few samples the columns cannot be orthogonal: CKA = 0 is impossible"
    value = 0.0 if condition.holds else None
    return [Bound(RANKS, CKA, "floor", value, why, (condition,), strict=True)]


def vacuous_r2(pair: Pair) -> list[Bound]:
    """R² from X is 1 for every target when rank X = n − 1."""
    return [_vacuous(pair.x, R2), _vacuous(pair.y, R2_BACK)]


def _vacuous(side: Side, measure: str) -> Bound:
    condition = Condition(f"rank {side.name} = {side.rank} equals n − 1 = {side.n - 1}", side.full_rank)
    why = f"{side.name} has as many directions as samples: every target is fitted, so score it held out"
    if not condition.holds:
        return Bound(VACUOUS_R2, measure, "floor", None, why, (condition,))
    # the one direction left over, 1, is missed by the computed basis at most by this angle
    size = max(side.n, side.p)
    tilt = SAFETY * size * UNIT * float(side.values[0] / side.values[-1])
    value = max(1 - tilt**2 - SAFETY * size * UNIT, 0.0)
    return Bound(VACUOUS_R2, measure, "floor", value, why, (condition,))


# ------------------------------------------------------------------------------------------------- distortion


def distortion(pair: Pair) -> list[Bound]:
    """CKA ≥ √(1 − (δ‖D_X‖/(2‖K‖))²) when squared distances agree up to a factor c(1 ± δ)."""
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
    value = max(math.cos(math.asin(sine) + pair.angle) - pair.rounding, 0.0)
    return [Bound(DISTORTION, CKA, "floor", value, why, conditions)]


PERMUTATION_MEAN: Final = "nulls/permutation_mean"
CHANCE_R2: Final = "nulls/permutation_mean_of_r2"
LINEAR_MAP: Final = "invariance/invertible_map_bound"
SANDWICH: Final = "probes/cka_between_r2"
NBS_SANDWICH: Final = "equivalences/cka_and_nbs"
RANKS: Final = "dimension/too_few_samples"
VACUOUS_R2: Final = "probes/control_tasks"
DISTORTION: Final = "probes/distortion_floor"

RULES: Final[tuple[Callable[[Pair], list[Bound]], ...]] = (
    permutation_means,
    linear_map,
    sandwich,
    procrustes,
    rank_obstruction,
    vacuous_r2,
    distortion,
)
"""Every rule; a new one is added here and attacked by tests/cli/test_bounds.py."""
