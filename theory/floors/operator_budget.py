r"""A budget for the largest singular values of two readouts of one output is a floor for linear CKA.

Proof.     T = X_cW = Y_cV and WW' <= B give TT' = X_cWW'X_c' <= BK in the Loewner order, and likewise TT' <= CL. The
           trace of a product is monotone: |T'T|^2 = tr TT'TT' <= BC tr KL, and CKA = tr KL/(|K||L|) >= tr KL for
           normalised features, |K|, |L| <= 1. For the same reason |T'T| <= B|K| <= B: no smaller budget reads T.
Sharpness. One feature of its own beside the output on each side attains it, whatever the output
           (floors/features_beside_the_output); with less room than that the least CKA is larger
           (floors/operator_budget_needs_room). At the least budgets, B = C = |T'T|, K and L are TT'/B, and CKA = 1.
           A budget for |W|^2, the sum of the squared singular values (floors/bounded_readouts), is the same for one
           output. For more, neither floor is above the other: two outputs of one size, read as they are, have 32/81
           here and 16/81 there, and readouts that weigh them differently 32/625 and 1024/15625.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.numbers import sqrt
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, psd
from ..core.strategies import semi_orthogonal, shared_readouts
from ..identifiability.zero_slack import same_output
from .bounded_readouts import normalised


def claim(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any) -> All:
    T = m.center(X) @ W
    return All(
        le(m.operator_budget_floor(X @ W, B, C), m.linear_cka(X, Y)),
        le(m.norm(T.T @ T), B),
        le(m.norm(T.T @ T), C),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, B: Any, C: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    T, K, L = x @ W, m.norm(m.gram(X)), m.norm(m.gram(Y))
    output, rests, smaller = m.gram_psd(T), [], []
    for z, Z, size, budget in ((x, W, K, B), (y, V, L, C)):
        factor_is_nonzero(m, z, Z)
        rest = m.congruence(z, m.identity(Z.shape[0]) * budget - Z @ Z.T)
        m.lemma_positive(budget * m.inner(z, z), facts=[m.psd_trace(rest)], rest=m.inner(T, T))
        squares = m.sum(m.psd_product(rest, output), m.scaled(budget, m.psd_product(rest, m.gram_psd(z))))
        below = m.from_squares(squares, budget * size, m.norm(T.T @ T))
        smaller.append([below, m.scaled(budget, m.sign_known(1 - size))])
        rests.append(rest)
    floor, *reads = claim(m, X, Y, W, B, C).parts
    read = m.inner(T.T @ T, T.T @ T)
    facts = [
        m.loewner(output, rests[0], output, rests[1]),
        m.scaled(read, m.sign_known(1 - K)),
        m.scaled(read * K, m.sign_known(1 - L)),
    ]
    yield m.certificate(floor, scale=K * L * B * C, facts=facts)
    for part, why in zip(reads, smaller, strict=True):
        yield m.certificate(part, facts=why)


def spends(name: str, budget: str, case: Case) -> Hypothesis:
    """No singular value of the readout is above the root of the budget."""

    def holds(m: Any, **c: Any) -> Claim:
        return psd(m.identity(c[name].shape[0]) * c[budget] - c[name] @ c[name].T)

    return Hypothesis(rf"{name}{name}^\top \preceq {budget}", holds, Drop(case))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A shared output; features are halved, and their readouts doubled, until they are small enough.

    In half of the cases the readouts are isometries, up to that factor, and no singular value is below the budget's.
    """
    m, n, k = Exact(), draw(st.integers(2, 5)), draw(st.integers(1, 2))
    p, q = (draw(st.integers(1, 3)) for _ in "XY")
    X, Y, W, V = draw(shared_readouts(n, p, q, k))
    budgets = [m.inner(Z, Z) for Z in (W, V)]
    if draw(st.booleans()):
        T, turns = m.center(X) @ W, [draw(semi_orthogonal(k + width, k + width + 1)) for width in (p, q)]
        X, Y = (np.hstack([T, Z]) @ Q for Z, Q in zip((X, Y), turns, strict=True))
        W, V = (Q.T[:, :k] for Q in turns)
        budgets = [m.ratio(1, 1)] * 2
    (X, W, B), (Y, V, C) = (small(m, *side) for side in zip((X, Y), (W, V), budgets, strict=True))
    return {"X": X, "Y": Y, "W": W, "V": V, "B": B, "C": C}


