"""What ``verify`` and ``show`` put on the screen, as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from .catalogue import Entry, used_by
from .decide import text
from .judge import Report
from .kernel import status as kernel
from .latex import plain
from .record import LEVELS, Drop, Hypothesis, Limit, Scope, Swap, Verdict
from .teeth import Tooth

WIDTH = 110


def verified(reports: Sequence[Report], seconds: float, missed: Iterable[str] = ()) -> Iterator[str]:
    """The screen of ``unalignable verify``: a line per family, totals, the weakest theorem, failures last and whole.

    Args:
        reports: in the order of the catalogue.
        seconds: wall clock of the whole run.
        missed: planted bugs that no theorem caught, when all theorems were asked.
    """
    levels = [level for level in LEVELS if any(report.levels[level] is not None for report in reports)]
    families = list(dict.fromkeys(report.family for report in reports))
    width = max(len(family) for family in families)
    for family in families:
        members = [report for report in reports if report.family == family]
        counts = "  ".join(f"{level} {_holding(members, level):>2}" for level in levels)
        yield f"{family:<{width}}  {_counted(len(members), 'theorem'):>12}   {counts}"
    yield ""
    yield _total(reports, seconds, list(missed))
    if len(levels) > 1:
        yield from _weakest(reports)
    for report in reports:
        if not report.ok:
            yield ""
            yield from _failure(report)


def _holding(reports: Iterable[Report], level: str) -> int:
    return sum(report.levels[level] is Verdict.HOLDS for report in reports)


def _total(reports: Sequence[Report], seconds: float, missed: list[str]) -> str:
    good = sum(report.ok and report.judged for report in reports)
    apart = sum(report.ok and not report.judged for report in reports)
    bugs = {bug for report in reports for bug, _ in report.bugs_caught}
    if good + apart == len(reports):
        said = f"{_counted(good, 'theorem')} {'holds' if good == 1 else 'hold'} at every level that applies"
    else:
        said = f"{good} of {_counted(len(reports) - apart, 'theorem')} hold at every level that applies"
    asked = f" · {_counted(apart, 'theorem')} not judged: no level asked for applies or can run" if apart else ""
    caught = f" · {_counted(len(bugs), 'planted bug')} caught" if bugs else ""
    left = f" · missed: {', '.join(missed)}" if missed else ""
    return f"{said}{asked}{caught}{left} · {seconds:.0f} s"


def _weakest(reports: Sequence[Report]) -> Iterator[str]:
    """The theorem whose strongest level is weakest, with the reason."""
    rank = {report.slug: _strongest(report) for report in reports if report.ok and report.judged}
    if not rank or len(set(rank.values())) == 1:
        return
    worst = next(report for report in reports if rank.get(report.slug) == max(rank.values()))
    held = [level for level in LEVELS if worst.levels[level] is Verdict.HOLDS]
    missing = LEVELS[max(0, LEVELS.index(held[0]) - 1)]
    only = f"{', '.join(held)}{' only' if len(held) == 1 else ''}"
    yield f"weakest: {worst.slug}: {only} (not {missing}: {worst.why[missing]})"


def _strongest(report: Report) -> int:
    return next(k for k, level in enumerate(LEVELS) if report.levels[level] is Verdict.HOLDS)


def _failure(report: Report) -> Iterator[str]:
    fallen = [f"{level} {verdict.value}" for level, verdict in report.levels.items() if verdict]
    yield f"{report.slug}: {', '.join(fallen)}"
    for line in report.message.splitlines():
        yield from _wrapped(line, "  ", "    ")
    yield f"  look at it again: unalignable show {report.slug}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def shown(entry: Entry, report: Report) -> Iterator[str]:
    """The screen of ``unalignable show``: statement, hypotheses with what fails without them, proof, levels, sources.

    Args:
        entry: the theorem.
        report: what the judge says of it now.
    """
    theorem = entry.theorem
    yield entry.slug
    yield entry.title
    yield ""
    yield f"  {plain(theorem.statement)}"
    yield f"  {theorem.statement}"
    yield ""
    if theorem.case:
        yield from _field("for", ", ".join(_argument(name, shape) for name, shape in theorem.case.items()))
    for hypothesis, tooth in zip(theorem.hypotheses, report.teeth, strict=True):
        yield from _field("if", plain(hypothesis.latex))
        yield from _wrapped(_without(hypothesis, tooth), " " * 14, " " * 16)
    yield ""
    for name in ("Proof", "Sharpness"):
        yield from _field(name.lower(), entry.section(name))
    for name, values in report.witnesses.items():
        yield from _field("value", f"{name}: {'; '.join(map(_equation, values))}")
    yield ""
    yield from _levels(entry, report)
    if report.bugs_caught:
        yield from _field("refutes", ", ".join(f"{bug} (by {by})" for bug, by in report.bugs_caught))
    if theorem.uses:
        yield from _field("uses", ", ".join(theorem.uses))
    if users := used_by(entry.slug):
        yield from _field("used by", ", ".join(users))
    keys = f" [{', '.join(theorem.cites)}]" if theorem.cites else ""
    yield from _field("source", entry.section("Source") + keys)
    arguments = "".join(f", {name}={name}" for name in theorem.case)
    yield f'  python      from unalignable.theory.core.evaluate import evaluate; evaluate("{entry.slug}"{arguments})'
    if report.message:
        yield ""
        yield from _failure(report)


def _levels(entry: Entry, report: Report) -> Iterator[str]:
    held = [f"{level} ({_how(report, level)})" for level in LEVELS if report.levels[level] is Verdict.HOLDS]
    yield from _field("today", f"holds: {', '.join(held) or 'at no level'}")
    if said := kernel.checked(entry):
        yield from _field("", f"{said}: {', '.join(entry.theorem.kernel)}")
    for level, why in report.why.items():
        yield from _wrapped(f"{level} does not apply: {why}", " " * 14, " " * 16)


def _how(report: Report, level: str) -> str:
    return _counted(report.cases[level], "case") if level in report.cases else "for all sizes"


def _argument(name: str, shape: str) -> str:
    if shape == "data":
        return f"{name} (data)"
    sizes = [size.rpartition("=")[2] for size in shape.split()]
    return f"{name} ({' × '.join(sizes)})" if sizes else f"{name} (a number)"


def _without(hypothesis: Hypothesis, tooth: Tooth) -> str:
    match hypothesis.teeth:
        case Drop(case):
            said = f"without it: {text(case)} gives {tooth.why}"
        case Swap(bug, case):
            said = f"with {bug} instead: {text(case)} gives {tooth.why}"
        case Limit():
            said = f"in the limit: {tooth.why}"
        case Scope(why):
            said = f"scope: {why}"
    return said


def _equation(asserted: str) -> str:
    """``5/8 == 5/8`` says no more than 5/8."""
    left, _, right = asserted.partition(" == ")
    return left if left == right else asserted


def _field(name: str, content: str) -> Iterator[str]:
    yield from _wrapped(content, f"  {name:<10}  ", " " * 14)


def _wrapped(content: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        content, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
