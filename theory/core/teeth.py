"""Hypotheses have teeth: without each of them the claim must fail, and the derivation must break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from .carriers.exact import Exact
from .decide import Outcome, call, cast, decide
from .levels import attempt, derive
from .planted import ALL as BUGS
from .record import Case, Claim, Drop, Hypothesis, Limit, Scope, Swap, Theorem, Verdict, le, lt
from .trace_algebra import NotProved, fresh


@dataclass(frozen=True, slots=True)
class Tooth:
    """What became of one hypothesis when it was taken away.

    Attributes:
        latex: the hypothesis.
        kind: drop, swap, limit or scope.
        bites: the claim fails, or is undefined, without it (a scope says why there is no such case).
        why: the values seen, or the reason.
        needed: the derivation fails without it; None when there is no derivation or no predicate.
    """

    latex: str
    kind: str
    bites: bool
    why: str
    needed: bool | None = None

    @property
    def ok(self) -> bool:
        """It bites, and where there is a derivation that names it, the derivation needs it."""
        return self.bites and self.needed is not False


def teeth(theorem: Theorem) -> list[Tooth]:
    """Take every hypothesis away in turn."""
    return [_tooth(theorem, h) for h in theorem.hypotheses]


def _tooth(theorem: Theorem, hypothesis: Hypothesis) -> Tooth:
    match hypothesis.teeth:
        case Drop(case):
            kind, (bites, why) = "drop", drops(theorem, hypothesis, case)
        case Swap(bug, case):
            kind, (bites, why) = "swap", swaps(theorem, bug, case)
        case Limit() as limit:
            kind, (bites, why) = "limit", _limit(theorem, limit)
        case Scope(reason):
            kind, (bites, why) = "scope", (bool(reason.strip()), reason)
    return Tooth(hypothesis.latex, kind, bites, why, _needed(theorem, hypothesis))


def _judged(m: Any, claim: Callable[..., Claim], case: Case) -> Outcome:
    return decide(m, call(claim, m, case))


def _fails(outcome: Outcome) -> tuple[bool, str]:
    return outcome.verdict is Verdict.REFUTED, outcome.why or outcome.verdict.value


def drops(theorem: Theorem, hypothesis: Hypothesis, case: Case) -> tuple[bool, str]:
    """The case breaks this hypothesis and no other, and the claim fails; and why, or why not."""
    m = Exact()
    c = cast(m, case)
    if hypothesis.holds is None:
        return False, "a drop needs a predicate that it breaks"
    if attempt(partial(_judged, m, hypothesis.holds, c)).verdict is not Verdict.REFUTED:
        return False, "its case does not break the hypothesis"
    for other in theorem.hypotheses:
        if other is hypothesis or other.holds is None:
            continue
        kept = attempt(partial(_judged, m, other.holds, c))
        if kept.verdict is not Verdict.HOLDS:
            return False, f"its case does not keep {other.latex}: {kept.why or kept.verdict.value}"
    return _fails(attempt(lambda: decide(m, call(theorem.claim, m, c))))


def swaps(theorem: Theorem, name: str, case: Case) -> tuple[bool, str]:
    """The claim holds on the case, and fails with the planted bug of this name; and why, or why not."""
    if name not in BUGS:
        return False, f"there is no planted bug {name!r}"
    bug = BUGS[name]
    m = Exact().replace(**{bug.measure: bug.function})
    honest = attempt(lambda: decide(Exact(), call(theorem.claim, Exact(), cast(Exact(), case))))
    if honest.verdict is not Verdict.HOLDS:
        return False, f"the claim does not hold on its case even with the right measure: {honest.why}"
    return _fails(attempt(lambda: decide(m, call(theorem.claim, m, cast(m, case)))))


def _limit(theorem: Theorem, limit: Limit) -> tuple[bool, str]:
    m = Exact()
    cases = [cast(m, limit.case(parameter)) for parameter in limit.parameters]
    for hypothesis in theorem.hypotheses:
        for c in cases:
            if hypothesis.holds and attempt(partial(_judged, m, hypothesis.holds, c)).verdict in (
                Verdict.REFUTED,
                Verdict.UNDECIDED,
            ):
                return False, f"its family leaves the hypothesis {hypothesis.latex}"
    gaps = [call(limit.gap, m, c) for c in cases]
    shown = ", ".join(f"{float(g):.3g}" for g in gaps)
    falling = all(m.decide(lt(b, a)) is Verdict.HOLDS for a, b in pairwise(gaps))
    positive = all(m.decide(lt(0, g)) is Verdict.HOLDS for g in gaps)
    below = m.decide(le(gaps[-1], m.array(limit.below))) is Verdict.HOLDS
    return len(gaps) > 1 and falling and positive and below, f"the gap falls: {shown}"


def _needed(theorem: Theorem, hypothesis: Hypothesis) -> bool | None:
    if theorem.symbolic is None or hypothesis.holds is None:
        return None
    try:
        m, case = fresh(theorem, without=hypothesis)
        return derive(theorem, m, case).verdict is not Verdict.HOLDS
    except NotProved:
        return True
