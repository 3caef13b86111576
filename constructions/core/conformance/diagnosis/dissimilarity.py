"""RSA as libraries compute it: which distances, which entries, which comparison."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from unalignable.theory.core.definitions import contrasts

from ..adapter import Measure
from .centring import centred
from .counting import counts
from .kernels import absolute_distances, squared_distances
from .model import Apply, Pipeline, but
from .normalising import Sized, ratio, root
from .reading import Array, Pair, axes, pairing, scaling
from .regression import _start as start
from .saying import saying


class Matrices(NamedTuple):
    """A dissimilarity matrix of each side, and the numbers of features."""

    D: Array
    E: Array
    p: int
    q: int


class Vectors(NamedTuple):
    """The entries that are compared, and the numbers of samples and features."""

    d: Array
    e: Array
    n: int
    p: int
    q: int


def pipeline(measure: Measure, distance: str, comparison: str) -> Pipeline:
    """Dissimilarities of all pairs, compared."""
    read = (axes(), pairing(), scaling())
    steps = (but(DISTANCES, distance), but(ENTRIES, "pairs"), but(COMPARISONS, comparison))
    return Pipeline(start, (*read, *steps, counts(), *saying(measure)))


def _matrices(f: Callable[[Array], Array]) -> Apply:
    def apply(pair: Pair) -> Matrices:
        D, E = f(pair.X), f(pair.Y)
        return Matrices(D, E, pair.X.shape[1], pair.Y.shape[1])

    return apply


def _cosines(Z: Array) -> Array:
    unit = Z / np.linalg.norm(Z, axis=1, keepdims=True)
    return np.asarray(unit @ unit.T)


def _row_centred(Z: Array) -> Array:
    return np.asarray(Z - Z.mean(1, keepdims=True))


DISTANCES: Final[dict[str, tuple[str, Apply]]] = {
    "squared": ("squared distances are compared", _matrices(squared_distances)),
    "euclidean": ("distances are compared, not their squares", _matrices(lambda Z: np.sqrt(squared_distances(Z)))),
    "manhattan": ("sums of absolute differences are taken for distances", _matrices(absolute_distances)),
    "cosine-distance": ("cosine distances are compared", _matrices(lambda Z: 1 - _cosines(Z))),
    "centred-cosine-distance": (
        "cosine distances of centred samples are compared",
        _matrices(lambda Z: 1 - _cosines(centred(Z))),
    ),
    "correlation-distance": (
        "correlation distances, 1 - r over features, are compared",
        _matrices(lambda Z: 1 - _cosines(_row_centred(Z))),
    ),
    "inner-products": ("inner products of samples are compared instead of distances", _matrices(lambda Z: Z @ Z.T)),
    "centred-inner-products": (
        "inner products of centred samples are compared instead of distances",
        _matrices(lambda Z: centred(Z) @ centred(Z).T),
    ),
    "chebyshev": (
        "largest differences are taken for distances",
        _matrices(lambda Z: np.abs(Z[:, None] - Z[None]).max(2)),
    ),
    "fourth-powers": ("squared distances are squared again", _matrices(lambda Z: squared_distances(Z) ** 2)),
}
"""Name -> what is wrong where another is right; Pair -> Matrices."""


def _entries(f: Callable[[Array], Array]) -> Apply:
    return lambda s: Vectors(f(s.D), f(s.E), len(s.D), s.p, s.q)


ENTRIES: Final[dict[str, tuple[str, Apply]]] = {
    "pairs": ("every pair of samples counts once", _entries(lambda D: D[np.triu_indices(len(D), 1)])),
    "with-diagonal": ("all entries are compared, the zeros of the diagonal too", _entries(np.ravel)),
    "triangle-with-diagonal": (
        "the zeros of the diagonal are compared too",
        _entries(lambda D: D[np.triu_indices(len(D), 0)]),
    ),
    "triangle-as-zeros": (
        "the lower triangle is set to zero and compared too",
        _entries(lambda D: np.triu(D, 1).ravel()),
    ),
    "first-row": ("only the distances to the first sample are compared", _entries(lambda D: D[0, 1:])),
    "neighbouring-pairs": (
        "only distances of consecutive samples are compared",
        _entries(lambda D: np.diagonal(D, 1).copy()),
    ),
    "beyond-neighbours": (
        "pairs of consecutive samples are left out",
        _entries(lambda D: D[np.triu_indices(len(D), 2)]),
    ),
}
"""Name -> what is wrong where another is right; Matrices -> Vectors."""


def _compared(f: Callable[[Array, Array], float]) -> Apply:
    return lambda v: Sized(f(v.d, v.e), v.n, v.p, v.q)


def cosine(d: Array, e: Array) -> float:
    """<d, e>/(|d||e|)."""
    return ratio(float(d @ e), root(float(d @ d)) * root(float(e @ e)))


def pearson(d: Array, e: Array) -> float:
    """The cosine of what is centred."""
    return cosine(d - d.mean(), e - e.mean())


def _ranks(d: Array) -> Array:
    below = (d[:, None] > d[None, :]).sum(1) + (d[:, None] == d[None, :]).sum(1) / 2
    return np.asarray(below, dtype=float)


def _kendall(d: Array, e: Array) -> float:
    a, b = (np.sign(v[:, None] - v[None, :]).ravel() for v in (d, e))
    return cosine(a, b)


@cache
def _covariance(n: int) -> Array:
    """(CC')o(CC'), C with a row of 1 and -1 for every pair of samples."""
    C = contrasts(n)
    return np.asarray((C @ C.T) ** 2, dtype=float)


def _whitened(v: Vectors) -> Sized:
    solved = np.linalg.solve(_covariance(v.n), np.stack([v.d, v.e], 1))
    joint, own = float(v.d @ solved[:, 1]), float(v.d @ solved[:, 0]) * float(v.e @ solved[:, 1])
    return Sized(ratio(joint, root(own)), v.n, v.p, v.q)


COMPARISONS: Final[dict[str, tuple[str, Apply]]] = {
    "pearson": ("the Pearson correlation is returned", _compared(pearson)),
    "cosine": ("the mean distance is not subtracted: a cosine instead of a correlation", _compared(cosine)),
    "spearman": (
        "the rank correlation (Spearman) is returned",
        _compared(lambda d, e: pearson(_ranks(d), _ranks(e))),
    ),
    "kendall": ("Kendall's rank correlation is returned", _compared(_kendall)),
    "whitened": ("the distances are whitened by their covariance, which gives linear CKA", _whitened),
    "covariance": (
        "the covariance is returned, not normalised",
        _compared(lambda d, e: float((d - d.mean()) @ (e - e.mean())) / (len(d) - 1)),
    ),
    "product": ("the inner product is returned, not normalised", _compared(lambda d, e: float(d @ e))),
    "one-norm": (
        "divided by the norm of X's distances twice",
        _compared(lambda d, e: ratio(float((d - d.mean()) @ (e - e.mean())), float((d - d.mean()) @ (d - d.mean())))),
    ),
    "only-x-centred": (
        "the mean distance is subtracted on one side only, that of X",
        _compared(lambda d, e: cosine(d - d.mean(), e)),
    ),
    "only-y-centred": (
        "the mean distance is subtracted on one side only, that of Y",
        _compared(lambda d, e: cosine(d, e - e.mean())),
    ),
    "roots-missing": (
        "the square roots are missing in the denominator",
        _compared(
            lambda d, e: ratio(
                float((d - d.mean()) @ (e - e.mean())),
                float(((d - d.mean()) ** 2).sum()) * float(((e - e.mean()) ** 2).sum()),
            )
        ),
    ),
    "mean-difference": (
        "the distance of the two vectors is returned",
        _compared(lambda d, e: float(np.linalg.norm(d - e))),
    ),
}
"""Name -> what is wrong where another is right; Vectors -> Sized."""
