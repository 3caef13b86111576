"""Inputs that have no value: a clear error is right, NaN is silence, and a number is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked, nearest

from .adapter import Measure
from .asking import Finding, ball, checked, definition, nothing, undecided
from .examples import Matrix, Samples, arguments, handy, least, options, related
from .record import Check

ANY: Final[tuple[type[Exception], ...]] = ()
"""For arrays of the wrong shape every error will do that has a text: what NumPy and torch raise names the shapes."""
FEW: Final = 8
"""Samples on which the exact definition says whether a constant has a value."""


def inputs(measure: Measure, dtype: str) -> Iterator[Check]:
    """The checks of a variant, in the first precision that it takes."""
    one, takes = measure.promised.takes == "one", measure.promised.takes
    reason = "Of a constant representation there is no value, and a measure says so."
    yield checked("inputs/constant", reason, partial(_constant, 2.0, dtype, False))
    reason = "A constant whose mean is rounded, 0.1, is constant all the same."
    yield checked("inputs/constant_tenth", reason, partial(_constant, 0.1, dtype, False))
    if not one:
        reason = "Of two constant representations there is no value, and a measure says so."
        yield checked("inputs/both_constant", reason, partial(_constant, 0.1, dtype, True))
    for name, bad in (("nan", np.nan), ("infinity", np.inf)):
        reason = f"{'NaN' if name == 'nan' else 'Infinity'} among the entries gives an error or NaN, and no number."
        yield checked(f"inputs/{name}", reason, partial(_not_finite, bad, dtype))
    if not one:
        reason = "Different numbers of samples are an error."
        yield checked("inputs/mismatched_samples", reason, partial(_mismatched, 1, dtype))
        reason = "One sample is not compared with many by repeating it."
        yield checked("inputs/one_row", reason, partial(_mismatched, None, dtype))
    if takes != "grams":
        reason = "Arrays of one axis are an error, or one feature."
        yield checked("inputs/one_dimensional", reason, partial(_flat, dtype))
        reason = "Arrays of three axes are an error, or are flattened to samples and features."
        yield checked("inputs/three_dimensional", reason, partial(_deep, dtype))
    if takes == "batches" and not isinstance(measure.batch, int):
        reason = "A batch of one sample has no unbiased estimate, and a measure says so."
        yield checked("inputs/batch_of_one", reason, partial(_single, dtype))


def _in(dtype: str, *Zs: Matrix) -> tuple[Matrix, ...]:
    return tuple(Z.astype(dtype) for Z in Zs)


def _constant(level: float, dtype: str, both: bool, measure: Measure) -> Iterator[Finding]:
    """Undefined by the exact definition; where that has a value, R² of a constant X or HSIC, that is right too."""
    X, Y = handy(measure)
    flat, other = np.full_like(X, level), np.full_like(Y, level)
    sides = [(flat, other)] if both else [(flat, Y)] if measure.promised.takes == "one" else [(flat, Y), (X, other)]
    for A, B in sides:
        known = _exactly(measure, A, B, dtype)
        if known is None:
            yield undecided("a constant representation leaves it to a choice")
            continue
        args, why = arguments(measure, *_in(dtype, A, B)), "a constant representation"
        yield nothing(measure, args, options(measure, len(A)), why, readings=known)


def _exactly(measure: Measure, A: Matrix, B: Matrix, dtype: str) -> list[Tracked] | None:
    """The value for few of the samples, none where it is 0/0, or None where it is not decided."""
    m, promised = Exact(), measure.promised
    few = max(FEW, least(measure))
    given = {**promised.fixed, **getattr(promised.definition, "keywords", {}), **options(measure, few)}
    given = {name: m.array(x) if isinstance(x, float) else x for name, x in given.items()}
    try:
        exact = arguments(measure, *(m.array(Z[:few, :2]) for Z in (A, B)))
        number = m.measure(promised.quantity, *exact, **given)
    except (ZeroDivisionError, IndexError, ValueError):
        return []
    except Undecided:
        return None
    if nearest(number) == 0:
        return [ball(0.0, 1e-6)]
    known = definition(measure, arguments(measure, *_in(dtype, A, B)), options(measure, len(A)), dtype)
    return None if isinstance(known, Finding) else [known]


def _not_finite(bad: float, dtype: str, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    for A, B in ((_spoiled(X, bad), Y), (X, _spoiled(Y, bad))):
        args = arguments(measure, *_in(dtype, A, B))
        if measure.promised.takes == "one" and A is X:
            continue
        yield nothing(measure, args, options(measure, len(A)), f"an entry is {bad}", nan=True)


def _spoiled(Z: Matrix, bad: float) -> Matrix:
    Z = Z.copy()
    Z[3, 1] = bad
    return Z


def _mismatched(fewer: int | None, dtype: str, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    for A, B in _unequal(X, Y, fewer):
        why = f"there are {len(A)} samples of X and {len(B)} of Y"
        if measure.promised.takes == "batches" and not isinstance(measure.batch, int):
            args: tuple[Any, ...] = ([_in(dtype, A, B)],)
        else:
            args = arguments(measure, *_in(dtype, A, B))
        yield nothing(measure, args, options(measure, min(len(A), len(B))), why, clear=ANY)


def _unequal(X: Matrix, Y: Matrix, fewer: int | None) -> list[Samples]:
    count = 1 if fewer is None else len(Y) - fewer
    return [(X, Y[:count]), (X[:count], Y)]


def _flat(dtype: str, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    columns = _in(dtype, X[:, :1], Y[:, :1])
    given = options(measure, len(X))
    known = definition(measure, arguments(measure, *columns), given, dtype)
    args = arguments(measure, *(Z[:, 0] for Z in columns))
    readings = () if isinstance(known, Finding) else (known,)
    yield nothing(measure, args, given, "arrays of one axis", clear=ANY, readings=readings)


def _deep(dtype: str, measure: Measure) -> Iterator[Finding]:
    """Both ways to flatten are right: positions as features, or as samples."""
    n = max(FEW, 2 * least(measure))
    X, Y = _in(dtype, *related(3 * n, 4, 2))
    given = options(measure, n)
    flattened = [(X.reshape(n, -1), Y.reshape(n, -1)), (X, Y)]
    known = (definition(measure, arguments(measure, *pair), given, dtype) for pair in flattened)
    readings = [found for found in known if isinstance(found, Tracked)]
    args = arguments(measure, X.reshape(n, 3, -1), Y.reshape(n, 3, -1))
    yield nothing(measure, args, given, "arrays of three axes", clear=ANY, readings=readings)


def _single(dtype: str, measure: Measure) -> Iterator[Finding]:
    X, Y = _in(dtype, *handy(measure))
    for at in (1, len(X) - 1):
        batches = [(X[:at], Y[:at]), (X[at:], Y[at:])]
        yield nothing(measure, (batches,), {}, "a batch of one sample")
