"""What ``unalignable conditions`` puts on the screen: one answer, or the table of situations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor, log10
from typing import Any, Final

from unalignable.theory.core.knowledge import MEASURES, Knowledge, real

from .changes import Change
from .conditions import Answer, Forced, Possible, same
from .options import exact_text, options, words

WIDTH: Final = 112
LABEL: Final = 31
SITUATION: Final = 44
CELL: Final = 22
BOTH: Final = {"linear_r2": "linear_r2_reverse", "any_r2": "any_r2_reverse"}
"""Measures with a direction; one row for both where both say the same."""


# --------------------------------------------------------------------------------------------- one cell, in words


def least(value: Any) -> str:
    """A floor: exactly if that is short, else four digits, rounded down."""
    exact = exact_text(value)
    return exact if exact is not None and len(exact) <= 6 else f"{rounded_down(real(value)):.4g}"


def rounded_down(value: float) -> float:
    """Four significant digits that are not above the value."""
    if value <= 0:
        return value
    unit = 10.0 ** (floor(log10(value)) - 3)
    return floor(value / unit) * unit


def brief(value: Any) -> str:
    """A value in a table: exactly if that is short, else four digits."""
    exact = exact_text(value)
    return exact if exact is not None and len(exact) <= 6 else f"{real(value):.4g}"


def forced_cell(found: Forced | None) -> str:
    """What is forced."""
    if found is None:
        return "nothing"
    return f"{_floor(found)}{'' if found.slug else ' (known)'}"


def _floor(found: Forced) -> str:
    if same(found.value, 1):
        return "= 1"
    return f"{'>' if found.strict else '≥'} {least(found.value)}"


def possible_cell(found: Possible | None, forced: Forced | None = None) -> str:
    """What is possible; the digits of a floor that is met, and nothing where there is nothing lower to look for."""
    if found is None:
        return "" if forced is not None and same(forced.value, 1) else "no pair here fits"
    value = least(forced.value) if forced is not None and same(found.value, forced.value) else brief(found.value)
    return value if found.attained else f"→ {value}"


def in_short(answer: Answer, measure: str) -> str:
    """Both, in a few words: what the least value is, as far as it is known."""
    label, forced, pair = MEASURES[measure], answer.forced.get(measure), answer.possible.get(measure)
    return f"{label} {_short(forced, pair)}"


def _short(forced: Forced | None, pair: Possible | None) -> str:
    if forced is not None and same(forced.value, 1):
        return "= 1"
    floor = _floor(forced) if forced else ""
    if pair is None:
        return floor or "open"
    if same(pair.value, forced.value if forced else 0):
        if not same(pair.value, 0):
            return f"{floor}, {'attained' if pair.attained else 'approached'}"
        return "can be 0" if pair.attained else "> 0, no floor" if forced else "can come near 0"
    found = f"{'can be' if pair.attained else 'can come near'} {brief(pair.value)}"
    return f"{floor}, {found}" if floor else found


# ----------------------------------------------------------------------------------------------------- one answer


def headline(answer: Answer) -> str:
    """The answer in one sentence."""
    cka, pair = answer.forced.get("linear_cka"), answer.possible.get("linear_cka")
    task = answer.forced.get("task_r2")
    if task is not None:
        met = ", and a pair attains it" if answer.settled("task_r2") else ""
        return f"Part of the task is in Y, for certain: R² is at least {least(task.value)}{met}."
    if answer.knowledge.task_cka is not None:
        return "Y may hold nothing of the task: similar to X, which holds it, and R² = 0."
    if cka is not None and same(cka.value, 1):
        return "Alignment is forced, entirely: CKA = 1."
    if _certain(answer, "linear_r2") and _certain(answer, "linear_r2_reverse"):
        return f"Linear maps align the two both ways, R² = 1; {_sentence(answer)}."
    if cka is not None and not cka.slug:
        return (
            f"CKA is known to be at least {least(cka.value)}. R² in the worse direction: {worse(answer, 'linear_r2')}."
        )
    if cka is not None:
        return f"Some alignment is forced: {_sentence(answer)}."
    if pair is None:
        return "Open: nothing here forces any alignment, and no pair here is known to escape it."
    if pair.attained and same(pair.value, 0):
        return f"Unalignable is possible: {_lost(answer)}."
    if same(pair.value, 0):
        return "Nothing is forced: CKA can come as near to 0 as you like."
    return f"Nothing is forced, and the lowest CKA of a pair here is {brief(pair.value)}."


def _certain(answer: Answer, measure: str) -> bool:
    found = answer.forced.get(measure)
    return found is not None and same(found.value, 1)


def _sentence(answer: Answer) -> str:
    cka, pair = answer.forced["linear_cka"], answer.possible.get("linear_cka")
    said = f"CKA is {'more than' if cka.strict else 'at least'} {least(cka.value)}"
    if pair is None:
        return said
    if not same(pair.value, cka.value):
        found = "the lowest of a pair here is" if pair.attained else "pairs here come as near as you like to"
        return f"{said}, and {found} {brief(pair.value)}"
    if pair.attained:
        return f"{said}, and a pair attains it"
    return f"{said}, and can be as near to it as you like"


def _lost(answer: Answer) -> str:
    zero = [name for name, pair in answer.possible.items() if pair.attained and same(pair.value, 0)]
    linear = "CKA = 0 and R² = 0" if {"linear_r2", "linear_r2_reverse"} <= set(zero) else "CKA = 0"
    if {"any_r2", "any_r2_reverse"} <= set(zero):
        return f"{linear}, and no function of the one explains anything of the other"
    return f"{linear}, for certain networks of which all this is true"


def answer_lines(answer: Answer, other: Iterable[Change]) -> Iterator[str]:
    """The screen of one answer.

    Args:
        answer: what is forced and possible.
        other: what would change it.
    """
    yield from wrapped(f"Known: {words(answer.knowledge)}", "", "  ")
    yield from wrapped(headline(answer), "", "")
    yield ""
    yield f"{'':<{LABEL}}{'forced':<{CELL}}{'lowest pair':<{CELL}}by"
    for label, forced, pair in rows(answer):
        by = pair.slug if pair else ""
        if pair and pair.way.grows and not pair.attained:
            by += f", as {pair.way.grows} grows"
        yield f"{label:<{LABEL}}{forced_cell(forced):<{CELL}}{possible_cell(pair, forced):<{CELL}}{by}".rstrip()
    yield from _because(answer)
    yield from _pairs(answer)
    yield from _changes(list(other))


def rows(answer: Answer) -> Iterator[tuple[str, Forced | None, Possible | None]]:
    """Label, floor and pair of each measure of which there is something to say; both directions in one if alike."""
    done: set[str] = set()
    for name, label in MEASURES.items():
        forced, pair = answer.forced.get(name), answer.possible.get(name)
        if name in done or (forced is None and (pair is None or name == "maximal_correlation")):
            continue
        back = BOTH.get(name)
        if back and _cells(answer, name) == _cells(answer, back):
            done.add(back)
            label = label.replace("X → Y", "both ways")
        yield label, forced, pair


def _cells(answer: Answer, name: str) -> tuple[str, str]:
    forced = answer.forced.get(name)
    return forced_cell(forced), possible_cell(answer.possible.get(name), forced)


def _because(answer: Answer) -> Iterator[str]:
    reasons: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for label, forced, _ in rows(answer):
        if forced is not None and forced.slug:
            reasons.setdefault((forced.slug, forced.words, forced.before), []).append(label)
    if reasons:
        yield ""
        yield "Forced, because"
    for (slug, said, before), labels in reasons.items():
        after = f", which builds on {', '.join(dict.fromkeys(before))}" if before else ""
        yield from wrapped(f"{'; '.join(labels)}: {said} [{slug}{after}]", "  ", "    ")


def _pairs(answer: Answer) -> Iterator[str]:
    pairs = {pair.slug: pair for pair in answer.possible.values() if _tells(answer, pair)}
    if pairs:
        yield ""
        yield "Possible, by the pairs"
    for slug, pair in pairs.items():
        yield from wrapped(f"{slug}: {pair.title}", "  ", "    ")
    if answer.alike and answer.alike not in pairs and not _certain(answer, "linear_cka"):
        yield from wrapped(f"{answer.alike}: and CKA = 1 is possible as well.", "  ", "    ")


def _tells(answer: Answer, pair: Possible) -> bool:
    """The pair shows something to be low: a pair with a measure of 1 shows nothing."""
    return not same(pair.value, 1)


def _changes(found: list[Change]) -> Iterator[str]:
    if found:
        yield ""
        yield "What would change this"
    width = max((len(change.said) for change in found), default=0)
    for change in found:
        told = in_short(change.answer, "linear_cka")
        r2 = [in_short(change.answer, name) for name in ("linear_r2", "linear_r2_reverse")]
        both = r2[0].replace(" X → Y", "") if r2[0].split(" ", 4)[4:] == r2[1].split(" ", 4)[4:] else "; ".join(r2)
        yield from wrapped(f"{change.said:<{width}}   {told}; {both}", "  ", " " * (width + 5))


def wrapped(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most WIDTH characters."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )


# ------------------------------------------------------------------------------------------------------ the table


SITUATIONS: Final[tuple[Knowledge, ...]] = (
    Knowledge(same="output"),
    Knowledge(same="output", head="linear"),
    Knowledge(same="output", head="linear", rank=1, ranks=(1, 1)),
    Knowledge(same="output", head="linear", rank=2, ranks=(2, 2)),
    Knowledge(same="output", head="linear", readout_norm=2),
    Knowledge(same="output", head="linear", readout_norm=2, ranks=(4, 4)),
    Knowledge(same="output", head="linear", white=True, rank=1, ranks=(4, 4)),
    Knowledge(same="probabilities", head="linear"),
    Knowledge(same="argmax", kl=Fraction(1, 1000), head="linear"),
    Knowledge(same="argmax", head="linear"),
    Knowledge(same="argmax", head="linear", margins=(2, 10), balance=Fraction(1, 2)),
    Knowledge(same="argmax", head="linear", margins=(4, 4), balance=Fraction(1, 2)),
    Knowledge(decoding=(Fraction(9, 10), Fraction(9, 10))),
    Knowledge(decoding=(Fraction(9, 10), Fraction(9, 10)), readout_norm=2),
    Knowledge(decoding=(Fraction(1, 2), Fraction(1, 2))),
    Knowledge(decoding=(Fraction(3, 4), Fraction(3, 4)), weight_decay=Fraction(4, 5)),
    Knowledge(condition=3),
    Knowledge(least_norm=True),
    Knowledge(ranks=(3, 3), samples=6),
    Knowledge(cka=Fraction(95, 100)),
)
"""The rows of the table: what one may know of two networks."""

COLUMNS: Final[Mapping[str, str]] = {
    "linear_cka": "CKA",
    "linear_r2": "R² (linear map)",
    "any_r2": "R² (any function)",
}


def table_lines(answers: Iterable[Answer]) -> Iterator[str]:
    """The screen without options: a row for each situation, what is forced and what is possible in one cell."""
    yield "Two networks, one layer: what must be true of their representations, and what may be, given what one knows?"
    yield "CKA, and R² of predicting the one from the other, in the worse direction."
    yield ""
    columns = "".join(f"{title:<{CELL}}" for title in COLUMNS.values())
    yield f"{'what is known':<{SITUATION}}{columns}".rstrip()
    for answer in answers:
        cells = "".join(f"{worse(answer, name):<{CELL}}" for name in COLUMNS)
        *before, last = textwrap.wrap(words(answer.knowledge), SITUATION - 2)
        yield from before
        yield f"{last:<{SITUATION}}{cells}".rstrip()
        yield f"    {options(answer.knowledge)}"
    yield ""
    yield "can be 0: some pair has exactly that.  > 0, no floor: never 0, but as near to it as you like."
    yield "The theorems and pairs behind a row: add its options, as unalignable conditions --same output --head linear"


def worse(answer: Answer, measure: str) -> str:
    """The cell of the direction in which less is forced, or less is possible."""
    back = BOTH.get(measure)
    found = [(answer.forced.get(name), answer.possible.get(name)) for name in (measure, back) if name]
    return _short(*min(found, key=_strength))


def _strength(found: tuple[Forced | None, Possible | None]) -> tuple[float, bool, float]:
    forced, pair = found
    value = real(forced.value) if forced else 0.0
    return value, bool(forced and forced.strict), real(pair.value) if pair else 1.0
