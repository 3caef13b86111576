r"""HSIC with linear kernels is zero exactly when no feature of one side correlates with any of the other.

Proof.     (n - 1)^2 HSIC_0 = tr(XX'H YY'H) = |X'HY|^2, the squared norm of n times the cross-covariance.
Sharpness. Uncorrelated is all it says: estimators/uncorrelated_is_not_independent. Without centring, or with the
           unbiased estimator, a zero value says something else.
Source.    Gretton et al. (2005) for HSIC; the linear case is elementary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from ..core.record import All, Claim, Drop, Hypothesis, Iff, Swap, Theorem, Verdict, Witness, eq, lt, zero
from ..core.strategies import pairs, uncorrelated


def claim(m: Any, X: Any, Y: Any) -> Iff:
    return Iff(zero(m.hsic0(X @ X.T, Y @ Y.T)), zero(m.center(X).T @ m.center(Y)))


def symbolic(m: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    yield m.equivalent(claim(m, X, Y))


LINES = {"X": [[0], [1], [2]], "Y": [[0], [1], [0]]}
SAME = {"X": [[0], [1]], "Y": [[0], [1]]}


def same(m: Any, X: Any, Y: Any) -> Claim:
    return All(eq(m.hsic0(X @ X.T, Y @ Y.T), m.ratio(1, 4)), eq(m.hsic0(m.gram(X), m.gram(Y)), m.ratio(1, 4)))


THEOREM = Theorem(
    statement=r"\mathrm{HSIC}_0(XX^\top, YY^\top) = 0 \iff X_c^\top Y_c = 0",
    case={"X": "n p", "Y": "n q"},
    claim=claim,
    hypotheses=(
        Hypothesis("n > 1", lambda m, X: lt(1, X.shape[0]), Drop({"X": [[1]], "Y": [[1]]})),
        Hypothesis(r"\text{the estimator centres}", None, Swap("hsic0_uncentred", LINES)),
    ),
    domain=st.one_of(pairs(), uncorrelated(4, 2, 1), uncorrelated(5, 2, 2)).map(
        lambda case: {"X": case[0], "Y": case[1]}
    ),
    variants=frozenset({"hsic"}),
    symbolic=symbolic,
    witnesses=(
        Witness("a quarter", SAME, same),
        Witness("uncorrelated lines", LINES, lambda m, X, Y: zero(m.hsic0(X @ X.T, Y @ Y.T))),
    ),
    refutes=("hsic0_uncentred", "hsic0_centred_once", "hsic0_over_n_squared", "hsic1_as_hsic0"),
    kernel=("estimators_hsic_zero_is_uncorrelated",),
    cites=("gretton2005measuring",),
)
