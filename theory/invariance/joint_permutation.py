r"""Linear CKA does not depend on the order of the samples, as long as both sides keep the same order.

Proof.     The permutation commutes with H, and <PKP', PLP'> = <K, L>.
Sharpness. Reordering one side alone changes it: nulls/permutation_mean is what is left on average.
Source.    Kornblith et al. (2019), section 2.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Claim, Drop, Hypothesis, Theorem, eq, varies
from ..core.strategies import pairs, permutations


def claim(m: Any, X: Any, Y: Any, P: Any) -> Claim:
    return eq(m.linear_cka(P @ X, P @ Y), m.linear_cka(X, Y))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    X, Y = draw(pairs())
    return {"X": X, "Y": Y, "P": draw(permutations(X.shape[0]))}


THREE = {"X": [[0], [0], [1]], "Y": [[0], [1], [3]], "P": [[0, 1, 0], [0, 0, 1], [1, 0, 0]]}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(PX, PY) = \mathrm{CKA}(X, Y)",
    case={"X": "n p", "Y": "n q", "P": "n n"},
    claim=claim,
    hypotheses=(
        varies("X", THREE | {"X": [[1]] * 3}),
        varies("Y", THREE | {"Y": [[1]] * 3}),
        Hypothesis(
            r"P^\top P = I",
            lambda m, P: eq(P.T @ P, m.identity(P.shape[0])),
            Drop(THREE | {"P": [[1, 0, 0], [1, 0, 0], [0, 0, 1]]}),
        ),
        Hypothesis(
            "P1 = 1",
            lambda m, P: eq(P @ m.ones(P), m.ones(P)),
            Drop(THREE | {"P": [[1, 0, 0], [0, 1, 0], [0, 0, -1]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    kernel=("invariance_joint_permutation", "invariance_joint_permutation_perm"),
    cites=("kornblith2019similarity",),
)
