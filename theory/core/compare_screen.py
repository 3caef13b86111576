"""What ``compare`` puts on the screen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from .bounds import Bound
from .compare import Comparison, Score
from .relabelling import MEASURES

LABELS: Final = {
    "linear_cka": "CKA",
    "linear_r2": "R² A → B",
    "linear_r2_reverse": "R² B → A",
    "nbs": "NBS",
}
SIGNS: Final = {"floor": "≥", "ceiling": "≤"}


def lines(comparison: Comparison) -> Iterator[str]:
    """The screen of ``unalignable compare``."""
    (p, q), (r, s), (a, b) = comparison.widths, comparison.ranks, comparison.participation_ratios
    yield f"{comparison.n} samples, {p} and {q} features; ranks {r} and {s}; participation ratios {a:.1f} and {b:.1f}"
    yield ""
    yield f"{'':<28}{'value':>7}   by chance (samples relabelled)   p"
    for name, score in comparison.measures.items():
        yield _row(MEASURES[name].label, score)
    yield ""
    forced = [bound for bound in comparison.bounds if bound.measure in LABELS and _says_something(bound)]
    for bound in forced:
        yield _forced(bound, comparison.measures.get(bound.measure))
    rest = sum(bound.measure in LABELS for bound in comparison.bounds) - len(forced)
    if rest:
        yield f"{rest} more bounds do not apply here or say nothing (why: --json)"
    yield comparison.verdict


def _row(label: str, score: Score) -> str:
    if score.value is None:
        return f"{label:<28}{'–':>7}   {score.why}"
    chance = f"{_digits(score.null)} ± {_digits(score.null_sd)}"
    heldout = f"   held out {_digits(score.heldout)}" if score.heldout is not None else ""
    return f"{label:<28}{_digits(score.value):>7}   {chance:<31} {score.p:.3f}{heldout}"


def _digits(value: float | None) -> str:
    """Three digits, and no minus before a zero."""
    assert value is not None
    return f"{value:.3f}".replace("-0.000", "0.000")


def _says_something(bound: Bound) -> bool:
    if bound.value is None or not bound.applies:
        return False
    if bound.kind == "ceiling":
        return bound.value < 0.9995
    return bound.value > 0.0005 or bound.strict


def _forced(bound: Bound, score: Score | None) -> str:
    assert bound.value is not None
    sign = ">" if bound.strict else SIGNS[bound.kind]
    towards = math.floor if bound.kind == "floor" else math.ceil  # the printed digits are on the safe side too
    said = f"{LABELS[bound.measure]} {sign} {towards(bound.value * 1000) / 1000:.3f}"
    share = ""
    if score is not None and score.value and bound.kind == "floor" and bound.value > 0:
        share = f" ({bound.value / score.value:.0%} of what you see)"
    return f"{said + share:<44} {bound.why}   {bound.slug}"
