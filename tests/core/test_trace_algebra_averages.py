"""Averages against all permutations (or signs) at n = 2, 3, 4; wrong ones are caught."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from unalignable.theory.core.record import Theorem, le, nonzero
from unalignable.theory.core.trace_algebra import words
from unalignable.theory.core.trace_algebra.averages import Averages
from unalignable.theory.core.trace_algebra.exercise import Plant, attempt, draws, exercise, given, put, undecided


def averages(m: Any, A: Any, B: Any, u: Any, v: Any) -> Iterator[Any]:
    n = A.shape[0]
    yield m.mean_over_permutations(n, lambda P: m.trace(P @ A @ P.T @ B))
    yield m.mean_over_permutations(n, lambda P: m.trace(P.T @ A @ P @ B) * 3 + m.trace(A))
    yield m.mean_over_permutations(n, lambda P: m.trace(P @ A) / (n + 1))
    yield m.mean_over_permutations(n, lambda P: m.trace(u.T @ P @ v))
    yield m.mean_over_permutations(n, lambda P: m.trace(u.T @ P @ v) * m.trace(v.T @ A @ P.T @ u))


def average_of_r2(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    yield m.mean_over_permutations(X.shape[0], lambda P: m.linear_r2(X, P @ Y))


def average_of_hsic1(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    K, L = m.gram(X), m.gram(Y)
    yield m.mean_over_permutations(X.shape[0], lambda P: m.hsic1(K, P @ L @ P.T))


def signed(m: Any, A: Any, B: Any, u: Any, v: Any) -> Iterator[Any]:
    n, H = A.shape[0], m.center(m.identity(A.shape[0]))
    yield m.mean_over_signs(n, lambda S: m.trace(S @ A @ S @ B))
    yield m.mean_over_signs(n, lambda S: m.trace(H @ S @ A @ S @ H) * 2 - m.trace(S @ A) + m.trace(A.T @ S @ H @ S @ A))
    yield m.mean_over_signs(n, lambda S: m.trace(u.T @ S @ v) * m.trace(v.T @ A @ S @ u) - m.trace(u.T @ S @ v))


def isotropic(m: Any, A: Any, B: Any) -> Iterator[Any]:
    yield m.mean_over_isotropic(A.shape[0], lambda z: m.trace(z.T @ A @ z) - m.trace(z.T @ B @ A @ z) / A.shape[0])


PAIR = {"X": "n p", "Y": "n q"}
LINES = {"X": [[1, 2], [2, 4], [0, 0], [1, 2]], "Y": [[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 0, 0]]}  # ranks 1 and 2
VARIED = (given(lambda m, X: nonzero(m.center(X))), given(lambda m, Y: nonzero(m.center(Y))))

EXERCISES: dict[str, Theorem] = {
    "averages": exercise(
        {"A": "n n", "B": "n n", "u": "n 1", "v": "n 1"},
        [case for n in (2, 3, 4) for case in draws({"A": (n, n), "B": (n, n), "u": (n, 1), "v": (n, 1)}, n)],
        given(lambda m, A: le(2, A.shape[0])),
        values=averages,
    ),
    "average of R^2": exercise(
        PAIR,
        [case for n in (2, 3, 4) for case in draws({"X": (n, 1), "Y": (n, 2)}, n)] + [LINES],
        *VARIED,
        values=average_of_r2,
    ),
    "average of HSIC1": exercise(
        PAIR, draws({"X": (4, 1), "Y": (4, 2)}, 0, 1), given(lambda m, X: le(4, X.shape[0])), values=average_of_hsic1
    ),
    "signs": exercise(
        {"A": "n n", "B": "n n", "u": "n 1", "v": "n 1"},
        [case for n in (1, 2, 3) for case in draws({"A": (n, n), "B": (n, n), "u": (n, 1), "v": (n, 1)}, n)],
        values=signed,
    ),
    "isotropic": exercise(
        {"A": "n n", "B": "n n"},
        draws({"A": (2, 2), "B": (2, 2)}, 0) + draws({"A": (3, 3), "B": (3, 3)}, 1),
        facts=isotropic,
    ),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_done_and_true(name: str) -> None:
    assert not undecided(EXERCISES[name])
    report = attempt(EXERCISES[name])
    assert not report.wrong, report.wrong[:5]
    assert not report.unknown


# ------------------------------------------------------------------------------------------------- planted mistakes


def reynolds_over_n(self: Any, w: Any, letter: Any) -> Any:
    n = letter.rows
    at = next(
        (t for v in (w, words.transpose(w)) for t in words.rotations(v) if t[0] == letter and letter.T in t), None
    )
    if at is None:
        return RIGHT_REYNOLDS(self, w, letter)
    end, one = at.index(letter.T), self.column_of_ones(n)
    A, rest = self._span(at[1:end], n), self._span(at[end + 1 :], n)
    b = self.trace(one.T @ A @ one).over(self.sizes[n])
    a = (self.trace(A) - b).over(self.sizes[n])
    return self.trace((self.centring(n) * a + one @ one.T * b.over(self.sizes[n])) @ rest)


def mean_of_a_product(self: Any, traces: list[int], letter: Any, average: Any) -> Any:
    """As if the two were independent."""
    out = self.number(1)
    for i in traces:
        out = out * average(self.words[i], letter)
    return out


def signs_all_equal(self: Any, w: Any, letter: Any) -> Any:
    """As if one sign were drawn for all samples: E SAS = A."""
    places = [i for i, x in enumerate(w) if x == letter]
    return self.trace(self._span(tuple(x for x in w if x != letter), letter.rows)) if len(places) == 2 else 0


RIGHT_REYNOLDS, RIGHT_MOMENT = Averages._reynolds, Averages._sign_moment

PLANTED: dict[str, tuple[str, Plant]] = {
    "the Reynolds operator over n": ("averages", put(Averages, "_reynolds", reynolds_over_n)),
    "the mean of a product": ("averages", put(Averages, "_mean_of", mean_of_a_product)),
    "HSIC1 over n": ("average of HSIC1", put(Averages, "_reynolds", reynolds_over_n)),
    "R^2 over n": ("average of R^2", put(Averages, "_reynolds", reynolds_over_n)),
    "E SAS = A": ("signs", put(Averages, "_sign_moment", signs_all_equal)),
    "E tr(SA) = tr A": (
        "signs",
        put(
            Averages,
            "_sign_moment",
            lambda m, w, S: (
                m.trace(m._span(tuple(x for x in w if x != S), S.rows)) if w.count(S) == 1 else RIGHT_MOMENT(m, w, S)
            ),
        ),
    ),
    "E z'Az = 1'A1": (
        "isotropic",
        put(
            Averages,
            "_second_moment",
            lambda m, w, z: m.trace(
                m.column_of_ones(z.rows).T @ m.word(tuple(x for x in w if x not in (z, z.T))) @ m.column_of_ones(z.rows)
            ),
        ),
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[mistake]
    plant(monkeypatch)
    assert attempt(EXERCISES[name]).wrong
