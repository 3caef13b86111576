"""Exact matrices: general ones, pairs, rows all different, permutations, positive semidefinite ones.

Every strategy here draws object arrays of flint.fmpq and shrinks towards small integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from unalignable.theory.core.strategies._arrays import Exact, array, identity
from unalignable.theory.core.strategies._grain import ENTRIES, grain
from unalignable.theory.core.strategies._options import check_size, check_strategy

__all__ = ["ENTRIES", "matrices", "pairs", "permutations", "positive", "psd"]


def positive() -> SearchStrategy[Any]:
    """Rationals in [1/4, 4] with denominator at most 4 (flint.fmpq). Shrinks to 1, then to small integers."""
    return _positive()


@st.composite
def _positive(draw: DrawFn) -> Any:
    return draw(grain().sizes(1))[0]


def matrices(
    n: int,
    p: int,
    *,
    elements: SearchStrategy[Any] | None = None,
    nonconstant: bool = True,
    distinct_rows: bool = False,
) -> SearchStrategy[Exact]:
    """Matrices of shape (n, p).

    Args:
        n: number of samples (rows), at least 1.
        p: number of features (columns), at least 1.
        elements: strategy of integers or fractions for the entries; integers in [-3, 3] by default.
        nonconstant: the rows are not all equal, so HX != 0. Needs n of at least 2.
        distinct_rows: no two rows are equal.

    Shrinks towards zeros; with ``nonconstant`` to one 1 in the last row, with ``distinct_rows`` to a first column
    that counts upwards.
    """
    n, p = check_size("n", n, least=1), check_size("p", p, least=1)
    if elements is not None:
        check_strategy("elements", elements)
    if nonconstant:
        check_size("n", n, least=2, why="a single row is constant; pass nonconstant=False")
    return _matrices(n, p, elements, nonconstant, distinct_rows)


@st.composite
def _matrices(
    draw: DrawFn, n: int, p: int, elements: SearchStrategy[Any] | None, nonconstant: bool, distinct_rows: bool
) -> Exact:
    drawn = grain().entries(n * p) if elements is None else st.lists(elements, min_size=n * p, max_size=n * p)
    entries = draw(drawn)
    X = array(np.array(entries, dtype=object).reshape(n, p))
    if distinct_rows and elements is None:
        seen: set[tuple[Any, ...]] = set()
        for i in range(n):  # moving a repeated row costs no rejected draw, and any set of distinct rows is still drawn
            while tuple(X[i]) in seen:
                X[i, 0] += 1
            seen.add(tuple(X[i]))
    elif distinct_rows:
        assume(len({tuple(row) for row in X}) == n)
    if nonconstant and not (X[:1] != X).any():
        assume(elements is None)  # the caller's entries may not be moved
        X[-1, -1] += 1
    return X


_SAMPLES, _FEATURES = st.integers(2, 5), st.integers(1, 3)


def pairs(
    *,
    n: int | SearchStrategy[int] = _SAMPLES,
    p: int | SearchStrategy[int] = _FEATURES,
    q: int | SearchStrategy[int] = _FEATURES,
    elements: SearchStrategy[Any] | None = None,
) -> SearchStrategy[tuple[Exact, Exact]]:
    """Two nonconstant matrices over the same samples: X of shape (n, p) and Y of shape (n, q).

    ``n`` (at least 2), ``p`` and ``q`` are integers or strategies of integers. Shrinks as ``matrices`` does.
    """
    sizes = [
        value if isinstance(value, SearchStrategy) else st.just(check_size(name, value, least=least))
        for name, value, least in (("n", n, 2), ("p", p, 1), ("q", q, 1))
    ]
    if elements is not None:
        check_strategy("elements", elements)
    return _pairs(sizes[0], sizes[1], sizes[2], elements)


@st.composite
def _pairs(
    draw: DrawFn,
    samples: SearchStrategy[int],
    left: SearchStrategy[int],
    right: SearchStrategy[int],
    elements: SearchStrategy[Any] | None,
) -> tuple[Exact, Exact]:
    n, p, q = draw(samples), draw(left), draw(right)
    return draw(matrices(n, p, elements=elements)), draw(matrices(n, q, elements=elements))


def permutations(n: int) -> SearchStrategy[Exact]:
    """Permutation matrices of size n x n. Shrinks to the identity."""
    n = check_size("n", n, least=1)
    return st.permutations(range(n)).map(lambda order: identity(n)[list(order)])


def psd(n: int, *, rank: int | None = None, nonzero: bool = False) -> SearchStrategy[Exact]:
    """Symmetric positive semidefinite n x n matrices BB'.

    Args:
        n: size, at least 1.
        rank: number of columns of B, so an upper bound of the rank, at most n; drawn from 0..n by default.
        nonzero: leave out the zero matrix.

    Shrinks towards zero, with ``nonzero`` to a single 1 on the diagonal.
    """
    n = check_size("n", n, least=1)
    if rank is not None:
        check_size("rank", rank, least=0, most=n, why="the rank of an n x n matrix")
        check_size("rank", rank, least=int(nonzero), why="rank 0 is zero")
    return _psd(n, rank, nonzero)


@st.composite
def _psd(draw: DrawFn, n: int, rank: int | None, nonzero: bool) -> Exact:
    r = draw(st.integers(1 if nonzero else 0, n)) if rank is None else rank
    entries = draw(grain().entries(n * r))
    B = array(np.array(entries, dtype=object).reshape(n, r))
    if nonzero and not (B != 0).any():
        B[-1, -1] = fmpq(1)
    return B @ B.T if r else array(np.zeros((n, n), dtype=int))
