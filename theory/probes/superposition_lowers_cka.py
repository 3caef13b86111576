r"""The same features stored in fewer dimensions look less alike: CKA compares how the two codes overlap.

Proof.     White features F, F_c'F_c = c1, in the codes X = FA and Y = FB: K = F_cAA'F_c' and L = F_cBB'F_c', so
           <K, L> = c^2 <AA', BB'>, and CKA(X, Y) is the cosine of AA' and BB'. Against the features themselves, B = 1,
           it is tr AA'/(sqrt f |AA'|): CKA(X, F)^2 = PR(X)/f, for f features, and PR is at most the rank. F_cF_c'/c is
           a projector that keeps X_c: tr P_XF_cF_c' = c tr P_X, and R^2 from X to F is rank X/f.
Sharpness. Three features in two dimensions: A = [1 0; 0 1; 1 1] against B = [1 0; 1 1; 0 1] has CKA 7/10 though both
           store the same, CKA^2 = 8/15 and R^2 = 2/3 with the features. As many dimensions as features, A = B = 1,
           give 1. Features that are not white enter with their variances.
Source.    Liu et al. (2026) find that superposition lowers CKA, RSA and regression scores; this case is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import gram_is_nonzero
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, nonzero
from ..core.strategies import matrices, white


def claim(m: Any, F: Any, A: Any, B: Any, c: Any) -> All:
    X, Y, f = F @ A, F @ B, F.shape[1]
    first, second = A @ A.T, B @ B.T
    return All(
        eq(m.linear_cka(X, Y), m.inner(first, second) / (m.norm(first) * m.norm(second))),
        eq(m.linear_cka(X, F) ** 2 * f, m.participation_ratio(X)),
        le(m.participation_ratio(X), m.ratio(m.rank(m.center(X)), 1)),
        eq(m.linear_r2(X, F) * f, m.ratio(m.rank(m.center(X)), 1)),
    )


def symbolic(m: Any, F: Any, A: Any, B: Any, c: Any) -> Iterator[Verdict]:
    for code in (A, B):
        gram_is_nonzero(m, code)
    cosine, ratio, rank, read = claim(m, F, A, B, c).parts
    yield m.decide(cosine)
    yield m.decide(ratio)
    K, P = m.gram(F @ A), m.projector(m.center(F @ A))
    yield m.certificate(rank, scale=m.inner(K, K), facts=[m.cauchy_schwarz(P, K)])
    yield m.decide(read)


def is_white(m: Any, F: Any, c: Any) -> Claim:
    return eq(m.center(F).T @ m.center(F), m.identity(F.shape[1]) * c)


@st.composite
def cases(draw: DrawFn) -> Case:
    f = draw(st.integers(2, 3))
    F = draw(white(4, f))
    A, B = (draw(matrices(f, draw(st.integers(1, 2)))) for _ in range(2))
    return {"F": F + draw(st.integers(-1, 1)), "A": A, "B": B, "c": (F[:, :1].T @ F[:, :1])[0, 0]}


THREE = {
    "F": [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
    "A": [[1, 0], [0, 1], [1, 1]],
    "B": [[1, 0], [1, 1], [0, 1]],
    "c": 4,
}
STEEP = THREE | {"F": [[2, 1, 1], [2, -1, -1], [-2, 1, -1], [-2, -1, 1]]}


def values(m: Any, F: Any, A: Any, B: Any, c: Any) -> Claim:
    X, Y = F @ A, F @ B
    return All(
        eq(m.linear_cka(X, Y), m.ratio(7, 10)),
        eq(m.linear_cka(X, F) ** 2, m.ratio(8, 15)),
        eq(m.linear_r2(X, F), m.ratio(2, 3)),
        eq(m.linear_cka(F, F), m.ratio(1, 1)),
    )


THEOREM = Theorem(
    statement=(
        r"F_c^\top F_c = cI_f \implies \mathrm{CKA}(FA, FB) = \frac{\langle AA^\top, BB^\top\rangle}{\|AA^\top\|_F"
        r"\|BB^\top\|_F}, \quad \mathrm{CKA}(FA, F)^2 = \frac{PR(FA)}{f} \le R^2_{FA \to F} = \frac{r_{FA}}{f}"
    ),
    case={"F": "n f", "A": "f p", "B": "f q", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("F_c^\\top F_c = cI", is_white, Drop(STEEP)),
        Hypothesis("c > 0", lambda m, c: lt(0, c), Drop(THREE | {"F": [[1, 1, 1]] * 4, "c": 0})),
        Hypothesis(r"A \ne 0", lambda m, A: nonzero(A), Drop(THREE | {"A": [[0, 0]] * 3})),
        Hypothesis(r"B \ne 0", lambda m, B: nonzero(B), Drop(THREE | {"B": [[0, 0]] * 3})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "participation-ratio"}),
    symbolic=symbolic,
    witnesses=(Witness("three features in two dimensions", THREE, values),),
    refutes=("participation_uncentred",),
    kernel=("probes_superposition_lowers_cka",),
    uses=("probes/white_cka_is_r2",),
    cites=("liu2026superposition",),
)
