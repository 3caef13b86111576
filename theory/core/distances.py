"""Pairwise squared distances of both representations, block by block, with their rounding errors."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .data_pair import SAFETY, UNIT, Pair, Real

BLOCK: Final = 512
"""Rows per block: 512 × n doubles at a time, whatever n."""


def ratios(pair: Pair) -> tuple[float, float, tuple[float, float]]:
    """Extremes of ‖y_i − y_j‖²/‖x_i − x_j‖² over all pairs, each rounded outwards, and ‖D_X‖_F, ‖D_Y‖_F.

    Returns:
        The lowest ratio, the highest, and the norms of the matrices of squared distances, rounded upwards. Where two
        samples of X may coincide there is no ratio: then 0, infinity, and infinite norms.
    """
    x, y = _squares(pair.x.centred), _squares(pair.y.centred)
    lowest, highest = math.inf, 0.0
    squares = [0.0, 0.0]
    for start in range(0, pair.n, BLOCK):
        rows = slice(start, min(start + BLOCK, pair.n))
        (D, e), (E, f) = _block(pair.x.centred, x, rows), _block(pair.y.centred, y, rows)
        squares[0] += float(np.sum((D + e) ** 2))
        squares[1] += float(np.sum((E + f) ** 2))
        other = _off_diagonal(D.shape, start)
        low, high = (E - f)[other], (E + f)[other]
        over, under = (D - e)[other], (D + e)[other]
        if not np.all(over > 0):
            return 0.0, math.inf, (math.inf, math.inf)
        if low.size:
            lowest = min(lowest, float(np.min(np.maximum(low, 0) / under)))
            highest = max(highest, float(np.max(high / over)))
    return lowest, highest, (math.sqrt(squares[0]), math.sqrt(squares[1]))


def _squares(centred: Real) -> Real:
    squares: Real = np.sum(centred * centred, axis=1)
    return squares


def _block(centred: Real, squares: Real, rows: slice) -> tuple[Real, Real]:
    """Squared distances of some rows to all, and how far each may be off."""
    sums = squares[rows, None] + squares
    distances = np.maximum(sums - 2 * (centred[rows] @ centred.T), 0)
    return distances, SAFETY * (centred.shape[1] + 2) * UNIT * sums


def _off_diagonal(shape: tuple[int, ...], start: int) -> NDArray[np.bool_]:
    mask = np.ones(shape, dtype=bool)
    mask[np.arange(shape[0]), start + np.arange(shape[0])] = False
    return mask
