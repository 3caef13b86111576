"""Wrong linear and kernel CKA."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import definitions as d
from .bug import FLOATS, joined, planted


def feature_form(m: Any, X: Any, Y: Any) -> Any:
    """|X'Y|^2/(|X'X| |Y'Y|): linear CKA if X and Y are centred."""
    M = X.T @ Y
    return m.inner(M, M) / (m.norm(X.T @ X) * m.norm(Y.T @ Y))


def uncentred_cka(m: Any, X: Any, Y: Any) -> Any:
    """No centring at all."""
    return feature_form(m, X, Y)


def cka_centred_on_one_side(m: Any, X: Any, Y: Any) -> Any:
    """X is centred, Y is not."""
    return feature_form(m, m.center(X), Y)


def feature_centred_cka(m: Any, X: Any, Y: Any) -> Any:
    """The mean over features is subtracted instead of the mean over samples."""
    return feature_form(m, m.center(X.T).T, m.center(Y.T).T)


def cka_gram_centred_once(m: Any, X: Any, Y: Any) -> Any:
    """The Gram matrices are centred over rows only: HXX' for HXX'H."""
    return d.cosine(m, m.center(X @ X.T), m.center(Y @ Y.T))


def squared_cka(m: Any, X: Any, Y: Any) -> Any:
    """CKA squared."""
    return d.linear_cka(m, X, Y) ** 2


def root_cka(m: Any, X: Any, Y: Any) -> Any:
    """|X_c'Y_c| is not squared and the norms are rooted to fit: the root of CKA."""
    return m.sqrt(d.linear_cka(m, X, Y))


def cka_without_roots(m: Any, X: Any, Y: Any) -> Any:
    """The square roots of the denominator are missing: <K, L>/(|K|^2 |L|^2)."""
    K, L = m.gram(X), m.gram(Y)
    return m.inner(K, L) / (m.inner(K, K) * m.inner(L, L))


def trace_normalised_cka(m: Any, X: Any, Y: Any) -> Any:
    """Divided by tr K tr L instead of |K| |L|."""
    K, L = m.gram(X), m.gram(Y)
    return m.inner(K, L) / (m.trace(K) * m.trace(L))


def cka_distance(m: Any, X: Any, Y: Any) -> Any:
    """A distance for a similarity: 1 - CKA."""
    return m.ratio(1, 1) - d.linear_cka(m, X, Y)


def cka_with_epsilon(m: Any, X: Any, Y: Any) -> Any:
    """1e-6 is added to the denominator: not scale-free."""
    K, L = m.gram(X), m.gram(Y)
    return m.inner(K, L) / (m.norm(K) * m.norm(L) + m.ratio(1, 10**6))


def cka_with_floor(m: Any, X: Any, Y: Any) -> Any:
    """The product of the two HSIC is not let below 1e-6: not scale-free."""
    K, L = m.gram(X), m.gram(Y)
    product, least = d.hsic0(m, K, K) * d.hsic0(m, L, L), m.ratio(1, 10**6)
    return d.hsic0(m, K, L) / m.sqrt(least + m.pos(product - least))


def debiased_as_cka(m: Any, X: Any, Y: Any) -> Any:
    """The debiased estimator for the biased one."""
    return d.debiased_cka(m, X, Y)


def modified_rv_as_cka(m: Any, X: Any, Y: Any) -> Any:
    """The diagonals of K and L are left out."""
    return d.modified_rv(m, X, Y)


def first_feature_cka(m: Any, X: Any, Y: Any) -> Any:
    """Only the first feature of X is read: a 2-D layer taken for a 1-D one."""
    return d.linear_cka(m, X[:, :1], Y)


def half_precision_cka(m: Any, X: Any, Y: Any) -> Any:
    """Centred features and Gram matrices are kept in half precision."""
    K, L = (half(Z @ Z.T) for Z in (half(m.center(X)), half(m.center(Y))))
    return d.cosine(m, K, L)


def half(A: Any) -> Any:
    """A float array rounded to half precision, what is too large to the largest half."""
    largest = float(np.finfo(np.float16).max)
    return type(A)(A.value.clip(-largest, largest).astype(np.float16).astype(A.value.dtype), A.error)


def cka_centred_after_the_product(m: Any, X: Any, Y: Any) -> Any:
    """Gram matrices of uncentred features, centred afterwards: exact, but cancels far from the origin."""
    return d.cosine(m, m.double_center(X @ X.T), m.double_center(Y @ Y.T))


