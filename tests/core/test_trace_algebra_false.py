"""Nothing false is proved: false statements beside the true ones that they resemble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import call, cast, decide
from unalignable.theory.core.levels import symbolic
from unalignable.theory.core.record import (
    All,
    Case,
    Claim,
    Drop,
    Hypothesis,
    Implies,
    Theorem,
    Verdict,
    eq,
    le,
    lt,
    nonzero,
    zero,
)


def by_rewriting(m: Any, claim: Claim, **case: Any) -> Verdict:
    return decide(m, claim).verdict


@dataclass(frozen=True)
class Statement:
    """A claim, an exact case that decides it, hypotheses that the case satisfies, and the derivation to try."""

    claim: Callable[..., Claim]
    case: Case
    hypotheses: tuple[Callable[..., Claim], ...] = ()
    prove: Callable[..., Verdict] = by_rewriting

    def theorem(self) -> Theorem:
        def derivation(m: Any, **case: Any) -> Any:
            yield self.prove(m, call(self.claim, m, case), **case)

        return Theorem(
            statement="",
            case={name: SHAPES[name] for name in self.case},
            claim=self.claim,
            hypotheses=tuple(Hypothesis("", holds, Drop({})) for holds in self.hypotheses),
            domain=[self.case],
            symbolic=derivation,
        )


SHAPES = {"X": "n p", "Y": "n q", "Z": "n p", "A": "n n", "B": "n n", "C": "n n", "Q": "p p", "R": "p p", "V": "2 p"}
SHAPES |= {"W": "2 q", "u": "n 1", "v": "n 1", "b": "1 p", "x": "", "y": "", "S": "n n"}

X, Y = [[1, 0], [0, 1], [0, 0], [2, 1]], [[0], [1], [4], [0]]
SHEAR, BACK, TURN = [[1, 1], [0, 1]], [[1, -1], [0, 1]], [[0, 1], [-1, 0]]
A, B, C = [[1, 2, 0], [0, 1, 1], [1, 0, 3]], [[0, 1, 1], [2, 1, 0], [0, 0, 1]], [[1, 0, 0], [1, 1, 0], [0, 2, 1]]
ABC: Case = {"A": A, "B": B, "C": C}
CROSSED: Case = {"X": [[1], [-1], [0], [0]], "Y": [[0], [0], [1], [-1]]}
XY: Case = {"X": X, "Y": Y}
varied = (lambda m, X: nonzero(m.center(X)), lambda m, Y: nonzero(m.center(Y)))


def beside(
    true: Callable[..., Claim],
    false: Callable[..., Claim],
    case: Case,
    *hypotheses: Callable[..., Claim],
    prove: Callable[..., Verdict] = by_rewriting,
) -> tuple[Statement, Statement]:
    """Two claims about one case, with one derivation."""
    return Statement(true, case, hypotheses, prove), Statement(false, case, hypotheses, prove)


def cka_of(first: Callable[..., Any]) -> Callable[..., Claim]:
    return lambda m, **case: eq(m.linear_cka(call(first, m, case), case["Y"]), m.linear_cka(case["X"], case["Y"]))


def norms(m: Any, A: Any, B: Any) -> Any:
    return m.inner(A, A) * m.inner(B, B)


def cauchy_schwarz(m: Any, claim: Any, A: Any, B: Any, C: Any) -> Verdict:
    return m.certificate(claim, facts=[m.cauchy_schwarz(A, B)])


def grams(m: Any, claim: Any, A: Any, B: Any, C: Any) -> Verdict:
    K, L = m.gram_psd(A), m.gram_psd(B)
    return m.certificate(claim, facts=[m.psd_product(m.trace_psd(K), L)])


def duality(m: Any, claim: Any, A: Any, B: Any, C: Any) -> Verdict:
    return m.certificate(claim, facts=[m.nuclear_bounds_frobenius(A)])


def below_rank(m: Any, claim: Any, A: Any, B: Any, C: Any) -> Verdict:
    return m.certificate(claim, facts=[m.nuclear_below_rank(A)])


def rank_is_positive(m: Any, claim: Any, X: Any) -> Verdict:
    x, K = m.center(X), m.gram(X)
    below = m.psd_product(m.projector_psd(m.projector(x)), m.norm_psd(m.gram_psd(x)))
    m.lemma_positive(m.norm(K) * m.rank(x), facts=[below], rest=m.trace(K))
    return decide(m, claim).verdict


def supposed(m: Any, claim: Any, **case: Any) -> Verdict:
    return m.implies(claim, roots=[m.center(case["X"]).T @ m.center(case["Y"])])


def averaged(m: Any, A: Any, B: Any) -> Any:
    return m.mean_over_permutations(A.shape[0], lambda P: m.trace(P @ A @ P.T @ B))


def two_moments(m: Any, A: Any, B: Any, by: int) -> Any:
    """E tr(P A P' B) over permutations P; divided by n instead for ``by`` = 0."""
    n, one = A.shape[0], m.ones(A)
    a, b, s, t = m.trace(A), m.trace(B), m.trace(one.T @ A @ one), m.trace(one.T @ B @ one)
    off = (a - s / n) / (n - by)
    return off * b + (s / n - off) * t / n


def several(m: Any, A: Any) -> Claim:
    return le(2, A.shape[0])


CASES: dict[str, tuple[Statement, Statement]] = {
    "orthogonal, not only invertible": (
        Statement(
            cka_of(lambda m, X, Q: X @ Q),
            {**XY, "Q": TURN},
            (*varied, lambda m, Q: All(eq(Q @ Q.T, m.identity(Q.shape[0])), eq(Q.T @ Q, m.identity(Q.shape[0])))),
        ),
        Statement(
            cka_of(lambda m, X, Q: X @ Q),
            {**XY, "Q": SHEAR, "R": BACK},
            (
                *varied,
                lambda m, X, Q: nonzero(m.center(X @ Q)),
                lambda m, Q, R: All(eq(Q @ R, m.identity(Q.shape[0])), eq(R @ Q, m.identity(Q.shape[0]))),
            ),
        ),
    ),
    "the same shift for every sample": beside(
        cka_of(lambda m, X, b: X + m.ones(X) @ b),
        cka_of(lambda m, X, u, b: X + u @ b),
        {**XY, "b": [[1, 2]], "u": Y},
        *varied,
        lambda m, X, u, b: nonzero(m.center(X + u @ b)),
    ),
    "a scale that is not zero": (
        Statement(cka_of(lambda m, X, x: X * x), {**XY, "x": -2}, (*varied, lambda m, x: nonzero(x))),
        Statement(lambda m, X, x: nonzero(m.center(X * x)), {"X": X, "x": 0}, (varied[0],)),
    ),
    "a factor scales CKA": beside(
        cka_of(lambda m, X: X * 3), lambda m, X, Y: eq(m.linear_cka(X * 3, Y), m.linear_cka(X, Y) * 3), XY, *varied
    ),
    "CKA is symmetric, R^2 is not": beside(
        lambda m, X, Y: eq(m.linear_cka(X, Y), m.linear_cka(Y, X)),
        lambda m, X, Y: eq(m.linear_r2(X, Y), m.linear_r2(Y, X)),
        XY,
        *varied,
    ),
    "CKA is not its square": beside(
        lambda m, X, Y: eq(
            m.linear_cka(X, Y) ** 2 * norms(m, m.gram(X), m.gram(Y)), m.inner(m.gram(X), m.gram(Y)) ** 2
        ),
        lambda m, X, Y: eq(m.linear_cka(X, Y) * norms(m, m.gram(X), m.gram(Y)), m.inner(m.gram(X), m.gram(Y))),
        XY,
        *varied,
    ),
    "features twice, or features of another": (
        Statement(cka_of(lambda m, X: m.concat(X, X)), XY, varied),
        Statement(
            cka_of(lambda m, X, Y: m.concat(X, Y)), XY, (*varied, lambda m, X, Y: nonzero(m.center(m.concat(X, Y))))
        ),
    ),
    "HH = H": beside(lambda m, X: eq(m.center(m.center(X)), m.center(X)), lambda m, X: eq(m.center(X), X), {"X": X}),
    "tr H = n - 1": beside(
        lambda m, A: eq(m.trace(m.center(m.identity(A.shape[0]))), A.shape[0] - 1),
        lambda m, A: eq(m.trace(m.center(m.identity(A.shape[0]))), A.shape[0]),
        {"A": A},
    ),
    "1'1 = n": beside(
        lambda m, A: eq(m.inner(m.ones(A), m.ones(A)), A.shape[0]),
        lambda m, A: eq(m.inner(m.ones(A), m.ones(A)), A.shape[0] ** 2),
        {"A": A},
    ),
    "transposing reverses": beside(
        lambda m, A, B: eq((A @ B).T, B.T @ A.T), lambda m, A, B: eq((A @ B).T, A.T @ B.T), ABC
    ),
    "traces rotate, and do not commute": beside(
        lambda m, A, B, C: eq(m.trace(A @ B @ C), m.trace(C @ A @ B)),
        lambda m, A, B, C: eq(m.trace(A @ B @ C), m.trace(B @ A @ C)),
        ABC,
    ),
    "the trace of a product": beside(
        lambda m, u, v, A: eq(m.trace(u @ v.T @ A), m.trace(v.T @ A @ u)),
        lambda m, u, v, A: eq(m.trace(u @ v.T @ A), m.trace(u @ v.T) * m.trace(A)),
        {"u": [[1], [2], [0]], "v": [[0], [1], [1]], "A": A},
    ),
    "Cauchy-Schwarz is about squares": beside(
        lambda m, A, B: le(m.inner(A, B) ** 2, norms(m, A, B)),
        lambda m, A, B: le(m.inner(A, B), norms(m, A, B)),
        {
            "A": [[0, 0, 0], [0, 0, 0], [0, 0, Fraction(1, 3)]],
            "B": [[0, 0, 0], [0, 0, 0], [0, 0, Fraction(1, 3)]],
            "C": C,
        },
        prove=cauchy_schwarz,
    ),
    "Cauchy-Schwarz with its constant": beside(
        lambda m, A, B: le(m.inner(A, B) ** 2, norms(m, A, B)),
        lambda m, A, B: le(m.inner(A, B) ** 2 * 2, norms(m, A, B)),
        {"A": A, "B": A, "C": C},
        prove=cauchy_schwarz,
    ),
    "Cauchy-Schwarz in its direction": beside(
        lambda m, A, B: le(m.inner(A, B) ** 2, norms(m, A, B)),
        lambda m, A, B: le(norms(m, A, B), m.inner(A, B) ** 2),
        ABC,
        prove=cauchy_schwarz,
    ),
    "tr KL <= tr K tr L": beside(
        lambda m, A, B: le(m.trace(A @ A.T @ B @ B.T), m.inner(A, A) * m.inner(B, B)),
        lambda m, A, B: le(m.trace(A @ A.T @ B @ B.T) * 2, m.inner(A, A) * m.inner(B, B)),
        {"A": [[1, 0], [0, 0]], "B": [[1, 0], [0, 0]], "C": [[1, 0], [0, 0]]},
        prove=grams,
    ),
    "the nuclear norm is the larger": beside(
        lambda m, A: le(m.inner(A, A), m.nuclear_norm(A) ** 2),
        lambda m, A: le(m.nuclear_norm(A) ** 2, m.inner(A, A)),
        {"A": [[1, 0], [0, 1]], "B": B, "C": C},
        prove=duality,
    ),
    "the nuclear norm and the rank": beside(
        lambda m, A: le(m.nuclear_norm(A) ** 2, m.inner(A, A) * m.rank(A)),
        lambda m, A: le(m.nuclear_norm(A) ** 2 * m.rank(A), m.inner(A, A)),
        {"A": [[1, 0], [0, 1]], "B": B, "C": C},
        prove=below_rank,
    ),
    "a projector fixes its range alone": beside(
        lambda m, X: eq(m.projector(X) @ X, X),
        lambda m, X: eq(m.projector(X), m.identity(X.shape[0])),
        {"X": X},
    ),
    "a rank without the hypothesis": beside(
        lambda m, X: eq(m.rank(X), m.trace(m.projector(X))),
        lambda m, X: eq(m.rank(X), X.shape[1]),
        {"X": [[1, 1], [1, 1]]},
    ),
    "a rank is positive, not at least two": beside(
        lambda m, X: lt(0, m.rank(m.center(X))),
        lambda m, X: le(2, m.rank(m.center(X))),
        {"X": Y},
        varied[0],
        prove=rank_is_positive,
    ),
    "permutations: 1/(n - 1)": beside(
        lambda m, A, B: eq(averaged(m, A, B), two_moments(m, A, B, 1)),
        lambda m, A, B: eq(averaged(m, A, B), two_moments(m, A, B, 0)),
        {"A": A, "B": C},
        several,
    ),
    "E P = 11'/n": beside(
        lambda m, A: eq(
            m.mean_over_permutations(A.shape[0], lambda P: m.trace(P @ A)),
            m.trace(m.ones(A).T @ A @ m.ones(A)) / A.shape[0],
        ),
        lambda m, A: eq(m.mean_over_permutations(A.shape[0], lambda P: m.trace(P @ A)), m.trace(A)),
        {"A": A},
    ),
    "two samples": beside(
        lambda m, V, W: eq(m.linear_cka(V, W), 1),
        lambda m, V, W: eq(m.linear_cka(V, W), m.inner(V, W @ W.T @ V)),
        {"V": [[1, 2], [0, 1]], "W": [[3], [1]]},
        lambda m, V: nonzero(m.center(V)),
        lambda m, W: nonzero(m.center(W)),
    ),
    "two samples, not three": (
        Statement(
            lambda m, V, W: eq(m.linear_cka(V, W), 1),
            {"V": [[1, 2], [0, 1]], "W": [[3], [1]]},
            (lambda m, V: nonzero(m.center(V)), lambda m, W: nonzero(m.center(W))),
        ),
        Statement(lambda m, X, Y: eq(m.linear_cka(X, Y), 1), XY, varied),
    ),
    "two samples: R^2 either way": beside(
        lambda m, V, W: eq(m.linear_r2(V, W), m.linear_r2(W, V)),
        lambda m, V, W: eq(m.linear_r2(V, W), m.trace(m.gram(W))),
        {"V": [[1, 2], [0, 1]], "W": [[3], [0]]},
        lambda m, V: nonzero(m.center(V)),
        lambda m, W: nonzero(m.center(W)),
    ),
    "how many samples vary": beside(
        lambda m, X: le(2, X.shape[0]), lambda m, X: le(3, X.shape[0]), {"X": [[1, 0], [0, 0]]}, varied[0]
    ),
    "HSIC_1 is no HSIC_0": beside(
        lambda m, A, B: eq(m.hsic1(A, B), m.hsic1(m.hollow(A), B)),
        lambda m, A, B: eq(m.hsic1(A, B), m.hsic0(A, B)),
        {"A": [[1, 2, 0, 0], [2, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 2]], "B": [[0, 1, 0, 3]] * 4},
        lambda m, A: le(4, A.shape[0]),
    ),
    "the root of a square": beside(
        lambda m, x: eq(m.sqrt(x * x), abs(x)), lambda m, x: eq(m.sqrt(x * x), x), {"x": -2}
    ),
    "the root of a square, with a sign": (
        Statement(lambda m, x: eq(m.sqrt(x * x), x), {"x": 2}, (lambda m, x: le(0, x),)),
        Statement(lambda m, x: eq(m.sqrt(x * x), x), {"x": -2}, (lambda m, x: le(x, 0),)),
    ),
    "a product of signs": beside(
        lambda m, x, y: le(x * y, 0),
        lambda m, x, y: lt(x * y, 0),
        {"x": -1, "y": 0},
        lambda m, x: lt(x, 0),
        lambda m, y: le(0, y),
    ),
    "the minimum of two": beside(
        lambda m, x, y: eq(m.minimum(x, y), x),
        lambda m, x, y: eq(m.minimum(x, y), y),
        {"x": 1, "y": 2},
        lambda m, x, y: lt(x, y),
    ),
    "the positive part": beside(lambda m, x: eq(m.pos(x) - m.pos(-x), x), lambda m, x: eq(m.pos(x), x), {"x": -1}),
    "a squared norm is zero, a trace is": (
        Statement(
            lambda m, X, Y: Implies(zero(m.inner(m.gram(X), m.gram(Y))), zero(m.center(X).T @ m.center(Y))),
            CROSSED,
            prove=supposed,
        ),
        Statement(
            lambda m, X, Y: Implies(
                zero(m.trace(m.ones(X).T @ X @ X.T @ Y @ Y.T @ m.ones(Y))), zero(m.center(X).T @ m.center(Y))
            ),
            {"X": [[1], [-1], [0]], "Y": [[1], [0], [0]]},
            prove=supposed,
        ),
    ),
    "a sum of squares is zero, a difference is": (
        Statement(
            lambda m, X, Y: Implies(zero(m.inner(X, X) + m.inner(Y, Y)), zero(X)),
            {"X": [[0], [0]], "Y": [[0], [0]]},
            prove=supposed,
        ),
        Statement(
            lambda m, X, Y: Implies(zero(m.inner(X, X) - m.inner(Y, Y)), zero(X)),
            {"X": [[1], [1]], "Y": [[1], [-1]]},
            prove=supposed,
        ),
    ),
    "R^2 = 0 one way": beside(
        lambda m, X, Y: Implies(zero(m.linear_r2(X, Y)), zero(m.projector(m.center(X)) @ m.center(Y))),
        lambda m, X, Y: Implies(zero(m.linear_r2(X, Y)), zero(m.center(X))),
        CROSSED,
        *varied,
        prove=supposed,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_true_one_is_proved(name: str) -> None:
    statement, _ = CASES[name]
    level = symbolic(statement.theorem())
    assert level.verdict is Verdict.HOLDS, level.message


@pytest.mark.parametrize("name", CASES)
def test_the_false_one_is_not(name: str) -> None:
    _, statement = CASES[name]
    level = symbolic(statement.theorem())
    assert level.verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", CASES)
def test_they_are_true_and_false(name: str) -> None:
    """On exact cases, which satisfy the hypotheses."""
    for statement, expected in zip(CASES[name], (Verdict.HOLDS, Verdict.REFUTED), strict=True):
        m = Exact()
        case = cast(m, statement.case)
        for hypothesis in statement.hypotheses:
            assert decide(m, call(hypothesis, m, case)).verdict is Verdict.HOLDS
        assert decide(m, call(statement.claim, m, case)).verdict is expected
