"""The two ways to sum over pairs of samples: through features (X'Y) and through samples (XX').

Both take blocks of matrices that were shifted near their means already. What is left of the means is removed exactly:
on the feature side from the totals, on the sample side from each block of columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import array_api_compat

from .inputs import Array

Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over pairs of samples for a list of matrices.

    Attributes:
        inner: ⟨K_i, K_j⟩, or n(n−3)·HSIC₁ of the two.
        squares: ‖K_i‖², by which rounding errors in ``inner`` are measured.
        traces: tr K_i.
        cancels: whether ``inner`` was formed as a difference of sums as large as ``squares``.
    """

    inner: Table
    squares: tuple[float, ...]
    traces: tuple[float, ...]
    cancels: bool


class Workspace:
    """Memory that is used again: a fresh array costs page faults, often more than the arithmetic on it."""

    def __init__(self) -> None:
        self._flat: dict[str, Array] = {}

    def array(self, key: str, shape: tuple[int, ...], like: Array) -> Array:
        """An uninitialised array of this shape, with the dtype and device of ``like``; one at a time for each key."""
        size = math.prod(shape)
        flat = self._flat.get(key)
        if flat is None or flat.shape[0] < size or flat.dtype != like.dtype:
            xp = array_api_compat.array_namespace(like)
            flat = self._flat[key] = xp.empty((size,), dtype=like.dtype, device=array_api_compat.device(like))
        return flat[:size].reshape(shape)

    def accumulate(self, total: Array | None, A: Array, B: Array) -> Array:
        """``total`` + A @ B, in place; ``total`` may be None."""
        if total is None:
            return A @ B
        xp = array_api_compat.array_namespace(A)
        total += xp.matmul(A, B, out=self.array("product", (A.shape[0], B.shape[1]), A))
        return total


class FeatureSide:
    """Running cross-products X_i'X_j over blocks of rows.

    Every total is a sum over samples, so memory does not grow with n, and totals over parts of the data under one
    shift add up to the totals over all of it.
    """

    def __init__(self, count: int, *, unbiased: bool) -> None:
        self.count, self.unbiased = count, unbiased
        self.workspace = Workspace()
        self.weight = 0.0  # number of samples, or the sum of their weights
        self.sums: list[Array] = []  # √w'X_i: rows, one per matrix
        self.cross: dict[tuple[int, int], Array] = {}  # X_i'X_j for i <= j, until they are read off
        self.full: dict[tuple[int, int], float] = {}  # ‖X_i'X_j‖²
        self.through: dict[tuple[int, int], float] = {}  # 1'X_i X_i'X_j X_j'1
        self.own: dict[int, float] = {}  # tr X_i'X_i
        self.by_norm: list[Array] = []  # X_i'D, with D the squared row norms, one column per matrix (unbiased only)
        self.norms: Array = None  # D'D
        self.energy: Array = None  # 1'D

    def add(self, blocks: Sequence[Array], roots: Array | None = None, *, last: bool = False) -> None:
        """Add a block of rows of every matrix; with weights the rows carry the factors √w, given as a column too.

        After the ``last`` block each product is read off and dropped before the next is made: three products at once
        are enough for the allocator to hand memory back to the system, and getting it again costs as much as a product.
        """
        xp = array_api_compat.array_namespace(*blocks)
        self.weight += float(blocks[0].shape[0]) if roots is None else dot(roots.T, roots.T)
        self.sums = _added(self.sums, [xp.sum(B, axis=0) if roots is None else (roots.T @ B)[0, :] for B in blocks])
        for i in range(self.count):
            for j in range(i, self.count):
                S = self.workspace.accumulate(self.cross.pop((i, j), None), blocks[i].T, blocks[j])
                if last:
                    self._read(i, j, S)
                else:
                    self.cross[i, j] = S
                del S
        if self.unbiased:
            narrow = xp.stack([xp.vecdot(B, B) for B in blocks], axis=1)
            self.by_norm = _added(self.by_norm, [B.T @ narrow for B in blocks])
            D = xp.astype(narrow, xp.float64)
            self.norms = D.T @ D if self.norms is None else self.norms + D.T @ D
            self.energy = xp.sum(D, axis=0) if self.energy is None else self.energy + xp.sum(D, axis=0)

    def _read(self, i: int, j: int, S: Array) -> None:
        xp = array_api_compat.array_namespace(S)
        self.full[i, j] = dot(S, S)
        self.through[i, j] = dot(xp.astype(self.sums[i], xp.float64), xp.astype(S @ self.sums[j], xp.float64))
        if i == j:
            self.own[i] = trace(S)

    def totals(self) -> Totals:
        """The sums over pairs of samples.

        With S = X'Y, s = X'1, t = Y'1 and a, b the squared row norms, whatever the shift of X and Y:
        ‖X'HY‖² = ‖S‖² − 2s'St/n + ‖s‖²‖t‖²/n², and n(n−3)·HSIC₁ (song2012feature) from
        tr K₀L₀ = ‖S‖² − a'b, 1'K₀1 = ‖s‖² − 1'a, 1'K₀L₀1 = s'St − (X'b)'s − (Y'a)'t + a'b.
        """
        n, count = self.weight, self.count
        xp = array_api_compat.array_namespace(self.sums[0])
        wide = [xp.astype(s, xp.float64) for s in self.sums]
        means = [dot(s, s) for s in wide]
        for (i, j), S in self.cross.items():
            self._read(i, j, S)
        full, through = self.full, self.through

        def plain(i: int, j: int) -> float:
            return max(full[i, j] - 2 * through[i, j] / n + (means[i] / n) * (means[j] / n), 0.0)

        squares = tuple(plain(i, i) for i in range(count))
        if not self.unbiased:
            traces = tuple(self.own[i] - means[i] / n for i in range(count))
            return Totals(_symmetric(count, plain), squares, traces, False)
        energy = [float(self.energy[i]) for i in range(count)]
        skew = [
            [dot(xp.astype(B[:, j], xp.float64), s) for j in range(count)]
            for B, s in zip(self.by_norm, wide, strict=True)
        ]

        def hsic(i: int, j: int) -> float:
            ab = float(self.norms[i, j])
            ones = (means[i] - energy[i]) * (means[j] - energy[j])
            path = through[i, j] - skew[i][j] - skew[j][i] + ab
            return full[i, j] - ab + ones / ((n - 1) * (n - 2)) - 2 * path / (n - 2)

        traces = tuple(energy[i] - means[i] / n for i in range(count))
        return Totals(_symmetric(count, hsic), squares, traces, True)


