r"""No ceiling on CKA comes from participation ratios alone: one dimension can look like ever more of them.

Proof.     Y looks like [sX, J] with N further features of the length of X, uncorrelated with it and each other
           (probes/high_cka_without_predictability): CKA^2 = s^4/(s^4 + N) and PR(Y) = (s^2 + N)^2/(s^4 + N), whereas
           PR(X) = r_X = 1. So 1 - CKA^2 <= N/s^4, and PR(Y) >= N^2/(2 s^4) where N <= s^4. At s^2 = N^(3/4) these are
           1/sqrt(N) and sqrt(N)/2: CKA tends to 1 while the participation ratio of Y grows without bound.
Sharpness. N <= s^4 is needed for the second: N = 3 and s = 1 have PR(Y) = 4 < 9/2. The rank of Y is what is missing:
           it grows along with N, and with it given there is a ceiling (dimension/participation_ceiling).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import positive, semi_orthogonal, white
from ..probes.high_cka_without_predictability import (
    FOUR,
    LONGER,
    TWICE,
    hadamard,
    looks_like_both,
    of_one_length,
    spread,
)


def claim(m: Any, X: Any, Y: Any, J: Any, s: Any) -> All:
    N, one = m.ratio(J.shape[1], 1), m.ratio(1, 1)
    return All(
        eq(m.participation_ratio(Y) * (s**4 + N), (s**2 + N) ** 2),
        le((one - m.linear_cka(X, Y) ** 2) * s**4, N),
        le(N**2, m.participation_ratio(Y) * s**4 * 2),
        eq(m.participation_ratio(X), one),
    )


def symbolic(m: Any, X: Any, Y: Any, J: Any, s: Any) -> Iterator[Verdict]:
    spectrum, near, wide, narrow = claim(m, X, Y, J, s).parts
    N = m.ratio(J.shape[1], 1)
    yield m.decide(spectrum)
    yield m.certificate(near, scale=s**4 + N, facts=[m.square(N)])
    more = m.sum(m.scaled(N**2, m.sign_known(s**4 - N)), m.scaled(s**6 * 2, m.sign_known(s**2 + N * 2)))
    yield m.certificate(wide, scale=s**4 + N, facts=[more])
    yield m.decide(narrow)


@st.composite
def cases(draw: DrawFn) -> Case:
    """[sX, J] turned into more dimensions and moved off the origin, with N <= 2 < s^4."""
    n, k = draw(st.integers(4, 5)), draw(st.integers(2, 3))
    W, s = draw(white(n, k)), (draw(positive()) + 1) * draw(st.sampled_from((1, -1)))
    Y = W * [s, *[1] * (k - 1)] @ draw(semi_orthogonal(k, draw(st.integers(k, k + 1)))) + draw(st.integers(-2, 2))
    return {"X": W[:, :1], "Y": Y, "J": W[:, 1:], "s": s}


def on_the_way(m: Any, X: Any, Y: Any, J: Any, s: Any) -> Claim:
    """CKA^2 = s^4/(s^4 + N)."""
    return eq(m.linear_cka(X, Y) ** 2 * (s**4 + m.ratio(J.shape[1], 1)), s**4)


EQUAL = {
    "X": [row[1:2] for row in hadamard(8)],
    "Y": [row[1:5] for row in hadamard(8)],
    "J": [row[2:5] for row in hadamard(8)],
    "s": 1,
}
THEOREM = Theorem(
    statement=(
        r"1 - \mathrm{CKA}(X, Y)^2 \le \frac{N}{s^4}, \quad "
        r"PR(Y) = \frac{(s^2 + N)^2}{s^4 + N} \ge \frac{N^2}{2 s^4}, \quad PR(X) = r_X = 1"
    ),
    case={"X": "n 1", "Y": "n q", "J": "n N", "s": ""},
    claim=claim,
    hypotheses=(
        varies("X", dict.fromkeys(("X", "J", "Y"), [[1]] * 4) | {"s": 2}),
        Hypothesis(r"J_c^\top J_c = \|X_c\|^2 I_N", of_one_length, Drop({**FOUR, **LONGER})),
        Hypothesis(r"X_c^\top J_c = 0", lambda m, X, J: zero(m.center(X).T @ m.center(J)), Drop(TWICE)),
        Hypothesis(r"L = s^2 K + J_c J_c^\top", looks_like_both, Drop({**FOUR, "s": 3})),
        Hypothesis(r"N \le s^4", lambda m, J, s: le(J.shape[1], s**4), Drop(EQUAL)),
    ),
    domain=cases(),
    variants=frozenset({"linear", "participation-ratio"}),
    symbolic=symbolic,
    witnesses=tuple(Witness(f"{2**k - 2} further features", spread(2**k, k), on_the_way) for k in (2, 3, 4)),
    refutes=("participation_inverted", "participation_by_rank"),
    kernel=("dimension_no_ceiling_from_participation_ratios",),
    uses=("probes/high_cka_without_predictability",),
)
