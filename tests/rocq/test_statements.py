"""The page of Rocq statements: what the build proves today is what the page says, and a weaker statement shows."""

import dataclasses
import difflib

import pytest

from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.kernel.sources import proofs
from unalignable.theory.core.kernel.statements import PAGE, page


@pytest.fixture(scope="module")
def sound(outcome):
    """The outcome of the build, which must have passed."""
    assert outcome.passed, outcome.faults
    return outcome


def changed(sound, **changes):
    """The lines of the page that are gone, and those that are new, when the build says something else."""
    other = page(dataclasses.replace(sound, **changes), entries().values(), proofs())
    lines = list(difflib.unified_diff(PAGE.read_text(encoding="utf-8").splitlines(), other.splitlines(), n=0))[3:]
    return [line for line in lines if not line.startswith("@@")]


def test_the_page_is_what_was_built_today(sound):
    stale = "write it again: python -m unalignable.theory.core.kernel.statements"
    assert page(sound, entries().values(), proofs()) == PAGE.read_text(encoding="utf-8"), stale


def test_a_dropped_hypothesis_shows(sound):
    name = "rigidity_one_means_proportional_grams"
    weaker = sound.statements[name].replace("center R n *m X != 0 ->\n", "")
    assert weaker != sound.statements[name]
    assert changed(sound, statements={**sound.statements, name: weaker}) == ["-  center R n *m X != 0 ->"]


def test_a_changed_definition_shows(sound):
    assert "n%:R^-1" in sound.definitions["center"]
    other = sound.definitions["center"].replace("n%:R^-1", "n.+1%:R^-1")
    lines = changed(sound, definitions={**sound.definitions, "center": other})
    assert [line[0] for line in lines] == ["-", "+"]
    assert "n.+1%:R^-1" in lines[1]
