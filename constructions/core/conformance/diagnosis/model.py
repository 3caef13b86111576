"""A wrong measure as a composition of mistakes: stages, each with one right setting and several wrong ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Apply = Callable[[Any], Any]
BROKEN = (ArithmeticError, ValueError, IndexError, TypeError, np.linalg.LinAlgError)
"""What a wrong formula may raise on arrays that it was not made for."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong setting of a stage.

    Attributes:
        name: a stable name.
        text: what is wrong, as its maintainer would say it, a clause that follows "the measure is wrong:".
        apply: what the stage then does.
    """

    name: str
    text: str
    apply: Apply


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a measure.

    Attributes:
        right: what it should do to what the step before it gives.
        wrong: what else it may do.
    """

    right: Apply
    wrong: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A mistake with a size that is not known beforehand: an epsilon, a floor, a ridge.

    Attributes:
        name: a stable name.
        text: what is wrong; ``{}`` stands for the size.
        place: the index of the stage that it changes.
        apply: size -> what that stage then does.
    """

    name: str
    text: str
    place: int
    apply: Callable[[float], Apply]


Composition = tuple[Mistake, ...]
"""The mistakes made; empty for the right measure."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The steps from arguments to the number that a function says.

    Attributes:
        start: arguments and options -> what the first stage takes.
        stages: the steps, in order.
        terms: mistakes with a size that has to be solved for.
        basis: a mistake that is made by being this pipeline at all: another measure than the one promised.
    """

    start: Callable[[tuple[Any, ...], dict[str, Any]], Any]
    stages: tuple[Stage, ...]
    terms: tuple[Term, ...] = ()
    basis: Mistake | None = None

    def with_term(self, term: Term, size: float) -> Pipeline:
        """The same with this mistake made, of this size; its stage can make no other."""
        stages = list(self.stages)
        stages[term.place] = Stage(term.apply(size))
        return replace(self, stages=tuple(stages), terms=())

    @property
    def based(self) -> Composition:
        """The mistakes that every composition of it makes."""
        return (self.basis,) if self.basis else ()

    def value(self, made: Composition, args: tuple[Any, ...], options: dict[str, Any]) -> float:
        """What a function with these mistakes says; NaN where it breaks."""
        try:
            with np.errstate(all="ignore"):
                state = self.start(args, options)
                for stage in self.stages:
                    state = chosen(stage, made)(state)
        except BROKEN:
            return math.nan
        return as_number(state)

    def walk(self, args: tuple[Any, ...], options: dict[str, Any], most: int) -> Iterator[tuple[Composition, float]]:
        """Every composition of at most so many mistakes and its value; what compositions share is computed once."""
        try:
            state = self.start(args, options)
        except BROKEN:
            return
        with np.errstate(all="ignore"):
            yield from self._from(0, state, self.based, most - len(self.based))

    def _from(self, place: int, state: Any, made: Composition, left: int) -> Iterator[tuple[Composition, float]]:
        if place == len(self.stages):
            yield made, as_number(state)
            return
        stage = self.stages[place]
        yield from self._next(place, stage.right, state, made, left)
        if left > 0:
            for mistake in stage.wrong:
                yield from self._next(place, mistake.apply, state, (*made, mistake), left - 1)

    def _next(
        self, place: int, apply: Apply, state: Any, made: Composition, left: int
    ) -> Iterator[tuple[Composition, float]]:
        try:
            after = apply(state)
        except BROKEN:
            return
        yield from self._from(place + 1, after, made, left)


def chosen(stage: Stage, made: Sequence[Mistake]) -> Apply:
    """What a stage does in a composition."""
    return next((mistake.apply for mistake in made if mistake in stage.wrong), stage.right)


def as_number(state: Any) -> float:
    """The end of a pipeline as a float; NaN where it is none."""
    value = np.asarray(state)
    return float(value) if value.ndim == 0 and value.dtype.kind == "f" else math.nan


def but(table: dict[str, tuple[str, Apply]], right: str) -> Stage:
    """A stage whose settings are a table; one is right, and every other one a mistake."""
    wrong = tuple(Mistake(name, text, apply) for name, (text, apply) in table.items() if name != right)
    return Stage(table[right][1], wrong)


def same_state(state: Any) -> Any:
    """No change."""
    return state
