"""One theorem under attack: random draws, climbs through the bytes of its domain, and walks through its cases.

Every step looks for a smaller slack of one inequality and counts for all that the claim makes. Hypotheses are judged on
every case. Where double precision sees less than nothing left, exact arithmetic decides.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from .. import catalogue
from ..carriers.plain import Plain
from ..catalogue import Entry
from ..decide import call, decide, text
from ..record import Case, Theorem, Verdict
from .cases import Draws, Mover, Point
from .exactly import Judgement, judge, smaller
from .inequalities import SILENT, Found, Gap, Scale, gap, inequalities
from .report import Attack, Inequality, called_tight

SUSPICIOUS: Final = -1e-10
"""A slack below this is put to exact arithmetic at once: rounding makes equality look like -1e-16, seldom more."""
NEAR_EQUALITY: Final = 1e-7
"""A slack below this is looked at exactly before it is reported."""
PLATEAU: Final = 1e-9
"""Cases at equality are all as good: a search drifts among them instead of resting on the first."""
FIRST: Final = 0.1
"""Share of the cases that is drawn at random before the climbs begin."""
CLIMB: Final = 40
WALK: Final = 200
ELITE: Final = 8
BARREN: Final = 0.1
"""So many attempts in a row without a new case, as a share of the cases asked for: the domain is drawn out."""
ATTEMPTS: Final = 4
"""At most so many attempts per case asked for."""


@dataclass
class Target:
    """What is known about one inequality while the search runs."""

    op: str
    evaluated: int = 0
    gaps: list[tuple[Gap, Point]] = field(default_factory=list)  # of the first cases, until the scale is fixed
    scale: Scale | None = None
    best: list[tuple[float, Point]] = field(default_factory=list)  # least slacks, increasing
    alarms: int = 0
    unjudged: int = 0  # near-violations after the budget of exact judgements was spent
    violation: tuple[Point, Judgement] | None = None
    equal_on: tuple[str, Case] | None = None

    def fix_scale(self) -> None:
        """Decide what slacks of this inequality are measured in, by the first cases."""
        self.scale = Scale.of([g for g, _ in self.gaps])
        for g, point in self.gaps:
            self.keep(g.slack(self.scale), point)
        self.gaps = []

    def keep(self, slack: float, point: Point) -> None:
        """Remember the point if it is among the best."""
        if len(self.best) < ELITE or slack < self.best[-1][0]:
            self.best = sorted([*self.best, (slack, point)], key=lambda pair: pair[0])[:ELITE]


class Search:
    """The state of one attack; :func:`attack` runs it."""

    def __init__(self, entry: Entry, theorem: Theorem, cases: int, seed: int) -> None:
        self.theorem, self.slug, self.cases = theorem, entry.slug, cases
        self.rng = random.Random(f"{entry.slug} {seed}")
        self.targets: dict[str, Target] = {}
        self.seen: set[int] = set()
        self.attempts = self.barren = 0
        self.patience = 400 + int(BARREN * cases)
        self.budget = 40 + cases // 400  # near-violations put to exact arithmetic, per inequality
        self.domain = theorem.domain
        self.draws = None if self.domain is None or isinstance(self.domain, list) else Draws(self.domain, self.rng)
        self.mover = Mover(theorem, self.rng)
        self.fixed = [Point.of(case) for case in theorem.fixed_cases()]

    # ------------------------------------------------------------------------------------------- evaluation

    def evaluate(self, point: Point | None, count: bool = True) -> dict[str, float] | None:
        """Path -> slack; None when the case is rejected, outside the hypotheses or undefined in double precision."""
        self.attempts += count
        if point is None:
            self.barren += count
            return None
        new = point.key not in self.seen
        with np.errstate(all="ignore"):
            found = self._found(point)
        self.barren = 0 if new and found is not None else self.barren + count
        if found is None:
            return None
        self.seen.add(point.key)
        return {f.path: slack for f, g in found if (slack := self._slack(f, g, point, new and count)) is not None}

    def _found(self, point: Point) -> list[tuple[Found, Gap]] | None:
        m = Plain()
        try:
            for hypothesis in self.theorem.hypotheses:
                if hypothesis.holds and decide(m, call(hypothesis.holds, m, point.plain)).verdict is not Verdict.HOLDS:
                    return None
            found = [(f, gap(f)) for f in inequalities(m, call(self.theorem.claim, m, point.plain))]
        except (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError):
            return None
        return found if all(np.isfinite(g.least) for _, g in found) else None

    def _slack(self, found: Found, g: Gap, point: Point, count: bool) -> float | None:
        target = self.targets.setdefault(found.path, Target(getattr(found.claim, "op", "iff")))
        target.evaluated += count
        if target.scale is None:
            target.gaps.append((g, point))
            return g.slack(Scale())
        slack = g.slack(target.scale)
        if slack < SUSPICIOUS or (slack <= 0 and target.op == "<"):
            if target.violation or target.alarms >= self.budget:
                target.unjudged += target.violation is None
                return None  # not believed
            slack = self._suspect(found.path, target, slack, point)
        target.keep(slack, point)
        return slack

    def _suspect(self, path: str, target: Target, slack: float, point: Point) -> float:
        target.alarms += 1
        judgement = judge(self.theorem, point.case, path)
        if judgement.verdict is Verdict.REFUTED:
            target.violation = point, judgement
            return slack
        return _slack_of(judgement, target, SILENT)

    # ------------------------------------------------------------------------------------------------ moves

    def run(self) -> None:
        """Try until every inequality has been evaluated often enough, or no more can be had."""
        for point in self.fixed:
            self.evaluate(point)
        if self.draws is None:
            self._fix_scales()
            return
        while self.attempts < max(30, FIRST * self.cases) and self.barren < self.patience:
            drawn = self.draws.random(grain=self.rng.random() < 0.5)
            if self.evaluate(drawn) is not None and drawn is not None:
                self.mover.learn(drawn)
        self._fix_scales()
        while self._wanting() and self.barren < self.patience and self.attempts < ATTEMPTS * self.cases:
            self._round()

    def _fix_scales(self) -> None:
        for target in self.targets.values():
            if target.scale is None:
                target.fix_scale()

    def _wanting(self) -> list[str]:
        short = [path for path, t in self.targets.items() if t.evaluated < self.cases and not t.violation]
        return short if self.targets else []

    def _round(self) -> None:
        """A start, a climb through bytes, a walk through cases, for one inequality."""
        assert self.draws is not None
        path = self.rng.choice(self._wanting())
        self._fix_scales()
        start = self._start(path)
        if start is None:
            return
        slack, point = start
        if point.source is not None:
            slack, point = self._climb(path, slack, point)
        if self.mover.movable:
            self._walk(path, slack, point)

    def _start(self, path: str) -> tuple[float, Point] | None:
        assert self.draws is not None
        target, kind = self.targets[path], self.rng.random()
        if kind < 0.3 and target.best:
            return self.rng.choice(target.best)
        point = self.rng.choice(self.fixed) if kind < 0.45 and self.fixed else self.draws.random(kind < 0.85)
        slacks = self.evaluate(point)
        return (slacks[path], point) if point is not None and slacks and path in slacks else None

    def _climb(self, path: str, slack: float, point: Point) -> tuple[float, Point]:
        """Accept what is not worse; half of the climbs hold a random half of the bytes."""
        assert self.draws is not None
        length = len(point.source or b"")
        held = (
            frozenset(k for k in range(length) if self.rng.random() < 0.5) if self.rng.random() < 0.5 else frozenset()
        )
        for _ in range(CLIMB):
            near = self.draws.near(point, held)
            slacks = self.evaluate(near)
            if near is not None and slacks and slacks.get(path, np.inf) <= max(slack, PLATEAU):
                slack, point = slacks[path], near
        return slack, point

    def _walk(self, path: str, slack: float, point: Point) -> None:
        """Random steps in one argument at a time; steps grow when they help and shrink when they do not."""
        step = 0.3
        for _ in range(WALK):
            moved = self.mover.move(point, step * (10 ** self.rng.uniform(-1, 0.5)))
            if moved is None:
                self.evaluate(None)
                step *= 0.7
                continue
            name, near = moved
            slacks = self.evaluate(near)
            self.mover.note(name, slacks is not None)
            if slacks and slacks.get(path, np.inf) < max(slack, PLATEAU):
                slack, point, step = slacks[path], near, min(step * 1.5, 3.0)
            else:
                step = max(step * 0.9, 1e-7)

    # ----------------------------------------------------------------------------------------------- result

    def result(self) -> Attack:
        """Judge the best cases exactly, and say what was found."""
        self._fix_scales()
        found = tuple(
            self._inequality(k, path, target) for k, (path, target) in enumerate(sorted(self.targets.items()))
        )
        return Attack(self.slug, self.cases, found, called_tight(self.slug, self.theorem), self._why_fewer())

    def _why_fewer(self) -> str:
        if self.draws is None:
            return f"exhausted: a finite theorem ({len(self.seen)} of its cases)"
        if not self.targets or not self._wanting():
            return ""
        if self.barren >= self.patience:
            return f"the domain is drawn out: no new case in {self.patience} attempts"
        return f"premises and hypotheses left no more in {self.attempts} attempts"

    def _inequality(self, index: int, path: str, target: Target) -> Inequality:
        self._attained(path, target)
        least, point = target.best[0]
        case, said = point.case, ""
        if target.violation:
            case = smaller(self.theorem, target.violation[0].case, path)
            judgement = judge(self.theorem, case, path)
            least, said = _slack_of(judgement, target, least), judgement.why
        elif target.equal_on:
            least, case = 0.0, target.equal_on[1]
        elif least < NEAR_EQUALITY:  # as small as rounding: its exact value
            least = max(_slack_of(judge(self.theorem, case, path), target, least), 0.0)
        by = target.equal_on[0] if target.equal_on else ""
        return Inequality(
            index,
            path,
            target.op,
            target.evaluated,
            least,
            str(target.scale),
            text(case),
            bool(target.violation),
            by,
            said,
        )

    def _attained(self, path: str, target: Target) -> None:
        """Exact equality: on a witness, the sharp family or a case of the domain, else on one that the search found."""
        if target.violation or target.op == "<":
            return
        named = [("witness", w.case) for w in self.theorem.witnesses]
        named += [("sharp family", case) for case in (self.theorem.sharp.cases() if self.theorem.sharp else ())]
        named += [("domain", case) for case in (self.domain if isinstance(self.domain, list) else ())]
        named += [("search", point.case) for slack, point in target.best[:4] if slack < NEAR_EQUALITY]
        for by, case in named:
            plain = self.evaluate(Point.of(case), count=False)
            if plain is not None and plain.get(path, SILENT) > NEAR_EQUALITY:
                continue
            judgement = judge(self.theorem, case, path)
            if judgement.verdict is Verdict.REFUTED:
                target.violation = target.violation or (Point.of(case), judgement)
                return
            if judgement.equal:
                target.equal_on = by, case
                return


def _slack_of(judgement: Judgement, target: Target, otherwise: float) -> float:
    return judgement.gap.slack(target.scale or Scale()) if judgement.gap else otherwise


def attack(slug: Entry | str, cases: int = 20_000, seed: int = 0, theorem: Theorem | None = None) -> Attack:
    """Try to violate every inequality that a theorem claims.

    Args:
        slug: the theorem, or its entry.
        cases: how many different cases each inequality is evaluated on; a finite domain is exhausted instead.
        seed: of the search.
        theorem: attacked in the place of the entry's own (a planted mistake).

    Returns:
        For every inequality: how often it was evaluated, the least slack, whether exact arithmetic found it violated,
        and what attains equality.

    Raises:
        CatalogueError: an unknown slug.
        ValueError: fewer than one case.
    """
    if cases < 1:
        raise ValueError(f"cases must be at least 1, got {cases}")
    entry = catalogue.get(slug) if isinstance(slug, str) else slug
    search = Search(entry, theorem or entry.theorem, cases, seed)
    search.run()
    return search.result()
