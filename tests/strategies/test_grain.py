"""The exact strategies at the fine grain: their promises hold there too, and close bytes mean close numbers."""

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest
from flint import fmpq
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from unalignable.theory.core import strategies
from unalignable.theory.core.strategies import _grain
from unalignable.theory.core.strategies.structured import _integers

FEW = settings(
    max_examples=8, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def promises():
    """The table of promises of test_exact.py."""
    spec = importlib.util.spec_from_file_location("promises", Path(__file__).with_name("test_exact.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PROMISES


PROMISES = promises()


@pytest.mark.parametrize("grain", [_grain.SMALL, _grain.FINE], ids=["small", "fine"])
@pytest.mark.parametrize("name", PROMISES)
def test_promises_hold_at_every_grain(name, grain):
    strategy, promise = PROMISES[name]

    @FEW
    @given(strategy)
    def attack(drawn):
        assert promise(drawn), f"the promise is broken by {drawn}"

    if name != "positive":  # denominators of at most 4 are the coarse grain itself
        with _grain.searching(grain):
            attack()


def test_the_grain_is_coarse_outside():
    assert _grain.grain() is _grain.COARSE
    with _grain.searching(_grain.FINE):
        assert _grain.grain() is _grain.FINE
    with pytest.raises(KeyError), _grain.searching(_grain.FINE):
        raise KeyError
    assert _grain.grain() is _grain.COARSE


def test_ranges():
    sizes = [_grain._size(i) for i in (0, 5, 65535)]
    assert sizes[0] == fmpq(1, 4)
    assert sizes[-1] == 4
    assert 0 < sizes[1] - sizes[0] < fmpq(1, 1000)
    entries = {_grain._entry(i) for i in range(1 << 16)}
    assert {fmpq(k) for k in range(-3, 4)} <= {fmpq(e) for e in entries}
    assert max(entries) < 4096
    assert min(entries) == -4096
    near = sorted(e for e in entries if abs(e) < 1)
    assert max(b - a for a, b in pairwise(near)) <= fmpq(1, 1024)
    assert {_grain._tangent(i) for i in range(1 << 15, 1 << 16)} == set(_grain._HALF_ANGLES)


def test_fine_entries_reach_the_matrices():
    """A strategy that went on drawing small integers would leave the fine grain without effect."""
    seen = set()

    @settings(FEW, max_examples=40)
    @given(strategies.matrices(3, 2), strategies.orthogonal(2), strategies.positive(), _integers_of(2, 2))
    def look(X, Q, size, B):
        seen.update("entries" for e in X.ravel() if fmpq(e).q > 1)
        seen.update("tangents" for e in Q.ravel() if fmpq(e).q > 100)
        seen.update(["sizes"] if size.q > 4 else [])
        seen.update("structured" for e in B.ravel() if fmpq(e).q > 1)

    with _grain.searching(_grain.FINE):
        look()
    assert seen == {"entries", "tangents", "sizes", "structured"}


def _integers_of(n, p):
    return st.composite(lambda draw: _integers(draw, n, p))()
