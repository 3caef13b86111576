r"""The Procrustes distance is the least distance over rotations, and NBS is the cosine of its angle.

Proof.     |X_c - Y_c Q'|^2 = tr K + tr L - 2<Q, X_c'Y_c> for Q'Q = I on the columns of Y, and <Q, M> <= |M|_* for
           every contraction Q, with equality at the polar factor of M. Dividing X_c and Y_c by their norms turns the
           maximum of <Q, M> into NBS, the cosine of the angular Procrustes distance.
Sharpness. Attained at the polar factor: for Y a turned and scaled X, by the turn back. A map longer than an isometry
           does better at Y = X: Q = diag(2, 1) has a larger cosine, or Q = 1/2 a smaller distance at Y = 2X.
Source.    Williams et al. (2021); Harvey, Larsen and Williams (2023) for NBS as the cosine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, orthogonal


def claim(m: Any, X: Any, Y: Any, Q: Any) -> All:
    x, y = m.center(X), m.center(Y)
    apart = x - y @ Q
    cosine = m.inner(x, y @ Q) / (m.norm(x) * m.norm(y))
    return All(le(m.procrustes(X, Y), m.inner(apart, apart)), le(cosine, m.nbs(X, Y)))


def symbolic(m: Any, X: Any, Y: Any, Q: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    below, angle = claim(m, X, Y, Q).parts
    contraction = m.gram_psd(Q * 0)
    dual = m.duality(x.T @ y, Q.T, contraction)
    yield m.certificate(below, scale=1, facts=[dual, dual])
    yield m.certificate(angle, scale=m.norm(x) * m.norm(y), facts=[dual])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n, p = draw(st.integers(2, 4)), draw(st.integers(1, 2))
    return {"X": draw(matrices(n, p)), "Y": draw(matrices(n, p)), "Q": draw(orthogonal(p))}


TURN = [[0, 1], [-1, 0]]
RIGHT_ANGLE = {"X": [[0, 0], [2, 1], [1, 3]], "Y": [[0, 0], [1, -2], [3, -1]], "Q": TURN}


def turned(s: int) -> dict[str, Any]:
    return {"X": [[a * s, b * s] for a, b in RIGHT_ANGLE["X"]], "Y": RIGHT_ANGLE["Y"], "Q": TURN}


def attained(m: Any, X: Any, Y: Any, Q: Any) -> Claim:
    x, y = m.center(X), m.center(Y)
    apart = x - y @ Q
    return All(eq(m.procrustes(X, Y), m.inner(apart, apart)), eq(m.nbs(X, Y), m.ratio(1, 1)))


LINE = {"X": [[0], [1]], "Y": [[0], [2]], "Q": [[1]]}

THEOREM = Theorem(
    statement=r"\|X_c\|^2 + \|Y_c\|^2 - 2\|X_c^\top Y_c\|_* \le \|X_c - Y_cQ\|^2, \qquad "
    r"\mathrm{NBS} \ge \cos\angle(X_c, Y_cQ) \qquad \forall\, QQ^\top = I",
    case={"X": "n p", "Y": "n p", "Q": "p p"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1], [1]]}),
        varies("Y", LINE | {"Y": [[1], [1]]}),
        Hypothesis(
            "QQ^\\top = I",
            lambda m, Q: eq(Q @ Q.T, m.identity(Q.shape[0])),
            Drop({"X": [[0, 0], [1, 1], [1, 0]], "Y": [[0, 0], [1, 1], [1, 0]], "Q": [[2, 0], [0, 1]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"procrustes", "nbs"}),
    symbolic=symbolic,
    witnesses=(Witness("turned back", RIGHT_ANGLE, lambda m, X, Y, Q: eq(m.procrustes(X, Y), 0)),),
    sharp=Family((1, 2, 3), turned, attained),
    refutes=(
        "procrustes_uncentred",
        "procrustes_frobenius",
        "procrustes_not_squared",
        "procrustes_without_the_two",
    ),
    kernel=("equivalences_procrustes_is_a_minimum", "equivalences_procrustes_is_a_minimum_attained"),
    cites=("williams2021generalized", "harvey2023duality"),
)
