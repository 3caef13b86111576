"""The record of ``unalignable conditions --json``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from unalignable.theory.core.knowledge import MEASURES, real, said

from .changes import Change
from .conditions import Answer, Forced, Possible
from .conditions_screen import headline, in_short
from .options import exact_text, options, words


def as_json(answer: Answer, other: Iterable[Change]) -> dict[str, Any]:
    """One answer.

    Returns:
        ``known`` (words), ``options``, ``answer`` (the headline), ``measures`` (name -> ``forced`` and ``possible``,
        each null where there is none, and whether they meet; a floor that is itself what is known has no ``slug``),
        ``alike`` (a pair with CKA 1), ``changes``.
    """
    return {
        "known": words(answer.knowledge),
        "options": options(answer.knowledge),
        "answer": headline(answer),
        "measures": {
            name: {
                "forced": _forced(answer.forced.get(name)),
                "possible": _possible(answer.possible.get(name)),
                "settled": answer.settled(name),
            }
            for name in MEASURES
            if name in answer.forced or name in answer.possible
        },
        "alike": answer.alike,
        "changes": [
            {"if": change.said, **{name: in_short(change.answer, name) for name in ("linear_cka", "linear_r2")}}
            for change in other
        ],
    }


def _forced(found: Forced | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": real(found.value),
        "exact": exact_text(found.value),
        "strict": found.strict,
        "slug": found.slug or None,
        "because": found.words,
        "builds_on": list(dict.fromkeys(found.before)),
    }


def _possible(found: Possible | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": real(found.value),
        "exact": exact_text(found.value),
        "attained": found.attained,
        "slug": found.slug,
        "title": found.title,
        "parameters": {name: said(value) for name, value in found.way.at(0).items()},
        "grows": found.way.grows or None,
        "mirrored": found.way.mirrored,
    }
