r"""HSIC_1 of all samples is a formula in sums over samples: one pass, no n x n matrix, shards that add.

Proof.     HSIC_1 is blind to translations, so take the uncentred XX' and YY'. With S = X'Y, s = X'1, t = Y'1 and the
           squared norms a_i = |x_i|^2, b_i = |y_i|^2, the hollow matrices have tr K_0 L_0 = |S|^2 - a'b, 1'K_0 1 =
           |s|^2 - 1'a and 1'K_0 L_0 1 = s'St - s'X'b - t'Y'a + a'b. Each of S, s, t, X'b, Y'a, 1'a, 1'b, a'b is a sum
           over samples.
Sharpness. The shards' statistics add; their values of HSIC_1 do not, and average to another estimator
           (estimators/minibatch_hsic1). The formula cancels badly far from the origin: shift by a pilot mean first.
Source.    Kornblith et al. (2019) give the centred feature form in their code; the form that adds is derived here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ..core.definitions import total
from ..core.record import REWRITING, All, Claim, Drop, Hypothesis, Swap, Theorem, Witness, eq, le
from ..core.strategies import pairs

Statistics = tuple[Any, ...]


def statistics(m: Any, X: Any, Y: Any) -> Statistics:
    """S, X'b, Y'a (matrices and columns), s, t, and the scalars 1'a, 1'b, a'b: all sums over samples."""
    one, a, b = m.ones(X), m.diagonal(X @ X.T), m.diagonal(Y @ Y.T)
    return X.T @ Y, X.T @ b, Y.T @ a, X.T @ one, Y.T @ one, m.inner(one, a), m.inner(one, b), m.inner(a, b)


def from_statistics(m: Any, n: Any, sums: Statistics) -> Any:
    """HSIC_1 of n samples from their sums."""
    S, Xb, Ya, s, t, a, b, ab = sums
    pairs = m.inner(S, S) - ab
    totals = (m.inner(s, s) - a) * (m.inner(t, t) - b) * m.ratio(1, (n - 1) * (n - 2))
    cross = m.inner(s, S @ t) - m.inner(Xb, s) - m.inner(Ya, t) + ab
    return (pairs + totals - cross * m.ratio(2, n - 2)) * m.ratio(1, n * (n - 3))


def claim(m: Any, X: Any, Y: Any) -> Claim:
    return eq(from_statistics(m, X.shape[0], statistics(m, X, Y)), m.hsic1(m.gram(X), m.gram(Y)))


SQUARE = {"X": [[0], [0], [1], [1]], "Y": [[0], [1], [0], [1]]}
SHARDS = (([[0], [3]], [[0, 1], [1, 0]]), ([[1]], [[0, 2]]), ([[1], [2], [5]], [[0, 0], [1, 1], [4, 0]]))


def shards(m: Any) -> Claim:
    """Three shards of two, one and three samples: their statistics add, their HSIC_1 do not even exist."""
    parts = [(m.array(X), m.array(Y)) for X, Y in SHARDS]
    added = tuple(total(column) for column in zip(*(statistics(m, X, Y) for X, Y in parts), strict=True))
    X, Y = (m.stack(*side) for side in zip(*parts, strict=True))
    return All(eq(from_statistics(m, 6, added), m.hsic1(m.gram(X), m.gram(Y))), eq(added[-1], m.ratio(421, 1)))


THEOREM = Theorem(
    statement=r"n(n-3)\,\mathrm{HSIC}_1 = \|S\|_F^2 - a^\top b + \frac{(\|s\|^2 - 1^\top a)(\|t\|^2 - 1^\top b)}"
    r"{(n-1)(n-2)} - \frac{2(s^\top S t - s^\top X^\top b - t^\top Y^\top a + a^\top b)}{n-2}, "
    r"\quad S = X^\top Y,\ s = X^\top 1,\ t = Y^\top 1,\ a_i = \|x_i\|^2,\ b_i = \|y_i\|^2",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis(r"n \ge 4", lambda m, X: le(4, X.shape[0]), Drop({"X": [[0], [0], [1]], "Y": [[0], [1], [0]]})),
        Hypothesis(r"\text{the diagonals are removed}", None, Swap("hsic1_with_diagonal", SQUARE)),
    ),
    domain=pairs(n=st.integers(4, 6)).map(lambda case: {"X": case[0], "Y": case[1]}),
    variants=frozenset({"hsic"}),
    symbolic=REWRITING,
    witnesses=(
        Witness(
            "four samples", SQUARE, lambda m, X, Y: eq(from_statistics(m, 4, statistics(m, X, Y)), m.ratio(-1, 12))
        ),
        Witness("three shards", SQUARE, lambda m: shards(m)),
    ),
    kernel=("estimators_one_pass_debiased", "estimators_one_pass_debiased_shards"),
    uses=("estimators/hsic1_is_u_centred",),
    cites=("kornblith2019similarity", "song2007supervised"),
)
