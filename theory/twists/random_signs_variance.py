r"""The covariance that random signs leave has twice the squared products of different samples as its variance.

Proof.     Y = SX with independent fair signs S = diag(s), K = T_cT_c', G = XX': |T_c'Y_c|^2 = s'Ms, M_ij = K_ij G_ij
           (T_c is centred). The diagonal is constant: s_i^2 = 1. The rest is 2 sum over i < j of M_ij s_i s_j, and two
           different pairs have E s_i s_j s_k s_l = 0: some index stands there once. So the variance is 4 sum over
           i < j of M_ij^2 = 2(sum M_ij^2 - sum M_ii^2).
Sharpness. The signs have to be independent: one sign for both of two equal samples makes |T_c'Y_c|^2 constant.
Source.    Derived here; the variance of a quadratic form in signs is textbook. The mean: twists/random_signs.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Theorem, Witness, eq
from ..core.strategies import matrices


def left(m: Any, T: Any, X: Any, S: Any) -> Any:
    """|T_c'Y_c|^2 of one choice of signs."""
    C = m.center(T).T @ m.center(S @ X)
    return m.inner(C, C)


def variance(m: Any, T: Any, X: Any) -> Any:
    """Over all signs, each as likely as the others."""
    n = X.shape[0]
    mean = m.mean_over_signs(n, lambda S: left(m, T, X, S))
    return m.mean_over_signs(n, lambda S: (left(m, T, X, S) - mean) ** 2)


def formula(m: Any, T: Any, X: Any) -> Any:
    K, G = m.gram(T), X @ X.T
    k, g = m.diagonal(K), m.diagonal(G)
    return (m.inner(K * K, G * G) - m.inner(k * k, g * g)) * 2


def claim(m: Any, T: Any, X: Any) -> Claim:
    return eq(variance(m, T, X), formula(m, T, X))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 4))
    return {"T": draw(matrices(n, draw(st.integers(1, 2)))), "X": draw(matrices(n, draw(st.integers(1, 2))))}


BALANCED: dict[str, Any] = {"T": [[1], [1], [-1], [-1]], "X": [[1], [1], [-1], [-1]]}
ALONE: dict[str, Any] = {"T": [[1], [0], [0], [0]], "X": [[1], [0], [0], [0]]}


def shared(m: Any, T: Any, X: Any) -> Claim:
    """Both signs of the two samples: the same value, where independent signs would give 4 and 0."""
    both = [left(m, T, X, m.identity(2) * sign) for sign in (1, -1)]
    return All(eq(both[0], both[1]), eq(formula(m, T, X), m.ratio(4, 1)))


THEOREM = Theorem(
    statement=r"\mathrm{Var}_s\|T_c^\top Y_c\|_F^2 = 2\sum_{i \ne j}(T_cT_c^\top)_{ij}^2(XX^\top)_{ij}^2,\quad "
    r"Y = \mathrm{diag}(s)X",
    case={"T": "n r", "X": "n d"},
    claim=claim,
    domain=cases(),
    why_not={"symbolic": "squares of entries, and fourth moments of signs, are not words in matrices"},
    witnesses=(
        Witness("one balanced bit: mean 4, variance 24", BALANCED, lambda m, T, X: eq(variance(m, T, X), 24)),
        Witness("one sample alone: no variance", ALONE, lambda m, T, X: eq(variance(m, T, X), 0)),
        Witness("one sign for both of two samples", {"T": [[1], [-1]], "X": [[1], [1]]}, shared),
    ),
    kernel=("twists_random_signs_variance",),
    uses=("twists/random_signs",),
)
