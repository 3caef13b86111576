"""Exercises: what a primitive, a fact or a lemma makes, attacked as the derivation of a theorem is.

A planted mistake in the engine has to be caught by the exercise of what it spoils.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..decide import call
from ..record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, eq, zero
from .attack import Report, attack
from .case import fresh

Values = Callable[..., Iterator[Any]]
"""``f(m, **case)``, yielding values, verdicts or facts; arguments by name."""
Plant = Callable[[Any], None]
"""A planted mistake: ``plant(monkeypatch)`` puts it in, and pytest's fixture takes it out again."""


def given(predicate: Callable[..., Claim]) -> Hypothesis:
    """A hypothesis for its predicate alone."""
    return Hypothesis("", predicate, Drop({}))


def exercise(
    shapes: dict[str, str],
    cases: list[Case],
    *hypotheses: Hypothesis,
    values: Values | None = None,
    facts: Values | None = None,
) -> Theorem:
    """A theorem that states nothing.

    Args:
        shapes: argument -> shape, as in ``Theorem.case``.
        cases: exact cases to attack it on.
        hypotheses: what the words may use, and the cases satisfy.
        values: what words and the exact carrier both compute.
        facts: what words alone say.
    """

    def claim(m: Any, **case: Any) -> Claim:
        return All(*(zero(value) for value in call(values, m, case))) if values else eq(0, 0)

    def derivation(m: Any, **case: Any) -> Iterator[Any]:
        yield from call(facts, m, case) if facts else (Verdict.HOLDS,)

    return Theorem(statement="", case=shapes, claim=claim, hypotheses=hypotheses, domain=cases, symbolic=derivation)


def draws(shapes: Mapping[str, tuple[int, int]], *seeds: int) -> list[Case]:
    """For each seed a case of small integer matrices of these shapes."""
    return [
        {name: rng.integers(-2, 4, shape) for name, shape in shapes.items()}
        for rng in map(np.random.default_rng, seeds)
    ]


def attempt(theorem: Theorem) -> Report:
    """Attack an exercise on its cases."""
    assert isinstance(theorem.domain, list)
    return attack(theorem, theorem.domain)


def undecided(theorem: Theorem) -> int:
    """How many verdicts of the exercise are not "holds".

    Raises:
        NotProved: a step cannot be made at all.
    """
    m, symbols = fresh(theorem)
    assert callable(theorem.symbolic)
    said = list(call(theorem.symbolic, m, symbols))
    call(theorem.claim, m, symbols)
    return sum(isinstance(v, Verdict) and v is not Verdict.HOLDS for v in said)


def put(owner: Any, name: str, wrong: Any) -> Plant:
    """The wrong one in place of the right one."""
    return lambda patch: patch.setattr(owner, name, wrong)


def also(owner: Any, name: str, wrong: Callable[..., Any]) -> Plant:
    """The right one, and then a wrong step: ``wrong(m, what was returned, *arguments)``."""
    right = getattr(owner, name)

    def both(self: Any, *args: Any, **options: Any) -> Any:
        out = right(self, *args, **options)
        wrong(self, out, *args)
        return out

    return put(owner, name, both)
