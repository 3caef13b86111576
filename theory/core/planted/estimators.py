"""Wrong estimators: HSIC, debiased CKA, minibatch CKA, the modified RV coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import definitions as d
from .bug import joined, planted


def hsic0_as_hsic1(m: Any, K: Any, L: Any) -> Any:
    """The biased estimator for the unbiased one."""
    return d.hsic0(m, K, L)


def hsic1_with_diagonal(m: Any, K: Any, L: Any) -> Any:
    """The diagonals are not removed."""
    return song(m, K, L)


def hsic1_wrong_count(m: Any, K: Any, L: Any) -> Any:
    """Divided by n(n - 1) instead of n(n - 3)."""
    n = K.shape[0]
    return d.hsic1(m, K, L) * m.ratio(n - 3, n - 1)


def hsic1_single_cross_term(m: Any, K: Any, L: Any) -> Any:
    """The cross term is taken once instead of twice."""
    return song(m, m.hollow(K), m.hollow(L), cross=1)


def song(m: Any, K: Any, L: Any, cross: int = 2) -> Any:
    """The formula of hsic1 on matrices taken as they are."""
    n, one = K.shape[0], m.ones(K)
    sums = m.trace(one.T @ K @ one) * m.trace(one.T @ L @ one) * m.ratio(1, (n - 1) * (n - 2))
    mixed = m.trace(one.T @ K @ L @ one) * m.ratio(cross, n - 2)
    return (m.trace(K @ L) + sums - mixed) * m.ratio(1, n * (n - 3))


def hsic1_as_hsic0(m: Any, K: Any, L: Any) -> Any:
    """The unbiased estimator for the biased one."""
    return d.hsic1(m, K, L)


def hsic0_uncentred(m: Any, K: Any, L: Any) -> Any:
    """tr(KL), not centred."""
    return m.inner(K, L) * m.ratio(1, (K.shape[0] - 1) * (K.shape[0] - 1))


def hsic0_over_n_squared(m: Any, K: Any, L: Any) -> Any:
    """Divided by n^2 instead of (n - 1)^2."""
    return m.inner(K, m.double_center(L)) * m.ratio(1, K.shape[0] * K.shape[0])


def hsic0_centred_once(m: Any, K: Any, L: Any) -> Any:
    """tr(KHL): one of the two centrings is missing."""
    return m.inner(K, m.center(L)) * m.ratio(1, (K.shape[0] - 1) * (K.shape[0] - 1))


def cka_of(m: Any, X: Any, Y: Any, hsic: Any) -> Any:
    """CKA of one pair with this estimator of HSIC."""
    return d.ratio_of_sums(m, hsic, [(m.gram(X), m.gram(Y))])


def biased_as_debiased(m: Any, X: Any, Y: Any) -> Any:
    """The biased estimator for the debiased one."""
    return d.linear_cka(m, X, Y)


def debiased_with_diagonal(m: Any, X: Any, Y: Any) -> Any:
    """The diagonals of the Gram matrices are not removed."""
    return cka_of(m, X, Y, hsic1_with_diagonal)


def debiased_single_cross_term(m: Any, X: Any, Y: Any) -> Any:
    """The cross term of HSIC is taken once instead of twice."""
    return cka_of(m, X, Y, hsic1_single_cross_term)


def debiased_clamped(m: Any, X: Any, Y: Any) -> Any:
    """Negative values are clamped to 0."""
    return m.pos(d.debiased_cka(m, X, Y))


def debiased_without_sign(m: Any, X: Any, Y: Any) -> Any:
    """The sign is lost."""
    return abs(d.debiased_cka(m, X, Y))


def debiased_over_biased(m: Any, X: Any, Y: Any) -> Any:
    """The numerator is debiased, the norms are not."""
    K, L = m.gram(X), m.gram(Y)
    return d.hsic1(m, K, L) / (m.sqrt(d.hsic0(m, K, K)) * m.sqrt(d.hsic0(m, L, L)))


def debiased_without_roots(m: Any, X: Any, Y: Any) -> Any:
    """The square roots of the denominator are missing."""
    K, L = m.gram(X), m.gram(Y)
    return d.hsic1(m, K, L) / (d.hsic1(m, K, K) * d.hsic1(m, L, L))


def debiased_by_modified_rv(m: Any, X: Any, Y: Any) -> Any:
    """The diagonal is removed after centring and the matrix not centred again."""
    return d.modified_rv(m, X, Y)


Batches = Sequence[tuple[Any, Any]]


def minibatch_last_batch(m: Any, batches: Batches) -> Any:
    """Only the last batch counts."""
    return d.minibatch_cka(m, batches[-1:])


def minibatch_average_of_ratios(m: Any, batches: Batches) -> Any:
    """The average of the batches' values instead of the ratio of their sums."""
    return minibatch_sum_of_ratios(m, batches) * m.ratio(1, len(batches))


