"""A run of the suite, for a reader: a screen, Markdown for an issue report, JSON, one line, and code to paste."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from .adapter import Measure
from .comparer import Comparer
from .record import ORDER, Call, Result
from .suite import Report

SHOWN: Final = 60
"""Entries that a screen prints of the arrays of one call."""
WIDTH: Final = 11
"""Of the first column."""
EDGES: Final = ("numerics/", "inputs/")
"""Checks that ask for no value of ordinary samples."""


# ------------------------------------------------------------------------------------------------- code to paste


def snippet(measure: Measure, call: Call) -> str:
    """One line of Python that shows the fault, with what it gives and what it should give as a comment."""
    imported, name = _imported(measure)
    uses = "import torch; " if measure.inputs == "torch" else "import numpy as np; "
    return f"{imported}{uses}{_call(measure, name, call)}  # {gave(call)}, should be {should(measure, call)}"


def _imported(measure: Measure) -> tuple[str, str]:
    module, _, name = measure.name.partition(":")
    plain = bool(name) and "<" not in name and "." not in name and module != "__main__"
    return (f"from {module} import {name}; ", name) if plain else ("", "measure")


def _call(measure: Measure, name: str, call: Call) -> str:
    options = [f"{key}={value!r}" for key, value in call.options.items()]
    if measure.promised.takes != "batches":
        return f"{name}({', '.join([*(literal(measure, a) for a in call.args), *options])})"
    batches = call.args[0]
    if isinstance(measure.batch, int):
        whole = [np.concatenate([pair[side] for pair in batches]) for side in (0, 1)]
        return f"{name}({', '.join([*(literal(measure, a) for a in whole), *options])})"
    pairs = ", ".join(f"({literal(measure, X)}, {literal(measure, Y)})" for X, Y in batches)
    if measure.batch == "stream":
        return f"m = {name}(); [m.update(X, Y) for X, Y in [{pairs}]]; m.compute()"
    return f"{name}([{pairs}])"


def literal(measure: Measure, a: Any) -> str:
    """An array as Python that makes it, in the kind that the function takes."""
    values = repr(np.asarray(a).tolist()).replace("nan", "float('nan')").replace("inf", "float('inf')")
    dtype = str(np.asarray(a).dtype)
    if measure.inputs == "list":
        return values
    library = "torch.tensor" if measure.inputs == "torch" else "np.array"
    said = f", dtype={library.partition('.')[0]}.{dtype}"
    return f"{library}({values}{'' if dtype == 'float64' and library == 'np.array' else said})"


def gave(call: Call) -> str:
    """What the function returned, or how it failed."""
    return call.fault if call.raw is None else f"{call.raw:.10g}"


def should(measure: Measure, call: Call) -> str:
    """What it should have returned, as it says it."""
    if math.isnan(call.should):
        return "an error that says why"
    value = measure.said(call.should)
    return f"{round(value, 10):.10g}" if abs(value - round(value, 10)) <= max(call.radius, 1e-15) else f"{value:.10g}"


# ------------------------------------------------------------------------------------------------------ a screen


def one_line(report: Report) -> str:
    """The verdict as one sentence."""
    title = report.measure.promised.title
    who = f"{report.measure.name} ({report.measure.package})"
    applied = sum(r.word in ("holds", "fails") for r in report.results)
    if report.verdict == "conforms":
        but = f", {_count(len(report.expected), 'failure')} expected" if report.expected else ""
        return f"{who} conforms to {title}: {_count(applied, 'check')}{but}"
    if not report.failures:
        return f"{who}: {_count(len(report.stale), 'expected failure')} did not fail: {', '.join(report.stale)}"
    if all(_at_the_edge(r) for r in report.failures):
        fails = f"{len(report.failures)} of {_count(applied, 'check')} fail at hard numerics and odd inputs"
        return f"{who} is {title} in every theorem and known answer; {fails}"
    cause = f": {report.diagnosis[0].text}" if report.diagnosis else ""
    return f"{who} fails {len(report.failures)} of {_count(applied, 'check')} as {title}{cause}"


def _at_the_edge(r: Result) -> bool:
    """Whether it is no theorem and no known answer that fails: hard numerics, or a question that has no answer."""
    unanswerable = r.call is not None and math.isnan(r.call.should)
    return unanswerable or r.slug.startswith(EDGES)


def table(report: Report, width: int = 100) -> str:
    """The whole report as lines of text."""
    return "\n".join(_lines(report, width))


def _lines(report: Report, width: int) -> Iterator[str]:
    measure = report.measure
    against = f'against "{measure.promised.title}"'
    yield f"{measure.package}  {measure.name}  {against}  {_count(len(report.results), 'check')}"
    for word in ("holds", "fails", "does not apply", "undecided"):
        if count := report.counts[word]:
            yield f"{word:<14} {count:>4}"
    yield from _faults(report, width)
    if report.expected:
        known = [slug for slug in report.expected if slug not in report.stale]
        yield f"{'expected':<{WIDTH}} {', '.join(known) or 'none'}"
    if report.stale:
        yield f"{'stale':<{WIDTH}} expected to fail, and did not: {', '.join(report.stale)}"
    if report.diagnosis:
        yield ""
    for k, found in enumerate(report.diagnosis):
        yield f"{'diagnosis' if k == 0 else '':<{WIDTH}} {found.text}{_explained(report, found)}"
    yield from _smallest(report)
    yield ""
    yield one_line(report)


def _faults(report: Report, width: int) -> Iterator[str]:
    for severity in ORDER:
        slugs = [r.slug for r in report.failures if r.severity is severity]
        if slugs:
            yield f"  {severity.value} ({len(slugs)})"
            yield from (f"    {line}" for line in wrapped(slugs, width - 4))


def wrapped(words: Iterable[str], width: int) -> Iterator[str]:
    """Words with commas, in lines of at most this width."""
    line = ""
    for word in words:
        if line and len(line) + len(word) + 2 > width:
            yield f"{line},"
            line = word
        else:
            line = f"{line}, {word}" if line else word
    yield line


def _explained(report: Report, found: Any) -> str:
    failing = {r.slug for r in report.failures}
    explained = len(failing & set(found.explains))
    return f"  ({explained} of {_count(len(failing), 'failure')} explained)" if found.explains else ""


def smallest(report: Report) -> Call | None:
    """The smallest call that went wrong, of all failures that are wrong by value first."""
    calls = [r.call for r in report.failures if r.call is not None and r.call.size[0] <= SHOWN]
    wrong = [call for call in calls if call.got is not None]
    found = sorted(wrong or calls, key=lambda call: call.size)
    return report.smallest or (found[0] if found else None)


def _smallest(report: Report) -> Iterator[str]:
    call, measure = smallest(report), report.measure
    if call is None or not isinstance(measure, Measure):
        return
    shown = f"gives {gave(call)}, should be {should(measure, call)}"
    yield f"{'smallest':<{WIDTH}} {_arguments(call)}{shown}"
    yield f"{'paste':<{WIDTH}} {snippet(measure, call)}"


def _arguments(call: Call) -> str:
    names = ("X", "Y")
    arrays = [a for a in call.args if isinstance(a, np.ndarray)]
    if len(arrays) != len(call.args) or sum(a.size for a in arrays) > 12:
        return ""
    return ", ".join(f"{n} = {_short(a)}" for n, a in zip(names, arrays, strict=False)) + " "


def _short(a: Any) -> str:
    rows = ["[" + ", ".join(f"{x:.6g}" for x in row) + "]" for row in np.atleast_2d(a).tolist()]
    return f"[{', '.join(rows)}]"


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


# ---------------------------------------------------------------------------------------- Markdown and JSON


def markdown(report: Report) -> str:
    """For pasting into an issue report: verdict, cause, code to reproduce, and a table of what fails."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Report) -> Iterator[str]:
    measure = report.measure
    yield f"**{one_line(report)}.**"
    yield ""
    kind = (
        ""
        if measure.kind in ("similarity", "distance" if measure.promised.distance else "")
        else f", as {measure.kind}"
    )
    tested = f"tested as {measure.promised.title} (`{measure.variant}`{kind})"
    yield f"`{measure.name}`, {measure.package}, {tested}; {versions()}."
    for found in report.diagnosis:
        yield f"- {found.text}{_explained(report, found)}"
    call = smallest(report)
    if call is not None and isinstance(measure, Measure):
        yield from ("", "```python", snippet(measure, call).replace("; ", "\n", 2), "```")
    if report.failures:
        yield from ("", "| check | what should hold | severity | found |", "|---|---|---|---|")
        for r in report.failures:
            yield f"| `{r.slug}` | {_cell(r.reason)} | {r.severity} | {_cell(_found(measure, r))} |"
    counts = ", ".join(f"{n} {word}" for word, n in sorted(report.counts.items()))
    yield from ("", f"{_count(len(report.results), 'check')} of `unalignable conform`: {counts}.")


