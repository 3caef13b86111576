r"""Least weight norm and least representation norm agree exactly when the inputs are white as far as they are read.

Proof.     K = XX', X = SW, and L = YY' have K^2 = XW'S'SWX' and L^2 = XW'WX'
           (identifiability/minimal_norms_predict_each_other). If W'S'SW = c W'W, K^2 = cL^2 and K = c^(1/2) L, since
           roots are unique. Conversely CKA = 1 means K = aL for centred inputs, so X(W'S'SW - a^2 W'W)X' = 0, and S and
           W can be cancelled: W'S'SW = a^2 W'W, where a^2 = |SW|^2/|W|^2 by the traces. White inputs, S'S = cI, are a
           case; a map of rank one is another: WV = bv' gives W = bw', W'S'SW = |Sb|^2 ww'.
Sharpness. White where they are read is enough: S = [4e, 4e', 20e''] with W = [[1,0],[0,1],[0,0]] has CKA 1. With two
           outputs and S = [4e, 16e'], W = V = I, CKA^2 = 4225/4369.
Source.    Braun, Grant and Saxe (2025), corollary 3.8, for whitened inputs; the rest is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero
from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Hypothesis,
    Iff,
    Implies,
    Theorem,
    Verdict,
    Witness,
    eq,
    le,
    lt,
    nonzero,
    zero,
)
from ..rigidity.one_means_proportional_grams import residual
from .balanced_linear_networks import balanced
from .minimal_norms_predict_each_other import WHITE, diagonal, frame, rows, same_output, solutions


def spread(m: Any, S: Any, W: Any) -> Any:
    """W'S'SW |W|^2 - W'W |SW|^2: zero where the inputs that W reads are white."""
    X = S @ W
    return X.T @ X * m.inner(W, W) - W.T @ W * m.inner(X, X)


def white(m: Any, S: Any) -> Claim:
    """S'S = cI."""
    return eq(S.T @ S * S.shape[1], m.identity(S.shape[1]) * m.inner(S, S))


def claim(m: Any, S: Any, W: Any, V: Any, Y: Any) -> All:
    """CKA = 1 as K = cL too (rigidity/one_means_proportional_grams): near 1 it moves with the square of the spread."""
    agree, as_read = eq(m.linear_cka(S @ W, Y), m.ratio(1, 1)), zero(spread(m, S, W))
    one_output = eq(m.ratio(m.rank(W @ V), 1), m.ratio(1, 1))
    converse = Iff(as_read, zero(residual(m, S @ W, Y)))
    return All(converse, *(Implies(premise, agree) for premise in (as_read, white(m, S), one_output)))


