r"""Any two readouts force CKA by the size of what their outputs share and the largest singular values of the readouts.

Proof.     N = PX_c'Y_cR is what the readouts see of each other (floors/any_two_readouts), and a'b = W'NV. WW' <= |W|^2
           1 and VV' <= |V|^2 1 in operator norms, so |a'b|^2 <= |W|^2 |V|^2 |N|^2, and |N|^2 <= |X_c'Y_c|^2.
Sharpness. Readouts that pick columns are of norm one, so X and Y themselves, read as they are, attain both.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, varies
from ..core.strategies import matrices
from .any_two_readouts import onto


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    master = m.readout_floor(X, Y, W, V)
    return All(le(master, m.linear_cka(X, Y)), le(m.operator_readout_floor(X, Y, W, V), master))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    P, R, M = onto(m, W), onto(m, V), m.center(X).T @ m.center(Y)
    N, size = P @ M @ R, m.norm(m.gram(X)) * m.norm(m.gram(Y))
    norms, below = [], []
    for Z in (W, V):  # ZZ' <= c 1, and c > 0 because tr (ZZ')^2 <= c tr ZZ'
        norms.append(m.leading_sum(Z @ Z.T, 1))
        below.append(m.trailing_psd(Z @ Z.T, 1))
        rows, one = m.psd_product(below[-1], m.gram_psd(Z)), m.identity(Z.shape[0])
        m.lemma_positive(
            m.inner(Z @ Z.T, Z @ Z.T) * m.trace(one), facts=[m.cauchy_schwarz(Z @ Z.T, one)], rest=m.inner(Z, Z) ** 2
        )
        m.lemma_positive(norms[-1] * m.inner(Z, Z), facts=[rows], rest=m.inner(Z @ Z.T, Z @ Z.T))
    whole, operator = claim(m, X, Y, W, V).parts
    left = m.psd_product(m.projector_psd(P, complement=True), m.gram_psd(M))
    right = m.psd_product(m.projector_psd(R, complement=True), m.gram_psd(M.T @ P))
    yield m.certificate(whole, scale=size, facts=[left, right])
    left, right = m.psd_product(below[0], m.gram_psd(N @ V)), m.psd_product(below[1], m.gram_psd(N.T))
    yield m.certificate(operator, scale=size * norms[0] * norms[1], facts=[left, m.scaled(norms[0], right)])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Readouts whose outputs do not agree, nor even in number."""
    n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    W, V = (draw(matrices(k, draw(st.integers(1, 3)), nonconstant=False)) for k in (p, q))
    for Z in (W, V):
        if not (Z != 0).any():
            Z[0, 0] += 1
    return {"X": draw(matrices(n, p)), "Y": draw(matrices(n, q)), "W": W, "V": V}


def as_it_is(s: int) -> dict[str, Any]:
    """X = [e, sf] and Y = [f, e], read as they are."""
    rows = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    return {"X": [[i, s * j] for i, j in rows], "Y": [[j, i] for i, j in rows], "W": EYE, "V": EYE}


def attained(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    cka = m.linear_cka(X, Y)
    return All(eq(m.operator_readout_floor(X, Y, W, V), cka), eq(m.readout_floor(X, Y, W, V), cka))


EYE: list[list[int]] = [[1, 0], [0, 1]]
LINE: dict[str, Any] = {"X": [[1], [-1]], "Y": [[1], [-1]], "W": [[1]], "V": [[1]]}
UNEVEN: dict[str, Any] = as_it_is(1) | {"V": [[2, 0], [0, 1]]}
THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(X, Y) \ge \frac{\|P_WX_c^\top Y_cP_V\|_F^2}{\|K\|_F\|L\|_F} "
        r"\ge \frac{\|W^\top X_c^\top Y_cV\|_F^2}{\|W\|_{op}^2\|V\|_{op}^2\|K\|_F\|L\|_F}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q l"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1], [1]]}),
        varies("Y", LINE | {"Y": [[1], [1]]}),
        Hypothesis(r"W \ne 0", lambda m, W: nonzero(W), Drop(LINE | {"W": [[0]]})),
        Hypothesis(r"V \ne 0", lambda m, V: nonzero(V), Drop(LINE | {"V": [[0]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "a readout twice as large in one direction",
            UNEVEN,
            lambda m, X, Y, W, V: All(
                eq(m.operator_readout_floor(X, Y, W, V), m.ratio(5, 8)), eq(m.readout_floor(X, Y, W, V), 1)
            ),
        ),
    ),
    sharp=Family((1, 2, 5), as_it_is, attained),
    kernel=("floors_operator_norms_of_readouts", "floors_operator_norms_of_readouts_sharp"),
    uses=("floors/any_two_readouts",),
)
