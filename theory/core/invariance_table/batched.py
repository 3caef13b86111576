"""Many small float matrices at once: the definitions of the measures run over a stack of cases in one go.

This carrier only looks for candidates: it tracks no error. Whatever it finds is decided on the exact carrier.
Undefined (0/0) and undecided (a tie, a repeated correlation) both come out as NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..carriers.namespace import Namespace

Floats = NDArray[np.float64]

TIE = 1e-9
"""Quantities closer than this, relative to the largest, count as tied; on small integers they are then equal."""


class Stack:
    """A stack of b matrices of one shape. ``shape``, ``.T`` and ``@`` are those of the single matrix."""

    __slots__ = ("values",)
    __array_ufunc__ = None  # so that a NumPy scalar on the left leaves the operation to this class

    def __init__(self, values: Any) -> None:
        self.values: Floats = np.asarray(values, dtype=np.float64)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of each matrix."""
        return self.values.shape[1], self.values.shape[2]

    @property
    def T(self) -> Stack:
        """Each matrix transposed."""
        return Stack(self.values.transpose(0, 2, 1))

    def __matmul__(self, other: Stack) -> Stack:
        return Stack(self.values @ other.values)

    def __add__(self, other: Any) -> Stack:
        return Stack(self.values + entries(other))

    def __sub__(self, other: Any) -> Stack:
        return Stack(self.values - entries(other))

    def __mul__(self, other: Any) -> Stack:
        return Stack(self.values * entries(other))

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Stack:
        return Stack(self.values / entries(other))

    def __neg__(self) -> Stack:
        return Stack(-self.values)

    def __abs__(self) -> Stack:
        return Stack(np.abs(self.values))

    def __getitem__(self, where: tuple[slice, slice]) -> Stack:
        return Stack(self.values[(slice(None), *where)])


def entries(x: Any) -> Any:
    """What to broadcast against a stack: its values, or one number a matrix."""
    if isinstance(x, Stack):
        return x.values
    scalar = np.asarray(x, dtype=np.float64)
    return scalar.reshape(-1, 1, 1) if scalar.ndim else scalar


