r"""Ridge heads force linear CKA by their penalty and by what each leaves of the target, while that is little.

Proof.     Put |t| = 1, x = sqrt(e), A = |a|^2, c = a't, D = A - c^2, s = (1 - x)(1 + 2x)/(2x^2). |t - a|^2 <= e makes
           c >= 1 - x, and x(c^2 - sD) - (1 - x)(c - A) = (1 + x)/(2x) (c - 1 + x)^2 + (1 - x)/(2x) (e - |t - a|^2) >=
           0. So it is for b, with y, B, p, E and r, and also with 1/s for r, since sr >= 1 is the hypothesis. The Gram
           determinant of t, a, b gives a'b >= cp - sqrt(DE) >= 0, whose square is at least (c^2 - sD)(p^2 - E/s). A
           ridge head has X_c'(t - a) = lw, so c - A = l|w|^2: (a'b)^2 >= l^2 (1/x - 1)(1/y - 1)|w|^2 |v|^2. And CKA >=
           (a'b)^2/(|w|^2 |v|^2) for |K|, |L| <= 1. Each head is bounded by itself: A >= c^2 >= (1 - x)c is xA >=
           (1 - x)(c - A), so |a|^2/|w|^2 >= l(1/x - 1), whatever the other error.
Sharpness. X = Y = t of length one with l = x/(1 - x); and [at, J], [at, J'] for smaller penalties. For equal errors the
           hypothesis is e <= (9 + sqrt(17))/32 = 0.410. Beyond it predictions on two sides of the target have less.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.derivations import factor_is_nonzero
from ..core.forces import Forces
from ..core.knowledge import Knowledge
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Relation,
    Scope,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    varies,
)
from .approximate_decoding import sizes
from .bounded_readouts import normalised
from .relative_errors import close
from .ridge_heads import BESIDE, FAINT, PENALTY, UNIT, optimal, ridge, small_features, unexplained


def claim(m: Any, X: Any, Y: Any, w: Any, v: Any, c: Any, e: Any, f: Any) -> All:
    x, y = m.ridge_share(c, e), m.ridge_share(c, f)
    return All(le(x * y, m.linear_cka(X, Y)), le(x, m.readout_share(X, w)), le(y, m.readout_share(Y, v)))


def room(m: Any, x: Any) -> Any:
    """(1 - x)(1 + 2x): s times 2x^2."""
    return (1 - x) * (x * 2 + 1)


def little(m: Any, e: Any, f: Any) -> Relation:
    """sr >= 1, times 4ef."""
    x, y = m.sqrt(e), m.sqrt(f)
    return le(e * f * 4, room(m, x) * room(m, y))


def reach(m: Any, a: Any, t: Any, e: Any) -> Any:
    """a't - (1 - x)T >= 0."""
    T, gap = m.inner(t, t), t - a
    near = m.sum(m.scaled(T, m.sign_known(T * e - m.inner(gap, gap))), m.cauchy_schwarz(t, gap))
    return m.from_squares(near, m.sqrt(e) * T, T - m.inner(a, t))


def ahead(m: Any, a: Any, t: Any, e: Any) -> Any:
    """x((a't)^2 - sD) - (1 - x)(a't - A)T >= 0, D = AT - (a't)^2."""
    x, T, far = m.sqrt(e), m.inner(t, t), reach(m, a, t, e)
    near = m.sign_known(T * e - m.inner(t - a, t - a))
    return m.sum(m.scaled((x + 1) / (x * 2), m.product(far, far)), m.scaled((1 - x) / (x * 2) * T, near))


def agreement(m: Any, a: Any, b: Any, t: Any, s: Any, above: list[Any]) -> Any:
    """T^2 (a'b)^2 - Q_aQ_b >= 0, from the facts that Q_a = (a't)^2 - sD >= 0 and Q_b = (b't)^2 - E/s >= 0."""
    T, (p, q) = m.inner(t, t), (m.inner(z, t) for z in (a, b))
    D, E = (m.inner(z, z) * T - m.inner(z, t) ** 2 for z in (a, b))
    root = m.sqrt(D) * m.sqrt(E)
    # (pq)^2 - DE = Q_a q^2 + sD Q_b
    before = m.from_squares(m.sum(m.scaled(q * q, above[0]), m.scaled(s * D, above[1])), p * q, root)
    near = m.from_squares(m.scaled(T, m.gram_determinant(t, a, b)), root, p * q - T * m.inner(a, b))
    rest = m.scaled(1 / s, m.square(p * m.sqrt(E) - q * m.sqrt(D) * s))
    return m.sum(m.product(near, near), m.scaled(2, m.product(before, near)), rest)


