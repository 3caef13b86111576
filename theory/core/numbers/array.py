"""Arrays of exact numbers: NumPy object arrays whose products go through FLINT when every entry is rational."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, fmpq, fmpq_mat

from .irrational import Irrational
from .rational import rational


class Array(np.ndarray):  # type: ignore[type-arg]
    """An object array of numbers. Make one with :func:`array`."""

    def __matmul__(self, other: Any) -> Any:
        return product(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return product(other, self)


def number(x: Any) -> Any:
    """``x`` itself if it is one of our numbers, else the rational that it is."""
    return x if isinstance(x, (fmpq, Irrational, arb)) else rational(x)


def array(x: Any) -> Array:
    """An array of numbers from nested lists or any array; a copy."""
    a = np.asarray(x, dtype=object)
    out = np.empty(a.shape, dtype=object)
    out.ravel()[:] = [number(entry) for entry in a.ravel()]
    return out.view(Array)


def all_rational(A: Any) -> bool:
    """Is every entry an ``fmpq``? (A rational value is never held in another kind, except in an enclosure.)"""
    return all(type(entry) is fmpq for entry in A.flat)


def to_flint(A: Any) -> fmpq_mat:
    """A FLINT matrix of a rational array."""
    return fmpq_mat(A.shape[0], A.shape[1], A.ravel().tolist())


def from_flint(M: fmpq_mat) -> Array:
    """The array of a FLINT matrix."""
    out = np.empty(M.nrows() * M.ncols(), dtype=object)
    out[:] = M.entries()
    return out.reshape(M.nrows(), M.ncols()).view(Array)


def product(A: Any, B: Any) -> Any:
    """The matrix product A B."""
    if np.ndim(A) != 2 or np.ndim(B) != 2 or A.shape[1] != B.shape[0]:
        raise ValueError(f"cannot multiply shapes {np.shape(A)} and {np.shape(B)}: columns must meet as many rows")
    if all_rational(A) and all_rational(B):
        return from_flint(to_flint(A) * to_flint(B))
    if A.shape[1] == 0:
        return array(np.zeros((A.shape[0], B.shape[1]), dtype=int))
    return np.dot(np.asarray(A), np.asarray(B)).view(Array)
