from __future__ import annotations

from pathlib import Path

import pytest

from unalignable.experiments.core.catalogue import Entry

HERE = Path(__file__).parent


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Entry:
    """An experiment of milliseconds, importable in other processes too (they inherit ``sys.path``)."""
    monkeypatch.syspath_prepend(str(HERE))
    return Entry("slope", HERE / "toys" / "slope.py", "toys")
