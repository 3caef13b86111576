r"""Two networks that get every label of two equal classes right are aligned, unless their margins are uneven in both.

Proof.     For equal classes margins_force_covariance reads Cov/(gh) >= f = 2 - (a - 2)(b - 2), with a, b the mean
           margins in units of the least: positive when (a - 2)(b - 2) < 2. f is bilinear, f(a, 1) = a, and f(1, t) = t
           and f(t, t) = 0 at t = 2 + sqrt 2, so it is positive when 1 <= a, b < t: (t - 1)f = (t - b)a + (b - 1)f(a, t)
           and (t - 1)f(a, t) = t(t - a). Cov(u, v) is a multiple of w'X_c'Y_cv, so X_c'Y_c is not 0: CKA(X, Y) > 0.
Sharpness. 2 + sqrt 2 is the best constant: (M, 1, -1, -1), (1, M, -1, -1) with M = 5 + 4 sqrt 2 has both ratios there
           and Cov = 0; in integers (9, 1, -1, -1), (1, 13, -1, -1) with ratios 3 and 4. Classes of different size have
           a smaller constant: (6, 1, -1), (1, 7, -1) with ratios 8/3 and 3, both below 2 + sqrt 2, have Cov = 0.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.numbers import sqrt
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Implies,
    Theorem,
    Verdict,
    Witness,
    eq,
    lt,
    psd,
    zero,
)
from ..core.strategies import matrices, positive
from .margins_force_covariance import certificate_facts, covariance, signs, slack


def score(m: Any, X: Any, w: Any, b: Any) -> Any:
    """Xw + 1b."""
    return X @ w + m.ones(X) * b


def ratios(m: Any, X: Any, w: Any, b: Any, Y: Any, v: Any, c: Any, y: Any, g: Any, h: Any) -> tuple[Any, Any]:
    return m.margin_ratio(y, score(m, X, w, b), g), m.margin_ratio(y, score(m, Y, v, c), h)


def aligned(m: Any, X: Any, w: Any, b: Any, Y: Any, v: Any, c: Any) -> All:
    return All(lt(0, covariance(m, score(m, X, w, b), score(m, Y, v, c))), lt(0, m.linear_cka(X, Y)))


def product_below_two(alpha: Any, beta: Any) -> Claim:
    return lt((alpha - 2) * (beta - 2), 2)


def both_below(m: Any, alpha: Any, beta: Any) -> All:
    t = m.margin_threshold(m.ratio(1, 2))
    return All(lt(alpha, t), lt(beta, t))


def claim(m: Any, X: Any, w: Any, b: Any, Y: Any, v: Any, c: Any, y: Any, g: Any, h: Any) -> Claim:
    alpha, beta = ratios(m, X, w, b, Y, v, c, y, g, h)
    enough = product_below_two(alpha, beta)
    return All(Implies(enough, aligned(m, X, w, b, Y, v, c)), Implies(both_below(m, alpha, beta), enough))


def symbolic(m: Any, X: Any, w: Any, b: Any, Y: Any, v: Any, c: Any, y: Any, g: Any, h: Any) -> Iterator[Verdict]:
    alpha, beta = ratios(m, X, w, b, Y, v, c, y, g, h)
    first, second = score(m, X, w, b), score(m, Y, v, c)
    with m.supposing(both_below(m, alpha, beta)):
        t, mean = m.margin_threshold(m.ratio(1, 2)), m.ratio(1, y.shape[0])
        over, above = (
            m.scaled(mean / r, m.psd_trace(m.given(slack(m, y, s, r)))) for s, r in ((first, g), (second, h))
        )
        m.lemma_positive(alpha, facts=[over], rest=1)
        facts = [m.scaled(t / (t - 1), m.scaled(t - alpha, above))]
        rest = (t - beta) * alpha
        yield m.certificate(product_below_two(alpha, beta), scale=t - 1, facts=facts, rest=rest)
    with m.supposing(product_below_two(alpha, beta)):
        cov = covariance(m, first, second)
        facts = certificate_facts(m, y, first, second, g, h)
        m.lemma_positive(cov, facts=facts, rest=(-(alpha - 2) * (beta - 2) + 2) * g * h)
        K, L, M, W = m.gram(X), m.gram(Y), m.center(X).T @ m.center(Y), w @ v.T
        rest = (cov * X.shape[0]) ** 2
        m.lemma_positive(m.inner(M, M) * m.inner(W, W), facts=[m.cauchy_schwarz(M, W)], rest=rest)
        m.lemma_positive(m.inner(K, K) * m.inner(L, L), facts=[m.cauchy_schwarz(K, L)], rest=m.inner(K, L) ** 2)
        for part in aligned(m, X, w, b, Y, v, c).parts:
            yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Scores with few large margins, on both sides of the edge, read off features with something besides."""
    k = draw(st.integers(1, 2))
    y = np.array([[1]] * k + [[-1]] * k, dtype=object)
    g, h = draw(positive()), draw(positive())
    found = {"y": y, "g": g, "h": h}
    for names, least in (("Xwb", g), ("Yvc", h)):
        slacks = [draw(st.sampled_from((0, 0, 1, 8, 12))) for _ in range(2 * k)]
        scores = y * (1 + np.array(slacks, dtype=object)[:, None]) * least
        extra = draw(matrices(2 * k, 1, nonconstant=False))
        bias = draw(st.integers(-1, 1))
        found |= {names[0]: np.concatenate([scores - bias - extra, extra], axis=1), names[1]: [[1], [1]]}
        found[names[2]] = bias
    return found