def minibatch_sum_of_ratios(m: Any, batches: Batches) -> Any:
    """The batches' values are added and never divided by the number of batches."""
    return d.total([d.minibatch_cka(m, [batch]) for batch in batches])


def minibatch_biased(m: Any, batches: Batches) -> Any:
    """The biased HSIC is accumulated."""
    return d.ratio_of_sums(m, d.hsic0, [(m.gram(X), m.gram(Y)) for X, Y in batches])


def minibatch_norms_of_last_batch(m: Any, batches: Batches) -> Any:
    """The numerator is summed over batches, the norms are those of the last one."""
    grams = [(m.gram(X), m.gram(Y)) for X, Y in batches]
    K, L = grams[-1]
    joint = d.total([d.hsic1(m, K, L) for K, L in grams])
    return joint / (m.sqrt(d.hsic1(m, K, K)) * m.sqrt(d.hsic1(m, L, L)))


def minibatch_divided_by_batches(m: Any, batches: Batches) -> Any:
    """The ratio of sums is divided by the number of batches."""
    return d.minibatch_cka(m, batches) * m.ratio(1, len(batches))


def modified_rv_recentred(m: Any, X: Any, Y: Any) -> Any:
    """The matrices are centred again after their diagonals are removed."""
    K, L = (m.double_center(m.hollow(m.gram(Z))) for Z in (X, Y))
    return d.cosine(m, K, L)


def modified_rv_with_diagonal(m: Any, X: Any, Y: Any) -> Any:
    """The diagonals are kept: RV."""
    return d.linear_cka(m, X, Y)


def modified_rv_uncentred(m: Any, X: Any, Y: Any) -> Any:
    """The features are not centred."""
    return d.cosine(m, m.hollow(X @ X.T), m.hollow(Y @ Y.T))


def modified_rv_debiased(m: Any, X: Any, Y: Any) -> Any:
    """Debiased CKA for the modified RV coefficient."""
    return d.debiased_cka(m, X, Y)


BUGS = joined(
    (
        planted("hsic1", hsic0_as_hsic1, hsic1_with_diagonal, hsic1_wrong_count, hsic1_single_cross_term),
        planted("hsic0", hsic1_as_hsic0, hsic0_uncentred, hsic0_over_n_squared, hsic0_centred_once),
        planted(
            "debiased_cka",
            biased_as_debiased,
            debiased_with_diagonal,
            debiased_single_cross_term,
            debiased_clamped,
            debiased_without_sign,
            debiased_over_biased,
            debiased_without_roots,
            debiased_by_modified_rv,
        ),
        planted(
            "minibatch_cka",
            minibatch_last_batch,
            minibatch_average_of_ratios,
            minibatch_sum_of_ratios,
            minibatch_biased,
            minibatch_norms_of_last_batch,
            minibatch_divided_by_batches,
        ),
        planted(
            "modified_rv",
            modified_rv_recentred,
            modified_rv_with_diagonal,
            modified_rv_uncentred,
            modified_rv_debiased,
        ),
    )
)
