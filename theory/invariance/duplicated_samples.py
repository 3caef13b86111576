r"""Repeating the whole data set does not change linear CKA.

Proof.     The repetition D has D'D = kI and D1 = 1, so centring commutes with it: HDX = DHX, and the Gram matrices
           become DKD', whose inner products are all k^2 times what they were.
Sharpness. Repeating one sample changes it (X = (0,0,1), Y = (0,1,0): 1/4 becomes 1/9), and debiased CKA changes
           even when everything is repeated.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Claim, Drop, Hypothesis, Swap, Theorem, eq, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any, D: Any, k: Any) -> Claim:
    return eq(m.linear_cka(D @ X, D @ Y), m.linear_cka(X, Y))


def repeat(n: int, k: int) -> list[list[int]]:
    return [[int(i % n == j) for j in range(n)] for i in range(k * n)]


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    (X, Y), k = draw(pairs(n=st.integers(2, 4))), draw(st.integers(1, 3))
    return {"X": X, "Y": Y, "D": repeat(X.shape[0], k), "k": k}


LINE = {"X": [[0], [0], [1]], "Y": [[0], [1], [0]], "D": repeat(3, 2), "k": 2}
ONCE_MORE = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
DEBIASED = {"X": [[0], [0], [1], [3]], "Y": [[0], [1], [0], [1]], "D": repeat(4, 2), "k": 2}

THEOREM = Theorem(
    statement=r"\mathrm{CKA}(DX, DY) = \mathrm{CKA}(X, Y), \qquad D = 1_k \otimes I_n",
    case={"X": "n p", "Y": "n q", "D": "m n", "k": ""},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1]] * 3}),
        varies("Y", LINE | {"Y": [[1]] * 3}),
        Hypothesis(
            r"D^\top D = kI",
            lambda m, D, k: eq(D.T @ D, m.identity(D.shape[1]) * k),
            Drop(LINE | {"D": ONCE_MORE, "k": 1}),
        ),
        Hypothesis(
            "D1 = 1",
            lambda m, D: eq(D @ m.ones(D.T), m.ones(D)),
            Drop({"X": [[1], [0], [2]], "Y": [[0], [1], [3]], "D": [[1, 0, 0], [0, 1, 0], [0, 0, -1]], "k": 1}),
        ),
        Hypothesis(r"\text{the biased estimator}", None, Swap("debiased_as_cka", DEBIASED)),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=REWRITING,
    kernel=("invariance_duplicated_samples", "invariance_duplicated_samples_copies"),
)