class Batched(Namespace):
    """Primitives over stacks; a scalar is an array with one number a matrix."""

    name = "batched"

    def array(self, x: Any) -> Any:
        """One matrix, the same for every case."""
        return Stack(np.asarray(x, dtype=np.float64)[None])

    def ratio(self, a: Any, b: Any) -> Any:
        """a/b."""
        return np.asarray(a, dtype=np.float64) / np.asarray(b, dtype=np.float64)

    def identity(self, k: int) -> Stack:
        """The k x k identity."""
        return Stack(np.eye(k)[None])

    def zeros(self, r: int, c: int) -> Stack:
        """The r x c zero matrix."""
        return Stack(np.zeros((1, r, c)))

    def minimum(self, a: Any, b: Any) -> Any:
        """The smaller of two ranks, case by case."""
        return np.minimum(a, b)

    def sqrt(self, x: Any) -> Any:
        """Square root, entrywise; rounding below zero counts as zero."""
        return Stack(np.sqrt(np.maximum(x.values, 0))) if isinstance(x, Stack) else np.sqrt(np.maximum(x, 0))

    def exp(self, x: Any) -> Any:
        """Exponential, entrywise."""
        return Stack(np.exp(x.values)) if isinstance(x, Stack) else np.exp(x)

    def trace(self, A: Stack) -> Floats:
        """The sum of the diagonal."""
        return np.asarray(np.trace(A.values, axis1=1, axis2=2))

    def inner(self, A: Stack, B: Stack) -> Floats:
        """tr A'B."""
        return np.asarray((A.values * B.values).sum(axis=(1, 2)))

    def hollow(self, K: Stack) -> Stack:
        """K with its diagonal set to 0."""
        return Stack(K.values * (1 - np.eye(K.shape[0])))

    def diagonal(self, K: Stack) -> Stack:
        """The diagonal, as a column."""
        return Stack(np.diagonal(K.values, axis1=1, axis2=2)[:, :, None])

    def upper(self, D: Stack) -> Stack:
        """The entries above the diagonal, as a column."""
        rows, columns = np.triu_indices(D.shape[0], 1)
        return Stack(D.values[:, rows, columns][:, :, None])

    def median(self, v: Stack) -> Floats:
        """The middle entry, or the mean of the two middle ones."""
        return np.asarray(np.median(v.values[:, :, 0], axis=1))

    def squared_distances(self, Z: Stack) -> Stack:
        """The squared Euclidean distances between the rows."""
        differences = Z.values[:, :, None, :] - Z.values[:, None, :, :]
        return Stack((differences**2).sum(axis=3))

    def neighbours(self, Z: Stack, k: int) -> Stack:
        """Row i marks the k nearest other rows; NaN where there is a tie for the k-th place."""
        D = self.squared_distances(Z).values
        n = D.shape[1]
        D[:, range(n), range(n)] = np.inf
        ordered = np.sort(D, axis=2)
        marks = np.where(ordered[:, :, k - 1 : k] >= D, 1.0, 0.0)
        if k < n - 1:
            tied = (ordered[:, :, k] - ordered[:, :, k - 1] <= TIE * ordered[:, :, k]).any(axis=1)
            marks[tied] = np.nan
        return Stack(marks)

    def rank(self, A: Stack) -> NDArray[np.int64]:
        """The rank of each matrix."""
        counted: NDArray[np.int64] = (_svd(A)[1] > TIE * _scale(A)).sum(axis=1)
        return counted

    def projector(self, A: Stack) -> Stack:
        """The orthogonal projector onto the columns."""
        U, s = _svd(A)
        return _onto(U, s > TIE * _scale(A))

    def nuclear_norm(self, A: Stack) -> Floats:
        """The sum of the singular values."""
        return np.asarray(_svd(A)[1].sum(axis=1))

    def principal_projector(self, A: Stack, share: Any) -> tuple[Stack, NDArray[np.int64]]:
        """Onto the fewest leading left singular vectors that hold the share; NaN where a tie leaves them unsaid."""
        U, s = _svd(A)
        energy = np.cumsum(s**2, axis=1)
        short = energy - float(share) * energy[:, -1:]
        before = np.concatenate([np.full((len(s), 1), -np.inf), short[:, :-1]], axis=1)
        kept = (before < 0) & (s > 0)
        count = kept.sum(axis=1)
        last = np.maximum(count - 1, 0)
        following = np.take_along_axis(np.pad(s, ((0, 0), (0, 1))), (last + 1)[:, None], axis=1)[:, 0]
        cut = np.take_along_axis(s, last[:, None], axis=1)[:, 0]
        unsaid = (cut - following <= TIE * s[:, 0]) | (np.abs(short) <= TIE * energy[:, -1:]).any(axis=1) & (count > 0)
        return Stack(np.where(unsaid[:, None, None], np.nan, _onto(U, kept).values)), count

    def canonical(self, P: Stack, R: Stack, pairs: NDArray[np.int64]) -> list[tuple[Floats, Stack]]:
        """Correlations between two ranges, decreasing, each with the projector onto its variate on P's side.

        As many as the largest case has; a case with fewer gets zeros. NaN where a correlation is repeated.
        """
        U, s = _svd(P @ R)
        dimension = np.rint(self.trace(P)).astype(int)
        found, rest = [], P.values
        for k in range(int(pairs.max(initial=0))):
            live, rho = k < pairs, np.where(s[:, k] > TIE, s[:, k], 0.0)
            E = np.where((rho > 0)[:, None, None], U[:, :, k : k + 1] @ U[:, :, k : k + 1].transpose(0, 2, 1), rest)
            repeated = (k + 1 < pairs) & (s[:, k] - np.append(s, 0 * s[:, :1], axis=1)[:, k + 1] <= TIE)
            unsaid = live & (repeated | ((rho == 0) & (dimension - k != 1)))
            E = np.where(unsaid[:, None, None], np.nan, np.where(live[:, None, None], E, 0.0))
            found.append((np.where(live, rho, 0.0), Stack(E)))
            rest = rest - E
        return found

    def concat(self, *blocks: Stack) -> Stack:
        """The blocks side by side."""
        return Stack(np.concatenate([block.values for block in blocks], axis=2))

    def stack(self, *blocks: Stack) -> Stack:
        """The blocks one below the other."""
        return Stack(np.concatenate([block.values for block in blocks], axis=1))


def _scale(A: Stack) -> Any:
    """The size of a matrix against which a singular value is zero; of a zero matrix, anything above zero."""
    return np.maximum(np.abs(A.values).max(axis=(1, 2), initial=0.0), 1e-300)[:, None] * max(A.shape)


def _svd(A: Stack) -> tuple[Floats, Floats]:
    """Left singular vectors and singular values; NaN for a matrix that is not finite."""
    finite = np.asarray(np.isfinite(A.values).all(axis=(1, 2)))
    U, s, _ = np.linalg.svd(np.where(finite[:, None, None], A.values, 0.0), full_matrices=False)
    U[~finite], s[~finite] = np.nan, np.nan
    return U, s


def _onto(U: Floats, kept: NDArray[np.bool_]) -> Stack:
    """The projector onto the kept columns of U."""
    chosen = U * kept[:, None, :]
    return Stack(chosen @ chosen.transpose(0, 2, 1))
