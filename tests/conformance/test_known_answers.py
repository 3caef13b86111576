"""Every known answer fails on a function that is wrong in just this; the pairs fail on what is wrong about them."""

from functools import partial

import numpy as np
import pytest

from unalignable import theory
from unalignable.constructions.core.catalogue import entries
from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.examples import related
from unalignable.constructions.core.conformance.known_answers import known_answers
from unalignable.constructions.core.conformance.known_pairs import CLOSED, closed_forms
from unalignable.constructions.core.conformance.record import Severity

WRONG, NAN, UNCLEAR = Severity.WRONG_VALUE, Severity.SILENT_NAN, Severity.UNCLEAR_ERROR
VALUES = {"fixed_example", "small_cases", "more_features_than_samples", "invertible_map"}  # and above 0
FEW = {"two_samples", "three_samples", "four_samples"}
BUGS = {}


def bug(*failing, severity=WRONG, variant="linear", **how):
    """Enter a function with what fails of ``values/`` on it."""

    def enter(function):
        BUGS[function.__name__] = (Measure(function, variant, **how), {f"values/{slug}" for slug in failing}, severity)
        return function

    return enter


cka = theory.linear_cka
X0 = related(40, 7, 5)[0][0, :2]


@bug(*VALUES, *FEW - {"two_samples"})
def squared(X, Y):
    return cka(X, Y) ** 2


@bug("self", "range")
def above_one(X, Y):
    return 1.4 if X.shape == Y.shape and (X == Y).all() and X.shape[1] > 3 else cka(X, Y)


@bug("symmetry", *VALUES, *FEW - {"two_samples"}, "range")
def normalised_by_one_side(X, Y):
    cka(X, Y)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return np.linalg.norm(X.T @ Y) ** 2 / np.linalg.norm(X.T @ X) ** 2 * (X**2).sum() / (Y**2).sum()


@bug("orthogonal_map", "reordered_features", *VALUES, *FEW)
def first_features(X, Y):
    k = min(X.shape[1], Y.shape[1])
    if len(X) < 2:
        return cka(X, Y)
    X, Y = X - X.mean(0), Y - Y.mean(0)
    return ((X[:, :k] * Y[:, :k]).sum() / np.linalg.norm(X) / np.linalg.norm(Y)) ** 2


@bug("scaling", "negative_scaling")
def scale_matters(X, Y):
    return cka(X, Y) * (0.999 if len(X) == 40 and (np.abs(X).max() > 9 or np.abs(Y).max() < 1.1) else 1)


@bug("negative_scaling")
def sign_matters(X, Y):
    """Of the first sample, where it is the opposite of the example's."""
    return cka(X, Y) * (0.999 if (X[0, :2] == -X0).all() else 1)


@bug("translation", *VALUES, *FEW)
def uncentred(X, Y):
    if len(X) < 2:
        return cka(X, Y)
    return np.linalg.norm(X.T @ Y) ** 2 / (np.linalg.norm(X.T @ X) * np.linalg.norm(Y.T @ Y))


@bug(*VALUES, *FEW - {"two_samples"})
def whitened(X, Y):
    return theory.mean_squared_cca(X, Y)


@bug("reordered_samples", "orthogonal_subspaces", *VALUES, *FEW)
def last_sample_dropped(X, Y):
    return cka(X[:-1], Y[:-1]) if len(X) > 2 else 1 - cka(X, Y)


@bug("small_cases", "four_samples", "three_samples")
def wrong_for_few(X, Y):
    return cka(X, Y) * (1 if len(X) in (2, 8, 40) else 1.0001)


@bug("small_cases")
def wrong_for_one_feature(X, Y):
    return cka(X, Y) * (1 if X.shape[1] > 1 or len(X) in (8, 40) else 0.9)


@bug("orthogonal_subspaces")
def never_zero(X, Y):
    value = cka(X, Y)
    return max(value, 0.01) if len(X) == 8 else value


