r"""Five classes in the plane, all right in both networks by heads without biases, and nothing linear in common.

Proof.     Let the weights of class j be such that no other sample scores as high, and scaled to score 1 on its own:
           w_j'x_j = 1 > w_j'x_i. Read by rows this is x_i'w_i = 1 > x_i'w_j: the argmax is right. Such weights exist
           for points in convex position around the origin, each of which a line separates from the others. With
           X_c'Y_c = 0 the logits are uncorrelated too, (XW)_c'(YV)_c = W'X_c'Y_cV = 0, and rank X + rank Y <= n - 1.
Sharpness. Five samples are the fewest for two planes (dimension/too_few_samples). In convex position around the
           origin integers up to 2 do, up to 1 do not. That position is more than the argmax needs: the weights
           x_j/|x_j| are right as soon as no two points lie in one direction, and then integers up to 1 do. The regular
           pentagon, corner k against corner 2k, has the heads X' and Y'.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations, product
from math import atan2
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero
from ..core.numbers import Field, linear
from ..core.numbers.array import array
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, zero
from ..core.strategies import invertible
from .same_argmax_orthogonal import one_sample, own_class, unit


def right(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> tuple[Claim, Claim]:
    return own_class(m, X @ W, i, j), own_class(m, Y @ V, i, j)


def nothing_in_common(m: Any, X: Any, W: Any, Y: Any, V: Any) -> tuple[Claim, ...]:
    ranks = m.rank(m.center(X)) + m.rank(m.center(Y))
    return (
        zero(m.linear_cka(X, Y)),
        zero(m.linear_cka(X @ W, Y @ V)),
        le(m.ratio(ranks, 1), m.ratio(X.shape[0] - 1, 1)),
    )


def claim(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> Claim:
    return All(*right(m, X, W, Y, V, i, j), *nothing_in_common(m, X, W, Y, V))


def symbolic(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> Iterator[Verdict]:
    for part in right(m, X, W, Y, V, i, j):
        yield m.decide(part)
    m.lemma_zero(m.center(i - j) - (i - j))
    for A, B in ((X, W), (Y, V)):
        scores, apart = m.center(A @ B @ j), i - j
        schwarz = m.cauchy_schwarz(scores, apart)
        m.lemma_positive(
            m.inner(scores, scores) * m.inner(apart, apart), facts=[schwarz], rest=m.inner(scores, apart) ** 2
        )
        factor_is_nonzero(m, m.center(A) @ B, j)
        factor_is_nonzero(m, m.center(A), B)
    *zeros, room = nothing_in_common(m, X, W, Y, V)
    for part in zeros:
        yield m.decide(part)
    H = m.center(m.identity(X.shape[0]))
    P, R = m.projector(m.center(X)), m.projector(m.center(Y))
    yield m.certificate(room, facts=[m.psd_product(m.projector_psd(H - P), m.projector_psd(H - R))])


def exposes(m: Any, X: Any, W: Any, i: Any, j: Any) -> All:
    """Sample i scores 1 with its own weights, j too, and i less with those of j."""
    Z = X @ W
    return All(eq(m.trace(i.T @ Z @ i), 1), eq(m.trace(j.T @ Z @ j), 1), lt(m.trace(i.T @ Z @ j), 1))


def scaled(points: list[list[int]], weights: list[list[int]]) -> list[list[Fraction]]:
    """Class weights as columns, each divided by its score on its own sample."""
    own = [sum(a * b for a, b in zip(x, w, strict=True)) for x, w in zip(points, weights, strict=True)]
    return [[Fraction(w[k], h) for w, h in zip(weights, own, strict=True)] for k in range(2)]


LEFT, RIGHT = [[-2, 1], [2, 1], [-2, 0], [2, -1], [0, -2]], [[1, 2], [1, -1], [-2, -2], [-2, 1], [2, 0]]
INTEGERS: dict[str, Any] = {
    "X": LEFT,
    "W": scaled(LEFT, [[-1, 1], [1, 1], [-2, -1], [1, -1], [0, -1]]),
    "Y": RIGHT,
    "V": scaled(RIGHT, [[0, 1], [1, -2], [0, -1], [-1, 1], [1, 0]]),
    "i": unit(5, 0),
    "j": unit(5, 1),
}


def corners(n: int, step: int) -> list[list[Any]]:
    """Corners 0, step, 2 step, ... of the regular n-gon, exactly."""
    field = Field(4 * n)
    return [[field.cos(4 * step * k), field.sin(4 * step * k)] for k in range(n)]


def polygon(n: int, step: int) -> dict[str, Any]:
    X, Y = corners(n, 1), corners(n, step)
    turned = [[[z[k] for z in Z] for k in range(2)] for Z in (X, Y)]
    return {"X": X, "W": turned[0], "Y": Y, "V": turned[1], "i": unit(n, 0), "j": unit(n, 1)}


@st.composite
def cases(draw: DrawFn) -> Case:
    """The five points of either plane moved by a linear map."""
    case = {name: np.array(INTEGERS[name], dtype=object) for name in ("X", "W", "Y", "V")}
    for features, heads in (("X", "W"), ("Y", "V")):
        A = draw(invertible(2))
        case |= {features: array(case[features]) @ A, heads: linear.solve(array(A), array(case[heads]))}
    order = draw(st.permutations(range(5)))
    case |= {name: case[name][order] for name in ("X", "Y")} | {name: case[name][:, order] for name in ("W", "V")}
    a, b = draw(st.permutations(range(5)))[:2]
    return case | {"i": unit(5, a), "j": unit(5, b)}


Points = tuple[tuple[int, ...], ...]


def around_the_origin(points: Points) -> bool:
    """Corners of a convex polygon that has the origin inside, in some order."""
    if (0, 0) in points:
        return False
    ring = sorted(points, key=lambda p: atan2(p[1], p[0]))
    triples = zip(ring, ring[1:] + ring[:1], ring[2:] + ring[:2], strict=True)
    return all(cross(a, b) > 0 and cross(a, b) + cross(b, c) + cross(c, a) > 0 for a, b, c in triples)


def cross(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    return a[0] * b[1] - a[1] * b[0]


@lru_cache
def fives(top: int) -> int:
    """How many pairs of five points with entries up to ``top``, each around the origin, are uncorrelated."""
    grid = product(range(-top, top + 1), repeat=2)
    sets = [np.array(points) for points in combinations(grid, 5) if around_the_origin(points)]
    centred = [X * 5 - X.sum(axis=0) for X in sets]
    orders = [list(order) for order in permutations(range(5))]
    return sum(not (X.T @ Y[order]).any() for X in centred for Y in sets for order in orders)


def wrong(case: dict[str, Any]) -> int:
    """How many times a class scores at least as high as the right one, over all samples of both networks."""
    logits = [np.array(case[a], dtype=object) @ np.array(case[b], dtype=object) for a, b in (("X", "W"), ("Y", "V"))]
    return sum(Z[k, c] >= Z[k, k] for Z in logits for k in range(5) for c in range(5) if c != k)


def integers(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> Claim:
    """Every class of every sample; both planes are full; no such pair in convex position has smaller entries."""
    ranks = m.ratio(m.rank(m.center(X)) + m.rank(m.center(Y)), 1)
    return All(eq(ranks, m.ratio(4, 1)), zero(m.array([[wrong(INTEGERS), fives(1)]])))


def directions(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> Claim:
    """Entries up to 1: X_c'Y_c = 0, and each class right by 5 or 7 times its point, nearly of one length."""
    case: dict[str, Any] = dict(ONES)
    for features, heads in (("X", "W"), ("Y", "V")):
        weights = [[(7 if 0 in x else 5) * a for a in x] for x in ONES[features]]
        case[heads] = [list(column) for column in zip(*weights, strict=True)]
    X, Y = m.array(ONES["X"]), m.array(ONES["Y"])
    ranks = m.ratio(m.rank(m.center(X)) + m.rank(m.center(Y)), 1)
    return All(zero(m.center(X).T @ m.center(Y)), eq(ranks, m.ratio(4, 1)), zero(m.array([[wrong(case)]])))


