"""Putting a question to a measure: a right value, or an error where there is none; and checks made of these."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked
from unalignable.theory.core.record import Verdict

from .adapter import Measure, Misbehaved, Returned, quiet
from .judging import Judging, truth
from .record import ORDER, Call, Check, Result, Severity
from .theorem_checks import severity

USELESS: Final = 0.1
"""A radius beyond this share of the value decides nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one question.

    Attributes:
        verdict: holds, refuted, undecided.
        severity: of a refutation.
        detail: values and tolerance, or why it is undecided.
        call: the call that went wrong.
        dtype: in which precision.
    """

    verdict: Verdict
    severity: Severity | None = None
    detail: str = ""
    call: Call | None = None
    dtype: str = ""


HOLDS: Final = Finding(Verdict.HOLDS)
Body = Callable[[Measure], Iterable[Finding]]


def undecided(why: str) -> Finding:
    """Nothing can be said."""
    return Finding(Verdict.UNDECIDED, detail=why)


def checked(slug: str, reason: str, body: Body) -> Check:
    """A check made of questions: it fails where one fails, with the worst severity and the smallest call."""
    return Check(slug, reason, partial(_run, slug, reason, body))


def _run(slug: str, reason: str, body: Body, measure: Measure) -> Result:
    start = time.perf_counter()
    found = list(body(measure))
    bad = [f for f in found if f.verdict is Verdict.REFUTED]
    seconds = time.perf_counter() - start
    if bad:
        worst = min(bad, key=lambda f: (_rank(f.severity), f.call.size if f.call else (0, 0)))
        calls = tuple(f.call for f in bad if f.call)
        return Result(
            slug, reason, Verdict.REFUTED, worst.severity, worst.detail, worst.call, calls, worst.dtype, seconds
        )
    held = sum(f.verdict is Verdict.HOLDS for f in found)
    if held:
        return Result(slug, reason, Verdict.HOLDS, detail=f"{held} {'case' if held == 1 else 'cases'}", seconds=seconds)
    verdict = Verdict.UNDECIDED if found else Verdict.VACUOUS
    why = found[0].detail if found else f"nothing of the kind can be asked of {measure.promised.title}"
    return Result(slug, reason, verdict, detail=why, seconds=seconds)


def _rank(found: Severity | None) -> int:
    return ORDER.index(found) if found else len(ORDER)


def value(
    measure: Measure,
    args: tuple[Any, ...],
    options: dict[str, Any],
    ball: Tracked,
    dtype: str = "float64",
    hard: Severity | None = None,
) -> Finding:
    """Whether the function gives this value, within its error.

    Args:
        measure: the function under test.
        args: what it is called with.
        options: keyword arguments.
        ball: the right value, and how far from it the function may be.
        dtype: the precision that the function's last roundings are in.
        hard: how bad it is to be off; by default by how much.
    """
    return judged(called(measure, args, options, ball, dtype), dtype, hard)


def called(
    measure: Measure, args: tuple[Any, ...], options: dict[str, Any], ball: Tracked, dtype: str = "float64"
) -> Call:
    """One call of the function, beside the value that it should give."""
    should, error = float(ball.value), ball.error
    try:
        found = measure.returned(*args, **options)
    except Misbehaved as fault:
        return Call(args, options, None, None, str(fault), should, error)
    radius = Judging(dtype, measure).radius(error, should, found.value) + found.error
    return Call(args, options, found.value, found.raw, "", should, radius)


def judged(call: Call, dtype: str, hard: Severity | None = None) -> Finding:
    """Whether a call gave what it should."""
    if not call.off:
        return HOLDS
    if call.got is None:
        detail = f"{call.fault}, should be {call.should:.10g}"
        return Finding(Verdict.REFUTED, severity([call], dtype), detail, call, dtype)
    detail = f"{call.got:.10g}, should be {call.should:.10g}, tolerance {call.radius:.2g}"
    return Finding(Verdict.REFUTED, hard or severity([call], dtype), detail, call, dtype)


def unchanged(
    measure: Measure, base: tuple[Any, ...], args: tuple[Any, ...], options: dict[str, Any], dtype: str
) -> Finding | None:
    """Whether a value stays what it was, right or wrong, where the definition's does; else, whether it is right.

    Where it moves and the definition's does not, one of the two values is off, and that call is the finding.
    """
    if not measure.presentable(args) or not measure.presentable(base):
        return None
    before, after = (definition(measure, each, options, dtype) for each in (base, args))
    if isinstance(before, Finding) or isinstance(after, Finding):
        return next(found for found in (before, after) if isinstance(found, Finding))
    moved = called(measure, args, options, after, dtype)
    if abs(float(before.value) - float(after.value)) > before.error + after.error:
        return judged(moved, dtype)
    still = called(measure, base, options, before, dtype)
    if still.got is None or moved.got is None:
        return judged(moved, dtype)
    if abs(still.got - moved.got) <= still.radius + moved.radius:
        return HOLDS
    found = judged(moved if moved.off else still, dtype)
    return replace(found, detail=f"{still.got:.10g} becomes {moved.got:.10g}; {found.detail}")


def definition(
    measure: Measure, args: tuple[Any, ...], options: dict[str, Any], dtype: str = "float64"
) -> Tracked | Finding:
    """The value of the definition and its bound; or that it cannot be told."""
    try:
        with quiet():
            ball = truth(dtype, measure, args, options)
    except (Undecided, ZeroDivisionError) as error:
        return undecided(str(error))
    if not ball.error <= USELESS * max(1.0, abs(float(ball.value))):
        return undecided("rounding leaves the value of the definition open")
    return ball


def by_definition(
    measure: Measure, args: tuple[Any, ...], options: dict[str, Any], dtype: str = "float64"
) -> Finding | None:
    """Whether the function gives the value of the definition; None where its batches cannot be cut like this."""
    if not measure.presentable(args):
        return None
    ball = definition(measure, args, options, dtype)
    return ball if isinstance(ball, Finding) else value(measure, args, options, ball, dtype)


def answered(
    measure: Measure, args: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Returned | None, Exception | str]:
    """The number, or the exception raised, or what was returned in place of a finite number."""
    try:
        return measure.returned(*args, **options), ""
    except Misbehaved as fault:
        cause = fault.__cause__
        return None, cause if fault.fault == "crash" and isinstance(cause, Exception) else fault.detail


def says(error: Exception, kinds: tuple[type[Exception], ...]) -> bool:
    """Whether an error is of one of these kinds and has a text, and is none that NumPy or torch meets in a formula."""
    array_library = type(error).__module__.partition(".")[0] in ("numpy", "torch")
    return isinstance(error, kinds) and not array_library and bool(str(error).strip())


def nothing(
    measure: Measure,
    args: tuple[Any, ...],
    options: dict[str, Any],
    why: str,
    *,
    clear: tuple[type[Exception], ...] = (ValueError, AssertionError),
    nan: bool = False,
    readings: Sequence[Tracked] = (),
) -> Finding:
    """Whether the function refuses where there is no value.

    Args:
        measure: the function under test.
        args: what it is called with.
        options: keyword arguments.
        why: there is no value.
        clear: kinds of errors that will do, if they say something; where there are none, all kinds that do.
        nan: whether NaN will do, or any error.
        readings: values that will do, as one may understand the question like this.
    """
    answer, fault = answered(measure, args, options)
    got, raw = (answer.value, answer.raw) if answer else (None, None)
    if got is not None:
        close = (abs(got - float(ball.value)) <= ball.error for ball in readings)
        found = None if any(close) else Severity.WRONG_VALUE
        said = f"returned {got:.10g} where there is no value: {why}"
    elif isinstance(fault, Exception):
        found = None if nan or (says(fault, clear) if clear else str(fault).strip()) else Severity.UNCLEAR_ERROR
        text = " ".join(str(fault).split())[:200]
        said = f"{type(fault).__name__}{f': {text}' if text else ' without a word'}; {why}"
    elif fault.startswith("returned") and any(bad in fault for bad in ("nan", "inf")):
        found, said = None if nan else Severity.SILENT_NAN, f"{fault}; {why}"
    else:
        found, said = Severity.WRONG_VALUE, f"{fault}; {why}"
    if found is None:
        return HOLDS
    kind = "crash" if isinstance(fault, Exception) else "silent NaN" if found is Severity.SILENT_NAN else "no number"
    call = Call(args, options, got, raw, "" if got is not None else f"{kind}: {said}", math.nan, 0.0)
    return Finding(Verdict.REFUTED, found, said, call)


def ball(number: float, error: float) -> Tracked:
    """A known value."""
    return Tracked(np.asarray(number, dtype=np.float64), error)
