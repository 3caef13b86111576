"""What the accuracy of a linear probe on its own samples must be: on labelings that a plane cuts, and on others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np

from unalignable.theory.core.record import Verdict

from .adapter import Measure, Misbehaved
from .asking import HOLDS, Finding, checked, nothing
from .record import Call, Check, Severity

FAR: Final = 100.0
"""Classes are this many units apart, so that a penalty of the usual size on the weights does not hold a probe back."""
CORNERS: Final = ((0, 0), (0, 1), (1, 0), (1, 1))
UNCUT: Final = ((0, 1, 1, 0), (1, 0, 0, 1))
"""The two labelings of the corners of a square that no line cuts: 14 of 16 are learnable (probes/cover_count)."""
FOUR: Final = ((0.0,), (1.0,), (8.0,), (9.0,))


def probe_checks(measure: Measure) -> Iterator[Check]:
    """Every check of ``probe-accuracy``, a function of (X, labels)."""
    for slug, reason, body in ASKED:
        yield checked(slug, reason, body)


def scored(measure: Measure, X: Any, y: Any, least: Fraction | int, most: Fraction | int) -> Finding:
    """Whether the accuracy lies in a range, both ends included."""
    args = (np.asarray(X, dtype=np.float64), np.asarray(y))
    low, high = float(least), float(most)
    try:
        got = measure(*args)
    except Misbehaved as fault:
        worst = Severity.SILENT_NAN if fault.fault == "silent NaN" else Severity.CRASH
        return Finding(Verdict.REFUTED, worst, str(fault), Call(args, {}, None, None, str(fault), high, 0.0))
    rounding = len(args[1]) * 2.0**-23  # a mean of n zeros and ones in single precision
    if low - rounding <= got <= high + rounding:
        return HOLDS
    should = high if got > high else low
    said = f"{got:.6g}, should be {'at most' if got > high else 'at least'} {should:.6g}"
    return Finding(Verdict.REFUTED, Severity.WRONG_VALUE, said, Call(args, {}, got, got, "", should, rounding))


def majority(y: Any) -> Fraction:
    """The share of the most frequent label."""
    _, counts = np.unique(y, return_counts=True)
    return Fraction(int(counts.max()), len(y))


def _cut(measure: Measure) -> Iterator[Finding]:
    """All labelings of three corners, and the fourteen of four, far apart."""
    for corners in (CORNERS[:3], CORNERS):
        for labels in product((0, 1), repeat=len(corners)):
            if len(set(labels)) == 2 and labels not in UNCUT:
                yield scored(measure, FAR * np.array(corners), labels, 1, 1)


def _uncut(measure: Measure) -> Iterator[Finding]:
    for labels in UNCUT:
        for copies in (1, 3):
            yield scored(measure, np.tile(CORNERS, (copies, 1)), labels * copies, 0, Fraction(3, 4))


def _equal_means(measure: Measure) -> Iterator[Finding]:
    for n in (4, 5, 8):
        x = [[0.0], *[[1.0]] * (n - 2), [2.0]]
        y = [0, *[1] * (n - 2), 0]
        yield scored(measure, x, y, 0, 1 - Fraction(1, n))


def _several(measure: Measure) -> Iterator[Finding]:
    """As many classes as the corners of a simplex."""
    for classes in (3, 4):
        X = FAR * np.repeat(np.eye(classes), 3, axis=0)
        yield scored(measure, X, np.repeat(np.arange(classes), 3), 1, 1)


def _moved(measure: Measure) -> Iterator[Finding]:
    X, y = FAR * np.array([[0, 1], [1, 1], [2, 1], [7, 1], [8, 1], [9, 1]]), [0, 0, 0, 1, 1, 1]
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    for Z in (X, X + 1e4, X @ turn, -X, X[:, ::-1]):
        yield scored(measure, Z, y, 1, 1)
    order = [5, 0, 3, 1, 4, 2]
    yield scored(measure, X[order], np.array(y)[order], 1, 1)


def _renamed(measure: Measure) -> Iterator[Finding]:
    X = FAR * np.array([[0.0], [1.0], [8.0], [9.0]])
    for names in ((0, 1), (1, 0), (5, 7), (-1, 1)):
        yield scored(measure, X, [names[0]] * 2 + [names[1]] * 2, 1, 1)


def _blind(measure: Measure) -> Iterator[Finding]:
    """Of a constant representation, a probe can do no better than the majority."""
    y = [0, 0, 0, 1, 1, 0]
    yield scored(measure, np.ones((6, 2)), y, 0, majority(y))


def _alike(measure: Measure) -> Iterator[Finding]:
    """Samples with one representation get one label."""
    X = FAR * np.array([[0.0], [0.0], [0.0], [5.0], [5.0], [5.0]])
    yield scored(measure, X, [0, 0, 1, 1, 1, 0], Fraction(1, 2), Fraction(4, 6))


def _untouched(measure: Measure) -> Iterator[Finding]:
    seen: list[tuple[Any, Any]] = []

    def watched(X: Any, y: Any) -> Any:
        before = [np.array(a) for a in (X, y)]
        found = measure.function(X, y)
        seen.extend(zip(before, (np.array(X), np.array(y)), strict=True))
        return found

    X, y = FAR * np.array(FOUR), np.array([0, 0, 1, 1])
    yield scored(Measure(watched, "probe-accuracy", inputs=measure.inputs), X, y, 0, 1)
    if any(not np.array_equal(before, after) for before, after in seen):
        call = Call((X, y), {}, None, None, "changes its inputs", 1.0, 0.0)
        yield Finding(Verdict.REFUTED, Severity.WRONG_VALUE, "the function changes its inputs", call)


def _refuses(measure: Measure, X: Any, y: Any, why: str) -> Iterator[Finding]:
    yield nothing(measure, (np.asarray(X, dtype=np.float64), np.asarray(y)), {}, why, clear=(), nan=True)


ASKED: Final = (
    ("probes/cover_count", "A line is right about every labeling of three corners of a square, and 14 of four.", _cut),
    ("probes/no_line", "No line is right about more than three of four corners labelled like a chessboard.", _uncut),
    ("probes/accuracy_above_chance", "With equal class means, one sample of n at least is wrong.", _equal_means),
    ("probes/several_classes", "Classes at the corners of a simplex are all told apart.", _several),
    ("probes/moved", "Classes far apart stay so when rotated, translated, mirrored or reordered.", _moved),
    ("probes/renamed_labels", "The names of the labels do not matter.", _renamed),
    ("probes/constant", "A constant representation gives the majority's share at most.", _blind),
    ("probes/equal_samples", "Samples with equal representations get one label.", _alike),
    ("inputs/unchanged", "The inputs are not changed.", _untouched),
    (
        "inputs/mismatched",
        "Samples and labels of different numbers are an error.",
        partial(_refuses, X=FOUR, y=(0, 0, 1), why="4 samples, 3 labels"),
    ),
    (
        "inputs/nan",
        "NaN in the representation is an error, or gives NaN.",
        partial(_refuses, X=((np.nan,), *FOUR[1:]), y=(0, 0, 1, 1), why="NaN"),
    ),
)
"""Slug, what must hold, and the questions."""