def versions() -> str:
    """Of what ran: Python, NumPy, and torch where it was loaded."""
    import sys

    found = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    if "torch" in sys.modules:
        found.append(f"torch {sys.modules['torch'].__version__}")
    return ", ".join(found)


def _found(measure: Measure | Comparer, r: Result) -> str:
    if r.call is None or not isinstance(measure, Measure):
        return r.detail
    return f"{gave(r.call)}, should be {should(measure, r.call)}" + (f" ({r.dtype})" if r.dtype else "")


def _cell(text: str, most: int = 160) -> str:
    one = " ".join(text.split()).replace("|", "\\|")
    return one if len(one) <= most else f"{one[: most - 1]}…"


def as_json(report: Report) -> dict[str, Any]:
    """The record of ``unalignable conform --json``: the same run gives the same record."""
    measure, call = report.measure, smallest(report)
    return {
        "measure": measure.name,
        "package": measure.package,
        "variant": measure.variant,
        "kind": measure.kind,
        "verdict": report.verdict,
        "summary": one_line(report),
        "diagnosis": [
            {"name": d.name, "text": d.text, "explains": list(d.explains), "certain": d.certain}
            for d in report.diagnosis
        ],
        "smallest": _call_json(measure, call),
        "expected": dict(report.expected),
        "stale": list(report.stale),
        "checks": [_check_json(measure, r) for r in report.results],
    }


def _check_json(measure: Measure | Comparer, r: Result) -> dict[str, Any]:
    record: dict[str, Any] = {
        "slug": r.slug,
        "verdict": r.word,
        "severity": None if r.severity is None else r.severity.value,
        "detail": r.detail,
        "reason": r.reason,
    }
    if r.fails:
        record |= {"dtype": r.dtype, "call": _call_json(measure, r.call)}
    return record


def _call_json(measure: Measure | Comparer, call: Call | None) -> dict[str, Any] | None:
    if call is None or not isinstance(measure, Measure):
        return None
    return {
        "got": call.raw,
        "fault": call.fault,
        "should": None if math.isnan(call.should) else measure.said(call.should),
        "tolerance": call.radius,
        "paste": snippet(measure, call),
    }
