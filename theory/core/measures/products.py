"""Inner products of centred Gram matrices, on the cheaper side and at the price of the products alone.

With K_i = HX_iX_i'H, linear CKA and its relatives need ⟨K_i, K_j⟩, plain or between U-centred matrices (HSIC₁).

* Feature side, when there are more samples than features in every matrix: ⟨K, L⟩ = ‖X'HY‖² over blocks of rows. No n×n
  matrix exists; beside the products only one block is in memory.
* Sample side, otherwise: the K_i themselves, over blocks of columns.

A symmetric product is written ``A.T @ A`` or ``A @ A.T``: NumPy hands it to BLAS as a symmetric rank-k update, which is
half the multiplications.

Nothing is checked beforehand, because a check costs a pass over memory. Means and traces are needed anyway, and they
tell: NaN and infinity reach the means, numbers too large or small to be squared show in the trace, and a constant
matrix leaves a trace of rounding size. On any such sign the matrices go through ``centring`` (which raises, or centres
in two explicit passes and scales by a power of two) and the sums are taken again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import array_api_compat

from .centring import centred
from .inputs import Array, Matrix
from .sides import FeatureSide, Totals, Workspace, gram, gram_totals

BLOCK_ENTRIES = 1 << 22
"""Entries in one block, all matrices together: 16 MiB of float32, little beside the inputs where that matters."""

LEAST_BLOCK, MOST_BLOCK = 2048, 8192
"""Rows (or columns) in a block: enough that adding a product to the total costs little beside computing it, and so few
that a mean over one block, summed naively in float32, is good to three digits."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals with their units: ``totals.inner[i][j]`` counts in 2^(2·exponents[i] + 2·exponents[j]).

    ``floors[i]``: an n(n−3)·HSIC₁ of matrix i with itself that is no larger is zero within rounding.
    """

    totals: Totals
    exponents: tuple[int, ...]
    floors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Operand:
    """A matrix and the row to subtract from it before anything is multiplied; the dtype of that row is worked in.

    ``offset`` is the Frobenius norm of what centring removes, √n·‖mean‖, in the unit of ``values``.
    """

    values: Array
    shift: Array
    exponent: int
    offset: float
    unit_roundoff: float


def sums(
    matrices: Sequence[Matrix],
    measure: str,
    *,
    unbiased: bool = False,
    weights: Array | None = None,
    double: bool = False,
    constant_is_zero: bool = False,
) -> Sums:
    """All pairwise inner products of the centred Gram matrices.

    Args:
        matrices: representations of the same samples, at least 2 of them (4 for HSIC₁: the caller has checked).
        measure: what to call the measure in messages.
        unbiased: n(n−3)·HSIC₁ in place of the plain inner product.
        weights: shape (n, 1), nonnegative: K_ij is multiplied by √(w_i·w_j), and centring is weighted.
        double: work in float64 whatever the dtypes.
        constant_is_zero: give a constant matrix K = 0 instead of refusing it.

    Raises:
        ValueError: NaN or infinity in a matrix.
        UndefinedMeasure: a constant matrix.
    """
    xp = matrices[0].xp
    dtype = xp.float64 if double else xp.result_type(*(M.values for M in matrices))
    roots = None if weights is None else xp.sqrt(xp.astype(weights / xp.max(weights), dtype))
    operands = [_shifted(M, roots, dtype) for M in matrices]
    totals = _totals(operands, roots, unbiased)
    if not all(_trustworthy(o, trace) for o, trace in zip(operands, totals.traces, strict=True)):
        operands = [_explicit(M, measure, weights, dtype, constant_is_zero) for M in matrices]
        totals = _totals(operands, roots, unbiased)
    floors = [_floor(o, totals, i) for i, o in enumerate(operands)]
    return Sums(totals, tuple(o.exponent for o in operands), tuple(floors))


def _totals(operands: Sequence[Operand], roots: Array | None, unbiased: bool) -> Totals:
    n, widths = int(operands[0].values.shape[0]), [int(o.values.shape[1]) for o in operands]
    if n > max(widths):
        side = FeatureSide(len(operands), unbiased=unbiased)
        for rows in slices(n, sum(widths)):
            last = rows.stop == n
            part = None if roots is None else roots[rows, :]
            memory = side.workspace
            side.add(
                [_block(o, f"block {i}", rows, slice(None), part, memory) for i, o in enumerate(operands)],
                part,
                last=last,
            )
        return side.totals()
    workspace, grams = Workspace(), []
    for o, p in zip(operands, widths, strict=True):
        blocks = (_block(o, "block", slice(None), columns, roots, workspace) for columns in slices(p, n))
        grams.append(gram(blocks, roots, workspace))
    return gram_totals(grams, unbiased=unbiased)


def _block(o: Operand, key: str, rows: slice, columns: slice, roots: Array | None, workspace: Workspace) -> Array:
    """A shifted and weighted part of a matrix, in memory that the next block of the same key overwrites."""
    xp = array_api_compat.array_namespace(o.values)
    part = o.values[rows, columns]
    block = workspace.array(key, tuple(part.shape), o.shift)
    xp.subtract(part, o.shift[columns], out=block)
    if roots is not None:
        block *= roots
    return block


def _shifted(M: Matrix, roots: Array | None, dtype: Any) -> Operand:
    """The matrix with its column means, from sums over blocks that are added up in float64."""
    xp = M.xp
    total, weight = 0.0, 0.0
    for rows in slices(M.rows, M.columns):
        block = xp.astype(M.values[rows, :], dtype, copy=False)
        if roots is None:
            total = total + xp.astype(xp.sum(block, axis=0), xp.float64)
            weight += block.shape[0]
        else:
            share = roots[rows, :] * roots[rows, :]
            total = total + xp.astype((share.T @ block)[0, :], xp.float64)
            weight += float(xp.sum(share))
    mean = total / weight
    offset = math.sqrt(M.rows) * float(xp.linalg.vector_norm(mean))
    return Operand(M.values, xp.astype(mean, dtype), 0, offset, M.unit_roundoff)


def _explicit(M: Matrix, measure: str, weights: Array | None, dtype: Any, constant_is_zero: bool) -> Operand:
    xp = M.xp
    M = replace(M, values=xp.astype(M.values, dtype, copy=False))
    C = centred(M, measure, weights=weights, constant_is_zero=constant_is_zero)
    return Operand(C.values, xp.zeros_like(C.values[0, :]), C.exponent, C.offset, M.unit_roundoff)


def _trustworthy(o: Operand, trace: float) -> bool:
    """Whether the trace shows a matrix that is finite, whose fourth powers are floats, and that is not constant.

    A constant column c leaves at most about (block + blocks)·u·|c| when its computed mean is subtracted, so a matrix of
    such columns has a trace of at most n·(that)². The factor 2 covers the rounding of the mean and of the trace.
    """
    info = array_api_compat.array_namespace(o.values).finfo(o.shift.dtype)
    reach = 40 if info.bits == 32 else 400
    if not (math.isfinite(o.offset) and 2.0**-reach < trace < 2.0**reach):
        return False
    rows = int(o.values.shape[0])
    residue = 2 * (min(rows, MOST_BLOCK) + rows / MOST_BLOCK + 4) * float(info.eps) / 2 * o.offset
    return trace > residue * residue


def _floor(o: Operand, totals: Totals, i: int) -> float:
    """What rounding can make of a vanishing n(n−3)·HSIC₁(K_i, K_i), which is the square of a norm.

    A relative error u in every entry of X moves K by at most about 2u‖X‖‖X_c‖, and products in float64 add less than
    that again. A difference of sums of size ‖K‖² is good to some tens of u‖K‖².
    """
    trace = max(totals.traces[i], 0.0)
    floor = (4 * o.unit_roundoff * math.hypot(math.sqrt(trace), o.offset)) ** 2 * trace
    if totals.cancels:
        eps = float(array_api_compat.array_namespace(o.values).finfo(o.shift.dtype).eps)
        floor += 32 * eps * totals.squares[i]
    return floor


def slices(length: int, width: int) -> Iterator[slice]:
    """Consecutive blocks of nearly equal length, when ``width`` entries belong to each index."""
    step = min(max(BLOCK_ENTRIES // width, LEAST_BLOCK), MOST_BLOCK)
    step = math.ceil(length / math.ceil(length / step))
    return (slice(start, min(start + step, length)) for start in range(0, length, step))
