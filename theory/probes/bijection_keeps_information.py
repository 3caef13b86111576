r"""An injective map keeps every mutual information and all that the best of probes reads, while linear probes go blind.

Proof.     F = f(X) with f injective groups the samples as X does: rows of F are equal where those of X are, and nowhere
           else. The information about T, and the part of T that is a function of the features, depend on the groups
           alone. exp(n I) is rational, the product over samples of n k_xt/(k_x k_t) for the sizes k of the groups of X,
           T and both: two bits on four samples are 2^8.
Sharpness. |x| is not injective: of x = (-3, -1, 1, 3) it keeps one bit of two, and none about the sign. The code (p_2,
           p_3) of x (twists/legendre_code) is injective: two bits of x, one bit of its sign, and R^2 = 0 where x itself
           has R^2 = 1. A map that is not a function of the features can add information.
Source.    Pimentel et al. (2020), who conclude that more powerful probes are better ones.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies
from ..core.strategies import matrices


def claim(m: Any, X: Any, F: Any, T: Any) -> Claim:
    return All(
        eq(m.information_power(F, T), m.information_power(X, T)),
        eq(m.correlation_ratio(F, T), m.correlation_ratio(X, T)),
    )


def function_of(m: Any, A: Any, B: Any) -> Claim:
    """B is a function of A: it is its own mean over equal rows of A."""
    return eq(m.averaging(A) @ B, B)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Groups of equal rows, each with codes of its own on either side, and a target that is not a function of them."""
    n = draw(st.integers(2, 5))
    labels = [draw(st.integers(0, 2)) for _ in range(n)]
    X, F = (draw(matrices(3, draw(st.integers(1, 2)), distinct_rows=True))[labels] for _ in range(2))
    return {"X": X, "F": F, "T": draw(matrices(n, 1, elements=st.integers(0, 2)))}


def column(*entries: int) -> list[list[int]]:
    return [[entry] for entry in entries]


LINE, CODE = column(-3, -1, 1, 3), [[1, -1], [-1, 3], [-1, -3], [1, 1]]
SIGN = column(-1, -1, 1, 1)


def bits(both: int, from_x: int, from_code: int) -> Any:
    """I in quarters of a bit, the same for x and its code, and R^2 in fifths of a linear probe on either."""

    def values(m: Any, X: Any, F: Any, T: Any) -> Claim:
        return All(
            eq(m.information_power(X, T), m.ratio(2**both, 1)),
            eq(m.information_power(F, T), m.ratio(2**both, 1)),
            eq(m.linear_r2(X, T), m.ratio(from_x, 5)),
            eq(m.linear_r2(F, T), m.ratio(from_code, 5)),
        )

    return values


THEOREM = Theorem(
    statement=(
        r"F = f(X),\ f \text{ injective} \implies I(F; T) = I(X; T),\quad"
        r"\sup_g R^2(g(F) \to T) = \sup_g R^2(g(X) \to T)"
    ),
    case={"X": "n p", "F": "n q", "T": "n k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"F = f(X)",
            lambda m, X, F: function_of(m, X, F),
            Drop({"X": column(0, 0, 1, 1), "F": column(0, 1, 2, 3), "T": column(0, 1, 0, 1)}),
        ),
        Hypothesis(
            r"X = f^{-1}(F)",
            lambda m, X, F: function_of(m, F, X),
            Drop({"X": LINE, "F": column(3, 1, 1, 3), "T": SIGN}),
        ),
        varies("T", {"X": LINE, "F": CODE, "T": column(1, 1, 1, 1)}),
    ),
    domain=cases(),
    variants=frozenset({"any", "r2"}),
    why_not={"symbolic": "an entropy is a sum of logarithms of class sizes; words have traces, which are not those"},
    witnesses=(
        Witness("two bits of x itself", {"X": LINE, "F": CODE, "T": LINE}, bits(8, 5, 0)),
        Witness("one bit of its sign", {"X": LINE, "F": CODE, "T": SIGN}, bits(4, 4, 1)),
    ),
    refutes=("information_of_either",),
    kernel=("probes_bijection_keeps_information",),
    uses=("twists/legendre_code",),
    cites=("pimentel2020information",),
)
