r"""What a linear probe leaves over is (1 - R^2)|Y_c|^2, plus what it differs from least squares.

Proof.     Y - XW - 1b' = (1 - P)Y_c + (PY_c - X_cW) + J(Y - XW - 1b') with P the projector onto the columns of X_c and
           J = 11'/n. The three parts are orthogonal: PX_c = X_c, and P1 = 0. So the squared loss is
           (1 - R^2)|Y_c|^2 + |PY_c - X_cW|^2 + |J(Y - XW - 1b')|^2. The last two vanish at W = X_c^+ Y_c with b' the
           mean of Y - XW, and only where X_cW is PY_c.
Sharpness. Without the bias the loss is larger as soon as the means differ: W = 0 leaves |Y|^2 instead of |Y_c|^2. The
           score is in sample, and 1 for any target when rank X_c = n - 1 (probes/control_tasks).
Source.    Least squares; linear probes: Alain and Bengio (2016). The logistic probe: probes/logistic_probe_is_blind.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import All, Case, Claim, Family, Hypothesis, Swap, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices


def loss(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Any:
    """|Y - XW - 1b'|^2."""
    left = Y - X @ W - m.ones(X) @ b.T
    return m.inner(left, left)


def best(m: Any, X: Any, Y: Any) -> tuple[Any, Any]:
    """Least squares: W = X_c^+ Y_c, and b the mean of Y - XW."""
    W = m.pseudo_inverse(m.center(X)) @ m.center(Y)
    return W, (Y - X @ W).T @ m.ones(X) * m.ratio(1, X.shape[0])


def unexplained(m: Any, X: Any, Y: Any) -> Any:
    y = m.center(Y)
    return (-m.linear_r2(X, Y) + 1) * m.inner(y, y)


def claim(m: Any, X: Any, Y: Any, W: Any, b: Any) -> All:
    off = m.projector(m.center(X)) @ m.center(Y) - m.center(X) @ W
    shift = (Y - X @ W - m.ones(X) @ b.T).T @ m.ones(X)  # n times the mean residual
    more = m.inner(off, off) + m.inner(shift, shift) * m.ratio(1, X.shape[0])
    return All(
        le(unexplained(m, X, Y), loss(m, X, Y, W, b)),
        eq(loss(m, X, Y, W, b), unexplained(m, X, Y) + more),
        eq(loss(m, X, Y, *best(m, X, Y)), unexplained(m, X, Y)),
    )


def symbolic(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Iterator[Verdict]:
    off = m.projector(m.center(X)) @ m.center(Y) - m.center(X) @ W
    shift = (Y - X @ W - m.ones(X) @ b.T).T @ m.ones(X)
    least, gap, attained = claim(m, X, Y, W, b).parts
    facts = [m.squared_norm(off), m.scaled(m.ratio(1, X.shape[0]), m.squared_norm(shift))]
    yield m.certificate(least, facts=facts)
    yield m.decide(gap)
    yield m.decide(attained)


@st.composite
def cases(draw: DrawFn) -> Case:
    n, p, q = draw(st.integers(2, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    W, b = draw(matrices(p, q, nonconstant=False)), draw(matrices(q, 1, nonconstant=False))
    return {"X": draw(matrices(n, p)), "Y": draw(matrices(n, q)), "W": W, "b": b}


LINE: dict[str, Any] = {"X": [[0], [1], [3]], "Y": [[0], [1], [4]], "W": [[1]], "b": [[0]]}
UP: dict[str, Any] = {"X": [[4], [5], [6]], "Y": [[1], [0], [1]], "W": [[0]], "b": [[0]]}


def fitted(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    """(0, 0), (1, 1), (3, 4): slope 19/14, intercept -1/7, 1/14 left over; slope 1 and no intercept leave 1."""
    slope, bias = best(m, X, Y)
    return All(
        eq(m.trace(slope), m.ratio(19, 14)),
        eq(m.trace(bias), m.ratio(-1, 7)),
        eq(unexplained(m, X, Y), m.ratio(1, 14)),
        eq(loss(m, X, Y, W, b), m.ratio(1, 1)),
    )


def silent(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    """R^2 = 0: the best probe is the mean, which leaves 2/3; without a bias the zero probe leaves 2."""
    weights, bias = best(m, X, Y)
    return All(
        zero(weights),
        eq(m.trace(bias), m.ratio(2, 3)),
        eq(unexplained(m, X, Y), m.ratio(2, 3)),
        eq(loss(m, X, Y, W, b), m.ratio(2, 1)),
    )


def least(m: Any, X: Any, Y: Any, W: Any, b: Any) -> Claim:
    return eq(loss(m, X, Y, W, b), unexplained(m, X, Y))


FIT = LINE | {"W": [[Fraction(19, 14)]], "b": [[Fraction(-1, 7)]]}
MEAN = UP | {"b": [[Fraction(2, 3)]]}
THEOREM = Theorem(
    statement=(
        r"\|Y - XW - 1b^\top\|_F^2 = (1 - R^2_{X \to Y})\|Y_c\|_F^2 + \|P_XY_c - X_cW\|_F^2 +"
        r"\tfrac1n\|(Y - XW - 1b^\top)^\top 1\|^2, \quad \min_{W, b} \|Y - XW - 1b^\top\|_F^2 ="
        r"(1 - R^2_{X \to Y})\|Y_c\|_F^2"
    ),
    case={"X": "n p", "Y": "n q", "W": "p q", "b": "q 1"},
    claim=claim,
    hypotheses=(
        varies("Y", LINE | {"Y": [[1], [1], [1]]}),
        Hypothesis(r"\text{the probe has an intercept}", None, Swap("r2_without_intercept", UP)),
    ),
    domain=cases(),
    variants=frozenset({"r2"}),
    symbolic=symbolic,
    witnesses=(Witness("a line through three points", LINE, fitted), Witness("nothing to read", UP, silent)),
    sharp=Family((FIT, MEAN), lambda case: case, least),
    refutes=(
        "r2_without_intercept",
        "r2_swapped",
        "r2_features_uncentred",
        "r2_of_uncentred_variance",
        "r2_uniform_average",
        "r2_adjusted",
        "r_for_r2",
        "r2_by_cka",
    ),
    kernel=("probes_linear_probe_is_r2", "probes_linear_probe_is_r2_least"),
    cites=("alain2016understanding",),
)
