"""Running one theorem at one level: a derivation, exact cases, floating-point cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flint import ctx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed

from .carriers.exact import Exact
from .carriers.floating import Floating
from .carriers.namespace import Undecided
from .decide import Branch, Outcome, call, cast, decide, text, uncovered
from .record import REWRITING, Case, Claim, Theorem, Verdict
from .trace_algebra import NotProved, fresh

DTYPES = ("float64", "float32")
PRECISIONS = 5
"""How often the precision of enclosures is doubled (from 53 bits) before undecided is final."""


class Refuted(AssertionError):
    """A counterexample: the message holds the claim's values and the case."""

    def __init__(self, message: str, by: str) -> None:
        super().__init__(message)
        self.by = by


@dataclass
class Level:
    """The outcome of one level: verdict, how many cases came to what, and the failure in full."""

    verdict: Verdict
    counts: Counter[str] = field(default_factory=Counter)
    message: str = ""
    by: str = ""
    cases: int = 0


def attempt(judge: Callable[[], Outcome]) -> Outcome:
    """Judge, with "undefined" as a refutation and "this precision cannot tell" as undecided."""
    try:
        return judge()
    except Undecided as error:
        return Outcome(Verdict.UNDECIDED, str(error))
    except ZeroDivisionError as error:
        return Outcome(Verdict.REFUTED, f"undefined ({error})")


def precisely(m: Any, judge: Callable[[], Outcome]) -> Outcome:
    """Judge over the exact carrier, with more bits for the enclosures for as long as they do not decide."""
    before = ctx.prec
    try:
        for _ in range(PRECISIONS):
            outcome = attempt(judge)
            if m.name != "exact" or outcome.verdict is not Verdict.UNDECIDED:
                break
            ctx.prec *= 2
        return outcome
    finally:
        ctx.prec = before


# ------------------------------------------------------------------------------------------------- symbolic


def derive(theorem: Theorem, m: Any, case: Case) -> Outcome:
    """Run the derivation; every step must hold."""
    if theorem.symbolic == REWRITING:
        return decide(m, call(theorem.claim, m, case))
    assert callable(theorem.symbolic)
    steps = list(call(theorem.symbolic, m, case))
    if not steps:
        return Outcome(Verdict.VACUOUS, "the derivation has no step")
    bad = [f"step {k} of {len(steps)} is {v.value}" for k, v in enumerate(steps, 1) if v is not Verdict.HOLDS]
    return Outcome(Verdict.UNDECIDED, "; ".join(bad)) if bad else Outcome(Verdict.HOLDS)


def symbolic(theorem: Theorem, replace: Mapping[str, Any] | None = None) -> Level:
    """The derivation, for all sizes."""
    try:
        m, case = fresh(theorem, replace=replace)
        outcome = derive(theorem, m, case)
    except NotProved as error:
        return Level(Verdict.UNDECIDED, message=str(error))
    return Level(outcome.verdict, message=outcome.why, cases=1)


# ------------------------------------------------------------------------------------------- cases, one carrier


class Sampler:
    """Draws of a theorem's domain: drawn once, replayed on every carrier and every planted bug."""

    def __init__(self, theorem: Theorem, examples: int, seed: int) -> None:
        self.theorem, self.examples, self.seed = theorem, examples, seed
        self._drawn: list[Case] | None = None

    @property
    def cases(self) -> list[Case]:
        """The random cases, in the order drawn."""
        if self._drawn is None:
            drawn: list[Case] = []
            self.search(drawn.append)
            self._drawn = drawn
        return self._drawn

    def search(self, body: Callable[[Case], None]) -> None:
        """Run ``body`` on random cases; a failure is shrunk and raised."""
        domain = self.theorem.domain
        if domain is None or isinstance(domain, list):
            return
        config = settings(
            max_examples=self.examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        )

        def judge(case: Case) -> None:  # Hypothesis wants a plain function
            body(case)

        with_seed(self.seed)(config(given(domain)(judge)))()


