"""Known answers: what a variant says of matrices whose value is known, and what leaves it unchanged or must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.tracked import Tracked

from .accuracy import of_itself
from .adapter import Measure
from .asking import HOLDS, Finding, by_definition, checked, definition, nothing, unchanged, value
from .examples import arguments, fixed, least, options, related, small_cases
from .known_cases import KNOWN, Cases, How, itself, wide
from .known_pairs import pairs
from .record import Check, Severity

WORDS: Final = {1: "one", 2: "two", 3: "three", 4: "four"}


def known_answers(measure: Measure, dtypes: Sequence[str] = ("float64",)) -> Iterator[Check]:
    """Every known answer that can be asked of a variant.

    Args:
        measure: the function under test.
        dtypes: the precisions that it takes; the first is asked.
    """
    dtype = dtypes[0]
    for slug, known in KNOWN.items():
        if known.asked(measure):
            yield checked(f"values/{slug}", known.reason, partial(BODIES[known.how], known.cases, dtype))
    for n, word in WORDS.items():
        slug = f"values/{word}_sample{'s' if n > 1 else ''}"
        yield checked(slug, f"{_counted(n)}: {_few(measure, n)}.", partial(_samples, n, dtype))
    reason = "No value lies outside of the measure's range by more than rounding."
    yield checked("values/range", reason, partial(_range, dtype))
    yield from pairs(measure, dtype)


def _right(cases: Cases, dtype: str, measure: Measure) -> Iterator[Finding]:
    for X, Y in cases(measure):
        args = _in(dtype, arguments(measure, X, Y))
        found = by_definition(measure, args, options(measure, len(X)), dtype)
        if found is not None:
            yield found


def _unchanged(cases: Cases, dtype: str, measure: Measure) -> Iterator[Finding]:
    base = _in(dtype, arguments(measure, *fixed(measure)))
    for X, Y in cases(measure):
        args = _in(dtype, arguments(measure, X, Y))
        found = unchanged(measure, base, args, options(measure, len(X)), dtype)
        if found is not None:
            yield found


def _in(dtype: str, x: Any) -> Any:
    return type(x)(_in(dtype, e) for e in x) if isinstance(x, list | tuple) else np.asarray(x, dtype=dtype)


def _same(cases: Cases, dtype: str, measure: Measure) -> Iterator[Finding]:
    for Z, _ in cases(measure):
        args, given = _in(dtype, arguments(measure, Z, Z)), options(measure, len(Z))
        if measure.presentable(args):
            known = of_itself(measure, args, given, dtype)
            yield known if isinstance(known, Finding) else value(measure, args, given, known, dtype)


BODIES: Final[dict[How, Callable[[Cases, str, Measure], Iterator[Finding]]]] = {
    "right": _right,
    "unchanged": _unchanged,
    "same": _same,
}


def _counted(n: int) -> str:
    return f"{WORDS[n].capitalize()} sample{'s' if n > 1 else ''}"


def _few(measure: Measure, n: int) -> str:
    return "the value of the definition" if n >= least(measure) else "there is no value, and a measure says so"


def _samples(n: int, dtype: str, measure: Measure) -> Iterator[Finding]:
    for X, Y in (related(n, 3, 2, seed) for seed in range(4)):
        args, given = _in(dtype, arguments(measure, X, Y)), options(measure, n)
        if n >= least(measure):
            found = by_definition(measure, args, given, dtype)
            if found is not None:
                yield found
            continue
        why = f"{n} {'sample is' if n == 1 else 'samples are'} too few"
        yield nothing(measure, args, given, why, readings=_by_formula(measure, args, given, dtype))


def _by_formula(measure: Measure, args: tuple[Any, ...], given: dict[str, Any], dtype: str) -> list[Tracked]:
    """What the formula gives for fewer samples than it is meant for, where it gives anything."""
    try:
        known = definition(measure, args, given, dtype)
    except (ValueError, IndexError):  # of no entries at all
        return []
    return [] if isinstance(known, Finding) else [known]


def _range(dtype: str, measure: Measure) -> Iterator[Finding]:
    low, high = measure.promised.least, measure.promised.most
    for X, Y in (*small_cases(measure), *wide(measure), *itself(measure)):
        args, given = _in(dtype, arguments(measure, X, Y)), options(measure, len(X))
        if not measure.presentable(args):
            continue
        known = definition(measure, args, given, dtype)
        if isinstance(known, Finding):
            continue
        found = value(measure, args, given, known, dtype)
        got = found.call.got if found.call else None
        if got is None:
            if found.call is None:
                yield HOLDS
            continue  # no number: other checks say so
        off = max(low - got, got - (np.inf if high is None else high))
        if found.call is None or off <= found.call.radius:
            yield HOLDS
            continue
        detail = f"{got:.10g} is outside of [{low:g}, {'∞' if high is None else f'{high:g}'}]"
        yield Finding(found.verdict, found.severity or Severity.WRONG_VALUE, detail, found.call, dtype)
