r"""Balanced two-layer linear networks that compute the same map hold the same hidden representation, up to rotation.

Proof.     W'W = VV' gives (WW')^2 = WVV'W' = BB' for B = WV, and semidefinite square roots are unique: WW' = ZZ' =
           (BB')^(1/2) for any other balanced pair (Z, U). So SW and SZ have one Gram matrix on every input S, and SW =
           SZQ for the partial isometry Q = Z^+W.
Sharpness. Moving diag(1, 4) from the second layer of (I, I) to the first keeps the map, and on the inputs [2e, e'] CKA
           falls from 1 to 8/17 = 2k/(1 + k^2), k = 4, the least that condition allows
           (invariance/invertible_map_bound).
Source.    Braun, Grant and Saxe (2025), theorem 3.7 and corollaries 3.11 and 3.12: the similarity matrix of least
           weight norm is unique.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import equal_roots, gram_is_nonzero
from ..core.forces import Forces, exactly_one
from ..core.numbers.array import eye
from ..core.record import All, Case, Claim, Drop, Exists, Hypothesis, Relation, Theorem, Verdict, Witness, eq, nonzero
from ..core.strategies import matrices, positive, semi_orthogonal


def claim(m: Any, S: Any, W: Any, Z: Any) -> All:
    Q = m.pseudo_inverse(Z) @ W
    return All(eq(m.linear_cka(S @ W, S @ Z), m.ratio(1, 1)), Exists({"Q": Q}, All(*rotated(S, W, Z, Q))))


def rotated(S: Any, W: Any, Z: Any, Q: Any) -> tuple[Relation, Relation]:
    """SW = SZQ, and Q is a partial isometry."""
    return eq(S @ Z @ Q, S @ W), eq(Q @ Q.T @ Q, Q)


def balanced(first: str, second: str) -> Any:
    """The Gram matrices of the hidden units agree: W'W = VV'."""

    def holds(m: Any, **case: Any) -> Claim:
        W, V = case[first], case[second]
        return eq(W.T @ W, V @ V.T)

    return holds


def symbolic(m: Any, S: Any, W: Any, Z: Any) -> Iterator[Verdict]:
    equal_roots(m, W, Z)
    P = m.projector(Z)
    m.lemma_zero(W - P @ W)
    gram_is_nonzero(m, m.center(S) @ W)
    cka: Any = claim(m, S, W, Z).parts[0]
    yield m.decide(cka)
    for part in rotated(S, W, Z, m.pseudo_inverse(Z) @ W):
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """W = UDQ', V = QDP' and the same with another rotation Q, in as many hidden units as there is room for."""
    n, d, k = draw(st.integers(2, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    r = draw(st.integers(1, min(d, k)))
    U, P = draw(semi_orthogonal(r, d)).T, draw(semi_orthogonal(r, k))
    roots = [draw(positive()) for _ in range(r)]
    first, second = (draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) for _ in range(2))
    S = draw(matrices(n, r)) @ U.T + draw(matrices(n, d, nonconstant=False)) @ (eye(d) - U @ U.T)
    return {
        "S": S,
        "W": U * roots @ first,
        "V": first.T * roots @ P,
        "Z": U * roots @ second,
        "U": second.T * roots @ P,
    }


ONE, QUARTER, FOUR = [[1, 0], [0, 1]], [[1, 0], [0, Fraction(1, 4)]], [[1, 0], [0, 4]]
STRETCHED: dict[str, Any] = {"S": [[2, 1], [2, -1], [-2, 1], [-2, -1]]} | dict.fromkeys("WVZU", ONE)
TURNED = STRETCHED | {"W": [[3, 4], [-4, 3]], "V": [[3, -4], [4, 3]], "Z": [[5, 0], [0, 5]], "U": [[5, 0], [0, 5]]}


def turn(m: Any, S: Any, W: Any, Z: Any) -> Claim:
    return eq(m.pseudo_inverse(Z) @ W * 5, m.array(TURNED["W"]))


THEOREM = Theorem(
    statement=(
        r"WV = ZU,\ W^\top W = VV^\top,\ Z^\top Z = UU^\top \implies SW = SZQ,\ QQ^\top Q = Q,\ "
        r"\mathrm{CKA}(SW, SZ) = 1 \quad \text{for all inputs } S"
    ),
    case={"S": "n d", "W": "d h", "V": "h k", "Z": "d l", "U": "l k"},
    claim=claim,
    hypotheses=(
        Hypothesis(
            "WV = ZU",
            lambda m, W, V, Z, U: eq(W @ V, Z @ U),
            Drop(STRETCHED | {"Z": [[1, 0], [0, 2]], "U": [[1, 0], [0, 2]]}),
        ),
        Hypothesis(r"W^\top W = VV^\top", balanced("W", "V"), Drop(STRETCHED | {"W": FOUR, "V": QUARTER})),
        Hypothesis(r"Z^\top Z = UU^\top", balanced("Z", "U"), Drop(STRETCHED | {"Z": FOUR, "U": QUARTER})),
        Hypothesis(r"HSW \ne 0", lambda m, S, W: nonzero(m.center(S) @ W), Drop(STRETCHED | {"S": [[1, 1]] * 4})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("a turn of 3-4-5", TURNED, turn),),
    kernel=("identifiability_balanced_linear_networks",),
    uses=("identifiability/minimal_norm_is_balanced",),
    cites=("braun2025not",),
    forces=(
        Forces(
            ("linear_cka",),
            lambda k: k.least_norm,
            exactly_one,
            "weights of least norm are balanced (identifiability/minimal_norm_is_balanced), and balanced ones agree",
        ),
    ),
)
