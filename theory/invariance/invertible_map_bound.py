r"""An invertible linear map can lower CKA, but never below 2k/(1 + k^2), k its condition number.

Proof.     On the row space of X_c: s^2 K <= L <= t^2 K in the Loewner order, L = X_cAA'X_c'. So
           tr[(L - s^2 K)(t^2 K - L)] >= 0, a product of two semidefinite matrices, and (|L| - st|K|)^2 >= 0; their
           sum is (s^2 + t^2)<K, L> - 2st|K||L|. Divide by |K||L|(s^2 + t^2). HXA is not 0 because L >= s^2 K.
Sharpness. X = [k e1, e2], A = diag(1, k^2) attains it for every k. A = diag(0, 1) at k = 2: CKA^2 = 1/17. A bijection
           that is not linear has no bound: X = (0,1,3), Y = (5,0,4) have CKA 0.
Source.    Reverse Schwarz inequality (Diaz and Metcalf 1964; Otachel 2018); the CKA form and the tight family are
           derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.forces import Forces
from ..core.record import Claim, Drop, Family, Hypothesis, Scope, Theorem, Verdict, Witness, eq, le, lt, psd, varies
from ..core.strategies import matrices, orthogonal, pairs, with_condition


def claim(m: Any, X: Any, A: Any, s: Any, t: Any) -> Claim:
    return le(m.map_floor(s, t), m.linear_cka(X, X @ A))


def above(m: Any, X: Any, A: Any, s: Any) -> Any:
    """L - s^2 K."""
    return m.gram(X @ A) - m.gram(X) * (s * s)


def symbolic(m: Any, X: Any, A: Any, s: Any, t: Any) -> Iterator[Verdict]:
    K, L = m.gram(X), m.gram(X @ A)
    low, high = m.given(above(m, X, A, s)), m.given(-above(m, X, A, t))
    product = m.psd_product(low, high)
    # L >= s^2 K > 0: needed before anything is divided by |L|
    grows = [
        m.psd_product(low, m.gram_psd(m.center(X) @ A)),
        m.scaled(s * s, m.psd_product(low, m.gram_psd(m.center(X)))),
    ]
    m.lemma_positive(m.inner(L, L), facts=grows, rest=m.inner(K, K) * s**4)
    square = m.square(m.norm(L) - s * t * m.norm(K))
    scale = (s * s + t * t) * m.norm(K) * m.norm(L)
    yield m.certificate(claim(m, X, A, s, t), scale=scale, facts=[product, square])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A with known extreme singular values; in half of the cases on the row space of X alone, and anything off it."""
    X, _ = draw(pairs())
    k = X.shape[1]
    A, s, t = draw(with_condition(k, draw(st.integers(k, 3))))
    if draw(st.booleans()):
        Q = draw(orthogonal(k + 1))
        X, A = X @ Q[:k], Q[:k].T @ A + Q[k:].T @ draw(matrices(1, A.shape[1], nonconstant=False))
    return {"X": X, "A": A, "s": s, "t": t}


def tight(k: Any) -> dict[str, Any]:
    return {"X": [[k, 1], [k, -1], [-k, 1], [-k, -1]], "A": [[1, 0], [0, k * k]], "s": 1, "t": k * k}


def squared(a: int, b: int) -> Any:
    return lambda m, X, A, **_: eq(m.linear_cka(X, X @ A) ** 2, m.ratio(a, b))


THEOREM = Theorem(
    statement=r"\mathrm{CKA}(X, XA) \ge \frac{2\kappa}{1 + \kappa^2},\quad \kappa = t/s",
    case={"X": "n p", "A": "p r", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        varies("X", {"X": [[1], [1]], "A": [[1]], "s": 1, "t": 1}),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(tight(2) | {"s": 0, "A": [[0, 0], [0, 0]]})),
        Hypothesis(
            r"X_cAA^\top X_c^\top \succeq s^2 X_cX_c^\top",
            lambda m, X, A, s: psd(above(m, X, A, s)),
            Drop(tight(2) | {"A": [[0, 0], [0, 1]]}),
        ),
        Hypothesis(
            r"X_cAA^\top X_c^\top \preceq t^2 X_cX_c^\top",
            lambda m, X, A, t: psd(-above(m, X, A, t)),
            Drop(tight(2) | {"t": 1}),
        ),
        Hypothesis(
            r"\text{the map is linear}",
            None,
            Scope("the statement is about XA; the bijection 0, 1, 3 -> 5, 0, 4 is not linear, and leaves CKA at 0"),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("condition 4", tight(2), squared(64, 289)),
        Witness("condition 9", tight(3), squared(81, 1681)),
    ),
    sharp=Family((1, 2, 3, Fraction(5, 2)), tight, lambda m, X, A, s, t: eq(m.map_floor(s, t), m.linear_cka(X, X @ A))),
    refutes=(
        "map_floor_without_the_two",
        "map_floor_without_the_square",
        "map_floor_of_the_gram",
        "map_floor_of_the_root",
        "map_floor_is_one",
    ),
    kernel=(
        "invariance_invertible_map_bound",
        "invariance_invertible_map_bound_gains",
        "invariance_invertible_map_bound_sharp",
    ),
    cites=("diaz1964complementary", "otachel2018reverse"),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.condition is not None,
            lambda m, k: m.map_floor(m.ratio(1, 1), m.array(k.condition)),
            "a linear map of this condition number carries one onto the other",
        ),
    ),
)
