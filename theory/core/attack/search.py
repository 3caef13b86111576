"""One theorem under attack: random draws, climbs through the bytes of its domain, and walks through its cases.

Every step looks for a smaller slack of one inequality and counts for all that the claim makes. Hypotheses are judged on
every case. Where double precision sees less than nothing left, exact arithmetic decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import numpy as np

from .. import catalogue
from ..carriers.plain import Plain
from ..catalogue import Entry
from ..decide import call, decide
from ..record import Theorem, Verdict
from .cases import Draws, Mover, Point
from .inequalities import SILENT, Found, Gap, gap, inequalities
from .report import Attack, called_tight
from .target import Target

PLATEAU: Final = 1e-9
"""Cases at equality are all as good: a search drifts among them instead of resting on the first."""
FIRST: Final = 0.1
"""Share of the cases that is drawn at random before the climbs begin."""
CLIMB: Final = 40
WALK: Final = 200
STRETCH: Final = 20
PROGRESS: Final = 0.9
"""A walk is given up when so many steps, and one more for each number that it can move, leave more than this share of
the slack: another start may lie in a valley that leads to equality."""
BARREN: Final = 0.1
"""So many attempts in a row without a new case, as a share of the cases asked for: the domain is drawn out."""
MISTRUSTED: Final = 40
"""At least so many cases of each inequality that look like violations are put to exact arithmetic."""
ATTEMPTS: Final = 4
"""At most so many attempts per case asked for, beside what it takes to learn which arguments move."""


class Search:
    """The state of one attack; :func:`attack` runs it."""

    def __init__(self, entry: Entry, theorem: Theorem, cases: int, seed: int, stop: bool = False) -> None:
        self.theorem, self.slug, self.cases, self.stop = theorem, entry.slug, cases, stop
        self.rng = random.Random(f"{entry.slug} {seed}")
        self.targets: dict[str, Target] = {}
        self.seen: set[int] = set()
        self.attempts = self.barren = 0
        self.patience = 400 + int(BARREN * cases)
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
        slacks: dict[str, float] = {}
        for f, g in found:
            if f.path not in self.targets:
                op = getattr(f.claim, "op", "iff")
                self.targets[f.path] = Target(self.theorem, f.path, op, MISTRUSTED + self.cases // 400)
            self.targets[f.path].evaluated += new and count
            if (slack := self.targets[f.path].see(g, point)) is not None:
                slacks[f.path] = slack
        return slacks

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
        while self._wanting() and self.barren < self.patience and self.attempts < 800 + ATTEMPTS * self.cases:
            if self.stop and any(target.violation for target in self.targets.values()):
                return
            self._round()

    def _fix_scales(self) -> None:
        for target in self.targets.values():
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
        """Random steps, which grow when they help and shrink when they do not."""
        target, step, before = self.targets[path], 0.3, slack
        stretch = STRETCH + sum(np.size(point.plain[name]) for name in self.mover.movable if target.feels(name))
        for k in range(WALK):
            if k and k % stretch == 0:
                if stalled(before, slack):
                    return
                before = slack
            moved = self.mover.move(point, step * (10 ** self.rng.uniform(-1, 0.5)), target.feels)
            if moved is None:
                self.evaluate(None)
                step *= 0.7
                continue
            names, near = moved
            slacks = self.evaluate(near)
            self.mover.note(names, slacks is not None)
            if len(names) == 1 and slacks and path in slacks:
                target.note(names[0], slacks[path] != slack)
            if slacks and slacks.get(path, np.inf) < max(slack, PLATEAU):
                slack, point, step = slacks[path], near, min(step * 1.5, 3.0)
            else:
                step = max(step * 0.9, 1e-7)

    # ----------------------------------------------------------------------------------------------- result

    def result(self) -> Attack:
        """Judge the best cases exactly, and say what was found."""
        self._fix_scales()
        named = [(by, point, self.evaluate(point, count=False) or {}) for by, point in self._named()]
        found = tuple(
            target.conclude(k, [(by, point, slacks.get(path, SILENT)) for by, point, slacks in named])
            for k, (path, target) in enumerate(sorted(self.targets.items()))
        )
        return Attack(self.slug, self.cases, found, called_tight(self.slug, self.theorem), self._why_fewer())

    def _named(self) -> Iterator[tuple[str, Point]]:
        yield from (("witness", Point.of(witness.case)) for witness in self.theorem.witnesses)
        yield from (
            ("sharp family", Point.of(case)) for case in (self.theorem.sharp.cases() if self.theorem.sharp else ())
        )
        yield from (("domain", Point.of(case)) for case in (self.domain if isinstance(self.domain, list) else ()))

    def _why_fewer(self) -> str:
        if self.draws is None:
            return f"a finite theorem, exhausted: {len(self.seen)} different cases"
        if not self.targets or not self._wanting():
            return ""
        failed = f"; the domain raised {self.draws.failure}" if self.draws.failure else ""
        if self.barren >= self.patience:
            return f"the domain is drawn out: no new case in {self.patience} attempts{failed}"
        return f"premises and hypotheses left no more in {self.attempts} attempts{failed}"


def stalled(before: float, after: float) -> bool:
    """No nearer to equality by a tenth; at equality a search drifts on."""
    return after > PLATEAU and after > PROGRESS * before


def attack(
    slug: Entry | str, cases: int = 20_000, seed: int = 0, *, theorem: Theorem | None = None, stop: bool = False
) -> Attack:
    """Try to violate every inequality that a theorem claims.

    Args:
        slug: the theorem, or its entry.
        cases: how many different cases each inequality is evaluated on; a finite domain is exhausted instead.
        seed: of the search.
        theorem: attacked in the place of the entry's own (a planted mistake).
        stop: at the first violation.

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
    search = Search(entry, theorem or entry.theorem, cases, seed, stop)
    search.run()
    return search.result()
