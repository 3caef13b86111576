"""Exercises of words: products, centring, diagonals, blocks; wrong ones are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flint import fmpq

from unalignable.theory.core.record import All, Theorem, eq, le, lt, nonzero
from unalignable.theory.core.trace_algebra import averages as averages_
from unalignable.theory.core.trace_algebra import completion, rewriting, words
from unalignable.theory.core.trace_algebra import diagonals as diagonals_
from unalignable.theory.core.trace_algebra import projectors as projectors_
from unalignable.theory.core.trace_algebra.blocks import Blocks
from unalignable.theory.core.trace_algebra.centering import Centering
from unalignable.theory.core.trace_algebra.completion import Algebra
from unalignable.theory.core.trace_algebra.diagonals import Diagonals
from unalignable.theory.core.trace_algebra.exercise import Plant, also, attempt, draws, exercise, given, put, undecided


def products(m: Any, A: Any, B: Any, C: Any) -> Iterator[Any]:
    yield from ((A @ B).T, A.T @ B.T, (A + B * 2) @ C - A, A / 2)
    yield from (m.trace(A @ B @ C), m.trace(A @ C @ B), m.trace(A.T @ B @ C), m.inner(A, B @ C), m.norm(A - B) ** 2)


def centring(m: Any, X: Any, K: Any) -> Iterator[Any]:
    one, n = m.ones(X), X.shape[0]
    H = m.center(m.identity(n))
    yield from (m.center(X), m.gram(X), m.double_center(K), H @ one, H @ H, one @ one.T, m.trace(H), one.T @ K @ one)
    yield from (m.hsic0(K, K), m.inner(K, H), m.trace(H @ K @ H @ K))


def two_samples(m: Any, X: Any) -> Iterator[Any]:
    x = m.center(X)
    yield from (x, m.gram(X), m.trace(m.gram(X) @ m.gram(X)), m.linear_cka(X, X), m.projector(x), m.rank(x))


def diagonals(m: Any, X: Any, K: Any) -> Iterator[Any]:
    H, L = m.center(m.identity(X.shape[0])), X @ X.T
    D = K - m.hollow(K)
    yield from (m.diagonal(K), m.diagonal(L), m.diagonal(H @ K), m.diagonal(D @ L), m.hollow(L), m.squared_distances(X))
    yield from (m.trace(D @ L), m.trace(D @ K @ D @ L), D @ m.ones(X), D @ m.center(m.diagonal(L)), m.inner(D, H))
    yield from (
        m.trace(D @ K @ D @ K.T),
        m.trace(m.hollow(L)),
        m.trace(D @ D),
        m.ones(X).T @ m.diagonal(K),
        D @ H,
        m.u_center(L),
        m.hsic1(L, K),
    )


def circle(m: Any, c: Any, s: Any) -> Iterator[Any]:
    """s's, s'Diag[c]s and others, where s o s = 1 - c o c is known."""
    C, S, one = m.diagonal_matrix(c), m.diagonal_matrix(s), m.ones(c)
    yield from (m.inner(s, s) - c.shape[0], m.inner(s, C @ s), m.inner(c, S @ s), m.inner(s, S @ s), m.inner(c, s))
    yield from (m.inner(s, C @ C @ s), m.inner(s, C @ S @ s), m.inner(one, S @ C @ s), m.trace(C @ S @ S), s.T @ C @ s)


def rank_one(m: Any, K: Any) -> Iterator[Any]:
    """J = 11'/n has rank one: tr JKJK' = (tr JK)^2, which writing it as I - H forgets."""
    unit = m.identity(K.shape[0])
    J = unit - m.center(unit)
    yield m.decide(eq(m.trace(J @ K @ J @ K.T), m.trace(J @ K) * m.trace(J @ K.T)))


def covariance(m: Any, u: Any, X: Any, b: Any) -> Iterator[Any]:
    """u'Hv is u'v less the product of the sums over n, which writing 11' as n(I - H) forgets."""
    one, v = m.ones(u), X @ b
    ends = m.trace(u.T @ one) * m.trace(one.T @ v) / u.shape[0]
    yield m.decide(eq(m.inner(m.center(u), m.center(v)), m.inner(u, v) - ends))


