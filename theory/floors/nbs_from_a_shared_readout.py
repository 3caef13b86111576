r"""Two linear readouts force the Procrustes similarity above a floor, as they do linear CKA.

Proof.     NBS |X_c| |Y_c| = |M|_* for M = X_c'Y_c, and W'MV = a'b gives W^+'a'bV^+ = PMR for the projectors onto the
           columns of W and V. |PMR|_* = <U, PMR> = <PUR, M> <= |M|_* for the polar factor U of PMR, as PUR is a
           contraction.
Sharpness. For one output each it is |a'b|/(|w| |v| |X_c| |Y_c|), |t|^2/(...) if both read t. X = [t, sJ1], Y = [t, sJ2]
           attain it, with NBS = 1/(1 + s^2). W = V = 1 read all there is.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.record import All, Claim, Family, Relation, Theorem, Verdict, Witness, eq, le, varies
from .any_two_readouts import cases
from .r2_from_a_shared_readout import LOUD, junk


def claim(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Relation:
    nbs = m.nbs(X, Y)
    return le(m.nbs_readout_floor(X, Y, W, V), nbs)


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    relation, x, y = claim(m, X, Y, W, V), m.center(X), m.center(Y)
    part = m.compression(x.T @ y, m.projector(W), m.projector(V))
    yield m.certificate(relation, scale=m.norm(x) * m.norm(y), facts=[part])


def attained(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    floor, s = m.nbs_readout_floor(X, Y, W, V), X[0, 1]
    a, b = m.center(X) @ W, m.center(Y) @ V
    sizes = m.norm(W) * m.norm(V) * m.norm(m.center(X)) * m.norm(m.center(Y))
    return All(
        eq(floor, m.nbs(X, Y)),
        eq(floor * (s**2 + 1), m.ratio(1, 1)),
        eq(floor, m.inner(a, b) / sizes),
    )


WHITE = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
UNIT = [[1, 0], [0, 1]]
THEOREM = Theorem(
    statement=(
        r"\mathrm{NBS}(X, Y) \ge \frac{\|(W^+)^\top a^\top b\,V^+\|_*}{\|X_c\|_F\|Y_c\|_F}, \quad a = X_cW,\ b = Y_cV; "
        r"\quad \text{for one output each it is } \frac{|a^\top b|}{\|w\|\|v\|\|X_c\|_F\|Y_c\|_F}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p k", "V": "q l"},
    claim=claim,
    hypotheses=(
        varies("X", LOUD | {"X": [[1], [1], [1]]}),
        varies("Y", LOUD | {"Y": [[1], [1], [1]]}),
    ),
    domain=cases(),
    variants=frozenset({"nbs"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "all of two white features",
            {"X": WHITE, "Y": WHITE, "W": UNIT, "V": UNIT},
            lambda m, X, Y, W, V: eq(m.nbs_readout_floor(X, Y, W, V), m.ratio(1, 1)),
        ),
    ),
    sharp=Family((0, 1, 2, 3), junk, attained),
    refutes=("nbs_floor_over_gram_norms", "nbs_floor_frobenius", "nbs_floor_without_readouts"),
    kernel=(
        "floors_nbs_from_a_shared_readout",
        "floors_nbs_from_a_shared_readout_scalar",
        "floors_nbs_from_a_shared_readout_sharp",
    ),
    cites=("harvey2023duality",),
)
