r"""Linear CKA is 1 exactly when the centred Gram matrices are proportional.

Proof.     Equality in Cauchy-Schwarz: | |L|^2 K - <K, L> L |^2 = |L|^2(|K|^2|L|^2 - <K, L>^2), so CKA = 1 gives
           K = cL with c = <K, L>/|L|^2 > 0; conversely the cosine of proportional matrices is 1.
Sharpness. Semidefiniteness gives c > 0.
Source.    Kornblith et al. (2019), section 2.2, state one direction; the equality case is textbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import Claim, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import orthogonal, pairs, positive


def claim(m: Any, X: Any, Y: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    return Iff(zero(K * m.inner(L, L) - L * m.inner(K, L)), eq(m.linear_cka(X, Y), m.ratio(1, 1)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    """The identity behind both directions: the residual's squared norm is |L|^2 times the Cauchy-Schwarz gap."""
    K, L = m.gram(X), m.gram(Y)
    residual = K * m.inner(L, L) - L * m.inner(K, L)
    gap = m.inner(K, K) * m.inner(L, L) - m.inner(K, L) ** 2
    yield m.decide(eq(m.inner(residual, residual), m.inner(L, L) * gap))
    one = m.ratio(1, 1)
    yield m.decide(eq((one - m.linear_cka(X, Y) ** 2) * m.inner(K, K) * m.inner(L, L), gap))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Half generic, half a rotated and scaled copy: an equivalence needs both."""
    X, Y = draw(pairs())
    if draw(st.booleans()):
        Y = X @ draw(orthogonal(X.shape[1])) * draw(positive())
    return {"X": X, "Y": Y}


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) = 1 \iff K = cL \text{ for some } c > 0",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", {"X": [[1], [2], [4]], "Y": [[2], [3], [5]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("not proportional", CORNER, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(5, 8))),),
    cites=("kornblith2019similarity",),
)
