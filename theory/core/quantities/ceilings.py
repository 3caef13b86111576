"""Ceilings by rank and spectrum, and what any function of a representation can tell, over a carrier's primitives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

# ------------------------------------------------------------------------------------------------ rank and spectrum


def ky_fan_ceiling(m: Any, X: Any, Y: Any) -> Any:
    """The share of the r largest eigenvalues of L in tr L, r = rank(HX): the most X explains of Y (fan1949theorem)."""
    L = m.gram(Y)
    return m.leading_sum(L, m.rank(m.center(X))) / m.trace(L)


def von_neumann_ceiling(m: Any, X: Any, Y: Any) -> Any:
    """The share of the r largest squared eigenvalues of L in |L|^2, r = rank(HX): the most that CKA^2 can be."""
    L = m.gram(Y)
    return m.leading_sum(L @ L, m.rank(m.center(X))) / m.inner(L, L)


def stable_rank(m: Any, Y: Any) -> Any:
    """|L|^2 over the square of the largest eigenvalue of L: between 1 and the rank."""
    L = m.gram(Y)
    return m.inner(L, L) / m.leading_sum(L, 1) ** 2


def participation_ceiling(m: Any, Y: Any) -> Any:
    """The most that CKA of Y with a single dimension can be.

    sqrt(b) (1 + sqrt((N - 1)(N/b - 1)))/N for N = rank(HY) and b = PR(Y).
    """
    N, b = m.ratio(m.rank(m.center(Y)), 1), m.participation_ratio(Y)
    return m.sqrt(b) * (m.sqrt((N - 1) * (N / b - 1)) + 1) / N


# ------------------------------------------------------------------------------------------------------ any function


def correlation_ratio(m: Any, X: Any, Y: Any) -> Any:
    """Var(E[Y|X])/Var(Y): the most of Y that any function of X explains."""
    y = m.center(Y)
    return m.inner(m.averaging(X) @ y, y) / m.inner(y, y)


def maximal_correlation(m: Any, X: Any, Y: Any) -> Any:
    """The largest correlation of a function of X with a function of Y (renyi1959measures)."""
    B = m.center(m.averaging(Y))
    return m.sqrt(m.leading_sum(B @ m.averaging(X) @ B.T, 1))


def perplexity_power(m: Any, Z: Any) -> Any:
    """exp(n H(Z)), H the entropy of the rows of Z in nats: the product over samples of n over the size of their class.

    Rational, so that entropies are compared exactly.
    """
    sizes = m.diagonal(m.averaging(Z)) * Z.shape[0]  # a sample's weight in its class is one over the class's size
    total = m.ratio(1, 1)
    for i in range(Z.shape[0]):
        total = total * sizes[i, 0]
    return total


def information_power(m: Any, X: Any, Y: Any) -> Any:
    """exp(n I(X; Y)), I the mutual information of the rows in nats; rational."""
    return m.perplexity_power(X) * m.perplexity_power(Y) / m.perplexity_power(m.concat(X, Y))


QUANTITIES: Final[tuple[Callable[..., Any], ...]] = (
    ky_fan_ceiling,
    von_neumann_ceiling,
    stable_rank,
    participation_ceiling,
    correlation_ratio,
    maximal_correlation,
    perplexity_power,
    information_power,
)
