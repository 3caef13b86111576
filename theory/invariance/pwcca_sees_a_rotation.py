r"""Projection-weighted CCA changes when the features it takes its weights from are rotated.

Proof.     Evaluate: n = 4, X = [[0,0],[0,0],[0,1],[1,0]], Y = [[0,0],[0,1],[0,0],[1,0]], and the reflection with rows
           (3,4)/5 and (4,-3)/5. The canonical correlations stay; the weights sum |<h_i, x_j>| over the columns x_j do
           not: 3/2 - sqrt(2)/2 becomes 51/2 - 35 sqrt(2)/2, .7929 becomes .7513.
Sharpness. Squared weights, or weights from the other side, would not see it.
Source.    Kornblith et al. (2019), table 1, say that PWCCA is not invariant; the witness is derived here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, eq, nonzero


def claim(m: Any, X: Any, Y: Any, Q: Any) -> Claim:
    before, after = m.pwcca(X, Y), m.pwcca(X @ Q, Y)
    root = m.sqrt(m.ratio(2, 1))
    values = eq(before, m.ratio(3, 2) - root * m.ratio(1, 2)), eq(after, m.ratio(51, 2) - root * m.ratio(35, 2))
    return All(eq(Q @ Q.T, m.identity(2)), *values, nonzero(before - after))


REFLECTED = {
    "X": [[0, 0], [0, 0], [0, 1], [1, 0]],
    "Y": [[0, 0], [0, 1], [0, 0], [1, 0]],
    "Q": [[Fraction(3, 5), Fraction(4, 5)], [Fraction(4, 5), Fraction(-3, 5)]],
}

THEOREM = Theorem(
    statement=r"\exists X, Y, Q^\top Q = I:\ \mathrm{PWCCA}(XQ, Y) \ne \mathrm{PWCCA}(X, Y)",
    case={"X": "n=4 2", "Y": "n=4 2", "Q": "2 2"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{the weights come from } X", None, Swap("pwcca_other_side", REFLECTED)),),
    domain=[REFLECTED],
    variants=frozenset({"pwcca"}),
    why_not={"symbolic": "a single numerical case; there is no size to quantify over"},
    refutes=("pwcca_squared_weights", "pwcca_unweighted"),
    kernel=("invariance_pwcca_sees_a_rotation",),
    cites=("kornblith2019similarity", "morcos2018insights"),
)
