"""Every test draws the same random numbers from torch, whatever ran before it in its process."""

import sys

import pytest


@pytest.hookimpl(tryfirst=True)  # before the fixtures that a module or a session shares
def pytest_runtest_setup(item):
    torch = sys.modules.get("torch")  # not imported yet, it will start from a seed that is always the same
    if torch is not None:
        torch.manual_seed(0)
