r"""Ridge heads that fit three quarters of a target force linear CKA up to a floor that their penalty sets alone.

Proof.     A ridge head has X_c'(t - a) = cw, so c|w|^2 = a'(t - a) = |t|^2/4 - |t/2 - a|^2 <= |t|^2/4: the norm of the
           head is paid for. With the agreement (1 - e)^2 |t|^2 <= a'b of floors/relative_errors, (a'b)^2 <=
           |w|^2 |v|^2 |X_c'Y_c|^2 and |K|, |L| <= 1 it gives CKA >= 16 c^2 (1 - e)^4.
Sharpness. c = 1 and X = Y = t of length one: the heads are 1/2, the errors 1/4, and the floor is 1. Smaller errors
           force more (floors/ridge_errors). Weight decay without normalised features forces nothing: scaling them up
           undoes it (the cases without |K|, |L| <= 1).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.record import Case, Claim, Drop, Family, Hypothesis, Scope, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices
from .approximate_decoding import from_agreement, sizes
from .bounded_readouts import normalised
from .relative_errors import agreement, close, error_is_a_square, not_zero


def claim(m: Any, X: Any, Y: Any, c: Any, E: Any) -> Claim:
    return le(m.ridge_floor(c, E), m.linear_cka(X, Y))


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any, c: Any, E: Any) -> Iterator[Verdict]:
    x, y, target = m.center(X), m.center(Y), m.center(t)
    T, u, z = m.inner(target, target), x @ w - target, y @ v - target
    m.lemma_positive(1 - E * 2, facts=[m.scaled(2, m.sign_known(m.ratio(1, 4) - E))], rest=m.ratio(1, 2))
    near = [not_zero(m, side, weights, target, E) for side, weights in ((x, w), (y, v))]
    error_is_a_square(m, near[0], u, T)
    e = m.sqrt(E)
    half = m.from_squares(m.sign_known(m.ratio(1, 4) - E), m.ratio(1, 2), e)
    m.lemma_nonnegative(half)
    heads = [m.scaled(4, m.squared_norm(target * m.ratio(1, 2) - side)) for side in (x @ w, y @ v)]  # T - 4c|w|^2
    W, V, K, L = m.inner(w, w), m.inner(v, v), m.norm(m.gram(X)), m.norm(m.gram(Y))
    paid = [m.scaled(T, heads[0]), m.scaled(c * W * 4, heads[1])]  # T^2 - 16 c^2 |w|^2 |v|^2
    normalised = [m.sign_known(1 - K), m.scaled(K, m.sign_known(1 - L))]  # 1 - |K||L|
    above, least = agreement(m, u, z, target, E, near), m.scaled(T, m.square(1 - e))
    facts = [
        *from_agreement(m, X, Y, w, v, least, above),
        *(m.product(m.square((1 - e) ** 2), fact) for fact in paid),
        *(m.scaled(W * V * 16, m.product(m.square(c * (1 - e) ** 2), fact)) for fact in normalised),
    ]
    yield m.certificate(claim(m, X, Y, c, E), scale=sizes(m, X, Y, w, v), facts=facts)


def optimal(name: str, weights: str, case: Any) -> Hypothesis:
    """X_c'(t_c - X_cw) = cw."""

    def holds(m: Any, t: Any, c: Any, **case: Any) -> Claim:
        z, w = m.center(case[name]), case[weights]
        return zero(z.T @ (m.center(t) - z @ w) - w * c)

    return Hypothesis(rf"{name}_c^\top(t_c - {name}_c{weights}) = \lambda {weights}", holds, Drop(case))


def ridge(m: Any, Z: Any, t: Any, c: Any) -> Any:
    """The head of penalty c."""
    z = m.center(Z)
    return m.solve(z.T @ z + m.identity(z.shape[1]) * c, z.T @ m.center(t))


@st.composite
def small_features(draw: st.DrawFn) -> tuple[Any, list[Any]]:
    """A target, and twice features of norm one at most that nearly hold it."""
    n, m = draw(st.integers(2, 5)), Exact()
    t = draw(matrices(n, 1))
    sides = []
    for _ in range(2):
        Z = m.concat(
            t + draw(matrices(n, 1, nonconstant=False)) * m.ratio(1, 8), draw(matrices(n, 1, nonconstant=False))
        )
        size = m.inner(m.center(Z), m.center(Z))
        while size > 1:  # |K| <= tr K
            Z, size = Z * m.ratio(1, 2), size / 4
        sides.append(Z)
    return t, sides


