"""HSIC as libraries estimate it, right and wrong: centred Gram matrices -> the three numbers that CKA is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from .centring import double_centred
from .model import Apply, Stage, but
from .reading import Array

Hsic = Callable[[Array, Array], float]


@dataclass(frozen=True, slots=True)
class Moments:
    """What CKA is made of.

    Attributes:
        n: samples.
        p: features of X.
        q: features of Y.
        joint: HSIC(K, L), or what stands for it.
        own_x: HSIC(K, K).
        own_y: HSIC(L, L).
        trace_x: tr K.
        trace_y: tr L.
    """

    n: int
    p: int
    q: int
    joint: float
    own_x: float
    own_y: float
    trace_x: float
    trace_y: float


@dataclass(frozen=True, slots=True)
class Grams:
    """Two Gram matrices and how many features they came from."""

    K: Array
    L: Array
    p: int
    q: int


def hollow(K: Array) -> Array:
    """Without its diagonal."""
    K = K.copy()
    np.fill_diagonal(K, 0.0)
    return K


def biased(K: Array, L: Array) -> float:
    """tr(KL)/(n-1)^2 of centred matrices."""
    return float(np.vdot(K, L)) / (len(K) - 1) ** 2


def song(cross: float = 2.0, sums: float = 1.0, diagonal: bool = False, cross_n: int = 2, sums_n: int = 2) -> Hsic:
    """The unbiased estimator (song2012feature), with what may be wrong in it."""

    def estimate(K: Array, L: Array) -> float:
        n = len(K)
        if n < 4:
            raise ValueError("needs four samples")
        K, L = (K, L) if diagonal else (hollow(K), hollow(L))
        mixed = cross * float(K.sum(0) @ L.sum(1)) / (n - cross_n)
        total = sums * float(K.sum()) * float(L.sum()) / ((n - 1) * (n - sums_n))
        return (float(np.vdot(K, L.T)) + total - mixed) / (n * (n - 3))

    return estimate


debiased = song()


def of_all(hsic: Hsic) -> Apply:
    """All three numbers from one estimator."""
    return lambda grams: moments(grams, hsic, hsic)


def moments(grams: Grams, joint: Hsic, own: Hsic) -> Moments:
    """The three numbers, from one estimator for the joint and one for the norms."""
    K, L = grams.K, grams.L
    traces = float(np.trace(K)), float(np.trace(L))
    return Moments(len(K), grams.p, grams.q, joint(K, L), own(K, K), own(L, L), *traces)


def _hollowed(K: Array, L: Array) -> float:
    return biased(hollow(K), hollow(L))


def _hollow_recentred(K: Array, L: Array) -> float:
    return biased(double_centred(hollow(K)), double_centred(hollow(L)))


def _spectral(K: Array, L: Array) -> float:
    """|X'Y|_2^2 = the largest eigenvalue of KL."""
    product = K @ L
    if not np.isfinite(product).all():  # LAPACK would print to the screen
        raise ValueError("not finite")
    return float(np.max(np.linalg.eigvals(product).real)) / (len(K) - 1) ** 2


def _product(K: Array, L: Array) -> float:
    return float(np.linalg.norm(K @ L)) / (len(K) - 1) ** 2


ESTIMATORS: Final[dict[str, tuple[str, Apply]]] = {
    "biased": ("the biased estimator for the debiased one", of_all(biased)),
    "debiased": ("the debiased estimator for the biased one", of_all(debiased)),
    "diagonal-removed": (
        "the diagonals of the centred Gram matrices are removed and the matrices not centred again (modified RV)",
        of_all(_hollowed),
    ),
    "diagonal-removed-recentred": (
        "the diagonals of the Gram matrices are removed and the matrices centred again",
        of_all(_hollow_recentred),
    ),
    "diagonal-kept": ("the diagonals of the Gram matrices are not removed", of_all(song(diagonal=True))),
    "cross-term-once": ("the cross term of HSIC is taken once instead of twice", of_all(song(cross=1.0))),
    "no-cross-term": ("the cross term of HSIC is missing", of_all(song(cross=0.0))),
    "cross-term-added": ("the cross term of HSIC is added instead of subtracted", of_all(song(cross=-2.0))),
    "no-product-of-sums": ("the product of the sums of K and L is missing in HSIC", of_all(song(sums=0.0))),
    "sums-count": ("the product of the sums is divided by n(n - 1) instead of (n - 1)(n - 2)", of_all(song(sums_n=0))),
    "sums-count-squared": (
        "the product of the sums is divided by (n - 1)² instead of (n - 1)(n - 2)",
        of_all(song(sums_n=1)),
    ),
    "cross-count": ("the cross term of HSIC is divided by n - 1 instead of n - 2", of_all(song(cross_n=1))),
    "cross-count-n": ("the cross term of HSIC is divided by n instead of n - 2", of_all(song(cross_n=0))),
    "debiased-over-biased": (
        "the numerator is debiased, the norms are biased",
        lambda grams: moments(grams, debiased, biased),
    ),
    "biased-over-debiased": (
        "the numerator is biased, the norms are debiased",
        lambda grams: moments(grams, biased, debiased),
    ),
    "spectral-norms": ("largest singular values are taken for Frobenius norms", of_all(_spectral)),
    "norm-of-product": ("the norm of KL is taken for its trace", of_all(_product)),
    "elementwise-absolute": (
        "absolute values of the entries of K and L are taken",
        of_all(lambda K, L: biased(abs(K), abs(L))),
    ),
}
"""Name -> what is wrong where another is right, and Grams -> Moments."""

OF_NORMS: Final = ("debiased-over-biased", "biased-over-debiased")
"""Those that concern the norms, which HSIC by itself has not."""
OF_SONG: Final = (
    "debiased", "diagonal-kept", "cross-term-once", "no-cross-term", "cross-term-added", "no-product-of-sums",
    "sums-count", "sums-count-squared", "cross-count", "cross-count-n",
)  # fmt: skip
"""Those of the debiased estimator's own formula, which takes matrices as they are: all others take them centred."""


def estimators(right: str, norms: bool = True, centred: bool = True) -> Stage:
    """Grams -> Moments.

    Args:
        right: the promised one.
        norms: whether there are any, as HSIC by itself has none.
        centred: whether the matrices come centred.
    """
    no_mistake = {*(() if norms else OF_NORMS), *(("diagonal-kept",) if right == "biased" else ())}
    known = {name: row for name, row in ESTIMATORS.items() if name not in no_mistake}
    return but({name: row for name, row in known.items() if centred or name in OF_SONG}, right)
