r"""Two representations of one direction each that read one output have CKA 1.

Proof.     P_X has trace 1. A semidefinite K with P_X K P_X = K is at most tr(K) P_X, and of the same trace: K = tr(K)
           P_X. Likewise L = tr(L) P_Y, and TT' = |T|^2 P_X = |T|^2 P_Y for the output T = X_cW = Y_cV, which is not 0.
Sharpness. One direction more on one side is enough for CKA near 0, from three samples on: X = [t, sJ], Y = t
           (floors/features_beside_the_output); or one more on both sides without anything that is not read, once the
           output has rank two (floors/no_floor_without_slack). So the least CKA that an output forces is 1 for one
           direction on each side, and 0, not attained, for more on either.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero
from ..core.record import All, Case, Drop, Hypothesis, Theorem, Verdict, eq, nonzero
from ..core.strategies import ranked_readouts
from ..identifiability.zero_slack import same_output


def claim(m: Any, X: Any, Y: Any) -> All:
    one = m.ratio(1, 1)
    return All(
        eq(m.linear_cka(X, Y), one),
        eq(m.gram(X) * m.trace(m.gram(Y)), m.gram(Y) * m.trace(m.gram(X))),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    T = x @ W
    factor_is_nonzero(m, x, W)
    factor_is_nonzero(m, y, V)
    for z in (x, y):
        for read in (z, T):  # both are multiples of the projector
            m.lemma_zero(m.congruence(m.projector(z), m.trace_psd(m.gram_psd(read)).A))
    for part in claim(m, X, Y).parts:
        yield m.decide(part)


def one_direction(name: str) -> Any:
    """The centred representation has rank one."""
    return lambda m, **case: eq(m.ratio(m.rank(m.center(case[name])), 1), 1)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any number of columns, all multiples of one up to constants."""
    n, (p, q, k) = draw(st.integers(2, 5)), (draw(st.integers(1, 3)) for _ in range(3))
    return dict(zip("XYWV", draw(ranked_readouts(n, p, q, k, rank=1, left=1, right=1)), strict=True))


t, BESIDE = [[1], [1], [-1], [-1]], [[1, 1], [1, -1], [-1, 1], [-1, -1]]
LINE: dict[str, Any] = {"X": t, "Y": t, "W": [[1]], "V": [[1]]}
THEOREM = Theorem(
    statement=(
        r"HXW = HYV \ne 0,\ \mathrm{rank}\,HX = \mathrm{rank}\,HY = 1 \implies "
        r"\mathrm{CKA}(X, Y) = 1,\ \frac{K}{\mathrm{tr}\,K} = \frac{L}{\mathrm{tr}\,L}"
    ),
    case={"X": "n p", "Y": "n q", "W": "p m", "V": "q m"},
    claim=claim,
    hypotheses=(
        Hypothesis("HXW = HYV", same_output, Drop(LINE | {"X": [[1], [-1], [1], [-1]]})),
        Hypothesis(
            r"HXW \ne 0",
            lambda m, X, W: nonzero(m.center(X) @ W),
            Drop(LINE | {"X": [[1], [-1], [1], [-1]], "W": [[0]], "V": [[0]]}),
        ),
        Hypothesis(r"\mathrm{rank}\,HX = 1", one_direction("X"), Drop(LINE | {"X": BESIDE, "W": [[1], [0]]})),
        Hypothesis(r"\mathrm{rank}\,HY = 1", one_direction("Y"), Drop(LINE | {"Y": BESIDE, "V": [[1], [0]]})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    refutes=("debiased_as_cka",),
    kernel=("floors_one_direction_each",),
)
