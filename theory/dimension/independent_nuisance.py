r"""With independent nuisance bits two networks hold one target as a feature, and no function aligns the rest.

Proof.     X = [t, J] and Y = [t, G] with |J_c| = |G_c| = s|t_c|. Given X, G averages to a constant: AG_c = 0 for A
           averaging over equal rows of X. A keeps t and J, so G is uncorrelated with both, and J with t. Then <K, L> =
           |t_c|^4, |K|^2 = |L|^2 = (1 + s^4)|t_c|^4, tr L = (1 + s^2)|t_c|^2, and all of Y that a linear probe or a
           conditional mean explains is t.
Sharpness. Uncorrelated is not enough. At n = 4, with J = (1, -1, 1, -1) and G = tJ, the linear scores are the same, but
           one product recovers G and the best function has R^2 = 1 (dimension/any_function). Three independent bits
           t, u, v, J = su and G = sv, n = 8, have R^2 = 1/(1 + s^2) for the best function of all: 1/2, 1/5, 1/10.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import REWRITING, All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, varies, zero
from ..core.strategies import positive


def claim(m: Any, t: Any, J: Any, G: Any, s: Any) -> Claim:
    X, Y = m.concat(t, J), m.concat(t, G)
    one = m.ratio(1, 1)
    return All(
        eq(m.linear_cka(X, Y) * (s**4 + 1), one),
        eq(m.linear_r2(X, Y) * (s**2 + 1), one),
        eq(m.correlation_ratio(X, Y) * (s**2 + 1), one),
    )


def as_long(name: str) -> Any:
    """|J_c|^2 = s^2 |t_c|^2."""

    def holds(m: Any, s: Any, **case: Any) -> Claim:
        t, J = m.center(case["t"]), m.center(case[name])
        return eq(m.inner(J, J), m.inner(t, t) * s**2)

    return holds


def bits(s: Any) -> dict[str, Any]:
    """All of {1, -1}^3: t, and s times each of the other two bits."""
    corners = [(a, b, c) for a in (1, -1) for b in (1, -1) for c in (1, -1)]
    return {
        "t": [[t] for t, _, _ in corners],
        "J": [[s * u] for _, u, _ in corners],
        "G": [[s * v] for _, _, v in corners],
        "s": s,
    }


def best(s: int) -> Any:
    """No function does better than 1/(1 + s^2)."""
    return lambda m, t, J, G: eq(m.correlation_ratio(m.concat(t, J), m.concat(t, G)), m.ratio(1, 1 + s * s))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Scaled and shifted bits, in any order."""
    s, scale, shift = draw(positive()), draw(positive()), draw(st.integers(-2, 2))
    order = draw(st.permutations(range(8)))
    case = bits(s)
    return {name: [[scale * case[name][i][0] + shift] for i in order] for name in "tJG"} | {"s": s}


T, U, TU = ([[1], [1], [-1], [-1]], [[1], [-1], [1], [-1]], [[1], [-1], [-1], [1]])
ONE = bits(1)
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}([t, J], [t, G]) = \frac{1}{1 + s^4}, \quad R^2_{X \to Y} = \max_f R^2_{f(X) \to Y} ="
        r"\frac{1}{1 + s^2}"
    ),
    case={"t": "n 1", "J": "n 1", "G": "n 1", "s": ""},
    claim=claim,
    hypotheses=(
        varies("t", dict.fromkeys("tJG", [[1]] * 4) | {"s": 1}),
        Hypothesis(r"\|J_c\|^2 = s^2\|t_c\|^2", as_long("J"), Drop(ONE | {"J": bits(2)["J"]})),
        Hypothesis(r"\|G_c\|^2 = s^2\|t_c\|^2", as_long("G"), Drop(ONE | {"G": bits(2)["G"]})),
        Hypothesis(r"t_c^\top J_c = 0", lambda m, t, J: zero(m.center(t).T @ m.center(J)), Drop(ONE | {"J": ONE["t"]})),
        Hypothesis(
            r"E[G \mid X] = E[G] \text{ (independent nuisance bits)}",
            lambda m, t, J, G: zero(m.averaging(m.concat(t, J)) @ m.center(G)),
            Drop({"t": T, "J": U, "G": TU, "s": 1}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=REWRITING,
    witnesses=tuple(Witness(f"three bits, s = {s}", bits(s), best(s)) for s in (1, 2, 3)),
    refutes=("correlation_ratio_given_both", "correlation_ratio_within"),
    kernel=("dimension_independent_nuisance",),
    uses=("dimension/any_function",),
)