def unexplained(m: Any, Z: Any, t: Any, w: Any) -> Any:
    """|Z_cw - t_c|^2/|t_c|^2."""
    target = m.center(t)
    gap = m.center(Z) @ w - target
    return m.inner(gap, gap) / m.inner(target, target)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A target among the features, which are made small enough, and a penalty small enough to fit it."""
    t, sides = draw(small_features())
    m = Exact()
    c = m.ratio(draw(st.integers(1, 8)), 8)
    for _ in range(40):
        heads = [ridge(m, Z, t, c) for Z in sides]
        E = max(unexplained(m, Z, t, w) for Z, w in zip(sides, heads, strict=True))
        if E * 4 <= 1:
            return {"X": sides[0], "Y": sides[1], "t": t, "w": heads[0], "v": heads[1], "c": c, "E": E}
        c = c / 2
    return TIGHT


UNIT: list[list[Fraction]] = [[Fraction(i, 2)] for i in (1, 1, -1, -1)]
BESIDE: list[list[Fraction]] = [[Fraction(i, 2), Fraction(j, 2)] for i, j in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
HALF: list[list[Fraction]] = [[Fraction(1, 2)]]
TIGHT: dict[str, Any] = {"X": UNIT, "Y": UNIT, "t": UNIT, "w": HALF, "v": HALF, "c": 1, "E": Fraction(1, 4)}
FAINT: list[list[Fraction]] = [[i / 8, j / 2] for i, j in BESIDE]  # the target too faintly to be fitted
UNFIT: dict[str, Any] = {"t": UNIT, "c": Fraction(1, 8), "E": Fraction(1, 81)}
APART: dict[str, Any] = {
    "X": [[Fraction(i, 2)] for i in (1, -1, 1, -1)],
    "Y": [[Fraction(i, 2)] for i in (-1, 1, 1, -1)],
    "t": [[0], [0], [4], [-4]],
    "w": [[2]],
    "v": [[2]],
    "c": 1,
    "E": Fraction(5, 8),
}
PENALTY = Hypothesis(
    r"\lambda \ge 0",
    lambda m, c: le(0, c),
    Scope("a negative penalty is none: its head is a saddle, not the minimiser of a loss"),
)

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, Y) \ge 16\lambda^2(1 - \sqrt\varepsilon)^4",
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "p 1", "v": "q 1", "c": "", "E": ""},
    claim=claim,
    hypotheses=(
        varies("t", TIGHT | {"t": [[1]] * 4, "X": [[1]] * 4, "w": [[0]], "v": [[0]]}),
        optimal("X", "w", TIGHT | {"X": FAINT, "w": [[8], [0]]}),
        optimal("Y", "v", TIGHT | {"Y": FAINT, "v": [[8], [0]]}),
        close("X", "w", UNFIT | {"X": FAINT, "w": [[Fraction(8, 9)], [0]], "Y": UNIT, "v": [[Fraction(8, 9)]]}),
        close("Y", "v", UNFIT | {"Y": FAINT, "v": [[Fraction(8, 9)], [0]], "X": UNIT, "w": [[Fraction(8, 9)]]}),
        Hypothesis(r"\varepsilon \le \tfrac14", lambda m, E: le(E, m.ratio(1, 4)), Drop(APART)),
        normalised("X", "K", TIGHT | {"X": BESIDE, "w": [[Fraction(1, 2)], [0]]}),
        normalised("Y", "L", TIGHT | {"Y": BESIDE, "v": [[Fraction(1, 2)], [0]]}),
        PENALTY,
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("three quarters, penalty one", TIGHT, lambda m, c, E, **_: eq(m.ridge_floor(c, E), 1)),),
    sharp=Family((1,), lambda _: TIGHT, lambda m, X, Y, c, E, **_: eq(m.ridge_floor(c, E), m.linear_cka(X, Y))),
    refutes=(
        "ridge_floor_without_square",
        "ridge_floor_by_errors",
        "ridge_floor_of_one_readout",
        "ridge_floor_of_half_the_penalty",
    ),
    kernel=("floors_ridge_heads", "floors_ridge_heads_sharp"),
    uses=("floors/relative_errors",),
)
