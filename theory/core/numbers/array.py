"""Arrays of exact numbers: NumPy object arrays whose products go through FLINT when every entry is rational."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from .effort import bits, limited, room, spend
from .number import Number
from .rational import rational

Array: TypeAlias = NDArray[np.object_]
"""An object array of numbers; those made here multiply through FLINT."""

ALL_RATIONAL = {fmpq}


class NumberArray(np.ndarray[Any, np.dtype[np.object_]]):
    """An object array of numbers with its own matrix product. Make one with :func:`array`."""

    def __matmul__(self, other: Any) -> Any:
        return product(self, other) if isinstance(other, np.ndarray) else NotImplemented

    def __rmatmul__(self, other: Any) -> Any:
        return product(other, self) if isinstance(other, np.ndarray) else NotImplemented


def number(x: Any) -> Any:
    """``x`` itself if it is one of our numbers, else the rational that it is."""
    return x if isinstance(x, (fmpq, Number)) else rational(x)


def array(x: Any) -> Array:
    """An array of numbers from nested lists or any array; a copy.

    Raises:
        TypeError: an entry is not a number, or the lists are ragged.
        ValueError: an entry is infinite or NaN.
    """
    given = np.asarray(x, dtype=object)
    room(1, given.size)
    return filled([number(entry) for entry in given.ravel().tolist()], given.shape)


def filled(entries: list[Any], shape: tuple[int, ...]) -> Array:
    """The array of this shape with these entries, row by row, taken as they are."""
    out = np.empty(len(entries), dtype=object)
    out[:] = entries
    shaped: Array = out.reshape(shape).view(NumberArray)
    return shaped


def all_rational(A: Array) -> bool:
    """Is every entry an ``fmpq``? (Other kinds hold no rational number, except inside an enclosure.)"""
    return set(map(type, A.ravel().tolist())) <= ALL_RATIONAL


def to_flint(A: Array) -> fmpq_mat:
    """A FLINT matrix of a rational array."""
    return fmpq_mat(A.shape[0], A.shape[1], A.ravel().tolist())


def from_flint(M: fmpq_mat) -> Array:
    """The array of a FLINT matrix."""
    return filled(M.entries(), (M.nrows(), M.ncols()))


def eye(k: int) -> Array:
    """The k x k identity."""
    room(k, k)
    return array(np.eye(k, dtype=int))


def zeros(r: int, c: int) -> Array:
    """The r x c zero matrix."""
    room(r, c)
    return filled([fmpq(0)] * (r * c), (r, c))


def product(A: Any, B: Any) -> Array:
    """The matrix product A B.

    Raises:
        ValueError: the shapes do not meet.
    """
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError(f"cannot multiply shapes {A.shape} and {B.shape}: columns must meet as many rows")
    if A.shape[1] == 0:
        return zeros(A.shape[0], B.shape[1])
    (rows, inner), columns = A.shape, B.shape[1]
    room(rows, columns)
    spend(rows * inner * columns / 20)
    if all_rational(A) and all_rational(B):
        if limited():
            spend(rows * inner * columns * (bits(A.ravel().tolist()) + bits(B.ravel().tolist())) / 200)
        return from_flint(to_flint(A) * to_flint(B))
    found: Array = np.matmul(np.asarray(A), np.asarray(B)).view(NumberArray)  # np.dot goes on after an exception
    return found
