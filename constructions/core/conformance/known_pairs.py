"""The catalogue's pairs as known answers: their measures in closed form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, Final

import numpy as np

from unalignable.constructions.core.catalogue import Entry, entries
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked, nearest

from .adapter import Measure
from .asking import Finding, ball, checked, undecided, value
from .judging import Judging
from .record import Check

CLOSED: Final = {
    "linear_cka": ("linear_cka",),
    "debiased_cka": ("debiased_cka",),
    "minibatch_cka": ("debiased_cka",),
    "linear_r2": ("linear_r2", "linear_r2_reverse"),
    "nbs": ("nbs",),
    "mean_cca": ("mean_cca",),
}
"""Quantity of a variant -> its values in the closed forms of pairs. Of one batch, minibatch CKA is debiased CKA."""


def pairs(measure: Measure, dtype: str) -> Iterator[Check]:
    """One check for every pair whose closed form has the measure of the variant."""
    if measure.promised.definition is not None:
        return
    names = CLOSED.get(measure.promised.quantity, ())
    for slug, entry in entries().items():
        known = {name: closed_forms(slug)[name] for name in names if closed_forms(slug).get(name) is not None}
        if known:
            yield checked(f"pairs/{slug}", entry.title, partial(_pair, entry, known, dtype))


@cache
def closed_forms(slug: str) -> dict[str, Any]:
    """The measures of a pair at its default parameters, exactly."""
    return entries()[slug].construction.closed_form(Exact())


def _pair(entry: Entry, known: dict[str, Any], dtype: str, measure: Measure) -> Iterator[Finding]:
    built = entry.construction.build()
    for name, exactly in known.items():
        sides = (built.Y, built.X) if name.endswith("_reverse") else (built.X, built.Y)
        found = _asked(measure, sides, float(nearest(exactly)), dtype)
        if found is not None:
            yield found


def _asked(measure: Measure, sides: tuple[Any, Any], should: float, dtype: str) -> Finding | None:
    """The bound is that of the definition on the rounded matrices, their rounding included."""
    m = Judging(dtype, measure)
    rounded = tuple(m.array(Z) for Z in sides)
    batches = measure.promised.takes == "batches"
    given: tuple[Any, ...] = ([rounded],) if batches else rounded
    plain = tuple(Z.value for Z in rounded)
    args: tuple[Any, ...] = ([plain],) if batches else plain
    if not measure.presentable(args):
        return None
    m.asks = False
    try:
        known: Tracked = m.measure(measure.promised.quantity, *given)
    except (Undecided, ZeroDivisionError) as error:
        return undecided(str(error))
    if not np.isfinite(known.error):
        return undecided("the error bound of the definition is infinite at this precision")
    return value(measure, args, {}, ball(should, known.error), dtype)
