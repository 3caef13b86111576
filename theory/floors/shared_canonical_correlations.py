r"""A shared output of rank r makes the top r canonical correlations 1, however faintly either side holds it.

Proof.     T = X_cW = Y_cV lies in both column spaces: P_XP_YP_T = P_T, so P_XP_Y has r singular values 1, as many as
           tr P_T. For the sums, |P_XP_Y|_* >= <P_T, P_XP_Y> = r by duality, and tr P_XP_Y = r + tr P_X(P_Y - P_T).
Sharpness. So canonical correlations cannot see what CKA and R^2 see: X = [t, sJ1], Y = [t, sJ2] have rho_1 = 1 and mean
           CCA = 1/2, where CKA = 1/(1 + s^4) and R^2 = 1/(1 + s^2) go to 0. Equality there. The rank counts, not the
           outputs: two equal outputs make no second pair.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.derivations import rank_is_positive
from ..core.forces import Forces, exactly_one
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Drop, Family, Hypothesis, Theorem, Verdict, Witness, eq, le, varies
from ..core.strategies import shared_readouts
from .r2_from_a_shared_readout import junk


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> All:
    x, y, T = m.center(X), m.center(Y), m.center(X) @ W
    P, R, Q, floor = m.projector(x), m.projector(y), m.projector(T), m.cca_readout_floor(X, Y, W, V)
    return All(
        eq(P @ R @ Q, Q),
        eq(floor, m.rank(T) * m.ratio(1, m.minimum(m.rank(x), m.rank(y)))),
        le(floor, m.mean_cca(X, Y)),
        le(floor, m.mean_squared_cca(X, Y)),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y, T = m.center(X), m.center(Y), m.center(X) @ W
    for z in (x, y):
        rank_is_positive(m, z)
    P, R, Q = m.projector(x), m.projector(y), m.projector(T)
    parts: Any = claim(m, X, Y, W, V).parts
    top, rank, mean, squared = parts
    yield m.decide(top)
    yield m.decide(rank)
    pairs = m.minimum(m.rank(x), m.rank(y))
    dual = m.duality(P @ R, Q, m.projector_psd(Q, complement=True))
    yield m.certificate(mean, scale=pairs, facts=[dual])
    yield m.certificate(squared, scale=pairs, facts=[m.psd_product(m.projector_psd(P), m.projector_psd(R - Q))])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, (p, q, k) = draw(st.integers(2, 5)), (draw(st.integers(1, 3)) for _ in range(3))
    X, Y, W, V = draw(shared_readouts(n, p, q, k))
    return {"X": X, "Y": Y, "W": W, "V": V}


def signature(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    """Nearly nothing in common for CKA and R^2, and one canonical correlation of two is 1, the other 0."""
    s, t = X[0, 1], m.center(X) @ W
    return All(
        eq(m.linear_cka(X, Y) * (s**4 + 1), m.ratio(1, 1)),
        eq(m.linear_r2(X, Y) * (s**2 + 1), m.ratio(1, 1)),
        eq(m.mean_cca(X, Y), m.ratio(1, 2)),
        eq(m.cca_readout_floor(X, Y, W, V), m.ratio(1, 2)),
        eq(m.projector(m.center(X)) @ m.projector(m.center(Y)), m.projector(t)),
    )


def share_of_the_ranks(m: Any, k: Knowledge) -> Any:
    """r/min(r_X, r_Y) for the least rank of the output and the largest of either side, where one is known."""
    most = [rank for rank in (k.most_rank_x, k.most_rank_y) if rank is not None]
    return m.ratio(k.least_rank, min(most)) if most else None


LINES = {"X": [[1], [-1], [0]], "Y": [[1], [1], [-2]], "W": [[1]], "V": [[1]]}
THEOREM = Theorem(
    statement=(
        r"\rho_1 = \dots = \rho_r = 1 \text{ for } r = \mathrm{rank}\,T,\ T = X_cW = Y_cV, \quad "
        r"\mathrm{mean\ CCA},\ \mathrm{mean\ squared\ CCA} \ge \frac{r}{\min(r_X, r_Y)}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q k"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"X_cW = T = Y_cV", lambda m, X, Y, W, V: eq(m.center(X) @ W, m.center(Y) @ V), Drop(LINES)),
        varies("X", LINES | {"X": [[1]] * 3, "V": [[0]]}),
        varies("Y", LINES | {"Y": [[1]] * 3, "W": [[0]]}),
    ),
    domain=cases(),
    variants=frozenset({"cca"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "the same output twice",
            junk(1) | {"W": [[1, 1], [0, 0]], "V": [[1, 1], [0, 0]]},
            lambda m, X, Y, W, V: eq(m.cca_readout_floor(X, Y, W, V), m.ratio(1, 2)),
        ),
    ),
    sharp=Family((1, 2, 3, 10), junk, signature),
    refutes=("cca_floor_by_outputs", "cca_floor_by_features", "cca_floor_over_outputs", "cca_floor_uncentred"),
    kernel=(
        "floors_shared_canonical_correlations",
        "floors_shared_canonical_correlations_top",
        "floors_shared_canonical_correlations_sharp",
    ),
    uses=("floors/canonical_correlations_of_readouts",),
    forces=(
        Forces(
            ("canonical_correlation",),
            lambda k: k.linear_output,
            exactly_one,
            "what both read linearly lies in both column spaces",
        ),
        Forces(
            ("mean_cca",),
            lambda k: k.linear_output,
            share_of_the_ranks,
            "as many canonical correlations are 1 as the shared output has directions",
        ),
    ),
)
