"""Each measure as a function of the order of Y's rows, with everything that no relabelling changes done once.

Norms, ranks, bases, kernels, distances and neighbour lists are those of one side alone, so only the joint part is left
for every order: a product of factors, or a sum over one n × n matrix, whichever is cheaper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import array_api_compat
import numpy as np
from numpy.typing import NDArray

from . import cca, cka, dimension, dissimilarity, isotypic, kernels, neighbours, regression, shape
from .centring import centred
from .dissimilarity import compared
from .distances import hollow
from .inputs import Array, Matrix
from .isotypic import Parts
from .results import clip
from .sides import dot, u_centre, zero_diagonal
from .spectra import compressed, spectrum

Order = NDArray[np.intp]
Score = Callable[[Order], float]

GATHER = 50
"""Time to fetch a scattered entry of a matrix over that of a multiplication inside a matrix product."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A measure at Y[order], and its moments over all orders where they are known.

    ``less``: small values mean similar.
    """

    score: Score
    mean: float | None = None
    sd: float | None = None
    less: bool = False


def prepare(measure: Callable[..., float], A: Matrix, B: Matrix, options: Mapping[str, Any]) -> Prepared:
    """The measure for relabelled rows of B; measures that are not ours are called on the relabelled rows."""
    if measure in PREPARE and options.get("cv") is None:
        return PREPARE[measure](A, B, **options)

    def score(order: Order) -> float:
        return float(measure(A.values, rows(B.values, order), **options))

    return Prepared(score)


# ------------------------------------------------------------------------------------- inner products of matrices


def _linear_cka(A: Matrix, B: Matrix, *, debiased: bool = False) -> Prepared:
    P, Q = _factors(A, B)
    K, L = isotypic.of_factor(P), isotypic.of_factor(Q)
    if not debiased:
        return _cosine(_inner(P, Q), K, L)
    n, traces = A.rows, K.invariant * L.invariant * (A.rows - 1)
    score = _hollow_inner(P, Q, u_centre, n / (n - 2), traces / ((n - 1) * (n - 2)))
    return _cosine(score, Parts(n, 0.0, 0.0, K.u_centred), Parts(n, 0.0, 0.0, L.u_centred))


def _modified_rv(A: Matrix, B: Matrix) -> Prepared:
    P, Q = _factors(A, B)
    K, L = isotypic.of_hollowed_factor(P), isotypic.of_hollowed_factor(Q)
    return _cosine(_hollow_inner(P, Q, zero_diagonal, 1.0, 0.0), K, L)


def _kernel_cka(
    A: Matrix,
    B: Matrix,
    *,
    kernel: kernels.Kernel = "rbf",
    bandwidth: kernels.Bandwidth = "median",
    debiased: bool = False,
) -> Prepared:
    if kernel == "linear":
        return _linear_cka(A, B, debiased=debiased)
    K, L = (kernels.centred_gram(M, kernel, bandwidth, "kernel CKA", unbiased=debiased) for M in (A, B))
    parts = isotypic.of_hollow if debiased else isotypic.of_centred
    return _cosine(_matrix_inner(K, L), parts(K), parts(L))


def _rsa(
    A: Matrix,
    B: Matrix,
    *,
    dissimilarity: dissimilarity.Dissimilarity = "euclidean",
    comparison: dissimilarity.Comparison = "pearson",
) -> Prepared:
    D, E = (compared(M, dissimilarity, comparison) for M in (A, B))
    if comparison == "whitened-cosine":
        return _cosine(_matrix_inner(D, E), isotypic.of_centred(D), isotypic.of_centred(E))
    D, E = (hollow(d, A.rows) for d in (D, E))
    return _cosine(_matrix_inner(D, E), isotypic.of_hollow(D), isotypic.of_hollow(E))


def _linear_r2(
    A: Matrix, B: Matrix, *, ridge: float = 0.0, cv: None = None, average: regression.Average = "variance"
) -> Prepared:
    P, T = (centred(M, "R²", double=True) for M in (A, B))
    f = regression.shrinkage(S := spectrum(P), P, ridge)
    columns = B.xp.sum(T.values * T.values, axis=0, keepdims=True)
    share = columns * T.values.shape[1] if average == "uniform" else B.xp.sum(columns)
    source, target = S.left * B.xp.sqrt(f * (2 - f)), T.values / B.xp.sqrt(share)
    return _scaled(_inner(source, compressed(target)), isotypic.of_factor(source), isotypic.of_factor(target), 1.0)


def _mean_squared_cca(A: Matrix, B: Matrix) -> Prepared:
    P, Q = (spectrum(centred(M, "CCA", double=True)).left for M in (A, B))
    pairs = min(P.shape[1], Q.shape[1])
    return _scaled(_inner(P, Q), isotypic.of_factor(P), isotypic.of_factor(Q), 1 / pairs)


def _factors(A: Matrix, B: Matrix) -> tuple[Array, Array]:
    P, Q = (compressed(centred(M, "CKA", double=True).values) for M in (A, B))
    return P, Q


def _inner(P: Array, Q: Array) -> Score:
    """⟨PP', ΠQQ'Π'⟩."""
    if GATHER * P.shape[0] < P.shape[1] * Q.shape[1]:
        return _matrix_inner(P @ P.T, Q @ Q.T)

    def score(order: Order) -> float:
        S = P.T @ rows(Q, order)
        return dot(S, S)

    return score


