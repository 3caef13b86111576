"""Wrong quantities: ceilings by rank and spectrum, and what any function can tell."""

from __future__ import annotations

from typing import Any, Final

from ..quantities import ceilings as q
from .bug import Bug, joined, planted

# ------------------------------------------------------------------------------------------------ rank and spectrum


def leading_share(m: Any, S: Any, k: Any) -> Any:
    """The share of the k largest eigenvalues, as many as there are."""
    return m.leading_sum(S, m.minimum(k, S.shape[0])) / m.trace(S)


def ky_fan_by_columns(m: Any, X: Any, Y: Any) -> Any:
    """As many eigenvalues as X has columns instead of its rank."""
    return leading_share(m, m.gram(Y), X.shape[1])


def ky_fan_ascending(m: Any, X: Any, Y: Any) -> Any:
    """The smallest of the nonzero eigenvalues: sorted the wrong way."""
    L = m.gram(Y)
    rest = m.rank(L) - m.minimum(m.rank(m.center(X)), m.rank(L))
    return m.ratio(1, 1) - m.leading_sum(L, rest) / m.trace(L)


def ky_fan_by_other_rank(m: Any, X: Any, Y: Any) -> Any:
    """The rank of Y for the rank of X."""
    return leading_share(m, m.gram(Y), m.rank(m.center(Y)))


def ky_fan_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The spectrum and the rank of the uncentred representations."""
    return leading_share(m, Y @ Y.T, m.rank(X))


def ky_fan_of_squares(m: Any, X: Any, Y: Any) -> Any:
    """The eigenvalues are squared, as for CKA."""
    L = m.gram(Y)
    return leading_share(m, L @ L, m.rank(m.center(X)))


def von_neumann_by_columns(m: Any, X: Any, Y: Any) -> Any:
    """As many eigenvalues as X has columns instead of its rank."""
    L = m.gram(Y)
    return leading_share(m, L @ L, X.shape[1])


def von_neumann_without_squares(m: Any, X: Any, Y: Any) -> Any:
    """The eigenvalues are not squared."""
    return q.ky_fan_ceiling(m, X, Y)


def von_neumann_rooted(m: Any, X: Any, Y: Any) -> Any:
    """The root is taken, though the square of CKA is bounded: a looser ceiling."""
    return m.sqrt(q.von_neumann_ceiling(m, X, Y))


def von_neumann_by_other_rank(m: Any, X: Any, Y: Any) -> Any:
    """The rank of Y for the rank of X."""
    L = m.gram(Y)
    return leading_share(m, L @ L, m.rank(m.center(Y)))


def stable_rank_without_squares(m: Any, Y: Any) -> Any:
    """The trace over the largest eigenvalue: the intrinsic dimension."""
    L = m.gram(Y)
    return m.trace(L) / m.leading_sum(L, 1)


def stable_rank_of_participation(m: Any, Y: Any) -> Any:
    """The participation ratio."""
    return m.participation_ratio(Y)


def ceiling_of_participation_alone(m: Any, Y: Any) -> Any:
    """The root of one over the participation ratio: the rank is left out."""
    return m.sqrt(1 / m.participation_ratio(Y))


def participation_ceiling_by_columns(m: Any, Y: Any) -> Any:
    """The number of features for the rank."""
    N, b = m.ratio(Y.shape[1], 1), m.participation_ratio(Y)
    return m.sqrt(b) * (m.sqrt((N - 1) * (N / b - 1)) + 1) / N


def participation_ceiling_of_the_trace(m: Any, Y: Any) -> Any:
    """The largest share of the trace: not multiplied by the root of the participation ratio."""
    return q.participation_ceiling(m, Y) / m.sqrt(m.participation_ratio(Y))


# ------------------------------------------------------------------------------------------------------ any function


def correlation_ratio_swapped(m: Any, X: Any, Y: Any) -> Any:
    """The mean of X is taken given Y: over the wrong variable."""
    return q.correlation_ratio(m, Y, X)


def correlation_ratio_given_both(m: Any, X: Any, Y: Any) -> Any:
    """The mean is taken given X and Y."""
    return q.correlation_ratio(m, m.concat(X, Y), Y)


def correlation_ratio_by_regression(m: Any, X: Any, Y: Any) -> Any:
    """The linear probe for the conditional mean."""
    return m.linear_r2(X, Y)


def correlation_ratio_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The mean of Y is not taken off."""
    return m.inner(m.averaging(X) @ Y, Y) / m.inner(Y, Y)


def correlation_ratio_within(m: Any, X: Any, Y: Any) -> Any:
    """The share within the classes for the share between them."""
    return m.ratio(1, 1) - q.correlation_ratio(m, X, Y)


def maximal_correlation_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The constant functions count: always one."""
    A = m.averaging(X)
    return m.sqrt(m.leading_sum(A @ m.averaging(Y) @ A, 1))


def maximal_correlation_linear(m: Any, X: Any, Y: Any) -> Any:
    """The first canonical correlation: linear functions alone."""
    P = m.projector(m.center(X))
    return m.sqrt(m.leading_sum(P @ m.projector(m.center(Y)) @ P, 1))


def maximal_correlation_squared(m: Any, X: Any, Y: Any) -> Any:
    """The square root is forgotten."""
    return q.maximal_correlation(m, X, Y) ** 2


def perplexity_of_counts(m: Any, Z: Any) -> Any:
    """Every class counts alike: the number of classes to the n."""
    return m.trace(m.averaging(Z)) ** Z.shape[0]


def perplexity_inverted(m: Any, Z: Any) -> Any:
    """The probabilities themselves: exp(-n H)."""
    return 1 / q.perplexity_power(m, Z)


def information_of_either(m: Any, X: Any, Y: Any) -> Any:
    """The joint entropy: the two are not added first."""
    return m.perplexity_power(m.concat(X, Y))


def information_of_independent(m: Any, X: Any, Y: Any) -> Any:
    """The entropies are added, and the joint one is not taken off."""
    return m.perplexity_power(X) * m.perplexity_power(Y)


BUGS: Final[dict[str, Bug]] = joined(
    (
        planted(
            "ky_fan_ceiling",
            ky_fan_by_columns,
            ky_fan_ascending,
            ky_fan_by_other_rank,
            ky_fan_uncentred,
            ky_fan_of_squares,
        ),
        planted(
            "von_neumann_ceiling",
            von_neumann_by_columns,
            von_neumann_without_squares,
            von_neumann_rooted,
            von_neumann_by_other_rank,
        ),
        planted("stable_rank", stable_rank_without_squares, stable_rank_of_participation),
        planted(
            "participation_ceiling",
            ceiling_of_participation_alone,
            participation_ceiling_by_columns,
            participation_ceiling_of_the_trace,
        ),
        planted(
            "correlation_ratio",
            correlation_ratio_swapped,
            correlation_ratio_given_both,
            correlation_ratio_by_regression,
            correlation_ratio_uncentred,
            correlation_ratio_within,
        ),
        planted(
            "maximal_correlation",
            maximal_correlation_uncentred,
            maximal_correlation_linear,
            maximal_correlation_squared,
        ),
        planted("perplexity_power", perplexity_of_counts, perplexity_inverted),
        planted("information_power", information_of_either, information_of_independent),
    )
)
