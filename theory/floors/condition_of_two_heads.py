r"""Where two networks hold nothing but one output, the condition numbers of their heads are a floor for linear CKA.

Proof.     M = TT' for the output T = X_cW = Y_cV. a^2 K <= M <= b^2 K and c^2 L <= M <= d^2 L in the Loewner order make
           d^2 L - a^2 K and b^2 K - c^2 L sums of semidefinite matrices. The trace of their product is nonnegative:
           (a^2 c^2 + b^2 d^2)<K, L> >= a^2 b^2|K|^2 + c^2 d^2|L|^2 >= 2abcd|K||L|.
Sharpness. X = [u, ev] and Y = [eu, v] with orthogonal u, v of one length, both of which are read, attain it: k = 1/e^2.
           So 0 is the least that is the same for all such networks (floors/no_floor_without_slack). a and b are the
           least and the largest singular value of W on the row space of X_c; a > 0 says that X holds nothing but the
           output, and otherwise the floor is 0. Where W and V are square, Y_c = X_cWV^-1 has the floor of
           invariance/invertible_map_bound, and the condition number of WV^-1 is at most that of W times that of V.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.record import Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, eq, le, nonzero, psd
from ..core.strategies import matrices, rank_profile, semi_orthogonal, with_condition
from ..identifiability.zero_slack import same_output


def claim(m: Any, X: Any, Y: Any, a: Any, b: Any, c: Any, d: Any) -> Claim:
    return le(m.map_floor(a * c, b * d), m.linear_cka(X, Y))


def above(m: Any, X: Any, W: Any, a: Any) -> Any:
    """M - a^2 K, M = X_cWW'X_c'."""
    return m.gram(X @ W) - m.gram(X) * (a * a)


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, a: Any, b: Any, c: Any, d: Any) -> Iterator[Verdict]:
    x, y, T = m.center(X), m.center(Y), m.center(X) @ W
    K, L = m.norm(m.gram(X)), m.norm(m.gram(Y))
    sides = []
    for z, Z, U, low, high in ((x, X, W, a, b), (y, Y, V, c, d)):
        factor_is_nonzero(m, z, U)
        sides.append((m.given(above(m, Z, U, low)), m.given(-above(m, Z, U, high))))
        m.lemma_positive(high**2 * m.inner(z, z), facts=[m.psd_trace(sides[-1][1])], rest=m.inner(T, T))
    (x_low, x_high), (y_low, y_high) = sides
    product = m.psd_product(m.psd_sum(y_high, x_low), m.psd_sum(x_high, y_low))
    square = m.square(a * b * K - c * d * L)
    scale = (a * a * c * c + b * b * d * d) * K * L
    yield m.certificate(claim(m, X, Y, a, b, c, d), scale=scale, facts=[product, square])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Square heads of known singular values, and features turned into more dimensions; in some cases X holds more."""
    n = draw(st.integers(2, 5))
    r = draw(st.integers(1, min(3, n - 1)))
    (W, a, b), (V, c, d) = (draw(with_condition(r)) for _ in "WV")
    X = draw(rank_profile(n, r, r))
    Y = X @ W @ Exact().solve(V, Exact().identity(r)) + draw(matrices(1, r, nonconstant=False))
    (X, W), (Y, V) = (turned(draw, Z, U) for Z, U in ((X, W), (Y, V)))
    if draw(st.integers(0, 3)) == 3:
        more = draw(matrices(n, 1))
        X, W, a = np.hstack([X, more]), np.vstack([W, 0 * W[:1]]), 0 * a
    return {"X": X, "Y": Y, "W": W, "V": V, "a": a, "b": b, "c": c, "d": d}


def turned(draw: st.DrawFn, Z: Any, U: Any) -> tuple[Any, Any]:
    """The same features and readout after an isometry."""
    Q = draw(semi_orthogonal(Z.shape[1], draw(st.integers(Z.shape[1], Z.shape[1] + 1))))
    return Z @ Q, Q.T @ U


def tight(e: Fraction) -> dict[str, Any]:
    """[u, ev] and [eu, v], of which [u, v] is read."""
    rows = [(i, j) for i in (1, -1) for j in (1, -1)]
    return {
        "X": [[i, e * j] for i, j in rows],
        "Y": [[e * i, j] for i, j in rows],
        "W": [[1, 0], [0, 1 / e]],
        "V": [[1 / e, 0], [0, 1]],
        "a": 1,
        "b": 1 / e,
        "c": 1,
        "d": 1 / e,
    }


def attained(m: Any, X: Any, Y: Any, a: Any, b: Any, c: Any, d: Any, **_: Any) -> Claim:
    return eq(m.map_floor(a * c, b * d), m.linear_cka(X, Y))


HALF = Fraction(1, 2)
CONSTANT = [[1, 1]] * 4
APART: dict[str, Any] = {
    "X": [[1], [1], [-1], [-1]],
    "Y": [[1], [-1], [1], [-1]],
    "W": [[1]],
    "V": [[1]],
    **dict.fromkeys("abcd", 1),
}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{2\kappa}{1 + \kappa^2},\quad \kappa = \frac{b}{a} \cdot \frac{d}{c},\quad "
        r"M = TT^\top,\ T = X_cW = Y_cV"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "a": "", "b": "", "c": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("X_cW = Y_cV", same_output, Drop(APART)),
        Hypothesis(
            r"T \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(tight(HALF) | {"X": CONSTANT, "Y": CONSTANT}),
        ),
        Hypothesis(r"a^2 K \preceq M", lambda m, X, W, a: psd(above(m, X, W, a)), Drop(tight(HALF) | {"a": 2})),
        Hypothesis(r"M \preceq b^2 K", lambda m, X, W, b: psd(-above(m, X, W, b)), Drop(tight(HALF) | {"b": 1})),
        Hypothesis(r"c^2 L \preceq M", lambda m, Y, V, c: psd(above(m, Y, V, c)), Drop(tight(HALF) | {"c": 2})),
        Hypothesis(r"M \preceq d^2 L", lambda m, Y, V, d: psd(-above(m, Y, V, d)), Drop(tight(HALF) | {"d": 1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    sharp=Family((Fraction(1), HALF, Fraction(2, 3), Fraction(1, 10)), tight, attained),
    refutes=("map_floor_without_the_two", "map_floor_without_the_square", "map_floor_of_the_root", "map_floor_is_one"),
    kernel=("floors_condition_of_two_heads", "floors_condition_of_two_heads_sharp"),
)
