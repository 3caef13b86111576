"""What failing checks say by themselves, where no composition of mistakes accounts for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ..record import Diagnosis, Result, Severity

By = Callable[[Result], bool]


def _slug(pattern: str) -> By:
    return lambda result: re.fullmatch(pattern, result.slug) is not None


def _crashed(result: Result) -> bool:
    return result.severity is Severity.CRASH


def _all(*tests: By) -> By:
    return lambda result: all(test(result) for test in tests)


def _extreme(result: Result) -> bool:
    from .explaining import extreme

    return bool(result.calls) and all(extreme(call) for call in result.calls)


PATTERNS: Final[tuple[tuple[str, str, By], ...]] = (
    ("modifies-inputs", "the arrays of the caller are modified", _slug("inputs/not_modified")),
    (
        "not-repeatable",
        "the same arrays give different values: something is kept between calls, or drawn at random",
        _slug("inputs/repeatable"),
    ),
    ("not-one-number", "more than one real number is returned", _slug("inputs/one_number")),
    (
        "layout",
        "how an array lies in memory, or that it must not be written to, is seen",
        _slug("inputs/(fortran_order|strided|read_only)"),
    ),
    ("requires-grad", "tensors that require gradients are not detached", _slug("inputs/requires_grad")),
    (
        "broadcasts",
        "X and Y with different numbers of samples are not refused",
        _slug("inputs/(one_row|mismatched_samples)"),
    ),
    (
        "constants",
        "a constant representation, which has no value (0/0), is not refused in words",
        _slug("inputs/.*constant.*"),
    ),
    (
        "few-samples",
        "too few samples to have a value are not refused in words",
        _slug("(values/(one|two|three|four)_samples?|inputs/batch_of_one)"),
    ),
    ("not-finite", "NaN or infinity among the entries gives a number", _slug("inputs/(nan|infinity)")),
    (
        "axes-not-checked",
        "arrays of one or three axes are taken as if they had two",
        _slug("inputs/(one|three)_dimensional"),
    ),
    ("crashes-on-float64", "it crashes on float64 arrays: {}", _all(_slug("numerics/float64"), _crashed)),
    ("integers", "whole numbers are not made floats before they are multiplied: {}", _slug("numerics/u?int.*")),
    ("half-inputs", "float16 arrays are multiplied and summed as float16: {}", _slug("numerics/float16.*")),
    (
        "extremes",
        "products under- or overflow for very small or large entries: scale before multiplying",
        lambda r: _slug("numerics/scale_.*1e-?160.*")(r) or _extreme(r),
    ),
    ("scale", "small entries are lost: something absolute is added, compared or rounded", _slug("numerics/scale_.*")),
    (
        "cancellation",
        "digits are lost far from the origin: centre the features first",
        _slug("numerics/(mean_.*|float32_mean_.*)"),
    ),
    ("crashes", "it crashes: {}", _crashed),
    ("silent-nan", "NaN or infinity is returned without a word: {}", lambda r: r.severity is Severity.SILENT_NAN),
    ("unclear-error", "an error does not say what is wrong: {}", lambda r: r.severity is Severity.UNCLEAR_ERROR),
    (
        "inaccurate",
        "digits are lost that the formula need not lose: {}",
        lambda r: r.severity is Severity.HARD_NUMERICS,
    ),
)
"""Name, what is wrong (``{}`` stands for what was seen), and which failing checks it gathers; the first that fits."""
OF_VALUES: Final = ("integers", "half-inputs", "extremes", "scale", "cancellation", "layout", "inaccurate")
"""They are read from wrong values, so they say nothing of a function whose values are wrong on ordinary arrays."""


def gathered(failing: Sequence[Result], values: bool = True) -> list[Diagnosis]:
    """One diagnosis for each pattern that gathers something, in the order of the table.

    Args:
        failing: the checks that fail and are not accounted for.
        values: whether the function is right, or wrong in a known way, on ordinary arrays.
    """
    if not values:
        failing = [
            result
            for result in failing
            if all(call.got is None for call in result.calls)
            or result.slug.startswith(("inputs/", "values/one", "values/two", "values/three"))
        ]
    groups: dict[str, list[Result]] = {}
    for result in failing:
        name = next((name for name, _, fits in PATTERNS if fits(result)), "")
        groups.setdefault(name, []).append(result)
    return [
        Diagnosis(name, text.format(_shown(groups[name])), tuple(r.slug for r in groups[name]), certain=False)
        for name, text, _ in PATTERNS
        if name in groups and (values or name not in OF_VALUES)
    ]


def _shown(results: Sequence[Result]) -> str:
    """What was seen in the first."""
    first = results[0]
    shown = first.call.fault if first.call and first.call.fault else first.detail
    return f"{shown.partition('; ')[0].removeprefix('crash: ').removeprefix('silent NaN: ')} ({first.slug})"
