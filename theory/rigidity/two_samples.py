r"""With two samples, linear CKA and R^2 are 1 whatever the representations.

Proof.     H = hh'/2 with h = (1, -1)': every centred matrix has the one direction h, so both Gram matrices are
           multiples of hh' and the projector onto the columns of HX is H.
Sharpness. With three samples CKA can be 0: X = (1, -1, 0), Y = (1, 1, -2).
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.forces import Forces, exactly_one
from ..core.record import REWRITING, All, Claim, Hypothesis, Scope, Theorem, eq, varies
from ..core.strategies import pairs


def claim(m: Any, X: Any, Y: Any) -> Claim:
    one = m.ratio(1, 1)
    return All(eq(m.linear_cka(X, Y), one), eq(m.linear_r2(X, Y), one))


STEP = {"X": [[0], [1]], "Y": [[0], [1]]}

THEOREM = Theorem(
    statement=r"n = 2 \implies \mathrm{CKA} = R^2 = 1",
    case={"X": "2 p", "Y": "2 q"},
    claim=claim,
    hypotheses=(
        varies("X", STEP | {"X": [[1], [1]]}),
        varies("Y", STEP | {"Y": [[1], [1]]}),
        Hypothesis(
            "n = 2", None, Scope("n is the shape of the case; with n = 3 see rigidity/one_minus_cka_is_no_metric")
        ),
    ),
    domain=pairs(n=st.just(2)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"linear", "r2"}),
    symbolic=REWRITING,
    forces=(
        Forces(
            ("linear_cka", "linear_r2"),
            lambda k: k.samples == 2,
            exactly_one,
            "two samples have a single direction",
        ),
    ),
    kernel=("rigidity_two_samples",),
)
