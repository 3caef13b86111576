r"""What two linear readouts read alike is predicted: linear R^2 has a floor.

Proof.     With the projectors P_X >= P onto the columns of X_c and of a = X_cW, and R = V(V'V)^+V': R^2 tr L =
           tr P_X L >= tr P_X Y_cRY_c' >= tr P Y_cRY_c' = tr((V'V)^+ b'Pb). If a = b = T then Pb = T. Otherwise
           |(1 - P)bV^+| <= |(b - a)V^+|, since Pa = a; and |PbV^+| |V|_op >= |Pb|.
Sharpness. Equality for X = [t, sJ1], Y = [t, sJ2]: 1/(1 + s^2). W does not occur in the floor for a shared output:
           however faintly X holds it, it is predicted. With (W'W)^+ for (V'V)^+ the floor from a loud one to its faint
           copy would be 4, where R^2 is 1.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..core.derivations import gram_is_nonzero
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, varies
from ..core.strategies import matrices, pairs, shared_readouts
from .any_two_readouts import onto
from .shared_scalar_readout import tight


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    floor, variance, inverse = m.r2_readout_floor(X, Y, W, V), m.trace(m.gram(Y)), m.pseudo_inverse(V.T @ V)
    a, b = m.center(X) @ W, m.center(Y) @ V
    apart, kept = b - a, m.projector(a) @ b
    return All(
        le(floor, m.linear_r2(X, Y)),
        le((m.inner(inverse, b.T @ b) - m.inner(inverse, apart.T @ apart)) / variance, floor),
        le(m.inner(kept, kept) / (m.leading_sum(V @ V.T, 1) * variance), floor),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    y, a, b = m.center(Y), m.center(X) @ W, m.center(Y) @ V
    gram_is_nonzero(m, V)
    top, under = m.leading_sum(V @ V.T, 1), m.trailing_psd(V @ V.T, 1)
    m.lemma_positive(top * m.inner(V, V), facts=[m.psd_product(under, m.gram_psd(V))], rest=m.inner(V @ V.T, V @ V.T))
    R, inverse, variance = onto(m, V), m.pseudo_inverse(V.T @ V), m.trace(m.gram(Y))
    everything, P = m.projector(m.center(X)), m.projector(a)
    parts: Any = claim(m, X, Y, W, V).parts
    floor, near, coarse = parts
    unread = m.psd_product(m.projector_psd(everything), m.congruence(y, m.projector_psd(R, complement=True)))
    beside = m.psd_product(m.projector_psd(everything - P), m.congruence(y, m.projector_psd(R)))
    yield m.certificate(floor, scale=variance, facts=[unread, beside])
    square = m.gram_psd((b - a) @ inverse @ V.T)
    missed = m.psd_product(m.projector_psd(P), square)
    yield m.certificate(near, scale=variance, facts=[missed])
    read = m.psd_product(under, m.gram_psd(V @ inverse @ b.T @ P))
    yield m.certificate(coarse, scale=variance * top, facts=[read])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Half of the pairs with one output shared exactly."""
    if draw(st.booleans()):
        n, (p, q) = draw(st.integers(2, 5)), (draw(st.integers(1, 3)) for _ in range(2))
        X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(1, 2))))
    else:
        X, Y = draw(pairs())
        k = draw(st.integers(1, 2))
        W, V = (draw(matrices(Z.shape[1], k, nonconstant=False)) for Z in (X, Y))
        assume((V != 0).any())
    return {"X": X, "Y": Y, "W": W, "V": V}


def junk(s: int) -> dict[str, Any]:
    """X = [t, sJ1] and Y = [t, sJ2], of which t is read."""
    found = tight(s)
    return {"X": found["X"], "Y": found["Y"], "W": found["w"], "V": found["v"]}


def attained(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    floor, s = m.r2_readout_floor(X, Y, W, V), X[0, 1]
    return All(eq(floor, m.linear_r2(X, Y)), eq(floor * (s**2 + 1), m.ratio(1, 1)))


LOUD = {"X": [[2], [-2], [0]], "Y": [[1], [-1], [0]], "W": [[1]], "V": [[2]]}
THEOREM = Theorem(
    statement=(
        r"R^2_{X \to Y} \ge \frac{\mathrm{tr}\bigl((V^\top V)^+ b^\top P_a b\bigr)}{\mathrm{tr}\,L} \ge \max\Bigl\{"
        r"\frac{\|bV^+\|_F^2 - \|(b - a)V^+\|_F^2}{\mathrm{tr}\,L},\ "
        r"\frac{\|P_ab\|_F^2}{\|V\|_{\mathrm{op}}^2\,\mathrm{tr}\,L}\Bigr\}, \quad a = X_cW,\ b = Y_cV; \quad "
        r"\text{for } a = b = T \text{ it is } \frac{\mathrm{tr}\bigl((V^\top V)^+ T^\top T\bigr)}{\mathrm{tr}\,L}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        varies("Y", LOUD | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"V \ne 0", lambda m, V: nonzero(V), Drop(LOUD | {"V": [[0]]})),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "a loud one and its faint copy",
            LOUD,
            lambda m, X, Y, W, V: All(
                eq(m.r2_readout_floor(X, Y, W, V), m.ratio(1, 1)),
                eq(m.inner(m.pseudo_inverse(W.T @ W), (Y @ V).T @ (Y @ V)) / m.trace(m.gram(Y)), m.ratio(4, 1)),
            ),
        ),
    ),
    sharp=Family((0, 1, 2, 3), junk, attained),
    refutes=(
        "r2_floor_of_the_other_readout",
        "r2_floor_without_readout",
        "r2_floor_over_the_norm",
        "r2_floor_of_what_is_read",
    ),
    kernel=(
        "floors_r2_from_a_shared_readout",
        "floors_r2_from_a_shared_readout_exact",
        "floors_r2_from_a_shared_readout_sharp",
    ),
)
