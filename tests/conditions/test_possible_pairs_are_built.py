"""Every pair that ``conditions`` names as possible can be built as networks, and holds when checked."""

import pytest

from unalignable.constructions import build, check
from unalignable.constructions.core import catalogue
from unalignable.constructions.core.conditions import conditions
from unalignable.constructions.core.conditions_screen import SITUATIONS

SMALL = 16
"""Samples: more are checked exactly in seconds instead of hundredths of one."""
NAMED = {
    f"{pair.slug} at {pair.way.at(step)}": (pair.slug, pair.way.at(step))
    for known in SITUATIONS
    for pair in conditions(known).possible.values()
    for step in ((0, 1) if pair.way.path else (0,))
    if len(catalogue.get(pair.slug).construction.build(**pair.way.at(step)).X) <= SMALL
}
"""(construction, parameters) over the table of what one may know; two steps of each path, while it is small."""


def test_the_table_names_pairs():
    assert len(NAMED) >= 10


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_is_possible_can_be_held(name, tmp_path):
    slug, parameters = NAMED[name]
    build(slug, **parameters).save(tmp_path / "pair")
    report = check(tmp_path / "pair")
    assert [claim for claim in report.claims if not claim.holds] == []
