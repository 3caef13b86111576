r"""A score that ignores shifts and invertible linear maps ignores its argument once that has centred rank n - 1.

Proof.     rank HX = rank HY = n - 1, so X_cX_c^+ = Y_cY_c^+ = H. With N and M spanning the kernels of X_c and Y_c as in
           rigidity/no_linear_invariance_uncentred, A = X_c^+Y_c + NM^+ is invertible and X_cA = Y_c: so
           s(X, Z) = s(XA, Z) = s(HXA, Z) = s(HY, Z) = s(Y, Z).
Sharpness. Rank n - 2 is not enough: n = 3, X = (0,1,3), Y = (5,0,4): R^2 to Z = (0,1,4) is 361/364 against 3/364, and
           no A carries X_c to Y_c (that of the proof is 0, and XA has no correlations).
Source.    Kornblith et al. (2019), theorem 1; the centred form with threshold n - 1 is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Exists, Hypothesis, Implies, Theorem, Verdict, Witness, eq
from ..core.strategies import full_rank, matrices
from .no_linear_invariance_uncentred import (
    ASKEW,
    LINE,
    SCORES,
    carries,
    change_of_basis,
    same_rank,
    spans_kernel,
    widened,
)


def claim(m: Any, X: Any, Y: Any, N: Any, M: Any, Z: Any) -> Claim:
    x, y = m.center(X), m.center(Y)
    A, B = change_of_basis(m, x, y, N, M)
    XA = X @ A

    def ignores_all(name: str) -> Claim:
        of_X, of_XA, of_HXA, of_HY, of_Y = (getattr(m, name)(U, Z) for U in (X, XA, m.center(XA), y, Y))
        return Implies(All(eq(of_X, of_XA), eq(of_XA, of_HXA), eq(of_HY, of_Y)), eq(of_X, of_Y), key=name)

    return All(Exists({"A": A}, carries(m, x, y, A, B)), *map(ignores_all, SCORES))


def symbolic(m: Any, X: Any, Y: Any, N: Any, M: Any) -> Iterator[Verdict]:
    """A exists, for all n and p; what any score makes of HXA = HY is substitution."""
    x, y = m.center(X), m.center(Y)
    for Z in (x, y):
        m.full_rank(m.projector(Z))
    m.lemma_zero(x @ N)
    m.lemma_zero(y @ M)
    for part in carries(m, x, y, *change_of_basis(m, x, y, N, M)).parts:
        yield m.decide(part)


def full(m: Any, X: Any, Y: Any) -> Claim:
    return All(*(eq(m.ratio(m.rank(m.center(Z)), 1), m.ratio(Z.shape[0] - 1, 1)) for Z in (X, Y)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 4))
    p = draw(st.integers(n - 1, n))
    (X, N), (Y, M) = (widened(draw, draw(full_rank(n, n - 1)), p) for _ in range(2))
    return {"X": X, "Y": Y, "N": N, "M": M, "Z": draw(matrices(n, draw(st.integers(1, 2))))}


PLANE = {
    "X": [[0, 0], [1, 0], [0, 1]],
    "Y": [[5, 1], [-2, 3], [7, 7]],
    "N": [[0], [0]],
    "M": [[0], [0]],
    "Z": [[0], [1], [4]],
}
CORNER = {
    "X": [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
    "Y": [[1, 0, 0], [2, 0, 1], [1, 0, 1]],
    "N": [[0], [0], [1]],
    "M": [[0], [1], [0]],
    "Z": [[0], [1], [4]],
}


def determinant(m: Any, X: Any, Y: Any, N: Any, M: Any, Z: Any) -> Claim:
    A, _ = change_of_basis(m, m.center(X), m.center(Y), N, M)
    one = m.ratio(1, 1)
    scores = [m.linear_r2(X, Y), m.linear_r2(Y, X), m.mean_squared_cca(X, Y), m.mean_cca(X, Y)]
    return All(
        eq(A, m.array([[-7, 2], [2, 6]])),
        eq(A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0], m.ratio(-46, 1)),
        *(eq(score, one) for score in scores),
        eq(m.linear_cka(X, Y) ** 2, m.ratio(231361, 234040)),
    )


def full_correlation(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    """More columns than rank on both sides; Z has one direction."""
    return All(*(eq(s(X, U), m.ratio(1, 1)) for s in (m.mean_cca, m.mean_squared_cca) for U in (Y, Z)))


THEOREM = Theorem(
    statement=r"s(XA + 1b^\top, Z) = s(X, Z)\ \forall A \in GL_p, b \implies s(X, Z) = s(Y, Z)",
    case={"X": "n p", "Y": "n p", "N": "p r", "M": "p r", "Z": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\mathrm{rank}\,HX = \mathrm{rank}\,HY = n - 1", full, Drop(LINE)),
        Hypothesis(r"\mathrm{im}\,N = \ker HX", spans_kernel("N", "X", centred=True), Drop(CORNER | {"N": ASKEW})),
        Hypothesis(
            r"\mathrm{im}\,M = \ker HY", spans_kernel("M", "Y", centred=True), Drop(CORNER | {"M": [[1], [0], [0]]})
        ),
        Hypothesis(
            "N^+N = M^+M",
            same_rank,
            Drop(CORNER | {"N": [[0, 0], [0, 0], [1, 0]], "M": [[0, 0], [0, 1], [0, 0]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(
        Witness("determinant -46", PLANE, determinant),
        Witness("all correlations 1", CORNER, full_correlation),
    ),
    refutes=(
        "r2_without_intercept",
        "r2_adjusted",
        "cca_by_columns",
        "cca_by_larger_rank",
        "cca_uncentred",
    ),
    kernel=("rigidity_no_linear_invariance",),
    uses=("rigidity/no_linear_invariance_uncentred",),
    cites=("kornblith2019similarity",),
)
