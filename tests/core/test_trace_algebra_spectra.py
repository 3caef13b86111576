"""Exercises of leading eigenvalues and of averages over equal rows; wrong ones are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from unalignable.theory.core.record import Case, Theorem, eq, le, nonzero
from unalignable.theory.core.trace_algebra import NotProved, Symbolic
from unalignable.theory.core.trace_algebra.exercise import attempt, draws, exercise, given, undecided
from unalignable.theory.core.trace_algebra.spectra import Spectra


def sums(m: Any, X: Any, S: Any) -> Iterator[Any]:
    yield from (m.leading_sum(S, m.rank(m.center(X))), m.leading_sum(S, 1), m.leading_sum(S @ S, m.rank(X)))


def leaders(m: Any, X: Any, S: Any) -> Iterator[Any]:
    """Any k, the maximum principle of Ky Fan, and what rank one adds."""
    P = m.projector(m.center(X))
    k = m.trace(P)
    first, last = m.leading_psd(S, k), m.trailing_psd(S, k)
    yield from (first, last, m.leading_psd(S, 1), m.trailing_psd(S, 1))
    facts = [m.psd_product(m.projector_psd(P, complement=True), first), m.psd_product(m.projector_psd(P), last)]
    yield m.certificate(le(m.inner(P, S), m.leading_sum(S, k)), facts=facts)
    E, c = m.leading(S, 1)
    yield from (m.decide(eq(S @ E, E * c)), m.decide(eq(m.leading_sum(S, 1), c)), m.decide(eq(E @ S @ S @ E, E * c**2)))


def averages(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    A = m.averaging(X)
    yield from (A, A @ Y, m.trace(A), m.center(A) @ m.averaging(Y), m.linear_r2(A @ Y, Y), m.projector(A @ m.center(Y)))


def averaged(m: Any, X: Any) -> Iterator[Any]:
    A, one = m.averaging(X), m.ones(X)
    yield from (m.decide(eq(A @ A, A)), m.decide(eq(A @ X, X)), m.decide(eq(A @ one, one)), m.decide(eq(A.T, A)))
    yield m.projector_psd(A, complement=True)


def single_columns(m: Any, a: Any, b: Any) -> Iterator[Any]:
    """What is said of columns side by side is said of each of them."""
    both = m.concat(a, b)
    A, P = m.averaging(both), m.projector(m.center(both))
    yield from (m.decide(eq(A @ a, a)), m.decide(eq(A @ b, b)))
    yield from (m.decide(eq(P @ a, m.center(a))), m.decide(eq(P @ b, m.center(b))))


SPECTRA: list[Case] = [
    {"X": [[1, 2], [0, 1], [1, 0]], "S": [[2, 1, 0], [1, 2, 0], [0, 0, -5]]},  # eigenvalues 3, 1, -5
    {"X": [[1], [0], [2]], "S": [[1, 0, 0], [0, 4, 0], [0, 0, 4]]},  # a cut through an eigenspace
    {"X": [[1, 2], [0, 1], [1, 0]], "S": [[1, 1, 0], [1, 0, 0], [0, 0, -3]]},  # the golden ratio
    {"X": [[0], [0], [0]], "S": [[1, 0, 0], [0, 2, 0], [0, 0, 3]]},  # rank 0
    {"X": [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], "S": np.diag([3, 1, 3, 0])},
]
ROWS: list[Case] = [
    {"X": [[1], [1], [2], [2]], "Y": [[0, 1], [2, 1], [0, 1], [5, 0]]},
    {"X": [[1, 0], [1, 1], [1, 0], [1, 1], [3, 1]], "Y": [[1], [2], [2], [1], [1]]},
    {"X": [[1], [1], [1]], "Y": [[1], [2], [2]]},
    *draws({"X": (4, 1), "Y": (4, 2)}, 0, 1),
]

EXERCISES: dict[str, Theorem] = {
    "sums": exercise({"X": "n p", "S": "n n"}, SPECTRA, given(lambda m, S: eq(S, S.T)), values=sums, facts=leaders),
    "averages": exercise(
        {"X": "n p", "Y": "n q"},
        ROWS,
        given(lambda m, Y: nonzero(m.center(Y))),
        values=averages,
        facts=averaged,
    ),
    "single columns": exercise({"a": "n 1", "b": "n 1"}, draws({"a": (4, 1), "b": (4, 1)}, 0, 1), facts=single_columns),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_done_and_true(name: str) -> None:
    assert not undecided(EXERCISES[name])
    report = attempt(EXERCISES[name])
    assert not report.wrong, report.wrong[:5]
    assert not report.unknown


def test_how_many_leading_eigenvalues_must_be_known_to_make_sense() -> None:
    m = Symbolic()
    n, p = m.dimension("n"), m.dimension("p")
    S, X = m.matrix("S", n, n), m.matrix("X", n, p)
    with pytest.raises(NotProved, match="S is not known to be symmetric"):
        m.leading_sum(S, 1)
    for k in (2, X.shape[1], m.scalar("k"), m.rank(X.T)):
        with pytest.raises(NotProved, match="neither 1 nor a rank"):
            m.leading_sum(X @ X.T, k)
    m.leading_sum(X @ X.T, m.rank(X))


# ------------------------------------------------------------------------------------------------- planted mistakes

Plant = Callable[[pytest.MonkeyPatch], None]


def also(name: str, wrong: Callable[..., Any]) -> Plant:
    """The right one, and then a wrong step: ``wrong(m, what was returned, *arguments)``."""
    right = getattr(Spectra, name)

    def both(self: Any, *args: Any) -> Any:
        out = right(self, *args)
        wrong(self, out, *args)
        return out

    return lambda patch: patch.setattr(Spectra, name, both)


def semidefinite(name: str, value: Callable[..., Any]) -> Plant:
    def wrong(self: Any, S: Any, k: Any) -> Any:
        E, c = self.leading(S, k)
        return self._psd(value(S, E, c, self.unit(S.rows)), "wrong")

    return lambda patch: patch.setattr(Spectra, name, wrong)


PLANTED: dict[str, tuple[str, Plant]] = {
    "every leader is an eigenvector": ("sums", also("leading", lambda m, Ec, S, k: m.rule(S @ Ec[0], Ec[0] * Ec[1]))),
    "of rank one": ("sums", also("leading", lambda m, Ec, S, k: m.relate(m.trace(Ec[0]) - 1))),
    "eigenvalues are positive": ("sums", also("leading", lambda m, Ec, S, k: m.learn(Ec[1], frozenset({1})))),
    "the sum counts the last": (
        "sums",
        lambda patch: patch.setattr(Spectra, "leading_sum", lambda m, S, k: m.leading(S, k)[1] * m.scalar_of(k)),
    ),
    "the leading ones above it": ("sums", semidefinite("leading_psd", lambda S, E, c, i: S @ E + E @ S - E * c * 3)),
    "the others not at all": ("sums", semidefinite("trailing_psd", lambda S, E, c, i: i * c - S)),
    "averages keep everything": (
        "averages",
        lambda patch: patch.setattr(Spectra, "averaging", lambda m, X: m.unit(X.rows)),
    ),
    "averages over all samples": (
        "averages",
        lambda patch: patch.setattr(Spectra, "averaging", lambda m, X: m.unit(X.rows) - m.centring(X.rows)),
    ),
    "any column stays what it is": (
        "single columns",
        lambda patch: patch.setattr(Spectra, "_columns_of", lambda m, A: [m.column_of_ones(A.rows)]),
    ),
    "averages are linear in X": (
        "averages",
        lambda patch: patch.setattr(Spectra, "averaging", lambda m, X: m.projector(X)),
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[mistake]
    plant(monkeypatch)
    assert attempt(EXERCISES[name]).wrong
