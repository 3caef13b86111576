r"""The whitened cosine of squared distances is linear CKA.

Proof.     With c_e = e_i - e_j the contrast of a pair e, d_e = c_e'Kc_e = <c_e c_e', K>, and V_ef = (c_e'c_f)^2 is the
           Gram matrix of the c_e c_e'. So d'V^{-1}d is <PK, L>, P the projector onto the span of the c_e c_e', which
           holds every symmetric K with K1 = 0, since then K = -sum_{i<j} K_ij (e_i - e_j)(e_i - e_j)'.
Sharpness. V is needed: the plain cosine of the distances of X = [[0,0],[0,1],[1,0]] and Y = (0,1,0) is not CKA.
Source.    Diedrichsen et al. (2020), "Comparing representational geometries using whitened unbiased-distance-matrix
           similarity", section 2.13, with biased distances and independent noise.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.definitions import contrasts
from ..core.record import All, Claim, Hypothesis, Swap, Theorem, Witness, eq, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> Claim:
    C = m.array(contrasts(X.shape[0]))
    V = (C @ C.T) * (C @ C.T)
    d, e = m.diagonal(C @ m.gram(X) @ C.T), m.diagonal(C @ m.gram(Y) @ C.T)
    inverse = m.inner(d, m.solve(V, e))
    return All(eq(inverse, m.inner(m.gram(X), m.gram(Y))), eq(m.whitened_rsa(X, Y), m.linear_cka(X, Y)))


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]]}

THEOREM = Theorem(
    statement=r"d_X^\top V^{-1} d_Y = \mathrm{tr}(KL), \qquad V = (CC^\top)\circ(CC^\top), \qquad "
    r"(d_X)_{ij} = \|x_i - x_j\|^2 \text{ and } c_{ij} = e_i - e_j \text{ the rows of } C,\ i < j, \qquad "
    r"\frac{d_X^\top V^{-1} d_Y}{\sqrt{d_X^\top V^{-1} d_X}\sqrt{d_Y^\top V^{-1} d_Y}} = \mathrm{CKA}(X, Y)",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(r"\text{the distances are whitened by } V", None, Swap("whitened_rsa_not_whitened", CORNER)),
    ),
    domain=pairs(n=st.integers(3, 5)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "rsa"}),
    why_not={
        "symbolic": "pairs of samples and the entrywise square of CC' are not words; the span argument is in the proof"
    },
    witnesses=(Witness("the corner", CORNER, lambda m, X, Y: eq(m.whitened_rsa(X, Y) ** 2, m.ratio(5, 8))),),
    refutes=("whitened_rsa_not_whitened", "whitened_rsa_correlation"),
    kernel=("equivalences_whitened_distances",),
    cites=("diedrichsen2020comparing",),
)
