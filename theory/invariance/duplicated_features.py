r"""Writing a whole layer twice does not change linear CKA.

Proof.     [X, X] = XD with DD' = 2I, so the Gram matrix doubles and the ratio has degree 0. For k copies, DD' = kI.
Sharpness. Writing one feature twice does change it: X = [[0,0],[0,1],[1,0]] with its second column doubled.
Source.    A case of Kornblith et al. (2019), section 2.2; put in this form here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Theorem, eq, lt, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any, D: Any, k: Any) -> Claim:
    return All(eq(m.linear_cka(X @ D, Y), m.linear_cka(X, Y)), eq(m.linear_cka(m.concat(X, X), Y), m.linear_cka(X, Y)))


def copies(case: tuple[Any, Any]) -> dict[str, Any]:
    X, Y = case
    p = X.shape[1]
    D = [[int(i == j % p) for j in range(3 * p)] for i in range(p)]
    return {"X": X, "Y": Y, "D": D, "k": 3}


CORNER = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [0]], "D": [[1, 0, 1, 0], [0, 1, 0, 1]], "k": 2}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(XD, Y) = \mathrm{CKA}(X, Y) \text{ for } DD^\top = kI, \text{ in particular for } [X, X]",
    case={"X": "n p", "Y": "n q", "D": "p r", "k": ""},
    claim=claim,
    hypotheses=(
        varies("X", CORNER | {"X": [[1, 1]] * 3}),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        Hypothesis(
            r"DD^\top = kI",
            lambda m, D, k: eq(D @ D.T, m.identity(D.shape[0]) * k),
            Drop(CORNER | {"D": [[1, 0, 0], [0, 1, 1]], "k": 1}),
        ),
        Hypothesis("k > 0", lambda m, k: lt(0, k), Drop(CORNER | {"D": [[0, 0], [0, 0]], "k": 0})),
    ),
    domain=pairs().map(copies),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    refutes=("first_feature_cka",),
    kernel=("invariance_duplicated_features", "invariance_duplicated_features_copies"),
    uses=("invariance/orthogonal_map",),
    cites=("kornblith2019similarity",),
)
