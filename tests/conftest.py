"""One thread a process, and the same random numbers from torch for every test, whatever ran before it."""

import os
import sys

import pytest

# there is a process for each core, and matrices are small: threads of NumPy and torch would only wait for each other
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.hookimpl(tryfirst=True)  # before the fixtures that a module or a session shares
def pytest_runtest_setup(item):
    torch = sys.modules.get("torch")  # not imported yet, it will start from a seed that is always the same
    if torch is not None:
        torch.manual_seed(0)
