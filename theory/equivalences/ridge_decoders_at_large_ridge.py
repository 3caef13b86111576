r"""Ridge decoders of random targets agree, on average, as linear CKA says once the ridge is large.

Proof.     Decoders A = K(K + rI)^{-1}, B likewise: E <Az, Bz> = tr(AB) when E zz' = I, and S_r is its cosine. rA - K =
           -K^2(K + rI)^{-1}, of norm at most |K^2|/r, so the sine of the angle t between K and A is at most
           |K^2|/(r|K|). A, B, K and L are semidefinite: no two of them are more than a right angle apart, and a cosine
           of two angles 0 <= a, b <= pi/2 that differ by at most t changes by at most sin t. Turn A into K, and then B
           into L.
Sharpness. No constant below 1 will do, in the limit: K with the eigenvalue s once and 1 in N directions, L with a small
           one in the first direction, s^2 small beside N, N beside s^4, and a large ridge. The rate is needed: at a
           small ridge S_r is the canonical-correlation score instead (equivalences/ridge_decoders_at_small_ridge).
Source.    Boix-Adsera et al. (2022) for the interpolation; Harvey, Lipshutz and Williams (2024), corollary 1, for the
           reading as decoding; the rate is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import Claim, Drop, Hypothesis, Theorem, Witness, eq, le, lt, varies
from ..core.strategies import pairs, positive


def decoder(m: Any, K: Any, r: Any) -> Any:
    """The ridge decoder K(K + rI)^{-1}, which commutes with K."""
    return m.solve(K + m.identity(K.shape[0]) * r, K)


def agreement(m: Any, X: Any, Y: Any, r: Any) -> Any:
    """tr(AB)/(|A||B|): the average agreement of the two decoders, normalised."""
    A, B = decoder(m, m.gram(X), r), decoder(m, m.gram(Y), r)
    return m.inner(A, B) / (m.norm(A) * m.norm(B))


def claim(m: Any, X: Any, Y: Any, r: Any) -> Claim:
    K, L = m.gram(X), m.gram(Y)
    rate = m.norm(K @ K) / m.norm(K) + m.norm(L @ L) / m.norm(L)
    return le(abs(agreement(m, X, Y, r) - m.linear_cka(X, Y)), rate / r)


def first_direction(m: Any, first: Any, others: Any, count: int) -> Any:
    """Its cosine with a matrix that has the eigenvalue ``first`` there and ``others`` in ``count`` more directions."""
    return first / m.sqrt(first**2 + others**2 * count)


def nearly_attained(m: Any, X: Any, Y: Any, r: Any) -> Claim:
    """s = 1000, N = 10^9 and r = 10^5, L of eigenvalue 1/1000: more than 97/100 of the bound, from the eigenvalues."""
    s, N, r, one = m.ratio(1000, 1), 10**9, m.ratio(10**5, 1), m.ratio(1, 1)
    moved = first_direction(m, s, one, N) - first_direction(m, s / (s + r), one / (r + 1), N)
    rate = m.sqrt(s**4 + N) / m.sqrt(s**2 + N) + m.ratio(1, 1000)
    return le(rate / r * m.ratio(97, 100), moved)


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "r": 1000}

THEOREM = Theorem(
    statement=r"|S_r - \mathrm{CKA}(X, Y)| \le \frac1r\Big(\frac{\|K^2\|_F}{\|K\|_F} + \frac{\|L^2\|_F}{\|L\|_F}\Big),"
    r"\quad S_r = \frac{\mathrm{tr}\,AB}{\|A\|_F\|B\|_F},\ A = K(K + rI)^{-1},\ B = L(L + rI)^{-1}",
    case={"X": "n p", "Y": "n q", "r": ""},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis("r > 0", lambda m, r: lt(0, r), Drop(CORNER | {"r": -1})),
    ),
    domain=st.builds(
        lambda XY, r, big: {"X": XY[0], "Y": XY[1], "r": r * big},
        pairs(n=st.integers(2, 4)),
        positive(),
        st.sampled_from((1, 10, 1000)),
    ),
    variants=frozenset({"linear"}),
    why_not={"symbolic": "the resolvent (K + rI)^{-1} of a letter is not a word, and the bound compares its spectrum"},
    witnesses=(
        Witness("one ridge", CORNER | {"r": 1}, lambda m, X, Y, r: eq(agreement(m, X, Y, r) ** 2, m.ratio(49, 80))),
        Witness("no smaller constant", CORNER, nearly_attained),
    ),
    kernel=("equivalences_ridge_decoders_at_large_ridge",),
    cites=("boixadsera2022gulp", "harvey2024decodable"),
)
