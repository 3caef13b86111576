"""Exercises of facts, signs and suppositions; wrong ones are caught."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from unalignable.theory.core.record import Theorem, eq, le, lt, nonzero, psd, zero
from unalignable.theory.core.trace_algebra import signs
from unalignable.theory.core.trace_algebra.exercise import Plant, attempt, draws, exercise, given, put, undecided
from unalignable.theory.core.trace_algebra.facts import Facts
from unalignable.theory.core.trace_algebra.lemmas import Lemmas
from unalignable.theory.core.trace_algebra.logic import Logic
from unalignable.theory.core.trace_algebra.roots import Roots
from unalignable.theory.core.trace_algebra.signs import SignedField


def inequalities(m: Any, A: Any, B: Any, C: Any, S: Any, x: Any) -> Iterator[Any]:
    cs = m.cauchy_schwarz(A, B)
    yield from (cs, m.gram_determinant(A, B, C), m.square(x), m.squared_norm(A), m.sign_known(x**2))
    K, L, given = m.gram_psd(A), m.gram_psd(B), m.given(S)
    both = (
        m.congruence(C, S),
        m.psd_sum(K, L),
        m.psd_scaled(x**2, K),
        m.norm_psd(K),
        m.trace_psd(K),
        m.norm_psd(given),
    )
    yield from (*both, m.psd_trace(K), m.psd_product(K, given), m.loewner(K, L, given, K))
    yield from (m.diagonals_product(K, L), m.diagonals_product(K, given))
    yield from (m.scaled(x**2, cs), m.product(cs, m.square(x)), m.sum(cs, m.square(x)), m.divided(cs, x**2 + 1))
    a, b = m.norm(A) * m.norm(B), m.inner(A, B)
    least = m.minimum(x, m.trace(A))
    at = [m.square(y - 1) for y in (x, m.trace(A))]
    yield m.at_minimum((least - 1) ** 2, x, m.trace(A), *at)
    yield m.certificate(le(b**2, a**2), facts=[cs])
    m.lemma_nonnegative(m.from_squares(cs, a, b))
    yield m.decide(le(b, a))
    m.lemma_positive(x**2 + m.norm(A) + 1, facts=[m.square(x)], rest=m.norm(A) + 1)


def roots(m: Any, A: Any) -> Iterator[Any]:
    """(2K)^2 - K^2 = 3K^2."""
    K = m.gram_psd(A)
    yield m.psd_root(K, m.psd_scaled(2, K), m.psd_scaled(3, m.gram_psd(K.A)))


def signed(m: Any, x: Any, y: Any, z: Any) -> Iterator[Any]:
    """x < 0, y >= 0, z of any sign."""
    yield from (x**2, x * y, x**3 * y, abs(x), abs(x * y), abs(z), m.sqrt(x**2), m.sqrt(x**2 * y), m.sqrt(z**4 * y))
    yield from (m.sqrt(-x) * m.sqrt(-x), m.sqrt(y**3), m.pos(x), m.pos(z), m.minimum(x, y), m.minimum(y, z), y - x)
    yield from (m.sqrt(12 * x**2), m.sqrt(z**2 * x**2 * m.ratio(9, 8)), x + y, -(x**2) - 1, m.sqrt(y / 2) / (1 - x))


def powers(m: Any, x: Any) -> Iterator[Any]:
    """x < 0."""
    yield from (x**2, x**3, x**2 * 3 + 1, x - x**2)


def any_scalar(m: Any, z: Any) -> Iterator[Any]:
    yield from (z, z**3 * 2, -z, z + 1)


def suppositions(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    x, y, one = m.center(X), m.center(Y), m.ones(X)
    with m.supposing(zero(m.inner(m.gram(X), m.gram(Y))), roots=[x.T @ y]):
        yield m.decide(zero(x.T @ y))
    with m.supposing(zero(m.trace(m.gram(X)) + m.trace(m.gram(Y)))):
        yield from (m.decide(zero(x)), m.decide(zero(y)))
    with m.supposing(zero(m.trace(m.gram(X)) - m.trace(m.gram(Y)))):
        yield m.decide(eq(m.trace(m.gram(X)), m.trace(m.gram(Y))))
    with m.supposing(lt(1, m.trace(X.T @ X))), m.supposing(nonzero(x)):
        m.projector(x)
        yield from (m.decide(le(1, m.trace(X.T @ X))), m.decide(le(2, X.shape[0])))
    mixed = m.trace(one.T @ X @ X.T @ Y @ Y.T @ one)
    with m.supposing(zero(mixed), roots=[X]):
        yield m.decide(zero(mixed))


SQUARE = {"A": "n n", "B": "n n", "C": "n n"}
PAIR = {"X": "n p", "Y": "n q"}
FULL = {"X": [[1, 0], [0, 1], [0, 0]], "Y": [[1], [2], [3]]}  # HX has rank n - 1
LINES = {"X": [[1, 2], [2, 4], [0, 0], [1, 2]], "Y": [[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 0, 0]]}  # ranks 1 and 2
CROSSED = {"X": [[1], [-1], [0], [0]], "Y": [[0], [0], [1], [-1]]}  # uncorrelated, of one norm
CONSTANT = {"X": [[1], [1], [1]], "Y": [[2], [2], [2]]}
PAIRS = [*draws({"X": (4, 2), "Y": (4, 3)}, 0), *draws({"X": (3, 2), "Y": (3, 1)}, 1), LINES, FULL]
TRIPLES = draws(dict.fromkeys("ABC", (3, 3)), 0, 1)
ONES = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]

EXERCISES: dict[str, Theorem] = {
    "inequalities": exercise(
        SQUARE | {"S": "n n", "x": ""},
        [
            {**case, "S": [[2, 1, 0], [1, 2, 0], [0, 0, 0]], "x": x}
            for case, x in zip([*TRIPLES, dict.fromkeys("ABC", ONES)], (-3, 5, 0), strict=True)
        ],
        given(lambda m, S: psd(S)),
        facts=inequalities,
    ),
    "roots": exercise({"A": "n n"}, [{"A": case["A"]} for case in TRIPLES], facts=roots),
    "signs": exercise(
        {"x": "", "y": "", "z": ""},
        [{"x": x, "y": y, "z": z} for x, y, z in itertools.product((-3, -1), (0, 2), (-2, 0, 5))],
        given(lambda m, x: lt(x, 0)),
        given(lambda m, y: le(0, y)),
        values=signed,
    ),
    "powers": exercise({"x": ""}, [{"x": -3}], given(lambda m, x: lt(x, 0)), values=powers),
    "any scalar": exercise({"z": ""}, [{"z": z} for z in (-3, 0, 2)], values=any_scalar),
    "suppositions": exercise(PAIR, [*PAIRS, CROSSED, CONSTANT], facts=suppositions),
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


def gram_determinant(sign: int, cross: int) -> Any:
    def value(m: Any, A: Any, B: Any, C: Any) -> Any:
        aa, bb, cc = (m.trace(X.T @ X) for X in (A, B, C))
        ab, ac, bc = m.trace(A.T @ B), m.trace(A.T @ C), m.trace(B.T @ C)
        return sign * (aa * bb * cc + ab * bc * ac * cross - aa * bc**2 - bb * ac**2 - cc * ab**2)

    return fact(value)


def square(m: Any, A: Any) -> Any:
    return m.trace(A.T @ A)


PLANTED: dict[str, tuple[str, Plant]] = {
    "Cauchy-Schwarz without the square": (
        "inequalities",
        put(Facts, "cauchy_schwarz", fact(lambda m, A, B: square(m, A) * square(m, B) - m.trace(A.T @ B) * 99)),
    ),
    "Cauchy-Schwarz doubled": (
        "inequalities",
        put(Facts, "cauchy_schwarz", fact(lambda m, A, B: square(m, A) * square(m, B) - m.trace(A.T @ B) ** 2 * 2)),
    ),
    "a Gram determinant is negative": ("inequalities", put(Facts, "gram_determinant", gram_determinant(-1, 2))),
    "a Gram determinant's cross term": ("inequalities", put(Facts, "gram_determinant", gram_determinant(1, -2))),
    "a negative Gram matrix": ("inequalities", put(Facts, "gram_psd", semidefinite(lambda m, C: -(C @ C.T)))),
    "a negative congruence": (
        "inequalities",
        put(Facts, "congruence", semidefinite(lambda m, C, A: -(C @ A @ C.T))),
    ),
    "congruence by C and C": ("inequalities", put(Facts, "congruence", semidefinite(lambda m, C, A: C @ A @ C))),
    "eigenvalues below one": (
        "inequalities",
        put(Facts, "norm_psd", semidefinite(lambda m, A: m.unit(A.A.rows) - A.A)),
    ),
    "eigenvalues below half of the trace": (
        "inequalities",
        put(Facts, "trace_psd", semidefinite(lambda m, A: m.unit(A.A.rows) * m.trace(A.A) - A.A * 2)),
    ),
    "diagonals of anything": (
        "inequalities",
        put(Facts, "diagonals_product", fact(lambda m, A, B: m.trace(A.A @ B.A) - m.trace(A.A) * m.trace(B.A))),
    ),
    "products of diagonals negated": (
        "inequalities",
        put(Facts, "diagonals_product", fact(lambda m, A, B: -m.trace(m.diagonal(A.A).T @ m.diagonal(B.A)))),
    ),
    "Loewner reversed": (
        "inequalities",
        put(Facts, "loewner", fact(lambda m, A, E, B, F: m.trace(A.A @ B.A) - m.trace((A.A + E.A) @ (B.A + F.A)))),
    ),
    "the order of roots reversed": (
        "roots",
        put(Facts, "psd_root", semidefinite(lambda m, A, B, squares: A.A - B.A)),
    ),
    "squares keep the order": (
        "roots",
        put(Facts, "psd_root", semidefinite(lambda m, A, B, squares: A.A @ A.A + B.A - squares.A)),
    ),
    "a sum is a difference": ("inequalities", put(Facts, "psd_sum", semidefinite(lambda m, A, B: A.A - B.A))),
    "a nonnegative fact is positive": (
        "inequalities",
        put(Lemmas, "lemma_nonnegative", lambda m, f: m.learn(f.value, frozenset({1}))),
    ),
    "even powers keep the sign": ("powers", put(signs, "power", lambda s, k: s)),
    "sums have the first sign": ("signs", put(signs, "total", lambda terms: next(iter(terms)))),
    "symbols are nonnegative": ("any scalar", put(SignedField, "generator_sign", lambda m, i: signs.NONNEGATIVE)),
    "|x| = x": ("signs", put(Roots, "absolute", lambda m, s: s)),
    "the first is the minimum": ("signs", put(Roots, "least_of", lambda m, a, b: a)),
    "the root of 2 is 2": ("signs", put(Roots, "_root_of_number", lambda m, q: m.number(q))),
    "each term of a sum that is zero": (
        "suppositions",
        put(Logic, "_parts", lambda m, s: [x for i in m.used(s) if i in m.words for x in [m.at(i)]]),
    ),
    "any root of a scalar that is zero": (
        "suppositions",
        put(Logic, "_ratio_sign", lambda m, s, square: signs.POSITIVE),
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[mistake]
    plant(monkeypatch)
    assert attempt(EXERCISES[name]).wrong
