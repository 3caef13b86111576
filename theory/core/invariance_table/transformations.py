"""What is done to X (duplication of samples: to X and Y), on a grid of small integers and at random over the rationals.

A transformation acts by one matrix T: XT, X + T, [X T], or TX and TY. The grid lists integer matrices T (over a common
denominator) for a size and a bound of the entries; ``domain`` draws exact cases of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from numpy.typing import NDArray

from unalignable.theory.core import strategies
from unalignable.theory.core.numbers.array import array
from unalignable.theory.core.numbers.linear import projector

Integers = NDArray[np.int64]
Action = Callable[[Any, Any, Any, Any], tuple[Any, Any]]
Grid = Callable[[int, int, int], Iterable[Any]]

LARGEST_PART: Final = 5
"""The denominator of the rotations on the grid: the 3-4-5 triangle."""


def times(m: Any, X: Any, Y: Any, T: Any) -> tuple[Any, Any]:
    """XT."""
    return X @ T, Y


def plus(m: Any, X: Any, Y: Any, T: Any) -> tuple[Any, Any]:
    """X + T."""
    return X + T, Y


def beside(m: Any, X: Any, Y: Any, T: Any) -> tuple[Any, Any]:
    """[X T]."""
    return m.concat(X, T), Y


def rows(m: Any, X: Any, Y: Any, T: Any) -> tuple[Any, Any]:
    """TX and TY."""
    return T @ X, T @ Y


def cubed(m: Any, X: Any, Y: Any, T: Any) -> tuple[Any, Any]:
    """X^3, entrywise; T is not used."""
    return X * X * X, Y


@dataclass(frozen=True, slots=True)
class Transformation:
    """One row of the table.

    Attributes:
        title: what it is called.
        act: ``act(m, X, Y, T)`` gives the transformed pair on any carrier.
        grid: ``grid(n, p, bound)`` lists the integer matrices T; nothing where there is none for these sizes.
        domain: exact cases (X, Y, T).
        denominator: of T on the grid.
        fits: which of the cases (X, Y, T), stacks of integer matrices, are of this kind; None, all are.
    """

    title: str
    act: Action
    grid: Grid
    domain: SearchStrategy[tuple[Any, Any, Any]]
    denominator: int = 1
    fits: Callable[[Integers, Integers, Integers], NDArray[np.bool_]] | None = None


# ------------------------------------------------------------------------------------------------------- on the grid


@lru_cache(maxsize=64)
def _vectors(k: int, low: int, high: int) -> Integers:
    """All nonzero integer vectors with entries in [low, high], as rows, the smallest first."""
    every = np.indices((high - low + 1,) * k).reshape(k, -1).T + low
    every = every[every.any(axis=1)]
    keys = (*(-every.T[::-1]), np.abs(every).sum(axis=1), np.abs(every).max(axis=1))
    return np.asarray(every[np.lexsort(keys)])


def _rotations(n: int, p: int, bound: int) -> list[Integers]:
    if p == 1:
        return [np.array([[-5]])]
    quarter, turn = [[0, 5], [-5, 0]], [[3, 4], [-4, 3]]
    return [np.array(Q) for Q in ([[-5, 0], [0, 5]], quarter, turn, [[3, 4], [4, -3]])]


def _scalings(n: int, p: int, bound: int) -> list[Integers]:
    return [np.eye(p, dtype=int) * c for c in (-1, *range(2, bound + 2))]


def _shifts(n: int, p: int, bound: int) -> list[Integers]:
    return [np.ones((n, 1), dtype=int) * v for v in _vectors(p, 0, bound)]


def _swap(n: int, p: int, bound: int) -> list[Integers]:
    return [] if p == 1 else [np.eye(p, dtype=int)[::-1]]


def _linear(n: int, p: int, bound: int) -> list[Integers]:
    matrices = [v.reshape(p, p) for v in _vectors(p * p, 0, bound)]
    return [A for A in matrices if round(np.linalg.det(A)) != 0 and (np.eye(p) != A).any()]


def _stretches(n: int, p: int, bound: int) -> list[Integers]:
    diagonals = [np.diag(v) for v in _vectors(p, 1, bound + 1)]
    return [D for D in diagonals if len(set(np.diag(D))) > 1]


def _partial_shifts(n: int, p: int, bound: int) -> list[Integers]:
    """One sample moved; moving a set is covered by the random cases."""
    eye = np.eye(n, dtype=int)
    return [np.outer(eye[i], v) for v in _vectors(p, 0, bound) for i in range(n)]


def _all_samples(n: int, p: int, bound: int) -> list[Integers]:
    return [np.tile(np.eye(n, dtype=int), (2, 1))]


def _one_sample(n: int, p: int, bound: int) -> list[Integers]:
    eye = np.eye(n, dtype=int)
    return [np.concatenate([eye, eye[i : i + 1]]) for i in range(n)]


def _all_features(n: int, p: int, bound: int) -> list[Integers]:
    return [np.tile(np.eye(p, dtype=int), (1, 2))]


def _one_feature(n: int, p: int, bound: int) -> list[Integers]:
    eye = np.eye(p, dtype=int)
    return [] if p == 1 else [np.concatenate([eye, eye[:, j : j + 1]], axis=1) for j in range(p)]


def _centred(n: int, p: int, bound: int) -> list[Integers]:
    """Centred columns up to sign, entries up to bound + 1."""
    vectors = _vectors(n, -bound - 1, bound + 1)
    vectors = vectors[vectors.sum(axis=1) == 0]
    leading = np.take_along_axis(vectors, (vectors != 0).argmax(axis=1)[:, None], axis=1)[:, 0]
    return list(vectors[leading > 0][:, :, None])


def _orthogonal_to_both(X: Integers, Y: Integers, T: Integers) -> NDArray[np.bool_]:
    both = np.concatenate([X, Y], axis=2)
    flags: NDArray[np.bool_] = (both.transpose(0, 2, 1) @ T == 0).all(axis=(1, 2))
    return flags


def _nothing(n: int, p: int, bound: int) -> list[Integers]:
    return [np.zeros((1, 1), dtype=int)]


# ------------------------------------------------------------------------------------------------------- at random

# Entries wide enough that distances seldom tie, which would leave neighbours unsaid; n >= 4 for debiased CKA.
_PAIRS = strategies.pairs(n=st.integers(4, 6), p=st.integers(1, 3), q=st.integers(1, 2), elements=st.integers(-40, 40))


def _with(of: Callable[[int, int], SearchStrategy[Any]]) -> SearchStrategy[tuple[Any, Any, Any]]:
    """Pairs with a matrix T drawn for their n and p."""
    return _PAIRS.flatmap(lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1]), of(*pair[0].shape)))


def _identity(k: int) -> Any:
    return array(np.eye(k, dtype=int))


def _scalar(n: int, p: int) -> SearchStrategy[Any]:
    return st.tuples(strategies.positive(), st.sampled_from([1, -1])).map(lambda c: _identity(p) * (c[0] * c[1]))


def _shift(n: int, p: int) -> SearchStrategy[Any]:
    return strategies.matrices(1, p, elements=st.integers(-99, 99), nonconstant=False).map(
        lambda b: b.repeat(n, axis=0)
    )


def _diagonal(n: int, p: int) -> SearchStrategy[Any]:
    return st.lists(strategies.positive(), min_size=p, max_size=p).map(lambda d: _identity(p) * array([d]))


@st.composite
def _subset_shift(draw: DrawFn, n: int, p: int) -> Any:
    moved = draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1))
    by = draw(strategies.matrices(1, p, elements=st.integers(1, 9), nonconstant=False))
    return array([[int(i in moved)] for i in range(n)]) @ by


def _repeated_row(n: int, p: int) -> SearchStrategy[Any]:
    return st.integers(0, n - 1).map(lambda i: array(np.concatenate([np.eye(n, dtype=int), np.eye(n, dtype=int)[[i]]])))


def _repeated_column(n: int, p: int) -> SearchStrategy[Any]:
    return st.integers(0, p - 1).map(lambda j: array(np.eye(p, dtype=int)[:, [*range(p), j]]))


@st.composite
def _appended(draw: DrawFn) -> tuple[Any, Any, Any]:
    """X, Y and a column orthogonal to 1, X and Y, often a long one."""
    n = draw(st.integers(5, 6))
    wide = st.integers(-40, 40)
    X, Y = draw(strategies.pairs(n=n, p=st.integers(1, 2), q=st.integers(1, 2), elements=wide))
    if draw(st.booleans()):
        Y = X  # leaves more room, and neighbours to lose
    spanned = np.concatenate([array(np.ones((n, 1), dtype=int)), X, Y], axis=1).view(type(array([[0]])))
    v = draw(strategies.matrices(n, 1, elements=wide))
    return X, Y, (v - projector(spanned) @ v) * draw(st.sampled_from([1, 4, 16]))


TRANSFORMATIONS: Final[dict[str, Transformation]] = {
    "orthogonal": Transformation(
        "orthogonal map", times, _rotations, _with(lambda n, p: strategies.orthogonal(p)), LARGEST_PART
    ),
    "isotropic_scale": Transformation("isotropic scale", times, _scalings, _with(_scalar)),
    "translation": Transformation("translation", plus, _shifts, _with(_shift)),
    "feature_permutation": Transformation(
        "feature permutation", times, _swap, _with(lambda n, p: strategies.permutations(p))
    ),
    "invertible_linear": Transformation(
        "invertible linear map", times, _linear, _with(lambda n, p: strategies.invertible(p))
    ),
    "anisotropic_scale": Transformation("anisotropic scale", times, _stretches, _with(_diagonal)),
    "cube": Transformation("nonlinear bijection (cube)", cubed, _nothing, _with(lambda n, p: st.just(array([[0]])))),
    "subset_translation": Transformation("subset translation", plus, _partial_shifts, _with(_subset_shift)),
    "duplicate_all_samples": Transformation(
        "duplicate all samples", rows, _all_samples, _with(lambda n, p: st.just(array(_all_samples(n, p, 0)[0])))
    ),
    "duplicate_one_sample": Transformation("duplicate one sample", rows, _one_sample, _with(_repeated_row)),
    "duplicate_all_features": Transformation(
        "duplicate all features", times, _all_features, _with(lambda n, p: st.just(array(_all_features(n, p, 0)[0])))
    ),
    "duplicate_one_feature": Transformation("duplicate one feature", times, _one_feature, _with(_repeated_column)),
    "append_orthogonal": Transformation(
        "append z orthogonal to 1, X, Y", beside, _centred, _appended(), fits=_orthogonal_to_both
    ),
}
"""Name -> transformation, in the order of the table."""