def symbolic(m: Any, S: Any, W: Any, V: Any, Y: Any, U: Any) -> Iterator[Verdict]:
    """White as far as read means CKA = 1; the converse; white inputs, and maps bv' of rank one, are white as read."""
    X = S @ W
    for off in ((Y - m.center(Y)) @ Y.T, Y - m.center(Y)):
        m.lemma_zero(off)
    factor_is_nonzero(m, X, V)
    factor_is_nonzero(m, Y, U)
    factor_is_nonzero(m, (W @ V).T, S.T)
    factor_is_nonzero(m, W, V)
    with m.supposing(white(m, S)):
        yield m.decide(zero(spread(m, S, W)))
    B, C, w = (m.matrix(name, rows, "1") for name, rows in (("B", W.rows), ("C", V.cols), ("w", W.cols)))
    with m.supposing(All(eq(W @ V, B @ C.T), nonzero(B))):
        P = m.projector(B)
        m.lemma_zero((W - P @ W) @ W.T)
        m.lemma_zero(W - P @ W)
        yield m.decide(eq(W, P @ W))
    yield m.decide(zero(spread(m, S, B @ w.T)))
    with m.supposing(zero(spread(m, S, W))):
        g, L = m.norm(X) / m.norm(W), m.gram_psd(Y)
        above = m.psd_root(m.psd_scaled(g, L), m.gram_psd(X), m.gram_psd(Y * 0))
        yield m.certificate(
            le(1, m.linear_cka(X, Y)), scale=m.norm(X @ X.T) * m.norm(L.A), facts=[m.psd_product(above, L)]
        )
    a = m.scalar("a")
    with m.supposing(All(lt(0, a), eq(X @ X.T, Y @ Y.T * a))):
        apart = X.T @ X - W.T @ W * a**2
        yield m.decide(zero(X @ apart @ X.T))
        m.pseudo_inverse(S)
        yield m.decide(zero(W @ apart @ W.T))
        for zeroed in (W @ apart @ W.T, W @ apart, apart):
            m.lemma_zero(zeroed)
        yield m.decide(zero(spread(m, S, W)))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of them white as read, beside inputs that W does not read; some of one output, some white altogether."""
    r = draw(st.integers(1, 2))
    E = frame(draw, r + 1)
    return solutions(draw, E[:, :r], E[:, r:], white=draw(st.booleans()))[0]


def read(m: Any, S: Any, W: Any) -> Claim:
    return eq(m.projector(S.T) @ W, W)


BOTH = {name: WHITE[name] for name in "SWVYU"}
NOTHING = {"S": [[0]] * 4, "W": [[0]], "V": [[0]], "Y": [[0]] * 4, "U": [[0]]}
TWO_SAMPLES = {"S": diagonal(4, 16), "W": diagonal(1, 1), "V": diagonal(1, 1), "Y": diagonal(2, 4), "U": diagonal(2, 4)}
HALF_SEEN = BOTH | {"S": rows(4, 0), "Y": rows(4, 0), "U": diagonal(4, 0)}
AS_READ = {
    "S": [[2 * i, 2 * j, 10 * i * j] for i in (1, -1) for j in (1, -1)],
    "W": [[1, 0], [0, 1], [0, 0]],
    "V": diagonal(1, 1),
    "Y": rows(2, 2),
    "U": diagonal(2, 2),
}
STRETCHED = {"S": rows(4, 16), "W": diagonal(1, 1), "V": diagonal(1, 1), "Y": rows(2, 4), "U": diagonal(2, 4)}


def cka(a: int, b: int) -> Any:
    return lambda m, S, W, Y: eq(m.linear_cka(S @ W, Y) ** 2, m.ratio(a, b))


THEOREM = Theorem(
    statement=(
        r"\mathrm{CKA}(SW, Y) = 1 \iff W^\top S^\top SW \propto W^\top W,\quad "
        r"\text{so if } S^\top S \propto I \text{ or } \mathrm{rank}\,WV = 1"
    ),
    case={"S": "n d", "W": "d h", "V": "h k", "Y": "n l", "U": "l k"},
    claim=claim,
    hypotheses=(
        Hypothesis("SWV = YU", same_output, Drop(BOTH | {"Y": rows(4, 0), "U": diagonal(4, 0)})),
        Hypothesis(r"W^\top W = VV^\top", balanced("W", "V"), Drop(BOTH | {"W": diagonal(4, 1), "V": diagonal(1, 4)})),
        Hypothesis(r"Y^\top Y = UU^\top", balanced("Y", "U"), Drop(BOTH | {"Y": rows(16, 4), "U": diagonal(1, 4)})),
        Hypothesis(r"SWV \ne 0", lambda m, S, W, V: nonzero(m.center(S @ W @ V)), Drop(NOTHING)),
        Hypothesis("HS = S", lambda m, S: eq(m.center(S), S), Drop(TWO_SAMPLES)),
        Hypothesis(r"\mathrm{im}\,W \subseteq \mathrm{im}\,S^\top", read, Drop(HALF_SEEN)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(
        Witness("white inputs", BOTH, cka(1, 1)),
        Witness("white as far as read", AS_READ, cka(1, 1)),
        Witness("two outputs, stretched inputs", STRETCHED, cka(4225, 4369)),
    ),
    kernel=("identifiability_minimal_norms_and_white_inputs",),
    uses=("identifiability/minimal_norms_predict_each_other", "rigidity/one_means_proportional_grams"),
    cites=("braun2025not",),
)
