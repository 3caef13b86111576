"""Wrong linear regression scores, canonical correlations and participation ratios."""

from __future__ import annotations

from typing import Any

from .. import definitions as d
from .bug import joined, planted


def fitted(m: Any, X: Any, Y: Any) -> Any:
    """The projection of Y on the columns of X, both as they are."""
    return m.projector(X) @ Y


def r2_swapped(m: Any, X: Any, Y: Any) -> Any:
    """X is predicted from Y."""
    return d.linear_r2(m, Y, X)


def r2_without_intercept(m: Any, X: Any, Y: Any) -> Any:
    """Nothing is centred: no intercept."""
    return m.inner(fitted(m, X, Y), Y) / m.inner(Y, Y)


def r2_features_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The targets are centred, the features are not."""
    Yc = m.center(Y)
    return m.inner(fitted(m, X, Yc), Yc) / m.inner(Yc, Yc)


def r2_of_uncentred_variance(m: Any, X: Any, Y: Any) -> Any:
    """The residual is divided by the uncentred variance of the targets."""
    Yc = m.center(Y)
    residual = Yc - fitted(m, m.center(X), Yc)
    return m.ratio(1, 1) - m.inner(residual, residual) / m.inner(Y, Y)


def r2_uniform_average(m: Any, X: Any, Y: Any) -> Any:
    """The columns' scores are averaged with equal weights."""
    Yc = m.center(Y)
    F = fitted(m, m.center(X), Yc)
    shares = m.diagonal(F.T @ F) / m.diagonal(Yc.T @ Yc)
    return m.trace(m.ones(shares).T @ shares) * m.ratio(1, Y.shape[1])


def r2_by_columns(m: Any, X: Any, Y: Any) -> Any:
    """A perfect fit is assumed from the number of features instead of their rank."""
    return m.ratio(1, 1) if X.shape[1] >= X.shape[0] - 1 else d.linear_r2(m, X, Y)


def r2_adjusted(m: Any, X: Any, Y: Any) -> Any:
    """The adjusted score, 1 - (1 - R^2)(n - 1)/(n - p - 1)."""
    n, p = X.shape
    return m.ratio(1, 1) - (m.ratio(1, 1) - d.linear_r2(m, X, Y)) * m.ratio(n - 1, n - p - 1)


def r_for_r2(m: Any, X: Any, Y: Any) -> Any:
    """R instead of R^2."""
    return m.sqrt(d.linear_r2(m, X, Y))


def r2_by_cka(m: Any, X: Any, Y: Any) -> Any:
    """CKA for R^2: the features are not whitened."""
    return d.linear_cka(m, X, Y)


def squared_cca_by_columns(m: Any, X: Any, Y: Any) -> Any:
    """Divided by the smaller number of features instead of the smaller rank."""
    return squared_sum(m, X, Y) * m.ratio(1, min(X.shape[1], Y.shape[1]))


def squared_cca_by_larger_rank(m: Any, X: Any, Y: Any) -> Any:
    """Divided by the larger rank."""
    return squared_sum(m, X, Y) * m.ratio(1, max(m.rank(m.center(X)), m.rank(m.center(Y))))


def squared_cca_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The features are not centred."""
    return m.inner(m.projector(X), m.projector(Y)) * m.ratio(1, min(m.rank(X), m.rank(Y)))


def squared_sum(m: Any, X: Any, Y: Any) -> Any:
    """The sum of the squared canonical correlations."""
    return m.inner(m.projector(m.center(X)), m.projector(m.center(Y)))


def cca_for_squared_cca(m: Any, X: Any, Y: Any) -> Any:
    """The correlations are not squared."""
    return d.mean_cca(m, X, Y)


def squared_cca_for_cca(m: Any, X: Any, Y: Any) -> Any:
    """The correlations are squared."""
    return d.mean_squared_cca(m, X, Y)


def cca_by_columns(m: Any, X: Any, Y: Any) -> Any:
    """Divided by the smaller number of features instead of the smaller rank."""
    return correlation_sum(m, X, Y) * m.ratio(1, min(X.shape[1], Y.shape[1]))


def cca_by_larger_rank(m: Any, X: Any, Y: Any) -> Any:
    """Divided by the larger rank."""
    return correlation_sum(m, X, Y) * m.ratio(1, max(m.rank(m.center(X)), m.rank(m.center(Y))))


def cca_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The features are not centred."""
    return m.nuclear_norm(m.projector(X) @ m.projector(Y)) * m.ratio(1, min(m.rank(X), m.rank(Y)))


