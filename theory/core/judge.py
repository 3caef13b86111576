"""The judge: runs the levels of a theorem, its teeth and the planted bugs. Every status is computed here, today."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from . import catalogue
from .bugs import caught
from .carriers.exact import Exact
from .catalogue import Entry
from .decide import call, cast
from .kernel import status as kernel
from .levels import Level, Sampler, exact, floating, symbolic
from .pool import spread
from .record import LEVELS, All, Claim, Relation, Theorem, Verdict
from .teeth import Tooth, teeth

RUN: Final = ("symbolic", "exact", "float")
"""What runs by default; the kernel's word is added where its proofs have been built, and asked for by name."""

T = TypeVar("T")
CRASHED: Final = Level(Verdict.REFUTED)


@dataclass
class Report:
    """What became of one theorem today.

    Attributes:
        slug: the theorem.
        levels: level -> verdict, or None where it does not apply or was not asked for.
        why: level -> why it does not apply.
        cases: level -> how many cases were judged.
        message: every failure in full: values, tolerance, the smallest case.
        bugs_caught: the planted bugs this theorem refutes, and by what.
        missed: planted bugs that the theorem names but does not refute.
        teeth: each hypothesis, taken away.
        witnesses: name -> the exact values asserted and checked.
        crashed: some part raised an exception that is no verdict; the message has it.
        restricted: not every level was asked for, so that it is no fault if none of those asked for applies.
        seconds: wall clock.
    """

    slug: str
    levels: dict[str, Verdict | None] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    message: str = ""
    bugs_caught: list[tuple[str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    teeth: list[Tooth] = field(default_factory=list)
    witnesses: dict[str, list[str]] = field(default_factory=dict)
    crashed: bool = False
    restricted: bool = False
    seconds: float = 0.0

    @property
    def family(self) -> str:
        """The folder."""
        return self.slug.split("/", 1)[0]

    @property
    def ok(self) -> bool:
        """Every level that was run holds, hypotheses have teeth, named bugs are refuted.

        At least one level was run, unless only some were asked for and none of these applies.
        """
        run = [verdict for verdict in self.levels.values() if verdict is not None]
        sharp = all(tooth.ok for tooth in self.teeth) and not self.missed and not self.crashed
        return (bool(run) or self.restricted) and all(v is Verdict.HOLDS for v in run) and sharp

    @property
    def judged(self) -> bool:
        """At least one level was run."""
        return any(verdict is not None for verdict in self.levels.values())

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable verify --json``."""
        return {
            "slug": self.slug,
            "family": self.family,
            "levels": {level: verdict.value if verdict else None for level, verdict in self.levels.items()},
            "why": self.why,
            "cases": self.cases,
            "holds": self.ok,
            "message": self.message,
            "bugs_caught": [{"bug": bug, "by": by} for bug, by in self.bugs_caught],
            "hypotheses": [
                {"latex": t.latex, "kind": t.kind, "bites": t.bites, "needed": t.needed, "why": t.why}
                for t in self.teeth
            ],
            "witnesses": self.witnesses,
            "seconds": round(self.seconds, 3),
        }


def verify(
    entry: Entry | str,
    *,
    levels: Sequence[str] = RUN,
    examples: int = 30,
    seed: int = 0,
    bugs: bool = True,
) -> Report:
    """Check one theorem.

    Args:
        entry: the theorem, or its slug.
        levels: which levels to run.
        examples: random exact cases per theorem, shared by all carriers.
        seed: of the draws.
        bugs: also replay the planted bugs.

    Raises:
        CatalogueError: an unknown slug.
        ValueError: an unknown level, or fewer than one example.
    """
    entry = catalogue.get(entry) if isinstance(entry, str) else entry
    if unknown := [level for level in levels if level not in LEVELS]:
        raise ValueError(f"unknown level {unknown[0]!r}; choose from {', '.join(LEVELS)}")
    if examples < 1:
        raise ValueError(f"examples must be at least 1, got {examples}")
    start = time.perf_counter()
    theorem = entry.theorem
    sampler = Sampler(theorem, examples, seed)
    report = Report(entry.slug, restricted=not set(RUN) <= set(levels))
    for level in LEVELS:
        if level == "kernel":
            _ask_the_kernel(report, entry, asked=level in levels)
        else:
            _run_level(report, theorem, level, level in levels, sampler)
    report.teeth = _guarded(report, "the teeth", lambda: teeth(theorem), [])
    report.witnesses = _guarded(report, "the witnesses", lambda: witness_values(theorem), {})
    if bugs and "exact" in levels and "exact" not in theorem.why_not:
        report.bugs_caught = _guarded(report, "the bugs", lambda: caught(theorem, entry.slug, sampler), [])
        seen = {bug for bug, _ in report.bugs_caught}
        report.missed = [bug for bug in theorem.refutes if bug not in seen]
    for tooth in report.teeth:
        if not tooth.bites:
            _complain(report, f"the hypothesis {tooth.latex} has no teeth: {tooth.why}")
        if tooth.needed is False:
            _complain(report, f"the derivation does not need {tooth.latex}")
    for bug in report.missed:
        _complain(report, f"does not refute the planted bug {bug!r} that it names")
    report.seconds = time.perf_counter() - start
    return report


def _run_level(report: Report, theorem: Theorem, level: str, asked: bool, sampler: Sampler) -> None:
    report.levels[level] = None
    if level in theorem.why_not:
        report.why[level] = theorem.why_not[level]
    elif not asked:
        report.why[level] = "not asked for"
    else:
        outcome = _guarded(report, f"level {level}", lambda: _level(theorem, level, report.slug, sampler), CRASHED)
        report.levels[level] = outcome.verdict
        report.cases[level] = outcome.cases
        if outcome.verdict is not Verdict.HOLDS and outcome is not CRASHED:
            _complain(report, f"level {level}: {outcome.verdict.value}: {outcome.message}")


def _ask_the_kernel(report: Report, entry: Entry, asked: bool) -> None:
    """Its proofs are built together, not one by one: built when asked for, else taken from a build that is at hand."""
    report.levels["kernel"] = None
    if report.restricted and not asked:
        report.why["kernel"] = "not asked for"
        return
    if asked and entry.theorem.kernel:
        kernel.build()
    said = kernel.status(entry)
    report.levels["kernel"] = said.verdict
    if said.verdict is None:
        report.why["kernel"] = said.why
    elif said.verdict is not Verdict.HOLDS:
        _complain(report, f"level kernel: {said.verdict.value}: {said.message}")


def _level(theorem: Theorem, level: str, slug: str, sampler: Sampler) -> Level:
    if level == "symbolic":
        return symbolic(theorem)
    return exact(theorem, slug, sampler) if level == "exact" else floating(theorem, slug, sampler)


def _guarded(report: Report, what: str, run: Callable[[], T], otherwise: T) -> T:
    """A theorem that crashes is a failure to report beside the others, not the end of the run."""
    try:
        return run()
    except Exception as error:
        report.crashed = True
        _complain(report, f"{what} crashed: {type(error).__name__}: {error}")
        return otherwise


def _complain(report: Report, text: str) -> None:
    report.message = "\n".join(filter(None, [report.message, f"{report.slug}, {text}"]))


def verify_all(
    entries: Iterable[Entry] | None = None,
    *,
    levels: Sequence[str] = RUN,
    examples: int = 30,
    seed: int = 0,
    bugs: bool = True,
    workers: int = 1,
    on_done: Callable[[Report], None] | None = None,
) -> list[Report]:
    """Check many theorems; the reports come back in the order of the entries.

    Args:
        entries: the theorems; all of them by default.
        levels: which levels to run.
        examples: random exact cases per theorem.
        seed: of the draws.
        bugs: also replay the planted bugs.
        workers: processes. They are started afresh, so a script that asks for more than one needs the usual
            ``if __name__ == "__main__"``.
        on_done: called with each report as it comes in.
    """
    entries = catalogue.select([]) if entries is None else list(entries)
    options: dict[str, Any] = {"levels": tuple(levels), "examples": examples, "seed": seed, "bugs": bugs}
    done = on_done or (lambda report: None)
    if workers < 2 or len(entries) < 2:
        reports = []
        for entry in entries:
            reports.append(verify(entry, **options))
            done(reports[-1])
        return reports
    return spread(partial(verify, **options), [entry.slug for entry in entries], workers, done)


def witness_values(theorem: Theorem) -> dict[str, list[str]]:
    """The exact values each witness asserts, as text, for instance ``64/289``."""
    m = Exact()
    return {w.name: list(_values(call(w.values, m, cast(m, w.case)))) for w in theorem.witnesses}


def _values(claim: Claim) -> Iterable[str]:
    if isinstance(claim, All):
        for part in claim.parts:
            yield from _values(part)
    elif isinstance(claim, Relation) and claim.op != "psd":
        yield f"{_exact_text(claim.left)} {claim.op} {_exact_text(claim.right)}"


def _exact_text(x: Any) -> str:
    if hasattr(x, "tolist"):
        return str([[str(e) for e in row] for row in x.tolist()]) if x.ndim == 2 else str(x.tolist())
    return str(x)
