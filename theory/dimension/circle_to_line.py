r"""A circle does not fit on a line: a code in one number puts two opposite points together, or nearly, and errs on one.

Proof.     On Z_2k let h(i) = e(i + k) - e(i). Then h(i + k) = -h(i), so h is 0 somewhere, or changes sign between some
           neighbours i and i + 1, where |h(i)| + |h(i + 1)| = |h(i + 1) - h(i)| <= 2d, d the longest step of e: the
           smaller of the two is at most d. There x(i + k) = -x(i), and a decoder with |g(a) - g(b)| <= c|a - b| errs on
           the two points, together, by at least |g(e(i)) - x(i) - g(e(i + k)) + x(i + k)| >= 2|x(i)| - c|h(i)|. On a
           unit circle the larger error is at least 1 - cd/2; it is at least 1, whatever the decoder, where h(i) = 0,
           as it is somewhere if k is even and all steps are 1 or -1: then h is even, and moves by 0 or 2. As d tends
           to 0 this is the intermediate value theorem for a continuous e.
Sharpness. Attained: errors 0, 1, 0, 1 on a square coded 0, 1, 2, 1. Only the largest error is bounded: on 2k points
           with one steep cut the mean squared error can be 1/k.
Source.    The intermediate value theorem; the discrete form is derived here. For codes of the d-sphere in d numbers the
           theorem of Borsuk and Ulam is in its place, classical too: named as context, and not checked here.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import isqrt
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Limit, Theorem, Witness, eq, le, zero
from ..core.strategies import matrices

Code = tuple[int, ...]


def nearest_opposites(e: Code) -> tuple[int, int, int]:
    """i where e(i) and e(i + k) are nearest, how near they are, and the longest step of e around the circle."""
    n = len(e)
    gaps = [abs(e[(i + n // 2) % n] - e[i]) for i in range(n)]
    i = gaps.index(min(gaps))
    return i, gaps[i], max(abs(e[(i + 1) % n] - e[i]) for i in range(n))


def walks(e: Code) -> bool:
    """An even number of points before the opposite one, and every step is 1 or -1."""
    return len(e) % 4 == 0 and all(abs(e[i] - e[i - 1]) == 1 for i in range(len(e)))


def row(m: Any, i: int, A: Any) -> Any:
    """The i-th row of A."""
    return m.array(np.eye(A.shape[0], dtype=int)[[i]]) @ A


def errors(m: Any, e: Code, X: Any, D: Any) -> tuple[Any, Any]:
    """What the decoder is off by at the two opposite points whose codes are nearest, together; and |x|."""
    i, n = nearest_opposites(e)[0], len(e)
    return m.norm(row(m, i, D - X)) + m.norm(row(m, (i + n // 2) % n, D - X)), m.norm(row(m, i, X))


def claim(m: Any, e: Code, X: Any, D: Any, c: Any) -> Claim:
    _, gap, step = nearest_opposites(e)
    together, size = errors(m, e, X, D)
    meet = [zero(m.ratio(gap, 1))] if walks(e) else []
    return All(le(m.ratio(gap, 1), m.ratio(step, 1)), le(size * 2 - c * gap, together), *meet)


def opposite(m: Any, X: Any) -> Claim:
    """x(i + k) = -x(i)."""
    turn = m.array(np.roll(np.eye(X.shape[0], dtype=int), X.shape[0] // 2, axis=0))
    return zero(turn @ X + X)


def decodes(m: Any, e: Code, D: Any, c: Any) -> Claim:
    """|D_i - D_j| <= c |e_i - e_j|: with D a function of the code, where codes are equal."""
    return le(m.squared_distances(D), m.squared_distances(m.array([[x] for x in e])) * c**2)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any code of opposite points, or a walk; a decoder that is any function of it, with its constant rounded up."""
    k, d = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    if draw(st.booleans()):
        e = tuple(accumulate(draw(st.permutations([1, -1] * k))))
    else:
        e = tuple(draw(st.lists(st.integers(-2, 2), min_size=2 * k, max_size=2 * k)))
    C = draw(matrices(k, d, nonconstant=False))
    values = sorted(set(e))
    g = draw(matrices(len(values), d, nonconstant=False))
    steep = [
        Fraction(int(sum((g[a] - g[b]) ** 2)), (values[a] - values[b]) ** 2)
        for a in range(len(values))
        for b in range(a)
    ]
    most = max(steep, default=Fraction(0))
    c = isqrt(most.numerator // most.denominator) + 1
    return {"e": e, "X": np.concatenate([C, -C]), "D": g[[values.index(x) for x in e]], "c": c}


def half_circle(k: int) -> list[list[Fraction]]:
    """k rational points of the unit circle, no two of them opposite."""
    u = [Fraction(j, k) for j in range(k)]
    return [[(1 - x * x) / (1 + x * x), 2 * x / (1 + x * x)] for x in u]


def steep_cut(k: int) -> Case:
    """2k points coded in order but for the last, which gets the code of the point opposite to it."""
    C = half_circle(k)
    X = C + [[-a, -b] for a, b in C]
    e = (*range(2 * k - 1), k - 1)
    return {"e": e, "X": X, "D": [[0, 0] if code == k - 1 else x for code, x in zip(e, X, strict=True)], "c": 2}


def mean_square(m: Any, X: Any, D: Any) -> Any:
    return m.inner(D - X, D - X) / X.shape[0]


def attained(m: Any, e: Code, X: Any, D: Any, c: Any) -> Claim:
    together, size = errors(m, e, X, D)
    return eq(together, size * 2 - c * nearest_opposites(e)[1])


CORNERS = [[1, 0], [0, 1], [-1, 0], [0, -1]]
SQUARE = {"e": (0, 1, 2, 1), "X": CORNERS, "D": [[1, 0], [0, 0], [-1, 0], [0, 0]], "c": 1}
PAIR = {"e": (0, 1), "X": [[1], [-1]], "D": [[1], [-1]], "c": 2}
THEOREM = Theorem(
    statement=(
        r"\exists i:\ |e_{i+k} - e_i| \le d = \max_j |e_{j+1} - e_j|, \quad"
        r"\max_j \|g(e_j) - x_j\| \ge \|x_i\| - \tfrac{c}{2} |e_{i+k} - e_i| \ge \|x_i\| - \tfrac{cd}{2}"
    ),
    case={"e": "data", "X": "n q", "D": "n q", "c": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("x_{i+k} = -x_i", opposite, Drop(PAIR | {"X": [[1], [1]], "D": [[1], [1]], "c": 0})),
        Hypothesis(r"c \ge 0", lambda m, c: le(0, c), Drop(PAIR | {"D": [[0], [0]], "c": -1})),
        Hypothesis(r"\|g(a) - g(b)\| \le c|a - b|", decodes, Drop(PAIR | {"c": 1})),
        Hypothesis(
            r"\text{the error is the largest, not the mean}",
            None,
            Limit((2, 4, 8, 16), steep_cut, mean_square, Fraction(1, 16)),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    why_not={"symbolic": "a sign change around a circle is found by following its points in order; words have none"},
    witnesses=(
        Witness(
            "a square coded 0, 1, 2, 1",
            SQUARE,
            lambda m, e, X, D: All(
                eq(m.ratio(nearest_opposites(e)[1], 1), 0),
                *(eq(m.norm(row(m, i, D - X)), m.ratio(i % 2, 1)) for i in range(4)),
            ),
        ),
        Witness("one steep cut", steep_cut(4), lambda m, X, D: eq(mean_square(m, X, D), m.ratio(1, 4))),
    ),
    sharp=Family((SQUARE, PAIR, steep_cut(2), steep_cut(4)), lambda case: case, attained),
    kernel=("dimension_circle_to_line", "dimension_circle_to_line_walk"),
)
