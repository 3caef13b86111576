r"""Moving one class away along its margin only helps the classifier, and still lowers linear CKA.

Proof.     X = {(+-a, 1), (+-a, -1)}, the classes told apart by the second feature; the upper class moves by c:
           K = a^2 uu' + ww' becomes a^2 uu' + (1 + c/2)^2 ww' with orthogonal u, w of length 2. So
           CKA = (a^4 + t^2)/(sqrt(a^4 + 1) sqrt(a^4 + t^4)), t = 1 + c/2, which falls to 1/sqrt(1 + a^4).
Sharpness. At a = 0 the moved direction is all there is, and CKA stays 1.
Source.    Davari et al. (2023), corollary 4; the closed form is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt, zero


def closed_form(m: Any, a: Any, t: Any) -> Any:
    """CKA^2."""
    return (a**4 + t**2) * (a**4 + t**2) / ((a**4 + 1) * (a**4 + t**4))


def claim(m: Any, u: Any, w: Any, a: Any, t: Any) -> Claim:
    return eq(m.linear_cka(m.concat(u * a, w), m.concat(u * a, w * t)) ** 2, closed_form(m, a, t))


def symbolic(m: Any, u: Any, w: Any, a: Any, t: Any) -> Iterator[Verdict]:
    K, L = (u @ u.T) * a**2 + w @ w.T, (u @ u.T) * a**2 + (w @ w.T) * t**2
    yield m.decide(eq(m.gram(m.concat(u * a, w)), K))
    yield m.decide(eq(m.gram(m.concat(u * a, w * t)), L))
    square = m.inner(K, L) ** 2 / (m.inner(K, K) * m.inner(L, L))
    yield m.decide(eq(square, closed_form(m, a, t)))


def square(a: int, c: int) -> dict[str, Any]:
    """The four points, the upper two moved up by c."""
    return {"u": [[1], [-1], [1], [-1]], "w": [[1], [1], [-1], [-1]], "a": a, "t": 1 + c // 2}


def near_the_limit(m: Any, u: Any, w: Any, a: Any, t: Any) -> Claim:
    gap = closed_form(m, a, t) - 1 / (a**4 + 1)
    return All(lt(0, gap), lt(gap, m.ratio(1, 100)))


THEOREM = Theorem(
    statement=r"\mathrm{CKA}^2 = \frac{(a^4 + t^2)^2}{(a^4 + 1)(a^4 + t^4)} \to \frac{1}{1 + a^4}, \quad t = 1 + c/2",
    case={"u": "n 1", "w": "n 1", "a": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("Hu = u", lambda m, u: eq(m.center(u), u), Drop(square(2, 2) | {"u": [[1]] * 4})),
        Hypothesis("Hw = w", lambda m, w: eq(m.center(w), w), Drop(square(2, 2) | {"w": [[1]] * 4})),
        Hypothesis("u'w = 0", lambda m, u, w: zero(u.T @ w), Drop(square(2, 2) | {"w": [[1], [-1], [1], [-1]]})),
        Hypothesis(
            "|u| = |w|",
            lambda m, u, w: eq(m.inner(u, u), m.inner(w, w)),
            Drop(square(1, 4) | {"w": [[2], [2], [-2], [-2]]}),
        ),
        Hypothesis(
            r"u \ne 0", lambda m, u: lt(0, m.inner(u, u)), Drop({"u": [[0]] * 4, "w": [[0]] * 4, "a": 2, "t": 2})
        ),
        Hypothesis("t > 0", lambda m, t: lt(0, t), Drop(square(0, -2))),
    ),
    domain=[square(a, c) for a in (1, 2, 3) for c in (0, 2, 4, 10, 40)],
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("a = 2: within 1/100 of 1/17 at c = 200", square(2, 200), near_the_limit),),
    uses=("rigidity/subset_translation",),
    cites=("davari2023reliability",),
)
