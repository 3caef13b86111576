r"""The canonical correlations of two readouts are, in sum, no larger than those of what they read.

Proof.     a = X_cW and b = Y_cV lie in the columns of X_c and Y_c, so P_aP_b = P_a(P_XP_Y)P_b: a compression, and the
           nuclear norm of a compression is no larger (duality, as for floors/nbs_from_a_shared_readout). The canonical
           correlations are the singular values of P_XP_Y, those of the readouts of P_aP_b.
Sharpness. Equality for W = V = 1. For one output each the sum is |correlation of a and b|. The mean over the pairs of
           the readouts alone, 1 below, is no floor for mean CCA, 1/2.
Source.    Derived here, from the interlacing of singular values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.derivations import rank_is_positive
from ..core.record import All, Claim, Family, Theorem, Verdict, Witness, eq, le, varies
from .any_two_readouts import cases, everything
from .r2_from_a_shared_readout import LOUD, junk


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    return le(m.cca_readout_floor(X, Y, W, V), m.mean_cca(X, Y))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    for z in (x, y):
        rank_is_positive(m, z)
    part = m.compression(m.projector(x) @ m.projector(y), m.projector(x @ W), m.projector(y @ V))
    yield m.certificate(claim(m, X, Y, W, V), scale=m.minimum(m.rank(x), m.rank(y)), facts=[part])


def half(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    a, b = m.center(X) @ W, m.center(Y) @ V
    return All(
        eq(m.cca_readout_floor(X, Y, W, V), m.ratio(1, 2)),
        eq(m.mean_cca(X, Y), m.ratio(1, 2)),
        eq(m.mean_cca(a, b), m.ratio(1, 1)),
    )


CORNER = [[0, 0], [0, 1], [1, 0]]
THEOREM = Theorem(
    statement=(
        r"\mathrm{mean\ CCA}(X, Y) \ge \frac{\|P_aP_b\|_*}{\min(r_X, r_Y)}, \quad "
        r"a = X_cW,\ b = Y_cV \text{ for any } W, V"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q l"},
    claim=claim,
    hypotheses=(
        varies("X", LOUD | {"X": [[1], [1], [1]]}),
        varies("Y", LOUD | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"cca"}),
    symbolic=symbolic,
    witnesses=(Witness("one of two features each", junk(1), half),),
    sharp=Family(
        ((CORNER, [[0], [1], [0]]), ([[1], [2], [4]], [[1], [4], [9]])),
        everything,
        lambda m, X, Y, W, V: eq(m.cca_readout_floor(X, Y, W, V), m.mean_cca(X, Y)),
    ),
    refutes=("cca_floor_by_outputs", "cca_floor_over_outputs"),
    kernel=("floors_canonical_correlations_of_readouts", "floors_canonical_correlations_of_readouts_sharp"),
)
