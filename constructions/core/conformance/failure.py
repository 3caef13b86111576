"""A failed check, told so that one need not know how it was made: claim, values, tolerance, code, likely cause."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from .adapter import Measure
from .comparer import Comparer
from .record import Call, Result
from .report import SHOWN, gave, should, smallest, snippet
from .suite import diagnosed


def told(measure: Measure | Comparer, result: Result) -> str:
    """What is wrong in the first line, the rest below it.

    Args:
        measure: the function under test.
        result: of a check that it fails.
    """
    return "\n".join([_headline(measure, result), *(f"  {name:<10} {text}" for name, text in _rows(measure, result))])


def _headline(measure: Measure | Comparer, result: Result) -> str:
    severity, call = result.severity or "fails", result.call
    if call is None or isinstance(measure, Comparer):
        return f"{severity}: {result.detail.partition('; ')[0] or result.reason}"
    if call.raw is None:
        return call.fault if call.fault.startswith(severity) else f"{severity}: {call.fault}"
    if math.isnan(call.should):
        return f"{severity}: {gave(call)}, where there is no value"
    return f"{severity}: {gave(call)}, should be {should(measure, call)}"


def _rows(measure: Measure | Comparer, result: Result) -> Iterator[tuple[str, str]]:
    yield "check", result.slug
    yield "claim", result.reason
    yield from _lines("values", result.detail.split("; "))
    if isinstance(measure, Comparer):
        return  # one failure says little of what is wrong with a comparer: see the end of the run
    report = diagnosed(measure, [result])
    if result.call is not None:
        yield from _of_call(measure, result, result.call, smallest(report))
    if report.diagnosis:
        yield "likely", report.diagnosis[0].text


def _of_call(measure: Measure, result: Result, call: Call, smaller: Call | None) -> Iterator[tuple[str, str]]:
    if call.got is not None and not math.isnan(call.should):
        yield "tolerance", _tolerance(measure, result, call)
    if call.size[0] <= SHOWN or smaller is None:
        yield "paste", snippet(measure, call)
    else:  # nobody wants to read hundreds of numbers where a handful shows that the values are wrong
        yield "smaller", snippet(measure, smaller)


def _lines(name: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip([name, *[""] * (len(texts) - 1)], texts, strict=True)


def _tolerance(measure: Measure, result: Result, call: Call) -> str:
    assert call.got is not None
    scale = "" if call.got == call.raw else f" in {measure.promised.title} itself"
    precision = f" in {result.dtype}" if result.dtype else ""
    return f"off by {abs(call.got - call.should):.2g}{scale}; rounding{precision} explains {call.radius:.2g}"
