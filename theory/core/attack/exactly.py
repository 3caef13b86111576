"""The exact carrier has the last word: on near-violations, on equality, and on a smaller case of a violation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..carriers.exact import Exact
from ..carriers.namespace import Undecided
from ..carriers.tracked import nearest
from ..decide import Outcome, call, cast, decide, short
from ..levels import precisely
from ..numbers.functions import sign
from ..record import Case, Claim, Iff, Relation, Theorem, Verdict
from .inequalities import Found, Gap, inequalities


@dataclass(frozen=True, slots=True)
class Judgement:
    """What exact arithmetic says of one inequality on one case.

    Attributes:
        verdict: holds, refuted, undecided; vacuous when the case breaks a hypothesis or the inequality is not asserted.
        gap: right - left as the nearest floats; None when it could not be told.
        equal: the two sides are exactly equal (a semidefinite matrix: singular).
        why: the values, or what kept it from being judged.
    """

    verdict: Verdict
    gap: Gap | None = None
    equal: bool = False
    why: str = ""


def judge(theorem: Theorem, case: Case, path: str) -> Judgement:
    """Judge the inequality at ``path`` on a case, hypotheses included."""
    m, found = Exact(), [Judgement(Verdict.UNDECIDED, why="not judged")]

    def once() -> Outcome:
        found[0] = _judged(theorem, m, case, path)
        return Outcome(found[0].verdict, found[0].why)

    outcome = precisely(m, once)
    return found[0] if found[0].verdict is outcome.verdict else Judgement(outcome.verdict, why=outcome.why)


def _judged(theorem: Theorem, m: Exact, case: Case, path: str) -> Judgement:
    try:
        c = cast(m, case)
        for hypothesis in theorem.hypotheses:
            if hypothesis.holds and decide(m, call(hypothesis.holds, m, c)).verdict is not Verdict.HOLDS:
                return Judgement(Verdict.VACUOUS, why=f"outside {hypothesis.latex}")
    except (ArithmeticError, ValueError, TypeError, IndexError, Undecided) as error:
        return Judgement(Verdict.VACUOUS, why=f"outside: {error}")
    try:
        claim: Claim = call(theorem.claim, m, c)
    except (ValueError, TypeError, LookupError) as error:
        return Judgement(Verdict.UNDECIDED, why=str(error))
    for found in inequalities(m, claim):
        if found.path == path:
            outcome = decide(m, found.claim)
            return Judgement(outcome.verdict, _gap(found), _equal(m, found), outcome.why or _said(found))
    return Judgement(Verdict.VACUOUS, why="not asserted here")


def _said(found: Found) -> str:
    if isinstance(found.claim, Iff) or found.claim.op == "psd":
        return ""
    return f"{short(found.claim.left)} {found.claim.op} {short(found.claim.right)}"


def _differences(relation: Relation) -> list[Any]:
    return list(np.asarray(relation.right - relation.left, dtype=object).ravel())


def _gap(found: Found) -> Gap | None:
    if isinstance(found.claim, Iff):
        return None
    if found.claim.op == "psd":
        w = np.linalg.eigvalsh(_floats(found.claim.right).reshape(found.claim.right.shape))
        return Gap(float(w[0]), float(np.max(np.abs(w), initial=0.0)))
    a, b = (float(np.max(np.abs(_floats(side)), initial=0.0)) for side in (found.claim.left, found.claim.right))
    least = min(nearest(d) for d in _differences(found.claim))
    return Gap(least, max(a, b), "left" if a == 0 else "right" if b == 0 else "")


def _floats(x: Any) -> Any:
    return np.array([nearest(entry) for entry in np.asarray(x, dtype=object).ravel()])


def _equal(m: Exact, found: Found) -> bool:
    if isinstance(found.claim, Iff):
        return False
    if found.claim.op == "psd":
        return bool(m.rank(found.claim.right) < found.claim.right.shape[0])
    return any(sign(d) == 0 for d in _differences(found.claim))


def smaller(theorem: Theorem, case: Case, path: str, patience: int = 300) -> Case:
    """A case that still violates the inequality, with simpler numbers: zeros, small integers, small denominators."""
    for _ in range(3):
        before = case
        for simpler in _simpler(case):
            if patience <= 0:
                return case
            patience -= 1
            attempt = simpler(case)
            if attempt is not None and judge(theorem, attempt, path).verdict is Verdict.REFUTED:
                case = attempt
        if case is before:
            break
    return case


def _simpler(case: Case) -> Iterator[Any]:
    for name, value in case.items():
        if isinstance(value, str | tuple) or callable(value):
            continue
        shape = np.asarray(value, dtype=object).shape
        for rounding in (_whole, _coarse, _fair):
            yield lambda c, name=name, f=rounding: _changed(c, name, None, f)
        for index in np.ndindex(shape):
            for rounding in (_nothing, _unit, _whole, _coarse, _fair):
                yield lambda c, name=name, at=index, f=rounding: _changed(c, name, at, f)


def _changed(case: Case, name: str, at: tuple[int, ...] | None, rounding: Any) -> Case | None:
    old = np.asarray(case[name], dtype=object)
    new = old.copy()
    for index in np.ndindex(old.shape) if at is None else (at,):
        new[index] = rounding(_fraction(old[index]))
    if all(_fraction(a) == b for a, b in zip(old.ravel(), new.ravel(), strict=True)):
        return None
    return {**case, name: new if new.ndim else new[()]}


def _fraction(x: Any) -> Fraction:
    if hasattr(x, "p") and hasattr(x, "q"):
        return Fraction(int(x.p), int(x.q))
    return Fraction(x)


def _nothing(x: Fraction) -> Fraction:
    return Fraction(0)


def _unit(x: Fraction) -> Fraction:
    return Fraction((x > 0) - (x < 0))


def _whole(x: Fraction) -> Fraction:
    return Fraction(round(x))


def _coarse(x: Fraction) -> Fraction:
    return x.limit_denominator(4)


def _fair(x: Fraction) -> Fraction:
    return x.limit_denominator(100)
