"""All that the derivations say is true of exact cases of their theorems."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from unalignable.theory.core.catalogue import walk
from unalignable.theory.core.levels import Sampler
from unalignable.theory.core.record import Theorem
from unalignable.theory.core.trace_algebra.attack import Report, attack

THEOREMS = {entry.slug: entry.theorem for entry in walk() if entry.theorem.symbolic is not None}
FIXED, DRAWN = 3, 2
"""Exact cases for each theorem: of those that it names, and of those drawn from its domain."""
KINDS = {
    "rule",
    "relation",
    "normal form",
    "trace",
    "sign",
    "fact",
    "psd",
    "mean",
    "value",
    "supposition",
    "conclusion",
}


def faced(theorem: Theorem) -> Report:
    return attack(theorem, [*islice(theorem.fixed_cases(), FIXED), *Sampler(theorem, DRAWN, 0).cases])


@pytest.fixture(scope="module")
def seen() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("slug", sorted(THEOREMS))
def test_a_derivation_says_nothing_false(slug: str, seen: Counter[str]) -> None:
    report = faced(THEOREMS[slug])
    assert not report.wrong, report.wrong[:5]
    assert report.checked["value"] + report.checked["conclusion"]
    if any(THEOREMS[slug].case.values()):  # there is a matrix, and not scalars alone
        assert report.checked["trace"] + report.checked["rule"]
    seen.update(report.checked)


def test_every_kind_of_statement_was_put_to_numbers(seen: Counter[str]) -> None:
    if len(seen) == 0:
        pytest.skip("needs the tests above")
    assert set(seen) == KINDS
