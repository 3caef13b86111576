r"""Moving one class away along its margin takes linear CKA towards 1/sqrt(1 + a^4), and never below it.

Proof.     X = {(+-a, 1), (+-a, -1)}, the classes told apart by the second feature; the upper class moves up by c.
           Centred, K = a^2 uu' + ww' becomes L = a^2 uu' + t^2 ww', t = 1 + c/2, with orthogonal u and w of one
           length. So CKA^2 = (a^4 + t^2)^2/((a^4 + 1)(a^4 + t^4)), which exceeds 1/(1 + a^4) by
           a^4(a^4 + 2t^2 - 1)/((a^4 + 1)(a^4 + t^4)), at most (a^4 + 1)/t^2.
Sharpness. At a = 0 the moved direction is all there is, and CKA stays 1. Moved the other way the classes meet (c = -2),
           and CKA can be below the limit.
Source.    Davari et al. (2023), corollary 4; the closed form is derived here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.record import REWRITING, All, Drop, Hypothesis, Theorem, Witness, eq, le, lt, zero
from ..core.strategies import permutations, positive


def pair(m: Any, u: Any, w: Any, a: Any, c: Any) -> tuple[Any, Any]:
    """The points before, and after the class with w = 1 has moved by c."""
    upper = (w + m.ones(w)) * m.ratio(1, 2)
    return m.concat(u * a, w), m.concat(u * a, w + upper * c)


def closed_form(m: Any, a: Any, c: Any) -> Any:
    """CKA^2."""
    t = c / 2 + 1
    return (a**4 + t**2) ** 2 / ((a**4 + 1) * (a**4 + t**4))


def claim(m: Any, u: Any, w: Any, a: Any, c: Any) -> All:
    above, t = closed_form(m, a, c) - 1 / (a**4 + 1), c / 2 + 1
    return All(
        eq(m.linear_cka(*pair(m, u, w, a, c)) ** 2, closed_form(m, a, c)), le(0, above), le(above * t**2, a**4 + 1)
    )


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """The four points once or twice, in any order."""
    points = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]] * draw(st.integers(1, 2)))
    u, w = np.split(draw(permutations(len(points))) @ points, 2, axis=1)
    return {"u": u, "w": w, "a": draw(positive()), "c": draw(positive()) * draw(st.integers(0, 9))}


def square(a: Any, c: Any) -> dict[str, Any]:
    """The four points, the upper two moved up by c."""
    return {"u": [[1], [-1], [1], [-1]], "w": [[1], [1], [-1], [-1]], "a": a, "c": c}


def near_the_limit(m: Any, u: Any, w: Any, a: Any, c: Any) -> All:
    gap = m.linear_cka(*pair(m, u, w, a, c)) ** 2 - m.ratio(1, 17)
    return All(lt(0, gap), lt(gap, m.ratio(1, 1000)))


SIDEWAYS = [[1], [-1], [1], [-1]]

THEOREM = Theorem(
    statement=r"\mathrm{CKA}([au, w], [au, tw])^2 = \frac{(a^4 + t^2)^2}{(a^4 + 1)(a^4 + t^4)} \to \frac{1}{1 + a^4}, "
    r"\quad t = 1 + c/2",
    case={"u": "n 1", "w": "n 1", "a": "", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("Hu = u", lambda m, u: eq(m.center(u), u), Drop(square(2, 2) | {"u": [[1]] * 4})),
        Hypothesis("Hw = w", lambda m, w: eq(m.center(w), w), Drop(square(2, 2) | {"w": [[1]] * 4})),
        Hypothesis(r"u^\top w = 0", lambda m, u, w: zero(u.T @ w), Drop(square(2, 2) | {"w": SIDEWAYS})),
        Hypothesis(
            r"\|u\| = \|w\|",
            lambda m, u, w: eq(m.inner(u, u), m.inner(w, w)),
            Drop(square(1, 4) | {"w": [[2], [2], [-2], [-2]]}),
        ),
        Hypothesis(
            r"u \ne 0", lambda m, u: lt(0, m.inner(u, u)), Drop({"u": [[0]] * 4, "w": [[0]] * 4, "a": 2, "c": 2})
        ),
        Hypothesis(r"c \ge 0", lambda m, c: le(0, c), Drop(square(Fraction(1, 2), -2))),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("a = 2: near 1/17 at c = 200", square(2, 200), near_the_limit),
        Witness(
            "a = 2, c = 2: 25/34",
            square(2, 2),
            lambda m, u, w, a, c: eq(m.linear_cka(*pair(m, u, w, a, c)) ** 2, m.ratio(25, 34)),
        ),
    ),
    kernel=("rigidity_wider_margin",),
    uses=("rigidity/subset_translation",),
    cites=("davari2023reliability",),
)
