r"""What a readout does not use can be moved to where the other representation sees none of it.

Proof.     Y_s = (1 + s ab')Y_c for a direction a that X does not have, X_c'a = 0, and a direction b that the output
           T = Y_cV does not have, b'T = 0. The output stays, Y_sV = T + s a(b'T) = T, and so does the rank, since
           1 + s ab' has the inverse 1 - s ab'/(1 + s a'b). P_X a = 0: what X predicts stays as it was, A = P_X Y_s =
           P_X Y_c, and the rest goes from B = Y_c - A to C = Y_s - A. R^2 = |A|^2/|Y_s|^2, and |Y_c|^2 |Y_s|^2 -
           |A|^2 |Y_s - Y_c|^2 = <Y_c, Y_s>^2 + |B|^2 |C|^2 - <B, C>^2 >= 0 with |Y_s - Y_c| = |s||a||Y_c'b|.
Sharpness. X = t and Y = [t, kJ], moved along a = b = J to [t, -J/k], attain it. There is such an a exactly where rank
           HX <= n - 2, and such a b exactly where Y has slack, rank HY > rank T; of a and -a one has a'b >= 0, and then
           every s > 0 will do. So neither R^2 = 1 nor any R^2 > 0 is forced. With n - 1 directions of X both are
           (probes/control_tasks), and without slack in Y as well (floors/nothing_unread_is_predicted). At s a'b = -1 a
           direction is lost: Y = [t, J], a = b = J, s = -1/4.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.record import (
    All,
    Case,
    Drop,
    Family,
    Hypothesis,
    Relation,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    ne,
    nonzero,
    zero,
)
from ..core.strategies import matrices, positive, ranked_readouts


def moved(m: Any, Y: Any, a: Any, b: Any, s: Any) -> Any:
    """Y_s = (1 + s ab')Y_c."""
    y = m.center(Y)
    return y + a @ (b.T @ y) * s


def claim(m: Any, X: Any, Y: Any, V: Any, a: Any, b: Any, s: Any) -> All:
    y, Z = m.center(Y), moved(m, Y, a, b, s)
    seen, read, r2 = m.projector(m.center(X)) @ y, y.T @ b, m.linear_r2(X, Z)
    return All(
        eq(Z @ V, y @ V),
        eq(m.ratio(m.rank(Z), 1), m.ratio(m.rank(y), 1)),
        eq(r2, m.inner(seen, seen) / m.inner(Z, Z)),
        le(r2, m.inner(y, y) / (m.inner(a, a) * m.inner(read, read) * s * s)),
    )


def symbolic(m: Any, X: Any, Y: Any, V: Any, a: Any, b: Any, s: Any) -> Iterator[Verdict]:
    y, Z, one = m.center(Y), moved(m, Y, a, b, s), m.identity(Y.shape[0])
    go, back = one + a @ b.T * s, one - a @ b.T * (s / (m.trace(a.T @ b) * s + 1))
    yield m.decide(eq(go @ y, Z))
    yield m.decide(eq(back @ Z, y))
    yield same_rank(m)
    factor_is_nonzero(m, y.T, b)
    factor_is_nonzero(m, Z.T, back.T)
    output, _, value, bound = claim(m, X, Y, V, a, b, s).parts
    yield m.decide(output)
    yield m.decide(value)
    P = m.projector(m.center(X))
    facts = [m.square(m.inner(y, Z)), m.cauchy_schwarz(y - P @ y, Z - P @ Z)]
    grown = m.inner(a, a) * m.inner(y.T @ b, y.T @ b) * s * s
    yield m.certificate(bound, scale=m.inner(Z, Z) * grown, facts=facts)


def same_rank(m: Any) -> Verdict:
    """For any A and B: if B = MA and A = NB, their rows span the same space."""
    A, B = (m.matrix(name, "n", "q") for name in ("A", "B"))
    M, N = (m.matrix(name, "n", "n") for name in ("M", "N"))
    with m.supposing(All(eq(M @ A, B), eq(N @ B, A))):
        assert not m.simplified(m.projector(A.T) - m.projector(B.T)).terms
        verdict: Verdict = m.decide(eq(m.rank(A), m.rank(B)))
        return verdict


@st.composite
def cases(draw: DrawFn) -> Case:
    """X of any rank with a direction to spare, Y of any rank above that of the output; a and b anything that fits."""
    m, n = Exact(), draw(st.integers(3, 5))
    left, right = draw(st.integers(1, n - 2)), draw(st.integers(2, n - 1))
    r = draw(st.integers(1, min(left, right - 1)))
    p, q, k = (draw(st.integers(rank, rank + 1)) for rank in (left, right, r))
    X, Y, _, V = draw(ranked_readouts(n, p, q, k, rank=r, left=left, right=right))
    u, v = (draw(matrices(n, 1)) for _ in "uv")
    a, T = m.center(u) - m.projector(m.center(X)) @ u, m.center(Y) @ V
    b = v - m.projector(T) @ v
    s, turn = draw(positive()), m.inner(a, b)
    assume((a != 0).any() and (m.center(Y).T @ b != 0).any())
    return {"X": X, "Y": Y, "V": V, "a": a if turn >= 0 else -a, "b": b, "s": s}


t, J, G = ([[i] for i in column] for column in ((1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)))
BESIDE = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
PLAIN: dict[str, Any] = {"X": t, "Y": BESIDE, "V": [[1], [0]], "a": G, "b": J, "s": 1}


def tight(k: int) -> dict[str, Any]:
    """[t, kJ] becomes [t, -J/k], which is orthogonal to it."""
    return PLAIN | {"Y": [[i, k * j] for i, j in BESIDE], "a": J, "s": Fraction(-1 - k * k, 4 * k * k)}


def attained(m: Any, X: Any, Y: Any, V: Any, a: Any, b: Any, s: Any) -> All:
    bound, k = claim(m, X, Y, V, a, b, s).parts[3], Y[0, 1]
    assert isinstance(bound, Relation)
    return All(eq(bound.left, bound.right), eq(bound.left * (k * k + 1), k * k))


FULL = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]
ZERO, UP = [[0]] * 4, [[2], [0], [0], [2]]
THEOREM = Theorem(
    statement=(
        r"Y_s = (1 + s\,ab^\top)HY \implies Y_sV = HYV,\ \mathrm{rank}\,Y_s = \mathrm{rank}\,HY,\ "
        r"R^2_{X \to Y_s} = \frac{\|P_XHY\|_F^2}{\|Y_s\|_F^2} \le \frac{\|HY\|_F^2}{s^2\|a\|^2\|Y^\top Hb\|^2} \to 0"
    ),
    case={"X": "n p", "Y": "n q", "V": "q k", "a": "n 1", "b": "n 1", "s": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("Ha = a", lambda m, a: eq(m.center(a), a), Drop(PLAIN | {"a": UP})),
        Hypothesis(r"X^\top a = 0", lambda m, X, a: zero(X.T @ a), Drop(PLAIN | {"a": t})),
        Hypothesis(r"b^\top HYV = 0", lambda m, Y, V, b: zero((m.center(Y) @ V).T @ b), Drop(PLAIN | {"b": t})),
        Hypothesis(
            r"a \ne 0 \text{, which needs } \mathrm{rank}\,HX \le n - 2",
            lambda m, a: nonzero(a),
            Drop(PLAIN | {"X": FULL, "a": ZERO}),
        ),
        Hypothesis(
            r"Y^\top Hb \ne 0 \text{, which needs } \mathrm{rank}\,HY > \mathrm{rank}\,HYV",
            lambda m, Y, b: nonzero(m.center(Y).T @ b),
            Drop(PLAIN | {"Y": t, "V": [[1]]}),
        ),
        Hypothesis(r"s \ne 0", lambda m, s: ne(s, 0), Drop(PLAIN | {"s": 0})),
        Hypothesis(
            r"s\,a^\top b \ne -1",
            lambda m, a, b, s: ne(m.trace(a.T @ b) * s, -1),
            Drop(PLAIN | {"a": J, "s": Fraction(-1, 4)}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "one direction, moved by 4s",
            PLAIN,
            lambda m, X, Y, a, b, s: All(
                eq(m.linear_r2(X, Y), m.ratio(1, 2)), eq(m.linear_r2(X, moved(m, Y, a, b, s)), m.ratio(1, 18))
            ),
        ),
    ),
    sharp=Family((1, 2, 5), tight, attained),
    refutes=("r2_swapped",),
    kernel=(
        "floors_unread_features_escape_prediction",
        "floors_unread_features_escape_prediction_limit",
        "floors_unread_features_escape_prediction_exists",
        "floors_unread_features_escape_prediction_sharp",
    ),
)
