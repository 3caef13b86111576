r"""A representation that holds nothing but the output is predicted without error by every other that reads the output.

Proof.     T = HXW = HYV: the columns of Y_c span those of T, so P_Y - P_T is a projector. Its trace rank HY - rank T is
           0, and P_Y = P_T. X_c spans T too: P_X P_T = P_T, so P_X Y_c = P_X P_T Y_c = Y_c.
Sharpness. What X holds besides the output does not matter; what Y holds does: X = t and Y = [t, J] have R^2 = 1/2. The
           other way to R^2 = 1 for all X of one rank is that X has all n - 1 directions (probes/control_tasks). If Y
           holds more than the output and X has fewer directions, R^2 can be as small as one likes
           (floors/unread_features_escape_prediction). So, among all X and Y of given ranks that read an output of rank
           r, R^2 = 1 both ways is certain exactly where rank HX = rank HY is r or n - 1.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero
from ..core.forces import Forces, exactly_one
from ..core.record import Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, nonzero
from ..core.strategies import ranked_readouts
from ..identifiability.zero_slack import same_output, without_slack


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return eq(m.linear_r2(X, Y), m.ratio(1, 1))


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    factor_is_nonzero(m, y, V)
    m.lemma_zero(m.projector_psd(m.projector(y) - m.projector(x @ W)))
    m.projector(x)
    yield m.decide(claim(m, X, Y))


@st.composite
def cases(draw: DrawFn) -> Case:
    """X holds anything beside the output, Y nothing."""
    n = draw(st.integers(2, 4))
    r = draw(st.integers(1, min(n - 1, 2)))
    left = draw(st.integers(r, n - 1))
    p, q, k = (draw(st.integers(rank, rank + 1)) for rank in (left, r, r))
    return dict(zip("XYWV", draw(ranked_readouts(n, p, q, k, rank=r, left=left, right=r)), strict=True))


t, BESIDE = [[1], [1], [-1], [-1]], [[1, 1], [1, -1], [-1, 1], [-1, -1]]
LINE: dict[str, Any] = {"X": t, "Y": t, "W": [[1]], "V": [[1]]}
MORE = LINE | {"X": BESIDE, "W": [[1], [0]]}
THEOREM = Theorem(
    statement=r"HXW = HYV = T,\ \mathrm{rank}\,HY = \mathrm{rank}\,T \implies R^2_{X \to Y} = 1",
    case={"X": "n p", "Y": "n q", "W": "p m", "V": "q m"},
    claim=claim,
    hypotheses=(
        Hypothesis("HXW = HYV", same_output, Drop(LINE | {"X": [[1], [-1], [1], [-1]]})),
        Hypothesis(r"T \ne 0", lambda m, X, W: nonzero(m.center(X) @ W), Drop(LINE | {"X": [[1]] * 4, "Y": [[1]] * 4})),
        Hypothesis(
            r"\mathrm{rank}\,HY = \mathrm{rank}\,T",
            without_slack("Y", "V"),
            Drop(LINE | {"Y": BESIDE, "V": [[1], [0]]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(Witness("back, from the output alone", MORE, lambda m, X, Y: eq(m.linear_r2(Y, X), m.ratio(1, 2))),),
    refutes=("r2_swapped",),
    forces=(
        Forces(
            ("linear_r2",),
            lambda k: k.linear_output and k.ranks is not None and k.ranks[1] == k.least_rank,
            exactly_one,
            "Y holds nothing but the output, which X reads",
        ),
    ),
    kernel=("floors_nothing_unread_is_predicted",),
)