def checks(theorem: Theorem, m: Any, slug: str) -> Iterator[tuple[str, Case, Callable[[], Outcome]]]:
    """Every fixed check of a theorem on one carrier: what it shows ("witness", "sharp", "claim"), case, judge."""
    for witness in theorem.witnesses:
        yield "witness", witness.case, partial(_judged, m, witness.values, witness.case)
    if theorem.sharp is not None:
        for case in theorem.sharp.cases():
            yield "sharp", case, partial(_judged, m, theorem.sharp.claim, case)
    for case in theorem.fixed_cases():
        yield "claim", case, partial(on_case, theorem, m, case)


def _judged(m: Any, claim: Callable[..., Claim], case: Case) -> Outcome:
    return _holds(m, claim, cast(m, case))


def _holds(m: Any, claim: Callable[..., Claim], case: Case) -> Outcome:
    return decide(m, call(claim, m, case))


def on_case(theorem: Theorem, m: Any, case: Case) -> Outcome:
    """Judge the claim on one case, which must lie inside the hypotheses."""
    c = cast(m, case)
    for hypothesis in theorem.hypotheses:
        if hypothesis.holds is None:
            continue
        kept = attempt(partial(_holds, m, hypothesis.holds, c))
        if kept.verdict is Verdict.REFUTED:
            return Outcome(Verdict.REFUTED, f"the case breaks the hypothesis {hypothesis.latex}: {kept.why}")
    return decide(m, call(theorem.claim, m, c))


def run(theorem: Theorem, m: Any, slug: str, sampler: Sampler) -> Level:
    """Every witness, sharp case, fixed case and random case on one carrier."""
    level = Level(Verdict.HOLDS)
    branches: set[Branch] = set()

    def judge(by: str, case: Case, outcome: Outcome) -> None:
        if outcome.verdict is Verdict.REFUTED:
            raise Refuted(f"{slug} [{m.name}], {by}: {outcome.why}; {text(case)}", by)
        level.cases += 1
        level.counts[outcome.verdict.value] += 1
        branches.update(outcome.branches)
        if outcome.verdict is Verdict.UNDECIDED:
            level.message = level.message or outcome.why

    def body(case: Case) -> None:
        judge("claim", case, precisely(m, lambda: on_case(theorem, m, case)))

    try:
        for by, case, check in checks(theorem, m, slug):
            judge(by, case, precisely(m, check))
        try:
            for case in sampler.cases:
                body(case)
        except Refuted:
            sampler.search(body)  # the same draws again, this time shrunk
            raise
    except Refuted as error:
        return Level(Verdict.REFUTED, level.counts, str(error), error.by, level.cases)
    return _summary(level, branches, m)


def _summary(level: Level, branches: set[Branch], m: Any) -> Level:
    gap = uncovered(branches)
    if gap:
        level.verdict, level.message = Verdict.VACUOUS, gap
    elif not level.counts[Verdict.HOLDS]:
        undecided = level.counts[Verdict.UNDECIDED]
        level.verdict = Verdict.UNDECIDED if undecided else Verdict.VACUOUS
    elif m.name == "exact" and level.counts[Verdict.UNDECIDED]:
        level.verdict = Verdict.UNDECIDED  # exact means decided
    return level


def exact(theorem: Theorem, slug: str, sampler: Sampler) -> Level:
    """All cases in exact arithmetic."""
    return run(theorem, Exact(), slug, sampler)


def floating(
    theorem: Theorem, slug: str, sampler: Sampler, implement: Mapping[str, Callable[..., Any]] | None = None
) -> Level:
    """All cases in both precisions, on our own implementations or on a stranger's.

    A single precision that cannot tell (float32 at hard cases) is no failure as long as the other one can.
    """
    if implement is None:
        from .measures import implementations

        implement = implementations()
    levels = [run(theorem, Floating(dtype, None, implement), slug, sampler) for dtype in DTYPES]
    counts = sum((level.counts for level in levels), Counter[str]())
    for level in levels:
        if level.verdict is Verdict.REFUTED:
            return Level(level.verdict, counts, level.message, level.by, sum(x.cases for x in levels))
    best = next((level for level in levels if level.verdict is Verdict.HOLDS), levels[0])
    return Level(best.verdict, counts, best.message, best.by, sum(level.cases for level in levels))