def small(m: Exact, Z: Any, U: Any, budget: Any) -> tuple[Any, Any, Any]:
    """The same features and readout, scaled to |Z_c| <= 1, and the budget with them; |K| <= tr K."""
    while m.inner(m.center(Z), m.center(Z)) > 1:
        Z, U, budget = Z * m.ratio(1, 2), U * 2, budget * 4
    return Z, U, budget


def columns(*sizes: Any) -> list[list[Any]]:
    """Of length one, and orthogonal: (1,1,-1,-1)/2, (1,-1,1,-1)/2, (1,-1,-1,1)/2; a, b, c times."""
    rows = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
    return [[a * i / 2 for a, i in zip(sizes, row, strict=False) if a] for row in rows]


def tight(sizes: tuple[Fraction, Fraction]) -> dict[str, Any]:
    """K = a tt' + b JJ' and L = a tt' + b GG' with a^2 + b^2 = 1, for orthogonal t, J, G of length one."""
    a, b = (sqrt(fmpq(size.numerator, size.denominator)) for size in sizes)
    return {"X": columns(a, b), "Y": columns(a, 0, b), "W": [[1], [0]], "V": [[1], [0]], "B": 1, "C": 1}


def attained(m: Any, X: Any, Y: Any, W: Any, B: Any, C: Any, **_: Any) -> All:
    cka, a = m.linear_cka(X, Y), m.inner(X[:, :1], X[:, :1])
    return All(eq(m.operator_budget_floor(X @ W, B, C), cka), eq(cka, a * a))


ONE = Fraction(1)
LINE: dict[str, Any] = {"X": columns(ONE), "Y": columns(ONE), "W": [[1]], "V": [[1]], "B": 1, "C": 1}
BESIDE: list[list[Any]] = [[2 * i for i in row] for row in columns(ONE, ONE)]
CALM: dict[str, Any] = {"X": columns(ONE / 2, ONE / 2), "W": [[2], [0]]}
EYE = [[1, 0], [0, 1]]
TWO: dict[str, Any] = {"X": columns(ONE * 2 / 3, ONE * 2 / 3), "W": EYE, "V": EYE, "B": 1, "C": 1}
WEIGHED = {
    "X": columns(ONE * 4 / 5, ONE * 2 / 5),
    "Y": columns(ONE * 2 / 5, ONE * 4 / 5),
    "W": [[1, 0], [0, 2]],
    "V": [[2, 0], [0, 1]],
    "B": 4,
    "C": 4,
}


def against_frobenius(operator: Any, frobenius: Any) -> Any:
    """Both floors, each for the budget that these readouts spend."""

    def values(m: Any, X: Any, W: Any, V: Any, B: Any, C: Any, **_: Any) -> All:
        return All(
            eq(m.operator_budget_floor(X @ W, B, C), m.ratio(*operator)),
            eq(m.inner(W, W), m.inner(V, V)),
            eq(m.budget_floor(m.center(X) @ W, m.inner(W, W)), m.ratio(*frobenius)),
        )

    return values


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\|T^\top T\|_F^2}{BC},\quad \|T^\top T\|_F \le \min(B, C),\quad "
        r"T = X_cW = Y_cV"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "B": "", "C": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"X_cW = Y_cV", same_output, Drop(LINE | {"Y": [[i[1]] for i in columns(ONE, ONE)]})),
        Hypothesis(
            r"X_cW \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(LINE | {"X": [[1]] * 4, "Y": [[1]] * 4}),
        ),
        spends("W", "B", LINE | CALM),
        spends("V", "C", LINE | {"Y": CALM["X"], "V": CALM["W"]}),
        normalised("X", "K", LINE | {"X": BESIDE, "W": [[Fraction(1, 2)], [0]], "B": Fraction(1, 4)}),
        normalised("Y", "L", LINE | {"Y": BESIDE, "V": [[Fraction(1, 2)], [0]], "C": Fraction(1, 4)}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "nothing but the output",
            LINE,
            lambda m, X, W, B, C, **_: All(
                eq(m.operator_budget_floor(X @ W, B, C), m.ratio(1, 1)), eq(m.norm(m.gram(X @ W)), B)
            ),
        ),
        Witness("two outputs of one size", TWO | {"Y": TWO["X"]}, against_frobenius((32, 81), (16, 81))),
        Witness("readouts that weigh differently", WEIGHED, against_frobenius((32, 625), (1024, 15625))),
    ),
    sharp=Family(((Fraction(3, 5), Fraction(4, 5)), (Fraction(12, 13), Fraction(5, 13))), tight, attained),
    refutes=("operator_budget_of_the_trace", "operator_budget_without_square", "operator_budget_uncentred"),
    kernel=("floors_operator_budget", "floors_operator_budget_sharp"),
)
