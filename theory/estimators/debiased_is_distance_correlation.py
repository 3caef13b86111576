r"""The unbiased HSIC is a quarter of the unbiased distance covariance of the squared distances.

Debiased CKA, a ratio of such, is the bias-corrected distance correlation of the squared distances.

Proof.     D = d1' + 1d' - 2K with d the diagonal of K, so off the diagonal D is -2K plus something of the form a_i +
           a_j, which U-centring removes: U(D) = -2U(K). Then estimators/hsic1_is_u_centred.
Sharpness. Distance correlation itself takes the distances unsquared, another number: for X = (0,0,1,2) and Y =
           (0,1,2,3) its square is 1 where debiased CKA squared is 49/52.
Source.    Szekely and Rizzo (2014) for the bias-corrected distance correlation; the equality is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> Claim:
    n = X.shape[0]
    U, V = (m.u_center(m.squared_distances(Z)) for Z in (X, Y))
    return eq(m.hsic1(m.gram(X), m.gram(Y)) * (4 * n * (n - 3)), m.inner(U, V))


STEPS = {"X": [[0], [0], [1], [2]], "Y": [[0], [1], [2], [3]]}


def steps(m: Any, X: Any, Y: Any) -> Claim:
    """The squared correlations of squared distances, and of distances."""
    squared = [m.u_center(m.squared_distances(Z)) for Z in (X, Y)]
    plain = [m.u_center(m.sqrt(m.squared_distances(Z))) for Z in (X, Y)]
    first, second = (m.inner(U, V) ** 2 / (m.inner(U, U) * m.inner(V, V)) for U, V in (squared, plain))
    debiased = m.debiased_cka(X, Y) ** 2
    return All(eq(debiased, m.ratio(49, 52)), eq(first, m.ratio(49, 52)), eq(second, m.ratio(1, 1)))


THEOREM = Theorem(
    statement=r"\mathrm{HSIC}_1(K, L) = \frac{\langle\tilde U(D_X), \tilde U(D_Y)\rangle}{4n(n-3)}, \qquad "
    r"D_{ij} = \|x_i - x_j\|^2",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [0]]})),
        Hypothesis(r"\text{the diagonals are removed}", None, Swap("hsic1_with_diagonal", STEPS)),
    ),
    domain=pairs(n=st.integers(4, 6)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"hsic", "linear-debiased"}),
    symbolic=REWRITING,
    witnesses=(Witness("squared or not", STEPS, steps),),
    kernel=("estimators_debiased_is_distance_correlation",),
    uses=("estimators/hsic1_is_u_centred",),
    cites=("szekely2014partial", "song2007supervised"),
)
