r"""CKA can be as near to one as one likes while the linear probe reads as little as one likes.

Proof.     Y looks like [sX, J] (L = s^2 K + K_J): a multiple of the one feature X beside N features of the same length,
           uncorrelated with it and with each other. So |L|^2 = (s^4 + N)|K|^2, tr L = (s^2 + N) tr K, and CKA^2 =
           s^4/(s^4 + N), R^2 = s^2/(s^2 + N). With s^2 = N^(3/4) the first tends to 1 and the second to 0 as N grows.
           X_c is an eigenvector of L, so Y reads it perfectly.
Sharpness. CKA <= sqrt(PR(Y)) R^2 (probes/cka_between_r2) is an equality here, so sqrt(PR) is the exact rate. At N = 62,
           s^2 = 25: CKA = 0.954, R^2 = 0.287.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, nonzero, varies, zero
from ..core.strategies import positive, semi_orthogonal, white


def claim(m: Any, X: Any, Y: Any, J: Any, s: Any) -> Claim:
    N, one = m.ratio(J.shape[1], 1), m.ratio(1, 1)
    cka2, read = m.linear_cka(X, Y) ** 2, m.linear_r2(X, Y)
    return All(
        eq(cka2 * (s**4 + N), s**4),
        eq(read * (s**2 + N), s**2),
        eq(m.linear_r2(Y, X), one),
        eq(cka2, m.participation_ratio(Y) * read**2),
    )


def looks_like_both(m: Any, X: Any, Y: Any, J: Any, s: Any) -> Claim:
    return eq(m.gram(Y), m.gram(X) * s**2 + m.gram(J))


def of_one_length(m: Any, X: Any, J: Any) -> Claim:
    return eq(m.center(J).T @ m.center(J), m.identity(J.shape[1]) * m.inner(m.center(X), m.center(X)))


@st.composite
def cases(draw: DrawFn) -> Case:
    """[sX, J] turned into more dimensions and moved off the origin."""
    n = draw(st.integers(4, 5))
    k = draw(st.integers(2, 3))
    W, s = draw(white(n, k)), draw(positive()) * draw(st.sampled_from((1, -1)))
    Y = W * [s, *[1] * (k - 1)] @ draw(semi_orthogonal(k, draw(st.integers(k, k + 1)))) + draw(st.integers(-2, 2))
    return {"X": W[:, :1], "Y": Y, "J": W[:, 1:], "s": s}


def hadamard(order: int) -> list[list[int]]:
    """Sylvester's matrix: its columns are orthogonal, the first is all 1 and the others centred."""
    return [[(-1) ** (i & j).bit_count() for j in range(order)] for i in range(order)]


def spread(order: int, s: int) -> Case:
    """X the first centred column, J all the others: N = order - 2."""
    rows = hadamard(order)
    J = [row[2:] for row in rows]
    return {"X": [row[1:2] for row in rows], "Y": [[s * row[1], *row[2:]] for row in rows], "J": J, "s": s}


def values(cka2: tuple[int, int], r2: tuple[int, int]) -> Any:
    def holds(m: Any, X: Any, Y: Any) -> Claim:
        return All(eq(m.linear_cka(X, Y) ** 2, m.ratio(*cka2)), eq(m.linear_r2(X, Y), m.ratio(*r2)))

    return holds


FOUR = spread(4, 2)
TWICE = {"X": [[1], [-1], [1], [-1]], "Y": [[2, 1], [-2, -1], [2, 1], [-2, -1]], "J": [[1], [-1], [1], [-1]], "s": 2}
LONGER = {"X": [[2], [-2], [2], [-2]], "Y": [[4, 1, 1], [-4, 1, -1], [4, -1, -1], [-4, -1, 1]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y)^2 = \frac{s^4}{s^4 + N}, \quad R^2_{X \to Y} = \frac{s^2}{s^2 + N},"
        r"\quad R^2_{Y \to X} = 1, \quad \mathrm{CKA} = \sqrt{PR(Y)}\,R^2_{X \to Y}"
    ),
    case={"X": "n 1", "Y": "n q", "J": "n N", "s": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"s \ne 0", lambda m, s: nonzero(s), Drop(spread(4, 0))),
        varies("X", dict.fromkeys(("X", "J", "Y"), [[1]] * 4) | {"s": 2}),
        Hypothesis(r"J_c^\top J_c = \|X_c\|^2 I_N", of_one_length, Drop({**FOUR, **LONGER})),
        Hypothesis(r"X_c^\top J_c = 0", lambda m, X, J: zero(m.center(X).T @ m.center(J)), Drop(TWICE)),
        Hypothesis(r"L = s^2 K + J_c J_c^\top", looks_like_both, Drop({**FOUR, "s": 3})),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "participation-ratio"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("two further features", FOUR, values((8, 9), (2, 3))),
        Witness("six further features", spread(8, 3), values((27, 29), (3, 5))),
    ),
    refutes=(
        "r2_swapped",
        "r2_by_cka",
        "participation_by_rank",
        "participation_inverted",
        "participation_per_feature",
    ),
    kernel=("probes_high_cka_without_predictability",),
    uses=("probes/cka_between_r2",),
)
