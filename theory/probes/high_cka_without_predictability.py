r"""CKA can be as near to one as one likes while the linear probe reads as little as one likes.

Proof.     Y holds a multiple of the one feature x and N further features of the same length, uncorrelated with it and
           with each other: L = s^2 K + K_J, |L|^2 = (s^4 + N)|K|^2, tr L = (s^2 + N) tr K. So CKA^2 = s^4/(s^4 + N) and
           R^2 = s^2/(s^2 + N); with s^2 = N^(3/4) the first tends to 1 and the second to 0 as N grows.
Sharpness. CKA <= sqrt(PR(Y)) R^2 (probes/cka_between_r2) is an equality here, so sqrt(PR) is the exact rate. The other
           direction reads x perfectly: R^2 from Y is 1.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, nonzero, varies, zero
from ..core.strategies import positive, white


def pair(m: Any, x: Any, J: Any, s: Any) -> Any:
    """The second representation, [sx, J]."""
    return m.concat(x * s, J)


def claim(m: Any, x: Any, J: Any, s: Any) -> Claim:
    Y, N, one = pair(m, x, J, s), m.ratio(J.shape[1], 1), m.ratio(1, 1)
    cka2, reads = m.linear_cka(x, Y) ** 2, m.linear_r2(x, Y)
    return All(
        eq(cka2 * (s**4 + N), s**4),
        eq(reads * (s**2 + N), s**2),
        eq(m.linear_r2(Y, x), one),
        eq(cka2, m.participation_ratio(Y) * reads**2),
    )


def same_length(m: Any, x: Any, J: Any) -> Claim:
    return eq(m.center(J).T @ m.center(J), m.identity(J.shape[1]) * m.inner(m.center(x), m.center(x)))


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(4, 5))
    W = draw(white(n, draw(st.integers(2, 3)))) + draw(st.integers(-2, 2))
    return {"x": W[:, :1], "J": W[:, 1:], "s": draw(positive()) * draw(st.sampled_from((1, -1)))}


def hadamard(order: int) -> list[list[int]]:
    """Sylvester's matrix: rows and columns orthogonal, the first ones all 1."""
    return [[(-1) ** (i & j).bit_count() for j in range(order)] for i in range(order)]


def spread(order: int, s: int) -> Case:
    """All order - 1 centred columns: x the first, the others in J."""
    H = hadamard(order)
    return {"x": [row[1:2] for row in H], "J": [row[2:] for row in H], "s": s}


def values(cka2: tuple[int, int], r2: tuple[int, int]) -> Any:
    def holds(m: Any, x: Any, J: Any, s: Any) -> Claim:
        Y = pair(m, x, J, s)
        return All(eq(m.linear_cka(x, Y) ** 2, m.ratio(*cka2)), eq(m.linear_r2(x, Y), m.ratio(*r2)))

    return holds


THEOREM = Theorem(
    statement=(
        r"Y = [s x, J]:\quad \mathrm{CKA}(x, Y)^2 = \frac{s^4}{s^4 + N}, \quad R^2_{x \to Y} = \frac{s^2}{s^2 + N},"
        r"\quad R^2_{Y \to x} = 1, \quad \mathrm{CKA} = \sqrt{PR(Y)}\,R^2_{x \to Y}"
    ),
    case={"x": "n 1", "J": "n N", "s": ""},
    claim=claim,
    hypotheses=(
        varies("x", spread(4, 2) | {"x": [[1]] * 4, "J": [[1, 1]] * 4}),
        Hypothesis("s \\ne 0", lambda m, s: nonzero(s), Drop(spread(4, 0))),
        Hypothesis("J_c^\\top J_c = \\|x_c\\|^2 I_N", same_length, Drop(spread(4, 2) | {"x": [[2], [-2], [2], [-2]]})),
        Hypothesis(
            "x_c^\\top J_c = 0",
            lambda m, x, J: zero(m.center(x).T @ m.center(J)),
            Drop({"x": [[1], [-1], [1], [-1]], "J": [[1], [-1], [1], [-1]], "s": 2}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "participation-ratio"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("two further features", spread(4, 2), values((8, 9), (2, 3))),
        Witness("fourteen further features", spread(16, 3), values((81, 95), (9, 23))),
    ),
    refutes=("r2_swapped", "r2_by_cka", "participation_by_rank"),
    uses=("probes/cka_between_r2",),
)
