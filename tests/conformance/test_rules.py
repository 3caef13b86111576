"""Rules that differ between libraries: each against a plain formula of its own, and no two of them the same."""

import numpy as np
import pytest

from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.diagnosis.families import own
from unalignable.constructions.core.conformance.judging import truth
from unalignable.constructions.core.conformance.suite import check_measure
from unalignable.constructions.core.conformance.variants import FAMILIES, RULES, listed, variant

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((8, 3)), RNG.standard_normal((8, 2))
NAMES = [f"{family}:{rule}" for family in RULES for rule in RULES[family]]


def by_definition(name):
    ball = truth("float64", Measure(lambda X, Y: 0.5, name), (X, Y))
    return float(ball.value), ball.error


@pytest.mark.parametrize("name", NAMES)
def test_the_definition_is_the_plain_formula(name):
    value, error = by_definition(name)
    (plain,) = own(Measure(lambda X, Y: 0.5, name))
    assert abs(plain.value((), (X, Y), {}) - value) <= error < 1e-8


@pytest.mark.parametrize("family", RULES)
def test_no_two_rules_are_the_same(family):
    values = sorted(by_definition(f"{family}:{rule}")[0] for rule in RULES[family])
    assert np.diff(values).min() > 1e-6


def test_a_wrong_rule_is_named():
    def mean_distance(X, Y):
        def gram(Z):
            D = np.sqrt(((Z[:, None] - Z[None]) ** 2).sum(-1))
            K = np.exp(-(D**2) / (2 * D[np.triu_indices(len(D), 1)].mean() ** 2))
            H = np.eye(len(K)) - 1 / len(K)
            return H @ K @ H

        K, L = gram(X), gram(Y)
        return np.vdot(K, L) / (np.linalg.norm(K) * np.linalg.norm(L))

    wrong = check_measure(mean_distance, "rbf")
    assert "mean distance" in wrong.diagnosis[0].text
    assert wrong.diagnosis[0].certain
    right = check_measure(mean_distance, "rbf:mean")
    assert not [r.slug for r in right.failures if r.slug.startswith(("values/fixed", "values/small", "pairs/"))]


def test_every_listed_variant_is_one():
    for row in listed():
        if not row["variant"].endswith((":S", ":K")):
            assert variant(row["variant"]).title == row["title"]
    assert {row["variant"].partition(":")[0] for row in listed()} == set(FAMILIES)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lineal", "no variant 'lineal'; nearest: linear"),
        ("linear:fast", "linear has no rule 'fast'; it takes no rule"),
        ("rsa:wide", "rsa has no rule 'wide'; it takes squared-euclidean, euclidean"),
        ("rbf:-1", "names no bandwidth"),
        ("rbf:nan", "names no bandwidth"),
        ("mutual-knn:0", "mutual-knn has no rule '0'; it takes a positive whole number"),
    ],
)
def test_names_that_are_none(name, message):
    with pytest.raises(ValueError, match=message):
        variant(name)