def pair(u: tuple[Any, ...], v: tuple[Any, ...]) -> dict[str, Any]:
    """The scores themselves as features, of least margin 1, of the signs of u."""
    labels = [[1 if x > 0 else -1] for x in u]
    one = {"w": [[1]], "v": [[1]], "b": 0, "c": 0, "g": 1, "h": 1}
    return {"X": [[x] for x in u], "Y": [[x] for x in v], "y": labels} | one


def crossing(M: Any) -> dict[str, Any]:
    return pair((M, 1, -1, -1), (1, M, -1, -1))


def at(cov: Any, alpha: Any, beta: Any) -> Any:
    """The covariance and both ratios."""

    def values(m: Any, X: Any, Y: Any, y: Any, **_: Any) -> Claim:
        ratio = m.margin_ratio(y, X, m.ratio(1, 1)), m.margin_ratio(y, Y, m.ratio(1, 1))
        expected = eq(ratio[0], m.array(alpha)), eq(ratio[1], m.array(beta))
        return All(eq(covariance(m, X, Y), m.array(cov)), *expected)

    return values


def on_the_edge(m: Any, X: Any, Y: Any, y: Any, g: Any, h: Any, **_: Any) -> Claim:
    t = m.margin_threshold(m.ratio(1, 2))
    return All(zero(covariance(m, X, Y)), eq(m.margin_ratio(y, X, g), t), eq(m.margin_ratio(y, Y, h), t))


def measured(m: Any, X: Any, w: Any, b: Any, Y: Any, v: Any, c: Any, y: Any, g: Any, h: Any) -> Claim:
    alpha, beta = ratios(m, X, w, b, Y, v, c, y, g, h)
    return All(
        eq(m.linear_cka(X, Y) ** 2, m.ratio(467856, 89521159)), eq(alpha, m.ratio(3, 1)), eq(beta, m.ratio(3, 1))
    )


SCORED = crossing(9) | {
    "X": [[9, 0], [1, 1], [-1, 2], [-1, 0]],
    "Y": [[1, 3], [9, 0], [-1, 1], [-1, 0]],
    "w": [[2], [0]],
    "v": [[1], [0]],
    "g": 2,
}
EDGE, UNEVEN = pair((9, 1, -1, -1), (1, 13, -1, -1)), pair((6, 1, -1), (1, 7, -1))
BEYOND = crossing(11)
THEOREM = Theorem(
    statement=(
        r"(\alpha - 2)(\beta - 2) < 2 \implies \mathrm{Cov}(u, v) > 0,\ \mathrm{CKA}(X, Y) > 0; \quad"
        r"\alpha, \beta < 2 + \sqrt2 \implies (\alpha - 2)(\beta - 2) < 2; \quad u = Xw + 1b,\ v = Yv + 1c,"
        r"\ \alpha = \frac{\mathrm{mean}\,|u|}{g},\ \beta = \frac{\mathrm{mean}\,|v|}{h}"
    ),
    case={
        "X": "n p",
        "w": "p 1",
        "b": "",
        "Y": "n q",
        "v": "q 1",
        "c": "",
        "y": "n 1",
        "g": "",
        "h": "",
    },
    claim=claim,
    hypotheses=(
        Hypothesis(r"y_i^2 = 1", signs, Drop(UNEVEN | {"y": [[1], [1], [-2]]})),
        Hypothesis(
            r"1^\top y = 0 \text{: balanced classes}", lambda m, y: zero(m.trace(m.ones(y).T @ y)), Drop(UNEVEN)
        ),
        Hypothesis(
            r"y_iu_i \ge g",
            lambda m, X, w, b, y, g: psd(slack(m, y, score(m, X, w, b), g)),
            Drop(EDGE | {"g": 2}),
        ),
        Hypothesis(
            r"y_iv_i \ge h",
            lambda m, Y, v, c, y, h: psd(slack(m, y, score(m, Y, v, c), h)),
            Drop(EDGE | {"h": 2}),
        ),
        Hypothesis("g > 0", lambda m, g: lt(0, g), Drop(EDGE | {"g": -1})),
        Hypothesis("h > 0", lambda m, h: lt(0, h), Drop(EDGE | {"h": -1})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("three each, with something besides", SCORED, measured),
        Witness("three and four, on the edge", EDGE, at(0, 3, 4)),
        Witness("three and a half each, beyond the edge", BEYOND, at(fmpq(-1, 4), fmpq(7, 2), fmpq(7, 2))),
        Witness("three each, inside", crossing(9), at(1, 3, 3)),
    ),
    sharp=Family((5 + 4 * sqrt(2),), crossing, on_the_edge),
    refutes=("four_for_two_plus_root_two", "threshold_without_the_root"),
    kernel=("classification_margins_below_two_plus_root_two", "classification_margins_below_two_plus_root_two_sharp"),
    uses=("classification/margins_force_covariance",),
)
