r"""With n - 1 independent features a probe fits every target, and its control task too.

Proof.     P_X projects onto centred columns, so H - P_X is a projector; its trace n - 1 - rank(HX) is zero, so P_X = H
           and R^2 = |HY|^2/|HY|^2 = 1 for every target. The control targets C are one more target: no selectivity.
Sharpness. One rank less is not enough: n = 3, X = (0, 1, 3), Y = (0, 1, 4) gives R^2 = 361/364.
Source.    Selectivity is of Hewitt and Liang (2019), who use accuracy; this limit of it is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces, exactly_one
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, varies, zero
from ..core.strategies import full_rank, matrices


def claim(m: Any, X: Any, Y: Any, C: Any) -> All:
    real, control = m.linear_r2(X, Y), m.linear_r2(X, C)
    return All(eq(real, m.ratio(1, 1)), eq(control, m.ratio(1, 1)), zero(real - control))


def full(m: Any, X: Any) -> Claim:
    return eq(m.ratio(m.rank(m.center(X)), 1), m.ratio(X.shape[0] - 1, 1))


def symbolic(m: Any, X: Any, Y: Any, C: Any) -> Iterator[Verdict]:
    m.full_rank(m.projector(m.center(X)))
    for part in claim(m, X, Y, C).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    n = draw(st.integers(2, 5))
    X = draw(full_rank(n, draw(st.integers(n - 1, n + 1))))
    Y, C = (draw(matrices(n, draw(st.integers(1, 2)))) for _ in range(2))
    return {"X": X, "Y": Y, "C": C}


CORNER = {"X": [[0, 0], [1, 0], [0, 1]], "Y": [[0], [1], [4]], "C": [[2], [0], [1]]}
LINE = CORNER | {"X": [[0], [1], [3]]}
THEOREM = Theorem(
    statement=r"R^2_{X \to Y} = R^2_{X \to C} = 1 \quad \text{for every target } Y \text{ and control } C",
    case={"X": "n p", "Y": "n q", "C": "n k"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"\mathrm{rank}\,HX = n - 1", full, Drop(LINE)),
        varies("Y", CORNER | {"Y": [[1]] * 3}),
        varies("C", CORNER | {"C": [[1]] * 3}),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(Witness("a corner", CORNER, lambda m, X, Y, C: eq(m.linear_r2(X, Y), m.ratio(1, 1))),),
    refutes=(
        "r2_swapped",
        "r2_by_cka",
        "r2_features_uncentred",
    ),
    kernel=("probes_control_tasks",),
    cites=("hewitt2019designing",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: bool(k.ranks and k.samples and k.ranks[0] == k.samples - 1),
            exactly_one,
            "X has as many directions as the samples, so that every target is fitted: score held out",
        ),
    ),
)
