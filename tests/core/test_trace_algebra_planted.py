"""Exercises for every primitive, fact and lemma on words; and wrong ones, each of which the attack catches."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from unalignable.theory.core.decide import call
from unalignable.theory.core.record import (
    All,
    Case,
    Claim,
    Drop,
    Hypothesis,
    Theorem,
    Verdict,
    eq,
    le,
    lt,
    nonzero,
    psd,
    zero,
)
from unalignable.theory.core.trace_algebra import averages as averages_
from unalignable.theory.core.trace_algebra import completion, fresh, rewriting, signs, words
from unalignable.theory.core.trace_algebra import diagonals as diagonals_
from unalignable.theory.core.trace_algebra import projectors as projectors_
from unalignable.theory.core.trace_algebra.attack import attack
from unalignable.theory.core.trace_algebra.averages import Averages
from unalignable.theory.core.trace_algebra.blocks import Blocks
from unalignable.theory.core.trace_algebra.centering import Centering
from unalignable.theory.core.trace_algebra.completion import Algebra
from unalignable.theory.core.trace_algebra.diagonals import Diagonals
from unalignable.theory.core.trace_algebra.facts import Facts
from unalignable.theory.core.trace_algebra.lemmas import Lemmas
from unalignable.theory.core.trace_algebra.logic import Logic
from unalignable.theory.core.trace_algebra.projectors import Projectors
from unalignable.theory.core.trace_algebra.roots import Roots
from unalignable.theory.core.trace_algebra.signs import SignedField

Values = Callable[..., Iterator[Any]]


def given(predicate: Callable[..., Claim]) -> Hypothesis:
    return Hypothesis("", predicate, Drop({}))


def exercise(
    shapes: dict[str, str],
    cases: list[Case],
    *hypotheses: Hypothesis,
    values: Values | None = None,
    facts: Values | None = None,
) -> Theorem:
    """What both carriers compute, and what words alone say: attacked like a theorem, though it states nothing."""

    def claim(m: Any, **case: Any) -> Claim:
        return All(*(zero(v) for v in call(values, m, case))) if values else eq(0, 0)

    def nothing(m: Any) -> Iterator[Verdict]:
        yield Verdict.HOLDS

    return Theorem(
        statement="", case=shapes, claim=claim, hypotheses=hypotheses, domain=cases, symbolic=facts or nothing
    )


def draws(shapes: dict[str, tuple[int, int]], *seeds: int) -> list[Case]:
    """Small integer matrices of these shapes."""
    generators = [(np.random.default_rng(seed), seed) for seed in seeds]
    return [{name: rng.integers(-2, 4, shape) for name, shape in shapes.items()} for rng, _ in generators]


# ------------------------------------------------------------------------------------------------------ exercises


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


def rank_one(m: Any, K: Any) -> Iterator[Any]:
    """J = 11'/n has rank one: tr JKJK' = (tr JK)^2, which writing it as I - H forgets."""
    unit = m.identity(K.shape[0])
    J = unit - m.center(unit)
    yield m.decide(eq(m.trace(J @ K @ J @ K.T), m.trace(J @ K) * m.trace(J @ K.T)))


def side_by_side(m: Any, X: Any, Y: Any) -> Iterator[Any]:
    Z = m.concat(X, Y)
    yield from (Z, Z @ Z.T, m.trace(Z.T @ Z), m.center(Z), m.concat(X, Y, X).T)


def stacked(m: Any, X: Any, W: Any) -> Iterator[Any]:
    Z = m.stack(X, W)
    yield from (Z, m.ones(Z), m.center(Z), m.trace(m.gram(Z)), m.gram(Z), Z.T @ Z)


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
    yield from (m.scaled(x**2, cs), m.product(cs, m.square(x)), m.sum(cs, m.square(x)), m.divided(cs, x**2 + 1))
    a, b = m.norm(A) * m.norm(B), m.inner(A, B)
    least = m.minimum(x, m.trace(A))
    at = [m.square(y - 1) for y in (x, m.trace(A))]
    yield m.at_minimum((least - 1) ** 2, x, m.trace(A), *at)
    yield m.certificate(le(b**2, a**2), facts=[cs])
    m.lemma_nonnegative(m.from_squares(cs, a, b))
    yield m.decide(le(b, a))
    m.lemma_positive(x**2 + m.norm(A) + 1, facts=[m.square(x)], rest=m.norm(A) + 1)


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


def isotropic(m: Any, A: Any, B: Any) -> Iterator[Any]:
    yield m.mean_over_isotropic(A.shape[0], lambda z: m.trace(z.T @ A @ z) - m.trace(z.T @ B @ A @ z) / A.shape[0])


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
RATIONAL: list[Case] = [
    {"A": [[3, 0], [0, 4]], "B": [[1, 2], [2, 4]]},  # singular values 3 and 4; 5 and 0
    {"A": [[0, 2], [-1, 0]], "B": [[1, 0], [0, 0]]},
    {"A": [[1, 2], [0, 0]], "B": [[3, 0], [0, -1]]},  # one singular value, which is not rational
]
VARIED_AB = (given(lambda m, A: nonzero(m.center(A))), given(lambda m, B: nonzero(m.center(B))))
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
    "two samples": exercise({"X": "2 p"}, draws({"X": (2, 3)}, 0, 1), VARIED[0], values=two_samples),
    "diagonals": exercise(
        {"X": "n p", "K": "n n"},
        draws({"X": (4, 2), "K": (4, 4)}, 0) + draws({"X": (5, 1), "K": (5, 5)}, 1),
        given(lambda m, X: le(4, X.shape[0])),
        values=diagonals,
    ),
    "side by side": exercise(PAIR, PAIRS, values=side_by_side),
    "stacked": exercise({"X": "n p", "W": "k p"}, draws({"X": (3, 2), "W": (2, 2)}, 0, 1), values=stacked),
    "projectors": exercise(PAIR, PAIRS, *VARIED, values=projectors),
    "ranks": exercise(PAIR, [*PAIRS, {**FULL, "Y": [[1], [1], [1]]}], facts=ranks),
    "polar": exercise({"A": "n p"}, [{"A": case["A"]} for case in RATIONAL], values=polar, facts=polar_facts),
    "alignment": exercise({"A": "n p", "B": "n q"}, RATIONAL, *VARIED_AB, values=alignment),
    "duality": exercise({"A": "n n", "B": "n n"}, RATIONAL, values=nuclear, facts=duality),
    "inequalities": exercise(
        SQUARE | {"S": "n n", "x": ""},
        [
            {**case, "S": [[2, 1, 0], [1, 2, 0], [0, 0, 0]], "x": x}
            for case, x in zip([*TRIPLES, dict.fromkeys("ABC", ONES)], (-3, 5, 0), strict=True)
        ],
        given(lambda m, S: psd(S)),
        facts=inequalities,
    ),
    "signs": exercise(
        {"x": "", "y": "", "z": ""},
        [{"x": x, "y": y, "z": z} for x, y, z in itertools.product((-3, -1), (0, 2), (-2, 0, 5))],
        given(lambda m, x: lt(x, 0)),
        given(lambda m, y: le(0, y)),
        values=signed,
    ),
    "powers": exercise({"x": ""}, [{"x": -3}], given(lambda m, x: lt(x, 0)), values=powers),
    "any scalar": exercise({"z": ""}, [{"z": z} for z in (-3, 0, 2)], values=any_scalar),
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
    "isotropic": exercise(
        {"A": "n n", "B": "n n"},
        draws({"A": (2, 2), "B": (2, 2)}, 0) + draws({"A": (3, 3), "B": (3, 3)}, 1),
        facts=isotropic,
    ),
    "suppositions": exercise(PAIR, [*PAIRS, CROSSED, CONSTANT], facts=suppositions),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_is_done_and_true(name: str) -> None:
    theorem = EXERCISES[name]
    m, symbols = fresh(theorem)
    said = list(call(theorem.symbolic, m, symbols))  # type: ignore[arg-type]
    assert all(v is Verdict.HOLDS for v in said if isinstance(v, Verdict)), said
    call(theorem.claim, m, symbols)
    assert isinstance(theorem.domain, list)
    report = attack(theorem, theorem.domain)
    assert not report.wrong, report.wrong[:5]
    assert not report.unknown


# ------------------------------------------------------------------------------------------------- planted mistakes

Plant = Callable[[pytest.MonkeyPatch], None]


def put(owner: Any, name: str, wrong: Any) -> Plant:
    """The wrong one in place of the right one."""
    return lambda patch: patch.setattr(owner, name, wrong)


def also(owner: Any, name: str, wrong: Callable[..., Any]) -> Plant:
    """The right one, and then a wrong step: ``wrong(m, what was returned, *arguments)``."""
    right = getattr(owner, name)

    def both(self: Any, *args: Any, **options: Any) -> Any:
        out = right(self, *args, **options)
        wrong(self, out, *args)
        return out

    return put(owner, name, both)


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


RIGHT_REYNOLDS, RIGHT_TRACE, RIGHT_STEPS = Averages._reynolds, Algebra.trace_word, Diagonals.circle_steps

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
    "PP = 2P": ("projectors", also(Projectors, "projector", lambda m, P, A: m.rule(P @ P, P * 2))),
    "AA' for the projector": ("projectors", put(Projectors, "projector", lambda m, A: A @ A.T)),
    "a column not divided by its norm": (
        "two samples",
        put(Projectors, "projector", lambda m, A: (c := m._column(m.normal(A))) @ c.T),
    ),
    "the transpose for the pseudo-inverse": ("projectors", put(Projectors, "pseudo_inverse", lambda m, A: A.T)),
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
    "duality, doubled": (
        "duality",
        put(Facts, "duality", fact(lambda m, A, C, _: m.nuclear_norm(A) - m.trace(C.T @ A) * 2)),
    ),
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
    "Loewner reversed": (
        "inequalities",
        put(Facts, "loewner", fact(lambda m, A, E, B, F: m.trace(A.A @ B.A) - m.trace((A.A + E.A) @ (B.A + F.A)))),
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
    "diagonal matrices are semidefinite": ("diagonals", put(Algebra, "is_semidefinite", lambda m, x: x.symmetric)),
    "the Reynolds operator over n": ("averages", put(Averages, "_reynolds", reynolds_over_n)),
    "the mean of a product": ("averages", put(Averages, "_mean_of", mean_of_a_product)),
    "HSIC1 over n": ("average of HSIC1", put(Averages, "_reynolds", reynolds_over_n)),
    "R^2 over n": ("average of R^2", put(Averages, "_reynolds", reynolds_over_n)),
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
    theorem = EXERCISES[name]
    assert isinstance(theorem.domain, list)
    plant(monkeypatch)
    assert attack(theorem, theorem.domain).wrong
