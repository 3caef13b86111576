"""What ``unalignable build`` and ``unalignable check`` put on the screen, and how parameters are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from unalignable.theory.core.console import CallError
from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.effort import TooMuch, at_most

from .check import CheckReport
from .claims import Checked, Claim
from .measured import FURTHER, LABELS
from .network_pair import NetworkPair
from .number_text import NotANumber, read_number
from .options import shown

PATIENCE = 1e5
"""Microseconds of exact arithmetic for one number on the screen."""
WORDS = {
    "same_output": "same output",
    "same_argmax": "same class",
    "right_labels": "right labels",
    "decoding_f": "decoded by f",
    "decoding_g": "decoded by g",
    "same_parameters": "same parameters",
    "same_output_at_special_values": "same at inf, NaN, -0, 1e37",
    "untwisted_is_the_original": "untwisted, the original",
    "untwisted_within_the_bound": "untwisted, within the bound",
    "products_of_channels_kept": "products of channels kept",
    "other_layers_same": "other layers the same",
    "cka_at_chance": "CKA at chance",
    "files": "files as written",
    "construction": "built from",
    "torch_float32": "torch, float32",
    "torch_float64": "torch, float64",
    **LABELS,
}
"""Claim -> how a screen says it."""


def parameter(text: str) -> tuple[str, Any]:
    """NAME=VALUE: a whole number, a fraction, a decimal (exactly), or an exact number such as ``sqrt(2)``.

    Raises:
        CallError: it is none.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CallError(f"--set takes NAME=VALUE, got {text!r}")
    try:
        found: Any = Fraction(value)
    except (ValueError, ZeroDivisionError):
        try:
            found = read_number(value)
        except NotANumber:
            raise CallError(f"--set {name} takes a number such as 2, 0.05, 1/3 or sqrt(2), got {value!r}") from None
    if isinstance(found, Enclosure):
        raise CallError(f"--set {name} takes one number, got the enclosure {value}")
    return name, int(found) if isinstance(found, Fraction) and found.denominator == 1 else found


def built(pair: NetworkPair, directory: Path) -> Iterator[str]:
    """The screen of ``build``."""
    yield f"{_from(pair)}  written to {directory}"
    yield from _table((_word(c.claim), c.scope, _value(c), c.how) for c in pair.claims)
    yield f"check it: unalignable check {directory}"


def re_checked(report: CheckReport) -> Iterator[str]:
    """The screen of ``check``."""
    yield from _table((_word(c.claim), c.scope, _result(c), "" if c.holds else c.why) for c in report.claims)
    broken = [claim for claim in report.claims if not claim.holds]
    if report.holds:
        yield f"all {len(report.claims)} hold, shown again from the stored weights and inputs"
    elif not broken:
        yield "nothing is claimed of these networks"
    else:
        yield f"{len(broken)} of {len(report.claims)} {'does' if len(broken) == 1 else 'do'} not hold"


def _from(pair: NetworkPair) -> str:
    chosen = ", ".join(f"{name} = {value}" for name, value in pair.parameters.items())
    return f"{pair.construction}{' at ' if chosen else ''}{chosen}"


def _word(name: str) -> str:
    return WORDS.get(name, name)


def _value(claim: Claim | Checked) -> str:
    if claim.value is None:
        return "not defined" if claim.claim in FURTHER else ""
    try:
        with at_most(PATIENCE):
            return shown(read_number(claim.value))
    except (NotANumber, OverflowError, TooMuch):
        return claim.value if len(claim.value) <= 60 else f"{claim.value[:57]}..."


def _result(claim: Checked) -> str:
    return f"{'holds' if claim.holds else 'FAILS'}  {_value(claim)}".rstrip()


def _table(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    cells = list(rows)
    widths = [max(len(row[i]) for row in cells) for i in range(3)]
    for row in cells:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip()
