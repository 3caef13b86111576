"""No inequality of the catalogue gives way: the short profile, or with UNALIGNABLE_PROFILE=long 20 000 cases each."""

import pytest

from unalignable.theory.core import catalogue

SLUGS = sorted(catalogue.entries())

FINITE = {
    "estimators/debiased_breaks_the_readout_floor",  # three matrices
    "estimators/uncorrelated_is_not_independent",  # symmetric samples of at most five small integers
    "rigidity/one_minus_cka_is_no_metric",  # three matrices
    "twists/median_rbf_does_not_recover",  # four sizes
    "twists/modular_addition",  # four sizes
}
"""Theorems on finitely many cases, all of which are tried, and fewer than the profile asks for."""


@pytest.mark.parametrize("slug", SLUGS)
def test_no_inequality_is_violated(attacks, slug):
    record = attacks[slug]
    for found in record.inequalities:
        assert not found.violated, f"{slug} [{found.path}]: {found.said}; {found.smallest_case}"
        assert found.least_slack >= 0
        assert found.scale


@pytest.mark.parametrize("slug", SLUGS)
def test_every_inequality_is_tried_often_enough(attacks, slug):
    """In full, unless the domain has no more cases; a premise that is rarely true still holds now and then."""
    record = attacks[slug]
    for found in record.inequalities:
        if slug in FINITE:
            assert found.evaluated >= 1
        elif ".then" in found.path:
            assert found.evaluated >= record.cases / 10, record.fewer
        else:
            assert found.evaluated >= record.cases, record.fewer


def test_the_catalogue_makes_inequalities(attacks):
    """A search that found no inequality in a claim would pass every test above."""
    some = [slug for slug, record in attacks.items() if record.inequalities]
    assert len(some) >= 60
    assert sum(len(record.inequalities) for record in attacks.values()) >= 90
    assert {"invariance/invertible_map_bound", "probes/transfer", "classification/margins_force_covariance"} <= set(
        some
    )


def test_claims_that_are_called_tight_are_attained_or_approached(attacks):
    tight = {slug: record for slug, record in attacks.items() if record.inequalities and record.tight}
    assert len(tight) >= 25
    assert not [slug for slug, record in tight.items() if not record.approached]
