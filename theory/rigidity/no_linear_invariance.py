r"""A score that ignores shifts and invertible linear maps ignores everything once p >= n - 1.

Proof.     rank HX = rank HY = n - 1: complete HX and HY to bases of R^p; the change of basis A has HXA = HY, so
           s(X, Z) = s(XA, Z) = s(HXA, Z) = s(HY, Z) = s(Y, Z).
Sharpness. Rank n - 2 is not enough: n = 3, X = (0,1,3), Y = (5,0,4): R^2 to Z = (0,1,4) is 361/364 against 3/364.
Source.    Kornblith et al. (2019), theorem 1; the centred form with threshold n - 1 is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Exists, Hypothesis, Implies, Theorem, Witness, eq
from ..core.strategies import full_rank, matrices

SCORES = ("linear_r2", "mean_squared_cca", "linear_cka")
"""The first two ignore invertible maps; linear CKA does not, so its premise fails."""


def completed(m: Any, M: Any) -> Any:
    """The first n - 1 rows of a centred M, and unit rows that make them a basis of R^p."""
    rows = M[:-1]
    for k in range(M.shape[1]):
        unit = m.identity(M.shape[1])[k : k + 1]
        if m.rank(m.stack(rows, unit)) > m.rank(rows):
            rows = m.stack(rows, unit)
    return rows[-M.shape[1] :] if rows.shape[0] > M.shape[1] else rows


def change_of_basis(m: Any, X: Any, Y: Any) -> Any:
    """A invertible with HXA = HY, as in the proof."""
    return m.solve(completed(m, m.center(X)), completed(m, m.center(Y)))


def claim(m: Any, s: str, X: Any, Y: Any, Z: Any) -> Claim:
    score, A = getattr(m, s), change_of_basis(m, X, Y)
    XA = X @ A
    ignores = All(
        eq(score(XA, Z), score(X, Z)),
        eq(score(m.center(XA), Z), score(XA, Z)),
        eq(score(m.center(Y), Z), score(Y, Z)),
    )
    found = Exists({"A": A}, eq(m.center(X) @ A, m.center(Y)))
    if s == "linear_cka":
        return found  # it does not ignore A: nothing follows for it
    return All(found, Implies(ignores, eq(score(X, Z), score(Y, Z)), key=s))


def of_full_rank(m: Any, X: Any, Y: Any) -> Claim:
    n = X.shape[0] - 1
    return All(*(eq(m.ratio(m.rank(m.center(Z)), 1), m.ratio(n, 1)) for Z in (X, Y)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(3, 4))
    p = draw(st.integers(n - 1, n))
    Z = draw(matrices(n, draw(st.integers(1, 2))))
    return {"s": draw(st.sampled_from(SCORES)), "X": draw(full_rank(n, p)), "Y": draw(full_rank(n, p)), "Z": Z}


PLANE = {
    "s": "linear_r2",
    "X": [[0, 0], [1, 0], [0, 1]],
    "Y": [[5, 1], [-2, 3], [7, 7]],
    "Z": [[0], [1], [4]],
}


def determinant(m: Any, s: str, X: Any, Y: Any, Z: Any) -> Claim:
    A, one = change_of_basis(m, X, Y), m.ratio(1, 1)
    return All(
        eq(A, m.array([[-7, 2], [2, 6]])),
        eq(A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0], m.ratio(-46, 1)),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(m.mean_squared_cca(X, Y), one),
        eq(m.mean_cca(X, Y), one),
    )


THEOREM = Theorem(
    statement=r"s(XA + 1b^\top, Z) = s(X, Z)\ \forall A \in GL_p, b \implies s(X, Z) = s(Y, Z)",
    case={"s": "measure", "X": "n p", "Y": "n p", "Z": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\mathrm{rank}\,HX = \mathrm{rank}\,HY = n - 1",
            of_full_rank,
            Drop({"s": "linear_r2", "X": [[0], [1], [3]], "Y": [[5], [0], [4]], "Z": [[0], [1], [4]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    why_not={"symbolic": "completing to a basis chooses unit rows by rank, entry by entry: there is no word for it"},
    witnesses=(Witness("determinant -46", PLANE, determinant),),
    refutes=(
        "r2_without_intercept",
        "r2_adjusted",
        "cca_uncentred",
    ),
    cites=("kornblith2019similarity",),
)
