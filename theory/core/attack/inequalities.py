"""Which inequalities a claim makes, and by how much each holds on a case.

A slack is (right - left)/scale, so that 0 is equality and a negative slack a violation. The scale is the larger of the
two sides, and 0 <= 0 has slack 1; where one side is always 0 it is the median of the other over the first cases. A
semidefinite claim has the slack least eigenvalue over largest modulus. An equivalence between conditions of which some
are inequalities has the distance of the nearest condition from where it changes, negative when the conditions disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import numpy as np

from ..carriers.plain import NEAR, Plain
from ..decide import decide
from ..record import All, Claim, Exists, Iff, Implies, Relation, Verdict

INEQUALITIES: Final = ("<=", "<", "psd")
LARGER_SIDE: Final = "the larger side"
VANISHED: Final = 1e-12
"""Both sides below this share of their median size: rounding of zero."""
SILENT: Final = 1.0
"""The slack of 0 <= 0."""


@dataclass(frozen=True, slots=True)
class Found:
    """One inequality of a claim: where it stands (``2``, ``3.then``), and the claim itself."""

    path: str
    claim: Relation | Iff


def inequalities(m: Any, claim: Claim, path: str = "") -> Iterator[Found]:
    """Every inequality that the claim asserts on this case; the conclusion of an Implies where its premise holds."""
    match claim:
        case Relation(op=op) if op in INEQUALITIES:
            yield Found(path or "claim", claim)
        case All(parts=parts):
            for k, part in enumerate(parts, 1):
                yield from inequalities(m, part, f"{path}.{k}".lstrip("."))
        case Implies(premise=premise, conclusion=conclusion):
            if decide(m, premise, True).verdict is Verdict.HOLDS:
                yield from inequalities(m, conclusion, f"{path}.then".lstrip("."))
        case Exists(such_that=such_that):
            yield from inequalities(m, such_that, path)
        case Iff() if any(True for part in claim.parts for _ in conditions(part)):
            yield Found(f"{path}.iff".lstrip("."), claim)


def conditions(claim: Claim) -> Iterator[Relation]:
    """The inequalities inside a condition."""
    match claim:
        case Relation(op=op) if op in INEQUALITIES:
            yield claim
        case All(parts=parts) | Iff(parts=parts):
            for part in parts:
                yield from conditions(part)
        case Implies(conclusion=conclusion):
            yield from conditions(conclusion)
        case Exists(such_that=such_that):
            yield from conditions(such_that)


@dataclass(frozen=True, slots=True)
class Gap:
    """right - left where it is least, the size of the larger side, and which side vanishes ("left", "right", "")."""

    least: float
    size: float
    empty: str = ""

    def slack(self, scale: Scale) -> float:
        """The normalised slack; 1 where both sides vanish, since 0 <= 0 says nothing."""
        if scale.typical is not None:
            return self.least / scale.typical
        return self.least / self.size if self.size > scale.nothing else SILENT


@dataclass(frozen=True, slots=True)
class Scale:
    """What the slacks of one inequality are measured in.

    Attributes:
        typical: the median size of the other side, where one side is always zero; else None: the larger side.
        nothing: sides below this size count as vanished.
    """

    typical: float | None = None
    nothing: float = 0.0

    @classmethod
    def of(cls, gaps: list[Gap]) -> Scale:
        """The scale that the first cases suggest."""
        size = median(g.size for g in gaps)
        if all(g.empty == "left" for g in gaps) or all(g.empty == "right" for g in gaps):
            return cls(size or 1.0)
        return cls(None, VANISHED * size)

    def __str__(self) -> str:
        return LARGER_SIDE if self.typical is None else f"the median of the other side, {self.typical:.3g}"


def gap(found: Found) -> Gap:
    """By how much the inequality holds, in double precision."""
    if isinstance(found.claim, Iff):
        return Gap(_agreement([_truth(part) for part in found.claim.parts]), 1.0)
    if found.claim.op == "psd":
        w = Plain().eigenvalues(np.asarray(found.claim.right, dtype=float))
        return Gap(float(w[-1]), float(np.max(np.abs(w), initial=0.0)))
    left, right = (np.asarray(side, dtype=float) for side in (found.claim.left, found.claim.right))
    a, b = (float(np.max(np.abs(side), initial=0.0)) for side in (left, right))
    return Gap(float(np.min(right - left, initial=np.inf)), max(a, b), "left" if a == 0 else "right" if b == 0 else "")


def _truth(claim: Claim) -> float:
    """Nonnegative where the condition holds: its distance from failing; negative where it fails: from holding.

    An equation that holds within rounding is taken for settled: its distance from failing is 1.
    """
    match claim:
        case Relation(op="==" | "!=" as op, left=left, right=right):
            apart = np.max(np.abs(np.asarray(left - right, dtype=float)), initial=0.0)
            size = max(float(np.max(np.abs(np.asarray(side, dtype=float)), initial=0.0)) for side in (left, right))
            residual = float(apart) / max(size, 1.0)
            if residual <= NEAR:
                return 1.0 if op == "==" else -1.0
            return -residual if op == "==" else residual
        case Relation() as relation:
            return gap(Found("", relation)).slack(Scale())
        case All(parts=parts):
            return min(map(_truth, parts))
        case Exists(such_that=such_that):
            return _truth(such_that)
    return 1.0


def _agreement(truths: list[float]) -> float:
    nearest = min(abs(truth) for truth in truths)
    agree = all(truth >= 0 for truth in truths) or all(truth < 0 for truth in truths)
    return nearest if agree else -max(min(max(truths), -min(truths)), NEAR)