def side_by_side(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    Z = m.concat(X, Y)
    yield from (Z, Z @ Z.T, m.trace(Z.T @ Z), m.center(Z), m.concat(X, Y, X).T)


def stacked(m: Any, X: Any, W: Any) -> Iterator[Any]:
    Z = m.stack(X, W)
    yield from (Z, m.ones(Z), m.center(Z), m.trace(m.gram(Z)), m.gram(Z), Z.T @ Z)


def root_of_a_difference(m: Any, x: Any, y: Any) -> Iterator[Any]:
    """What is known of x is known through the root of x - y, whose sign is asked for on the way."""
    root = m.sqrt(x - y)
    with m.supposing(lt(root, x)):
        yield from (m.decide(lt(0, x - root)), m.decide(le(0, root)), m.decide(le(y, x)))


SQUARE = {"A": "n n", "B": "n n", "C": "n n"}
PAIR = {"X": "n p", "Y": "n q"}
FULL = {"X": [[1, 0], [0, 1], [0, 0]], "Y": [[1], [2], [3]]}  # HX has rank n - 1
LINES = {"X": [[1, 2], [2, 4], [0, 0], [1, 2]], "Y": [[1, 0, 1], [0, 1, 1], [1, 0, 1], [0, 0, 0]]}  # ranks 1 and 2
PAIRS = [*draws({"X": (4, 2), "Y": (4, 3)}, 0), *draws({"X": (3, 2), "Y": (3, 1)}, 1), LINES, FULL]
TRIPLES = draws(dict.fromkeys("ABC", (3, 3)), 0, 1)
VARIED = (given(lambda m, X: nonzero(m.center(X))), given(lambda m, Y: nonzero(m.center(Y))))

EXERCISES: dict[str, Theorem] = {
    "products": exercise(SQUARE, TRIPLES, values=products),
    "centring": exercise(
        {"X": "n p", "K": "n n"},
        draws({"X": (4, 2), "K": (4, 4)}, 0, 1),
        given(lambda m, X: le(2, X.shape[0])),
        values=centring,
    ),
    "rank one": exercise({"K": "n n"}, draws({"K": (3, 3)}, 0, 1), facts=rank_one),
    "covariance": exercise(
        {"u": "n 1", "X": "n p", "b": "p 1"}, draws({"u": (4, 1), "X": (4, 2), "b": (2, 1)}, 0, 1), facts=covariance
    ),
    "two samples": exercise({"X": "2 p"}, draws({"X": (2, 3)}, 0, 1), VARIED[0], values=two_samples),
    "diagonals": exercise(
        {"X": "n p", "K": "n n"},
        draws({"X": (4, 2), "K": (4, 4)}, 0) + draws({"X": (5, 1), "K": (5, 5)}, 1),
        given(lambda m, X: le(4, X.shape[0])),
        values=diagonals,
    ),
    "circle": exercise(
        {"c": "n 1", "s": "n 1"},
        [
            {"c": [[0], [1], [fmpq(3, 5)]], "s": [[-1], [0], [fmpq(4, 5)]]},
            {"c": [[fmpq(-5, 13)], [fmpq(3, 5)]], "s": [[fmpq(12, 13)], [fmpq(-4, 5)]]},
        ],
        given(lambda m, c, s: eq(m.diagonal(c @ c.T) + m.diagonal(s @ s.T), m.ones(c))),
        values=circle,
    ),
    "root of a difference": exercise(
        {"y": "", "x": ""},
        [{"x": fmpq(5), "y": fmpq(1)}, {"x": fmpq(2), "y": fmpq(0)}],
        given(lambda m, x, y: All(le(0, y), le(y, x))),
        facts=root_of_a_difference,
    ),
    "side by side": exercise(PAIR, PAIRS, values=side_by_side),
    "stacked": exercise({"X": "n p", "W": "k p"}, draws({"X": (3, 2), "W": (2, 2)}, 0, 1), values=stacked),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_done_and_true(name: str) -> None:
    assert not undecided(EXERCISES[name])
    report = attempt(EXERCISES[name])
    assert not report.wrong, report.wrong[:5]
    assert not report.unknown


# ------------------------------------------------------------------------------------------------- planted mistakes


def through_no_ones(m: Any, w: Any) -> Iterator[Any]:
    """The product of two columns for its sum: the first factor is put in for the ones."""
    for terms in RIGHT_THROUGH_ONES(m, w):
        yield {(w[0], *v[1:]): c for v, c in terms.items()}


RIGHT_THROUGH_ONES = Diagonals._through_ones


def everywhere(name: str, wrong: Any) -> Plant:
    """A function of words, wherever it was imported."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for module in (words, rewriting, completion, averages_, diagonals_, projectors_):
            if hasattr(module, name):
                patch.setattr(module, name, wrong)

    return plant


def centring_that(H: int = 1, one: int = 0, lost: int = 1) -> Plant:
    """HH = H, H1 = 0 and tr H = n - 1, or what is asked for instead."""

    def centring(self: Any, n: str) -> Any:
        if n not in self._centring:
            self._centring[n] = made = self.letter(f"H[{n}]", n, n, symmetric=True)
            ones = self.column_of_ones(n)
            self.rule(made @ made, made * H)
            self.relate(self.trace(made) - self.sizes[n] + lost)
            self.rule(made @ ones, ones * one)
        return self._centring[n]

    return put(Centering, "centring", centring)


def uncentred_two(self: Any) -> Any:
    h = self.letter("h[2]", "2", "1")
    self.relate(self.trace(h.T @ h) - 2)
    return h @ h.T


def split_without_the_product(self: Any, w: Any) -> None:
    for n, H in list(self._centring.items()):
        J = self.unit(n) - H
        if len(w) > 1 and all(x.rows == n for x in w[:2]):
            self.relate(self.trace(J @ self.word(w[:1]) @ J @ self.word(w[1:])))


def split_columns_without_the_product(self: Any, index: int) -> None:
    w = self.words[index]
    bare = tuple(x for x in w if x.name != f"H[{x.rows}]")
    if len(bare) < len(w):
        self.relate(self.at(index) - self.trace_word(bare), solved_for=index)


def embeddings_that_double(self: Any, parts: Any) -> Any:
    whole = self.size(sum((self.sizes[p] for p in parts), self.number(0)))
    made = self.embedded[tuple(parts)] = [self.letter(f"E{i}[{parts}]", whole, p) for i, p in enumerate(parts)]
    for E, p in zip(made, parts, strict=True):
        self.rule(E.T @ E, self.unit(p) * 2)
    return made


def ones_of_the_first(self: Any, n: str) -> Any:
    if n not in self._stacked:
        return Centering.column_of_ones(self, n)
    parts = self._stacked[n]
    return self.embeddings(parts)[0] @ self.column_of_ones(parts[0])


def centred_apart(self: Any, n: str) -> Any:
    if n not in self._stacked:
        return Centering.centring(self, n)
    parts = self._stacked[n]
    return sum((E @ self.centring(p) @ E.T for p, E in zip(parts, self.embeddings(parts), strict=True)), 0)


def semidefinite(value: Callable[..., Any]) -> Any:
    return lambda self, *args, **options: self._psd(value(self, *args), "wrong")


RIGHT_TRACE = Algebra.trace_word

PLANTED: dict[str, tuple[str, Plant]] = {
    "transposed without reversing": ("products", everywhere("transpose", lambda w: tuple(x.T for x in w))),
    "a circle read backwards": (
        "products",
        everywhere("circle", lambda w: min((*words.rotations(w), *words.rotations(w[::-1])))),
    ),
    "words that commute": ("products", put(Algebra, "trace_word", lambda m, w: RIGHT_TRACE(m, tuple(sorted(w))))),
    "HH = 2H": ("centring", centring_that(H=2)),
    "H1 = 1": ("centring", centring_that(one=1)),
    "tr H = n": ("centring", centring_that(lost=0)),
    "H = hh' for two samples": ("two samples", put(Centering, "_two_samples", uncentred_two)),
    "tr JKJK' = 0": ("rank one", put(Centering, "_split", split_without_the_product)),
    "u'Hv = u'v": ("covariance", put(Centering, "_split_columns", split_columns_without_the_product)),
    "diag(Hv) = diag(v)": (
        "diagonals",
        put(Diagonals, "_without_centring", lambda m, w, n: m.diagonal(m._span(w[1:], n))),
    ),
    "1'diag(K) = 2 tr K": (
        "diagonals",
        put(Diagonals, "_sum_of_diagonal", lambda m, name, x: iter([{m.diagonals[name]: m.number(2)}])),
    ),
    "Diag[w]H = Diag[w]": (
        "diagonals",
        put(Diagonals, "_times", lambda m, x, w, right: {(x,): m.number(1)} if m._is_centring(right) else None),
    ),
    "diagonal matrices times columns vanish": (
        "diagonals",
        put(
            Diagonals,
            "_exchanged",
            lambda m, before, column, after: iter([{}] if after[:1] and after[0].cols == "1" else []),
        ),
    ),
    "u'v = Diag[u]v": ("circle", put(Diagonals, "_through_ones", through_no_ones)),
    "hollow halves the diagonal": (
        "diagonals",
        put(Diagonals, "hollow", lambda m, K: K - m.diagonal_matrix(m.diagonal(K)) * m.number(1).over(m.number(2))),
    ),
    "an embedding onto the whole": (
        "side by side",
        also(Blocks, "embeddings", lambda m, out, parts: m.rule(out[0] @ out[0].T, m.unit(out[0].rows))),
    ),
    "embeddings that double": ("side by side", put(Blocks, "embeddings", embeddings_that_double)),
    "ones of the first samples alone": ("stacked", put(Blocks, "column_of_ones", ones_of_the_first)),
    "stacked samples centred apart": ("stacked", put(Blocks, "centring", centred_apart)),
    "diagonal matrices are semidefinite": ("diagonals", put(Algebra, "is_semidefinite", lambda m, x: x.symmetric)),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, plant = PLANTED[mistake]
    plant(monkeypatch)
    assert attempt(EXERCISES[name]).wrong
