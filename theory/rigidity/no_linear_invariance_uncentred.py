r"""A score that ignores invertible linear maps of its first argument ignores that argument once its rank is n.

Proof.     rank X = rank Y = n, so XX^+ = YY^+ = I. Let the columns of N and M span the kernels of X and Y, which have
           one dimension: N^+N = M^+M. Then A = X^+Y + NM^+ has XA = Y and the inverse Y^+X + MN^+, so
           s(X, Z) = s(XA, Z) = s(Y, Z). (That is: complete X and Y by rows to invertible matrices.)
Sharpness. At lower rank: n = 3, X = (0,1,3), Y = (5,0,4): R^2 to Z = (0,1,4) is 361/364 against 3/364. A score that
           ignores shifts as well needs rank n - 1 only: rigidity/no_linear_invariance. Linear CKA is no such score.
Source.    Kornblith et al. (2019), theorem 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Exists, Hypothesis, Implies, Theorem, Verdict, Witness, eq
from ..core.strategies import invertible, matrices, permutations

SCORES = ("linear_r2", "mean_squared_cca")
"""Scores that ignore invertible linear maps of their first argument. Linear CKA does not."""


def change_of_basis(m: Any, X: Any, Y: Any, N: Any, M: Any) -> tuple[Any, Any]:
    """A with XA = Y and its inverse, as in the proof."""
    A = m.pseudo_inverse(X) @ Y + N @ m.pseudo_inverse(M)
    return A, m.pseudo_inverse(Y) @ X + M @ m.pseudo_inverse(N)


def carries(m: Any, X: Any, Y: Any, A: Any, B: Any) -> All:
    """XA = Y, with A invertible."""
    one = m.identity(X.shape[1])
    return All(eq(A @ B, one), eq(B @ A, one), eq(X @ A, Y))


def claim(m: Any, X: Any, Y: Any, N: Any, M: Any, Z: Any) -> Claim:
    A, B = change_of_basis(m, X, Y, N, M)
    XA = X @ A

    def ignores_all(name: str) -> Claim:
        of_X, of_XA, of_Y = (getattr(m, name)(U, Z) for U in (X, XA, Y))
        return Implies(eq(of_XA, of_X), eq(of_X, of_Y), key=name)

    return All(Exists({"A": A}, carries(m, X, Y, A, B)), *map(ignores_all, SCORES))


def symbolic(m: Any, X: Any, Y: Any, N: Any, M: Any) -> Iterator[Verdict]:
    """A exists, for all n and p; what any score makes of XA = Y is substitution."""
    for Z in (X, Y):
        m.lemma_zero(m.projector_psd(m.projector(Z), complement=True))  # its trace is n - rank
    m.lemma_zero(X @ N)
    m.lemma_zero(Y @ M)
    for part in carries(m, X, Y, *change_of_basis(m, X, Y, N, M)).parts:
        yield m.decide(part)


def spans_kernel(N: str, X: str, centred: bool = False) -> Any:
    def holds(m: Any, **case: Any) -> Claim:
        x = m.center(case[X]) if centred else case[X]
        return eq(m.projector(case[N]), m.identity(x.shape[1]) - m.projector(x.T))

    return holds


def widened(draw: st.DrawFn, Z: Any, p: int) -> tuple[Any, Any]:
    """X = Z[I G]P with p columns, and N spanning its kernel, for Z with independent columns."""
    k = Z.shape[1]
    if p == k:
        return Z, np.zeros((p, 1), dtype=int)
    G, P, one = draw(matrices(k, p - k, nonconstant=False)), draw(permutations(p)), np.eye(p, dtype=int)
    return Z @ np.concatenate([one[:k, :k], G], axis=1) @ P, P.T @ np.concatenate([-G, one[k:, k:]])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 3))
    p = draw(st.integers(n, n + 1))
    (X, N), (Y, M) = (widened(draw, draw(invertible(n)), p) for _ in range(2))
    return {"X": X, "Y": Y, "N": N, "M": M, "Z": draw(matrices(n, draw(st.integers(1, 2))))}


def same_rank(m: Any, N: Any, M: Any) -> Claim:
    return eq(m.projector(N.T), m.projector(M.T))


def full(m: Any, X: Any, Y: Any) -> Claim:
    return All(*(eq(m.ratio(m.rank(Z), 1), m.ratio(Z.shape[0], 1)) for Z in (X, Y)))


CORNER = {
    "X": [[1, 0, 0], [0, 1, 0]],
    "Y": [[2, 0, 1], [1, 0, 1]],
    "N": [[0], [0], [1]],
    "M": [[0], [1], [0]],
    "Z": [[0], [1]],
}
ASKEW = [[1], [0], [1]]
LINE = {"X": [[0], [1], [3]], "Y": [[5], [0], [4]], "N": [[0]], "M": [[0]], "Z": [[0], [1], [4]]}
THREE = {
    "X": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "Y": [[1, 0, 1], [0, 2, 0], [1, 0, -1]],
    "N": [[0]] * 3,
    "M": [[0]] * 3,
    "Z": [[0], [1], [4]],
}


def cka_tells_them_apart(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    return All(
        eq(m.linear_cka(X, Z) ** 2, m.ratio(1, 2)),
        eq(m.linear_cka(Y, Z) ** 2, m.ratio(1681, 5746)),
        eq(m.linear_r2(X, Z), m.ratio(1, 1)),
    )


THEOREM = Theorem(
    statement=r"s(XA, Z) = s(X, Z)\ \forall A \in GL_p \implies s(X, Z) = s(Y, Z)",
    case={"X": "n p", "Y": "n p", "N": "p r", "M": "p r", "Z": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\mathrm{rank}\,X = \mathrm{rank}\,Y = n", full, Drop(LINE)),
        Hypothesis(r"\mathrm{im}\,N = \ker X", spans_kernel("N", "X"), Drop(CORNER | {"N": ASKEW})),
        Hypothesis(r"\mathrm{im}\,M = \ker Y", spans_kernel("M", "Y"), Drop(CORNER | {"M": [[1], [0], [0]]})),
        Hypothesis(
            "N^+N = M^+M",
            same_rank,
            Drop(CORNER | {"N": [[0, 0], [0, 0], [1, 0]], "M": [[0, 0], [0, 1], [0, 0]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(Witness("linear CKA is not such a score", THREE, cka_tells_them_apart),),
    kernel=("rigidity_no_linear_invariance_uncentred",),
    cites=("kornblith2019similarity",),
)
