"""Canonical correlations as libraries compute them: components, powers, weights, and what the sum is divided by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from ..adapter import Measure
from .bases import basis, spectrum, svd
from .centring import centring
from .counting import counts
from .model import Apply, Pipeline, Stage, but
from .normalising import Sized, ratio
from .reading import Array, Pair, axes, pairing
from .regression import _start as start
from .saying import saying


class Kept(NamedTuple):
    """The centred arrays and orthonormal bases of what is kept of them."""

    X: Array
    Y: Array
    U: Array
    V: Array


class Canonical(NamedTuple):
    """The correlations, descending, the variates of both sides, and what they came from."""

    rho: Array
    left: Array
    right: Array
    kept: Kept


def pipeline(measure: Measure, components: str, power: str, average: str) -> Pipeline:
    """Mean CCA, SVCCA and PWCCA differ in what is kept, the power and the weights."""
    symmetric = average != "weights-of-x"
    read = (axes(), pairing(symmetric), centring())
    kept = {name: row for name, row in COMPONENTS.items() if components == "99%-of-variance" or name not in _OF_SHARES}
    canonical = (but(kept, components), Stage(correlations), but(POWERS, power), but(AVERAGES, average))
    return Pipeline(start, (*read, *canonical, counts(), *saying(measure)))


def _all(pair: Pair) -> Kept:
    return Kept(pair.X, pair.Y, basis(pair.X), basis(pair.Y))


def _leading(count: Callable[[Array], int]) -> Apply:
    """The leading components, as many as their singular values say."""

    def some(Z: Array) -> Array:
        U, s = spectrum(Z)
        return U[:, : max(1, count(s))]

    return lambda pair: Kept(pair.X, pair.Y, some(pair.X), some(pair.Y))


def _share(s: Array, share: float, power: int = 2, extra: int = 0) -> int:
    """The fewest that hold a share of the sum of powers of singular values."""
    held = np.cumsum(s**power) / np.sum(s**power)
    return int(np.searchsorted(held, share - 1e-12)) + 1 + extra


COMPONENTS: Final[dict[str, tuple[str, Apply]]] = {
    "all-components": ("all components are kept", _all),
    "99%-of-variance": ("only components up to 99% of the variance are kept", _leading(lambda s: _share(s, 0.99))),
    "95%-of-variance": ("components are kept up to 95% of the variance", _leading(lambda s: _share(s, 0.95))),
    "90%-of-variance": ("components are kept up to 90% of the variance", _leading(lambda s: _share(s, 0.9))),
    "99.9%-of-variance": ("components are kept up to 99.9% of the variance", _leading(lambda s: _share(s, 0.999))),
    "50%-of-variance": ("components are kept up to half of the variance", _leading(lambda s: _share(s, 0.5))),
    "99%-of-singular-values": (
        "components are kept up to 99% of the sum of singular values, not of their squares",
        _leading(lambda s: _share(s, 0.99, power=1)),
    ),
    "99%-of-fourth-powers": (
        "components are kept up to 99% of the sum of fourth powers of singular values",
        _leading(lambda s: _share(s, 0.99, power=4)),
    ),
    "one-fewer": ("one component fewer is kept", _leading(lambda s: _share(s, 0.99, extra=-1))),
    "one-more": ("one component more is kept", _leading(lambda s: _share(s, 0.99, extra=1))),
    "first-component": ("only the first component is kept", _leading(lambda s: 1)),
    "two-components": ("only two components are kept", _leading(lambda s: 2)),
}
"""Name -> what is wrong where another is right; Pair -> Kept."""


_OF_SHARES: Final = ("one-fewer", "one-more", "99%-of-singular-values", "99%-of-fourth-powers")
"""Mistakes in counting the components of a share, where there is one."""


def correlations(kept: Kept) -> Canonical:
    """The canonical correlations of what is kept, and their variates."""
    A, rho, Bt = svd(kept.U.T @ kept.V)
    return Canonical(np.minimum(rho, 1.0), kept.U @ A, kept.V @ Bt.T, kept)


def _to(power: float) -> Apply:
    return lambda c: c._replace(rho=c.rho**power)


POWERS: Final[dict[str, tuple[str, Apply]]] = {
    "correlations-not-squared": ("the correlations are not squared", _to(1)),
    "correlations-squared": ("the correlations are squared", _to(2)),
    "correlations-to-the-fourth": ("the correlations are squared twice", _to(4)),
    "correlations-rooted": ("the roots of the correlations are taken", _to(0.5)),
}
"""Name -> what is wrong where another is right; Canonical -> Canonical."""


def _sized(c: Canonical, value: float) -> Sized:
    return Sized(value, len(c.kept.X), c.kept.X.shape[1], c.kept.Y.shape[1])


def _over(count: Callable[[Canonical], int]) -> Apply:
    return lambda c: _sized(c, float(c.rho.sum()) / count(c))


def _columns(c: Canonical) -> tuple[int, int]:
    return c.kept.X.shape[1], c.kept.Y.shape[1]


def _ranks(c: Canonical) -> tuple[int, int]:
    return c.kept.U.shape[1], c.kept.V.shape[1]


def _weighted(weights: Callable[[Canonical], Array]) -> Apply:
    def average(c: Canonical) -> Sized:
        a = weights(c)
        return _sized(c, ratio(float(a @ c.rho), float(a.sum())))

    return average


def _one(choose: Callable[[Array], float]) -> Apply:
    return lambda c: _sized(c, float(choose(c.rho)))


AVERAGES: Final[dict[str, tuple[str, Apply]]] = {
    "unweighted": ("the correlations are averaged with equal weights", _over(lambda c: min(_ranks(c)))),
    "weights-of-x": ("the correlations are weighted", _weighted(lambda c: abs(c.left.T @ c.kept.X).sum(1))),
    "weights-of-y": ("the weights come from Y's side", _weighted(lambda c: abs(c.right.T @ c.kept.Y).sum(1))),
    "weights-x-variates-on-y": (
        "the weights are those of X's variates on the features of Y",
        _weighted(lambda c: abs(c.left.T @ c.kept.Y).sum(1)),
    ),
    "weights-squared": (
        "the weights are sums of squares instead of absolute values",
        _weighted(lambda c: ((c.left.T @ c.kept.X) ** 2).sum(1)),
    ),
    "weights-signed": (
        "the weights are sums without absolute values",
        _weighted(lambda c: (c.left.T @ c.kept.X).sum(1)),
    ),
    "weights-norms": (
        "the weights are norms instead of sums of absolute values",
        _weighted(lambda c: np.linalg.norm(c.left.T @ c.kept.X, axis=1)),
    ),
    "sum": ("the sum of the correlations is returned, not their mean", _over(lambda c: 1)),
    "over-fewer-columns": (
        "divided by the smaller number of features instead of the smaller rank",
        _over(lambda c: min(_columns(c))),
    ),
    "over-more-columns": ("divided by the larger number of features", _over(lambda c: max(_columns(c)))),
    "over-larger-rank": ("divided by the larger rank instead of the smaller", _over(lambda c: max(_ranks(c)))),
    "over-p": ("divided by the number of features of X", _over(lambda c: _columns(c)[0])),
    "over-q": ("divided by the number of features of Y", _over(lambda c: _columns(c)[1])),
    "over-rank-of-x": ("divided by the rank of X instead of the smaller rank", _over(lambda c: _ranks(c)[0])),
    "over-rank-of-y": ("divided by the rank of Y instead of the smaller rank", _over(lambda c: _ranks(c)[1])),
    "over-n": ("divided by the number of samples", _over(lambda c: len(c.kept.X))),
    "largest-correlation": ("only the largest correlation is returned", _one(np.max)),
    "smallest-correlation": ("only the smallest correlation is returned", _one(np.min)),
    "median-correlation": ("the median correlation is returned", _one(np.median)),
    "product-of-correlations": ("the product of the correlations is returned", _one(np.prod)),
    "wilks": ("1 - ∏(1 - ρ²) is returned", _one(lambda rho: 1 - np.prod(1 - rho**2))),
}
"""Name -> what is wrong where another is right; Canonical -> Sized."""
