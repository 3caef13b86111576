"""The Hilbert–Schmidt independence criterion, from representations or from Gram matrices."""

from __future__ import annotations

from typing import Any, Literal

from .centring import require_samples, scaled
from .inputs import Array, pair
from .kernels import Bandwidth, Kernel, gram_matrix, symmetric
from .products import sums
from .results import in_units, quiet
from .sides import dot, double_centre, u_centre

Estimator = Literal["biased", "unbiased"]


@quiet
def hsic(
    X: Any,
    Y: Any,
    *,
    kernel: Kernel | Literal["precomputed"] = "linear",
    bandwidth: Bandwidth = "median",
    estimator: Estimator = "biased",
) -> float:
    """HSIC of two representations of the same samples.

    biased: tr(KHLH)/(n−1)² (gretton2005measuring). unbiased: HSIC₁ of song2007supervised, [tr K₀L₀ +
    1'K₀1·1'L₀1/((n−1)(n−2)) − 2/(n−2)·1'K₀L₀1]/(n(n−3)) with K₀, L₀ the Gram matrices with zero diagonal. Not
    normalised: for the linear kernel in (units of X)²·(units of Y)². A constant representation has HSIC 0.

    Args:
        X: shape (n_samples, p), NumPy or torch; an (n, n) Gram matrix with kernel="precomputed".
        Y: the same for the other side.
        kernel: "linear", "rbf", "precomputed", or a function from a representation to its Gram matrix.
        bandwidth: of the Gaussian kernel, as in ``kernel_cka``.
        estimator: "biased" or "unbiased".

    Raises:
        ValueError: malformed input, an unknown option, or a result beyond the range of float64.
        UndefinedMeasure: one sample, fewer than 4 for the unbiased estimator, or a median distance of 0.
    """
    if estimator not in ("biased", "unbiased"):
        raise ValueError(f"estimator must be 'biased' or 'unbiased' but is {estimator!r}")
    A, B = pair(X, Y)
    unbiased = estimator == "unbiased"
    require_samples(A, 4 if unbiased else 2, f"{estimator} HSIC", "give more samples")
    if kernel == "linear":
        found = sums((A, B), "HSIC", unbiased=unbiased, constant_is_zero=True)
        return in_units(
            found.totals.inner[0][1] / _divisor(A.rows, unbiased), 2 * sum(found.exponents), "HSIC of these inputs"
        )
    if kernel == "precomputed":
        K, L = symmetric(A.values, A, "Gram matrix "), symmetric(B.values, B, "Gram matrix ")
    else:
        K, L = (gram_matrix(M, kernel, bandwidth, "HSIC")[0] for M in (A, B))
    return _from_grams(K, L, A.rows, unbiased)


def hsic0(K: Any, L: Any) -> float:
    """The biased HSIC tr(KHLH)/(n−1)² of two (n, n) Gram matrices (gretton2005measuring)."""
    return hsic(K, L, kernel="precomputed", estimator="biased")


def hsic1(K: Any, L: Any) -> float:
    """The unbiased HSIC₁ of two (n, n) Gram matrices, n ≥ 4 (song2007supervised); see ``hsic``."""
    return hsic(K, L, kernel="precomputed", estimator="unbiased")


def _from_grams(K: Array, L: Array, n: int, unbiased: bool) -> float:
    (K, e), (L, f) = scaled(K, "K"), scaled(L, "L")
    for G in (K, L):
        (u_centre if unbiased else double_centre)(G)
    return in_units(dot(K, L) / _divisor(n, unbiased), e + f, "HSIC of these inputs")


def _divisor(n: int, unbiased: bool) -> int:
    return n * (n - 3) if unbiased else (n - 1) ** 2
