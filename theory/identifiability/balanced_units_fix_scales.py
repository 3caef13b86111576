r"""Balanced ReLU networks determined up to the order and scale of their units are alike up to the order alone.

Proof.     Z = WQD and U = D^-1 Q'V give unit j of the second network squared weights d_j^2 |w|^2 going in and
           |v|^2/d_j^2 going out, w and v those of its counterpart. Balanced, |w|^2 = |v|^2 and d_j^2 |w|^2 =
           |v|^2/d_j^2, so d_j^4 = 1 where w is not 0: d_j = 1. Then Z = WQ and Y = XQ, and CKA does not see the order
           of the features.
Sharpness. Without balance the scales are free (identifiability/relu_up_to_units); a unit without weights has any scale.
Source.    Derived here, for the symmetries of Phuong and Lampert (2020). Balance is where weight decay leads: moving
           scale between the layers of a unit costs nothing else.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.numbers.array import eye
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Witness, eq, lt, zero
from ..core.strategies import permutations
from .relu_up_to_units import ONE, SIGNS, SWAP, TURN, identified, layers, network, permutation, varies


def claim(m: Any, A: Any, W: Any, Z: Any, Q: Any, D: Any) -> Claim:
    X, Y = layers(m, A, W, Z)
    return All(eq(D, m.identity(D.shape[0])), eq(Y, X @ Q), eq(m.linear_cka(X, Y), m.ratio(1, 1)))


def balanced(into: str, out: str) -> Any:
    """As much weight goes into every unit as out of it."""

    def holds(m: Any, **case: Any) -> Claim:
        return eq(m.diagonal(case[into].T @ case[into]), m.diagonal(case[out] @ case[out].T))

    return holds


@st.composite
def cases(draw: DrawFn) -> Case:
    """Outgoing weights that are the incoming ones in another order, up to sign, so that they weigh as much."""
    A, W = network(draw)
    r, p = W.shape
    W[0] = W[0] * W[0] + 1  # no unit without weights
    Q = draw(permutations(p))
    V = W.T @ draw(permutations(r)) * draw(st.sampled_from((1, -1)))
    return {"A": A, "W": W, "V": V, "Z": W @ Q, "U": Q.T @ V, "Q": Q, "D": eye(p)}


def alive(m: Any, W: Any) -> Claim:
    weights = m.diagonal(W.T @ W)
    return lt(weights * 0, weights)


BOX: dict[str, Any] = {"A": [[0, 0], [0, 1], [1, 0], [1, 1]]} | dict.fromkeys("WVZUQD", ONE)
DOUBLE, HALF, FIRST = [[1, 0], [0, 2]], [[1, 0], [0, Fraction(1, 2)]], [[1, 0], [0, 0]]
SWAPPED = BOX | dict.fromkeys("ZUQ", SWAP)
BACK = [list(column) for column in zip(*TURN, strict=True)]

THEOREM = Theorem(
    statement=(
        r"Z = WQD,\ U = D^{-1}Q^\top V,\ \|w_j\| = \|v_j\|,\ \|z_j\| = \|u_j\| \implies D = I,\ "
        r"\mathrm{relu}(AZ) = \mathrm{relu}(AW)Q,\ \mathrm{CKA}(X, Y) = 1"
    ),
    case={"A": "n r", "W": "r p", "V": "p m", "Z": "r p", "U": "p m", "Q": "p p", "D": "p p"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"Z = WQD,\ DU = Q^\top V", identified, Drop(BOX | {"Z": [[1, 1], [0, 1]], "U": [[1, 0], [1, 1]]})),
        Hypothesis(r"Q \text{ is a permutation}", permutation, Drop(BOX | {"Q": TURN, "Z": TURN, "U": BACK})),
        Hypothesis(
            r"D \text{ is diagonal}",
            lambda m, D: zero(m.hollow(D)),
            Drop(BOX | {"D": TURN, "Z": TURN, "U": BACK}),
        ),
        Hypothesis(
            "d_j > 0", lambda m, D: lt(m.diagonal(D) * 0, m.diagonal(D)), Drop(BOX | dict.fromkeys("DZU", SIGNS))
        ),
        Hypothesis(
            r"\|w_j\| = \|v_j\|",
            balanced("W", "V"),
            Drop(BOX | {"V": [[1, 0], [0, 4]], "D": DOUBLE, "Z": DOUBLE, "U": DOUBLE}),
        ),
        Hypothesis(r"\|z_j\| = \|u_j\|", balanced("Z", "U"), Drop(BOX | {"D": DOUBLE, "Z": DOUBLE, "U": HALF})),
        Hypothesis(r"w_j \ne 0", alive, Drop(BOX | dict.fromkeys("WVZU", FIRST) | {"D": DOUBLE})),
        Hypothesis(r"HX \ne 0", varies, Drop(BOX | {"A": [[1, 1]] * 4})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    why_not={
        "symbolic": "relu and the norms of single units look at entries and columns, which words do not have; that a "
        "permutation of the features keeps CKA is invariance/orthogonal_map, which is symbolic"
    },
    witnesses=(Witness("two units swapped", SWAPPED, lambda m, A, W, Z: eq(m.linear_cka(*layers(m, A, W, Z)), 1)),),
    kernel=("identifiability_balanced_units_fix_scales",),
    uses=("identifiability/relu_up_to_units", "invariance/orthogonal_map"),
    cites=("phuong2020functional",),
)
