"""The whole catalogue is verified once a session; the tests below read the reports."""

import pytest

from unalignable.theory.core import judge


@pytest.fixture(scope="session")
def reports():
    """Slug -> report, every level, teeth and planted bugs."""
    return {report.slug: report for report in judge.verify_all(workers=2)}
