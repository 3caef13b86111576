r"""Linear networks of least weight norm and of least representation norm predict each other's hidden layer.

Proof.     Both compute SWV = YU from the inputs S; the first is balanced in the weights, W'W = VV', the second in the
           representation Y, Y'Y = UU' (identifiability/minimal_norm_is_balanced, for YU). Put X = SW, T = XV. TV' =
           XW'W, and W'W has the rows of W, so X = TV'W^+(W^+)'; likewise Y = TU'Y^+(Y^+)'. So HX, HT and HY have the
           same columns: R^2 = 1 both ways. Where W'S'SW is between s^4 W'W and t^4 W'W, (XX')^2 = XW'S'SWX' is between
           s^4 and t^4 times XW'WX' = (YY')^2, hence XX' between s^2 YY' and t^2 YY': square roots keep the order. This
           is all that the proof of invariance/invertible_map_bound needs for CKA >= 2k/(1 + k^2), k = t/s the root of
           the condition number of the inputs, as far as W reads them.
Sharpness. Attained for every k: S = [e, k^4 e'], W = V = diag(k, 1/k^2), Y = [ke, e'], U = diag(k, 1), e and e' of
           length 1. So CKA < 1 needs two outputs and inputs that are not white; it is not certain then
           (identifiability/minimal_norms_and_white_inputs). S = [4e, 16e'], W = V = I against Y = [2e, 4e'], U =
           diag(2, 4) has CKA^2 = 4225/4369.
Source.    Braun, Grant and Saxe (2025), theorems 3.5 and 3.7, for the two solutions; comparing them is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero, rank_is_positive
from ..core.numbers.array import array, eye
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, nonzero, psd
from ..core.strategies import matrices, orthogonal, permutations, positive, semi_orthogonal
from .balanced_linear_networks import balanced


def claim(m: Any, S: Any, W: Any, Y: Any, s: Any, t: Any) -> All:
    X, one = S @ W, m.ratio(1, 1)
    return All(
        le(m.map_floor(s, t), m.linear_cka(X, Y)),
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(m.mean_squared_cca(X, Y), one),
    )


def same_output(m: Any, S: Any, W: Any, V: Any, Y: Any, U: Any) -> Claim:
    return eq(S @ W @ V, Y @ U)


def above(S: Any, W: Any, s: Any) -> Any:
    """W'S'SW - s^4 W'W: the inputs that W reads are stretched by at least s^2."""
    return (S @ W).T @ S @ W - W.T @ W * s**4


def symbolic(m: Any, S: Any, W: Any, V: Any, Y: Any, U: Any, s: Any, t: Any) -> Iterator[Verdict]:
    X = S @ W
    x, y = m.center(X), m.center(Y)
    factor_is_nonzero(m, x, V)
    factor_is_nonzero(m, y, U)
    K, L = m.gram_psd(X), m.gram_psd(Y)
    low = m.psd_root(m.psd_scaled(s**2, L), K, m.congruence(X, above(S, W, s)))
    high = m.psd_root(K, m.psd_scaled(t**2, L), m.congruence(X, -above(S, W, t)))
    H = m.center(m.identity(X.shape[0]))
    low, high = m.congruence(H, low), m.congruence(H, high)
    m.lemma_positive(t**2 * m.inner(y, y), facts=[m.psd_trace(high)], rest=m.inner(x, x))
    rank_is_positive(m, x @ V)
    for solution in (W, Y):
        m.pseudo_inverse(solution)
    floor, *linear = claim(m, S, W, Y, s, t).parts
    scale = (s * s + t * t) * m.norm(x @ x.T) * m.norm(y @ y.T)
    square = m.square(m.norm(x @ x.T) - s * t * m.norm(y @ y.T))
    yield m.certificate(floor, scale=scale, facts=[m.psd_product(low, high), square])
    for part in linear:
        yield m.decide(part)


HALF = [[Fraction(i, 2), Fraction(j, 2), Fraction(i * j, 2)] for i in (1, -1) for j in (1, -1)]


def frame(draw: DrawFn, r: int) -> Any:
    """Orthonormal centred columns: rational ones need a square number of samples; the others are at the mean."""
    n = draw(st.integers(4, 5))
    E = array(HALF) @ draw(semi_orthogonal(r, 3)).T
    return draw(permutations(n)) @ np.concatenate([E, (0 * E)[: n - 4]])


