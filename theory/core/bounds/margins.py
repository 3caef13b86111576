"""What two binary classifiers share when both get every label right with margins that are not too uneven."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT, Real
from .evidence import Evidence
from .readout import Readout
from .readouts import GIVEN
from .record import CKA, MARGIN_COVARIANCE, Bound, Condition
from .rounding import lowered, within

MARGINS: Final = "classification/margins_force_covariance"


@dataclass(frozen=True)
class Margins:
    """The margins y_iu_i of one network's scores u.

    Attributes:
        scores: u, shape (n,), in units of 2^exponent, with the sign that gets more labels right (a score and its
            negative are one feature to CKA).
        exponent: of the unit.
        least: the smallest margin γ, rounded down; not positive where a label is wrong.
        most: the same, rounded up.
        ratio: α = mean|u|/γ, rounded down and up; infinite where γ is not positive.
        readout: what gives the scores.
    """

    scores: Real
    exponent: int
    least: float
    most: float
    ratio: tuple[float, float]
    readout: Readout


def margins(evidence: Evidence) -> tuple[Margins, Margins] | None:
    """The margins of both networks; None where labels are not binary or a readout has not one or two outputs.

    A readout with two outputs scores the second minus the first.
    """
    if evidence.readouts is None or evidence.raw is None or evidence.target is None or evidence.target.signs is None:
        return None
    (W, V), signs = (readout.score for readout in evidence.readouts), evidence.target.signs
    if W is None or V is None:
        return None
    return _margins(W, *evidence.raw[0], signs), _margins(V, *evidence.raw[1], signs)


def margin_floor(evidence: Evidence) -> list[Bound]:
    """Cov(u, v)/(γ_uγ_v) ≥ α + β − 1 − (α − 2κ)₊(β − 2κ)₊ for scores that get every label right.

    γ: the smallest margin of a network, α, β: mean margin over smallest, κ: share of the rarer label. A positive
    covariance forces CKA ≥ (n·Cov)²/(‖w‖²‖v‖²‖K‖‖L‖).
    """
    conditions = [
        Condition(GIVEN, evidence.readouts is not None),
        Condition("labels of two classes are given", evidence.target is not None and evidence.target.signs is not None),
    ]
    why = "scores that agree in sign, with margins this even, cannot be uncorrelated"
    if all(condition.holds for condition in conditions):
        conditions.append(Condition("each readout has one output, or two that differ", margins(evidence) is not None))
    found = margins(evidence)
    if found is None or evidence.target is None:
        return _absent(why, conditions)
    u, v = found
    right = u.least > 0 and v.least > 0
    conditions.append(Condition("both get every label right, beyond rounding", right))
    if not right:
        return _absent(why, conditions)
    kappa, n = evidence.target.minority, evidence.pair.n
    units = covariance_floor(u.ratio, v.ratio, kappa)
    shrink = u.least / u.most * v.least / v.most if units > 0 else 1.0
    sure = units * shrink - SAFETY * n * UNIT * u.ratio[1] * v.ratio[1]
    text = f"mean/smallest margin {u.ratio[1]:.3g} and {v.ratio[1]:.3g} are small enough for a share {kappa:.3g} of"
    enough = Condition(f"{text} the rarer label", sure > 0)
    numbers = (("ratio_a", u.ratio[1]), ("ratio_b", v.ratio[1]), ("minority", kappa))
    value = _cka(max(units, 0.0), u, v, evidence)
    return [
        Bound(MARGINS, MARGIN_COVARIANCE, "floor", sure, why, tuple(conditions), numbers=numbers),
        Bound(MARGINS, CKA, "floor", value, why, (*conditions, enough), numbers=numbers),
    ]


def covariance_floor(alpha: tuple[float, float], beta: tuple[float, float], kappa: float) -> float:
    """The least of α + β − 1 − (α − 2κ)₊(β − 2κ)₊ over a rectangle; it is concave in each, so at a corner."""
    return (
        min(a + b - 1 - max(a - 2 * kappa, 0.0) * max(b - 2 * kappa, 0.0) for a in alpha for b in beta)
        - SAFETY * UNIT * alpha[1] * beta[1]
    )


def _margins(readout: Readout, X: Real, exponent: int, signs: Real) -> Margins:
    scores, doubt, unit = readout.scores(X, exponent)
    u, e = scores[:, 0], doubt[:, 0]
    if np.sum(signs * u > 0) < np.sum(signs * u < 0):
        u = -u
    least, most = float(np.min(signs * u - e)), float(np.min(signs * u + e))
    if least <= 0:
        return Margins(u, unit, least, most, (math.inf, math.inf), readout)
    size = np.abs(u)
    slack = 1 + SAFETY * len(u) * UNIT
    return Margins(
        u,
        unit,
        least,
        most,
        (float(np.mean(size - e)) / least / slack, float(np.mean(size + e)) / least * slack),
        readout,
    )


def _cka(units: float, u: Margins, v: Margins, evidence: Evidence) -> float:
    """(n·γ_uγ_v·units)²/(‖w‖²‖v‖²‖K‖‖L‖)."""
    pair = evidence.pair
    root = pair.n * units * (1 - SAFETY * pair.size * UNIT)
    for side, m in ((pair.x, u), (pair.y, v)):
        least = float(np.ldexp(m.least, m.exponent - side.exponent - m.readout.exponent))
        root *= least / m.readout.norm / math.sqrt(side.gram_norm)
    return lowered(within(root * root), pair)


def _absent(why: str, conditions: list[Condition]) -> list[Bound]:
    return [Bound(MARGINS, measure, "floor", None, why, tuple(conditions)) for measure in (MARGIN_COVARIANCE, CKA)]


def accuracies(evidence: Evidence) -> tuple[float, float] | None:
    """The share of class labels that each readout gets right: the largest output, or the sign of one.

    None without readouts or classes, or where a readout has neither one output per class nor, for two classes, one.
    """
    if evidence.readouts is None or evidence.raw is None or evidence.target is None or evidence.target.codes is None:
        return None
    codes, classes = evidence.target.codes, len(evidence.target.classes)
    found = []
    for readout, raw in zip(evidence.readouts, evidence.raw, strict=True):
        scores, _, _ = readout.scores(*raw)
        if readout.outputs == classes:
            answers = np.argmax(scores, axis=1)
        elif readout.outputs == 1 and classes == 2:
            answers = (scores[:, 0] > 0).astype(np.intp)
        else:
            return None
        found.append(float(np.mean(answers == codes)))
    return found[0], found[1]
