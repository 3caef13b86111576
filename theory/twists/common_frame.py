r"""In one orthogonal frame of centred functions, CKA is the cosine of the Gram matrices of the coefficients.

Proof.     X = FA, Y = FB with HF = F and F'F = eI. Then K = FAA'F', <K, L> = e^2 <AA', BB'>, and likewise the norms.
Sharpness. Disjoint coefficients give 0, and so do orthogonal ones in the same plane: CKA sees AA', not only the powers
           on its diagonal. A frame whose columns differ in length weighs them by the squares of their lengths.
Source.    Parseval's identity; for the Fourier frame of Z_m it gives twists/cyclic_spectrum.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Claim, Drop, Hypothesis, Theorem, Witness, eq, lt, nonzero, zero
from ..core.strategies import matrices

# Walsh functions on four samples: centred, orthogonal, of squared length 4
WALSH = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]


def claim(m: Any, F: Any, A: Any, B: Any) -> Claim:
    K, L = A @ A.T, B @ B.T
    return eq(m.linear_cka(F @ A, F @ B), m.inner(K, L) / (m.norm(K) * m.norm(L)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    r = draw(st.integers(1, 3))
    columns = draw(st.permutations(range(3)))[:r]
    F = [[row[k] for k in columns] for row in WALSH]
    rows = draw(st.sampled_from((1, 2)))
    A, B = (draw(matrices(r, draw(st.integers(1, 3)), nonconstant=False)) for _ in range(2))
    for M in (A, B):
        M[0, 0] = M[0, 0] if (M != 0).any() else M[0, 0] + 1
    return {"F": F * rows, "A": A, "B": B, "e": 4 * rows}


LINE: dict[str, Any] = {"F": [[1], [1], [-1], [-1]], "A": [[1]], "B": [[1]], "e": 4}
PLANE: dict[str, Any] = {"F": [row[:2] for row in WALSH], "A": [[1, 2], [0, 1]], "B": [[1], [1]], "e": 4}

THEOREM = Theorem(
    statement=r"HF = F,\ F^\top F = eI \implies "
    r"\mathrm{CKA}(FA, FB) = \frac{\langle AA^\top, BB^\top\rangle_F}{\|AA^\top\|_F\|BB^\top\|_F}",
    case={"F": "n r", "A": "r p", "B": "r q", "e": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("HF = F", lambda m, F: eq(m.center(F), F), Drop(PLANE | {"F": [[1, 1], [1, -1], [1, 1], [1, -1]]})),
        Hypothesis(
            r"F^\top F = eI",
            lambda m, F, e: eq(F.T @ F, m.identity(F.shape[1]) * e),
            Drop(PLANE | {"F": [[2, 1], [2, -1], [-2, 1], [-2, -1]]}),
        ),
        Hypothesis("e > 0", lambda m, e: lt(0, e), Drop(LINE | {"F": [[0]] * 4, "e": 0})),
        Hypothesis(r"A \ne 0", lambda m, A: nonzero(A), Drop(LINE | {"A": [[0]]})),
        Hypothesis(r"B \ne 0", lambda m, B: nonzero(B), Drop(LINE | {"B": [[0]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("squared, 25/34", PLANE, lambda m, F, A, B: eq(m.linear_cka(F @ A, F @ B) ** 2, m.ratio(25, 34))),
        Witness(
            "orthogonal in the same plane",
            PLANE | {"A": [[1], [1]], "B": [[1], [-1]]},
            lambda m, F, A, B: zero(m.linear_cka(F @ A, F @ B)),
        ),
    ),
    kernel=("twists_common_frame",),
)
