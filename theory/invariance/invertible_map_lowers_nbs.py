r"""An invertible linear map can lower the Procrustes similarity, but never below 2 sqrt(k)/(1 + k), k its condition.

Proof.     |X_c'Y_c|_* >= tr X_c'Y_c, by duality, and <Y_c - sX_c, tX_c - Y_c> >= 0 is (s + t) tr X_c'Y_c >= |Y_c|^2 +
           st|X_c|^2 >= 2 sqrt(st)|X_c||Y_c|. A map A with singular values in [s, t] on the row space of X_c is SQ
           there, with S = (AA')^(1/2) and a rotation Q, which NBS does not see. For Y_c = X_cS the hypothesis says
           that tr X_c'X_c(S - s)(t - S) >= 0, where all factors are semidefinite, and the last two commute.
Sharpness. X = [k e1, e2], S = diag(1, k^2) attains it for every k, as it does the bound on CKA, 2k/(1 + k^2) for the
           condition k (invariance/invertible_map_bound): of the two, NBS sees less of a stretch.
Source.    Reverse Schwarz inequality (Diaz and Metcalf 1964); the NBS form and the tight family are derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.forces import Forces
from ..core.record import Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, varies
from ..core.strategies import orthogonal, pairs, positive


def floor(m: Any, s: Any, t: Any) -> Any:
    """2 sqrt(st)/(s + t)."""
    return m.map_floor(m.sqrt(s), m.sqrt(t))


def claim(m: Any, X: Any, Y: Any, s: Any, t: Any) -> Claim:
    return le(floor(m, s, t), m.nbs(X, Y))


def between(m: Any, X: Any, Y: Any, s: Any, t: Any) -> Any:
    """<Y_c - sX_c, tX_c - Y_c>."""
    x, y = m.center(X), m.center(Y)
    return m.inner(y - x * s, x * t - y)


def symbolic(m: Any, X: Any, Y: Any, s: Any, t: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    left, right, shared = m.inner(x, x), m.inner(y, y), m.inner(x, y)
    hypothesis = m.sign_known(between(m, X, Y, s, t))
    m.lemma_positive(shared * (s + t), facts=[hypothesis, m.squared_norm(y)], rest=left * s * t)
    m.lemma_positive(left * right, facts=[m.cauchy_schwarz(x, y)], rest=shared**2)
    none = m.psd_scaled(0, m.gram_psd(x.T))  # 1 - 1'1
    dual = m.duality(x.T @ y, m.identity(X.shape[1]), none)
    square = m.square(m.norm(y) - m.sqrt(s) * m.sqrt(t) * m.norm(x))
    facts = [m.scaled(s + t, dual), hypothesis, square]
    yield m.certificate(claim(m, X, Y, s, t), scale=(s + t) * m.norm(x) * m.norm(y), facts=facts)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """S with known eigenvalues, of which the bounds are the extreme ones or lie further out."""
    X, _ = draw(pairs())
    U, d = draw(orthogonal(X.shape[1])), draw(st.lists(positive(), min_size=X.shape[1], max_size=X.shape[1]))
    return {
        "X": X,
        "Y": X @ (U * d @ U.T) + draw(st.integers(-1, 1)),
        "s": min(d),
        "t": max(d) + draw(st.integers(0, 1)),
    }


def tight(k: Any) -> dict[str, Any]:
    X = [[k, 1], [k, -1], [-k, 1], [-k, -1]]
    return {"X": X, "Y": [[x, k * k * y] for x, y in X], "s": 1, "t": k * k}


def value(a: int, b: int) -> Any:
    return lambda m, X, Y, **_: eq(m.nbs(X, Y), m.ratio(a, b))


CONSTANT = [[1, 1]] * 4
THEOREM = Theorem(
    statement=(
        r"\mathrm{NBS}(X, Y) \ge \frac{2\sqrt\kappa}{1 + \kappa},\ \kappa = t/s, \quad "
        r"\text{as for } Y_c = X_cS,\ sI \preceq S \preceq tI"
    ),
    case={"X": "n p", "Y": "n p", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        varies("X", {"X": CONSTANT, "Y": CONSTANT, "s": 1, "t": 1}),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(tight(2) | {"Y": CONSTANT, "s": 0})),
        Hypothesis("t > 0", lambda m, t: lt(0, t), Drop(tight(2) | {"Y": CONSTANT, "t": 0})),
        Hypothesis(
            r"\langle Y_c - sX_c, tX_c - Y_c\rangle \ge 0",
            lambda m, X, Y, s, t: le(0, between(m, X, Y, s, t)),
            Drop(tight(2) | {"t": 2}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"nbs"}),
    symbolic=symbolic,
    witnesses=(Witness("condition 4", tight(2), value(4, 5)), Witness("condition 9", tight(3), value(3, 5))),
    sharp=Family((1, 2, 3, Fraction(5, 2)), tight, lambda m, X, Y, s, t: eq(floor(m, s, t), m.nbs(X, Y))),
    refutes=(
        "map_floor_without_the_two",
        "map_floor_without_the_square",
        "map_floor_of_the_gram",
        "map_floor_of_the_root",
        "map_floor_is_one",
    ),
    kernel=(
        "invariance_invertible_map_lowers_nbs",
        "invariance_invertible_map_lowers_nbs_map",
        "invariance_invertible_map_lowers_nbs_sharp",
    ),
    cites=("diaz1964complementary",),
    forces=(
        Forces(
            ("nbs",),
            lambda k: k.condition is not None,
            lambda m, k: floor(m, m.ratio(1, 1), m.array(k.condition)),
            "a linear map of this condition number carries one onto the other",
        ),
    ),
)
