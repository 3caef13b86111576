r"""Two networks whose representations hold nothing but what their linear heads read predict each other perfectly.

Proof.     T = HXW = HYV: the columns of X_c span those of T, so P_X - P_T is a projector. Its trace rank HX - rank T is
           0: P_X = P_T, and likewise P_Y = P_T. Equal projectors read everything of each other.
Sharpness. One direction that the head does not read is enough: X = [t, J] and Y = t have R^2_{X -> Y} = 1 and R^2_{Y ->
           X} = 1/2. CKA need not be 1: CKA^2 = 27/55 under a shear.
Source.    Derived here; with T the log-odds of a classifier this is the linear identifiability of Roeder et al. (2021).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.derivations import factor_is_nonzero, rank_is_positive
from ..core.forces import Forces, exactly_one
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, nonzero
from ..core.strategies import ranked_readouts


def claim(m: Any, X: Any, Y: Any) -> All:
    one = m.ratio(1, 1)
    return All(
        eq(m.linear_r2(X, Y), one),
        eq(m.linear_r2(Y, X), one),
        eq(m.mean_squared_cca(X, Y), one),
    )


def same_output(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Claim:
    return eq(m.center(X) @ W, m.center(Y) @ V)


def without_slack(name: str, head: str) -> Any:
    """The representation has the rank of its output."""

    def holds(m: Any, **case: Any) -> Claim:
        Z, read = m.center(case[name]), m.center(case[name]) @ case[head]
        return eq(m.ratio(m.rank(Z), 1), m.ratio(m.rank(read), 1))

    return holds


def symbolic(m: Any, X: Any, Y: Any, W: Any, V: Any) -> Iterator[Verdict]:
    x, y = m.center(X), m.center(Y)
    factor_is_nonzero(m, x, W)
    factor_is_nonzero(m, y, V)
    P = m.projector(x @ W)
    rank_is_positive(m, x @ W)
    for z in (x, y):
        m.lemma_zero(m.projector_psd(m.projector(z) - P))
    for part in claim(m, X, Y).parts:
        yield m.decide(part)


@st.composite
def cases(draw: DrawFn) -> Case:
    """Any rank that the samples allow, also all n - 1; more features than rank, and heads that read constants."""
    n = draw(st.integers(2, 4))
    r = draw(st.integers(1, min(n - 1, 2)))
    p, q, k = (draw(st.integers(r, r + 1)) for _ in range(3))
    return dict(zip("XYWV", draw(ranked_readouts(n, p, q, k, rank=r, left=r, right=r)), strict=True))


SHEARED: dict[str, Any] = {
    "X": [[1, 0], [0, 1], [0, 0], [0, 0]],
    "Y": [[1, 1], [0, 1], [0, 0], [0, 0]],
    "W": [[1, 1], [0, 1]],
    "V": [[1, 0], [0, 1]],
}
SLACK: dict[str, Any] = {
    "X": [[1, 1], [1, -1], [-1, 1], [-1, -1]],
    "Y": [[1], [1], [-1], [-1]],
    "W": [[1], [0]],
    "V": [[1]],
}
CONSTANT = {"X": [[1], [1]], "Y": [[1], [1]], "W": [[1]], "V": [[1]]}
OTHER = SLACK | {"X": [[1], [-1], [1], [-1]], "W": [[1]]}
THEOREM = Theorem(
    statement=(
        r"HXW = HYV = T,\ \mathrm{rank}\,HX = \mathrm{rank}\,HY = \mathrm{rank}\,T \implies "
        r"R^2_{X \to Y} = R^2_{Y \to X} = 1,\ \rho_k = 1"
    ),
    case={"X": "n p", "Y": "n q", "W": "p m", "V": "q m"},
    claim=claim,
    hypotheses=(
        Hypothesis("HXW = HYV", same_output, Drop(OTHER)),
        Hypothesis(r"HXW \ne 0", lambda m, X, W: nonzero(m.center(X) @ W), Drop(CONSTANT)),
        Hypothesis(r"\mathrm{rank}\,HX = \mathrm{rank}\,HXW", without_slack("X", "W"), Drop(SLACK)),
        Hypothesis(
            r"\mathrm{rank}\,HY = \mathrm{rank}\,HYV",
            without_slack("Y", "V"),
            Drop({"X": SLACK["Y"], "Y": SLACK["X"], "W": SLACK["V"], "V": SLACK["W"]}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"r2", "cca"}),
    symbolic=symbolic,
    witnesses=(Witness("a shear", SHEARED, lambda m, X, Y: eq(m.linear_cka(X, Y) ** 2, m.ratio(27, 55))),),
    refutes=("r2_without_intercept", "squared_cca_by_columns"),
    kernel=("identifiability_zero_slack",),
    cites=("roeder2021linear",),
    forces=(
        Forces(
            ("linear_r2", "canonical_correlation", "mean_cca"),
            lambda k: k.linear_output and k.rank is not None and k.ranks == (k.rank, k.rank),
            exactly_one,
            "the representations hold nothing but the output",
        ),
        Forces(
            ("linear_r2", "canonical_correlation", "mean_cca"),
            lambda k: k.condition is not None,
            exactly_one,
            "one is a linear image of the other, of the same rank",
        ),
    ),
)
