r"""A smooth curve through three Legendre polynomials is uncorrelated with its parameter, and a quadratic map reads it.

Proof.     t is uniform on [-1, 1], X = t = P_1, Y = (P_2, P_3, P_5)(t). Legendre polynomials are orthogonal, so
           Cov(X, Y) = 0, and CKA and R^2 of the law are 0. P_2P_3 = (9/35)P_1 + (4/15)P_3 + (10/21)P_5 gives t back,
           so Y is one to one: c(t - s) is a combination of the components of Y(t) - Y(s), Y = (P_2, P_3, cP_5).
           P_2' and P_3' have no common zero, (5t/3)P_2' - (2/3)P_3' = 1: Y' is never 0.
Sharpness. Without P_5 the curve crosses itself: (P_2, P_3) is the same at the two zeros of P_3 that are not 0,
           t = sqrt(3/5) and -sqrt(3/5).
Source.    The linearisation of P_2P_3 is classical (Adams); as a pair of representations derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import fmpq, fmpq_poly
from hypothesis import strategies as st

from ..core.numbers import sqrt
from ..core.record import All, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt, ne, nonzero, zero

P = {k: fmpq_poly.legendre_p(k) for k in (1, 2, 3, 5)}
T = fmpq_poly([0, 1])


def at(m: Any, f: fmpq_poly, t: Any) -> Any:
    """f(t), by Horner's rule."""
    value = m.ratio(0, 1)
    for coefficient in reversed(f.coeffs()):
        value = value * t + m.ratio(coefficient.p, coefficient.q)
    return value


def mean(f: fmpq_poly) -> fmpq:
    """E f(t) for t uniform on [-1, 1]."""
    primitive = f.integral()
    return (primitive(1) - primitive(-1)) / 2


def curve(m: Any, c: Any, t: Any) -> tuple[Any, Any, Any]:
    """P_2, P_3 and cP_5 at t."""
    return at(m, P[2], t), at(m, P[3], t), at(m, P[5], t) * c


def weights(m: Any, c: Any, t: Any, s: Any) -> tuple[Any, Any, Any]:
    """What multiplies the components of Y(t) - Y(s) in c(t - s)."""
    y3, z2 = at(m, P[3], t), at(m, P[2], s)
    return y3 * c * m.ratio(35, 9), (z2 - m.ratio(4, 15)) * c * m.ratio(35, 9), m.ratio(-50, 27)


def speed(m: Any, c: Any, t: Any) -> tuple[Any, Any, Any]:
    """Y'(t)."""
    return at(m, P[2].derivative(), t), at(m, P[3].derivative(), t), at(m, P[5].derivative(), t) * c


def square(v: tuple[Any, Any, Any]) -> Any:
    return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]


def difference(m: Any, c: Any, s: Any, t: Any) -> tuple[Any, Any, Any]:
    a, b = curve(m, c, t), curve(m, c, s)
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def claim(m: Any, c: Any, s: Any, t: Any) -> All:
    y2, y3, y5 = curve(m, c, t)
    read = (y2 * y3 * c - y3 * c * m.ratio(4, 15) - y5 * m.ratio(10, 21)) * m.ratio(35, 9)
    means = [mean(P[k]) for k in P] + [mean(P[1] * P[k]) for k in (2, 3, 5)]
    return All(
        eq(read, t * c),
        lt(0, square(difference(m, c, s, t))),
        lt(0, square(speed(m, c, t))),
        *(zero(m.ratio(value.p, value.q)) for value in means),
    )


def symbolic(m: Any, c: Any, s: Any, t: Any) -> Iterator[Verdict]:
    read, apart, moving, *law = claim(m, c, s, t).parts
    yield m.decide(read)
    w, d = weights(m, c, t, s), difference(m, c, s, t)
    yield m.decide(eq(w[0] * d[0] + w[1] * d[1] + w[2] * d[2], (t - s) * c))
    m.lemma_positive(square(w), facts=[m.square(w[0]), m.square(w[1])], rest=w[2] ** 2)
    yield m.certificate(apart, scale=square(w), facts=minors(m, w, d), rest=((t - s) * c) ** 2)
    u, v = (t * m.ratio(5, 3), m.ratio(-2, 3), m.ratio(0, 1)), speed(m, c, t)
    yield m.decide(eq(u[0] * v[0] + u[1] * v[1], 1))
    m.lemma_positive(square(u), facts=[m.square(u[0])], rest=u[1] ** 2)
    yield m.certificate(moving, scale=square(u), facts=minors(m, u, v), rest=1)
    for moment in law:
        yield m.decide(moment)


def minors(m: Any, a: tuple[Any, Any, Any], b: tuple[Any, Any, Any]) -> list[Any]:
    """|a|^2 |b|^2 - <a, b>^2 is the sum of these squares (Lagrange)."""
    return [m.square(a[i] * b[j] - a[j] * b[i]) for i, j in ((0, 1), (0, 2), (1, 2))]


CROSSING = {"c": 1, "s": -sqrt(fmpq(3, 5)), "t": sqrt(fmpq(3, 5))}


def crossing(m: Any, c: Any, s: Any, t: Any) -> Claim:
    a, b = curve(m, c, s), curve(m, c, t)
    return All(eq(a[0], b[0]), zero(a[1]), zero(b[1]), ne(a[2], b[2]))


def coprime(m: Any) -> Claim:
    common = [(P[3] // T).gcd(P[5] // T), P[2].derivative().gcd(P[3].derivative()), P[3] % T, P[5] % T]
    return All(*(eq(m.ratio(f.degree(), 1), d) for f, d in zip(common, (0, 0, -1, -1), strict=True)))


NUMBERS = st.integers(-9, 9).map(lambda k: fmpq(k, 9))
THEOREM = Theorem(
    statement=r"t \sim U[-1, 1],\ Y = (P_2, P_3, P_5)(t):\quad \mathrm{Cov}(t, Y) = 0,\quad "
    r"t = \tfrac{35}{9}\bigl(y_2y_3 - \tfrac{4}{15}y_3 - \tfrac{10}{21}y_5\bigr),\quad Y'(t) \ne 0",
    case={"c": "", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\text{the component } cP_5,\ c \ne 0", lambda m, c: nonzero(c), Drop(CROSSING | {"c": 0})),
        Hypothesis(r"s \ne t \text{ for } Y(s) \ne Y(t)", lambda m, s, t: ne(s, t), Drop({"c": 1, "s": 0, "t": 0})),
    ),
    domain=st.builds(
        lambda c, s, t: {"c": c, "s": s, "t": t if t != s else -t if t else fmpq(1, 9)},
        st.integers(-2, 2).filter(bool),
        NUMBERS,
        NUMBERS,
    ),
    symbolic=symbolic,
    witnesses=(
        Witness("without P_5 the curve crosses itself", CROSSING, crossing),
        Witness("no common zeros", CROSSING, coprime),
        Witness(
            "the variance of t is 1/3", CROSSING, lambda m: eq(m.ratio(mean(P[1] ** 2).p, mean(P[1] ** 2).q) * 3, 1)
        ),
    ),
    kernel=("twists_legendre_curve",),
)
