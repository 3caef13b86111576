r"""Representations with close Gram matrices are close after a rotation.

Proof.     With A = K^(1/2), B = L^(1/2), D = A - B = P - N its positive and negative parts (PN = 0) and S = A + B:
           K - L = (DS + SD)/2, and with the sign C = sgn P - sgn N of D, which is a contraction and commutes with D,
           |K - L|_* >= tr C(K - L) = tr(|D|S) = tr P(S - D) + tr N(S + D) + |D|^2 >= |D|^2, since S - D = 2B and
           S + D = 2A. Finally |D|^2 = tr K + tr L - 2 tr AB >= tr K + tr L - 2|AB|_*, and |AB|_* = |X_c'Y_c|_*:
           the squared Procrustes distance (equivalences/procrustes_is_a_minimum), the narrower side padded with zeros.
Sharpness. Attained by orthogonal representations: both sides are then tr K + tr L.
Source.    Powers and Stormer (1970) for |A - B|^2 <= |A^2 - B^2|_*; put to this use here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..core.record import Claim, Family, Theorem, Witness, eq, le
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return le(m.procrustes(X, Y), m.nuclear_norm(m.gram(X) - m.gram(Y)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Two columns at most, and not orthogonal: there both sides agree, which an enclosure cannot decide."""
    X, Y = draw(pairs(n=st.integers(2, 5), p=st.integers(1, 2), q=st.integers(1, 2)))
    x, y = (Z - Z.mean(0, keepdims=True) for Z in (X, Y))
    assume((x.T @ y != 0).any())
    return {"X": X, "Y": Y}


def orthogonal(s: int) -> dict[str, Any]:
    return {"X": [[s], [s], [-s], [-s]], "Y": [[1], [-1], [1], [-1]]}


def attained(m: Any, X: Any, Y: Any) -> Claim:
    return eq(m.procrustes(X, Y), m.nuclear_norm(m.gram(X) - m.gram(Y)))


THEOREM = Theorem(
    statement=r"\|X_c\|_F^2 + \|Y_c\|_F^2 - 2\|X_c^\top Y_c\|_* \le \|K - L\|_*",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    domain=cases(),
    variants=frozenset({"procrustes"}),
    why_not={
        "symbolic": "square roots of two Gram matrices and the parts of their difference: four letters tied by "
        "spectral calculus, which the rewriting does not have; the proof is given in full"
    },
    witnesses=(Witness("orthogonal", orthogonal(1), lambda m, X, Y: eq(m.procrustes(X, Y), 8)),),
    sharp=Family((1, 2, 5), orthogonal, attained),
    kernel=("equivalences_procrustes_below_gram_distance", "equivalences_procrustes_below_gram_distance_attained"),
    uses=("equivalences/procrustes_is_a_minimum",),
    cites=("powers1970free", "harvey2024decodable"),
)
