"""What the suite asks of a measure, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from unalignable.theory.core.record import Verdict


class Severity(StrEnum):
    """How bad a failure is, worst first."""

    WRONG_VALUE = "wrong value"
    CRASH = "crash"
    SILENT_NAN = "silent NaN"
    HARD_NUMERICS = "wrong on hard numerics"
    UNCLEAR_ERROR = "unclear error"


ORDER = tuple(Severity)
"""The severities, worst first."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the function under test.

    Attributes:
        args: what it was called with: arrays, or a list of pairs of arrays.
        options: keyword arguments.
        got: what it returned, on the scale of the definition; None where it returned no finite number.
        raw: the same as the function says it.
        fault: the exception or the value, where there is no number.
        should: the value of the definition; NaN where it has none.
        radius: how far from it a right implementation may be.
    """

    args: tuple[Any, ...]
    options: dict[str, Any]
    got: float | None
    raw: float | None
    fault: str
    should: float
    radius: float

    @property
    def off(self) -> bool:
        """No number, or one further from the definition than rounding explains, or than no value (NaN) can be."""
        return self.got is None or not abs(self.got - self.should) <= self.radius

    @property
    def size(self) -> tuple[int, int]:
        """For the smallest: entries, then the digits to write them."""
        arrays = _arrays(self.args)
        return sum(a.size for a in arrays), sum(len(repr(x)) for a in arrays for x in a.ravel().tolist())


def _arrays(args: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for a in args:
        found.extend(_arrays(a) if isinstance(a, list | tuple) else [a])
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one check.

    Attributes:
        slug: the theorem, or ``values/…``, ``numerics/…``, ``models/…`` for known answers and the numerical contract.
        reason: what the check holds a measure to, as a sentence.
        verdict: holds, refuted (it fails), undecided (this precision cannot tell) or vacuous (it does not apply).
        severity: of a failure.
        detail: values, tolerance; or why it does not apply.
        call: the call that went wrong, the smallest of the check.
        calls: all calls that went wrong, for the diagnosis.
        dtype: where it went wrong.
        seconds: wall clock.
    """

    slug: str
    reason: str
    verdict: Verdict
    severity: Severity | None = None
    detail: str = ""
    call: Call | None = None
    calls: tuple[Call, ...] = ()
    dtype: str = ""
    seconds: float = 0.0

    @property
    def fails(self) -> bool:
        """Whether the measure is at fault."""
        return self.verdict is Verdict.REFUTED

    @property
    def word(self) -> str:
        """The verdict as a screen says it."""
        return {"refuted": "fails", "vacuous": "does not apply"}.get(self.verdict.value, self.verdict.value)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing asked of a measure.

    Attributes:
        slug: a stable name, by which expected failures are listed.
        reason: what a right measure does, as a sentence.
        run: puts it to a measure.
    """

    slug: str
    reason: str
    run: Callable[[Any], Result] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a measure.

    Attributes:
        name: a stable name of the fault.
        text: the fault in words, as its maintainer can act on it.
        explains: the failing checks that it accounts for.
        certain: it reproduces the values that were seen; otherwise it is a symptom.
    """

    name: str
    text: str
    explains: tuple[str, ...]
    certain: bool
