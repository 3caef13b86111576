"""How a measure is called: it leaves its inputs alone, repeats itself, and does not see how an array lies in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from unalignable.theory.core.carriers.tracked import Tracked
from unalignable.theory.core.record import Verdict

from .adapter import Measure, Misbehaved
from .asking import HOLDS, Finding, ball, called, checked, definition, value
from .examples import Matrix, arguments, handy, options, related
from .record import Call, Check, Severity


def calls(measure: Measure, dtype: str) -> Iterator[Check]:
    """The checks of a variant, in the first precision that it takes."""
    reason = "The arrays of the caller are as they were."
    yield checked("inputs/not_modified", reason, partial(_not_modified, dtype))
    reason = "The same arrays give the same value, whatever was asked in between."
    yield checked("inputs/repeatable", reason, partial(_repeatable, dtype))
    reason = "The result is one real number."
    yield checked("inputs/one_number", reason, partial(_one_number, dtype))
    for name, (reason, layout) in LAYOUTS.items():
        if measure.inputs == "list" or measure.inputs == WITHOUT.get(name):
            continue
        yield checked(f"inputs/{name}", reason, partial(_laid_out, layout, dtype))


def _asked(measure: Measure, dtype: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    X, Y = handy(measure)
    return arguments(measure, X.astype(dtype), Y.astype(dtype)), options(measure, len(X))


def _plain(given: Any) -> Any:
    return given.detach().cpu().numpy().copy() if hasattr(given, "detach") else np.array(given)


def _not_modified(dtype: str, measure: Measure) -> Iterator[Finding]:
    kept: list[tuple[Any, Matrix]] = []

    def keep(array: Matrix) -> Any:
        given = measure.given(array)
        kept.append((given, _plain(given)))
        return given

    args, given = _asked(measure, dtype)
    try:
        replace(measure, inputs=keep)(*args, **given)
    except Misbehaved:
        return  # other checks say so
    for after, before in kept:
        now = _plain(after)
        if now.shape != before.shape or not np.array_equal(now, before):
            detail = f"an argument of shape {before.shape} is changed by the call"
            call = Call(args, given, None, None, detail, np.nan, 0.0)
            yield Finding(Verdict.REFUTED, Severity.WRONG_VALUE, detail, call, dtype)
            return
    yield HOLDS


def _repeatable(dtype: str, measure: Measure) -> Iterator[Finding]:
    """To the bit, or within the error of the definition: threads may sum in another order."""
    args, given = _asked(measure, dtype)
    X, Y = handy(measure)
    others = arguments(measure, *(Z.astype(dtype) for Z in related(*X.shape, Y.shape[1], seed=5)))
    first = _own(measure, args, given, dtype)
    if first is None:
        return
    yield value(measure, args, given, first, dtype, Severity.WRONG_VALUE)
    _ignored(measure, others, given)
    yield value(measure, args, given, first, dtype, Severity.WRONG_VALUE)


def _own(measure: Measure, args: tuple[Any, ...], given: dict[str, Any], dtype: str) -> Tracked | None:
    """The function's own value, right or wrong, and how far from it another right one could be."""
    known = definition(measure, args, given, dtype)
    if isinstance(known, Finding) or not measure.presentable(args):
        return None
    found = called(measure, args, given, known, dtype)
    return None if found.got is None else ball(found.got, 2 * found.radius)


def _ignored(measure: Measure, args: tuple[Any, ...], given: dict[str, Any]) -> None:
    try:
        measure(*args, **given)
    except Misbehaved:
        return


def _one_number(dtype: str, measure: Measure) -> Iterator[Finding]:
    args, given = _asked(measure, dtype)
    try:
        measure(*args, **given)
    except Misbehaved as fault:
        if fault.fault == "no number":
            call = Call(args, given, None, None, str(fault), np.nan, 0.0)
            yield Finding(Verdict.REFUTED, Severity.WRONG_VALUE, str(fault), call, dtype)
        return
    yield HOLDS


Layout = Callable[[Any], Any]


def _laid_out(layout: Layout, dtype: str, measure: Measure) -> Iterator[Finding]:
    args, given = _asked(measure, dtype)
    example = measure.given(np.zeros((2, 2), dtype=dtype))
    try:
        layout(example)
    except NotImplementedError:
        return
    own = _own(measure, args, given, dtype)
    if own is not None:
        yield value(replace(measure, inputs=lambda array: layout(measure.given(array))), args, given, own, dtype)


def _fortran(given: Any) -> Any:
    if isinstance(given, np.ndarray):
        return np.asfortranarray(given)
    if hasattr(given, "detach"):
        return given.t().contiguous().t()
    raise NotImplementedError


def _strided(given: Any) -> Any:
    """Every other row and column of something larger."""
    if isinstance(given, np.ndarray):
        larger = np.full([2 * k for k in given.shape], 7, dtype=given.dtype)
        larger[::2, ::2] = given
        return larger[::2, ::2]
    if hasattr(given, "detach"):
        larger = given.new_full([2 * k for k in given.shape], 7)
        larger[::2, ::2] = given
        return larger[::2, ::2]
    raise NotImplementedError


def _read_only(given: Any) -> Any:
    if not isinstance(given, np.ndarray):
        raise NotImplementedError
    given = given.copy()
    given.setflags(write=False)
    return given


def _requires_grad(given: Any) -> Any:
    if not hasattr(given, "requires_grad_"):
        raise NotImplementedError
    return given.clone().requires_grad_()


LAYOUTS: Final[dict[str, tuple[str, Layout]]] = {
    "fortran_order": ("Columns that lie together in memory give the same value.", _fortran),
    "strided": ("A view of every other row and column gives the same value.", _strided),
    "read_only": ("Arrays that must not be written to give the same value.", _read_only),
    "requires_grad": ("Tensors that require gradients give the same value.", _requires_grad),
}
"""Slug -> what it holds a measure to, and how the array is laid out; NotImplementedError where it cannot be."""
WITHOUT: Final = {"read_only": "torch", "requires_grad": "numpy"}
"""Slug -> kind of arrays that cannot be laid out like this."""
