r"""Two white representations that hold nothing but one shared output have CKA 1.

Proof.     Without slack P_X = P_Y (identifiability/zero_slack), and white means K = cP_X, L = dP_Y: so dK = cL. Equal
           kernels are CKA = 1 (rigidity/one_means_proportional_grams).
Sharpness. White with slack: X = [t, J], Y = t have CKA^2 = 1/2. Without slack but not white: [2t, J] against [t, J] has
           CKA^2 = 25/34.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, nonzero
from ..core.strategies import invertible, matrices, positive, semi_orthogonal, white
from .zero_slack import same_output, without_slack


def claim(m: Any, X: Any, Y: Any, c: Any, d: Any) -> All:
    return All(eq(m.gram(X) * d, m.gram(Y) * c), eq(m.linear_cka(X, Y), m.ratio(1, 1)))


def is_white(name: str, scale: str) -> Any:
    """The Gram matrix is a multiple of a projector."""

    def holds(m: Any, **case: Any) -> Claim:
        return eq(m.gram(case[name]), m.projector(m.center(case[name])) * case[scale])

    return holds


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any, c: Any, d: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    factor_is_nonzero(m, x, W)
    factor_is_nonzero(m, y, V)
    for z in (x, y):
        m.lemma_zero(m.projector_psd(m.projector(z) - m.projector(x @ W)))
    for part in claim(m, X, Y, c, d).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """One white frame turned, scaled and embedded twice, and heads that read one output from both."""
    n = draw(st.integers(2, 4))
    r = draw(st.integers(1, 3 if n == 4 else 1))
    F = draw(white(n, r))
    R = draw(invertible(r))
    turns = [draw(semi_orthogonal(r, draw(st.integers(r, r + 1)))) for _ in range(2)]
    a, b = draw(positive()), draw(positive())
    length = (F[:, :1].T @ F[:, :1])[0, 0]
    shift = draw(matrices(1, turns[0].shape[1], nonconstant=False))
    return {
        "X": F @ turns[0] * a + shift,
        "Y": F @ turns[1] * b,
        "W": turns[0].T @ R / a,
        "V": turns[1].T @ R / b,
        "c": a * a * length,
        "d": b * b * length,
    }


def columns(a: int, b: int) -> list[list[int]]:
    """(1,1,-1,-1) and (1,-1,1,-1), a and b times; without the second for b = 0."""
    return [[a * i, b * j] if b else [a * i] for i in (1, -1) for j in (1, -1)]


ONE, HALF = [[1, 0], [0, 1]], [[Fraction(1, 2), 0], [0, 1]]
BOTH: dict[str, Any] = {"X": columns(1, 1), "Y": columns(1, 1), "W": ONE, "V": ONE, "c": 4, "d": 4}
FIRST: dict[str, Any] = {"X": columns(1, 0), "Y": columns(1, 0), "W": [[1]], "V": [[1]], "c": 4, "d": 4}
LONGER = BOTH | {"X": columns(2, 1), "W": HALF}


def value(m: Any, X: Any, Y: Any) -> Claim:
    """The same with the first feature doubled."""
    doubled = X @ m.array([[2, 0], [0, 1]])
    return All(eq(m.linear_cka(X, Y), m.ratio(1, 1)), eq(m.linear_cka(doubled, Y) ** 2, m.ratio(25, 34)))


THEOREM = Theorem(
    statement=(
        r"HXW = HYV = T,\ \mathrm{rank}\,HX = \mathrm{rank}\,HY = \mathrm{rank}\,T,\ K = cP_X,\ L = dP_Y \implies "
        r"\mathrm{CKA}(X, Y) = 1"
    ),
    case={"X": "n p", "Y": "n q", "W": "p m", "V": "q m", "c": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis("HXW = HYV", same_output, Drop(FIRST | {"Y": [[1], [-1], [1], [-1]]})),
        Hypothesis(
            r"HXW \ne 0", lambda m, X, W: nonzero(m.center(X) @ W), Drop(FIRST | {"X": [[1]] * 4, "Y": [[1]] * 4})
        ),
        Hypothesis(
            r"\mathrm{rank}\,HX = \mathrm{rank}\,HXW",
            without_slack("X", "W"),
            Drop(FIRST | {"X": columns(1, 1), "W": [[1], [0]]}),
        ),
        Hypothesis(
            r"\mathrm{rank}\,HY = \mathrm{rank}\,HYV",
            without_slack("Y", "V"),
            Drop(FIRST | {"Y": columns(1, 1), "V": [[1], [0]]}),
        ),
        Hypothesis("K = cP_X", is_white("X", "c"), Drop(LONGER)),
        Hypothesis("L = dP_Y", is_white("Y", "d"), Drop(BOTH | {"Y": columns(2, 1), "V": HALF})),
    ),
    domain=cases(),
    variants=frozenset({"linear"}),
    symbolic=symbolic,
    witnesses=(Witness("two white features", BOTH, value),),
    kernel=("identifiability_white_without_slack",),
    uses=("identifiability/zero_slack", "rigidity/one_means_proportional_grams"),
)
