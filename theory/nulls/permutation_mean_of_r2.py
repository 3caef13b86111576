r"""Relabelling the samples at random leaves R^2 of a linear probe at rank(HX)/(n - 1) on average: its chance level.

Proof.     R^2 = tr(P_X PLP')/tr L with P_X the projector onto the columns of HX. The mean of PLP' over permutations P
           is (tr L/(n - 1))H since L1 = 0, and tr(P_X H) = tr P_X = rank(HX).
Sharpness. At rank(HX) = n - 1 the chance level is 1: every target is fitted, shuffled or not. Without the intercept
           it is another number.
Source.    Derived here, by the argument of nulls/permutation_mean.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.record import REWRITING, Claim, Hypothesis, Swap, Theorem, Witness, eq, varies
from ..core.strategies import pairs


def mean(m: Any, X: Any, Y: Any) -> Any:
    """The mean over all permutations P of R^2 of predicting PY from X."""
    return m.mean_over_permutations(X.shape[0], lambda P: m.linear_r2(X, P @ Y))


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return eq(mean(m, X, Y), m.ratio(m.rank(m.center(X)), X.shape[0] - 1))


LINE = {"X": [[0], [0], [1]], "Y": [[0], [1], [3]]}
FULL = {"X": [[0, 0], [0, 1], [1, 0]], "Y": [[0], [1], [3]]}
REPEATED = {"X": [[0, 0], [1, 2], [1, 2], [3, 6]], "Y": [[0, 1], [1, 0], [2, 5], [2, 0]]}

THEOREM = Theorem(
    statement=r"\mathbb{E}_\Pi\,R^2_{X \to \Pi Y} = \frac{\mathrm{rank}(HX)}{n-1}",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        varies("Y", LINE | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{the probe has an intercept}", None, Swap("r2_without_intercept", LINE)),
    ),
    domain=pairs(n=st.sampled_from((2, 3, 3, 4))).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"r2"}),
    symbolic=REWRITING,
    witnesses=(
        Witness("one half for a line", LINE, lambda m, X, Y: eq(mean(m, X, Y), m.ratio(1, 2))),
        Witness("one for a plane", FULL, lambda m, X, Y: eq(mean(m, X, Y), m.ratio(1, 1))),
        Witness("rank, not columns", REPEATED, lambda m, X, Y: eq(mean(m, X, Y), m.ratio(1, 3))),
    ),
    refutes=(
        "r2_by_columns",
        "r2_of_uncentred_variance",
        "r_for_r2",
    ),
    kernel=("nulls_permutation_mean_of_r2",),
)