def pentagon(m: Any, X: Any, W: Any, Y: Any, V: Any, i: Any, j: Any) -> Claim:
    """The margins of sample 0 against class 1 are 1 - cos 72 and 1 - cos 144 degrees: (5 -+ sqrt 5)/4."""
    margins = [m.trace(i.T @ A @ B @ (i - j)) * 4 - 5 for A, B in ((X, W), (Y, V))]
    root = m.sqrt(m.ratio(5, 1))
    return All(eq(margins[0], -root), eq(margins[1], root), zero(m.array([[wrong(polygon(5, 2))]])))


#: no two points of either plane in one direction
ONES = {
    "X": [[-1, -1], [-1, 0], [-1, 1], [1, -1], [1, 0]],
    "Y": [[-1, 0], [1, -1], [0, 1], [1, 1], [-1, -1]],
}


def with_column(heads: list[list[Fraction]], k: int, weights: tuple[int, int]) -> list[list[Fraction]]:
    return [[Fraction(w) if c == k else h for c, h in enumerate(row)] for row, w in zip(heads, weights, strict=True)]


#: constant features: a sample and its negative are told apart
CONSTANT = {"X": [[1]] * 3, "W": [[1] * 3], "Y": [[1]] * 3, "V": [[1] * 3], "i": unit(3, 0), "j": unit(3, 0)}
#: weights that score two samples alike
FLAT_X = INTEGERS | {"W": with_column(INTEGERS["W"], 1, (0, 1))}
FLAT_Y = INTEGERS | {"V": with_column(INTEGERS["V"], 1, (1, 0))}
THEOREM = Theorem(
    statement=(
        r"w_j^\top x_j = 1 > w_j^\top x_i,\ X_c^\top Y_c = 0 \implies (XW)_{ii} > (XW)_{ij}, \quad"
        r"\mathrm{CKA}(X, Y) = \mathrm{CKA}(XW, YV) = 0, \quad r_X + r_Y \le n - 1"
    ),
    case={"X": "n p", "W": "p n", "Y": "n q", "V": "q n", "i": "n 1", "j": "n 1"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_c^\top Y_c = 0",
            lambda m, X, Y: zero(m.center(X).T @ m.center(Y)),
            Drop(INTEGERS | {"Y": INTEGERS["X"], "V": INTEGERS["W"]}),
        ),
        Hypothesis(r"i \text{ is a sample}", lambda m, i: one_sample(m, i), Drop(CONSTANT | {"i": [[-1], [0], [0]]})),
        Hypothesis(r"j \text{ is a sample}", lambda m, j: one_sample(m, j), Drop(CONSTANT | {"j": [[-1], [0], [0]]})),
        Hypothesis(
            r"w_i^\top x_i = w_j^\top x_j = 1 > w_j^\top x_i",
            lambda m, X, W, i, j: exposes(m, X, W, i, j),
            Drop(FLAT_X),
        ),
        Hypothesis(
            r"v_i^\top y_i = v_j^\top y_j = 1 > v_j^\top y_i",
            lambda m, Y, V, i, j: exposes(m, Y, V, i, j),
            Drop(FLAT_Y),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("integers up to two", INTEGERS, integers),
        Witness("integers up to one, in different directions", INTEGERS, directions),
        Witness("the pentagon, corner k against corner 2k", polygon(5, 2), pentagon),
    ),
    kernel=("classification_five_classes_in_the_plane", "classification_five_classes_in_the_plane_witness"),
    uses=("classification/same_argmax_orthogonal", "dimension/too_few_samples"),
)
