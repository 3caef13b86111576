r"""The arc cosine of linear CKA, and the root of 2 - 2 CKA, satisfy the triangle inequality, as distances must.

Proof.     CKA is the cosine of the angle between K and L in Frobenius space. The Gram determinant of three unit vectors
           with cosines a, b, c is (1 - a^2)(1 - b^2) - (c - ab)^2 >= 0, which is |arccos a - arccos b| <= arccos c
           <= arccos a + arccos b. With f(a)^2 = 2 - 2a the squared length of a chord, the Cauchy-Schwarz inequality of
           the two chords is (a + b - 1 - c)^2 <= f(a)^2 f(b)^2, which is |f(a) - f(b)| <= f(c) <= f(a) + f(b).
Sharpness. 1 - CKA is not a metric: rigidity/one_minus_cka_is_no_metric. The distance is 0 for proportional K and L,
           not only for equal representations: rigidity/one_means_proportional_grams.
Source.    Williams et al. (2021), in the supplement, for the arc cosine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Family, Relation, Theorem, Verdict, eq, le, varies
from ..core.strategies import matrices


def cosines(s: Any, X: Any, Y: Any, Z: Any) -> tuple[Any, Any, Any]:
    """a = s(X, Y), b = s(Y, Z), c = s(X, Z)."""
    return s(X, Y), s(Y, Z), s(X, Z)


def angles(m: Any, a: Any, b: Any, c: Any) -> Relation:
    """The triangle inequality for angles between 0 and 180 degrees, in their cosines."""
    one, d = m.ratio(1, 1), c - a * b
    return le(d * d, (one - a * a) * (one - b * b))


def chords(m: Any, a: Any, b: Any, c: Any) -> Relation:
    """The triangle inequality for the chords."""
    one = m.ratio(1, 1)
    d = a + b - one - c
    return le(d * d, (one - a) * (one - b) * 4)


def proved(m: Any, K: Any, L: Any, M: Any, a: Any, b: Any, c: Any) -> Iterator[Verdict]:
    """Both, for the cosines of any three nonzero matrices."""
    scale = m.inner(K, K) * m.inner(L, L) ** 2 * m.inner(M, M)
    yield m.certificate(angles(m, a, b, c), scale=scale, facts=[m.scaled(m.inner(L, L), m.gram_determinant(K, M, L))])
    first, second = K * m.norm(L) - L * m.norm(K), L * m.norm(M) - M * m.norm(L)
    yield m.certificate(chords(m, a, b, c), scale=scale, facts=[m.cauchy_schwarz(first, second)])


def claim(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    found = cosines(m.linear_cka, X, Y, Z)
    return All(angles(m, *found), chords(m, *found))


def symbolic(m: Any, X: Any, Y: Any, Z: Any) -> Iterator[Verdict]:
    a, b, c = cosines(m.linear_cka, X, Y, Z)
    return proved(m, m.gram(X), m.gram(Y), m.gram(Z), a, b, c)


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


def attained(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    tight = angles(m, *cosines(m.linear_cka, X, Y, Z))
    return eq(tight.left, tight.right)


LINE = planar(2)

THEOREM = Theorem(
    statement=r"d(X, Z) \le d(X, Y) + d(Y, Z),\quad d = \arccos\mathrm{CKA} \text{ or } d = \sqrt{2 - 2\,\mathrm{CKA}}",
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
    sharp=Family((1, 2, 3), planar, attained),
    kernel=("rigidity_angular_cka_is_a_metric", "rigidity_angular_cka_is_a_metric_sharp"),
    cites=("williams2021generalized",),
)
