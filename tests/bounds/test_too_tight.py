"""A bound that is 1 % too tight, or rounded to the wrong side, is caught."""

from dataclasses import replace

import pytest

from unalignable.theory.core.bounds import RULES, nulls, ranks
from unalignable.theory.core.data_pair import Pair, Side


def one_percent_too_tight(rule):
    def wrong(evidence):
        factor = {"floor": 1.01, "ceiling": 0.99}
        return [replace(b, value=b.value * factor[b.kind]) for b in rule(evidence) if b.value is not None]

    return wrong


def keys(found):
    return {(bound.slug, bound.measure, bound.kind, bound.form) for _, _, bound, _ in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_bound_one_percent_too_tight_is_caught(attack, cases, rule):
    """Every form of every bound, by itself; a strict 0 has no percent."""
    every = {(b.slug, b.measure, b.kind, b.form) for case in cases for b in rule(case.evidence) if not b.strict}
    assert every <= keys(attack.contradictions(one_percent_too_tight(rule), cases))


@pytest.mark.parametrize("rule", [r for r in RULES if r.__name__ != "rank_obstruction"], ids=lambda rule: rule.__name__)
def test_rounding_to_the_wrong_side_is_caught(attack, cases, monkeypatch, rule):
    """All slack with its sign turned."""
    for owner, names in ((Pair, ("angle", "slack", "rounding")), (Side, ("error",))):
        for name in names:
            right = getattr(owner, name).fget
            monkeypatch.setattr(owner, name, property(lambda self, right=right: -right(self)))
    for home in (nulls, ranks):
        monkeypatch.setattr(home, "SAFETY", -home.SAFETY)
    assert attack.contradictions(rule, cases)
