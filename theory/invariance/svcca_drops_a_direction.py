r"""SVCCA cannot see a direction that holds less than one percent of the variance, and mean CCA can.

Proof.     X = [su, v] with centred u, v, u'v = 0, and Y = v. Mean CCA finds v in X: 1. SVCCA keeps the fewest principal
           components with 99% of the variance: at s = 20 that is u alone (800 of 806), so it is 0; at s = 3 it keeps
           both (u has 18 of 24), so it is 1.
Sharpness. The threshold decides: with all components kept SVCCA is mean CCA.
Source.    Raghu et al. (2017) for the measure; the cases are derived here.
"""

from __future__ import annotations

from typing import Any

from ..core.record import All, Claim, Hypothesis, Swap, Theorem, eq


def claim(m: Any, X: Any, Y: Any, kept: Any) -> Claim:
    return All(eq(m.mean_cca(X, Y), m.ratio(1, 1)), eq(m.svcca(X, Y), m.ratio(kept, 1)))


def stretched(s: int, kept: int) -> dict[str, Any]:
    """Every entry shifted by 5: the components are those of the centred features."""
    u, v = (1, -1, 0), (1, 1, -2)
    return {"X": [[s * a + 5, b + 5] for a, b in zip(u, v, strict=True)], "Y": [[b] for b in v], "kept": kept}


THEOREM = Theorem(
    statement=r"\mathrm{SVCCA}([su, v], v) = 0 \text{ at } s = 20, \quad 1 \text{ at } s = 3, \quad \bar\rho = 1, "
    r"\quad u = (1, -1, 0)^\top,\ v = (1, 1, -2)^\top",
    case={"X": "n=3 2", "Y": "n=3 1", "kept": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\text{only 99\% of the variance is kept}", None, Swap("svcca_of_everything", stretched(20, 0))),
    ),
    domain=[stretched(20, 0), stretched(3, 1)],
    variants=frozenset({"svcca", "cca"}),
    why_not={"symbolic": "two numerical cases; principal components of a letter are not words"},
    refutes=("svcca_of_half", "svcca_uncentred"),
    kernel=("invariance_svcca_drops_a_direction",),
    cites=("raghu2017svcca",),
)