def correlation_sum(m: Any, X: Any, Y: Any) -> Any:
    """The sum of the canonical correlations."""
    return m.nuclear_norm(m.projector(m.center(X)) @ m.projector(m.center(Y)))


def svcca_of_everything(m: Any, X: Any, Y: Any) -> Any:
    """All components are kept: mean CCA."""
    return d.mean_cca(m, X, Y)


def svcca_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The components are those of the uncentred features."""
    return svcca_of(m, X, Y, m.ratio(99, 100))


def svcca_of_half(m: Any, X: Any, Y: Any) -> Any:
    """Components are kept up to half of the variance instead of 99%."""
    return svcca_of(m, m.center(X), m.center(Y), m.ratio(1, 2))


def svcca_of(m: Any, X: Any, Y: Any, share: Any) -> Any:
    """Mean CCA of the leading components of X and Y as they are."""
    P, p = m.principal_projector(X, share)
    R, r = m.principal_projector(Y, share)
    return m.nuclear_norm(P @ R) * m.ratio(1, min(p, r))


def pwcca_other_side(m: Any, X: Any, Y: Any) -> Any:
    """The weights come from Y's side."""
    return d.pwcca(m, Y, X)


def pwcca_unweighted(m: Any, X: Any, Y: Any) -> Any:
    """The weights are equal: mean CCA."""
    return d.mean_cca(m, X, Y)


def pwcca_squared_weights(m: Any, X: Any, Y: Any) -> Any:
    """The weights are sums of squares instead of absolute values."""
    P, R, pairs = d.canonical_projectors(m, X, Y)
    Xc = m.center(X)
    weighted = [(m.trace(Xc.T @ E @ Xc), rho) for rho, E in m.canonical(P, R, pairs)]
    return d.total([a * rho for a, rho in weighted]) / d.total([a for a, _ in weighted])


def participation_uncentred(m: Any, X: Any) -> Any:
    """The features are not centred."""
    G = X.T @ X
    return m.trace(G) * m.trace(G) / m.inner(G, G)


def participation_inverted(m: Any, X: Any) -> Any:
    """Numerator and denominator are exchanged."""
    return m.ratio(1, 1) / d.participation_ratio(m, X)


def participation_per_feature(m: Any, X: Any) -> Any:
    """Divided by the number of features."""
    return d.participation_ratio(m, X) * m.ratio(1, X.shape[1])


def participation_by_rank(m: Any, X: Any) -> Any:
    """The rank: every dimension counts in full."""
    return m.ratio(m.rank(m.center(X)), 1)


def accuracy_for_r2(m: Any, X: Any, Y: Any) -> Any:
    """What the best threshold on the first feature gets right beyond the majority of the first label."""
    x, labels, n = [float(a) for a in X[:, 0]], [float(b) > 0 for b in Y[:, 0]], X.shape[0]
    right = [sum((a <= cut) == label for a, label in zip(x, labels, strict=True)) for cut in x]
    majority = max(sum(labels), n - sum(labels))
    return m.ratio(max(max(r, n - r) for r in right) - majority, n)


BUGS = joined(
    (
        planted(
            "linear_r2",
            r2_swapped,
            r2_without_intercept,
            r2_features_uncentred,
            r2_of_uncentred_variance,
            r2_uniform_average,
            r2_by_columns,
            r2_adjusted,
            r_for_r2,
            r2_by_cka,
            accuracy_for_r2,
        ),
        planted(
            "mean_squared_cca",
            squared_cca_by_columns,
            squared_cca_by_larger_rank,
            squared_cca_uncentred,
            cca_for_squared_cca,
        ),
        planted("mean_cca", squared_cca_for_cca, cca_by_columns, cca_by_larger_rank, cca_uncentred),
        planted("svcca", svcca_of_everything, svcca_uncentred, svcca_of_half),
        planted("pwcca", pwcca_other_side, pwcca_unweighted, pwcca_squared_weights),
        planted(
            "participation_ratio",
            participation_uncentred,
            participation_inverted,
            participation_per_feature,
            participation_by_rank,
        ),
    )
)
