r"""A linear probe explains no more than the largest principal components of its target, as many as its rank.

Proof.     P projects onto the columns of X_c and has trace r, so R^2 tr L = tr PL. E projects onto r leading
           eigenvectors of L, and the r-th eigenvalue is c: EL >= cE and (I - E)L <= c(I - E). So
           tr EL - tr PL = tr (I - P)(EL - cE) + tr P(c(I - E) - (I - E)L) >= 0, products of semidefinite matrices.
Sharpness. Equality when X is made of the leading components of Y. It is the rank that counts and not the number of
           features, and the ranks need not differ: one feature twice reads 4/5 of variances 4 and 1, not all of it.
Source.    Ky Fan's maximum principle (Fan 1949); for the probe, derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Family, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, pairs, positive, rank_profile, white


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return le(m.linear_r2(X, Y), m.ky_fan_ceiling(X, Y))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    P, L = m.projector(m.center(X)), m.gram(Y)
    r = m.rank(m.center(X))
    above = m.psd_product(m.projector_psd(P, complement=True), m.leading_psd(L, r))
    below = m.psd_product(m.projector_psd(P), m.trailing_psd(L, r))
    yield m.certificate(claim(m, X, Y), scale=m.trace(L), facts=[above, below])


@st.composite
def near_components(draw: DrawFn) -> tuple[Any, Any]:
    """Y made of three principal components, X of the first or the first two of them, or near one of them."""
    W = draw(white(4, 3))
    Y = W * draw(st.lists(positive(), min_size=3, max_size=3))
    if draw(st.booleans()):
        return W[:, : draw(st.integers(1, 2))], Y
    X = W[:, :1] + draw(matrices(4, 1)) * draw(positive())
    return (X if (X[:1] != X).any() else W[:, :1]), Y


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any two; X of lower rank than its features; or X close to the leading components of Y."""
    X, Y = draw(st.one_of(pairs(), st.tuples(rank_profile(4, 3, 2), matrices(4, 3)), near_components()))
    return {"X": X, "Y": Y}


def components(r: int, spectrum: tuple[int, ...] = (3, 2, 1)) -> Case:
    """Y has principal components of these lengths, X the first r of them, one of them twice, off the origin."""
    rows = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
    Y = [[s * x for s, x in zip(spectrum, row, strict=True)] for row in rows]
    return {"X": [[*row[:r], row[0] + 5] for row in Y], "Y": Y}


def bits(*columns: int) -> list[list[int]]:
    """The corners of a cube, n = 8, in these coordinates."""
    corners = [(a, b, c) for a in (1, -1) for b in (1, -1) for c in (1, -1)]
    return [[corner[k] for k in columns] for corner in corners]


def circles(*angles: int) -> list[list[int]]:
    """The circles of these angles side by side, for two angles that are multiples of 90 degrees: n = 16."""
    points = ((1, 0), (0, 1), (-1, 0), (0, -1))
    return [[c for k in angles for c in points[turn[k]]] for turn in ((a, b) for a in range(4) for b in range(4))]


def equal_to(a: int, b: int) -> Any:
    """R^2 and its ceiling are both a/b."""
    return lambda m, X, Y: All(*(eq(v, m.ratio(a, b)) for v in (m.linear_r2(X, Y), m.ky_fan_ceiling(X, Y))))


SQUARE, CUBE = bits(0, 1), bits(0, 1, 2)
TWICE = {"X": [[1, 1], [1, 1], [-1, -1], [-1, -1]], "Y": [[2, 1], [2, -1], [-2, 1], [-2, -1]]}
THEOREM = Theorem(
    statement=r"R^2_{X \to Y} \le \frac{\sum_{j \le r_X} \mu_j}{\sum_j \mu_j}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(varies("Y", TWICE | {"Y": [[1, 1]] * 4}),),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness("a square reads two thirds of a cube", {"X": SQUARE, "Y": CUBE}, equal_to(2, 3)),
        Witness("a circle reads half of a torus", {"X": circles(0), "Y": circles(0, 1)}, equal_to(1, 2)),
        Witness("a cube reads the square", {"X": CUBE, "Y": SQUARE}, equal_to(1, 1)),
        Witness("one feature twice", TWICE, equal_to(4, 5)),
    ),
    sharp=Family((1, 2, 3), components, lambda m, X, Y: eq(m.linear_r2(X, Y), m.ky_fan_ceiling(X, Y))),
    refutes=(
        "ky_fan_by_columns",
        "ky_fan_ascending",
        "ky_fan_by_other_rank",
        "ky_fan_uncentred",
        "ky_fan_of_squares",
        "r2_swapped",
    ),
    kernel=("dimension_ky_fan", "dimension_ky_fan_attained"),
    cites=("fan1949theorem",),
)
