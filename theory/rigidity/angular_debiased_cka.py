r"""The arc cosine of debiased CKA is a distance too, with values up to 180 degrees.

Proof.     Debiased CKA is the cosine of the angle between the U-centred matrices U(K) and U(L)
           (estimators/hsic1_is_u_centred). The Gram determinant of three unit vectors with cosines a, b, c is
           (1 - a^2)(1 - b^2) - (c - ab)^2 >= 0, that is, cos(A + B) <= c <= cos(A - B): the triangle inequality for
           angles between 0 and 180 degrees. The chords sqrt(2 - 2a) obey it as well.
Sharpness. The cosine reaches -1, where the biased one stays at 0 or above: n = 4, Y = (0,0,1,1), X = [Y, (2,-2,0,0)].
           On a regular simplex, X = I_4, U(K) = 0 and there is no angle.
Source.    Williams et al. (2021) for the arc cosine of CKA; the debiased form is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.carriers.exact import Exact
from ..core.record import All, Claim, Drop, Family, Hypothesis, Scope, Theorem, Verdict, eq, le, lt
from ..core.strategies import matrices
from .angular_cka_is_a_metric import angles, chords, cosines, proved


def claim(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    a, b, c = cosines(m.debiased_cka, X, Y, Z)
    return All(angles(m, a, b, c), chords(m, a, b, c), le(c * c, m.ratio(1, 1)))


def symbolic(m: Any, X: Any, Y: Any, Z: Any) -> Iterator[Verdict]:
    """U(K) is not zero, HSIC_1 is its inner product; the rest is said of any three matrices that are not zero."""
    n, grams = X.shape[0], [m.gram(R) for R in (X, Y, Z)]
    for K in grams:
        yield m.decide(lt(0, m.inner(m.u_center(K), m.u_center(K))))
    K, L, _ = grams
    yield m.decide(eq(m.hsic1(K, L) * (n * (n - 3)), m.inner(m.u_center(K), m.u_center(L))))
    U, V, W = (m.matrix(name, "n", "n") for name in ("U(K)", "U(L)", "U(M)"))
    with m.supposing(All(*(lt(0, m.inner(A, A)) for A in (U, V, W)))):
        a, b, c = cosines(lambda A, B: m.inner(A, B) / (m.norm(A) * m.norm(B)), U, V, W)
        yield from proved(m, U, V, W, a, b, c)
        yield m.certificate(
            le(c * c, m.ratio(1, 1)), scale=m.inner(U, U) * m.inner(W, W), facts=[m.cauchy_schwarz(U, W)]
        )


def angle(name: str, simplex: dict[str, Any]) -> Hypothesis:
    """U(K) is not zero."""

    def holds(m: Any, **case: Any) -> Claim:
        U = m.u_center(m.gram(case[name]))
        return lt(0, m.inner(U, U))

    return Hypothesis(rf"\tilde U(K_{name}) \ne 0", holds, Drop(simplex))


def has_angle(X: Any) -> bool:
    m = Exact()
    U = m.u_center(m.gram(m.array(X)))
    return m.decide(lt(0, m.inner(U, U))) is Verdict.HOLDS


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(4, 5))
    return {name: draw(matrices(n, draw(st.integers(1, 2))).filter(has_angle)) for name in "XYZ"}


def opposite(s: int) -> dict[str, Any]:
    """X and Z at 180 degrees, Y anywhere between: the angles add up."""
    y = [[0], [0], [1], [1]]
    return {"X": [[0, 2], [0, -2], [1, 0], [1, 0]], "Y": [[0], [s], [1], [3]], "Z": y}


def attained(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    a, b, c = cosines(m.debiased_cka, X, Y, Z)
    tight = angles(m, a, b, c)
    return All(eq(tight.left, tight.right), eq(c, m.ratio(-1, 1)))


LINE = opposite(1)
SIMPLEX = [[int(i == j) for j in range(4)] for i in range(4)]

THEOREM = Theorem(
    statement=r"\arccos\mathrm{CKA}_1(X, Z) \le \arccos\mathrm{CKA}_1(X, Y) + \arccos\mathrm{CKA}_1(Y, Z)",
    case={"X": "n p", "Y": "n q", "Z": "n r"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"n \ge 4",
            lambda m, X: le(4, X.shape[0]),
            Scope("with three samples U(K) = 0 always, so the others imply it; U-centring divides by n - 2"),
        ),
        *(angle(name, LINE | {name: SIMPLEX}) for name in "XYZ"),
    ),
    domain=cases(),
    variants=frozenset({"linear-debiased"}),
    symbolic=symbolic,
    sharp=Family((1, 2, 5), opposite, attained),
    kernel=("rigidity_angular_debiased_cka", "rigidity_angular_debiased_cka_sharp"),
    uses=("estimators/hsic1_is_u_centred", "rigidity/angular_cka_is_a_metric"),
    cites=("williams2021generalized",),
)
