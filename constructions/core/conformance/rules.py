"""The rules of families that differ between libraries, each as a definition over a carrier's primitives."""

from __future__ import annotations

from typing import Any

import numpy as np

from unalignable.theory.core import definitions as d
from unalignable.theory.core.carriers.tracked import Tracked


def rbf_with(m: Any, X: Any, Y: Any, width: Any, fraction: Any) -> Any:
    """CKA of Gaussian kernels, each side with ``fraction`` times the bandwidth that ``width`` gives it."""
    return d.cosine(m, d.gaussian(m, X, width(m, X) * fraction), d.gaussian(m, Y, width(m, Y) * fraction))


def rbf_median(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The median of the n(n-1)/2 distances of different samples; the mean of the two middle ones."""
    return d.rbf_cka(m, X, Y, fraction=fraction)


def rbf_lower_median(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The lower of the two middle distances, as torch.median has it."""
    return rbf_with(m, X, Y, lambda m, Z: _ordered(distances(m, Z), lambda k: (k - 1) // 2), fraction)


def rbf_of_all(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The median of all n^2 distances, the n zeros of the diagonal among them."""

    def width(m: Any, Z: Any) -> Any:
        each = distances(m, Z)
        return m.median(m.stack(each, each, m.zeros(Z.shape[0], 1)))

    return rbf_with(m, X, Y, width, fraction)


def rbf_lower_of_all(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The lower median of all n^2 distances, as torch.median has it."""

    def width(m: Any, Z: Any) -> Any:
        each = distances(m, Z)
        return _ordered(m.stack(each, each, m.zeros(Z.shape[0], 1)), lambda k: (k - 1) // 2)

    return rbf_with(m, X, Y, width, fraction)


def rbf_root_of_median_square(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """exp(-d^2/(2 median d^2)) over the distances of different samples."""
    return rbf_with(m, X, Y, lambda m, Z: m.sqrt(m.median(d.rdm(m, Z))), fraction)


def rbf_root_of_median_square_of_all(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The same over all n^2 squared distances, the n zeros of the diagonal among them."""

    def width(m: Any, Z: Any) -> Any:
        each = d.rdm(m, Z)
        return m.sqrt(m.median(m.stack(each, each, m.zeros(Z.shape[0], 1))))

    return rbf_with(m, X, Y, width, fraction)


def rbf_mean_square(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """exp(-d^2/mean d^2): the bandwidth is the root of half the mean squared distance of different samples."""

    def width(m: Any, Z: Any) -> Any:
        each = d.rdm(m, Z)
        return m.sqrt(m.trace(m.ones(each).T @ each) * m.ratio(1, 2 * each.shape[0]))

    return rbf_with(m, X, Y, width, fraction)


def rbf_mean(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The mean of the distances of different samples."""
    return rbf_with(m, X, Y, mean_distance, fraction)


def rbf_mean_of_all(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """The mean of all n^2 distances: (n - 1)/n of the mean of different samples."""
    return rbf_with(m, X, Y, lambda m, Z: mean_distance(m, Z) * m.ratio(Z.shape[0] - 1, Z.shape[0]), fraction)


def kernel_of_width(m: Any, X: Any, Y: Any, *, bandwidth: float, **_: Any) -> Any:
    """Both sides with the same bandwidth, whatever a theorem would choose."""
    return d.kernel_cka(m, X, Y, bandwidth=m.array(bandwidth))


def distances(m: Any, Z: Any) -> Any:
    """The distances of different samples, as a column."""
    return m.sqrt(d.rdm(m, Z))


def mean_distance(m: Any, Z: Any) -> Any:
    """Their mean."""
    each = distances(m, Z)
    return m.trace(m.ones(each).T @ each) * m.ratio(1, each.shape[0])


def _ordered(v: Tracked, place: Any) -> Tracked:
    """One entry in ascending order: it moves by no more than the largest change of an entry."""
    ascending = np.sort(v.value.ravel())
    return Tracked(ascending[place(ascending.size)], v.error)


def rsa_squared(m: Any, X: Any, Y: Any) -> Any:
    """Pearson of squared distances."""
    return d.rsa(m, X, Y)


def rsa_euclidean(m: Any, X: Any, Y: Any) -> Any:
    """Pearson of distances."""
    return d.cosine(m, m.center(distances(m, X)), m.center(distances(m, Y)))


def rsa_whitened(m: Any, X: Any, Y: Any) -> Any:
    """The cosine of squared distances whitened by their covariance."""
    return d.whitened_rsa(m, X, Y)


def rsa_cosine(m: Any, X: Any, Y: Any) -> Any:
    """The cosine of squared distances, not centred."""
    return d.cosine(m, d.rdm(m, X), d.rdm(m, Y))
