"""Every measure under relabellings of the samples, without redoing what a relabelling does not change.

Where the mean and the standard deviation over all n! relabellings have a closed form, ``exact(pair)`` gives them.
``prepare(pair)`` does the kernels, neighbour lists and denominators once and returns a function of a ``Relabelled``
pair, which shares its one matrix product among the measures. At the identity each is the measure itself; both facts
are tested for every measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .bounds.nulls import moments
from .data_pair import Pair, Real
from .measures import isotypic
from .measures.cca import mean_cca, pwcca, svcca
from .measures.cka import linear_cka
from .measures.dissimilarity import rsa
from .measures.kernels import kernel_cka
from .measures.neighbours import mutual_knn
from .measures.regression import linear_r2
from .measures.shape import nbs

Order = NDArray[np.intp]


@dataclass(frozen=True)
class Relabelled:
    """A pair with the rows of Y in another order.

    Attributes:
        pair: X and Y as they came.
        order: row i of the relabelled Y is row ``order[i]`` of Y.
    """

    pair: Pair
    order: Order

    @cached_property
    def overlap(self) -> Real:
        """M = U'PQ, shape (rank X, rank Y)."""
        product: Real = self.pair.x.left.T @ self.pair.y.left[self.order]
        return product

    @cached_property
    def cross(self) -> Real:
        """diag(s) M diag(t): X_c'PY_c in the bases of right singular vectors."""
        product: Real = self.pair.x.values[:, None] * self.overlap * self.pair.y.values
        return product


Scorer = Callable[[Relabelled], float]
Moments = tuple[float | None, float | None]
"""Mean and standard deviation over all relabellings, each None where no closed form is known."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of ``compare``.

    Attributes:
        label: its name on the screen.
        value: the public function, of (X, Y).
        prepare: the same measure as a function of a relabelled pair.
        square: needs an n × n matrix.
        exact: its moments over all relabellings.
    """

    label: str
    value: Callable[[Any, Any], float]
    prepare: Callable[[Pair], Scorer]
    square: bool = False
    exact: Callable[[Pair], Moments] = lambda _pair: (None, None)


