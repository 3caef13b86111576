r"""Linear CKA cannot see a rotation, a scaling or a shift of the features.

Proof.     CKA reads X only through HX, and H(cXQ + 1b)(cXQ + 1b)'H = c^2 HXQQ'X'H = c^2 K; the ratio has degree 0 in K.
           QQ' = I covers orthogonal maps, permutations of features, zero padding and isometric embeddings.
Sharpness. Fails for merely invertible Q: CKA^2 falls from 5/8 to 1/10 at n = 3.
Source.    Kornblith et al. (2019), section 2.2.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, nonzero, varies
from ..core.strategies import matrices, pairs, positive, semi_orthogonal


def claim(m: Any, X: Any, Y: Any, Q: Any, b: Any, c: Any) -> Claim:
    return eq(m.linear_cka(X @ Q * c + m.ones(X) @ b, Y), m.linear_cka(X, Y))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    X, Y = draw(pairs())
    p = X.shape[1]
    r = draw(st.integers(p, 4))
    b = draw(matrices(1, r, nonconstant=False)) * draw(st.sampled_from((1, 10**3, 10**6)))
    return {
        "X": X,
        "Y": Y,
        "Q": draw(semi_orthogonal(p, r)),
        "b": b,
        "c": draw(positive()) * draw(st.sampled_from((1, -1))),
    }


SHEAR = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "Q": [[1, 1], [0, 1]], "b": [[0, 0]], "c": 1}
STEP = {"X": [[0], [1]], "Y": [[0], [1]], "Q": [[1]], "b": [[1]], "c": 1}
UPRIGHT = SHEAR | {"Q": [[1, 0], [0, 1]]}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(cXQ + 1b^\top, Y) = \mathrm{CKA}(X, Y)",
    case={"X": "n p", "Y": "n q", "Q": "p r", "b": "1 r", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"QQ^\top = I_p", lambda m, Q: eq(Q @ Q.T, m.identity(Q.shape[0])), Drop(SHEAR)),
        varies("X", STEP | {"X": [[1], [1]]}),
        varies("Y", STEP | {"Y": [[1], [1]]}),
        Hypothesis(r"c \ne 0", lambda m, c: nonzero(c), Drop(STEP | {"c": 0})),
        Hypothesis(r"\text{the features are centred}", None, Swap("uncentred_cka", STEP)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    witnesses=(Witness("five eighths", UPRIGHT, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(5, 8))),),
    refutes=(
        "uncentred_cka",
        "cka_centred_after_the_product",
    ),
    kernel=("invariance_orthogonal_map",),
    cites=("kornblith2019similarity",),
)
