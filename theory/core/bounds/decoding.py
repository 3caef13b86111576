"""What two networks must share when both decode one target well enough."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT, Real, Side
from .evidence import REACH, Evidence
from .readouts import GIVEN
from .record import CKA, Bound, Condition
from .rounding import lowered, within

THRESHOLD: Final = "floors/approximate_decoding"
RELATIVE_ERRORS: Final = "floors/relative_errors"
RIDGE: Final = "floors/ridge_heads"
LABELS: Final = "labels are given"
PENALTIES: Final = (1 - 2.0**-30) * 10.0 ** np.arange(-6, 0.01, 0.125)
"""Ridge penalties tried, for features normalised to ‖K‖ = 1; each gives a valid floor, so the best does.

From 1 on nothing is fitted to 3/4, and below 1e-6 no floor is above 2e-11.
"""


def least_squares_decoding(evidence: Evidence) -> list[Bound]:
    """If R²_X + R²_Y > 1 for least squares predictions X_cw, Y_cv of one target t,

    CKA ≥ R²_XR²_Y(√(R²_XR²_Y) − √((1 − R²_X)(1 − R²_Y)))²‖t‖⁴/(‖w‖²‖v‖²‖K‖‖L‖), and at most 1 nothing is forced.
    Of several target columns, the one that forces most.
    """
    given = Condition(LABELS, evidence.target is not None)
    why = "two good predictions of one target cannot be uncorrelated"
    if evidence.target is None:
        return [Bound(THRESHOLD, CKA, "floor", None, why, (given,))]
    best, value = (0.0, 0.0), -1.0
    for _, t in _columns(evidence.target.side):
        (r, w), (s, v) = (_least_squares(side, t) for side in (evidence.pair.x, evidence.pair.y))
        overlap = math.sqrt(r * s) * (math.sqrt(r * s) - math.sqrt((1 - r) * (1 - s)))
        floor = _normalised(overlap, w, v, evidence) if r + s > 1 else -1.0
        if (floor, r + s) > (value, sum(best)):
            best, value = (r, s), floor
    enough = Condition(f"R² of the two predictions, {best[0]:.3g} + {best[1]:.3g}, exceeds 1", sum(best) > 1)
    numbers = (("r2_a", best[0]), ("r2_b", best[1]))
    return [Bound(THRESHOLD, CKA, "floor", value, why, (given, enough), numbers=numbers)]


def head_decoding(evidence: Evidence) -> list[Bound]:
    """For readouts a, b of one target t with relative squared errors of at most ε, a·b ≥ (1 − √ε)²‖t‖² for ε ≤ 1/4 and

    (1/2 − ε)‖t‖² up to 1/2, so CKA ≥ (a·b)²/(‖w‖²‖v‖²‖K‖‖L‖). Of several target columns, the one that forces most.
    """
    conditions = [
        Condition(LABELS, evidence.target is not None),
        Condition(GIVEN, evidence.readouts is not None),
    ]
    why = "two readouts this close to one target are close to each other"
    if evidence.target is None or evidence.readouts is None:
        return [Bound(RELATIVE_ERRORS, CKA, "floor", None, why, tuple(conditions))]
    columns, heads = evidence.target.columns.shape[1], [head.outputs for head in evidence.readouts]
    text = f"both have one output for each of the {columns} target columns ({heads[0]} and {heads[1]})"
    conditions.append(Condition(text, heads == [columns, columns]))
    if not conditions[-1].holds:
        return [Bound(RELATIVE_ERRORS, CKA, "floor", None, why, tuple(conditions))]
    best, value = math.inf, -1.0
    for j, t in _columns(evidence.target.side):
        (d, w), (e, v) = (_head(one, j, t) for one in (evidence, evidence.swapped))
        error = max(d, e)
        shared = (1 - math.sqrt(error)) ** 2 if error <= 0.25 else 0.5 - error
        floor = _normalised(shared, w, v, evidence) if error < 0.5 else -1.0
        if (floor, -error) > (value, -best):
            best, value = error, floor
    conditions.append(Condition(f"the relative squared error of both, {best:.3g}, is below 1/2", best < 0.5))
    return [Bound(RELATIVE_ERRORS, CKA, "floor", value, why, tuple(conditions), numbers=(("error", best),))]


def ridge_decoding(evidence: Evidence, penalty: float | None = None) -> list[Bound]:
    """CKA ≥ 16λ²(1 − √ε)⁴ for ridge heads (argmin ‖Xw − t‖² + λ‖w‖²) on features normalised to ‖K‖ = ‖L‖ = 1.

    ε ≤ 1/4 is the larger relative squared residual. Without a penalty the best of many is taken: the floor is about the
    features, whoever trains the head.

    Args:
        evidence: with labels.
        penalty: λ ≥ 0, for normalised features; None for the best.

    Raises:
        ValueError: a negative penalty.
    """
    if penalty is not None and not (math.isfinite(penalty) and penalty >= 0):
        raise ValueError(f"penalty must be a finite number of at least 0 but is {penalty}")
    given = Condition(LABELS, evidence.target is not None)
    why = "a head that pays for its norm and still fits needs the target's direction in the features"
    if evidence.target is None:
        return [Bound(RIDGE, CKA, "floor", None, why, (given,))]
    tried = PENALTIES if penalty is None else np.array([float(penalty)])
    best, at, residual = -math.inf, float(tried[0]), math.inf
    for _, t in _columns(evidence.target.side):
        errors = np.maximum(*(_ridge_errors(side, t, tried) for side in (evidence.pair.x, evidence.pair.y)))
        floors = np.where(errors <= 0.25, 16 * tried**2 * (1 - np.sqrt(np.minimum(errors, 1))) ** 4, -errors)
        k = int(np.argmax(floors))
        if floors[k] > best:
            best, at, residual = float(floors[k]), float(tried[k]), float(errors[k])
    fits = Condition(f"ridge heads with penalty {at:.3g} leave {residual:.3g} of the target, at most 1/4", best >= 0)
    value = lowered(within(best), evidence.pair)
    numbers = (("penalty", at), ("residual", residual))
    return [Bound(RIDGE, CKA, "floor", value, why, (given, fits), numbers=numbers)]


def _columns(target: Side) -> list[tuple[int, Real]]:
    """The centred target columns with their numbers, scaled to length 1; constant ones are left out."""
    norms = np.linalg.norm(target.centred, axis=0)
    return [(j, target.centred[:, j] / norms[j]) for j in range(target.p) if norms[j] > 0]


def _least_squares(side: Side, t: Real) -> tuple[float, float]:
    """R² of the least squares prediction of a unit vector t, rounded down, and the norm of its weights, up."""
    c = side.left.T @ t
    doubt = SAFETY * side.n * UNIT
    r2 = within(float(c @ c) - doubt)
    return r2, (float(np.linalg.norm(c / side.values)) + doubt / float(side.values[-1])) * (1 + doubt)


def _ridge_errors(side: Side, t: Real, penalties: Real) -> Real:
    """Relative squared residuals of the ridge predictions of a unit vector t, rounded up."""
    c = side.left.T @ t
    energies = side.values**2 / side.gram_norm
    kept = 1 / (1 + energies / np.maximum(penalties, 1e-300)[:, None])  # λ/(s² + λ), the share that stays unfitted
    left_over: Real = max(1 - float(c @ c), 0.0) + (kept * kept) @ (c * c) + SAFETY * side.n * UNIT
    return left_over


def _head(evidence: Evidence, j: int, t: Real) -> tuple[float, float]:
    """Relative squared error of output j of the readout of X as a prediction of target j, and the norm of its weights.

    The target has length 1 here, and t is its direction; both are rounded up.
    """
    assert evidence.readouts is not None
    assert evidence.target is not None
    head, side, labels = evidence.readouts[0], evidence.pair.x, evidence.target.side
    gap = min(max(side.exponent + head.exponent - labels.exponent, -REACH), REACH)
    length = float(np.linalg.norm(labels.centred[:, j]))
    output = np.ldexp(side.left @ evidence.outputs[0][:, j], gap) / length
    weights = math.ldexp(float(np.linalg.norm(head.weights[:, j])), gap) / length
    doubt = SAFETY * (evidence.pair.size + head.outputs) * UNIT
    error = float(np.linalg.norm(t - output)) * (1 + doubt) + doubt * (1 + side.norm * weights)
    return error**2, weights * (1 + doubt)


def _normalised(shared: float, w: float, v: float, evidence: Evidence) -> float:
    """(a·b)²/(‖w‖²‖v‖²‖K‖‖L‖) for a target of length 1."""
    pair = evidence.pair
    size = w * v * math.sqrt(pair.x.gram_norm * pair.y.gram_norm)
    return lowered(within((shared * (1 - SAFETY * pair.size * UNIT) / size) ** 2), pair) if size > 0 else 0.0
