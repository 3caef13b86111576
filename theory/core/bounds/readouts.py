"""What two linear readouts force, whatever they read: their outputs need not agree."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..data_pair import SAFETY, UNIT
from .evidence import Evidence
from .record import CKA, Bound, Condition
from .rounding import lowered, within

ANY_READOUTS: Final = "floors/any_two_readouts"
PAIRED: Final = "floors/paired_readouts"
OPERATOR: Final = "floors/operator_norms_of_readouts"
SLUGS: Final = {"master": ANY_READOUTS, "operator": OPERATOR, "trace": PAIRED, "frobenius": PAIRED}
GIVEN: Final = "readouts of both are given"


def readout_floor(evidence: Evidence) -> list[Bound]:
    """CKA·‖K‖·‖L‖ ≥ tr((W'W)⁺ a'b (V'V)⁺ b'a) for a = X_cW, b = Y_cV, and what is left of it in coarser forms.

    * master: the left side as it stands, ‖B_W'X_c'Y_cB_V‖² for orthonormal bases B_W, B_V of what is read.
    * operator: ‖a'b‖²/(‖W‖_op²·‖V‖_op²).
    * trace: ⟨a, b⟩²/‖VW'‖², for readouts with the same outputs.
    * frobenius: ⟨a, b⟩²/(‖W‖²·‖V‖²), likewise.

    For one output each they agree: (a·b)²/(‖w‖²‖v‖²‖K‖‖L‖). No form is above master.
    """
    given = Condition(GIVEN, evidence.readouts is not None)
    why = "what the readouts see of each other is a part of what CKA sees"
    if evidence.readouts is None:
        return [Bound(slug, CKA, "floor", None, why, (given,), form=form) for form, slug in SLUGS.items()]
    W, V = evidence.readouts
    same = Condition(f"both have the same number of outputs ({W.outputs} and {V.outputs})", W.outputs == V.outputs)
    a, b = evidence.outputs
    joint = a.T @ evidence.pair.overlap @ b
    inner = abs(float(np.trace(joint))) if same.holds else 0.0
    paired = V.weights @ W.weights.T if same.holds else np.zeros((1, 1))
    frobenius = W.norm * V.norm
    cancelling = SAFETY * W.outputs * UNIT * frobenius  # in the product VW'
    # form -> what is read, and what it is divided by
    forms = {
        "master": (float(np.linalg.norm(evidence.through)), 1.0),
        "operator": (float(np.linalg.norm(joint)), float(W.values[0] * V.values[0])),
        "trace": (inner, float(np.linalg.norm(paired)) + cancelling),
        "frobenius": (inner, frobenius),
    }
    return [
        Bound(slug, CKA, "floor", _floor(*forms[form], evidence, form), why, _conditions(slug, given, same), form=form)
        for form, slug in SLUGS.items()
    ]


def _conditions(slug: str, given: Condition, same: Condition) -> tuple[Condition, ...]:
    return (given, same) if slug == PAIRED else (given,)


def _floor(read: float, size: float, evidence: Evidence, form: str) -> float:
    """(read/size)²/(‖K‖·‖L‖), a floor on CKA of the factors and then on that of the stored numbers.

    What is read is a sum of products that are off by (size + m)·u·‖X_c‖·‖Y_c‖, times the norms of what reads: bases
    of k orthonormal columns for master, W and V for the others.
    """
    pair = evidence.pair
    assert evidence.readouts is not None
    W, V = evidence.readouts
    reading = math.sqrt(W.values.size * V.values.size) if form == "master" else W.norm * V.norm
    doubt = SAFETY * (pair.size + W.outputs + V.outputs) * UNIT * reading * pair.x.norm * pair.y.norm
    root = max(read - doubt, 0.0) / size / math.sqrt(pair.x.gram_norm * pair.y.gram_norm)
    return lowered(within((root * (1 - SAFETY * pair.size * UNIT)) ** 2), pair)
