"""The confrontation: what was predicted, what the trained networks did, and whether that confirms or refutes it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from .record import Claim, Estimate, NotEnough, Runs

CONFIDENCE: Final = 0.95


class Verdict(StrEnum):
    """What the runs say about a prediction."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Confrontation:
    """One prediction beside what was measured.

    Attributes:
        experiment: slug of the experiment.
        claim: the prediction.
        verdict: confirmed when the whole interval lies in the predicted region, refuted when all of it lies outside,
            else inconclusive. For a bound that every value must keep: refuted by a single one outside.
        measured: the mean (or the estimate, or of a bound the value nearest to breaking it); None where the runs
            cannot decide.
        interval: 95 % interval of it; for a bound, the smallest and largest value.
        how: how the interval was made, or why there is none.
        beforehand: whether the prediction was in the folder of every run before it was trained.
    """

    experiment: str
    claim: Claim[Any]
    verdict: Verdict
    measured: float | None
    interval: tuple[float, float] | None
    how: str
    beforehand: bool = True

    def as_json(self) -> dict[str, Any]:
        """A row of the command's JSON."""
        return {
            "slug": self.experiment,
            "theorem": self.claim.theorem,
            "prediction": region(self.claim.low, self.claim.high),
            "measured": self.measured,
            "interval": None if self.interval is None else [_finite(end) for end in self.interval],
            "verdict": str(self.verdict),
            "claim": self.claim.name,
            "says": self.claim.says,
            "low": _finite(self.claim.low),
            "high": _finite(self.claim.high),
            "how": self.how,
            "written_before_training": self.beforehand,
        }


def region(low: float, high: float) -> str:
    """The predicted region in a few characters.

    Example:
        >>> region(-math.inf, 0.02), region(0.9, math.inf), region(0.18, 0.22), region(1, 1)
        ('≤ 0.02', '≥ 0.9', '0.18 … 0.22', '1')
    """
    if math.isinf(low):
        return f"≤ {written(high)}"
    if math.isinf(high):
        return f"≥ {written(low)}"
    return written(low) if low == high else f"{written(low)} … {written(high)}"


def written(value: float) -> str:
    """Four digits, or seven where four would make it a round number that it is not.

    Example:
        >>> written(1 / 3), written(1 - 1e-6), written(1.0)
        ('0.3333', '0.999999', '1')
    """
    short = f"{value:.4g}"
    return f"{value:.7g}" if float(short).is_integer() and float(short) != value else short


def confront(experiment: str, claim: Claim[Any], runs: Runs[Any], *, beforehand: bool = True) -> Confrontation:
    """Put one prediction to the runs.

    Raises:
        RuntimeError: the claim computes what decides nothing: no number, a NaN or an infinite one, an interval with
            its ends in the wrong order, or for a mean anything but one number per replicate.
    """
    try:
        if not len(runs):
            raise NotEnough("no finished run")
        found = claim.sample(runs)
    except NotEnough as missing:
        return Confrontation(experiment, claim, Verdict.INCONCLUSIVE, None, None, str(missing), beforehand)
    if isinstance(found, Estimate):
        value, interval, how = found.value, (found.low, found.high), found.how
        decides = math.isfinite(value) and found.low <= found.high  # False with a NaN; an infinite end is no knowledge
    else:
        numbers = np.asarray(found, dtype=float)
        decides = bool(numbers.size and np.isfinite(numbers).all() and (claim.every or numbers.ndim == 1))
    if not decides:
        said = " ".join(str(found).split())
        raise RuntimeError(f"{experiment}: {claim.name} computes {said}, which decides nothing")
    if not isinstance(found, Estimate):
        value, interval, how = _bound(claim, numbers) if claim.every else mean_interval(numbers)
    single = claim.every and not isinstance(found, Estimate)
    return Confrontation(experiment, claim, _verdict(claim, interval, single), value, interval, how, beforehand)


def _bound(claim: Claim[Any], numbers: np.ndarray[Any, Any]) -> tuple[float, tuple[float, float], str]:
    """Of numbers that must all lie in the region, the one nearest to leaving it (or farthest outside)."""
    numbers = numbers.ravel()
    room = np.minimum(numbers - claim.low, claim.high - numbers)
    how = f"smallest and largest of {numbers.size} values"
    return float(numbers[np.argmin(room)]), (float(numbers.min()), float(numbers.max())), how


def mean_interval(numbers: np.ndarray[Any, Any]) -> tuple[float, tuple[float, float], str]:
    """Mean of independent numbers, its 95 % interval (Student's t), and how that was made; one number has none."""
    from scipy.stats import t

    mean, count = float(numbers.mean()), numbers.size
    if count < 2:
        return mean, (-math.inf, math.inf), "one value: no interval; give more --seeds"
    if numbers.min() == numbers.max():  # the rounding of their sum is no uncertainty
        mean, numbers = float(numbers[0]), np.zeros(count)
    half = float(t.ppf((1 + CONFIDENCE) / 2, count - 1) * numbers.std(ddof=1) / math.sqrt(count))
    return mean, (mean - half, mean + half), f"Student's t over {count} values"


def _verdict(claim: Claim[Any], interval: tuple[float, float], single: bool) -> Verdict:
    """``single``: the ends are values that were measured, each of which must keep the bound."""
    low, high = interval
    inside = claim.low <= low and high <= claim.high
    if inside:
        return Verdict.CONFIRMED
    outside = high < claim.low or low > claim.high
    return Verdict.REFUTED if outside or single else Verdict.INCONCLUSIVE


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value


def worst(found: Iterable[Confrontation]) -> Verdict:
    """Refuted if one is, else inconclusive if one is, else confirmed."""
    verdicts = {c.verdict for c in found}
    return next((v for v in (Verdict.REFUTED, Verdict.INCONCLUSIVE) if v in verdicts), Verdict.CONFIRMED)