def symbolic(m: Any, X: Any, Y: Any, t: Any, w: Any, v: Any, c: Any, e: Any, f: Any) -> Iterator[Verdict]:
    target, x, y, both = m.center(t), m.sqrt(e), m.sqrt(f), e * f * 4
    T, M, K, L = m.inner(target, target), m.center(X).T @ m.center(Y), m.norm(m.gram(X)), m.norm(m.gram(Y))
    m.lemma_positive(1 - x, rest=(1 - e) / (x + 1))
    m.lemma_positive(room(m, x), rest=(1 - e) * (x * 2 + 1) / (x + 1))
    allowed = m.sign_known(room(m, x) * room(m, y) - both)
    m.lemma_positive(room(m, x) * room(m, y), facts=[allowed], rest=both)
    m.lemma_positive(1 - y, facts=[m.scaled(m.ratio(2, 3), m.square(1 - y))], rest=room(m, y) / 3)
    predictions, paid = [], []
    for z, u, root in ((m.center(X), w, x), (m.center(Y), v, y)):
        a = z @ u
        m.lemma_positive(m.inner(a, target), facts=[reach(m, a, target, root**2)], rest=(1 - root) * T)
        m.lemma_positive(m.inner(a, a) * T, facts=[m.cauchy_schwarz(a, target)], rest=m.inner(a, target) ** 2)
        m.lemma_nonnegative(m.cauchy_schwarz(a, target))
        factor_is_nonzero(m, z, u)
        factor_is_nonzero(m, u.T, z.T)
        predictions.append(a)
        paid.append((1 - root) * T * c * m.inner(u, u))  # (1 - x)(a't - A)T
    a, b = predictions
    s, beside = room(m, x) / (e * 2), m.inner(b, b) * T - m.inner(b, target) ** 2
    other = m.scaled(y * beside / s, m.divided(allowed, both))  # y(r - 1/s)E
    forward, back = ahead(m, a, target, e), m.sum(ahead(m, b, target, f), other)
    above = [
        m.divided(m.sum(fact, m.sign_known(least)), root)
        for fact, least, root in zip((forward, back), paid, (x, y), strict=True)
    ]
    facts = [
        m.scaled(T * T * x * y, m.cauchy_schwarz(M, w @ v.T)),
        m.scaled(x * y, agreement(m, a, b, target, s, above)),
        m.product(m.scaled(y, above[1]), forward),
        m.scaled(paid[0], back),
        m.scaled(paid[0] * paid[1], m.sum(m.sign_known(1 - K), m.scaled(K, m.sign_known(1 - L)))),
    ]
    parts: Any = claim(m, X, Y, w, v, c, e, f).parts
    aligned, *shares = parts
    yield m.certificate(aligned, scale=x * y * T * T * sizes(m, X, Y, w, v), facts=facts)
    for share, a, u, root, least, size in zip(shares, predictions, (w, v), (x, y), paid, (K, L), strict=True):
        beside = m.sum(m.cauchy_schwarz(a, target), m.scaled(m.inner(a, target), reach(m, a, target, root**2)))
        yield m.certificate(
            share, scale=root * T * size * m.inner(u, u), facts=[beside, m.scaled(least, m.sign_known(1 - size))]
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Ridge heads of features of norm one at most; the errors are theirs, or a little more."""
    t, sides = draw(small_features())
    m = Exact()
    c, most = m.ratio(draw(st.integers(1, 8)), 8), m.ratio(2, 5)
    for _ in range(40):
        heads = [ridge(m, Z, t, c) for Z in sides]
        errors = [unexplained(m, Z, t, w) for Z, w in zip(sides, heads, strict=True)]
        if max(errors) <= most:
            e, f = (error + (most - error) * m.ratio(draw(st.integers(0, 1)), 3) for error in errors)
            return {"X": sides[0], "Y": sides[1], "t": t, "w": heads[0], "v": heads[1], "c": c, "e": e, "f": f}
        c = c / 2
    return QUARTER


def fitted(x: Fraction) -> dict[str, Any]:
    """X = Y = t of length one, and the penalty that leaves x of it."""
    read = [[1 - x]]
    return {"X": UNIT, "Y": UNIT, "t": UNIT, "w": read, "v": read, "c": x / (1 - x), "e": x * x, "f": x * x}


def attained(m: Any, X: Any, Y: Any, c: Any, e: Any, f: Any, **_: Any) -> Claim:
    return eq(m.ridge_share(c, e) * m.ridge_share(c, f), m.linear_cka(X, Y))


def fit(k: Knowledge) -> bool:
    """Ridge readouts leave as little of the target as that."""
    m = Exact()
    return k.weight_decay is not None and k.decoding is not None and m.decide(little(m, *k.errors)) is Verdict.HOLDS


QUARTER = fitted(Fraction(1, 2))
#: two unit features whose cosine is 2047/4225, and the target between them: each leaves 1873/4225
P, Q = Fraction(56, 65), Fraction(33, 65)
APART: dict[str, Any] = QUARTER | {
    "X": [[P * i + Q * j] for i, j in BESIDE],
    "Y": [[P * i - Q * j] for i, j in BESIDE],
    "w": [[P / 2]],
    "v": [[P / 2]],
    "e": Fraction(1873, 4225),
    "f": Fraction(1873, 4225),
}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \xi\upsilon, \quad \frac{\|X_cw\|^2}{\|w\|^2\|K\|_F} \ge \xi, \quad "
        r"\frac{\|Y_cv\|^2}{\|v\|^2\|L\|_F} \ge \upsilon, \qquad "
        r"\xi = \lambda\left(\frac{1}{\sqrt e} - 1\right),\ \upsilon = \lambda\left(\frac{1}{\sqrt f} - 1\right)"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1", "w": "p 1", "v": "q 1", "c": "", "e": "", "f": ""},
    claim=claim,
    hypotheses=(
        varies("t", QUARTER | {"t": [[1]] * 4, "X": [[1]] * 4, "w": [[0]], "v": [[0]]}),
        optimal("X", "w", QUARTER | {"X": FAINT, "w": [[8], [0]]}),
        optimal("Y", "v", QUARTER | {"Y": FAINT, "v": [[8], [0]]}),
        close("X", "w", QUARTER | {"e": Fraction(1, 9)}, "e"),
        close("Y", "v", QUARTER | {"f": Fraction(1, 9)}, "f"),
        Hypothesis(
            "0 < e", lambda m, e: lt(m.ratio(0, 1), e), Drop(QUARTER | {"c": 0, "w": [[1]], "v": [[1]], "e": 0})
        ),
        Hypothesis(
            "0 < f", lambda m, f: lt(m.ratio(0, 1), f), Drop(QUARTER | {"c": 0, "w": [[1]], "v": [[1]], "f": 0})
        ),
        Hypothesis(
            "e < 1",
            lambda m, e: lt(e, 1),
            Scope("one that leaves as much as 0 does is no fit: the next hypothesis fails"),
        ),
        Hypothesis(r"4ef \le (1 - \sqrt e)(1 + 2\sqrt e)(1 - \sqrt f)(1 + 2\sqrt f)", little, Drop(APART)),
        normalised("X", "K", QUARTER | {"X": BESIDE, "w": [[Fraction(1, 2)], [0]]}),
        normalised("Y", "L", QUARTER | {"Y": BESIDE, "v": [[Fraction(1, 2)], [0]]}),
        PENALTY,
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("three quarters, penalty one", QUARTER, attained),),
    sharp=Family(tuple(Fraction(i, 8) for i in (1, 2, 3, 5)), fitted, attained),
    refutes=("ridge_share_by_error", "ridge_share_of_the_fit", "ridge_share_without_penalty"),
    kernel=("floors_ridge_errors", "floors_ridge_errors_sharp"),
    uses=("floors/any_two_readouts",),
    forces=(
        Forces(
            ("linear_cka",),
            fit,
            lambda m, k: prod(m.ridge_share(m.array(k.weight_decay), m.array(e)) for e in k.errors),
            "weight decay bounds the readouts, and what they leave of the target bounds how far apart they point",
        ),
    ),
)
