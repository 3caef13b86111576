"""Planted bugs against the catalogue: which theorem refutes which wrong measure, and by what.

A bug is a wrong definition (``planted.ALL``). On the exact carrier it replaces the definition; on floats it plays the
stranger: its value is judged with the radius of the true definition. Every theorem replays its own witnesses, sharp
cases and draws; nothing is drawn twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from .carriers.exact import Exact
from .carriers.floating import Floating
from .decide import Outcome
from .levels import Sampler, attempt, checks, on_case
from .planted import ALL, Bug
from .record import Case, Theorem, Verdict


class Listener(Exact):
    """An exact carrier that notes which measures a claim asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str] = set()

    def measure(self, name: str, *args: Any, **options: Any) -> Any:
        """Note the name, then measure."""
        self.heard.add(name)
        return super().measure(name, *args, **options)


def speaks_about(theorem: Theorem, slug: str, sampler: Sampler, enough: int = 12) -> set[str]:
    """The measures that the theorem's checks evaluate, found by running some of them."""
    m = Listener()
    for _, _, check in _all_checks(theorem, m, slug, sampler.cases[:enough]):
        attempt(check)
    return m.heard


def caught(theorem: Theorem, slug: str, sampler: Sampler, bugs: Mapping[str, Bug] = ALL) -> list[tuple[str, str]]:
    """Every planted bug that this theorem refutes: (bug, "claim" | "witness" | "sharp")."""
    heard = speaks_about(theorem, slug, sampler)
    found = ((name, refuted_by(theorem, slug, sampler, bug)) for name, bug in bugs.items() if bug.measure in heard)
    return [(name, by) for name, by in found if by is not None]


def refuted_by(theorem: Theorem, slug: str, sampler: Sampler, bug: Bug) -> str | None:
    """What refutes the bug, the first check that does; None when the theorem does not see it."""
    return next((by for by, outcome in outcomes(theorem, slug, sampler, bug) if _refutes(outcome)), None)


def outcomes(theorem: Theorem, slug: str, sampler: Sampler, bug: Bug) -> Iterator[tuple[str, Outcome]]:
    """Every check of the theorem with the bug planted, on the carriers that can run it."""
    for m in _infected(bug):
        for by, _, check in _all_checks(theorem, m, slug, sampler.cases):
            yield by, attempt(check)


def _refutes(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.REFUTED


def _all_checks(
    theorem: Theorem, m: Any, slug: str, cases: Iterable[Case]
) -> Iterator[tuple[str, Case, Callable[[], Outcome]]]:
    yield from checks(theorem, m, slug)
    for case in cases:
        yield "claim", case, partial(on_case, theorem, m, case)


def _infected(bug: Bug) -> Iterator[Any]:
    for carrier in bug.carriers:
        if carrier == "exact":
            yield Exact().replace(**{bug.measure: bug.function})
        else:
            yield Floating(carrier).implement(**{bug.measure: stranger(bug, carrier)})


def stranger(bug: Bug, dtype: str) -> Callable[..., float]:
    """The bug as a function on float arrays, as somebody else's code would be."""
    m = Floating(dtype).replace(**{bug.measure: bug.function})

    def wrong(*args: Any, **options: Any) -> float:
        return float(np.asarray(getattr(m, bug.measure)(*(_tracked(m, a) for a in args), **options).value))

    wrong.__name__ = bug.measure
    return wrong


def _tracked(m: Floating, x: Any) -> Any:
    from .carriers.tracked import Tracked

    if isinstance(x, list | tuple):
        return type(x)(_tracked(m, e) for e in x)
    return Tracked(np.asarray(x, dtype=m.dtype))
