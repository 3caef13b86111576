r"""Debiased CKA can jump from 1 to -1 when one irrelevant feature is appended.

Proof.     Evaluate: n = 4, Y = (0, 0, 1, 1), X = [Y, (2, -2, 0, 0)]. The appended column is uncorrelated with Y.
Sharpness. Biased CKA^2 is 1/65 there: low, not negative (rigidity/range).
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, eq, zero


def claim(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    one, both = m.ratio(1, 1), m.concat(X, Z)
    return All(
        zero(m.center(Y).T @ m.center(Z)),
        eq(m.debiased_cka(X, Y), one),
        eq(m.debiased_cka(both, Y), -one),
        eq(m.linear_cka(both, Y) ** 2, m.ratio(1, 65)),
    )


CASE = {"X": [[0], [0], [1], [1]], "Y": [[0], [0], [1], [1]], "Z": [[2], [-2], [0], [0]]}

THEOREM = Theorem(
    statement=r"\exists X, Y, Z:\ \mathrm{CKA}_1([X, Z], Y) = -1 \text{ while } \mathrm{CKA}_1(X, Y) = 1,\ Z \perp Y",
    case={"X": "n=4 1", "Y": "n=4 1", "Z": "n=4 1"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{the debiased estimator}", None, Swap("biased_as_debiased", CASE)),),
    domain=[CASE],
    variants=frozenset({"linear-debiased", "linear"}),
    why_not={"symbolic": "a single numerical case; there is no size to quantify over"},
    kernel=("estimators_debiased_minus_one",),
    cites=("nguyen2021wide", "murphy2024correcting"),
)
