r"""1 - CKA violates the triangle inequality.

Proof.     Evaluate: X = (1,-1,0), Y = I_3, Z = (1,1,-2): CKA^2 is 1/2, 1/2 along the way and 0 end to end, and
           1 > 2(1 - sqrt(1/2)).
Sharpness. The arc cosine is a metric: rigidity/angular_cka_is_a_metric. With two samples every distance is 0.
Source.    Williams et al. (2021) for the remedy; the smallest case is derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, eq, lt, zero


def claim(m: Any, X: Any, Y: Any, Z: Any) -> Claim:
    a, b, c = m.linear_cka(X, Y), m.linear_cka(Y, Z), m.linear_cka(X, Z)
    one, half = m.ratio(1, 1), m.ratio(1, 2)
    return All(eq(a * a, half), eq(b * b, half), zero(c), lt((one - a) + (one - b), one - c))


CASE = {"X": [[1], [-1], [0]], "Y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "Z": [[1], [1], [-2]]}

THEOREM = Theorem(
    statement=r"\exists X, Y, Z:\ 1 - \mathrm{CKA}(X, Z) > (1 - \mathrm{CKA}(X, Y)) + (1 - \mathrm{CKA}(Y, Z))",
    case={"X": "n=3 1", "Y": "n=3 3", "Z": "n=3 1"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{CKA is centred}", None, Swap("uncentred_cka", CASE)),),
    domain=[CASE],
    variants=frozenset({"linear"}),
    why_not={"symbolic": "a single numerical case refutes an inequality; there is no size to quantify over"},
    kernel=("rigidity_one_minus_cka_is_no_metric",),
    uses=("rigidity/angular_cka_is_a_metric",),
    cites=("williams2021generalized",),
)
