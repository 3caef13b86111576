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
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Fingerprint of an item and its helper, given as texts."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder, number = tmp_path / "made", count()
    folder.mkdir()

    def of(item: str, helper: str) -> str:
        for name in [name for name in sys.modules if name.split(".")[0] == "made"]:
            del sys.modules[name]
        for name, text in (("helper.py", helper), ("item.py", item)):
            (folder / name).write_text(text)
            os.utime(folder / name, ns=(next(number), next(number)))
        importlib.invalidate_caches()
        return fingerprint("made.item")

    return of


@pytest.fixture
def made(written: Made) -> Made:
    """Fingerprint of the item with this replaced in it or in its helper."""

    def of(old: str = "", new: str = "") -> str:
        assert not old or (ITEM + HELPER).count(old) == 1, "the change must be one"
        return written(*(text.replace(old, new) if old else text for text in (ITEM, HELPER)))

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


USES = "from .helper import A"


@pytest.mark.parametrize(
    ("uses", "call", "helper"),
    [
        (USES, "A", "if True:\n    A = VALUE"),
        (USES, "A", "if VALUE > 1:\n    A = 0\nelse:\n    A = 5"),
        (USES, "A", "try:\n    A = VALUE\nexcept ValueError:\n    A = 0"),
        (USES, "A", "try:\n    A = 0\nexcept ValueError:\n    A = VALUE"),
        (USES, "A", "B = VALUE\nif True:\n    def A():\n        return B"),
        (USES, "A", "A = VALUE\nA = A + 1"),
        (USES, "A", "A = 1\nA += VALUE"),
        (USES, "A", "A = {1: VALUE}\nA[2] = 3"),
        (USES, "A", "A = {}\nA[2] = VALUE"),
        (USES, "A", "A = {}\nA['b'], (c, *d) = VALUE, (1, 2)"),
        (USES, "A()", "import functools\nB = VALUE\ndef f(x):\n    return B\nA = functools.partial(f, 1)"),
        (USES, "A()", "class Base:\n    x = VALUE\nclass A(Base):\n    pass"),
        (USES, "A().f()", "class A:\n    def f(self):\n        return VALUE"),
        (USES, "A", "def deco(f):\n    return VALUE\n@deco\ndef A():\n    pass"),
        ("from .helper import *", "A", "A = VALUE"),
        ("try:\n    from .helper import A\nexcept ImportError:\n    A = 0", "A", "A = VALUE"),
        ("from . import helper", "helper.A", "A = VALUE"),
        ("import made.helper as h", "h.A", "A = VALUE"),
        ("import made.helper", "made.helper.A", "A = VALUE"),
        ("", "from .helper import A as B; return B", "A = VALUE"),
        ("", "from . import helper as h; return h.A", "A = VALUE"),
    ],
)
def test_code_is_followed_however_it_is_reached(written: Made, uses: str, call: str, helper: str) -> None:
    body = call if "return" in call else f"return {call}"
    item = f"{uses}\n\ndef train(config):\n    {body}\n\nEXPERIMENT = dict(train=train)\n"
    assert written(item, helper.replace("VALUE", "2")) != written(item, helper.replace("VALUE", "3"))


def test_imports_for_type_checkers_do_not_count(written: Made) -> None:
    item = "from .helper import train\nEXPERIMENT = dict(train=train)\n"
    helper = "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    A = @\ndef train(x: A):\n    pass"
    helper = "from __future__ import annotations\n" + helper
    assert written(item, helper.replace("@", "2")) == written(item, helper.replace("@", "3"))


def test_measures_of_the_theory_count(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """``linear_cka`` is reached through a package that loads its names lazily."""
    from unalignable.experiments.core import fingerprint as module

    seen = []
    text = module._text
    monkeypatch.setattr(module, "_text", lambda *place: seen.append(place) or text(*place))
    made()
    assert ("unalignable.theory.core.measures.cka", "linear_cka") in seen
    assert len({place[0] for place in seen if place[0].startswith("unalignable.theory")}) > 3


def test_code_of_the_claims_has_a_fingerprint_of_its_own(made: Made) -> None:
    from unalignable.experiments.core.fingerprint import CLAIMS

    def of(*change: str) -> str:
        made(*change)
        return fingerprint("made.item", CLAIMS)

    assert of("claims=()", "claims=(shown,)") != of()
    assert of("    return text", "    return text * 2") == of(), "claims that do not use it"


def test_how_runs_are_executed_counts(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from unalignable.experiments.core import fingerprint as module

    seen = []
    text = module._text
    monkeypatch.setattr(module, "_text", lambda *place: seen.append(place) or text(*place))
    made()
    core = "unalignable.experiments.core"
    assert {(f"{core}.execute", "execute"), (f"{core}.training", "reproducibly")} <= set(seen)
