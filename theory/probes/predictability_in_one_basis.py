r"""CKA, linear predictability and canonical correlation weigh the same overlaps differently.

Proof.     X = ES and Y = FT, where E_c and F_c are orthonormal and E_c E_c' = P, F_c F_c' = R project onto the columns
           of X_c and Y_c. With C = E_c'F_c, A = SS', B = TT': K = E_c A E_c', L = F_c B F_c', so tr KL = tr(A C B C'),
           tr PL = tr(C B C'), tr KR = tr(C'A C) and tr PR = tr CC'. In the bases of principal components A and B are
           diagonal, and these are the sums of a_i b_j c_ij^2, of b_j c_ij^2, of a_i c_ij^2 and of c_ij^2.
Sharpness. A basis with a direction that X lacks overstates the score: X = e_2 reads nothing of Y = e_1.
Source.    Kornblith et al. (2019), equations 5 to 10: with E, F the canonical variates, C is the diagonal matrix of the
           correlations and R^2 from Y to X is their equation 10, with A_ii = sum_j <h_i, x_j>^2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq
from ..core.strategies import invertible, positive, white


def claim(m: Any, E: Any, S: Any, F: Any, T: Any) -> All:
    X, Y, A, B, C = E @ S, F @ T, S @ S.T, T @ T.T, m.center(E).T @ m.center(F)
    pairs = m.minimum(m.rank(m.center(X)), m.rank(m.center(Y)))
    return All(
        eq(m.linear_cka(X, Y) * m.norm(A) * m.norm(B), m.trace(A @ C @ B @ C.T)),
        eq(m.linear_r2(X, Y) * m.trace(B), m.trace(C @ B @ C.T)),
        eq(m.mean_squared_cca(X, Y) * pairs, m.trace(C @ C.T)),
        eq(m.linear_r2(Y, X) * m.trace(A), m.trace(C.T @ A @ C)),
    )


def orthonormal(name: str) -> Any:
    return lambda m, **case: eq(m.center(case[name]).T @ m.center(case[name]), m.identity(case[name].shape[1]))


def spanned(basis: str, weights: str) -> Any:
    """The columns of X_c span those of the basis: one projector."""

    def holds(m: Any, **case: Any) -> Claim:
        u = m.center(case[basis])
        return eq(m.projector(m.center(case[basis] @ case[weights])), u @ u.T)

    return holds


def symbolic(m: Any, E: Any, S: Any, F: Any, T: Any) -> Iterator[Verdict]:
    for x in (m.center(E @ S), m.center(F @ T)):  # neither is constant: rank^2 <= |X_c|^2 |X_c^+|^2
        K, P, G = x @ x.T, m.projector(x), m.pseudo_inverse(x)
        m.lemma_positive(m.inner(x, x) * m.inner(G, G), facts=[m.cauchy_schwarz(x, G.T)], rest=m.trace(G @ x) ** 2)
        m.lemma_positive(m.inner(K, K) * m.trace(P), facts=[m.cauchy_schwarz(K, P)], rest=m.trace(K) ** 2)
    for part in claim(m, E, S, F, T).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Orthonormal columns at n = 4, moved off the origin; principal components, or any other weights."""
    case: dict[str, Any] = {}
    for name, weights in (("E", "S"), ("F", "T")):
        r = draw(st.integers(1, 3))
        case[name] = draw(white(4, 3))[:, :r] / 2 + draw(st.integers(-1, 1))
        diagonal = [[draw(positive()) if i == j else fmpq(0) for j in range(r)] for i in range(r)]
        case[weights] = np.array(diagonal) if draw(st.booleans()) else draw(invertible(r))
    return case


HALF = fmpq(1, 2)
BOTH, FIRST = [[HALF, HALF], [HALF, -HALF], [-HALF, HALF], [-HALF, -HALF]], [[HALF], [HALF], [-HALF], [-HALF]]
SQUARE = {"E": BOTH, "S": [[2, 0], [0, 1]], "F": FIRST, "T": [[3]]}
EXCHANGED = {"E": FIRST, "S": [[3]], "F": BOTH, "T": [[2, 0], [0, 1]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA} = \frac{\mathrm{tr}\, A C B C^\top}{\|A\|_F \|B\|_F}, \quad R^2_{X \to Y} ="
        r"\frac{\mathrm{tr}\, C B C^\top}{\mathrm{tr}\, B}, \quad R^2_{Y \to X} ="
        r"\frac{\mathrm{tr}\, C^\top A C}{\mathrm{tr}\, A}, \quad \sum_k \rho_k^2 = \mathrm{tr}\, C C^\top, \quad"
        r"\text{for } X = ES,\ Y = FT,\ A = SS^\top,\ B = TT^\top,\ C = E_c^\top F_c"
    ),
    case={"E": "n r", "S": "r p", "F": "n s", "T": "s q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"E_c^\top E_c = I", orthonormal("E"), Drop(SQUARE | {"E": [[*row, 0] for row in FIRST]})),
        Hypothesis(r"F_c^\top F_c = I", orthonormal("F"), Drop(EXCHANGED | {"F": [[*row, 0] for row in FIRST]})),
        Hypothesis(r"P_X = E_c E_c^\top", spanned("E", "S"), Drop(SQUARE | {"S": [[0, 0], [0, 1]]})),
        Hypothesis(r"P_Y = F_c F_c^\top", spanned("F", "T"), Drop(EXCHANGED | {"T": [[0, 0], [0, 1]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "a rectangle and its long side",
            SQUARE,
            lambda m, E, S, F, T: All(
                eq(m.linear_cka(E @ S, F @ T) ** 2, m.ratio(16, 17)),
                eq(m.linear_r2(E @ S, F @ T), m.ratio(1, 1)),
                eq(m.linear_r2(F @ T, E @ S), m.ratio(4, 5)),
            ),
        ),
    ),
    refutes=(
        "r2_swapped",
        "r2_by_cka",
        "r2_uniform_average",
        "cca_for_squared_cca",
        "cka_with_floor",
    ),
    kernel=("probes_predictability_in_one_basis",),
    cites=("kornblith2019similarity",),
)
