"""From what a failing measure does, what is wrong with it, in words that its maintainer can act on."""

from __future__ import annotations

from collections.abc import Sequence

from ..adapter import Measure
from ..record import Diagnosis, Result
from .explaining import explained
from .model import Mistake
from .patterns import gathered
from .smallest import smallest
from .study import Finding, Study, study
from .symptoms import never_answers, symptoms


def diagnose(measure: Measure, results: Sequence[Result]) -> tuple[Diagnosis, ...]:
    """What is wrong with a measure, the best explained first.

    A composition of known mistakes is named where it says what the function says on every probe; its name is theirs,
    joined by ``+``. Where there is none, and for the checks that it does not account for, symptoms are named.

    Args:
        measure: the function under test.
        results: of the checks that were put to it; where none fails, nothing is wrong.
    """
    failing = [result for result in results if result.fails]
    if not failing:
        return ()
    if measure.promised.takes not in ("pair", "batches", "one", "grams"):
        return tuple(gathered(failing))
    found = study(measure)
    if fault := never_answers(found):
        crashed = tuple(result.slug for result in failing if result.call is None or result.call.got is None)
        return (Diagnosis("no-values", fault, crashed, certain=False),)  # what else fails says nothing
    named = _named(measure, found, failing)
    done = {slug for diagnosis in named for slug in diagnosis.explains}
    rest = [result for result in failing if result.slug not in done]
    return (*named, *gathered(rest, values=found.finding is not None))


def _named(measure: Measure, found: Study, failing: Sequence[Result]) -> list[Diagnosis]:
    finding = found.finding
    if finding is None:
        return [Diagnosis(name, text, (), certain=False) for name, text in symptoms(found)]
    if not finding.mistakes:
        return _at_limits(finding)
    name = "+".join(mistake.name for mistake in finding.mistakes)
    text = ", or ".join(_text(made) for made in (finding.mistakes, *finding.alternatives))
    named = Diagnosis(name, text, explained(measure, finding, failing), certain=not finding.misses)
    return [named, *_at_limits(finding)]


def _text(made: Sequence[Mistake]) -> str:
    return (", and " if len(made) < 3 else "; ").join(mistake.text for mistake in made)


def _at_limits(finding: Finding) -> list[Diagnosis]:
    """Where a model is right on ordinary arrays, and not where features depend on one another."""
    if "degenerate" not in finding.misses:
        return []
    text = "values are wrong where features depend on one another or outnumber the samples: a rank is not decided"
    return [Diagnosis("dependent-features", text, (), certain=False)]


__all__ = ["Diagnosis", "diagnose", "smallest"]
