"""One inequality under attack: its scale, the cases that come nearest to equality, and what exact arithmetic says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ..decide import text
from ..record import Case, Theorem, Verdict
from .cases import Point
from .exactly import Judgement, judge, smaller
from .inequalities import SILENT, Gap, Scale
from .report import Inequality

SUSPICIOUS: Final = -1e-10
"""A slack below this is put to exact arithmetic at once: rounding makes equality look like -1e-16, seldom more."""
NEAR_EQUALITY: Final = 1e-7
"""A slack below this is looked at exactly before it is reported."""
ELITE: Final = 8
UNFELT: Final = 6
"""So many moves of an argument that leave the slack exactly as it was: the inequality does not read it."""


@dataclass
class Target:
    """What is known about one inequality while the search runs.

    Attributes:
        theorem: whose claim makes it.
        path: where it stands in the claim.
        op: the relation, or "iff".
        budget: how many near-violations may be put to exact arithmetic.
        evaluated: on how many different cases.
        scale: what slacks are measured in; None until the first cases have been seen.
        best: the least slacks and their cases, increasing, one for each size of case.
        violation: a case that exact arithmetic refutes.
    """

    theorem: Theorem
    path: str
    op: str
    budget: int
    evaluated: int = 0
    scale: Scale | None = None
    best: list[tuple[float, Point]] = field(default_factory=list)
    violation: tuple[Case, Judgement] | None = None
    _felt: dict[str, list[int]] = field(default_factory=dict)
    _first: list[tuple[Gap, Point]] = field(default_factory=list)
    _judged: int = 0
    _unjudged: int = 0  # near-violations after the budget was spent

    def see(self, gap: Gap, point: Point) -> float | None:
        """The slack of a case; None when double precision cannot be believed and may no longer be checked."""
        if self.scale is None:
            self._first.append((gap, point))
            return gap.slack(Scale())
        return self._weigh(gap.slack(self.scale), point)

    def note(self, name: str, changed: bool) -> None:
        """A move of this argument alone changed the slack, or did not."""
        tries, changes = self._felt.get(name, (0, 0))
        self._felt[name] = [tries + 1, changes + changed]

    def feels(self, name: str) -> bool:
        """The argument matters to this inequality, as far as is known."""
        tries, changes = self._felt.get(name, (0, 0))
        return tries < UNFELT or changes > 0

    def fix_scale(self) -> None:
        """Decide what slacks are measured in, by the cases seen so far, and weigh these."""
        if self.scale is None:
            self.scale = Scale.of([gap for gap, _ in self._first])
            for gap, point in self._first:
                self._weigh(gap.slack(self.scale), point)
            self._first = []

    def _weigh(self, slack: float, point: Point) -> float | None:
        if slack < SUSPICIOUS or (slack <= 0 and self.op == "<"):
            if self.violation or self._judged >= self.budget:
                self._unjudged += self.violation is None
                return None
            self._judged += 1
            judgement = judge(self.theorem, point.case, self.path)
            if judgement.verdict is Verdict.REFUTED:
                self.violation = point.case, judgement
            slack = self._exact(judgement, SILENT)
        if len(self.best) < ELITE or slack < self.best[-1][0]:
            self._keep(slack, point)
        return slack

    def _keep(self, slack: float, point: Point) -> None:
        """The best of each size: what is easy for few samples leaves room for more."""
        sizes = point.sizes
        alike = [held for held in self.best if held[1].sizes == sizes]
        if not alike or slack < alike[0][0]:
            others = [held for held in self.best if held[1].sizes != sizes]
            self.best = sorted([*others, (slack, point)], key=lambda pair: pair[0])[:ELITE]

    def _exact(self, judgement: Judgement, otherwise: float) -> float:
        return judgement.gap.slack(self.scale or Scale()) if judgement.gap else otherwise

    def conclude(self, index: int, named: Iterable[tuple[str, Point, float]]) -> Inequality:
        """What became of it.

        Args:
            index: its number within the theorem.
            named: cases that the theorem names, with who names them and their slacks in double precision.
        """
        least, point = self.best[0]
        found = [("search", nearest, slack) for slack, nearest in self.best[:4]]
        equal = self._equality([*named, *found])
        case, said = (equal[1] if equal else point.case), ""
        if not self.violation and least < NEAR_EQUALITY:  # as small as rounding
            judgement = judge(self.theorem, point.case, self.path)
            least = self._exact(judgement, max(least, 0.0))
            self.violation = (point.case, judgement) if judgement.verdict is Verdict.REFUTED else None
        if self.violation:
            finite = self.theorem.domain is None or isinstance(self.theorem.domain, list)
            case = self.violation[0] if finite else smaller(self.theorem, self.violation[0], self.path)
            judgement = judge(self.theorem, case, self.path)
            least, said = self._exact(judgement, least), judgement.why
        elif self._unjudged:
            said = f"{self._unjudged} cases that double precision mistrusts were left unjudged"
        return Inequality(
            index=index,
            path=self.path,
            op=self.op,
            evaluated=self.evaluated,
            least_slack=0.0 if equal and not self.violation else least,
            scale=str(self.scale),
            smallest_case=text(case),
            violated=bool(self.violation),
            attained_by=equal[0] if equal else "",
            said=said,
        )

    def _equality(self, candidates: Iterable[tuple[str, Point, float]]) -> tuple[str, Case] | None:
        """Who attains exact equality, and where: both sides equal, and not both zero."""
        if self.op in ("<", "iff"):
            return None
        for by, point, slack in candidates:
            if slack > NEAR_EQUALITY:
                continue
            judgement = judge(self.theorem, point.case, self.path)
            if judgement.verdict is Verdict.REFUTED:
                self.violation = self.violation or (point.case, judgement)
            elif judgement.equal:
                return by, point.case
        return None