@bug("more_features_than_samples")
def wrong_where_wide(X, Y):
    return cka(X, Y) * (0.99 if X.shape[1] > 10 or Y.shape[1] > 20 else 1)


@bug("range", *VALUES, "self", *FEW)
def larger(X, Y):
    return 1.2 * cka(X, Y)


@bug("one_sample")
def one_for_one_sample(X, Y):
    return 1.0 if len(X) == 1 else cka(X, Y)


@bug("one_sample", severity=NAN)
def nan_for_one_sample(X, Y):
    return np.nan if len(X) == 1 else cka(X, Y)


@bug("one_sample", severity=UNCLEAR)
def divides_by_n_minus_1(X, Y):
    return cka(X, Y) if len(X) > 1 else 1 / (len(X) - 1)


@bug("two_samples", "small_cases")
def too_few_at_two(X, Y):
    return 0.0 if len(X) == 2 else cka(X, Y)


@bug("one_sample", "two_samples", "three_samples", variant="linear-debiased")
def biased_where_debiased_is_undefined(X, Y):
    return theory.linear_cka(X, Y, debiased=True) if len(X) > 3 else 0.5


@bug("ragged_batch", "small_cases", variant="minibatch-debiased")
def ragged_batch_dropped(batches):
    kept = [(X, Y) for X, Y in batches if len(X) == len(batches[0][0])]
    return theory.minibatch_cka(kept)


@bug(*VALUES, "ragged_batch", "reordered_samples", variant="minibatch-debiased")
def last_batch_only(batches):
    return theory.minibatch_cka(batches[-1:])


@pytest.mark.parametrize("name", BUGS)
def test_what_fails(name):
    measure, failing, severity = BUGS[name]
    results = [check.run(measure) for check in known_answers(measure) if check.slug.startswith("values/")]
    assert {r.slug for r in results if r.fails} == failing
    assert {r.severity for r in results if r.fails} <= {severity, Severity.HARD_NUMERICS}


def test_every_known_answer_fails_on_something():
    seen = {slug for _, failing, _ in BUGS.values() for slug in failing}
    measures = [Measure(cka, "linear"), Measure(theory.minibatch_cka, "minibatch-debiased")]
    asked = {check.slug for measure in measures for check in known_answers(measure)}
    assert {slug for slug in asked - seen if not slug.startswith("pairs/")} == set()


def pairs(function, variant):
    measure = Measure(function, variant)
    return {c.slug: c.run(measure) for c in known_answers(measure) if c.slug.startswith("pairs/")}


WITH_PAIRS = {
    "linear": (cka, "linear_cka"),
    "linear-debiased": (partial(cka, debiased=True), "debiased_cka"),
    "r2": (theory.linear_r2, "linear_r2"),
    "nbs": (partial(theory.procrustes, kind="nbs"), "nbs"),
    "cca": (theory.mean_cca, "mean_cca"),
}


@pytest.mark.parametrize("variant", WITH_PAIRS)
def test_every_pair_fails_where_the_value_is_off(variant):
    """By a millionth, which is more than rounding does to any of them."""
    function, name = WITH_PAIRS[variant]
    found = pairs(lambda X, Y: function(X, Y) - 1e-6, variant)
    assert found
    assert [slug for slug, result in found.items() if not result.fails] == []
    assert set(found) == {f"pairs/{slug}" for slug in entries() if closed_forms(slug).get(name) is not None}


def test_predicting_the_wrong_side_fails():
    """R² of X from Y in place of Y from X, on pairs where the two differ."""
    found = pairs(lambda X, Y: theory.linear_r2(Y, X), "r2")
    differ = {
        f"pairs/{slug}"
        for slug in entries()
        if closed_forms(slug).get("linear_r2") != closed_forms(slug).get("linear_r2_reverse")
    }
    assert {slug for slug, result in found.items() if result.fails} == differ
    assert differ


def test_closed_forms_are_named_as_pairs_name_them():
    names = {name for slug in entries() for name in closed_forms(slug)}
    assert {name for values in CLOSED.values() for name in values} <= names
