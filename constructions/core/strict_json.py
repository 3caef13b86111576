"""JSON from elsewhere, read strictly: no key twice, no floats, no long numbers, short printable texts, shallow.

A reader that takes less than JSON allows has fewer ways to be misled: texts are shown on terminals, and two readers
may differ on which of two keys counts.
"""

from __future__ import annotations

import json
from typing import Any, Final

DEEPEST: Final = 8
"""Lists and records inside each other."""
LONGEST_TEXT: Final = 20_000
LONGEST_NUMBER: Final = 15
"""Digits; integers here are widths and versions."""


class NotStrict(ValueError):
    """The bytes are no JSON, or JSON of a kind that is not taken here; one line that says which."""


def read_json(data: bytes) -> Any:
    """The data that some bytes are.

    Raises:
        NotStrict: they are none that is taken here.
    """
    try:
        found = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no, parse_float=_no, parse_int=_short
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotStrict(f"no JSON: {str(error)[:80]}") from None
    _walk(found)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a key stands twice in one record")
    return found


def _no(text: str) -> Any:
    raise NotStrict(f"it holds {text[:20]}; numbers that are not whole are written as texts, as 3/4")


def _short(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise NotStrict(f"it holds an integer of {len(text)} digits")
    return int(text)


def _walk(data: Any) -> None:
    """Depth and texts, without recursion."""
    left: list[tuple[Any, int]] = [(data, 1)]
    while left:
        item, depth = left.pop()
        if isinstance(item, str):
            _printable(item)
        elif isinstance(item, dict | list):
            if depth > DEEPEST:
                raise NotStrict(f"it is nested deeper than {DEEPEST} levels")
            if isinstance(item, dict):
                left += [(key, depth) for key in item]
                item = list(item.values())
            left += [(inner, depth + 1) for inner in item]


def _printable(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise NotStrict(f"it holds a text of {len(text)} characters")
    if not text.isprintable():  # control characters, surrogates, marks that turn the direction of writing
        raise NotStrict(f"it holds a text that cannot be printed: {text[:20]!a}")
