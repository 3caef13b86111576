r"""Features beside a shared output, uncorrelated with all else, lower CKA to the least that the heads' norms allow.

Proof.     X = [T, J], Y = [T, G] with HT, HJ and HG orthogonal: K = TT' + JJ' and L = TT' + GG', all centred. The
           products of different terms vanish, so <K, L> = |T'T|^2 and |K|^2 = |T'T|^2 + |J'J|^2. P_X keeps T and
           annihilates G. The head of either is [1; 0]; when X is scaled to |K| = 1, it has the squared norm |K|, and
           CKA is the floor of floors/operator_budget.
Sharpness. As J grows, with G = 0 as well, CKA falls to 0: an output forces no positive CKA as soon as one of the two
           has a direction beside it. Every T has X and Y that attain |T'T|^2/B^2 where the squared norms of the heads
           may be B > |T'T|, by |J'J|^2 = |G'G|^2 = B^2 - |T'T|^2; they take rank T + 3 samples, and no fewer will do
           (floors/operator_budget_needs_room). Not orthogonal: J = G gives CKA 1, and R^2 = 1.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.record import REWRITING, All, Case, Drop, Hypothesis, Theorem, Witness, eq, nonzero, zero
from ..core.strategies import matrices


def claim(m: Any, T: Any, J: Any, G: Any) -> All:
    X, Y = m.concat(T, J), m.concat(T, G)
    t, j, g = (m.center(Z) for Z in (T, J, G))
    K, L, size = m.gram(X), m.gram(Y), m.inner(t, t)
    return All(
        eq(m.linear_cka(X, Y), m.operator_budget_floor(T, m.norm(K), m.norm(L))),
        eq(m.inner(K, K), m.inner(t.T @ t, t.T @ t) + m.inner(j.T @ j, j.T @ j)),
        eq(m.inner(L, L), m.inner(t.T @ t, t.T @ t) + m.inner(g.T @ g, g.T @ g)),
        eq(m.linear_r2(X, Y) * (size + m.inner(g, g)), size),
        eq(m.linear_r2(Y, X) * (size + m.inner(j, j)), size),
    )


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any output; J and G are what is left of any features without what goes before them, which may be nothing."""
    m, n = Exact(), draw(st.integers(2, 6))
    T, J, G = (draw(matrices(n, draw(st.integers(1, 2)), nonconstant=name == "T")) for name in "TJG")
    J = J - m.projector(m.center(T)) @ J
    G = G - m.projector(m.center(m.concat(T, J))) @ G
    return {"T": T, "J": J, "G": G}


t, J1, J2 = ([[i] for i in column] for column in ((1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)))
SQUARE: dict[str, Any] = {"T": t, "J": J1, "G": J2}
NOTHING = [[0]] * 4


def value(cka: Any, forth: Any, back: Any) -> Any:
    """CKA^2 and R^2 both ways."""

    def values(m: Any, T: Any, J: Any, G: Any) -> All:
        X, Y = m.concat(T, J), m.concat(T, G)
        return All(
            eq(m.linear_cka(X, Y) ** 2, m.ratio(*cka)),
            eq(m.linear_r2(X, Y), m.ratio(*forth)),
            eq(m.linear_r2(Y, X), m.ratio(*back)),
        )

    return values


THEOREM = Theorem(
    statement=(
        r"X = [T, J],\ Y = [T, G] \implies \mathrm{CKA}(X, Y) = \frac{\|T^\top HT\|_F^2}{\|K\|_F\|L\|_F},\quad "
        r"\|K\|_F^2 = \|T^\top HT\|_F^2 + \|J^\top HJ\|_F^2,\quad "
        r"R^2_{X \to Y} = \frac{\|HT\|_F^2}{\|HT\|_F^2 + \|HG\|_F^2}"
    ),
    case={"T": "n k", "J": "n p", "G": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"HT \ne 0",
            lambda m, T: nonzero(m.center(T)),
            Drop(SQUARE | {"T": [[1]] * 4, "J": NOTHING, "G": NOTHING}),
        ),
        Hypothesis(r"T^\top HJ = 0", lambda m, T, J: zero(m.center(T).T @ J), Drop(SQUARE | {"J": t})),
        Hypothesis(r"T^\top HG = 0", lambda m, T, G: zero(m.center(T).T @ G), Drop(SQUARE | {"G": t})),
        Hypothesis(r"J^\top HG = 0", lambda m, J, G: zero(m.center(J).T @ G), Drop(SQUARE | {"G": J1})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("one feature each", SQUARE, value((1, 4), (1, 2), (1, 2))),
        Witness("one feature, in X alone", SQUARE | {"G": NOTHING}, value((1, 2), (1, 1), (1, 2))),
        Witness(
            "one feature, ten times as large",
            SQUARE | {"J": [[10 * i] for [i] in J1], "G": NOTHING},
            value((1, 10001), (1, 1), (1, 101)),
        ),
    ),
    refutes=("operator_budget_of_the_trace", "operator_budget_without_square", "operator_budget_uncentred"),
    kernel=("floors_features_beside_the_output",),
)
