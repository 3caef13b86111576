r"""CKA bounds from above the error of stitching one network's features into the other's linear head.

Proof.     The best linear stitch S = X_c^+ Y_c leaves (1 - P)Y_cV, P the projector onto the columns of X_c. With
           VV' <= t 1 its square is at most t tr((1 - P)L) = t(|Y_c|^2 - tr PL), and K = PKP <= c P for the largest
           eigenvalue c of K: tr KL <= c tr PL. So the error is at most t(|Y_c|^2 - CKA |K||L|/c).
Sharpness. Attained for white X and a head without scales, V = 1, as for one feature each. It bounds from one side only:
           where both networks read one output from it (floors/shared_readout) the error is 0 at any CKA.
Source.    Insulla, Huang and Rosasco (2025) bound stitching errors by kernel alignment; this form is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Family, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices, pairs


def stitching_error(m: Any, X: Any, Y: Any, V: Any) -> Any:
    """|X_cSV - Y_cV|^2 for S = X_c^+ Y_c."""
    left = (m.center(X) @ m.pseudo_inverse(m.center(X)) @ m.center(Y) - m.center(Y)) @ V
    return m.inner(left, left)


def ceiling(m: Any, X: Any, Y: Any, V: Any) -> Any:
    """t(|Y_c|^2 - CKA |K||L|/c)."""
    K, L, y = m.gram(X), m.gram(Y), m.center(Y)
    aligned = m.linear_cka(X, Y) * m.norm(K) * m.norm(L)
    return m.leading_sum(V @ V.T, 1) * (m.inner(y, y) - aligned / m.leading_sum(K, 1))


def claim(m: Any, X: Any, Y: Any, V: Any) -> Claim:
    return le(stitching_error(m, X, Y, V), ceiling(m, X, Y, V))


def symbolic(m: Any, X: Any, Y: Any, V: Any) -> Iterator[Verdict]:
    K, y, P = m.gram(X), m.center(Y), m.projector(m.center(X))
    c, t = m.leading_sum(K, 1), m.leading_sum(V @ V.T, 1)
    below = m.trailing_psd(K, 1)  # c1 - K
    m.lemma_positive(c * m.trace(K), facts=[m.psd_product(below, m.gram_psd(m.center(X)))], rest=m.inner(K, K))
    m.lemma_nonnegative(m.psd_product(m.gram_psd(V), m.projector_psd(m.leading(V @ V.T, 1)[0])))
    head = m.psd_product(m.trailing_psd(V @ V.T, 1), m.congruence(y.T, m.projector_psd(P, complement=True)))
    read = m.psd_product(m.congruence(P, below), m.gram_psd(y))
    yield m.certificate(claim(m, X, Y, V), scale=c, facts=[m.scaled(c, head), m.scaled(t, read)])


@st.composite
def cases(draw: DrawFn) -> Case:
    X, Y = draw(pairs())
    return {"X": X, "Y": Y, "V": draw(matrices(Y.shape[1], draw(st.integers(1, 2)), nonconstant=False))}


def square(Y: list[list[int]]) -> dict[str, Any]:
    return {"X": [[1, 1], [1, -1], [-1, 1], [-1, -1]], "Y": Y, "V": [[1]]}


TARGETS = ([[0], [1], [2], [7]], [[1], [-1], [-1], [1]], [[1], [1], [-1], [-1]])


def attained(m: Any, X: Any, Y: Any, V: Any) -> Claim:
    return eq(stitching_error(m, X, Y, V), ceiling(m, X, Y, V))


def read_exactly(m: Any, X: Any, Y: Any, V: Any) -> Claim:
    """The head reads what X has too: no error, where 19 of |Y_c|^2 = 20 are allowed at CKA = 1/17."""
    return All(
        zero(stitching_error(m, X, Y, V)),
        eq(m.linear_cka(X, Y), m.ratio(1, 17)),
        eq(ceiling(m, X, Y, V), m.ratio(19, 1)),
    )


SHARED = {
    "X": [[1, 2], [1, -2], [-1, 2], [-1, -2]],
    "Y": [[1, 2], [1, -2], [-1, -2], [-1, 2]],
    "V": [[1], [0]],
}
LINE = {"X": [[0], [1], [3]], "Y": [[0], [1], [4]], "V": [[1]]}
THEOREM = Theorem(
    statement=(
        r"\min_S \|X_cSV - Y_cV\|_F^2 \le \|V\|_{\mathrm{op}}^2 \Bigl(\|Y_c\|_F^2 - \mathrm{CKA}(X, Y)\,"
        r"\frac{\|K\|_F\|L\|_F}{\|K\|_{\mathrm{op}}}\Bigr)"
    ),
    case={"X": "n p", "Y": "n q", "V": "q k"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1], [1], [1]]}),
        varies("Y", LINE | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(Witness("one output read from both", SHARED, read_exactly),),
    sharp=Family(TARGETS, square, attained),
    kernel=("probes_alignment_bounds_stitching", "probes_alignment_bounds_stitching_sharp"),
    uses=("floors/shared_readout",),
    cites=("insulla2025towards",),
)
