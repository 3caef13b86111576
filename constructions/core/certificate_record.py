"""``certificate.json`` as data: its keys, and what kind of thing stands under each."""

from __future__ import annotations

from typing import Any, Final, get_args

from flint import fmpq

from unalignable.theory.core.knowledge import Same

from .certificate import CERTIFICATE, FILES, FORMAT, KEYS
from .claims import KEPT, Claim
from .number_text import NotANumber, read_number
from .strict_json import NotStrict, read_json

MOST_CLAIMS: Final = 100
MOST_SIDES: Final = 1000
"""Of a box."""
LONGEST_NAME: Final = 100


class BrokenPair(ValueError):
    """The directory is no pair directory, or its files do not fit together; one line that says where."""


def read_certificate(data: bytes) -> dict[str, Any]:
    """The certificate, with the keys and the kinds of values that it has to have.

    Raises:
        BrokenPair: it is none.
    """
    try:
        found = read_json(data)
    except NotStrict as error:
        raise BrokenPair(f"{CERTIFICATE}: {error}") from None
    if not isinstance(found, dict) or set(found) != set(KEYS):
        raise BrokenPair(f"{CERTIFICATE} must have exactly the keys {', '.join(KEYS)}")
    if type(found["format"]) is not int or found["format"] != FORMAT:
        raise BrokenPair(f"{CERTIFICATE} is of another format than {FORMAT}, which this version reads")
    for key in ("parameters", "sha256", "versions"):
        _texts(key, found[key])
    if set(found["sha256"]) != {*FILES, CERTIFICATE}:
        raise BrokenPair(f"sha256 must name the files {', '.join((*FILES, CERTIFICATE))}")
    if found["keeps"] is not None and found["keeps"] not in get_args(Same):
        raise BrokenPair(f"keeps must be null or one of {', '.join(get_args(Same))}")
    _origin(found["construction"], found["parameters"])
    return found


def _texts(key: str, record: Any) -> None:
    if not isinstance(record, dict) or not all(isinstance(text, str) for text in record.values()):
        raise BrokenPair(f"{key} must be a record of texts")


def _origin(construction: Any, parameters: dict[str, str]) -> None:
    if construction is None:
        if parameters:
            raise BrokenPair("parameters are given, and construction is null")
    elif not isinstance(construction, str) or len(construction) > LONGEST_NAME:
        raise BrokenPair(f"construction must be null or a name of at most {LONGEST_NAME} characters")


def read_claims(records: Any, keeps: Same | None) -> tuple[Claim, ...]:
    """The claims, as they stand there.

    Raises:
        BrokenPair: they are none, two are about one thing, or what the pair is said to keep is not among them.
    """
    if not isinstance(records, list) or len(records) > MOST_CLAIMS:
        raise BrokenPair(f"claims must be a list of at most {MOST_CLAIMS}")
    found = tuple(_claim(record) for record in records)
    named = [claim.claim for claim in found]
    if twice := {name for name in named if named.count(name) > 1}:
        raise BrokenPair(f"two claims about {sorted(twice)[0]}")
    if keeps is not None and KEPT[keeps] not in named:
        raise BrokenPair(f"keeps is {keeps}, and {KEPT[keeps]} is not claimed")
    return found


def _claim(record: Any) -> Claim:
    keys = ("claim", "scope", "value", "kind", "how")
    if not isinstance(record, dict) or set(record) != set(keys):
        raise BrokenPair(f"a claim has the keys {', '.join(keys)}")
    if not all(isinstance(record[key], str) or (key == "value" and record[key] is None) for key in keys):
        raise BrokenPair("the entries of a claim are texts; only its value may be null")
    return Claim(**record)


def read_box(sides: Any) -> list[tuple[fmpq, fmpq]] | None:
    """(low, high) for each input, or None.

    Raises:
        BrokenPair: it is no box.
    """
    if sides is None:
        return None
    if not isinstance(sides, list) or not 0 < len(sides) <= MOST_SIDES:
        raise BrokenPair(f"the box must be null or a list of 1 to {MOST_SIDES} sides")
    return [_side(side) for side in sides]


def _side(side: Any) -> tuple[fmpq, fmpq]:
    if not isinstance(side, list) or len(side) != 2:
        raise BrokenPair("the box: each side has two ends")
    try:
        low, high = (read_number(end) for end in side)
    except NotANumber as error:
        raise BrokenPair(f"the box: {error}") from None
    if not (isinstance(low, fmpq) and isinstance(high, fmpq) and low < high):
        raise BrokenPair("the box: the ends of a side are rationals, the lower one first")
    return low, high
