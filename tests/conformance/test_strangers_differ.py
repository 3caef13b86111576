"""Each stranger's function is what it is said to be: a wrong one differs from the definition, a right one does not."""

import importlib.util
import itertools
import math
from pathlib import Path

import numpy as np
import pytest

from unalignable.constructions.core.conformance.adapter import Misbehaved
from unalignable.constructions.core.conformance.judging import truth


def beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


at_hand = beside("strangers_at_hand")
WRONG, RIGHT = at_hand.WRONG, at_hand.RIGHT


def is_off(measure, args, options):
    """Whether the value is further from the definition's than rounding explains."""
    right = truth("float64", measure, args, options)
    try:
        found = measure.returned(*args, **options)
    except Misbehaved:
        return True
    return abs(found.value - float(right.value)) > right.error + found.error + 1e-12 * abs(float(right.value))


def loses_digits(measure):
    """At a mean of a hundred million, where centring first loses half of the digits and centring later all."""
    ((X, Y), _), offset = next(at_hand.arguments(measure)), 2.0**27
    right = float(truth("float64", measure, (X, Y)).value)
    try:
        return abs(measure(X + offset, Y + offset) - right) > 1e-3
    except Misbehaved:
        return True


def modifies(measure):
    X, Y = (measure.given(Z) for Z in next(at_hand.representations()))
    before = np.asarray(X).copy(), np.asarray(Y).copy()
    measure.function(X, Y)
    return not all(map(np.array_equal, before, map(np.asarray, (X, Y))))


def differs_between_calls(measure):
    X, Y = next(at_hand.representations())
    return measure(X, Y) != measure(X, Y)


def is_nan_on_constant(measure):
    X, _ = next(at_hand.representations())
    with np.errstate(all="ignore"):
        return math.isnan(measure.function(X, np.ones((14, 2))))


def takes_unequal_numbers(measure):
    X, Y = next(at_hand.representations())
    return math.isfinite(measure(X, Y[:9]))


SHOWN_BY = {
    "gram-of-uncentred-features": loses_digits,
    "inputs-modified": modifies,
    "not-deterministic": differs_between_calls,
    "nan-on-constant": is_nan_on_constant,
    "broadcast": takes_unequal_numbers,
}
"""Bugs that leave ordinary values right, and where they show."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_differs(name):
    measure, bugs = WRONG[name].measure, WRONG[name].bugs
    hard = [SHOWN_BY[bug] for bug in bugs if bug in SHOWN_BY]
    assert hard or any(is_off(measure, *call) for call in at_hand.arguments(measure))
    assert all(shows(measure) for shows in hard)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_one_does_not(name):
    measure = RIGHT[name].measure
    assert not any(is_off(measure, *call) for call in at_hand.arguments(measure))
    if measure.variant == "linear":
        assert not loses_digits(measure)
        assert not modifies(measure)


def test_two_bugs_are_not_one():
    """Nor does one undo the other: the value is that of no function with only one of the two."""
    for two, one in itertools.product(WRONG.values(), repeat=2):
        if one.bugs < two.bugs and called_alike(one.measure, two.measure):
            calls = at_hand.arguments(two.measure)
            assert any(at_hand.values(two, *call) != at_hand.values(one, *call) for call in calls), (two, one)


def called_alike(one, two):
    batches = (isinstance(measure.batch, int) for measure in (one, two))
    return (one.variant, one.kind) == (two.variant, two.kind) and len(set(batches)) == 1


def test_names_of_bugs_are_closed():
    used = set(itertools.chain.from_iterable(stranger.bugs for stranger in WRONG.values()))
    assert used == set(at_hand.BUGS)
    assert len(WRONG) >= 50
    assert sum(len(stranger.bugs) == 2 for stranger in WRONG.values()) >= 20
    assert len(RIGHT) >= 15
