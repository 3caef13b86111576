r"""The arc cosine of linear CKA satisfies the triangle inequality, as a distance must.

Proof.     CKA is the cosine of the angle between K and L in Frobenius space. The Gram determinant of three unit vectors
           with cosines a, b, c is (1 - a^2)(1 - b^2) - (c - ab)^2 >= 0, which is |arccos a - arccos b| <= arccos c
           <= arccos a + arccos b for angles up to 90 degrees.
Sharpness. 1 - CKA is not a metric: rigidity/one_minus_cka_is_no_metric.
Source.    Williams et al. (2021), in the supplement, for the arc cosine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import Claim, Family, Theorem, Verdict, eq, le, varies
from ..core.strategies import matrices


def sides(m: Any, X: Any, Y: Any, Z: Any) -> tuple[Any, Any]:
    """(c - ab)^2 and (1 - a^2)(1 - b^2), for a = CKA(X, Y), b = CKA(Y, Z), c = CKA(X, Z)."""
    a, b, c = m.linear_cka(X, Y), m.linear_cka(Y, Z), m.linear_cka(X, Z)
    one = m.ratio(1, 1)
    return (c - a * b) * (c - a * b), (one - a * a) * (one - b * b)


def claim(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    return le(*sides(m, X, Y, Z))


def symbolic(m: Any, X: Any, Y: Any, Z: Any) -> Iterator[Verdict]:
    K, L, M = m.gram(X), m.gram(Y), m.gram(Z)
    scale = m.inner(K, K) * m.inner(L, L) ** 2 * m.inner(M, M)
    determinant = m.scaled(m.inner(L, L), m.gram_determinant(K, M, L))
    yield m.certificate(claim(m, X, Y, Z), scale=scale, facts=[determinant])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 5))
    return {name: draw(matrices(n, draw(st.integers(1, 2)))) for name in "XYZ"}


def planar(s: int) -> dict[str, Any]:
    """Three representations whose Gram matrices lie in one plane: the angles add up."""
    e, f = (1, -1, 0), (1, 1, -2)
    return {
        "X": [[x] for x in e],
        "Y": [[s * x, y] for x, y in zip(e, f, strict=True)],
        "Z": [[y] for y in f],
    }


LINE = planar(2)

THEOREM = Theorem(
    statement=r"\arccos\mathrm{CKA}(X, Z) \le \arccos\mathrm{CKA}(X, Y) + \arccos\mathrm{CKA}(Y, Z)",
    case={"X": "n p", "Y": "n q", "Z": "n r"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1]] * 3}),
        varies("Y", LINE | {"Y": [[1, 1]] * 3}),
        varies("Z", LINE | {"Z": [[1]] * 3}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    sharp=Family((1, 2, 3), planar, lambda m, X, Y, Z: eq(*sides(m, X, Y, Z))),
    cites=("williams2021generalized",),
)
