r"""An invertible linear map of the features can lower linear CKA, already for three samples and two features.

Proof.     Evaluate: X = [[0,0],[0,1],[1,0]], Y = (0,1,0), A = [[1,1],[0,1]]: CKA^2 is 5/8 and becomes 1/10.
Sharpness. One feature has only scalings, and with two samples CKA is 1 (rigidity/two_samples). How far down it can
           go: invariance/invertible_map_bound.
Source.    Kornblith et al. (2019), section 2.1, argue that this is wanted; the smallest case is derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, eq, nonzero


def claim(m: Any, X: Any, Y: Any, A: Any) -> Claim:
    before, after = m.linear_cka(X, Y), m.linear_cka(X @ A, Y)
    return All(
        eq(m.solve(A, A), m.identity(2)),
        eq(before**2, m.ratio(5, 8)),
        eq(after**2, m.ratio(1, 10)),
        nonzero(before - after),
    )


SHEAR = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "A": [[1, 1], [0, 1]]}

THEOREM = Theorem(
    statement=r"\exists X, Y, A \in GL_p:\ \mathrm{CKA}(XA, Y) \ne \mathrm{CKA}(X, Y)",
    case={"X": "n=3 2", "Y": "n=3 1", "A": "2 2"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\text{the score is CKA, not a CCA or regression score}", None, Swap("squared_cka", SHEAR)),
    ),
    domain=[SHEAR],
    variants=frozenset({"linear"}),
    why_not={"symbolic": "a single numerical case; the statement for all sizes is invariance/invertible_map_bound"},
    refutes=(
        "squared_cka",
        "root_cka",
        "cka_without_roots",
        "trace_normalised_cka",
        "cka_distance",
        "cka_with_epsilon",
        "half_precision_cka",
        "modified_rv_as_cka",
        "cka_centred_on_one_side",
        "feature_centred_cka",
    ),
    kernel=("invariance_invertible_map_lowers_cka",),
    cites=("kornblith2019similarity",),
)
