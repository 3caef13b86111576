r"""Stitching in front of a linear head makes no error wherever the head's output can be read from the other side.

Proof.     XW = T = YV and S = WV^+: XSV = TV^+V = YVV^+V = YV = T, whatever the rank of V. For a readout XU of X that
           is not T, XUV^+V - YV = (XU - YV)V^+V: the stitched network errs by what X cannot read, within the rows of V.
Sharpness. So at the layer before a linear head, stitching cannot detect that two representations are unaligned:
           X = [t, sJ1], Y = [t, sJ2] have CKA = 1/(1 + s^4), R^2 = 1/(1 + s^2), and are stitched exactly. For V with
           independent columns V^+V = 1, and the error is the residual XU - YV; (1, -1, 0) against (1, 1, -2) leaves 8.
Source.    Derived here; Smith, Mannering and Marcu (2025) find that stitching can mislead, Bansal et al. (2021) propose
           it as a measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, zero
from ..core.strategies import matrices, shared_readouts
from .shared_scalar_readout import tight


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any, U: Any) -> All:
    residual = X @ U - Y @ V
    within, other = residual @ m.pseudo_inverse(V) @ V, m.stitching_error(X, Y, U, V)
    return All(
        zero(m.stitching_error(X, Y, W, V)),
        eq(other, m.inner(within, within)),
        le(other, m.inner(residual, residual)),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, U: Any) -> Iterator[Verdict]:
    parts: Any = claim(m, X, Y, W, V, U).parts
    exact, error, below = parts
    yield m.decide(exact)
    yield m.decide(error)
    rows = m.projector_psd(m.projector(V.T), complement=True)
    yield m.certificate(below, facts=[m.psd_product(rows, m.gram_psd((X @ U - Y @ V).T))])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Readouts with dependent columns too; X gets no intercept, so the outputs have to agree in their means."""
    n, (p, q, k) = draw(st.integers(2, 4)), (draw(st.integers(1, 3)) for _ in range(3))
    X, Y, W, V = draw(shared_readouts(n, p, q, k))
    X, Y = X - X[:1], Y - Y[:1]
    return {"X": X, "Y": Y, "W": W, "V": V, "U": draw(matrices(p, k, nonconstant=False))}


APART = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "W": [[1]], "V": [[1]], "U": [[1]]}
TWICE = {
    "X": [[1, 1], [1, -1], [-1, 1], [-1, -1]],
    "Y": [[1, 1], [1, -1], [-1, -1], [-1, 1]],
    "W": [[1, 2], [0, 0]],
    "V": [[1, 2], [0, 0]],
    "U": [[0, 0], [1, 0]],
}


def junk(s: int) -> Case:
    """X = [t, sJ1] and Y = [t, sJ2], of which t is read."""
    found = tight(s)
    return {"X": found["X"], "Y": found["Y"], "W": found["w"], "V": found["v"], "U": [[1], [1]]}


def unseen(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    s = X[0, 1]
    return All(
        zero(m.stitching_error(X, Y, W, V)),
        eq(m.linear_cka(X, Y) * (s**4 + 1), m.ratio(1, 1)),
        eq(m.linear_r2(X, Y) * (s**2 + 1), m.ratio(1, 1)),
    )


THEOREM = Theorem(
    statement=(
        r"XSV = YV \text{ for } S = WV^+, \qquad \|XUV^+V - YV\|_F^2 = \|(XU - YV)V^+V\|_F^2 \le \|XU - YV\|_F^2 "
        r"\text{ for any } U"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k", "U": "p k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"XW = YV \text{: the output of } V \text{ is read from } X",
            lambda m, X, Y, W, V: eq(X @ W, Y @ V),
            Drop(APART),
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "dependent columns hide a part of the residual",
            TWICE,
            lambda m, X, Y, U, V: All(
                eq(m.stitching_error(X, Y, U, V), m.ratio(104, 5)),
                eq(m.inner(X @ U - Y @ V, X @ U - Y @ V), m.ratio(24, 1)),
            ),
        ),
        Witness(
            "the error is the residual where X does not hold the output",
            junk(1),
            lambda m: eq(m.stitching_error(*(m.array(APART[name]) for name in "XYWV")), m.ratio(8, 1)),
        ),
    ),
    sharp=Family((0, 1, 2, 3), junk, unseen),
    refutes=("stitch_transposed", "stitch_of_the_readouts"),
    kernel=("floors_stitching_sees_nothing", "floors_stitching_sees_nothing_sharp"),
    cites=("smith2025functional", "bansal2021revisiting"),
)
