"""What two readouts force of R², Procrustes similarity and canonical correlations, by how their outputs agree.

Nothing here needs outputs that are equal, except a budget of norms, which gives away what they differ by: real readouts
never agree to the last bit.
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
CCA_FLOOR: Final = "floors/canonical_correlations_of_readouts"
BOUNDED: Final = "floors/bounded_readouts"


def shared_r2(evidence: Evidence) -> list[Bound]:
    """R² from X to Y ≥ tr((V'V)⁺b'Pb)/tr L, P the projector onto the columns of a = X_cW, b = Y_cV, and X, Y exchanged.

    For a shared output, a = b = T, that is tr((V'V)⁺T'T)/tr L: what is read is predicted.
    """
    return [_r2(e, measure) for e, measure in ((evidence, R2), (evidence.swapped, R2_BACK))]


def _r2(evidence: Evidence, measure: str) -> Bound:
    why = "what is read on one side is a part of what the other side reads, whatever else is not"
    given = Condition(GIVEN, evidence.readouts is not None)
    if evidence.readouts is None:
        return Bound(R2_FLOOR, measure, "floor", None, why, (given,))
    pair, (_, V) = evidence.pair, evidence.readouts
    source, doubt = _columns(evidence)
    read = pair.y.values[:, None] * (pair.y.right.T @ V.basis)  # Y_cB_V in the basis of left singular vectors
    rounding = SAFETY * (pair.size + V.outputs) * UNIT * math.sqrt(read.shape[1])
    part = float(np.linalg.norm(source.T @ pair.overlap @ read)) * (1 - rounding)
    part = max(part - doubt * float(np.linalg.norm(read)) - rounding * pair.y.norm, 0.0)
    share = (part / pair.y.norm) ** 2 - 4 * pair.y.error - pair.rounding
    return Bound(R2_FLOOR, measure, "floor", within(share), why, (given,))


def shared_nbs(evidence: Evidence) -> list[Bound]:
    """NBS ≥ ‖B_W'X_c'Y_cB_V‖_*/(‖X_c‖·‖Y_c‖), which is ‖t‖²/(‖w‖‖v‖‖X_c‖‖Y_c‖) for one shared output t."""
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
    """Mean CCA ≥ ‖P_aP_b‖_*/min(rank X, rank Y), the canonical correlations of the outputs a = X_cW, b = Y_cV added up.

    For a shared output of rank r they are 1, and so are the top r of X and Y.
    """
    pair = evidence.pair
    conditions = (Condition(GIVEN, evidence.readouts is not None), clear_rank(pair.x), clear_rank(pair.y))
    why = "both column spaces hold what is read, however small its share of the variance"
    if not all(condition.holds for condition in conditions):
        return [Bound(CCA_FLOOR, MEAN_CCA, "floor", None, why, conditions)]
    (a, doubt), (b, other) = _columns(evidence), _columns(evidence.swapped)
    shared = np.linalg.svd(a.T @ pair.overlap @ b, compute_uv=False)
    # each of these correlations moves by at most the turns of the two spaces
    doubts = (doubt + other) * len(shared) + SAFETY * pair.size * UNIT
    floor = float(shared.sum() - doubts) / min(pair.x.rank, pair.y.rank)
    return [Bound(CCA_FLOOR, MEAN_CCA, "floor", within(floor), why, conditions)]


def bounded_readouts(evidence: Evidence) -> list[Bound]:
    """CKA ≥ ‖T‖⁴/B² for a shared output T, ‖W‖², ‖V‖² ≤ B, features normalised to ‖K‖ = ‖L‖ = 1.

    B is read off the readouts: max(‖W‖²·‖K‖, ‖V‖²·‖L‖), in which scaling features up and weights down cancels.
    """
    conditions = _matching(evidence)
    why = "readouts of this size cannot read that much from features that have nothing in common"
    if not all(condition.holds for condition in conditions):
        return [Bound(BOUNDED, CKA, "floor", None, why, conditions)]
    assert evidence.readouts is not None
    W, V = evidence.readouts
    pair, unit = evidence.pair, _scale(evidence)
    doubt = SAFETY * (pair.size + W.outputs) * UNIT
    b = float(np.linalg.norm(evidence.outputs[1]))
    # a·b = b·b − b·(b − a), everything in the unit of b; X_c reads a·unit with weights W·unit
    differ = float(np.linalg.norm(evidence.left_over))
    inner = b * b - b * differ - doubt * (pair.y.norm * V.norm) * (pair.x.norm * W.norm * unit + pair.y.norm * V.norm)
    budget = max(W.norm**2 * unit * unit * pair.x.gram_norm, V.norm**2 * pair.y.gram_norm) * (1 + doubt)
    floor = lowered(within((max(inner, 0.0) / budget) ** 2 * (1 - doubt)), pair) if budget > 0 else 0.0
    close = _close(evidence, floor > 0)
    return [Bound(BOUNDED, CKA, "floor", floor, why, (*conditions, close))]


def _matching(evidence: Evidence) -> tuple[Condition, ...]:
    """Both readouts are there and have equally many outputs, so that these can be compared."""
    given = Condition(GIVEN, evidence.readouts is not None)
    if evidence.readouts is None:
        return (given,)
    W, V = evidence.readouts
    text = f"both have the same number of outputs ({W.outputs} and {V.outputs})"
    near = f"the sizes of the two outputs are within 2^{REACH} of each other"
    return (given, Condition(text, W.outputs == V.outputs), Condition(near, abs(evidence.gap) <= REACH))


def _scale(evidence: Evidence) -> float:
    """The unit of a = X_cW in that of b = Y_cV."""
    return math.ldexp(1.0, evidence.gap)


def _close(evidence: Evidence, enough: bool) -> Condition:
    size = float(np.linalg.norm(evidence.outputs[1]))
    apart = float(np.linalg.norm(evidence.left_over)) / size if size > 0 else math.inf
    return Condition(f"both give the same outputs (relative difference {apart:.1e}), closely enough", enough)


def _columns(evidence: Evidence) -> tuple[Real, float]:
    """Orthonormal columns that span those of X_cW, in the basis of left singular vectors, and how far they may be off.

    Off, that is, from the columns of a matrix within ``error`` of X_c: a direction that X_c holds faintly, with large
    coefficients, is turned by the error times these.
    """
    x = evidence.pair.x
    output = evidence.outputs[0]
    left, values, _ = np.linalg.svd(output, full_matrices=False)
    basis: Real = left[:, values > max(output.shape) * UNIT * values[0]] if values[0] > 0 else left[:, :0]
    return basis, 2 * x.error * float(x.values[0]) * float(np.linalg.norm(basis / x.values[:, None]))
