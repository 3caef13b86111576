r"""Low CKA needs distances that are really distorted, not only features that are transformed.

Proof.     HDH = -2K for squared distances, so gL - K = -H(gD_Y - D_X)H/2, of norm at most |gD_Y - D_X|/2 <= e|K| with
           e = d|D_X|/(2|K|). The squared distance from K to the line of L is |K|^2 (1 - CKA^2), at most |gL - K|^2.
Sharpness. Attained: four samples, X of three orthogonal features of any lengths, Y a simplex, with the least d: there
           gL - K is orthogonal to L, and its diagonal is 0. With every squared distance of X changed by the factor 1 +
           d or 1 - d it is attained to first order: at nine samples on a 3 x 3 board, X a simplex and Y with rows,
           columns and cells weighted differently, CKA^2 = 1/(1 + e^2). d = 0 gives CKA = 1.
Source.    Derived here. The hypothesis follows when every distance is kept within factors,
           1 - d <= g |y_i - y_j|^2/|x_i - x_j|^2 <= 1 + d, but it asks only for the sum of squares.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.numbers import sqrt
from ..core.record import Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import distorted_copies


def change(m: Any, X: Any, Y: Any, g: Any) -> Any:
    """How far the squared distances of Y are from those of X, in units of g."""
    return m.squared_distances(Y) * g - m.squared_distances(X)


def strain(m: Any, X: Any, d: Any) -> Any:
    """e^2 = d^2 |D_X|^2/(4 |K|^2)."""
    D, K = m.squared_distances(X), m.gram(X)
    return d * d * m.inner(D, D) / (m.inner(K, K) * 4)


def claim(m: Any, X: Any, Y: Any, g: Any, d: Any) -> Claim:
    return le(m.ratio(1, 1) - strain(m, X, d), m.linear_cka(X, Y) ** 2)


def little_changed(m: Any, X: Any, Y: Any, g: Any, d: Any) -> Claim:
    E, D = change(m, X, Y, g), m.squared_distances(X)
    return le(m.inner(E, E), d * d * m.inner(D, D))


def symbolic(m: Any, X: Any, Y: Any, g: Any, d: Any) -> Iterator[Verdict]:
    K, L, E, D = m.gram(X), m.gram(Y), change(m, X, Y, g), m.squared_distances(X)
    H = m.center(m.identity(X.shape[0]))
    off = E - H @ E  # what centring takes away
    given = m.scaled(d * d * m.inner(D, D) - m.inner(E, E), m.square(1))
    small = m.sum(given, m.squared_norm(off), m.squared_norm(H @ off.T))
    yield m.certificate(
        claim(m, X, Y, g, d),
        scale=m.inner(K, K) * m.inner(L, L),
        facts=[m.scaled(m.inner(L, L) * m.ratio(1, 4), small), m.square(g * m.inner(L, L) - m.inner(K, L))],
    )


@st.composite
def cases(draw: DrawFn) -> Case:
    """Copies distorted within factors; then d is larger than the hypothesis asks."""
    X, Y, c, d = draw(distorted_copies(draw(st.integers(2, 5)), draw(st.integers(1, 3))))
    return {"X": X, "Y": Y, "g": 1 / c, "d": d}


def board(t: Any) -> Case:
    """Nine cells: X their one-hot codes; Y those times a, and the one-hot codes of row and column times b.

    Two cells in one row or column are 2a^2 + 2b^2 = 2(1 - d) apart, others 2a^2 + 4b^2 = 2(1 + d), each cell with four
    of either kind: a^2 = 1 - 3d, b^2 = 2d, which the rational t parametrises.
    """
    a, b = Fraction(6 - t * t) / (6 + t * t), Fraction(4 * t) / (6 + t * t)
    cells = [(i, j) for i in range(3) for j in range(3)]
    X = [[int(cell == other) for other in cells] for cell in cells]
    Y = [
        [*(a * x for x in X[3 * i + j]), *(b * (i == k) for k in range(3)), *(b * (j == k) for k in range(3))]
        for i, j in cells
    ]
    return {"X": X, "Y": Y, "g": 1, "d": b * b / 2}


def first_order(m: Any, X: Any, Y: Any, g: Any, d: Any) -> Claim:
    return eq(m.linear_cka(X, Y) ** 2 * (strain(m, X, d) + 1), m.ratio(1, 1))


def unequal(lengths: tuple[int, int, int]) -> Case:
    """X of three orthogonal features of these lengths, Y a simplex.

    The squared distances of X are 4(s - l) for the squared length l of the feature in which two samples agree and the
    sum s of all three; those of Y are 2. At g = 4s/3 the difference is least, and d^2 = (q - s^2/3)/(s^2 + q) with q
    the sum of all l^2.
    """
    rows = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
    X = [[size * sign for size, sign in zip(lengths, row, strict=True)] for row in rows]
    s, q = (sum(size**k for size in lengths) for k in (2, 4))
    Y = [[int(i == j) for j in range(4)] for i in range(4)]
    return {"X": X, "Y": Y, "g": Fraction(4 * s, 3), "d": sqrt(fmpq(3 * q - s * s, 3 * (s * s + q)))}


def attained(m: Any, X: Any, Y: Any, g: Any, d: Any) -> Claim:
    return eq(m.linear_cka(X, Y) ** 2, m.ratio(1, 1) - strain(m, X, d))


PAIR = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "g": 1, "d": 0}
STRETCHED = {"X": [[0], [1], [3]], "Y": [[0], [1], [4]], "g": Fraction(4, 5), "d": 1}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y)^2 \ge 1 - \Big(\frac{d\, \|D_X\|_F}{2 \|K\|_F}\Big)^2,"
        r"\quad (D_X)_{ij} = \|x_i - x_j\|^2, \ (D_Y)_{ij} = \|y_i - y_j\|^2"
    ),
    case={"X": "n p", "Y": "n q", "g": "", "d": ""},
    claim=claim,
    hypotheses=(
        varies("X", PAIR | {"X": [[1]] * 3, "g": 0}),
        varies("Y", PAIR | {"Y": [[1]] * 3, "d": 1}),
        Hypothesis(r"\|g D_Y - D_X\|_F \le d\, \|D_X\|_F", little_changed, Drop(PAIR)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("a line", STRETCHED, lambda m, X, Y, **_: eq(m.linear_cka(X, Y), m.ratio(361, 364))),
        Witness(
            "a board",
            board(1),
            lambda m, X, Y, **_: eq(m.linear_cka(X, Y) ** 2, m.ratio(2401, 2977)),
        ),
        *(Witness(f"a board, to first order, t = {t}", board(t), first_order) for t in (0, 1, Fraction(1, 2))),
    ),
    sharp=Family(((1, 1, 1), (1, 1, 2), (1, 1, 3), (1, 2, 5)), unequal, attained),
    kernel=("probes_distortion_floor", "probes_distortion_floor_factors"),
)
