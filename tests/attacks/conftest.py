"""The short profile of the whole catalogue is attacked once a session."""

import os

import pytest

from unalignable.theory.core import catalogue
from unalignable.theory.core.attack import campaign

LONG = os.environ.get("UNALIGNABLE_PROFILE") == "long"
CASES = 20_000 if LONG else 100


@pytest.fixture(scope="session")
def attacks():
    """Slug -> what became of the attack."""
    return {record.slug: record for record in campaign(catalogue.select([]), cases=CASES, workers=2)}
