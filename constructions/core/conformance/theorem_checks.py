"""The catalogue's claims, put to a stranger's measure: the same lines that our own are held to."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final

from unalignable.theory.core import catalogue
from unalignable.theory.core.catalogue import Entry
from unalignable.theory.core.decide import Outcome, text
from unalignable.theory.core.levels import Sampler, attempt, checks, on_case
from unalignable.theory.core.record import Case, Theorem, Verdict

from .adapter import Measure, Misbehaved
from .judging import Judging
from .record import Call, Check, Result, Severity

EXAMPLES: Final = 10
"""Random cases of each theorem, in each precision."""
SHRINKS: Final = 60
"""Cases that are tried to make a failing one smaller."""
SMALL: Final = 1e-3
"""A value off by less is inaccurate, by more wrong: in double precision no sound method loses thirteen digits here."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case in which a claim fails on the stranger's values."""

    case: Case
    dtype: str
    why: str
    calls: tuple[Call, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Of the smallest call that is off."""
        return min(call.size for call in self.calls)


def theorem_checks(measure: Measure, dtypes: Sequence[str], examples: int = EXAMPLES) -> Iterator[Check]:
    """One check for every theorem that names the variant of the measure, in the catalogue's order.

    Args:
        measure: the function under test.
        dtypes: the precisions that it takes.
        examples: random cases of each theorem, in each precision.
    """
    for entry in catalogue.entries().values():
        if entry.theorem.variants & measure.promised.theorems:
            yield Check(entry.slug, entry.title, partial(_run, entry, tuple(dtypes), examples))


def _run(entry: Entry, dtypes: tuple[str, ...], examples: int, measure: Measure) -> Result:
    start = time.perf_counter()
    result = _judged(entry, dtypes, Sampler(entry.theorem, examples, seed=0), measure)
    return replace(result, seconds=time.perf_counter() - start)


def _judged(entry: Entry, dtypes: tuple[str, ...], sampler: Sampler, measure: Measure) -> Result:
    asked = held = 0
    for dtype in dtypes:
        m = Judging(dtype, measure)
        for by, case, judge in _checks(entry, m, sampler):
            outcome, failure = _put(m, case, judge)
            calls = bool(m.calls)
            if failure is not None and _holds_by_definition(m, judge):
                if by == "random":
                    failure = _smaller(entry.theorem, m, sampler, failure)
                return _failed(entry, failure)
            asked += calls
            held += calls and outcome.verdict is Verdict.HOLDS
    if not asked:
        return Result(entry.slug, entry.title, Verdict.VACUOUS, detail=f"asks for no {measure.promised.title}")
    if not held:
        return Result(entry.slug, entry.title, Verdict.UNDECIDED, detail="this precision tells nothing")
    return Result(entry.slug, entry.title, Verdict.HOLDS, detail=f"{held} cases")


Judge = Callable[[], Outcome]


def _checks(entry: Entry, m: Judging, sampler: Sampler) -> Iterator[tuple[str, Case, Judge]]:
    random = (("random", case, partial(on_case, entry.theorem, m, case)) for case in sampler.cases)
    return chain(checks(entry.theorem, m, entry.slug), random)


def _put(m: Judging, case: Case, judge: Judge) -> tuple[Outcome, Failure | None]:
    """Judge one case on the stranger's values; a failure is theirs only if one of their values is off."""
    m.calls.clear()
    try:
        outcome = attempt(judge)
    except Misbehaved as error:
        outcome = Outcome(Verdict.REFUTED, str(error))
    off = tuple(call for call in m.calls if call.off)
    failed = outcome.verdict is Verdict.REFUTED and bool(off)
    return outcome, Failure(case, m.name, outcome.why, off) if failed else None


def _holds_by_definition(m: Judging, judge: Judge) -> bool:
    """Whether the claim holds of the definition itself: by a rule of its own a measure may leave the theorem."""
    if m.subject.promised.definition is None:
        return True
    m.asks = False
    try:
        return attempt(judge).verdict is not Verdict.REFUTED
    finally:
        m.asks = True


def _smaller(theorem: Theorem, m: Judging, sampler: Sampler, failure: Failure) -> Failure:
    """The smallest failing case that Hypothesis finds in a few tries."""
    found, tries = [failure], 0

    def body(case: Case) -> None:
        nonlocal tries
        if tries > SHRINKS:
            return
        _, failed = _put(m, case, partial(on_case, theorem, m, case))
        tries += len(found) > 1
        if failed is not None:
            found.append(failed)
            raise AssertionError(failed.why)

    with contextlib.suppress(Exception):  # the failure itself, or that it stopped failing when the tries ran out
        sampler.search(body)
    return min(found, key=lambda f: f.size)


def _failed(entry: Entry, failure: Failure) -> Result:
    worst = min(failure.calls, key=lambda call: call.size)
    return Result(
        entry.slug,
        entry.title,
        Verdict.REFUTED,
        severity(failure.calls, failure.dtype),
        f"{failure.why}; {text(failure.case)}",
        worst,
        failure.calls,
        failure.dtype,
    )


def severity(calls: Sequence[Call], dtype: str) -> Severity:
    """How bad it is that these calls are off."""
    faults = {call.fault.partition(":")[0] for call in calls if call.got is None}
    if "crash" in faults:
        return Severity.CRASH
    if faults:
        return Severity.SILENT_NAN if faults == {"silent NaN"} else Severity.WRONG_VALUE
    off = max(abs(call.got - call.should) / max(1.0, abs(call.should)) for call in calls if call.got is not None)
    return Severity.HARD_NUMERICS if off < SMALL else Severity.WRONG_VALUE
