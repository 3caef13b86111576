"""The README's table of theorems and levels is the catalogue's, and says no more than what is checked."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.console import CallError
from unalignable.theory.core.level_table import BEGIN, END, levels, placed, table
from unalignable.theory.core.record import Theorem, eq

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


@dataclass
class Item:
    slug: str
    theorem: Theorem


def theorem(**changes):
    """A record of which only the levels matter."""
    given = {"why_not": {"symbolic": "no", "exact": "no"}, **changes}
    return Theorem(statement="0 = 0", case={}, claim=lambda m: eq(0, 0), **given)


def test_it_is_not_stale():
    stale = "write it again: python -m unalignable.theory.core.level_table README.md"
    assert placed(README, entries().values()) == README, stale


def test_a_row_says_which_levels_there_are():
    item = Item("a/b", theorem())
    with pytest.raises(ValueError, match="nothing to check"):
        theorem(why_not={"symbolic": "no"})
    assert table([item]).splitlines()[2:] == [
        "| `a/b` |  |  |  | ✓ |",
        "| **1 theorems** | **0** | **0** | **0** | **1** |",
    ]
    assert levels(theorem(kernel=("a_c",))) == ("kernel", "float")


def test_a_proof_that_is_gone_makes_it_stale():
    before = next(entry for entry in entries().values() if entry.theorem.kernel)
    row = f"| `{before.slug}` | ✓ |"
    assert row in README
    stale = README.replace(row, f"| `{before.slug}` |  |")
    assert placed(stale, entries().values()) != stale


@pytest.mark.parametrize("text", ["", BEGIN, f"{BEGIN}{END}{BEGIN}{END}", END])
def test_a_text_without_a_place_for_it_is_refused(text):
    with pytest.raises(CallError, match="must hold the lines"):
        placed(text, [])