def solutions(draw: DrawFn, E: Any, other: Any, white: bool) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """W = P'CQ, V = Q'CR, Y = EDJ and U = J'DGR with orthonormal rows (E: columns), and SP'C^2 = ED^2 G.

    What W does not read of the inputs has columns in the span of ``other``.
    """
    r = E.shape[1]
    C, D = ([draw(positive()) for _ in range(r)] for _ in range(2))
    R, G, P = draw(orthogonal(r)), draw(orthogonal(r)), draw(semi_orthogonal(r, draw(st.integers(r, r + 1))))
    Q, J = (draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) for _ in range(2))
    if white:
        D, G = [c * D[0] for c in C], eye(r)
    S = E * [d * d for d in D] @ G * [1 / (c * c) for c in C] @ P
    unread = other @ draw(matrices(other.shape[1], P.shape[1], nonconstant=False)) @ (eye(P.shape[1]) - P.T @ P)
    case = {"S": S + unread, "W": P.T * C @ Q, "V": Q.T * C @ R, "Y": E * D @ J, "U": J.T * D @ G @ R}
    return case, C, D


@st.composite
def cases(draw: DrawFn) -> Case:
    """One output or two, inputs white on what is read or not."""
    r, white = draw(st.integers(1, 2)), draw(st.booleans())
    E = frame(draw, r)
    case, C, D = solutions(draw, E, eye(len(E)), white)
    s, t = (D[0] / C[0],) * 2 if white or r == 1 else (min(D) / max(C), max(D) / min(C))
    return case | {"s": s, "t": t}


def diagonal(a: Any, b: Any) -> list[list[Any]]:
    return [[a, 0], [0, b]]


def rows(a: Any, b: Any) -> list[list[Any]]:
    """Columns (1,1,-1,-1)/2 and (1,-1,1,-1)/2 times a and b."""
    return [[Fraction(i * a, 2), Fraction(j * b, 2)] for i in (1, -1) for j in (1, -1)]


def case(S: Any, W: Any, V: Any, Y: Any, U: Any, s: Any, t: Any) -> dict[str, Any]:
    return {"S": rows(*S), "W": diagonal(*W), "V": diagonal(*V), "Y": rows(*Y), "U": diagonal(*U), "s": s, "t": t}


def tight(k: int) -> dict[str, Any]:
    first = (k, Fraction(1, k * k))
    return case((1, k**4), first, first, (k, 1), (k, 1), 1, k * k)


STRETCHED = case((4, 16), (1, 1), (1, 1), (2, 4), (2, 4), 2, 4)
WHITE = case((4, 4), (2, 2), (2, 2), (4, 4), (4, 4), 2, 2)
CONSTANT = {"S": [[2]] * 4, "W": [[1]], "V": [[1]], "Y": [[1]] * 4, "U": [[2]], "s": 2, "t": 2}


def value(m: Any, S: Any, W: Any, Y: Any, s: Any, t: Any) -> Claim:
    return All(eq(m.linear_cka(S @ W, Y) ** 2, m.ratio(4225, 4369)), eq(m.map_floor(s, t), m.ratio(4, 5)))


THEOREM = Theorem(
    statement=(
        r"SWV = YU,\ W^\top W = VV^\top,\ Y^\top Y = UU^\top,\ X = SW \implies R^2_{X \to Y} = R^2_{Y \to X} = 1,\ "
        r"\rho_k = 1,\ \mathrm{CKA}(X, Y) \ge \frac{2\kappa}{1 + \kappa^2},\ \kappa = t/s"
    ),
    case={"S": "n d", "W": "d h", "V": "h k", "Y": "n l", "U": "l k", "s": "", "t": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("SWV = YU", same_output, Drop(WHITE | {"Y": rows(4, 0), "U": diagonal(4, 0)})),
        Hypothesis(r"W^\top W = VV^\top", balanced("W", "V"), Drop(WHITE | {"W": diagonal(4, 1), "V": diagonal(1, 4)})),
        Hypothesis(r"Y^\top Y = UU^\top", balanced("Y", "U"), Drop(WHITE | {"Y": rows(16, 4), "U": diagonal(1, 4)})),
        Hypothesis(r"HSWV \ne 0", lambda m, S, W, V: nonzero(m.center(S @ W @ V)), Drop(CONSTANT)),
        Hypothesis(
            r"W^\top S^\top SW \succeq s^4 W^\top W",
            lambda m, S, W, s: psd(above(S, W, s)),
            Drop(STRETCHED | {"s": 4}),
        ),
        Hypothesis(
            r"W^\top S^\top SW \preceq t^4 W^\top W",
            lambda m, S, W, t: psd(-above(S, W, t)),
            Drop(STRETCHED | {"t": 2}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2", "cca"}),
    symbolic=symbolic,
    witnesses=(Witness("inputs that are not white", STRETCHED, value),),
    sharp=Family((1, 2, 3), tight, lambda m, S, W, Y, s, t: eq(m.map_floor(s, t), m.linear_cka(S @ W, Y))),
    kernel=(
        "identifiability_minimal_norms_predict_each_other",
        "identifiability_minimal_norms_predict_each_other_sharp",
    ),
    uses=("identifiability/minimal_norm_is_balanced", "invariance/invertible_map_bound"),
    cites=("braun2025not",),
)
