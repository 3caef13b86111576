r"""High CKA is sure to carry a decodable target over only when the two squared CKA exceed one together.

Proof.     Put a = CKA(X, Y), b = CKA(X, t), c = CKA(Y, t), the inner products of unit vectors A, B, C. Selberg's
           inequality: |(1 + c)A - aB - bC|^2 + c(a - b)^2 = (1 + c)(1 + c - a^2 - b^2), and c >= 0. L = PLP for the
           projector P onto the columns of Y_c, so t'Lt = tr(L Ptt'P) <= |L| t'Pt, which is c <= R^2. The Gram
           determinant of A, B, C gives the angles: arccos c is at most the sum of arccos a and arccos b.
Sharpness. X = [se, t], Y = e has a^2 + b^2 = 1 exactly, b = 1/sqrt(s^4 + 1), and R^2 = 0 from Y though t is read
           perfectly from X: at s = 10 with CKA(X, Y) = 0.99995. X = Y = t attains 1 = 1.
Source.    The threshold is the transitivity of correlation (Langford, Schwertman and Owens 2001); for CKA, with the
           bound on R^2, derived here. Cloos et al. (2024) find high scores that do not encode the task variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.forces import Forces
from ..core.knowledge import Knowledge
from ..core.record import All, Case, Claim, Family, Hypothesis, Swap, Theorem, Verdict, Witness, eq, le, varies, zero
from ..core.strategies import matrices


def claim(m: Any, X: Any, Y: Any, t: Any) -> All:
    a, b, c = m.linear_cka(X, Y), m.linear_cka(X, t), m.linear_cka(Y, t)
    one = m.ratio(1, 1)
    return All(
        le(a * a + b * b - one, c),
        le(c, m.linear_r2(Y, t)),
        le((c - a * b) ** 2, (one - a * a) * (one - b * b)),
    )


def symbolic(m: Any, X: Any, Y: Any, t: Any) -> Iterator[Verdict]:
    pythagoras, reads, angles = claim(m, X, Y, t).parts
    a, b, c = m.linear_cka(X, Y), m.linear_cka(X, t), m.linear_cka(Y, t)
    K, L, T = m.gram(X), m.gram(Y), m.gram(t)
    A, B, C = (G * (1 / m.norm(G)) for G in (K, L, T))
    selberg = m.squared_norm(A * (1 + c) - B * a - C * b)
    yield m.certificate(pythagoras, scale=1 + c, facts=[selberg, m.scaled(c, m.square(a - b))])
    P, y = m.projector(m.center(Y)), m.center(t)
    within = m.congruence(P, m.norm_psd(m.gram_psd(m.center(Y))))
    yield m.certificate(reads, scale=m.norm(L) * m.inner(y, y), facts=[m.psd_product(within, m.gram_psd(y))])
    yield m.certificate(angles, facts=[m.gram_determinant(A, B, C)])


@st.composite
def cases(draw: DrawFn) -> Case:
    """Half of the pairs near each other, so that the bound says something."""
    n = draw(st.integers(3, 5))
    X, t = draw(matrices(n, draw(st.integers(1, 3)))), draw(matrices(n, 1))
    if draw(st.booleans()):
        X = X[:, :1] + t * draw(st.integers(2, 4))
        Y = X + draw(matrices(n, 1)) * draw(st.integers(0, 1)) - t * draw(st.integers(0, 2))
    else:
        Y = draw(matrices(n, draw(st.integers(1, 3))))
    if not (Y[:1] != Y).any():
        Y[-1, -1] += 1
    if not (X[:1] != X).any():
        X[-1, -1] += 1
    return {"X": X, "Y": Y, "t": t}


def threshold(s: int) -> Case:
    """X = [se, t], Y = e for two uncorrelated columns e and t of one length."""
    e, t = (1, 1, -1, -1), (1, -1, 1, -1)
    return {"X": [[s * i, j] for i, j in zip(e, t, strict=True)], "Y": [[i] for i in e], "t": [[j] for j in t]}


def exactly_one(m: Any, X: Any, Y: Any, t: Any) -> Claim:
    return All(
        eq(m.linear_cka(X, Y) ** 2 + m.linear_cka(X, t) ** 2, m.ratio(1, 1)),
        eq(m.linear_r2(X, t), m.ratio(1, 1)),
        zero(m.linear_r2(Y, t)),
    )


def carried(m: Any, k: Knowledge) -> Any:
    """cos(arccos a + arccos b), the least CKA of Y and the task."""
    a, b, one = m.array(k.cka), m.array(k.task_cka), m.ratio(1, 1)
    return a * b - m.sqrt((one - a * a) * (one - b * b))


LINE = {"X": [[0], [1], [3]], "Y": [[0], [1], [4]], "t": [[0], [2], [7]]}
THEOREM = Theorem(
    statement=(
        r"R^2_{Y \to t} \ge \mathrm{CKA}(Y, t) \ge \mathrm{CKA}(X, Y)^2 + \mathrm{CKA}(X, t)^2 - 1, \quad "
        r"\arccos \mathrm{CKA}(Y, t) \le \arccos \mathrm{CKA}(X, Y) + \arccos \mathrm{CKA}(X, t)"
    ),
    case={"X": "n p", "Y": "n q", "t": "n 1"},
    claim=claim,
    hypotheses=(
        varies("X", LINE | {"X": [[1]] * 3}),
        varies("Y", LINE | {"Y": [[1]] * 3}),
        varies("t", LINE | {"t": [[1]] * 3}),
        Hypothesis(r"\text{CKA is the biased estimator}", None, Swap("debiased_as_cka", threshold(2))),
    ),
    domain=cases(),
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(
        Witness(
            "CKA 0.99995 without the target",
            threshold(10),
            lambda m, X, Y, t: All(eq(m.linear_cka(X, Y) ** 2, m.ratio(10**4, 10**4 + 1)), zero(m.linear_r2(Y, t))),
        ),
        Witness("one line", LINE, lambda m, X, Y, t: eq(m.linear_cka(X, Y), m.ratio(361, 364))),
    ),
    sharp=Family((1, 2, 3, 10), threshold, exactly_one),
    kernel=("probes_transfer", "probes_transfer_sharp"),
    cites=("langford2001positively", "cloos2024differentiable"),
    forces=(
        Forces(
            ("task_r2",),
            lambda k: k.task_cka is not None and k.cka**2 + k.task_cka**2 > 1,
            carried,
            "Y is near enough to X, and X to the task, that the two angles do not reach a right one",
        ),
    ),
)
