r"""A two-layer linear network has the smallest weights for what it computes exactly when its layers are balanced.

Proof.     Let WV = US with a partial isometry U and S = (V'W'WV)^(1/2), so that tr S = |WV|_*. Then |W|^2 + |V|^2 - 2
           tr S = |W - UV'|^2 + |V(I - U'U)|^2 >= 0; where it is 0, W = UV' and V = VU'U, hence W'W = VV'. Conversely
           let N = W'W + VV', D = W'W - VV', C = 2WN^+V. I - C'C = (I - 2V'N^+V)^2, so C is a contraction, |WV|_* >= tr
           C'WV, and |W|^2 + |V|^2 - 2|WV|_* <= tr N - 2 tr C'WV = tr N^+D^2, which is 0 for D = 0.
Sharpness. Moving scale from one layer to the other keeps WV and costs: W = 2, V = 1/2 weigh 17/4, not 2. With the
           Frobenius norm in place of the nuclear norm the bound stays true, but balanced layers of rank two do not
           attain it: W = V = I weigh 4, not 2 sqrt(2).
Source.    Braun, Grant and Saxe (2025), theorem 3.7, for the solutions of least weight norm; the price is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import both_vanish
from ..core.record import All, Case, Claim, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, le, zero
from ..core.strategies import matrices, positive, semi_orthogonal


def imbalance(W: Any, V: Any) -> Any:
    """W'W - VV'."""
    return W.T @ W - V @ V.T


def claim(m: Any, W: Any, V: Any) -> All:
    least, weight = m.least_two_layer_norm(W @ V), m.two_layer_norm(W, V)
    return All(
        le(least, weight),
        le(weight - least, price(m, W, V)),
        Iff(zero(imbalance(W, V)), eq(least, weight)),
    )


def price(m: Any, W: Any, V: Any) -> Any:
    """tr N^+D^2, what the imbalance D costs at most."""
    D = imbalance(W, V)
    return m.trace(m.pseudo_inverse(W.T @ W + V @ V.T) @ D @ D)


def symbolic(m: Any, W: Any, V: Any) -> Iterator[Verdict]:
    """Balanced layers cost nothing; what costs nothing is balanced; the cost of others."""
    with m.supposing(zero(imbalance(W, V))):
        yield m.decide(zero(price(m, W, V)))
    U, least, weight = m.polar(W @ V), m.least_two_layer_norm(W @ V), m.two_layer_norm(W, V)
    rest = m.projector_psd(U.T @ U, complement=True)
    terms = [m.squared_norm(W - U @ V.T), m.psd_product(rest, m.gram_psd(V.T))]
    with m.supposing(eq(least, weight)):
        both_vanish(m, W.T - V @ U.T, V - V @ U.T @ U)
        yield m.decide(zero(imbalance(W, V)))
    parts: Any = claim(m, W, V).parts
    below, cost, _ = parts
    yield m.certificate(below, facts=terms)
    G = m.pseudo_inverse(W.T @ W + V @ V.T)
    contraction = m.gram_psd(m.identity(V.shape[1]) - V.T @ G @ V * 2)
    dual = m.duality(W @ V, W @ G @ V * 2, contraction)
    yield m.certificate(cost, facts=[dual, dual])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half balanced, W = UDQ' and V = QDP' with orthonormal columns: an equivalence needs both."""
    d, h, k = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    if draw(st.booleans()):
        return {"W": draw(matrices(d, h, nonconstant=False)), "V": draw(matrices(h, k, nonconstant=False))}
    r = min(d, h, k)
    U, Q, P = (draw(semi_orthogonal(r, size)) for size in (d, h, k))
    roots = [draw(positive()) for _ in range(r)]
    return {"W": U.T * roots @ Q, "V": Q.T * roots @ P}


ONE = [[1, 0], [0, 1]]
UNBALANCED = {"W": [[2]], "V": [[Fraction(1, 2)]]}


def weighs(*weights: Any) -> Any:
    def values(m: Any, W: Any, V: Any) -> Claim:
        return eq(m.two_layer_norm(W, V), m.ratio(*weights))

    return values


THEOREM = Theorem(
    statement=r"\|W\|^2 + \|V\|^2 \ge 2\|WV\|_*, \quad \text{with equality} \iff W^\top W = VV^\top",
    case={"W": "d h", "V": "h k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            r"\|\cdot\|_* \text{ is the nuclear norm}", None, Swap("least_norm_frobenius", {"W": ONE, "V": ONE})
        ),
    ),
    domain=cases(),
    variants=frozenset({"any"}),
    symbolic=symbolic,
    witnesses=(
        Witness("scale in one layer", UNBALANCED, weighs(17, 4)),
        Witness("rank two", {"W": ONE, "V": ONE}, weighs(4, 1)),
    ),
    refutes=(
        "two_layer_norm_unsquared",
        "two_layer_norm_of_the_product",
        "two_layer_norm_of_one",
        "least_norm_frobenius",
        "least_norm_of_one_layer",
        "least_norm_squared",
    ),
    kernel=("identifiability_minimal_norm_is_balanced",),
    cites=("braun2025not",),
)
