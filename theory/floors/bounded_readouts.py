r"""A budget for the norms of two readouts of one output is a floor for linear CKA, once the features are normalised.

Proof.     |T|^2 = <X_c'Y_c, WV'> <= |X_c'Y_c| |W||V| for a shared output T = X_cW = Y_cV, so |T|^4 <= B^2 |X_c'Y_c|^2,
           and CKA = |X_c'Y_c|^2/(|K||L|) >= |X_c'Y_c|^2 for |K|, |L| <= 1.
Sharpness. X = Y = t of length one, B = 1. Without normalised features the budget says nothing: [t, J] and t for t =
           (1, 1, 0), J = (1, -1, 0) have CKA = 1/sqrt(10), and a floor of 4/9. Nothing smaller does it: two samples, or
           one column each, have CKA = 1. Scaling X up and W down leaves CKA and every output as they are, and spends
           nothing.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero, gram_is_nonzero
from ..core.record import Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero
from ..core.strategies import shared_readouts


def claim(m: Any, X: Any, Y: Any, W: Any, B: Any) -> Claim:
    return le(m.budget_floor(m.center(X) @ W, B), m.linear_cka(X, Y))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, B: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    for z, Z in ((x, W), (y, V)):
        factor_is_nonzero(m, z, Z)
        factor_is_nonzero(m, Z.T, z.T)
        gram_is_nonzero(m, Z)
    T, M, K, L = m.inner(x @ W, x @ W), x.T @ y, m.norm(m.gram(X)), m.norm(m.gram(Y))
    w, v, MM = m.inner(W, W), m.inner(V, V), m.inner(M, M)
    spent = [m.sign_known(B - w), m.sign_known(B - v)]
    m.lemma_positive(B, facts=spent[:1], rest=w)
    schwarz = m.cauchy_schwarz(M, W @ V.T)
    product = m.psd_product(m.trace_psd(m.gram_psd(W.T)), m.gram_psd(V.T))  # |WV'|^2 <= |W|^2 |V|^2
    facts = [
        schwarz,
        m.scaled(MM, product),
        m.scaled(MM * B, spent[0]),
        m.scaled(MM * w, spent[1]),
        m.scaled(T * T, m.sign_known(1 - K)),
        m.scaled(T * T * K, m.sign_known(1 - L)),
    ]
    yield m.certificate(claim(m, X, Y, W, B), scale=K * L * B * B, facts=facts)


def spends(name: str, case: Any) -> Hypothesis:
    return Hypothesis(rf"\|{name}\|_F^2 \le B", lambda m, B, **c: le(m.inner(c[name], c[name]), B), Drop(case))


def normalised(name: str, gram: str, case: Case) -> Hypothesis:
    """|K| <= 1: the features are scaled so."""
    return Hypothesis(rf"\|{gram}\|_F \le 1", lambda m, **c: le(m.norm(m.gram(c[name])), 1), Drop(case))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A shared output; features are halved, and their readouts doubled, until they are small enough."""
    n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(1, 2))))
    m, sides = Exact(), []
    for Z, U in ((X, W), (Y, V)):
        size = m.inner(m.center(Z), m.center(Z))
        while size > 1:  # |K| <= tr K
            Z, U, size = Z * m.ratio(1, 2), U * 2, size / 4
        sides.append((Z, U))
    (X, W), (Y, V) = sides
    B = max(m.inner(W, W), m.inner(V, V)) * m.ratio(draw(st.integers(4, 8)), 4)
    return {"X": X, "Y": Y, "W": W, "V": V, "B": B}


def halves(*rows: tuple[int, ...]) -> list[list[Fraction]]:
    return [[Fraction(i, 2) for i in row] for row in rows]


t, BESIDE = halves((1,), (1,), (-1,), (-1,)), halves((1, 1), (1, -1), (-1, 1), (-1, -1))
LINE: dict[str, Any] = {"X": t, "Y": t, "W": [[1]], "V": [[1]], "B": 1}
PICK = [[1], [0]]
OPPOSITE: list[list[Fraction]] = [[-i for i in row] for row in t]
SHORT: dict[str, Any] = LINE | {"X": [[1], [1], [0]], "Y": [[1], [1], [0]]}
WITH_MORE = [[1, 1], [1, -1], [0, 0]]
CALM = [[i / 2, j / 2] for i, j in BESIDE]
THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) \ge \frac{\|T\|_F^4}{B^2},\quad T = X_cW = Y_cV",
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "B": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_cW = Y_cV",
            lambda m, X, Y, W, V: eq(m.center(X) @ W, m.center(Y) @ V),
            Drop(LINE | {"Y": halves((1,), (-1,), (1,), (-1,))}),
        ),
        Hypothesis(
            r"X_cW \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(LINE | {"X": [[1]] * 4, "V": [[0]]}),
        ),
        spends("W", LINE | {"X": CALM, "W": [[2], [0]]}),
        spends("V", LINE | {"Y": CALM, "V": [[2], [0]]}),
        normalised("X", "K", SHORT | {"X": WITH_MORE, "W": PICK}),
        normalised("Y", "L", SHORT | {"Y": WITH_MORE, "V": PICK}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "a quarter of the features",
            LINE | {"X": CALM, "W": [[2], [0]], "B": 4},
            lambda m, X, Y, W, B, **_: eq(m.budget_floor(m.center(X) @ W, B), m.ratio(1, 16)),
        ),
    ),
    sharp=Family(
        (1,), lambda _: LINE, lambda m, X, Y, W, B, **_: eq(m.budget_floor(m.center(X) @ W, B), m.linear_cka(X, Y))
    ),
    refutes=("budget_floor_without_square", "budget_floor_of_one_readout", "budget_floor_of_squares"),
    kernel=("floors_bounded_readouts", "floors_bounded_readouts_sharp"),
    uses=("floors/shared_readout",),
)
