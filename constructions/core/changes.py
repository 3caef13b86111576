"""What would change the answer: one piece of knowledge less, or one more, and what is forced and possible then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from unalignable.theory.core.knowledge import BadKnowledge, Knowledge

from .conditions import Answer, conditions
from .options import option, written

HALF: Final = Fraction(1, 2)
WATCHED: Final = ("linear_cka", "linear_r2", "linear_r2_reverse")
"""The measures whose change is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer.

    Attributes:
        said: what is different, in options.
        answer: what is forced and possible then.
    """

    said: str
    answer: Answer


def changes(answer: Answer) -> list[Change]:
    """The single steps from what is known after which something else is forced, or known to be possible."""
    found = []
    for said, known, more in _steps(answer.knowledge):
        try:
            other = conditions(known)
        except BadKnowledge:
            continue
        sides = (forces,) if more else (forces, allows)  # with more known, no pair becomes possible
        if any(side(answer, name) != side(other, name) for side in sides for name in WATCHED):
            found.append(Change(said, other))
    return found


def forces(answer: Answer, measure: str) -> tuple[str, bool] | None:
    """What is forced, to be compared."""
    floor = answer.forced.get(measure)
    return (str(floor.value), floor.strict) if floor else None


def allows(answer: Answer, measure: str) -> tuple[str, bool] | None:
    """What is possible, to be compared."""
    pair = answer.possible.get(measure)
    return (str(pair.value), pair.attained) if pair else None


def _steps(k: Knowledge) -> Iterator[tuple[str, Knowledge, bool]]:
    """What is said, what is known then, and whether that is more than before."""
    for name in ("same", "head", "ranks", "readout_norm", "margins", "balance", "decoding", "condition", "white"):
        if name in k.known:
            yield f"without {option(name)}", k.without(name), False
    for pieces in _additions(k):
        try:
            more = replace(k, **pieces)
        except BadKnowledge:
            continue
        yield written(pieces), more, "same" not in pieces


def _additions(k: Knowledge) -> Iterator[dict[str, Any]]:
    """Examples of what one could find out, as far as it is not known."""
    if k.same and k.head is None:
        yield {"head": "linear"}
    if k.same == "argmax":
        yield {"same": "probabilities"}
    if k.real_output:
        yield {"same": "argmax", "rank": None}
    if k.linear_output and k.ranks is None:
        yield {"rank": k.rank or 1, "ranks": (k.rank or 1, k.rank or 1)}
    if k.ranks and k.samples is None:
        yield {"samples": sum(k.ranks)}
    if k.readout_norm is None and (k.linear_output or k.decoding):
        yield {"readout_norm": 2}
    if k.margins and k.balance is None:
        yield {"balance": HALF}
    if k.margins is None and k.same == "argmax" and k.samples is None:
        yield {"margins": (2, 2), "balance": HALF}
    if k.decoding is None and not k.linear_output and not k.margins:
        yield {"decoding": (Fraction(3, 4), Fraction(3, 4))}
    if k.condition is None:
        yield {"condition": 2}
    if not k.white:
        yield {"white": True}
    if not k.least_norm:
        yield {"least_norm": True}
