"""Arrays of exact rationals, as the exact strategies return them: object arrays whose entries are flint.fmpq."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat, fmpz
from numpy.typing import NDArray

from unalignable.theory.core.numbers.rational import rational

Exact: TypeAlias = NDArray[np.object_]
"""A matrix whose entries are flint.fmpq."""


def array(rows: Any) -> Exact:
    """Nested sequences, or an array, of integers and fractions as a matrix of fmpq."""
    given = np.asarray(rows, dtype=object)
    out: Exact = np.empty(given.shape, dtype=object)
    for index in np.ndindex(given.shape):
        out[index] = rational(given[index])
    return out


def identity(k: int) -> Exact:
    """The k x k identity."""
    return array(np.eye(k, dtype=int))


def zeros(r: int, c: int) -> Exact:
    """An r x c matrix of zeros."""
    return array(np.zeros((r, c), dtype=int))


def center(X: Exact) -> Exact:
    """HX: every column minus its mean."""
    out: Exact = X - X.sum(axis=0, keepdims=True) * fmpq(1, X.shape[0])
    return out


def to_flint(A: Exact) -> fmpq_mat:
    """The same matrix for python-flint."""
    return fmpq_mat(A.shape[0], A.shape[1], list(A.ravel()))


def inverse(A: Exact) -> Exact:
    """A^-1; ZeroDivisionError when A is singular."""
    return array(to_flint(A).inv().tolist()).reshape(A.shape)


def rank(A: Exact) -> int:
    """The rank of A."""
    return int(to_flint(A).rref()[1]) if A.size else 0


def left_null_basis(A: Exact) -> Exact:
    """Columns spanning {v : v'A = 0}: integers without a common factor."""
    reduced, found = to_flint(A).transpose().rref()
    n, r = A.shape[0], int(found)
    pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(r)]
    basis = zeros(n, n - r)
    for k, free in enumerate(j for j in range(n) if j not in pivots):
        basis[free, k] = fmpq(1)
        for i, pivot in enumerate(pivots):
            basis[pivot, k] = -reduced[i, free]
        basis[:, k] = primitive(basis[:, k])
    return basis


def primitive(v: Exact) -> Exact:
    """The vector scaled to integers without a common factor."""
    scale = fmpz(1)
    for entry in v:
        scale = scale * entry.q // scale.gcd(entry.q)
    common = fmpz(0)
    for entry in v:
        common = common.gcd((entry * scale).p)
    out: Exact = v * fmpq(scale, common) if common else v
    return out


def squared_distances(X: Exact) -> Exact:
    """The n x n matrix of squared Euclidean distances between rows."""
    norms = (X * X).sum(axis=1)
    out: Exact = norms[:, None] + norms[None, :] - 2 * (X @ X.T)
    return out
