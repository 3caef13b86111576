"""Every measure under relabellings of the samples, without redoing what a relabelling does not change.

``prepare(X, Y)`` does the centring, decompositions, kernels and neighbour lists once and returns a function of the
order of Y's rows. At the identity it is the measure itself; both facts are tested for every measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .data_pair import Pair, Real
from .measures.cca import mean_cca, pwcca, svcca
from .measures.cka import linear_cka
from .measures.errors import UndefinedMeasure
from .measures.kernels import kernel_cka
from .measures.neighbours import mutual_knn
from .measures.procrustes import nbs
from .measures.regression import linear_r2
from .measures.rsa import rsa

Order = NDArray[np.intp]
Scorer = Callable[[Order], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of ``compare``.

    Attributes:
        label: its name on the screen.
        value: the public function, of (X, Y).
        prepare: (X, Y, Pair) -> the same measure as a function of the order of Y's rows.
        square: needs an n × n matrix.
    """

    label: str
    value: Callable[[Any, Any], float]
    prepare: Callable[[Any, Any, Pair], Scorer]
    square: bool = False


def neighbours_counted(n: int) -> int:
    """The k of mutual k-nearest neighbours: 10, or half of the other samples when there are fewer than 20."""
    return min(10, max(1, (n - 1) // 2))


def _knn(X: Any, Y: Any) -> float:
    return mutual_knn(X, Y, k=neighbours_counted(len(X)))


def _cka(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    scale = pair.x.gram_norm * pair.y.gram_norm
    return lambda order: min(float(np.sum(_cross(pair, order) ** 2)) / scale, 1.0)


def _debiased(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    """HSIC₁ of centred Gram matrices: ⟨K, L⟩ − n/(n−2)·Σ K_ii L_ii + tr K tr L/((n−1)(n−2)), up to n(n−3)."""
    n = pair.n
    if n < 4:
        raise UndefinedMeasure(f"debiased CKA needs at least 4 samples, got {n}")
    a, b = (np.sum((side.left * side.values) ** 2, axis=1) for side in (pair.x, pair.y))

    def hsic(kl: float, ab: float, traces: float) -> float:
        return kl - ab * n / (n - 2) + traces / ((n - 1) * (n - 2))

    kk = hsic(pair.x.gram_norm**2, float(a @ a), float(a.sum()) ** 2)
    ll = hsic(pair.y.gram_norm**2, float(b @ b), float(b.sum()) ** 2)
    traces = float(a.sum() * b.sum())

    def score(order: Order) -> float:
        kl = hsic(float(np.sum(_cross(pair, order) ** 2)), float(a @ b[order]), traces)
        return max(-1.0, min(kl / math.sqrt(kk) / math.sqrt(ll), 1.0))

    return score


def _r2(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    return lambda order: min((float(np.linalg.norm(_overlap(pair, order) * pair.y.values)) / pair.y.norm) ** 2, 1.0)


def _r2_reverse(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    weights = pair.x.values[:, None]
    return lambda order: min((float(np.linalg.norm(weights * _overlap(pair, order))) / pair.x.norm) ** 2, 1.0)


def _mean_cca(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    return lambda order: float(_correlations(_overlap(pair, order)).mean())


def _svcca(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    i, j = (_leading(side.values) for side in (pair.x, pair.y))
    P, Q = pair.x.left[:, :i], pair.y.left[:, :j]
    return lambda order: float(_correlations(P.T @ Q[order]).mean())


def _leading(values: Real, variance: float = 0.99) -> int:
    energy = np.cumsum(values**2)
    return int(np.searchsorted(energy, variance * energy[-1] * (1 - 1e-12))) + 1


def _pwcca(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    basis = pair.x.left.T @ pair.x.centred

    def score(order: Order) -> float:
        U, rho, _ = np.linalg.svd(_overlap(pair, order), full_matrices=False)
        weights = np.abs(U.T @ basis).sum(axis=1)
        return float((weights * rho.clip(0, 1)).sum() / weights.sum())

    return score


def _nbs(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    scale = pair.x.norm * pair.y.norm
    return lambda order: min(float(np.linalg.svd(_cross(pair, order), compute_uv=False).sum()) / scale, 1.0)


def _overlap(pair: Pair, order: Order) -> Real:
    product: Real = pair.x.left.T @ pair.y.left[order]
    return product


def _cross(pair: Pair, order: Order) -> Real:
    product: Real = pair.x.values[:, None] * _overlap(pair, order) * pair.y.values
    return product


def _correlations(M: Real) -> Real:
    clipped: Real = np.clip(np.linalg.svd(M, compute_uv=False), 0.0, 1.0)
    return clipped


def _gaussian(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    K, L = (_double_centred(_rbf(side.centred)) for side in (pair.x, pair.y))
    return _cosine(K, L)


def _rbf(Z: Real) -> Real:
    D = _squared_distances(Z)
    median = float(np.median(np.sqrt(D[np.triu_indices(len(D), 1)])))
    if median == 0:
        raise UndefinedMeasure("the median distance is 0: most samples coincide, so the kernel has no bandwidth")
    kernel: Real = np.exp(D / (-2 * median * median))
    return kernel


def _rdm(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    return _cosine(*(_off_diagonal_deviation(np.sqrt(_squared_distances(side.centred))) for side in (pair.x, pair.y)))


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
    if scale == 0:
        raise UndefinedMeasure("all distances are equal on one side, so the correlation is 0/0")
    return lambda order: max(-1.0, min(float(np.vdot(K, L[np.ix_(order, order)])) / scale, 1.0))


def _squared_distances(Z: Real) -> Real:
    squares = np.sum(Z * Z, axis=1)
    D: Real = np.maximum(squares[:, None] + squares - 2 * (Z @ Z.T), 0)
    np.fill_diagonal(D, 0)
    return D


def _neighbours(_X: Any, _Y: Any, pair: Pair) -> Scorer:
    k = neighbours_counted(pair.n)
    near, lists = np.zeros((pair.n, pair.n), dtype=bool), _nearest(pair.y.centred, k)
    np.put_along_axis(near, _nearest(pair.x.centred, k), values=True, axis=1)

    def score(order: Order) -> float:
        place = np.argsort(order)  # where each of Y's samples stands after relabelling
        return float(np.take_along_axis(near, place[lists[order]], axis=1).sum()) / (k * pair.n)

    return score


def _nearest(Z: Real, k: int) -> NDArray[np.intp]:
    D = _squared_distances(Z)
    np.fill_diagonal(D, np.inf)
    nearest: NDArray[np.intp] = np.argsort(D, axis=1, kind="stable")[:, :k]
    return nearest


MEASURES: Final = {
    "linear_cka": Measured("linear CKA", linear_cka, _cka),
    "linear_cka_debiased": Measured("debiased CKA", partial(linear_cka, debiased=True), _debiased),
    "kernel_cka": Measured("kernel CKA (RBF, median)", kernel_cka, _gaussian, square=True),
    "linear_r2": Measured("linear R²  A → B", linear_r2, _r2),
    "linear_r2_reverse": Measured("           B → A", lambda X, Y: linear_r2(Y, X), _r2_reverse),
    "mean_cca": Measured("mean CCA", mean_cca, _mean_cca),
    "svcca": Measured("SVCCA (99 %)", svcca, _svcca),
    "pwcca": Measured("PWCCA", pwcca, _pwcca),
    "nbs": Measured("Procrustes (NBS)", nbs, _nbs),
    "rsa": Measured("RSA (Euclidean, Pearson)", rsa, _rdm, square=True),
    "mutual_knn": Measured("mutual k-nearest neighbours", _knn, _neighbours, square=True),
}
"""Name, as in the JSON (the function's name, with a suffix for an option) -> measure."""
