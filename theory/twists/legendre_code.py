r"""A line whose values and cubes sum to zero has a code uncorrelated with it, undone by one product of two features.

Proof.     Let the sums of x and of x^3 over the samples be 0, m_k the sum of x^k, and p_2 = x^2 - m_2/n,
           p_3 = x^3 - (m_4/m_2)x, p_5 = x^5 - (m_6/m_2)x. Each of them has x'p = 0, and x is centred: the covariance is
           0, with it CKA and both R^2. And p_2p_3 = x^5 - (m_4/m_2 + m_2/n)x^3 + (m_4/n)x, so
           p_2p_3 - p_5 + (m_4/m_2 + m_2/n)p_3 = ax with a = m_6/m_2 - (m_4/m_2)^2 = |p_3|^2/m_2 > 0.
Sharpness. Every symmetric line is one; so is (-8, -7, 1, 5, 9). Some x^3 must differ from a multiple of x: two sizes
           |x| other than 0. On four or five equally spaced points p_5 is a multiple of p_3, and two features, the
           discrete Legendre polynomials, are enough.
Source.    Discrete Legendre (Gram) polynomials are classical; the code is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, lt, nonzero, zero
from ..core.uncorrelated import derived, times, uncorrelated


def code(m: Any, x: Any) -> tuple[Any, Any, Any]:
    """p_2, p_3 and p_5."""
    square = times(m, x, x)
    cube = times(m, square, x)
    fifth = times(m, square, cube)
    m2, m4, m6 = m.inner(x, x), m.inner(cube, x), m.inner(cube, cube)
    return square - m.ones(x) * (m2 * m.ratio(1, x.shape[0])), cube - x * (m4 / m2), fifth - x * (m6 / m2)


def decoded(m: Any, x: Any) -> Any:
    """x from the code and the product of its first two features."""
    p2, p3, p5 = code(m, x)
    m2 = m.inner(x, x)
    mean = m.inner(times(m, x, x), times(m, x, x)) / m2 + m2 * m.ratio(1, x.shape[0])
    return (times(m, p2, p3) - p5 + p3 * mean) * (m2 / m.inner(p3, p3))


def claim(m: Any, x: Any) -> Claim:
    return All(eq(decoded(m, x), x), uncorrelated(m, x, m.concat(*code(m, x))))


def symbolic(m: Any, x: Any) -> Iterator[Verdict]:
    p2, p3, p5 = code(m, x)
    Y = m.concat(p2, p3, p5)
    yield m.decide(eq(decoded(m, x), x))
    m.lemma_positive(m.trace(m.gram(Y)), facts=[m.squared_norm(m.center(p)) for p in (p2, p5)], rest=m.inner(p3, p3))
    yield from derived(m, x, Y)


def column(*entries: int) -> list[list[int]]:
    return [[entry] for entry in entries]


def symmetric(*sizes: int) -> Case:
    return {"x": column(*(sign * size for size in sizes for sign in (1, -1)))}


DOMAIN = [
    *(symmetric(*pair, *more) for pair in combinations((1, 2, 3, 4), 2) for more in ((), (0,), (1,))),
    {"x": column(-8, -7, 1, 5, 9)},  # no symmetry: the sums are all that is needed
]


def two_sizes(m: Any, x: Any) -> Claim:
    cube = times(m, times(m, x, x), x)
    return nonzero(cube * m.inner(x, x) - x * m.inner(cube, x))


def table(x: tuple[int, ...], features: tuple[tuple[int, ...], ...], back: tuple[tuple[int, int], ...]) -> Witness:
    """A table of discrete Legendre polynomials: x = back . (y_1 y_2, y_2, ...) while no linear probe reads anything."""

    def values(m: Any, x: Any) -> Claim:
        Y = m.array([list(row) for row in zip(*features, strict=True)])
        product = m.array(column(*(a * b for a, b in zip(*features[:2], strict=True))))
        terms = [product, *(m.array(column(*feature)) for feature in features[1:])]
        return All(
            zero(m.projector(Y) @ m.concat(*code(m, x)) - m.concat(*code(m, x))),
            uncorrelated(m, x, Y),
            eq(sum(term * m.ratio(*c) for term, c in zip(terms, back, strict=True)), x),
            eq(m.linear_r2(m.concat(Y, product), x), m.ratio(1, 1)),
            lt(0, m.upper(m.squared_distances(Y))),  # as many codes as samples: all of the information is kept
        )

    return Witness(f"{len(x)} equally spaced points", {"x": column(*x)}, values)


TABLES = (
    table((-3, -1, 1, 3), ((1, -1, -1, 1), (-1, 3, -3, 1)), ((5, 3), (4, 3))),
    table((-2, -1, 0, 1, 2), ((2, -1, -2, -1, 2), (-1, 2, 0, -2, 1)), ((5, 6), (1, 3))),
    table(
        (-3, -2, -1, 0, 1, 2, 3),
        ((5, 0, -3, -4, -3, 0, 5), (-1, 1, 1, 0, -1, -1, 1), (-1, 4, -5, 0, 5, -4, 1)),
        ((7, 9), (-14, 27), (-10, 27)),
    ),
)

THEOREM = Theorem(
    statement=r"\sum_i x_i = \sum_i x_i^3 = 0,\ m_2x^3 \ne m_4x \implies \mathrm{CKA}(x, (p_2, p_3, p_5)) = 0,\ "
    r"x = \frac{m_2}{\|p_3\|^2}\Bigl(p_2p_3 - p_5 + \bigl(\tfrac{m_4}{m_2} + \tfrac{m_2}{n}\bigr)p_3\Bigr),\quad "
    r"m_k = \sum_i x_i^k,\ p_2 = x^2 - \tfrac{m_2}{n},\ p_3 = x^3 - \tfrac{m_4}{m_2}x,\ p_5 = x^5 - \tfrac{m_6}{m_2}x",
    case={"x": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\sum_i x_i = 0", lambda m, x: eq(m.center(x), x), Drop({"x": column(3, 4, 5, -6)})),
        Hypothesis(
            r"\sum_i x_i^3 = 0",
            lambda m, x: zero(m.inner(times(m, x, x), x)),
            Drop({"x": column(-1, -1, 2)}),
        ),
        Hypothesis(r"m_2x^3 \ne m_4x", two_sizes, Drop({"x": column(-1, 0, 1)})),
    ),
    domain=DOMAIN,
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=TABLES,
    kernel=("twists_legendre_code",),
    uses=("probes/zero",),
)
