r"""Two linear readouts force linear CKA above a floor: by how much their outputs agree, whatever they read.

Proof.     Write M = X_c'Y_c, and P = W(W'W)^+W', R = V(V'V)^+V' for the projectors onto the columns of the readouts.
           Since W'MV = a'b, tr((W'W)^+ a'b (V'V)^+ b'a) = |PMR|^2 = |M|^2 - |M - PMR|^2, where |M|^2 = CKA |K||L|. The
           gap is tr((I - P)MM') + tr((I - R)M'PM).
Sharpness. Equality exactly when M = PMR: what a readout does not read is uncorrelated with the other side. W = 1 and
           V = 1 read all there is, and the floor is CKA. The outputs need not be equal, nor as many; but it is how they
           agree that counts: with |a|^2 |b|^2 for (a'b)^2, the floor below would be 1 where CKA is 1/4.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Family, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import matrices, pairs, shared_readouts


def unread(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """M - PMR."""
    M = m.center(X).T @ m.center(Y)
    A, B = m.pseudo_inverse(W.T @ W), m.pseudo_inverse(V.T @ V)
    return M - W @ A @ W.T @ M @ V @ B @ V.T


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    cka, floor, rest = m.linear_cka(X, Y), m.readout_floor(X, Y, W, V), unread(m, X, Y, W, V)
    gap = (cka - floor) * m.norm(m.gram(X)) * m.norm(m.gram(Y))
    return All(le(floor, cka), eq(gap, m.inner(rest, rest)))


def onto(m: Any, W: Any) -> Any:
    """W(W'W)^+W' is a projector, because |W - W(W'W)^+W'W| = 0."""
    A = m.pseudo_inverse(W.T @ W)
    m.lemma_zero(W - W @ A @ W.T @ W)
    return W @ A @ W.T


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    P, R, M = onto(m, W), onto(m, V), m.center(X).T @ m.center(Y)
    floor, gap = claim(m, X, Y, W, V).parts
    left = m.psd_product(m.projector_psd(P, complement=True), m.gram_psd(M))
    right = m.psd_product(m.projector_psd(R, complement=True), m.gram_psd(M.T @ P))
    yield m.certificate(floor, scale=m.norm(m.gram(X)) * m.norm(m.gram(Y)), facts=[left, right])
    yield m.decide(gap)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any readouts, of any number of outputs, rank deficient too; for half of the pairs, two that read the same."""
    if draw(st.booleans()):
        n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
        X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(1, 2))))
    else:
        X, Y = draw(pairs())
        W = draw(matrices(X.shape[1], draw(st.integers(1, 3)), nonconstant=False))
        V = draw(matrices(Y.shape[1], draw(st.integers(1, 3)), nonconstant=False))
    return {"X": X, "Y": Y, "W": W, "V": V}


def everything(pair: Any) -> Case:
    """All features are read, as they are."""
    X, Y = pair
    W, V = ([[int(i == j) for j in range(len(Z[0]))] for i in range(len(Z[0]))] for Z in (X, Y))
    return {"X": X, "Y": Y, "W": W, "V": V}


LINES = {"X": [[1], [-1], [0]], "Y": [[1], [0], [-1]], "W": [[1]], "V": [[1]]}
SIGNS = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
HALF = {"X": SIGNS, "Y": SIGNS, "W": [[1], [0]], "V": [[1], [0]]}
CORNER = [[0, 0], [0, 1], [1, 0]]


def value(floor: Any, cka: Any) -> Any:
    return lambda m, X, Y, W, V: All(
        eq(m.readout_floor(X, Y, W, V), m.ratio(*floor)), eq(m.linear_cka(X, Y), m.ratio(*cka))
    )


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\mathrm{tr}\bigl((W^\top W)^+ a^\top b\, (V^\top V)^+ b^\top a\bigr)}"
        r"{\|K\|_F\|L\|_F}, \quad a = X_cW,\ b = Y_cV \text{ for any } W, V"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q l"},
    claim=claim,
    hypotheses=(
        varies("X", LINES | {"X": [[1], [1], [1]]}),
        varies("Y", LINES | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("outputs that differ", LINES, value((1, 4), (1, 4))),
        Witness("half of what is shared is read", HALF, value((1, 2), (1, 1))),
    ),
    sharp=Family(
        ((CORNER, [[0], [1], [0]]), (SIGNS, [*CORNER, [1, 1]]), ([[1], [2], [4]], [[1], [4], [9]])),
        everything,
        lambda m, X, Y, W, V: eq(m.readout_floor(X, Y, W, V), m.linear_cka(X, Y)),
    ),
    refutes=(
        "readout_floor_of_each_output",
        "readout_floor_over_traces",
        "readout_floor_swapped",
        "readout_floor_uncentred",
        "readout_floor_without_inverse",
        "readout_floor_without_readouts",
    ),
    kernel=("floors_any_two_readouts", "floors_any_two_readouts_gap", "floors_any_two_readouts_sharp"),
)
