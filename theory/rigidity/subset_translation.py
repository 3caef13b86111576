r"""Pushing a subset of the samples away in any direction drives linear CKA to a limit that forgets the direction.

Proof.     Y = X + c 1_S v' with X centred and |v| = 1: with h = H1_S, L = K + c(h w' + w h') + c^2 hh', w = Xv. So
           <K, L> = |K|^2 + 2c h'Kw + c^2 h'Kh and |L - c^2 hh'| is of order c: after division by c^2, CKA tends to
           h'Kh/(|K||h|^2). Exactly, |<K, L>/c^2 - h'Kh| and the norm differ from their limits by the terms below.
Sharpness. S empty or everything is a shift of all samples: CKA stays 1.
Source.    Davari et al. (2023), theorem 1; the identity for finite c is derived here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Theorem, eq
from ..core.strategies import matrices


def parts(m: Any, X: Any, s: Any, v: Any, c: Any) -> tuple[Any, ...]:
    x, h = m.center(X), m.center(s)
    w, Y = x @ v, X + s @ v.T * c
    return m.gram(X), m.gram(Y), h, w


def claim(m: Any, X: Any, s: Any, v: Any, c: Any) -> Claim:
    K, L, h, w = parts(m, X, s, v, c)
    inner = m.inner(K, K) + m.inner(h, K @ w) * c * 2 + m.inner(h, K @ h) * c**2
    hh, hw, ww = m.inner(h, h), m.inner(h, w), m.inner(w, w)
    square = (
        m.inner(K, K)
        + m.inner(h, K @ w) * c * 4
        + (m.inner(h, K @ h) + hh * ww + hw * hw) * c**2 * 2
        + hh * hw * c**3 * 4
        + hh * hh * c**4
    )
    return All(eq(m.inner(K, L), inner), eq(m.inner(L, L), square))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n, p = draw(st.integers(2, 5)), draw(st.integers(1, 2))
    s = draw(matrices(n, 1, elements=st.integers(0, 1)))
    v = draw(
        st.sampled_from(([[1]], [[-1]]) if p == 1 else ([[1], [0]], [[0], [1]], [[Fraction(3, 5)], [Fraction(4, 5)]]))
    )
    X = draw(matrices(n, p))
    return {"X": X, "s": s, "v": v, "c": draw(st.integers(-4, 40))}


LINE = {"X": [[-1], [0], [1]], "s": [[0], [1], [0]], "v": [[1]], "c": 2}

THEOREM = Theorem(
    statement=r"\lim_{c\to\infty}\mathrm{CKA}(X, X + c 1_S v^\top) = \frac{h^\top K h}{\|K\|_F\|h\|^2},\quad h = H1_S",
    case={"X": "n p", "s": "n 1", "v": "p 1", "c": ""},
    claim=claim,
    hypotheses=(Hypothesis(r"\|v\| = 1", lambda m, v: eq(v.T @ v, m.identity(1)), Drop(LINE | {"v": [[2]]})),),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    cites=("davari2023reliability",),
)