# ------------------------------------------------------------------------------------------------ Gaussian kernels


def kernel_twice_the_bandwidth(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The bandwidth is doubled."""
    return d.kernel_cka(m, X, Y, bandwidth=bandwidth * 2)


def kernel_bandwidth_not_squared(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The exponent is divided by 2 bandwidth instead of 2 bandwidth^2."""
    return d.kernel_cka(m, X, Y, bandwidth=m.sqrt(bandwidth))


def kernel_without_the_two(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The exponent is divided by bandwidth^2 instead of 2 bandwidth^2."""
    return kernel_of(m, X, Y, lambda D: D * (m.ratio(-1, 1) / (bandwidth * bandwidth)))


def kernel_of_distances(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The distance is not squared in the exponent."""
    return kernel_of(m, X, Y, lambda D: m.sqrt(D) * (m.ratio(-1, 2) / (bandwidth * bandwidth)))


def kernel_of(m: Any, X: Any, Y: Any, exponent: Any) -> Any:
    """CKA of exp(exponent(squared distances))."""
    K, L = (m.double_center(m.exp(exponent(m.squared_distances(Z)))) for Z in (X, Y))
    return d.cosine(m, K, L)


def kernel_uncentred(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The kernel matrices are not centred."""
    scale = m.ratio(-1, 2) / (bandwidth * bandwidth)
    return d.cosine(m, m.exp(m.squared_distances(X) * scale), m.exp(m.squared_distances(Y) * scale))


def kernel_bandwidth_ignored(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """The bandwidth is always 1."""
    return d.kernel_cka(m, X, Y, bandwidth=m.ratio(1, 1))


def rbf_twice_the_bandwidth(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The bandwidth is doubled."""
    return d.rbf_cka(m, X, Y, fraction=fraction * 2)


def rbf_fraction_ignored(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The fraction of the median is not applied."""
    return d.rbf_cka(m, X, Y)


def rbf_median_with_diagonal(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The median is over all n^2 distances, the zeros of the diagonal included."""

    def median(Z: Any) -> Any:
        distances = m.sqrt(d.rdm(m, Z))
        return m.median(m.stack(distances, distances, m.zeros(Z.shape[0], 1)))

    return rbf_with(m, X, Y, median(X) * fraction, median(Y) * fraction)


def rbf_median_of_squares(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The bandwidth is the median of the squared distances."""
    return rbf_with(m, X, Y, m.median(d.rdm(m, X)) * fraction, m.median(d.rdm(m, Y)) * fraction)


def rbf_mean_for_median(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The bandwidth is the mean of the distances."""

    def mean(Z: Any) -> Any:
        distances = m.sqrt(d.rdm(m, Z))
        return m.trace(m.ones(distances).T @ distances) * m.ratio(1, distances.shape[0])

    return rbf_with(m, X, Y, mean(X) * fraction, mean(Y) * fraction)


def rbf_one_bandwidth(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """Both sides use the median distance of X."""
    bandwidth = d.median_distance(m, X) * fraction
    return rbf_with(m, X, Y, bandwidth, bandwidth)


def rbf_with(m: Any, X: Any, Y: Any, first: Any, second: Any) -> Any:
    """CKA of Gaussian kernels with a bandwidth for each side."""
    return d.cosine(m, d.gaussian(m, X, first), d.gaussian(m, Y, second))


BUGS = joined(
    (
        planted(
            "linear_cka",
            uncentred_cka,
            cka_centred_on_one_side,
            feature_centred_cka,
            cka_gram_centred_once,
            squared_cka,
            root_cka,
            cka_without_roots,
            trace_normalised_cka,
            cka_distance,
            cka_with_epsilon,
            cka_with_floor,
            debiased_as_cka,
            modified_rv_as_cka,
            first_feature_cka,
        ),
        planted("linear_cka", half_precision_cka, carriers=FLOATS),
        planted("linear_cka", cka_centred_after_the_product, carriers=FLOATS),
        planted(
            "kernel_cka",
            kernel_twice_the_bandwidth,
            kernel_bandwidth_not_squared,
            kernel_without_the_two,
            kernel_of_distances,
            kernel_uncentred,
            kernel_bandwidth_ignored,
        ),
        planted(
            "rbf_cka",
            rbf_twice_the_bandwidth,
            rbf_fraction_ignored,
            rbf_median_with_diagonal,
            rbf_median_of_squares,
            rbf_mean_for_median,
            rbf_one_bandwidth,
        ),
    )
)
