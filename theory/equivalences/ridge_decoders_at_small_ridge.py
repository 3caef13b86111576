r"""Ridge decoders of random targets agree, on average, as canonical correlations say once the ridge is small.

Proof.     A = K(K + rI)^{-1} and the projector P onto the columns of X_c: P - A = r(K + rI)^{-1}P, of norm at most
           r|K^+|, so the sine of the angle between them is at most r|K^+|/sqrt(r_X). The cosine of P and R is
           tr(PR)/sqrt(r_X r_Y) = sum rho^2/sqrt(r_X r_Y), and turning A into P and B into R moves a cosine by no more
           than the two sines, as in equivalences/ridge_decoders_at_large_ridge.
Sharpness. No constant below 1 will do, in the limit: K with the eigenvalue 1 once and s in N directions, N large and s
           large beside N, L a large multiple of the projector onto the first, and a small ridge. At a large ridge the
           score is linear CKA instead.
Source.    Boix-Adsera et al. (2022) for the interpolation; Harvey, Lipshutz and Williams (2024), corollary 1, for the
           reading as decoding; the rate is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import Claim, Drop, Hypothesis, Theorem, Witness, eq, le, lt, varies
from ..core.strategies import pairs, positive
from .ridge_decoders_at_large_ridge import agreement, first_direction


def canonical(m: Any, X: Any, Y: Any) -> Any:
    """sum rho^2/sqrt(r_X r_Y)."""
    P, R = m.projector(m.center(X)), m.projector(m.center(Y))
    return m.inner(P, R) / (m.norm(P) * m.norm(R))


def claim(m: Any, X: Any, Y: Any, r: Any) -> Claim:
    rate = sum_of_rates(m, X, Y)
    return le(abs(agreement(m, X, Y, r) - canonical(m, X, Y)), rate * r)


def sum_of_rates(m: Any, X: Any, Y: Any) -> Any:
    """|K^+|/sqrt(r_X) + |L^+|/sqrt(r_Y)."""
    first, second = (m.norm(m.pseudo_inverse(m.gram(Z))) / m.norm(m.projector(m.center(Z))) for Z in (X, Y))
    return first + second


def nearly_attained(m: Any, X: Any, Y: Any, r: Any) -> Claim:
    """N = 10^4, r = 1/100, s and the eigenvalue of L 10^6: more than 97/100 of the bound, from the eigenvalues."""
    s, N, r, one = m.ratio(10**6, 1), 10**4, m.ratio(1, 100), m.ratio(1, 1)
    moved = first_direction(m, one, one, N) - first_direction(m, one / (r + 1), s / (s + r), N)
    rate = m.sqrt(m.ratio(N, 10**12) + 1) / m.sqrt(m.ratio(N + 1, 1)) + m.ratio(1, 10**6)
    return le(rate * r * m.ratio(97, 100), moved)


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "r": 1}

THEOREM = Theorem(
    statement=r"\Big|S_r - \frac{\sum\rho_k^2}{\sqrt{r_X r_Y}}\Big| \le r\Big(\frac{\|K^+\|_F}{\sqrt{r_X}} + "
    r"\frac{\|L^+\|_F}{\sqrt{r_Y}}\Big),"
    r"\quad S_r = \frac{\mathrm{tr}\,AB}{\|A\|_F\|B\|_F},\ A = K(K + rI)^{-1},\ B = L(L + rI)^{-1}",
    case={"X": "n p", "Y": "n q", "r": ""},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis("r > 0", lambda m, r: lt(0, r), Drop(CORNER | {"r": -1})),
    ),
    domain=st.builds(
        lambda XY, r, small: {"X": XY[0], "Y": XY[1], "r": r / small},
        pairs(n=st.integers(2, 4)),
        positive(),
        st.sampled_from((1, 10, 1000)),
    ),
    variants=frozenset({"cca"}),
    why_not={"symbolic": "the resolvent (K + rI)^{-1} of a letter is not a word, and the bound compares its spectrum"},
    witnesses=(
        Witness("one plane, one line", CORNER, lambda m, X, Y, r: eq(canonical(m, X, Y) ** 2, m.ratio(1, 2))),
        Witness("no smaller constant", CORNER, nearly_attained),
    ),
    kernel=("equivalences_ridge_decoders_at_small_ridge",),
    uses=("equivalences/ridge_decoders_at_large_ridge",),
    cites=("boixadsera2022gulp", "harvey2024decodable"),
)
