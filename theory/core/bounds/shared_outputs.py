"""What two readouts force when they give the same outputs, X_cW = Y_cV.

Real readouts never agree to the last bit, so every bound gives away what they differ by: no threshold says what counts
as equal, and where too little is left the theorem does not apply.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT, Real
from .evidence import REACH, Evidence
from .nulls import clear_rank
from .readouts import GIVEN
from .record import CKA, MEAN_CCA, NBS, R2, R2_BACK, Bound, Condition
from .rounding import lowered, within

R2_FLOOR: Final = "floors/r2_from_a_shared_readout"
NBS_FLOOR: Final = "floors/nbs_from_a_shared_readout"
CCA_FLOOR: Final = "floors/shared_canonical_correlations"
BOUNDED: Final = "floors/shared_readout"


def shared_r2(evidence: Evidence) -> list[Bound]:
    """R² from X to Y ≥ tr((V'V)⁺T'T)/tr L for T = X_cW = Y_cV, and the same with X and Y exchanged.

    With a = X_cW and b = Y_cV, not quite equal: what V reads of Y_c is bV⁺', and X reproduces it up to (b − a)V⁺', so
    R² ≥ (‖bV⁺'‖² − ‖(b − a)V⁺'‖²)/‖Y_c‖².
    """
    return [_r2(e, measure) for e, measure in ((evidence, R2), (evidence.swapped, R2_BACK))]


def _r2(evidence: Evidence, measure: str) -> Bound:
    why = "what the readout of the other side reads is predicted, whatever else is not"
    conditions = matching(evidence)
    if not all(condition.holds for condition in conditions):
        return Bound(R2_FLOOR, measure, "floor", None, why, conditions)
    assert evidence.readouts is not None
    W, V = evidence.readouts
    x, y = evidence.pair.x, evidence.pair.y
    doubt = SAFETY * (evidence.pair.size + W.outputs) * UNIT
    read = float(np.linalg.norm(y.right.T @ V.basis * y.values[:, None])) * (1 - doubt) - doubt * y.norm
    inverse = float(np.linalg.norm(V.inverse))
    missed = float(np.linalg.norm(evidence.left_over @ V.inverse)) * (1 + doubt)
    missed += doubt * (x.norm * W.norm * scale(evidence) + y.norm * V.norm) * inverse
    # X stands for a matrix within x.error of it, so what it reads is off by that times the coefficients
    missed += x.error * x.norm * float(np.linalg.norm(W.weights @ V.inverse)) * scale(evidence)
    share = (max(read, 0.0) ** 2 - missed**2) / y.norm**2 - 4 * y.error - evidence.pair.rounding
    close = _close(evidence, share > 0)
    numbers = (("difference", difference(evidence)),)
    return Bound(R2_FLOOR, measure, "floor", share, why, (*conditions, close), numbers=numbers)


def shared_nbs(evidence: Evidence) -> list[Bound]:
    """NBS ≥ ‖B_W'X_c'Y_cB_V‖_*/(‖X_c‖·‖Y_c‖), which is ‖t‖²/(‖w‖‖v‖‖X_c‖‖Y_c‖) for one shared output t.

    Like the general floor on CKA this needs no equality of the outputs.
    """
    given = Condition(GIVEN, evidence.readouts is not None)
    why = "what the readouts see of each other is a part of what the best rotation aligns"
    if evidence.readouts is None:
        return [Bound(NBS_FLOOR, NBS, "floor", None, why, (given,))]
    pair = evidence.pair
    W, V = evidence.readouts
    nuclear = float(np.linalg.svd(evidence.through, compute_uv=False).sum())
    terms = math.sqrt(min(evidence.through.shape)) * math.sqrt(W.values.size * V.values.size)
    doubt = SAFETY * (pair.size + W.outputs + V.outputs) * UNIT * terms
    # as for the sandwich: numerator and denominator move by at most the norms of the changes
    slack = 2 * (pair.x.error + pair.y.error) + doubt + pair.rounding * math.sqrt(min(pair.x.rank, pair.y.rank))
    return [Bound(NBS_FLOOR, NBS, "floor", max(nuclear / pair.x.norm / pair.y.norm - slack, 0.0), why, (given,))]


def shared_correlations(evidence: Evidence) -> list[Bound]:
    """The top r canonical correlations are 1 for a shared output of rank r, so mean CCA ≥ r/min(rank X, rank Y).

    For outputs that are not quite equal: canonical correlations of subspaces interlace, so those of X_c and Y_c are at
    least those of a and b.
    """
    pair = evidence.pair
    conditions = (Condition(GIVEN, evidence.readouts is not None), clear_rank(pair.x), clear_rank(pair.y))
    why = "both column spaces hold what is read, however small its share of the variance"
    if not all(condition.holds for condition in conditions):
        return [Bound(CCA_FLOOR, MEAN_CCA, "floor", None, why, conditions)]
    a, b = (_basis(output) for output in evidence.outputs)
    shared = np.linalg.svd(a.T @ pair.overlap @ b, compute_uv=False)
    tilt = pair.x.tilt + pair.y.tilt + SAFETY * pair.size * UNIT
    floor = float(shared.sum()) / min(pair.x.rank, pair.y.rank) - tilt
    return [Bound(CCA_FLOOR, MEAN_CCA, "floor", within(floor), why, conditions)]


def bounded_readouts(evidence: Evidence) -> list[Bound]:
    """CKA ≥ ‖T‖⁴/B² for a shared output T, ‖W‖², ‖V‖² ≤ B, features normalised to ‖K‖ = ‖L‖ = 1.

    B is read off the readouts: max(‖W‖²·‖K‖, ‖V‖²·‖L‖), in which scaling features up and weights down cancels.
    """
    conditions = matching(evidence)
    why = "readouts of this size cannot read that much from features that have nothing in common"
    if not all(condition.holds for condition in conditions):
        return [Bound(BOUNDED, CKA, "floor", None, why, conditions)]
    assert evidence.readouts is not None
    W, V = evidence.readouts
    pair, unit = evidence.pair, scale(evidence)
    doubt = SAFETY * (pair.size + W.outputs) * UNIT
    b = float(np.linalg.norm(evidence.outputs[1]))
    # a·b = b·b − b·(b − a), everything in the unit of b; X_c reads a·unit with weights W·unit
    differ = float(np.linalg.norm(evidence.left_over))
    inner = b * b - b * differ - doubt * (pair.y.norm * V.norm) * (pair.x.norm * W.norm * unit + pair.y.norm * V.norm)
    budget = max(W.norm**2 * unit * unit * pair.x.gram_norm, V.norm**2 * pair.y.gram_norm) * (1 + doubt)
    floor = lowered(within((max(inner, 0.0) / budget) ** 2 * (1 - doubt)), pair) if budget > 0 else 0.0
    close = _close(evidence, floor > 0)
    return [Bound(BOUNDED, CKA, "floor", floor, why, (*conditions, close))]


def matching(evidence: Evidence) -> tuple[Condition, ...]:
    """Both readouts are there and have equally many outputs, so that these can be compared."""
    given = Condition(GIVEN, evidence.readouts is not None)
    if evidence.readouts is None:
        return (given,)
    W, V = evidence.readouts
    text = f"both have the same number of outputs ({W.outputs} and {V.outputs})"
    near = f"the sizes of the two outputs are within 2^{REACH} of each other"
    return (given, Condition(text, W.outputs == V.outputs), Condition(near, abs(evidence.gap) <= REACH))


def scale(evidence: Evidence) -> float:
    """The unit of a = X_cW in that of b = Y_cV."""
    return math.ldexp(1.0, evidence.gap)


def difference(evidence: Evidence) -> float:
    """‖b − a‖/‖b‖ for a = X_cW, b = Y_cV; infinite where b is 0."""
    size = float(np.linalg.norm(evidence.outputs[1]))
    return float(np.linalg.norm(evidence.left_over)) / size if size > 0 else math.inf


def _close(evidence: Evidence, enough: bool) -> Condition:
    apart = difference(evidence)
    return Condition(f"both give the same outputs (relative difference {apart:.1e}), closely enough", enough)


def _basis(output: Real) -> Real:
    """Orthonormal columns that span those of an output, in the coordinates of one side."""
    left, values, _ = np.linalg.svd(output, full_matrices=False)
    basis: Real = left[:, values > max(output.shape) * UNIT * values[0]] if values[0] > 0 else left[:, :0]
    return basis
