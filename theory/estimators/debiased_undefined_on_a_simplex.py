r"""Debiased CKA is 0/0 on a regular simplex: where classes have collapsed onto equidistant means there is no value.

Proof.     All distances equal means D = 2s(11' - I), so K = sH. Off the diagonal that is a constant, which U-centring
           removes: U(K) = 0, and HSIC_1(K, L) = 0 for every L (estimators/hsic1_is_u_centred).
Sharpness. Biased CKA is defined: 1 for a simplex with itself, 1/sqrt(n - 1) against a line. Regular is more than is
           needed: samples that are pairwise orthogonal after a common shift, of any lengths, have U(K) = 0 as well; the
           line (0,0,1,1) has not.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le, zero
from ..core.strategies import matrices, positive, semi_orthogonal


def claim(m: Any, X: Any, Y: Any, s: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    return All(zero(m.u_center(K)), zero(m.hsic1(K, K)), zero(m.hsic1(K, L)))


def is_regular(m: Any, X: Any, s: Any) -> Claim:
    return eq(m.gram(X), m.center(m.identity(X.shape[0])) * s)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(4, 5))
    Q, scale = draw(semi_orthogonal(n, n + draw(st.integers(0, 1)))), draw(positive())
    shift = draw(matrices(1, Q.shape[1], nonconstant=False))
    return {"X": Q * scale + shift, "Y": draw(matrices(n, draw(st.integers(1, 2)))), "s": scale * scale}


UNIT = {"X": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], "Y": [[0], [1], [3], [7]], "s": 1}
SOLID = UNIT | {"X": [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], "s": 4}
LINE = UNIT | {"X": [[0], [0], [1], [1]]}
TRIANGLE = {"X": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "Y": [[0], [1], [3]], "s": 1}


def orthogonal_rows(m: Any) -> Claim:
    X = m.array([[2, 1, 1, 1], [1, 3, 1, 1], [1, 1, 4, 1], [1, 1, 1, 5]])  # diag(1, 2, 3, 4) shifted by (1, 1, 1, 1)
    return zero(m.u_center(m.gram(X)))


THEOREM = Theorem(
    statement=r"K = sH \implies \tilde U(K) = 0,\ \mathrm{HSIC}_1(K, L) = 0 \text{ for every } L",
    case={"X": "n p", "Y": "n q", "s": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop(TRIANGLE)),
        Hypothesis(r"\text{all distances are equal: } K = sH", is_regular, Drop(LINE)),
        Hypothesis(r"\text{the diagonals are removed}", None, Swap("hsic1_with_diagonal", UNIT)),
    ),
    domain=cases(),
    variants=frozenset({"hsic", "linear-debiased"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("biased CKA is defined", UNIT, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 3))),
        Witness("in three dimensions", SOLID, lambda m, X: zero(m.hsic1(m.gram(X), m.gram(X)))),
        Witness("orthogonal rows of any lengths", UNIT, lambda m: orthogonal_rows(m)),
    ),
    kernel=(
        "estimators_debiased_undefined_on_a_simplex",
        "estimators_debiased_undefined_on_a_simplex_orthogonal",
        "estimators_debiased_undefined_on_a_simplex_biased",
    ),
    uses=("estimators/hsic1_is_u_centred",),
    cites=("song2007supervised",),
)
