"""What ``unalignable show`` puts on the screen for a construction, checked now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import text
from unalignable.theory.core.knowledge import Knowledge, real, said

from .admission import refusals
from .catalogue import SECTIONS, Entry
from .conditions import same
from .conditions_screen import wrapped
from .measured import LABELS, measured
from .options import exact_text, words
from .record import Pair

SMALL: Final = 12
"""Samples up to which the matrices are shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One pair of a family, computed now.

    Attributes:
        pair: at the default parameters.
        parameters: their values.
        values: measure -> (closed form, whether the matrices have exactly that); None where it is not defined.
        refused: what the pair was said to keep and does not, with what was seen.
    """

    pair: Pair
    parameters: dict[str, Any]
    values: dict[str, tuple[Any, bool]]
    refused: dict[str, str]

    @property
    def holds(self) -> bool:
        """Everything is as said."""
        return not self.refused and all(right for _, right in self.values.values())


def check_defaults(entry: Entry) -> Checked:
    """Compute the pair at its defaults, exactly, and hold the closed forms and what it keeps against it."""
    m, construction = Exact(), entry.construction
    pair = construction.build()
    values = {
        name: (value, _same(measured(m, name, pair), value)) for name, value in construction.closed_form(m).items()
    }
    kept = Knowledge(same=construction.keeps, head=construction.head)
    return Checked(pair, construction.complete(), values, refusals(m, kept, pair))


def _same(found: Any, value: Any) -> bool:
    return found is value if found is None or value is None else same(found, value)


def lines(entry: Entry, checked: Checked) -> Iterator[str]:
    """The screen."""
    construction = entry.construction
    yield entry.slug
    yield entry.title
    yield ""
    kept = Knowledge(same=construction.keeps, head=construction.head)
    yield from _field("in common", words(kept) if construction.keeps else "no output, only what is said below")
    for name in SECTIONS[:-1]:
        yield from _field(name.lower(), entry.section(name))
    yield ""
    chosen = ", ".join(
        " = ".join((name, *filter(None, [construction.parameters[name].symbol]), said(value)))
        for name, value in checked.parameters.items()
    )
    yield from _field("at", chosen or "no parameters")
    if checked.pair.X.shape[0] <= SMALL:
        yield from _field("pair", text({"X": checked.pair.X, "Y": checked.pair.Y}))
    for name, (value, right) in checked.values.items():
        told = "" if right else "   WRONG: the matrices have another value"
        yield from _field("value" if right else "wrong", f"{LABELS[name]} {_said(value)}{told}")
    for name, why in checked.refused.items():
        yield from _field("wrong", f"{name}: {why}")
    yield from _field("today", f"{'holds' if checked.holds else 'does not hold'}, in exact arithmetic")
    if construction.answers:
        yield from _field("answers", ", ".join(construction.answers))
    yield from _field("source", entry.section("Source"))


def as_json(entry: Entry, checked: Checked) -> dict[str, Any]:
    """The record of ``unalignable show --json``."""
    return {
        "slug": entry.slug,
        "kind": "construction",
        "title": entry.title,
        "keeps": entry.construction.keeps,
        "head": entry.construction.head,
        **{name.lower(): entry.section(name) for name in SECTIONS},
        "parameters": {name: said(value) for name, value in checked.parameters.items()},
        "X": [[str(entry) for entry in row] for row in checked.pair.X.tolist()],
        "Y": [[str(entry) for entry in row] for row in checked.pair.Y.tolist()],
        "values": {
            name: {"value": real(value), "exact": exact_text(value), "holds": right}
            if value is not None
            else {"value": None, "exact": None, "holds": right}
            for name, (value, right) in checked.values.items()
        },
        "refused": checked.refused,
        "answers": list(entry.construction.answers),
        "holds": checked.holds,
    }


def _said(value: Any) -> str:
    return "is not defined: 0/0" if value is None else f"= {exact_text(value) or real(value)}"


def _field(name: str, content: str) -> Iterator[str]:
    yield from wrapped(content, f"  {name:<10}  ", " " * 14)
