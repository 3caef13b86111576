r"""Representations that a rotation brings close have close Gram matrices.

Proof.     With D = X_c - Y_cQ: K - L = X_cD' + DQ'Y_c'. Put A = X_cD', B = DQ'Y_c'. Then |A|^2 <= s^2|D|^2 and
           |B|^2 <= t^2|D|^2 for s, t at least the largest singular values, and the claim follows from
           st((s+t)^2|D|^2 - |K-L|^2) = (st+t^2)(s^2|D|^2-|A|^2) + (st+s^2)(t^2|D|^2-|B|^2) + |tA-sB|^2.
Sharpness. Attained on a line: X = a e, Y = b e.
Source.    Harvey, Lipshutz and Williams (2024) relate Procrustes and decoding; this inequality is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Family, Hypothesis, Theorem, Verdict, eq, le, lt, psd
from ..core.strategies import matrices, orthogonal


def distances(m: Any, X: Any, Y: Any, Q: Any) -> tuple[Any, Any]:
    """|K - L|^2 and |X_c - Y_cQ|^2."""
    grams, apart = m.gram(X) - m.gram(Y), m.center(X) - m.center(Y) @ Q
    return m.inner(grams, grams), m.inner(apart, apart)


def claim(m: Any, X: Any, Y: Any, Q: Any, s: Any, t: Any) -> Claim:
    grams, apart = distances(m, X, Y, Q)
    return le(grams, (s + t) * (s + t) * apart)


def symbolic(m: Any, X: Any, Y: Any, Q: Any, s: Any, t: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    D = x - y @ Q
    A, B = x @ D.T, D @ Q.T @ y.T
    inside = m.psd_product(m.given(room(m, X, s)), m.gram_psd(D.T))
    outside = m.psd_product(m.given(room(m, Y, t)), m.gram_psd(Q @ D.T))
    facts = [m.scaled(s * t + t * t, inside), m.scaled(s * t + s * s, outside), m.squared_norm(A * t - B * s)]
    yield m.certificate(claim(m, X, Y, Q, s, t), scale=s * t, facts=facts)


def room(m: Any, X: Any, s: Any) -> Any:
    """s^2 I - X_c'X_c: semidefinite when no singular value of X_c exceeds s."""
    x = m.center(X)
    return m.identity(X.shape[1]) * (s * s) - x.T @ x


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n, p = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    X, Y = draw(matrices(n, p)), draw(matrices(n, p))
    # the Frobenius norm bounds every singular value; here rounded up
    s, t = (isqrt(int(((Z - Z.sum(axis=0) / n) ** 2).sum())) + 1 for Z in (X, Y))
    return {"X": X, "Y": Y, "Q": draw(orthogonal(p)), "s": s, "t": t}


def line(b: int) -> dict[str, Any]:
    """X and Y on one line of samples, of length 2 and 2b."""
    e = (1, 1, -1, -1)
    return {"X": [[x] for x in e], "Y": [[b * x] for x in e], "Q": [[1]], "s": 2, "t": 2 * b}


def attained(m: Any, X: Any, Y: Any, Q: Any, s: Any, t: Any) -> Claim:
    grams, apart = distances(m, X, Y, Q)
    return eq(grams, (s + t) * (s + t) * apart)


THEOREM = Theorem(
    statement=r"\|K - L\|_F \le (\|X_c\|_{op} + \|Y_c\|_{op})\,\|X_c - Y_cQ\|_F \quad \forall\, QQ^\top = I",
    case={"X": "n p", "Y": "n p", "Q": "p p", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"s^2 I \succeq X_c^\top X_c", lambda m, X, s: psd(room(m, X, s)), Drop(line(3) | {"s": 1})),
        Hypothesis(r"t^2 I \succeq Y_c^\top Y_c", lambda m, Y, t: psd(room(m, Y, t)), Drop(line(3) | {"t": 5})),
        Hypothesis("s > 0", lambda m, s: lt(0, s), Drop(line(3) | {"s": -2})),
        Hypothesis("t > 0", lambda m, t: lt(0, t), Drop(line(3) | {"t": -6})),
        Hypothesis(
            r"QQ^\top = Q^\top Q = I",
            lambda m, Q: All(eq(Q @ Q.T, m.identity(Q.shape[0])), eq(Q.T @ Q, m.identity(Q.shape[0]))),
            Drop(line(3) | {"Q": [[Fraction(1, 3)]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"procrustes", "linear"}),
    symbolic=symbolic,
    sharp=Family((1, 2, 3), line, attained),
    kernel=("equivalences_gram_distance_below_procrustes", "equivalences_gram_distance_below_procrustes_attained"),
    uses=("equivalences/procrustes_is_a_minimum",),
    cites=("harvey2024decodable",),
)
