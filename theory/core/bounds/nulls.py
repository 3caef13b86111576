"""What relabelled samples give, exactly: averages over all n! relabellings."""

from __future__ import annotations

import math
from typing import Final

from ..data_pair import SAFETY, UNIT, Pair, Side
from ..measures import isotypic
from .evidence import Evidence
from .record import CKA_RELABELLED, CKA_RELABELLED_VARIANCE, R2_RELABELLED, Bound, Condition

PERMUTATION_MEAN: Final = "nulls/permutation_mean"
PERMUTATION_VARIANCE: Final = "nulls/permutation_variance"
CHANCE_R2: Final = "nulls/permutation_mean_of_r2"


def permutation_means(evidence: Evidence) -> list[Bound]:
    """The mean over all relabellings: √(PR_X·PR_Y)/(n − 1) for CKA, rank X/(n − 1) for R² (exact, so both ways)."""
    pair = evidence.pair
    spread = math.sqrt(pair.x.participation_ratio * pair.y.participation_ratio) / (pair.n - 1)
    share = pair.x.rank / (pair.n - 1)
    slack = 2 * pair.angle * spread + pair.slack  # each participation ratio moves by at most 10 e, relatively
    why = "the mean of CKA over all relabellings of the samples, from participation ratios and n alone"
    why_r2 = "a random target is fitted this well by as many directions as X has"
    return [
        *_both(PERMUTATION_MEAN, CKA_RELABELLED, spread, slack, why),
        *_both(CHANCE_R2, R2_RELABELLED, share, SAFETY * pair.n * UNIT + pair.x.tilt**2, why_r2, (clear_rank(pair.x),)),
    ]


def permutation_variance(evidence: Evidence) -> list[Bound]:
    """The variance of CKA over all relabellings, in closed form (exact, so both ways)."""
    pair = evidence.pair
    _, sd = moments(pair)
    # sums of squares whose differences are the parts, each off by this share of the whole; and every CKA of the
    # factors is within the angle of the stored one
    slack = 4 * (isotypic.EXACT + SAFETY * pair.size * UNIT) + (2 * sd + pair.angle) * pair.angle + pair.slack
    why = "the variance of CKA over all relabellings of the samples, from the Gram matrices of each side alone"
    return _both(PERMUTATION_VARIANCE, CKA_RELABELLED_VARIANCE, sd * sd, slack, why)


def moments(pair: Pair) -> tuple[float, float]:
    """Mean and standard deviation of linear CKA over all relabellings of the samples, as computed, not as bounds."""
    parts = [isotypic.of_factor(side.left * (side.values / side.values[0])) for side in (pair.x, pair.y)]
    mean, sd = isotypic.moments(*parts)
    scale = parts[0].norm * parts[1].norm
    return mean / scale, sd / scale


def clear_rank(side: Side) -> Condition:
    """The rank of one side does not hang on rounding."""
    clear = side.sure_rank == side.rank
    return Condition(f"the rank of {side.name} is beyond doubt ({side.sure_rank} to {side.rank})", clear)


def _both(
    slug: str, measure: str, value: float, slack: float, why: str, conditions: tuple[Condition, ...] = ()
) -> list[Bound]:
    floor, ceiling = max(value - slack, 0.0), min(value + slack, 1.0)
    return [
        Bound(slug, measure, "floor", floor, why, conditions),
        Bound(slug, measure, "ceiling", ceiling, why, conditions),
    ]
