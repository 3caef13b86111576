r"""Paired outputs of two linear readouts force linear CKA above a floor that needs no inverse.

Proof.     With N = PX_c'Y_cR, what the readouts see of each other (floors/any_two_readouts), <a, b> = tr W'NV =
           <WV', N>, and Cauchy-Schwarz: <a, b>^2 <= |WV'|^2 |N|^2, where |N|^2 is the floor there times |K||L|.
Sharpness. Equality with CKA exactly when X_c'Y_c is a multiple of WV'. For one output each the two floors are one,
           (a'b)^2/(|w|^2 |v|^2 |K||L|). Outputs paired in another order agree less: with W = V = 1 the floor of p
           features against themselves is PR/p, and 0 if two white ones change places.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, varies
from ..core.strategies import matrices, pairs, shared_readouts
from .any_two_readouts import onto


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    paired = m.paired_readout_floor(X, Y, W, V)
    return All(le(paired, m.readout_floor(X, Y, W, V)), le(paired, m.linear_cka(X, Y)))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    VW, M = V @ W.T, m.center(X).T @ m.center(Y)
    N = onto(m, W) @ M @ onto(m, V)
    scale = m.inner(VW, VW) * m.norm(m.gram(X)) * m.norm(m.gram(Y))
    for part, read in zip(claim(m, X, Y, W, V).parts, (N, M), strict=True):
        yield m.certificate(part, scale=scale, facts=[m.cauchy_schwarz(VW.T, read)])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of the pairs with one output shared exactly."""
    if draw(st.booleans()):
        n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
        X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(1, 2))))
        return {"X": X, "Y": Y, "W": W, "V": V}
    X, Y = draw(pairs())
    k = draw(st.integers(1, 2))
    W, V = (draw(matrices(Z.shape[1], k, nonconstant=False)) for Z in (X, Y))
    assume((V @ W.T != 0).any())
    return {"X": X, "Y": Y, "W": W, "V": V}


SQUARE, UNIT = [[1, 1], [1, -1], [-1, 1], [-1, -1]], [[1, 0], [0, 1]]
STEEP = [[2, 1], [2, -1], [-2, 1], [-2, -1]]
SELF = {"X": SQUARE, "Y": SQUARE, "W": UNIT, "V": UNIT}
LINES = {"X": [[1], [-1], [0]], "Y": [[1], [0], [-1]], "W": [[2]], "V": [[3]]}


def floor(value: Any) -> Any:
    return lambda m, X, Y, W, V: eq(m.paired_readout_floor(X, Y, W, V), m.ratio(*value))


def spread(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    found = m.paired_readout_floor(X, Y, W, V)
    return All(eq(found, m.ratio(25, 34)), eq(found * 2, m.participation_ratio(X)))


def as_many(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    cka = m.ratio(1, 4)
    return All(eq(m.paired_readout_floor(X, Y, W, V), cka), eq(m.linear_cka(X, Y), cka))


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\mathrm{tr}\bigl((W^\top W)^+ a^\top b\, (V^\top V)^+ b^\top a\bigr)}"
        r"{\|K\|_F\|L\|_F} \ge \frac{\langle a, b\rangle^2}{\|VW^\top\|_F^2\,\|K\|_F\|L\|_F}, \quad "
        r"a = X_cW,\ b = Y_cV \text{ of as many outputs}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        varies("X", LINES | {"X": [[1], [1], [1]]}),
        varies("Y", LINES | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"VW^\top \ne 0", lambda m, W, V: nonzero(V @ W.T), Drop(LINES | {"W": [[0]]})),
    ),
    domain=cases(),
    refutes=("paired_floor_of_norms", "paired_floor_of_sizes", "paired_floor_without_square"),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    kernel=("floors_paired_readouts",),
    uses=("floors/any_two_readouts",),
    witnesses=(
        Witness("two lines", LINES, as_many),
        Witness("a steep spectrum against itself", SELF | {"X": STEEP, "Y": STEEP}, spread),
        Witness("paired with each other", SELF | {"V": [[0, 1], [1, 0]]}, floor((0, 1))),
    ),
    sharp=Family(
        (SELF, LINES),
        lambda case: case,
        lambda m, X, Y, W, V: eq(m.paired_readout_floor(X, Y, W, V), m.linear_cka(X, Y)),
    ),
)
