"""The participation ratio as libraries compute it: which spectrum, which of the effective dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from ..adapter import Measure
from .bases import svd
from .centring import centring_one
from .counting import counts_of_one
from .model import Apply, Pipeline, but
from .normalising import Sized, ratio
from .reading import Array, axes_one, scaling_one
from .saying import saying


class Spectrum(NamedTuple):
    """Eigenvalues, descending, and the shape that they came from."""

    values: Array
    n: int
    p: int


def pipeline(measure: Measure) -> Pipeline:
    """Of one array."""
    stages = (axes_one(), scaling_one(), centring_one(), but(SPECTRA, "eigenvalues"), but(FORMULAS, "participation"))
    return Pipeline(_start, (*stages, counts_of_one(), *saying(measure)))


def _start(args: tuple[Any, ...], _: dict[str, Any]) -> Array:
    return np.asarray(args[0], dtype=float)


def _of(f: Callable[[Array], Array]) -> Apply:
    return lambda Z: Spectrum(f(svd(Z)[1]), *Z.shape)


SPECTRA: Final[dict[str, tuple[str, Apply]]] = {
    "eigenvalues": ("the eigenvalues of the covariance", _of(lambda s: s**2)),
    "singular-values": ("singular values are taken for eigenvalues", _of(lambda s: s)),
    "squared-eigenvalues": ("the eigenvalues are squared", _of(lambda s: s**4)),
    "first-dropped": ("the largest eigenvalue is left out", _of(lambda s: s[1:] ** 2)),
    "smallest-dropped": ("the smallest eigenvalue is left out", _of(lambda s: s[:-1] ** 2)),
    "variances": ("the variances of features are taken for eigenvalues",
                  lambda Z: Spectrum((Z**2).sum(0), *Z.shape)),
}  # fmt: skip
"""Name -> what is wrong where another is right; array -> Spectrum."""


def _formula(f: Callable[[Array], float]) -> Apply:
    return lambda s: Sized(f(s.values), s.n, s.p, s.p)


def _entropy(v: Array) -> float:
    share = v[v > 0] / v.sum()
    return float(-np.sum(share * np.log(share)))


FORMULAS: Final[dict[str, tuple[str, Apply]]] = {
    "participation": ("", _formula(lambda v: ratio(float(v.sum()) ** 2, float((v**2).sum())))),
    "sum-not-squared": ("the sum is not squared", _formula(lambda v: ratio(float(v.sum()), float((v**2).sum())))),
    "over-largest": ("divided by the largest eigenvalue: the intrinsic dimension", _formula(lambda v: ratio(
        float(v.sum()), float(v.max())))),
    "over-largest-squared": ("the stable rank is returned", _formula(lambda v: ratio(float((v**2).sum()),
                             float(v.max()) ** 2))),
    "rank": ("the rank: every dimension counts in full", _formula(lambda v: float(np.sum(v > 1e-12 * v.max())))),
    "entropy": ("the entropy of the spectrum is returned", _formula(_entropy)),
    "exp-entropy": ("the effective rank is returned: the exponential of the entropy", _formula(lambda v: float(
        np.exp(_entropy(v))))),
    "variance": ("the mean of the squares is returned", _formula(lambda v: float((v**2).mean()))),
}  # fmt: skip
"""Name -> what is wrong where another is right; Spectrum -> Sized."""