def neighbours_counted(n: int) -> int:
    """The k of mutual k-nearest neighbours: 10, or half of the other samples when there are fewer than 20."""
    return min(10, max(1, (n - 1) // 2))


def _knn(X: Any, Y: Any) -> float:
    return mutual_knn(X, Y, k=neighbours_counted(len(X)))


def _cka(pair: Pair) -> Scorer:
    scale = pair.x.gram_norm * pair.y.gram_norm
    return lambda r: min(float(np.sum(r.cross**2)) / scale, 1.0)


def _exact_debiased(pair: Pair) -> Moments:
    """U-centred Gram matrices have no other part: mean 0, variance 2/(n(n − 3)), whatever the data."""
    return 0.0, math.sqrt(2 / (pair.n * (pair.n - 3)))


def _debiased(pair: Pair) -> Scorer:
    """HSIC₁ of centred Gram matrices: ⟨K, L⟩ − n/(n−2)·Σ K_ii L_ii + tr K tr L/((n−1)(n−2)), up to n(n−3)."""
    n = pair.n
    a, b = (np.sum((side.left * side.values) ** 2, axis=1) for side in (pair.x, pair.y))

    def hsic(kl: float, ab: float, traces: float) -> float:
        return kl - ab * n / (n - 2) + traces / ((n - 1) * (n - 2))

    kk = hsic(pair.x.gram_norm**2, float(a @ a), float(a.sum()) ** 2)
    ll = hsic(pair.y.gram_norm**2, float(b @ b), float(b.sum()) ** 2)
    traces = float(a.sum() * b.sum())

    def score(r: Relabelled) -> float:
        kl = hsic(float(np.sum(r.cross**2)), float(a @ b[r.order]), traces)
        return max(-1.0, min(kl / math.sqrt(kk) / math.sqrt(ll), 1.0))

    return score


def _r2(pair: Pair) -> Scorer:
    return lambda r: min((float(np.linalg.norm(r.overlap * pair.y.values)) / pair.y.norm) ** 2, 1.0)


def _exact_r2(pair: Pair) -> Moments:
    basis, target = pair.x.left, pair.y.left * (pair.y.values / pair.y.norm)
    return isotypic.moments(isotypic.of_factor(basis), isotypic.of_factor(target))


def _r2_reverse(pair: Pair) -> Scorer:
    weights = pair.x.values[:, None]
    return lambda r: min((float(np.linalg.norm(weights * r.overlap)) / pair.x.norm) ** 2, 1.0)


def _mean_cca(_pair: Pair) -> Scorer:
    return lambda r: float(_correlations(r.overlap).mean())


def _svcca(pair: Pair) -> Scorer:
    i, j = (_leading(side.values) for side in (pair.x, pair.y))
    return lambda r: float(_correlations(r.overlap[:i, :j]).mean())


def _leading(values: Real, variance: float = 0.99) -> int:
    energy = np.cumsum(values**2)
    return int(np.searchsorted(energy, variance * energy[-1] * (1 - 1e-12))) + 1


def _pwcca(pair: Pair) -> Scorer:
    basis = pair.x.left.T @ pair.x.centred

    def score(r: Relabelled) -> float:
        U, rho, _ = np.linalg.svd(r.overlap, full_matrices=False)
        weights = np.abs(U.T @ basis).sum(axis=1)
        return float((weights * rho.clip(0, 1)).sum() / weights.sum())

    return score


def _nbs(pair: Pair) -> Scorer:
    scale = pair.x.norm * pair.y.norm
    return lambda r: min(float(np.linalg.svd(r.cross, compute_uv=False).sum()) / scale, 1.0)


def _correlations(M: Real) -> Real:
    clipped: Real = np.clip(np.linalg.svd(M, compute_uv=False), 0.0, 1.0)
    return clipped


def _gaussian(pair: Pair) -> Scorer:
    return _cosine(*_gaussian_grams(pair))


def _exact_gaussian(pair: Pair) -> Moments:
    return _exact_cosine(*(isotypic.of_centred(K) for K in _gaussian_grams(pair)))


def _gaussian_grams(pair: Pair) -> tuple[Real, Real]:
    return _double_centred(_rbf(pair.x.centred)), _double_centred(_rbf(pair.y.centred))


def _rbf(Z: Real) -> Real:
    D = _squared_distances(Z)
    median = float(np.median(np.sqrt(D[np.triu_indices(len(D), 1)])))
    kernel: Real = np.exp(D / (-2 * median * median))
    return kernel


def _rdm(pair: Pair) -> Scorer:
    return _cosine(*_distances(pair))


def _exact_rdm(pair: Pair) -> Moments:
    return _exact_cosine(*(isotypic.of_hollow(D) for D in _distances(pair)))


def _distances(pair: Pair) -> tuple[Real, Real]:
    x, y = (_off_diagonal_deviation(np.sqrt(_squared_distances(side.centred))) for side in (pair.x, pair.y))
    return x, y


def _off_diagonal_deviation(D: Real) -> Real:
    n = len(D)
    deviation: Real = D - D.sum() / (n * (n - 1))
    np.fill_diagonal(deviation, 0)
    return deviation


def _double_centred(K: Real) -> Real:
    centred: Real = K - K.mean(axis=0) - K.mean(axis=1)[:, None] + K.mean()
    return centred


def _cosine(K: Real, L: Real) -> Scorer:
    scale = float(np.linalg.norm(K)) * float(np.linalg.norm(L))
    return lambda r: max(-1.0, min(float(np.vdot(K, L.take(r.order, 0).take(r.order, 1))) / scale, 1.0))


def _exact_cosine(K: isotypic.Parts, L: isotypic.Parts) -> Moments:
    mean, sd = isotypic.moments(K, L)
    scale = K.norm * L.norm
    return mean / scale, sd / scale


def _squared_distances(Z: Real) -> Real:
    squares = np.sum(Z * Z, axis=1)
    D: Real = np.maximum(squares[:, None] + squares - 2 * (Z @ Z.T), 0)
    np.fill_diagonal(D, 0)
    return D


def _neighbours(pair: Pair) -> Scorer:
    k = neighbours_counted(pair.n)
    near, lists = np.zeros((pair.n, pair.n), dtype=bool), _nearest(pair.y.centred, k)
    np.put_along_axis(near, _nearest(pair.x.centred, k), values=True, axis=1)

    def score(r: Relabelled) -> float:
        place = np.argsort(r.order)  # where each of Y's samples stands after relabelling
        return float(np.take_along_axis(near, place[lists[r.order]], axis=1).sum()) / (k * pair.n)

    return score


def _nearest(Z: Real, k: int) -> NDArray[np.intp]:
    D = _squared_distances(Z)
    np.fill_diagonal(D, np.inf)
    nearest: NDArray[np.intp] = np.argsort(D, axis=1, kind="stable")[:, :k]
    return nearest


MEASURES: Final = {
    "linear_cka": Measured("linear CKA", linear_cka, _cka, exact=moments),
    "linear_cka_debiased": Measured(
        "debiased CKA", partial(linear_cka, debiased=True), _debiased, exact=_exact_debiased
    ),
    "kernel_cka": Measured("kernel CKA (RBF, median)", kernel_cka, _gaussian, square=True, exact=_exact_gaussian),
    "linear_r2": Measured("linear R²  A → B", linear_r2, _r2, exact=_exact_r2),
    "linear_r2_reverse": Measured(
        "           B → A", lambda X, Y: linear_r2(Y, X), _r2_reverse, exact=lambda pair: _exact_r2(pair.swapped)
    ),
    "mean_cca": Measured("mean CCA", mean_cca, _mean_cca),
    "svcca": Measured("SVCCA (99 %)", svcca, _svcca),
    "pwcca": Measured("PWCCA", pwcca, _pwcca),
    "nbs": Measured("Procrustes (NBS)", nbs, _nbs),
    "rsa": Measured("RSA (Euclidean, Pearson)", rsa, _rdm, square=True, exact=_exact_rdm),
    "mutual_knn": Measured(
        "mutual k-nearest neighbours",
        _knn,
        _neighbours,
        square=True,
        exact=lambda pair: (neighbours_counted(pair.n) / (pair.n - 1), None),
    ),
}
"""Name, as in the JSON (the function's name, with a suffix for an option) -> measure."""