def gram(blocks: Iterable[Array], roots: Array | None, workspace: Workspace) -> Array:
    """XX' from blocks of columns of X, each centred once more in place."""
    total = None
    for block in blocks:
        xp = array_api_compat.array_namespace(block)
        if roots is None:
            block -= xp.mean(block, axis=0)
        else:
            block -= roots * ((roots.T @ block) / dot(roots.T, roots.T))
        total = workspace.accumulate(total, block, block.T)
    return total


def gram_totals(grams: Sequence[Array], *, unbiased: bool) -> Totals:
    """The sums over pairs of samples from centred Gram matrices, which are overwritten."""
    traces = tuple(trace(K) for K in grams)
    if unbiased:
        squares = tuple(dot(K, K) for K in grams)
        for K in grams:
            u_centre(K)
    inner = _symmetric(len(grams), lambda i, j: dot(grams[i], grams[j]))
    if not unbiased:
        squares = tuple(inner[i][i] for i in range(len(grams)))
    return Totals(inner, squares, traces, False)


def u_centre(K: Array) -> None:
    """Replace a symmetric matrix, n >= 3, by its U-centring (szekely2014partial); its diagonal is ignored.

    HSIC₁ = ⟨U(K), U(L)⟩/(n(n−3)). Subtracting first and multiplying later keeps what a difference of large sums would
    lose when n is small beside p.
    """
    xp = array_api_compat.array_namespace(K)
    n = K.shape[0]
    zero_diagonal(K)
    rows = xp.sum(K, axis=1) / (n - 2)
    rows = rows - xp.sum(rows) / (2 * (n - 1))
    K -= rows[:, None]
    K -= rows[None, :]
    zero_diagonal(K)


def double_centre(K: Array) -> None:
    """Replace K by HKH."""
    xp = array_api_compat.array_namespace(K)
    K -= xp.mean(K, axis=0, keepdims=True)
    K -= xp.mean(K, axis=1, keepdims=True)


def zero_diagonal(K: Array) -> None:
    """Set the diagonal to 0 in place."""
    index = array_api_compat.array_namespace(K).arange(K.shape[0], device=array_api_compat.device(K))
    K[index, index] = 0


def dot(A: Array, B: Array) -> float:
    """Σ A∘B of two arrays of equal shape: the last axis in their own precision, the others in float64."""
    xp: Any = array_api_compat.array_namespace(A, B)
    return float(xp.sum(xp.vecdot(A, B), dtype=xp.float64))


def trace(K: Array) -> float:
    """The sum of the diagonal, in float64."""
    xp: Any = array_api_compat.array_namespace(K)
    return float(xp.sum(xp.linalg.diagonal(K), dtype=xp.float64))


def _symmetric(count: int, entry: Callable[[int, int], float]) -> Table:
    upper = {(i, j): entry(i, j) for i in range(count) for j in range(i, count)}
    return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(count)) for i in range(count))


def _added(old: list[Array], new: list[Array]) -> list[Array]:
    return new if not old else [a + b for a, b in zip(old, new, strict=True)]
