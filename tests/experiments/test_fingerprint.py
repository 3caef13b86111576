"""A run is done again when what makes its result has changed, and only then."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from unalignable.experiments.core.fingerprint import fingerprint

ITEM = '''"""A title.

Setup. Some."""

from __future__ import annotations

from unalignable.experiments.core.record import Experiment
from unalignable.theory import linear_cka

from .helper import RATE, learn, shown

STEPS = 10  # enough


def predict(config):
    """Numbers."""
    return {}


def train(config):
    return learn(STEPS)


def measure(config, tensors):
    return {"cka": linear_cka(tensors["x"], tensors["x"])}


def figure(runs, fig):
    return shown("caption")


EXPERIMENT = Experiment(
    settings=int, predict=predict, train=train, measure=measure, claims=(), figure=figure, quick=None, full=None
)
'''
HELPER = """RATE = 0.1


def learn(steps):
    return step(steps)


def step(count):
    return {"x": count * RATE}


def shown(text):
    return text
"""
Made = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Fingerprint of the item with this replaced in it or in its helper."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder, number = tmp_path / "made", count()
    folder.mkdir()

    def of(old: str = "", new: str = "") -> str:
        assert not old or (ITEM + HELPER).count(old) == 1, "the change must be one"
        for name in [name for name in sys.modules if name.split(".")[0] == "made"]:
            del sys.modules[name]
        for name, text in (("helper.py", HELPER), ("item.py", ITEM)):
            (folder / name).write_text(text.replace(old, new) if old else text)
            os.utime(folder / name, ns=(next(number), next(number)))
        importlib.invalidate_caches()
        return fingerprint("made.item")

    return of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("STEPS = 10", "STEPS = 11"),
        ("return learn(STEPS)", "return learn(STEPS + 0)"),
        ("RATE = 0.1", "RATE = 0.2"),
        ("count * RATE", "count / RATE"),
        ("return {}", 'return {"a": 1}'),
        ('{"cka": linear_cka', '{"CKA": linear_cka'),
    ],
)
def test_what_makes_results_counts(made: Made, old: str, new: str) -> None:
    assert made(old, new) != made()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # enough", "  # plenty"),
        ('"""Numbers."""', '"""The numbers."""'),
        ("Setup. Some.", "Setup. Other."),
        ('shown("caption")', 'shown("other")'),
        ("    return text", "    return text * 2"),
        ("claims=()", "claims=(1,)"),
    ],
)
def test_what_only_reads_them_does_not(made: Made, old: str, new: str) -> None:
    assert made(old, new) == made()


def test_measures_of_the_theory_count(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """``linear_cka`` is reached through a package that loads its names lazily."""
    from unalignable.experiments.core import fingerprint as module

    seen = []
    text = module._text
    monkeypatch.setattr(module, "_text", lambda *place: seen.append(place) or text(*place))
    made()
    assert ("unalignable.theory.core.measures.cka", "linear_cka") in seen
    assert len({place[0] for place in seen if place[0].startswith("unalignable.theory")}) > 3