def _hollow_inner(P: Array, Q: Array, hollow: Callable[[Array], None], share: float, constant: float) -> Score:
    """⟨h(PP'), Πh(QQ')Π'⟩ for an h that removes diagonals: ⟨PP', ΠQQ'Π'⟩ − share·Σa_ib_π(i) + constant."""
    if GATHER * P.shape[0] < P.shape[1] * Q.shape[1]:
        K, L = P @ P.T, Q @ Q.T
        hollow(K)
        hollow(L)
        return _matrix_inner(K, L)
    xp = array_api_compat.array_namespace(P)
    a, b, whole = xp.vecdot(P, P), xp.vecdot(Q, Q), _inner(P, Q)
    return lambda order: whole(order) - share * dot(a, rows(b, order)) + constant


def _matrix_inner(K: Array, L: Array) -> Score:
    """⟨K, ΠLΠ'⟩ for symmetric matrices."""
    return lambda order: dot(K, rows(rows(L, order).T, order))


def _cosine(score: Score, K: Parts, L: Parts) -> Prepared:
    scale = 1 / (K.norm * L.norm)
    return _scaled(lambda order: clip(score(order), -1 / scale, 1 / scale), K, L, scale)


def _scaled(score: Score, K: Parts, L: Parts, scale: float) -> Prepared:
    mean, sd = isotypic.moments(K, L)
    return Prepared(lambda order: score(order) * scale, mean * scale, sd * scale)


# ------------------------------------------------------------------------------------------------------ the others


def _mutual_knn(A: Matrix, B: Matrix, *, k: int) -> Prepared:
    near, other = (neighbours.neighbour_mask(M, int(k)) for M in (A, B))
    xp = A.xp

    def score(order: Order) -> float:
        shared = near & rows(rows(other, order).T, order).T
        return int(xp.sum(xp.astype(shared, xp.int64))) / (int(k) * A.rows)

    return Prepared(score, int(k) / (A.rows - 1))


def _mean_cca(A: Matrix, B: Matrix) -> Prepared:
    return _svcca(A, B, variance=None)


def _svcca(A: Matrix, B: Matrix, *, variance: float | None = 0.99) -> Prepared:
    P, Q = (spectrum(centred(M, "CCA", double=True)) for M in (A, B))
    if variance is not None:
        P, Q = cca.leading(P, variance), cca.leading(Q, variance)
    return Prepared(lambda order: float(cca.correlations(P, replace(Q, left=rows(Q.left, order))).mean()))


def _pwcca(A: Matrix, B: Matrix) -> Prepared:
    P, Q = (spectrum(centred(M, "CCA", double=True)) for M in (A, B))
    return Prepared(lambda order: cca.projection_weighted(P, P.left.T @ rows(Q.left, order)))


def _nbs(A: Matrix, B: Matrix) -> Prepared:
    P, Q = _factors(A, B)
    P, Q = P / math.sqrt(dot(P, P)), Q / math.sqrt(dot(Q, Q))
    return Prepared(lambda order: clip(shape.nuclear_norm(P.T @ rows(Q, order)), 0.0, 1.0))


def _procrustes(A: Matrix, B: Matrix, *, kind: shape.Kind = "angular") -> Prepared:
    if kind == "nbs":
        return _nbs(A, B)
    if kind == "angular":
        similarity = _nbs(A, B).score
        return Prepared(lambda order: math.acos(similarity(order)), less=True)
    return Prepared(lambda order: shape.procrustes(A.values, rows(B.values, order), kind="distance"), less=True)


def rows(values: Array, order: Order) -> Array:
    """The rows in another order, in a new array."""
    xp = array_api_compat.array_namespace(values)
    return xp.take(values, xp.asarray(order, device=array_api_compat.device(values)), axis=0)


PREPARE: dict[Callable[..., Any], Callable[..., Prepared]] = {
    cca.mean_cca: _mean_cca,
    cca.mean_squared_cca: _mean_squared_cca,
    cca.pwcca: _pwcca,
    cca.svcca: _svcca,
    cka.linear_cka: _linear_cka,
    dimension.modified_rv: _modified_rv,
    dissimilarity.rsa: _rsa,
    kernels.kernel_cka: _kernel_cka,
    neighbours.mutual_knn: _mutual_knn,
    regression.linear_r2: _linear_r2,
    shape.nbs: _nbs,
    shape.procrustes: _procrustes,
}
"""Our measures; all others are called on relabelled rows as they are."""
