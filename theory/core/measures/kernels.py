"""Kernel CKA, and the Gram matrices it is made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import array_api_compat
import numpy as np

from .centring import require_samples
from .cka import linear_cka
from .distances import distances, upper
from .errors import UndefinedMeasure
from .inputs import Array, Matrix, pair, require_finite
from .results import clip, cosine, quiet
from .sides import dot, double_centre, u_centre, zero_diagonal

Kernel = Literal["linear", "rbf"] | Callable[[Any], Any]
Bandwidth = float | Literal["median"] | tuple[Literal["median"], float]


@quiet
def kernel_cka(
    X: Any, Y: Any, *, kernel: Kernel = "rbf", bandwidth: Bandwidth = "median", debiased: bool = False
) -> float:
    """CKA of kernel matrices: ⟨HKH, HLH⟩/(‖HKH‖·‖HLH‖) (cortes2012algorithms, kornblith2019similarity).

    The Gaussian kernel is exp(−‖x − x'‖²/(2σ²)). For σ → ∞ its CKA goes to linear CKA (alvarez2023gaussian); for σ → 0
    it goes to 1 whatever X and Y, as long as their rows are distinct. Computed in float64 with an n × n matrix a side.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        kernel: "rbf", "linear" (then this is ``linear_cka``), or a function from a representation to its symmetric Gram
            matrix, shape (n, n).
        bandwidth: of the Gaussian kernel. A positive number is σ itself, in the units of the data, on both sides.
            "median" is, on each side, the median of the n(n−1)/2 distances between different samples: the diagonal is
            left out, and with an even number of distances it is the mean of the two middle ones. ("median", c) is c
            times that.
        debiased: HSIC₁ (song2007supervised) in place of the inner products; needs n ≥ 4.

    Returns:
        A pure number in [0, 1] for positive semidefinite kernels, in [−1, 1] for others and when debiased.

    Raises:
        ValueError: malformed input, an unknown kernel, a bandwidth that is not positive, or a kernel function whose
            result is not a symmetric matrix of finite numbers of shape (n, n).
        UndefinedMeasure: a constant representation, a median distance of 0, too few samples, or a centred kernel matrix
            that vanishes within rounding.
    """
    if kernel == "linear":
        return linear_cka(X, Y, debiased=debiased)
    A, B = pair(X, Y)
    if debiased:
        require_samples(A, 4, "debiased CKA", "use debiased=False, or more samples")
    measure = "debiased kernel CKA" if debiased else "kernel CKA"
    K, L = (centred_gram(M, kernel, bandwidth, measure, unbiased=debiased) for M in (A, B))
    value = cosine(dot(K, L), dot(K, K), dot(L, L))
    return value if debiased or callable(kernel) else clip(value, 0.0, 1.0)


def centred_gram(M: Matrix, kernel: Kernel, bandwidth: Bandwidth, measure: str, *, unbiased: bool) -> Array:
    """The double-centred, or U-centred, Gram matrix in float64, up to a positive factor.

    Raises:
        UndefinedMeasure: it vanishes within rounding.
    """
    K, noise = gram_matrix(M, kernel, bandwidth, measure)
    xp = array_api_compat.array_namespace(K)
    K = K / float(xp.max(xp.abs(K)) or 1.0)
    if unbiased:
        zero_diagonal(K)
    size = math.sqrt(dot(K, K))
    (u_centre if unbiased else double_centre)(K)
    if math.sqrt(dot(K, K)) <= noise * size:
        raise UndefinedMeasure(
            f"{measure} is 0/0 there: the centred kernel matrix of {M.name} vanishes within rounding; "
            "the kernel tells no samples apart, or all of them equally"
        )
    return K


def gram_matrix(M: Matrix, kernel: Kernel, bandwidth: Bandwidth, measure: str) -> tuple[Array, float]:
    """A Gram matrix in float64, and the relative error that rounding of the inputs can make in its entries.

    For the Gaussian kernel 1 is subtracted everywhere: centring removes constants, and exp(t) − 1 keeps the digits that
    exp(t) loses at large bandwidths.
    """
    if callable(kernel):
        return _from_function(M, kernel), 16 * M.unit_roundoff
    if kernel != "rbf":
        raise ValueError(f"kernel must be 'linear', 'rbf' or a function from X to its Gram matrix but is {kernel!r}")
    check_bandwidth(bandwidth)
    D = distances(M, measure)
    sigma = _sigma(bandwidth, D.exponent, D.squares, M.name)
    return D.xp.expm1(D.squares / sigma / (-2 * sigma)), D.noise


def check_bandwidth(bandwidth: Any) -> None:
    """Raise a ValueError unless ``bandwidth`` is a positive number, "median", or ("median", positive number)."""
    number = bandwidth
    if isinstance(bandwidth, tuple) and len(bandwidth) == 2 and bandwidth[0] == "median":
        number = bandwidth[1]
    elif isinstance(bandwidth, str) and bandwidth == "median":
        return
    real = isinstance(number, int | float | np.integer | np.floating) and not isinstance(number, bool)
    if not (real and math.isfinite(number) and number > 0):
        raise ValueError(f"bandwidth must be a positive number, 'median' or ('median', factor) but is {bandwidth!r}")


def median_distance(squares: Array, name: str) -> float:
    """The median distance between different samples, from all squared distances.

    Raises:
        UndefinedMeasure: it is 0.
    """
    xp = array_api_compat.array_namespace(squares)
    ordered = xp.sort(upper(squares))
    count = int(ordered.shape[0])
    middle = [math.sqrt(float(ordered[k])) for k in ((count - 1) // 2, count // 2)]
    if middle[1] == 0:
        raise UndefinedMeasure(
            f"the median distance in {name} is 0, because most pairs of samples coincide; give bandwidth as a number"
        )
    return (middle[0] + middle[1]) / 2


def _sigma(bandwidth: Bandwidth, exponent: int, squares: Array, name: str) -> float:
    """σ in the units of the scaled distances, kept inside the range of float64."""
    if isinstance(bandwidth, tuple):
        return median_distance(squares, name) * float(bandwidth[1])
    if isinstance(bandwidth, str):
        return median_distance(squares, name)
    mantissa, power = math.frexp(float(bandwidth))
    return math.ldexp(mantissa, max(-1000, min(1000, power - exponent)))


def _from_function(M: Matrix, kernel: Callable[[Any], Any]) -> Array:
    return symmetric(kernel(M.values), M, "kernel")


def symmetric(value: Any, M: Matrix, what: str) -> Array:
    """The n × n matrix that a user's function made of a representation, in float64, checked.

    Raises:
        ValueError: not a symmetric matrix of finite numbers of shape (n, n).
    """
    xp = M.xp
    K = xp.astype(xp.asarray(value, device=array_api_compat.device(M.values)), xp.float64, copy=True)
    if tuple(K.shape) != (M.rows, M.rows):
        raise ValueError(
            f"{what}({M.name}) has shape {tuple(K.shape)}; one row and one column per sample are needed, "
            f"shape ({M.rows}, {M.rows})"
        )
    require_finite(K, f"{what}({M.name})")
    gap, size = float(xp.max(xp.abs(K - K.T))), float(xp.max(xp.abs(K)))
    if gap > size * math.sqrt(M.unit_roundoff):
        raise ValueError(f"{what}({M.name}) is not symmetric: two mirrored entries differ by {gap:.3g}")
    return K
