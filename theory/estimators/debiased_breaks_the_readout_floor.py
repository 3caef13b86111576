r"""Two representations can both hold the same output exactly, to be read off linearly, and have negative debiased CKA.

Proof.     Evaluate. X = [at, bJ_1] and Y = [at, bJ_2] with t, J_1, J_2 orthogonal signs: a shared readout forces biased
           CKA to be at least a^4/(a^4 + b^4), which it is. Debiased CKA subtracts a chance level, and goes below zero.
Sharpness. At n = 4: -1/2 for a = b = 1, where the biased value is 1/2; -121/122 for a = 2, b = 3. At n = 32: -23/814
           for a = 1, b = 3, where the biased value is 1/82; for b = 2 it is positive, 3/251, but below the 1/17 that is
           forced.
Source.    Derived here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.record import All, Case, Claim, Hypothesis, Swap, Theorem, Witness, eq, lt


def claim(m: Any, X: Any, Y: Any, t: Any) -> Claim:
    one = m.ratio(1, 1)
    return All(
        eq(m.linear_r2(X, t), one),
        eq(m.linear_r2(Y, t), one),
        lt(m.debiased_cka(X, Y), 0),
    )


def case(n: int, a: int, b: int) -> Case:
    """The pair over n = 2^k samples: three columns of a Hadamard matrix."""
    H = np.ones((1, 1), dtype=int)
    while len(H) < n:
        H = np.block([[H, H], [H, -H]])
    t, first, second = H[:, 2:3], H[:, 1:2], H[:, 3:4]
    return {"X": np.hstack([a * t, b * first]).tolist(), "Y": np.hstack([a * t, b * second]).tolist(), "t": t.tolist()}


def values(m: Any, X: Any, Y: Any, biased: Any, debiased: Any) -> Claim:
    return All(eq(m.linear_cka(X, Y), m.ratio(*biased)), eq(m.debiased_cka(X, Y), m.ratio(*debiased)))


def below_the_floor(m: Any) -> Claim:
    pair = case(32, 1, 2)
    X, Y = m.array(pair["X"]), m.array(pair["Y"])
    return All(values(m, X, Y, (1, 17), (3, 251)), lt(m.debiased_cka(X, Y), m.ratio(1, 17)))


THEOREM = Theorem(
    statement=r"\exists X, Y, t:\ R^2_{X \to t} = R^2_{Y \to t} = 1 \text{ and } \mathrm{CKA}_1(X, Y) < 0",
    case={"X": "n 2", "Y": "n 2", "t": "n 1"},
    claim=claim,
    hypotheses=(Hypothesis(r"\text{the debiased estimator}", None, Swap("biased_as_debiased", case(4, 1, 1))),),
    variants=frozenset({"linear-debiased", "r2"}),
    why_not={"symbolic": "numerical cases; there is no size to quantify over"},
    witnesses=(
        Witness("minus one half", case(4, 1, 1), lambda m, X, Y: values(m, X, Y, (1, 2), (-1, 2))),
        Witness("near minus one", case(4, 2, 3), lambda m, X, Y: values(m, X, Y, (16, 97), (-121, 122))),
        Witness("32 samples, negative", case(32, 1, 3), lambda m, X, Y: values(m, X, Y, (1, 82), (-23, 814))),
        Witness("32 samples, below the floor", case(4, 1, 1), lambda m: below_the_floor(m)),
    ),
    refutes=("biased_as_debiased", "debiased_clamped", "debiased_without_sign", "debiased_with_diagonal"),
    kernel=("estimators_debiased_breaks_the_readout_floor",),
    cites=("nguyen2021wide",),
)
