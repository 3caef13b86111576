"""Every measure once, as a formula over a carrier's primitives.

``m`` is a namespace (carriers/): the same lines run on exact rationals, on floats with their error, and on words. Rows
are samples: X is n x p, Y is n x q, H = I - 11'/n, K = HXX'H, L = HYY'H. A constant representation makes a
normalised measure 0/0, which is a ZeroDivisionError. Formulas do not branch on sizes, so that words can run them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

Pair = tuple[Any, Any]


def cosine(m: Any, K: Any, L: Any) -> Any:
    """<K, L>/(|K| |L|), in the Frobenius inner product."""
    return m.inner(K, L) / (m.norm(K) * m.norm(L))


# ------------------------------------------------------------------------------- kernel alignment and estimators


def linear_cka(m: Any, X: Any, Y: Any) -> Any:
    """Linear CKA, <K, L>/(|K| |L|) (kornblith2019similarity, section 3; the RV coefficient, robert1976unifying).

    In the Gram form: of the forms in use, the one whose rounding error at zero is of first order, so that a bound
    derived from it covers the others.
    """
    return cosine(m, m.gram(X), m.gram(Y))


def kernel_cka(m: Any, X: Any, Y: Any, *, bandwidth: Any) -> Any:
    """CKA of the Gaussian kernels exp(-|x - x'|^2/(2 bandwidth^2)) (cortes2012algorithms, kornblith2019similarity)."""
    return cosine(m, gaussian(m, X, bandwidth), gaussian(m, Y, bandwidth))


def rbf_cka(m: Any, X: Any, Y: Any, *, fraction: Any = 1) -> Any:
    """CKA of Gaussian kernels, the bandwidth of each side a fraction of its median distance.

    The median is over the n(n-1)/2 distances of different samples, and the mean of the two middle ones when their
    number is even (kornblith2019similarity gives the fraction; libraries differ in the median: this is the rule here).
    """
    return cosine(m, gaussian(m, X, median_distance(m, X) * fraction), gaussian(m, Y, median_distance(m, Y) * fraction))


def gaussian(m: Any, Z: Any, bandwidth: Any) -> Any:
    """The centred Gaussian Gram matrix of the rows of Z."""
    return m.double_center(m.exp(m.squared_distances(Z) * (m.ratio(-1, 2) / (bandwidth * bandwidth))))


def median_distance(m: Any, Z: Any) -> Any:
    """The median distance between different rows of Z."""
    return m.median(m.sqrt(m.upper(m.squared_distances(Z))))


def hsic0(m: Any, K: Any, L: Any) -> Any:
    """The biased estimator tr(KHLH)/(n-1)^2 on Gram matrices (gretton2005measuring)."""
    return m.inner(K, m.double_center(L)) * m.ratio(1, (K.shape[0] - 1) * (K.shape[0] - 1))


def hsic1(m: Any, K: Any, L: Any) -> Any:
    """The unbiased estimator on Gram matrices, n >= 4 (song2007supervised, song2012feature).

    [tr K'L' + 1'K'1 1'L'1/((n-1)(n-2)) - 2/(n-2) 1'K'L'1]/(n(n-3)) with K', L' the matrices without their diagonals.
    """
    n, K, L = K.shape[0], m.hollow(K), m.hollow(L)
    one = m.ones(K)
    sums = m.trace(one.T @ K @ one) * m.trace(one.T @ L @ one) * m.ratio(1, (n - 1) * (n - 2))
    cross = m.trace(one.T @ K @ L @ one) * m.ratio(2, n - 2)
    return (m.trace(K @ L) + sums - cross) * m.ratio(1, n * (n - 3))


def debiased_cka(m: Any, X: Any, Y: Any) -> Any:
    """CKA with hsic1 in place of <K, L> and of both squared norms (nguyen2021wide; n >= 4)."""
    K, L = m.gram(X), m.gram(Y)
    return hsic1(m, K, L) / (m.sqrt(hsic1(m, K, K)) * m.sqrt(hsic1(m, L, L)))


def minibatch_cka(m: Any, batches: Sequence[Pair]) -> Any:
    """Debiased CKA over batches (X_b, Y_b): each of the three hsic1 summed over batches first (nguyen2021wide)."""
    return ratio_of_sums(m, hsic1, [(m.gram(X), m.gram(Y)) for X, Y in batches])


def ratio_of_sums(m: Any, hsic: Callable[..., Any], grams: Sequence[Pair]) -> Any:
    """sum hsic(K, L)/sqrt(sum hsic(K, K) sum hsic(L, L)) over batches of Gram matrices."""
    joint = total([hsic(m, K, L) for K, L in grams])
    own = m.sqrt(total([hsic(m, K, K) for K, _ in grams])) * m.sqrt(total([hsic(m, L, L) for _, L in grams]))
    return joint / own


def total(values: Sequence[Any]) -> Any:
    """The sum of carrier numbers.

    Raises:
        ZeroDivisionError: there are none, so that a quotient of two such sums is 0/0.
    """
    if not values:
        raise ZeroDivisionError("no batches, or no canonical pairs since a representation is constant: 0/0")
    first, *rest = values
    return sum(rest, first)


def modified_rv(m: Any, X: Any, Y: Any) -> Any:
    """The cosine of K and L without their diagonals; not centred again (smilde2009matrix)."""
    return cosine(m, m.hollow(m.gram(X)), m.hollow(m.gram(Y)))


def participation_ratio(m: Any, X: Any) -> Any:
    """(tr K)^2/|K|^2: the effective number of dimensions of the sample, between 1 and the rank."""
    K = m.gram(X)
    return m.trace(K) * m.trace(K) / m.inner(K, K)


# ---------------------------------------------------------------------------- regression and canonical correlation


def linear_r2(m: Any, X: Any, Y: Any) -> Any:
    """R^2 of predicting Y from X: least squares with intercept, in sample, columns of Y weighted by variance.

    |P Y_c|^2/|Y_c|^2 with P the projector onto the columns of HX (kornblith2019similarity, table 1, with the roles of
    X and Y exchanged). A constant X predicts nothing, 0; a constant Y is 0/0.
    """
    Yc = m.center(Y)
    fitted = m.projector(m.center(X)) @ Yc
    return m.inner(fitted, Yc) / m.inner(Yc, Yc)


def canonical_projectors(m: Any, X: Any, Y: Any) -> tuple[Any, Any, Any]:
    """The projectors onto the columns of HX and of HY, and the number of canonical pairs, min(rank HX, rank HY)."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.projector(Xc), m.projector(Yc), m.minimum(m.rank(Xc), m.rank(Yc))


def mean_squared_cca(m: Any, X: Any, Y: Any) -> Any:
    """The mean squared canonical correlation, tr(P_X P_Y)/min(rank) (kornblith2019similarity, table 1)."""
    P, R, pairs = canonical_projectors(m, X, Y)
    return m.inner(P, R) * m.ratio(1, pairs)


def mean_cca(m: Any, X: Any, Y: Any) -> Any:
    """The mean canonical correlation: the singular values of P_X P_Y are the correlations."""
    P, R, pairs = canonical_projectors(m, X, Y)
    return m.nuclear_norm(P @ R) * m.ratio(1, pairs)


def svcca(m: Any, X: Any, Y: Any) -> Any:
    """Mean CCA of the fewest principal components of each side that hold 99% of its variance (raghu2017svcca)."""
    P, p = m.principal_projector(m.center(X), m.ratio(99, 100))
    R, r = m.principal_projector(m.center(Y), m.ratio(99, 100))
    return m.nuclear_norm(P @ R) * m.ratio(1, m.minimum(p, r))


def pwcca(m: Any, X: Any, Y: Any) -> Any:
    """Canonical correlations weighted by what their variates on X's side explain of X (morcos2018insights).

    sum a_i rho_i/sum a_i with a_i = sum_j |<h_i, x_j>|, x_j the columns of HX and h_i the variates. With the projector
    E_i = h_i h_i', <h_i, x_j>^2 = x_j' E_i x_j. Where a correlation is repeated the variates, and so the value, depend
    on a choice of basis: undecided.
    """
    P, R, pairs = canonical_projectors(m, X, Y)
    weighted = [(weight(m, E, m.center(X)), rho) for rho, E in m.canonical(P, R, pairs)]
    return total([a * rho for a, rho in weighted]) / total([a for a, _ in weighted])


def weight(m: Any, E: Any, x: Any) -> Any:
    """sum_j |<h, x_j>| over the columns of x, for E = hh'."""
    projected = m.sqrt(m.diagonal(x.T @ E @ x))
    return m.trace(m.ones(projected).T @ projected)


# ---------------------------------------------------------------------------------------- shape and dissimilarity


def nbs(m: Any, X: Any, Y: Any) -> Any:
    """|X_c'Y_c|_*/(|X_c| |Y_c|), the cosine of the angular Procrustes distance (harvey2023duality)."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.nuclear_norm(Xc.T @ Yc) / (m.norm(Xc) * m.norm(Yc))


def procrustes(m: Any, X: Any, Y: Any) -> Any:
    """The squared Procrustes distance min_Q |X_c - Y_c Q|^2 = tr K + tr L - 2|X_c'Y_c|_* (ding2021grounding)."""
    Xc, Yc = m.center(X), m.center(Y)
    return m.inner(Xc, Xc) + m.inner(Yc, Yc) - m.nuclear_norm(Xc.T @ Yc) * 2


def rsa(m: Any, X: Any, Y: Any) -> Any:
    """The Pearson correlation of the squared distances of all pairs of samples (kriegeskorte2008representational)."""
    return cosine(m, m.center(rdm(m, X)), m.center(rdm(m, Y)))


def rdm(m: Any, X: Any) -> Any:
    """The squared distances of all pairs of samples, as a column."""
    return m.upper(m.squared_distances(X))


def whitened_rsa(m: Any, X: Any, Y: Any) -> Any:
    """The cosine of squared distances whitened by their covariance V = (CC')o(CC') (diedrichsen2020comparing).

    C has a row of 1 and -1 for every pair of samples.
    """
    C = m.array(contrasts(X.shape[0]))
    V, d, e = (C @ C.T) * (C @ C.T), rdm(m, X), rdm(m, Y)
    Vd, Ve = m.solve(V, d), m.solve(V, e)
    return m.inner(d, Ve) / (m.sqrt(m.inner(d, Vd)) * m.sqrt(m.inner(e, Ve)))


def contrasts(n: int) -> np.ndarray[Any, Any]:
    """One row per pair i < j of n samples: 1 at i, -1 at j."""
    eye = np.eye(n, dtype=int)
    return np.array([eye[i] - eye[j] for i, j in combinations(range(n), 2)]).reshape(-1, n)


def mutual_knn(m: Any, X: Any, Y: Any, *, k: int) -> Any:
    """The mean share of common members among the k nearest neighbours in X and in Y (groger2026revisiting).

    A tie for the k-th place leaves the neighbours unsaid: undecided.
    """
    shared = m.inner(m.neighbours(X, k), m.neighbours(Y, k))
    return shared * m.ratio(1, k * X.shape[0])


MEASURES: Final[dict[str, Callable[..., Any]]] = {
    f.__name__: f
    for f in (
        linear_cka,
        debiased_cka,
        minibatch_cka,
        kernel_cka,
        rbf_cka,
        hsic0,
        hsic1,
        modified_rv,
        participation_ratio,
        linear_r2,
        mean_squared_cca,
        mean_cca,
        svcca,
        pwcca,
        nbs,
        procrustes,
        rsa,
        whitened_rsa,
        mutual_knn,
    )
}
"""Name -> definition."""
