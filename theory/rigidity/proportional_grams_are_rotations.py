r"""Representations with proportional Gram matrices are rotations of each other.

Proof.     K = d^2 L. The columns of X_c and Y_c span the same space (|(I - P_Y)X_c|^2 = tr (I - P_Y)K = 0), so
           W = Y_c^+ X_c has Y_cW = X_c, and WW' = Y_c^+ K Y_c^+' is d^2 times the projector onto the row space of Y_c:
           W/d is a partial isometry. Q = W'/d + NM' completes it, where NN' projects onto the kernel of X_c, Y_cM = 0
           and M'M = N'N: then QQ' = I and X_cQ = dY_c. Such N and M exist for p <= q; for p = q, Q is orthogonal.
Sharpness. The converse is invariance/orthogonal_map. Proportional Gram matrices are CKA = 1:
           rigidity/one_means_proportional_grams.
Source.    Textbook (unitary freedom of square roots); put in this form here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.forces import Forces, exactly_one
from ..core.knowledge import LINEAR
from ..core.record import All, Claim, Drop, Exists, Hypothesis, Theorem, Verdict, Witness, eq, nonzero, zero
from ..core.strategies import matrices, orthogonal, positive, rank_profile, semi_orthogonal


def isometries(m: Any, X: Any, Y: Any, N: Any, M: Any, d: Any) -> tuple[Any, Any]:
    """W and Q, as in the proof."""
    W = m.pseudo_inverse(m.center(Y)) @ m.center(X)
    return W, W.T * (m.ratio(1, 1) / d) + N @ M.T


def partial_isometry(m: Any, x: Any, y: Any, W: Any, d: Any) -> All:
    return All(eq(y @ W, x), eq(W @ W.T @ W, W * d * d))


def rotation(m: Any, x: Any, y: Any, Q: Any, d: Any) -> All:
    return All(eq(Q @ Q.T, m.identity(x.shape[1])), eq(x @ Q, y * d), eq(y @ Q.T * d, x))


def claim(m: Any, X: Any, Y: Any, N: Any, M: Any, d: Any) -> Claim:
    x, y, (W, Q) = m.center(X), m.center(Y), isometries(m, X, Y, N, M, d)
    return All(
        Exists({"W": W}, partial_isometry(m, x, y, W, d)),
        Exists({"Q": Q}, rotation(m, x, y, Q, d)),
    )


def symbolic(m: Any, X: Any, Y: Any, N: Any, M: Any, d: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    m.lemma_zero(x - m.projector(y) @ x)
    m.lemma_zero(x @ N)
    W, Q = isometries(m, X, Y, N, M, d)
    for part in (*partial_isometry(m, x, y, W, d).parts, *rotation(m, x, y, Q, d).parts):
        yield m.decide(part)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Y = dXQ + 1b' with known kernels: X = [Z 0]R, Z of full column rank after centring and R orthogonal."""
    n, p = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    q, k = draw(st.integers(p, 4)), draw(st.integers(1, min(n - 1, p)))
    R, Q, d = draw(orthogonal(p)), draw(semi_orthogonal(p, q)), draw(positive())
    X = draw(rank_profile(n, k, k)) @ R[:k]
    N = R[k:].T if k < p else R[:, :1] * 0
    return {"X": X, "Y": X @ Q * (1 / d) + draw(matrices(1, q, nonconstant=False)), "N": N, "M": Q.T @ N, "d": d}


PLANE = {
    "X": [[0, 0], [1, 0], [3, 0]],
    "Y": [[1, 0], [1, 2], [1, 6]],
    "N": [[0], [1]],
    "M": [[1], [0]],
    "d": Fraction(1, 2),
}

THEOREM = Theorem(
    statement=r"K = d^2 L,\ p \le q \implies \exists Q:\ QQ^\top = I_p,\ X_cQ = d\,Y_c",
    case={"X": "n p", "Y": "n q", "N": "p r", "M": "q r", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"d \ne 0", lambda m, d: nonzero(d), Drop(PLANE | {"X": [[0]] * 3, "N": [[1]], "d": 0})),
        Hypothesis("K = d^2 L", lambda m, X, Y, d: eq(m.gram(X), m.gram(Y) * d * d), Drop(PLANE | {"d": 1})),
        Hypothesis(
            r"NN^\top = I - X_c^+X_c",
            lambda m, X, N: eq(N @ N.T, m.identity(X.shape[1]) - m.projector(m.center(X).T)),
            Drop(PLANE | {"N": [[0], [0]], "M": [[0], [0]]}),
        ),
        Hypothesis("Y_cM = 0", lambda m, Y, M: zero(m.center(Y) @ M), Drop(PLANE | {"M": [[0], [1]]})),
        Hypothesis(r"M^\top M = N^\top N", lambda m, N, M: eq(M.T @ M, N.T @ N), Drop(PLANE | {"M": [[2], [0]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("CKA is 1", PLANE, lambda m, X, Y: eq(m.linear_cka(X, Y), m.ratio(1, 1))),),
    kernel=(
        "rigidity_proportional_grams_are_rotations",
        "rigidity_proportional_grams_are_rotations_partial",
        "rigidity_proportional_grams_are_rotations_square",
    ),
    uses=("rigidity/one_means_proportional_grams", "invariance/orthogonal_map"),
    forces=(
        Forces(
            (*LINEAR, "any_r2", "maximal_correlation"),
            lambda k: k.cka is not None and bool(k.cka == 1),
            exactly_one,
            "CKA is 1, so one is the other, rotated and scaled",
        ),
    ),
)
