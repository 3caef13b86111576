"""Exercises of projectors, ranks, polar factors and the nuclear norm; wrong ones are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from unalignable.theory.core.record import Case, Theorem, eq, nonzero, zero
from unalignable.theory.core.trace_algebra.exercise import Plant, also, attempt, draws, exercise, given, put, undecided
from unalignable.theory.core.trace_algebra.facts import Facts
from unalignable.theory.core.trace_algebra.projectors import Projectors


def columns(m: Any, X: Any) -> Iterator[Any]:
    """Two samples: a centred matrix has one column, and its projector is written out."""
    x = m.center(X)
    yield from (m.projector(x), m.rank(x))


def projectors(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    x, y = m.center(X), m.center(Y)
    P, R, G = m.projector(x), m.projector(y), m.pseudo_inverse(x)
    yield from (P, P @ x, m.trace(P), m.rank(x), m.rank(Y), P @ P, P @ R, m.trace(P @ R @ P @ R), m.linear_r2(X, Y))
    yield from (
        G,
        x @ G,
        G @ x,
        G @ P,
        G.T @ G,
        m.trace(x @ G @ y @ y.T),
        m.center(P),
        m.projector(X),
        m.projector(x * 3),
    )


def inverses(m: Any, A: Any) -> Iterator[Any]:
    G, S = m.pseudo_inverse(A), m.pseudo_inverse(A.T @ A)
    yield from (G, G.T, A @ G @ G.T, S, S.T, A @ S @ A.T, S @ A.T @ A @ S, m.trace(A @ S @ A.T))


def ranks(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    x, y, unit = m.center(X), m.center(Y), m.identity(X.shape[0])
    P = m.projector(x)
    yield from (m.projector_psd(P), m.projector_psd(P, complement=True))
    with m.supposing(eq(m.rank(x), X.shape[0] - 1)):
        m.full_rank(P)
        yield m.decide(eq(P, m.center(unit)))
    with m.supposing(zero(m.psd_trace(m.gram_psd(y)).value)):
        m.lemma_zero(m.gram_psd(y))
        yield m.decide(zero(y @ y.T))


def polar(m: Any, A: Any) -> Iterator[Any]:
    yield from (m.nuclear_norm(A), m.nuclear_norm(A * -2), m.nuclear_norm(A @ A.T))


def polar_facts(m: Any, A: Any) -> Iterator[Any]:
    U, S = m.polar(A), m.modulus(A)
    yield from (m.decide(eq(U @ S, A)), m.decide(eq(S @ S, A.T @ A)), m.decide(eq(m.trace(S), m.nuclear_norm(A))))
    yield from (m.nuclear_bounds_frobenius(A), m.nuclear_below_rank(A), m.modulus_psd(A))


def alignment(m: Any, A: Any, B: Any) -> Iterator[Any]:
    yield from (m.nbs(A, B), m.nbs(A, A), m.procrustes(A, B))


def nuclear(m: Any, A: Any) -> Iterator[Any]:
    yield m.nuclear_norm(A)


def duality(m: Any, A: Any, B: Any) -> Iterator[Any]:
    P = m.projector(B)
    yield m.duality(A, P, m.projector_psd(P, complement=True))


def compression(m: Any, A: Any, B: Any) -> Iterator[Any]:
    P, R = m.projector(A), m.projector(B)
    yield m.compression(A @ B, P, m.identity(B.shape[0]))
    yield m.compression(P, R, R)


PAIR = {"X": "n p", "Y": "n q"}
FULL = {"X": [[1, 0], [0, 1], [0, 0]], "Y": [[1], [2], [3]]}  # HX has rank n - 1
LINES = {"X": [[1, 2], [2, 4], [0, 0], [1, 2]], "Y": [[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 0, 0]]}  # ranks 1 and 2
PAIRS = [*draws({"X": (4, 2), "Y": (4, 3)}, 0), *draws({"X": (3, 2), "Y": (3, 1)}, 1), LINES, FULL]
RATIONAL: list[Case] = [
    {"A": [[3, 0], [0, 4]], "B": [[1, 2], [2, 4]]},  # singular values 3 and 4; 5 and 0
    {"A": [[0, 2], [-1, 0]], "B": [[1, 0], [0, 0]]},
    {"A": [[1, 2], [0, 0]], "B": [[3, 0], [0, -1]]},  # one singular value, which is not rational
]
VARIED_AB = (given(lambda m, A: nonzero(m.center(A))), given(lambda m, B: nonzero(m.center(B))))
VARIED = (given(lambda m, X: nonzero(m.center(X))), given(lambda m, Y: nonzero(m.center(Y))))

EXERCISES: dict[str, Theorem] = {
    "columns": exercise({"X": "2 p"}, draws({"X": (2, 3)}, 0, 1), VARIED[0], values=columns),
    "projectors": exercise(PAIR, PAIRS, *VARIED, values=projectors),
    "inverses": exercise({"A": "n n"}, [{"A": case["A"]} for case in RATIONAL], values=inverses),
    "ranks": exercise(PAIR, [*PAIRS, {**FULL, "Y": [[1], [1], [1]]}], facts=ranks),
    "polar": exercise({"A": "n p"}, [{"A": case["A"]} for case in RATIONAL], values=polar, facts=polar_facts),
    "alignment": exercise({"A": "n p", "B": "n q"}, RATIONAL, *VARIED_AB, values=alignment),
    "compression": exercise({"A": "n n", "B": "n n"}, RATIONAL, facts=compression),
    "duality": exercise({"A": "n n", "B": "n n"}, RATIONAL, values=nuclear, facts=duality),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_done_and_true(name: str) -> None:
    assert not undecided(EXERCISES[name])
    report = attempt(EXERCISES[name])
    assert not report.wrong, report.wrong[:5]
    assert not report.unknown


# ------------------------------------------------------------------------------------------------- planted mistakes


def fact(value: Callable[..., Any]) -> Any:
    return lambda self, *args: self._fact(value(self, *args), "wrong")


def semidefinite(value: Callable[..., Any]) -> Any:
    return lambda self, *args, **options: self._psd(value(self, *args), "wrong")


def square(m: Any, A: Any) -> Any:
    return m.trace(A.T @ A)


PLANTED: dict[str, tuple[str, Plant]] = {
    "PP = 2P": ("projectors", also(Projectors, "projector", lambda m, P, A: m.rule(P @ P, P * 2))),
    "AA' for the projector": ("projectors", put(Projectors, "projector", lambda m, A: A @ A.T)),
    "a column not divided by its norm": (
        "columns",
        put(Projectors, "projector", lambda m, A: (c := m._column(m.normal(A))) @ c.T),
    ),
    "the transpose for the pseudo-inverse": ("projectors", put(Projectors, "pseudo_inverse", lambda m, A: A.T)),
    "the inverse of any square matrix is symmetric": (
        "inverses",
        put(Projectors, "_is_symmetric", lambda m, A: A.rows == A.cols),
    ),
    "the rank counts columns": ("projectors", put(Projectors, "rank", lambda m, A: m.sizes[A.cols])),
    "any projector has full rank": (
        "ranks",
        also(Projectors, "rank", lambda m, r, A: m.rule(m.projector(A), m.centring(A.rows))),
    ),
    "I - P from P": ("ranks", put(Facts, "projector_psd", semidefinite(lambda m, P: P - m.unit(P.rows)))),
    "a polar factor is orthogonal": (
        "polar",
        also(Projectors, "_polar", lambda m, US, A: m.rule(US[0].T @ US[0], m.unit(A.cols))),
    ),
    "the modulus is A'A": ("polar", put(Projectors, "modulus", lambda m, A: A.T @ A)),
    "the modulus is A": ("duality", put(Projectors, "_is_square_of_words", lambda m, A: A.rows == A.cols)),
    "the norm bounds the nuclear norm": (
        "polar",
        put(Facts, "nuclear_bounds_frobenius", fact(lambda m, A: square(m, A) - m.nuclear_norm(A) ** 2)),
    ),
    "the nuclear norm without the rank": (
        "polar",
        put(Facts, "nuclear_below_rank", fact(lambda m, A: square(m, A) - m.nuclear_norm(A) ** 2)),
    ),
    "a part has the larger nuclear norm": (
        "compression",
        put(Facts, "compression", fact(lambda m, A, P, R: m.nuclear_norm(P @ A @ R) - m.nuclear_norm(A))),
    ),
    "duality, doubled": (
        "duality",
        put(Facts, "duality", fact(lambda m, A, C, _: m.nuclear_norm(A) - m.trace(C.T @ A) * 2)),
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[mistake]
    plant(monkeypatch)
    assert attempt(EXERCISES[name]).wrong
