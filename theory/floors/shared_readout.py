r"""Where one output is read linearly from both representations, linear CKA has a floor, in three forms.

Proof.     The outputs agree, a = b = T, in floors/any_two_readouts: with N = PX_c'Y_cR, the part that is read, T'T =
           W'NV, and the floor is |N|^2. |W'NV| <= |W|_op |N| |V|_op, since WW' <= |W|_op^2 1, gives the operator form;
           |T|^2 = <WV', N> <= |VW'| |N| gives the Frobenius form, and |VW'| <= |W| |V|.
Sharpness. X = [T, sJ1], Y = [T, sJ2] with T'T a multiple of 1, read as it is, attain all three: two outputs at n = 8
           have CKA = 2/(2 + s^4). Neither of the two is above the other: readouts that weigh the outputs differently
           are better served by the Frobenius form, 8/17 against 2/17, and outputs of different size by the operator
           form, 1 against 25/34.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..core.derivations import factor_is_nonzero, gram_is_nonzero
from ..core.forces import Forces, bounded_readouts
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, lt, nonzero
from ..core.strategies import shared_readouts
from .any_two_readouts import onto


def crude(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Any:
    """|T|^4/(|W|^2 |V|^2 |K||L|)."""
    T = m.center(X) @ W
    return m.inner(T, T) ** 2 / (m.inner(W, W) * m.inner(V, V) * m.norm(m.gram(X)) * m.norm(m.gram(Y)))


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    master, paired = m.readout_floor(X, Y, W, V), m.paired_readout_floor(X, Y, W, V)
    return All(
        le(master, m.linear_cka(X, Y)),
        le(m.operator_readout_floor(X, Y, W, V), master),
        le(paired, master),
        le(crude(m, X, Y, W, V), paired),
        lt(0, crude(m, X, Y, W, V)),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y, T = m.center(X), m.center(Y), m.center(X) @ W
    for z, Z in ((x, W), (y, V)):
        factor_is_nonzero(m, z, Z)
        factor_is_nonzero(m, Z.T, z.T)
        gram_is_nonzero(m, Z)
    P, R, M = onto(m, W), onto(m, V), x.T @ y
    N, VW, size = P @ M @ R, V @ W.T, m.norm(m.gram(X)) * m.norm(m.gram(Y))
    schwarz = m.cauchy_schwarz(N, VW.T)
    m.lemma_positive(m.inner(VW, VW) * m.inner(N, N), facts=[schwarz], rest=m.inner(T, T) ** 2)
    norms, below = [], []
    for Z in (W, V):  # ZZ' <= c 1, and c > 0 because tr (ZZ')^2 <= c tr ZZ'
        norms.append(m.leading_sum(Z @ Z.T, 1))
        below.append(m.trailing_psd(Z @ Z.T, 1))
        rows = m.psd_product(below[-1], m.gram_psd(Z))
        m.lemma_positive(norms[-1] * m.inner(Z, Z), facts=[rows], rest=m.inner(Z @ Z.T, Z @ Z.T))
    whole, operator, paired, separate, positive = claim(m, X, Y, W, V).parts
    left = m.psd_product(m.projector_psd(P, complement=True), m.gram_psd(M))
    right = m.psd_product(m.projector_psd(R, complement=True), m.gram_psd(M.T @ P))
    yield m.certificate(whole, scale=size, facts=[left, right])
    left, right = m.psd_product(below[0], m.gram_psd(N @ V)), m.psd_product(below[1], m.gram_psd(N.T))
    yield m.certificate(operator, scale=size * norms[0] * norms[1], facts=[left, m.scaled(norms[0], right)])
    yield m.certificate(paired, scale=size * m.inner(VW, VW), facts=[schwarz])
    product = m.psd_product(m.trace_psd(m.gram_psd(W.T)), m.gram_psd(V.T))
    scale = size * m.inner(VW, VW) * m.inner(W, W) * m.inner(V, V)
    yield m.certificate(separate, scale=scale, facts=[m.scaled(m.inner(T, T) ** 2, product)])
    yield m.decide(positive)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    X, Y, W, V = draw(shared_readouts(n, p, q, draw(st.integers(1, 3))))
    return {"X": X, "Y": Y, "W": W, "V": V}


def tight(s: int) -> Case:
    """n = 8: X = [T, sJ1] and Y = [T, sJ2] from four columns of a Hadamard matrix, read by [1; 0]."""
    H = np.array([[1, 1], [1, -1]])
    T, J = np.kron(np.kron(H, H), H)[:, 1:3], np.kron(np.kron(H, H), H)[:, 3:5] * s
    read = [[1, 0], [0, 1], [0, 0]]
    return {"X": np.hstack([T, J[:, :1]]).tolist(), "Y": np.hstack([T, J[:, 1:]]).tolist(), "W": read, "V": read}


def attained(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    cka, s = m.linear_cka(X, Y), X[0, 2]
    forms = (m.readout_floor, m.operator_readout_floor, m.paired_readout_floor)
    return All(*(eq(form(X, Y, W, V), cka) for form in forms), eq(cka, 2 / (s**4 + 2)))


def forms(operator: Any, frobenius: Any) -> Any:
    return lambda m, X, Y, W, V: All(
        eq(m.operator_readout_floor(X, Y, W, V), m.ratio(*operator)),
        eq(m.paired_readout_floor(X, Y, W, V), m.ratio(*frobenius)),
    )


def cka(a: int, b: int) -> Any:
    return lambda m, X, Y: eq(m.linear_cka(X, Y), m.ratio(a, b))


UNIT = [[1, 0], [0, 1]]
WEIGHED = {
    "X": [[2, 1], [2, -1], [-2, 1], [-2, -1]],
    "Y": [[1, 2], [1, -2], [-1, 2], [-1, -2]],
    "W": [[1, 0], [0, 2]],
    "V": [[2, 0], [0, 1]],
}
STEEP = WEIGHED | {"Y": WEIGHED["X"], "W": UNIT, "V": UNIT}
#: the same largest logit of three classes, z'z_c - |z_c|^2/2, from representations that are uncorrelated
ARGMAX = {"X": [[0], [1], [3]], "Y": [[5], [0], [4]], "W": [[0, 1, 3]], "V": [[5, 0, 4]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}\,\|K\|_F\|L\|_F \ge \mathrm{tr}(TAT^\top TBT^\top) \ge \max\Bigl\{"
        r"\frac{\|T^\top T\|_F^2}{\|W\|_{\mathrm{op}}^2\|V\|_{\mathrm{op}}^2},\ "
        r"\frac{\|T\|_F^4}{\|VW^\top\|_F^2}\Bigr\}, \quad "
        r"\frac{\|T\|_F^4}{\|VW^\top\|_F^2} \ge \frac{\|T\|_F^4}{\|W\|_F^2\|V\|_F^2} > 0, \quad "
        r"A = (W^\top W)^+,\ B = (V^\top V)^+"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"X_cW = T = Y_cV \text{, not just the same argmax}",
            lambda m, X, Y, W, V: eq(m.center(X) @ W, m.center(Y) @ V),
            Drop(ARGMAX),
        ),
        Hypothesis(
            r"T \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(STEEP | {"W": [[0, 0], [0, 0]], "V": [[0, 0], [0, 0]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("readouts that weigh differently", WEIGHED, forms((2, 17), (8, 17))),
        Witness("outputs of different size", STEEP, forms((1, 1), (25, 34))),
        Witness("two thirds", tight(1), cka(2, 3)),
        Witness("one ninth", tight(2), cka(1, 9)),
        Witness("2/83", tight(3), cka(2, 83)),
    ),
    sharp=Family((1, 2, 3), tight, attained),
    refutes=(
        "operator_floor_of_the_trace",
        "operator_floor_frobenius",
        "operator_floor_without_square",
        "paired_floor_operator_norms",
        "paired_floor_separate_norms",
    ),
    kernel=("floors_shared_readout", "floors_shared_readout_sharp"),
    uses=("floors/any_two_readouts", "floors/paired_readouts"),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.linear_output and k.same != "probabilities",
            bounded_readouts,
            "one output is read from both, by readouts of bounded norm",
        ),
    ),
)
