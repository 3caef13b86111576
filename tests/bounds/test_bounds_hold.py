"""No bound contradicts what is measured, on random evidence of every kind, scale and dtype; slugs exist."""

import os
import sys
from collections import Counter

import numpy as np
import pytest

from unalignable.theory.core.bounds import RULES, Bound, Evidence, every, strongest
from unalignable.theory.core.data_pair import Pair
from unalignable.theory.core.measures import linear_cka, linear_r2, nbs

LONG = os.environ.get("UNALIGNABLE_PROFILE") == "long"
ENOUGH = 5_000 if LONG else 15
"""Cases on which every bound applies and says something."""
ENOUGH_OF_EACH_DTYPE = 50 if LONG else 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_bound_contradicts_what_is_measured(attack, cases, rule):
    assert attack.contradictions(rule, cases) == []


def test_every_bound_was_put_to_the_test(attack, cases):
    """Each applies, and says something, on enough of the cases."""
    kinds, live, of_dtype = set(), Counter(), Counter()
    for case in cases:
        for bound in every(case.evidence):
            key = bound.slug, bound.measure, bound.kind, bound.form
            kinds.add(key)
            if bound.measure in case.measured and says_something(bound):
                live[key] += 1
                of_dtype[key, case.dtype] += 1
    assert {key: live[key] for key in kinds if live[key] < ENOUGH} == {}
    assert {(k, d) for k in kinds for d in attack.dtypes if of_dtype[k, d] < ENOUGH_OF_EACH_DTYPE} == set()
    assert {case.dtype for case in cases} == set(attack.dtypes)


def says_something(bound):
    if bound.value is None:
        return False
    return bound.strict or (bound.value > 0 if bound.kind == "floor" else bound.value < 1)


def test_scales_are_wild(cases):
    sizes = [np.log10(np.abs(np.asarray(case.X)).max()) for case in cases if case.dtype == "float64"]
    assert min(sizes) < -100
    assert max(sizes) > 100


def test_a_strict_bound_forbids_equality():
    bound = Bound("x", "linear_cka", "floor", 0.0, "", strict=True)
    assert bound.contradicted_by(0.0)
    assert not bound.contradicted_by(1e-300)
    assert not Bound("x", "linear_cka", "floor", 0.0, "").contradicted_by(0.0)


def test_bounds_that_do_not_apply_say_which_hypothesis_fails(cases):
    bare = Evidence.of(cases[0].X, cases[0].Y)
    assert {bound.slug for bound in every(bare)} == {bound.slug for bound in every(cases[0].evidence)}
    for evidence in (bare, *(case.evidence for case in cases[:50])):
        for bound in every(evidence):
            assert bound.applies == (bound.value is not None)
            assert bound.applies or any(condition.text for condition in bound.hypotheses if not condition.holds)
            assert bound.as_json()["applies"] == bound.applies


def test_too_many_samples_for_all_pairs_is_said(monkeypatch):
    home = sys.modules["unalignable.theory.core.bounds.kept_distances"]
    monkeypatch.setattr(home, "MOST_PAIRS", 10)
    rng = np.random.default_rng(0)
    (bound,) = home.distortion(Evidence.of(rng.normal(size=(11, 2)), rng.normal(size=(11, 2))))
    assert not bound.applies
    assert "10 samples" in bound.hypotheses[0].text


def test_pair_agrees_with_the_measures():
    rng = np.random.default_rng(5)
    X, Y = rng.normal(size=(30, 4)), rng.normal(size=(30, 6))
    pair = Pair.of(X, Y)
    assert pair.cka == pytest.approx(linear_cka(X, Y), abs=pair.rounding)
    assert pair.r2 == pytest.approx(linear_r2(X, Y), abs=pair.rounding)
    assert pair.nbs == pytest.approx(nbs(X, Y), abs=pair.rounding)
    assert pair.swapped.r2 == pytest.approx(linear_r2(Y, X), abs=pair.rounding)


def test_the_strongest_bound():
    floors = [Bound("a", "m", "floor", 0.2, ""), Bound("b", "m", "floor", 0.3, ""), Bound("c", "m", "floor", None, "")]
    ceilings = [Bound("d", "m", "ceiling", 0.9, ""), Bound("e", "m", "ceiling", 0.8, "")]
    assert strongest(floors + ceilings, "m", "floor").slug == "b"
    assert strongest(floors + ceilings, "m", "ceiling").slug == "e"
    assert strongest(floors, "other", "floor") is None
    zero = [Bound("f", "m", "floor", 0.0, ""), Bound("g", "m", "floor", 0.0, "", strict=True)]
    assert strongest(zero, "m", "floor").slug == "g"


def test_a_bare_pair_is_evidence():
    rng = np.random.default_rng(6)
    X, Y = rng.normal(size=(9, 2)), rng.normal(size=(9, 3))
    assert every(Pair.of(X, Y)) == every(Evidence.of(X, Y))
    assert Evidence.of(X, Y).swapped.pair.x.p == 3
