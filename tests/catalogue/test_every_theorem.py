"""Every theorem of the catalogue, as judged today; and the table of planted bugs."""

import pytest

from unalignable.theory.core import catalogue
from unalignable.theory.core.planted import ALL as BUGS
from unalignable.theory.core.record import LEVELS, Swap, Verdict

SLUGS = sorted(catalogue.entries())


@pytest.mark.parametrize("slug", SLUGS)
def test_holds_at_every_level_that_applies(reports, slug):
    report = reports[slug]
    assert report.ok, report.message
    for level in LEVELS:
        assert report.levels[level] is Verdict.HOLDS or report.why[level], f"{level} neither ran nor says why"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_hypothesis_has_teeth(reports, slug):
    blunt = [tooth for tooth in reports[slug].teeth if not tooth.ok]
    assert not blunt


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_every_planted_bug_is_refuted_by_a_theorem_that_names_it(reports, bug):
    naming = [slug for slug in SLUGS if bug in _named(slug)]
    assert naming, f"no theorem names the planted bug {bug}"
    assert any(bug in dict(reports[slug].bugs_caught) for slug in naming)


def test_named_bugs_exist():
    assert set().union(*(_named(slug) for slug in SLUGS)) <= set(BUGS)


def test_the_counts_that_the_project_promises(reports):
    holding = {level: sum(r.levels[level] is Verdict.HOLDS for r in reports.values()) for level in LEVELS}
    assert len(reports) >= 40
    assert holding["exact"] >= 38
    assert holding["symbolic"] >= 30
    assert len(BUGS) >= 30


def test_table_of_bugs_and_theorems(reports, record_property, capsys):
    """Bug x theorem: who refutes what, and by what. Shown with -s and kept in the JUnit properties."""
    table = {
        bug: {s: dict(r.bugs_caught)[bug] for s, r in reports.items() if bug in dict(r.bugs_caught)} for bug in BUGS
    }
    lines = [f"{bug:<34} {', '.join(f'{slug} ({by})' for slug, by in row.items())}" for bug, row in table.items()]
    print("\n".join(lines))  # noqa: T201 - the table is what this test is for
    record_property("bugs", table)
    assert all(table.values())


def _named(slug):
    theorem = catalogue.get(slug).theorem
    return {*theorem.refutes, *(h.teeth.bug for h in theorem.hypotheses if isinstance(h.teeth, Swap))}
