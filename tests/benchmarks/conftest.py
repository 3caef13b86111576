"""Benchmarks have the machine to themselves."""

import os

import pytest


@pytest.fixture(autouse=True)
def alone():
    """Beside another process of ours, nothing would be timed at all (pytest-benchmark switches itself off)."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        pytest.fail("a benchmark needs one process: pytest -n 0 tests/benchmarks")
