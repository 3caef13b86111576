r"""Paired outputs of two linear readouts force linear CKA above a floor that needs no inverse.

Proof.     <a, b> = tr W'MV = <WV', M> for M = X_c'Y_c, and Cauchy-Schwarz: <a, b>^2 <= |WV'|^2 |M|^2, where |M|^2 =
           CKA |K||L|.
Sharpness. Equality exactly when M is a multiple of WV'. For one output each it is (a'b)^2/(|w|^2 |v|^2 |K||L|), the
           floor of floors/any_two_readouts; with more outputs it is at most that. Outputs paired in another order
           agree less: with W = V = 1 the floor of p features against themselves is PR/p, and 0 if two white ones
           change places.
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


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    return le(m.paired_readout_floor(X, Y, W, V), m.linear_cka(X, Y))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    VW, M = V @ W.T, m.center(X).T @ m.center(Y)
    scale = m.inner(VW, VW) * m.norm(m.gram(X)) * m.norm(m.gram(Y))
    yield m.certificate(claim(m, X, Y, W, V), scale=scale, facts=[m.cauchy_schwarz(VW.T, M)])


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
        r"\mathrm{CKA}(X, Y) \ge \frac{\langle a, b\rangle^2}{\|VW^\top\|_F^2\,\|K\|_F\|L\|_F}, \quad "
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
