"""Exact representations with structure: given rank, white, uncorrelated pairs, distorted copies."""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np
from flint import fmpq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from unalignable.theory.core.strategies._arrays import (
    Exact,
    array,
    center,
    identity,
    left_null_basis,
    squared_distances,
    zeros,
)
from unalignable.theory.core.strategies._grain import grain
from unalignable.theory.core.strategies._options import check_size
from unalignable.theory.core.strategies.general import matrices, permutations, positive
from unalignable.theory.core.strategies.maps import invertible, semi_orthogonal


def _integers(draw: DrawFn, n: int, p: int) -> Exact:
    entries = draw(grain().entries(n * p))
    return array(np.array(entries, dtype=object).reshape(n, p))


def rank_profile(n: int, p: int, r: int) -> SearchStrategy[Exact]:
    """Matrices X of shape (n, p) with rank(HX) = r exactly.

    Every such matrix has the form P [I; G; 0] T [I M] R + 1b' with T invertible of size r and permutations P, R; that
    is how it is drawn. ``r`` is at most min(n - 1, p); r = 0 gives constant matrices. Shrinks to [I_r 0; 0 0].
    """
    n, p = check_size("n", n, least=1), check_size("p", p, least=1)
    r = check_size("r", r, least=0, most=min(n - 1, p), why="the rank after centring is at most min(n - 1, p)")
    return _rank_profile(n, p, r)


@st.composite
def _rank_profile(draw: DrawFn, n: int, p: int, r: int) -> Exact:
    b = _integers(draw, 1, p)
    if r == 0:
        return array(np.repeat(b, n, axis=0))
    left = np.concatenate([identity(r), _integers(draw, n - 1 - r, r), zeros(1, r)])
    right = np.concatenate([identity(r), _integers(draw, r, p - r)], axis=1)
    X: Exact = draw(permutations(n)) @ left @ draw(invertible(r)) @ right @ draw(permutations(p)) + b
    return X


def full_rank(n: int, p: int) -> SearchStrategy[Exact]:
    """Matrices X of shape (n, p) with rank(HX) = n - 1, the largest there is; needs p >= n - 1.

    Then the columns span every centred direction and a linear probe fits every target. Shrinks to [I 0; 0 0].
    """
    n = check_size("n", n, least=2)
    p = check_size("p", p, least=n - 1, why="rank n - 1 needs at least n - 1 columns")
    return rank_profile(n, p, n - 1)


def uncorrelated(n: int, p: int, q: int) -> SearchStrategy[tuple[Exact, Exact]]:
    """Pairs X (n, p), Y (n, q), both nonconstant, with X_c'Y_c = 0 exactly: CKA, R2 and NBS are zero.

    Y is an integer combination of an integer basis of the complement of span(1, X), shifted. Needs n >= 3 (a direction
    for each beside 1); the rank of HX is at most n - 2. Shrinks to n = 3 vectors such as (0, 0, 1) and (-1, 1, 0).
    """
    n = check_size("n", n, least=3, why="X, Y and the constant need a direction each")
    p, q = check_size("p", p, least=1), check_size("q", q, least=1)
    return _uncorrelated(n, p, q)


@st.composite
def _uncorrelated(draw: DrawFn, n: int, p: int, q: int) -> tuple[Exact, Exact]:
    X = draw(rank_profile(n, p, draw(st.integers(1, min(p, n - 2)))))
    basis = left_null_basis(np.concatenate([identity(n)[:, :1] * 0 + 1, X], axis=1))
    B = _integers(draw, basis.shape[1], q)
    if not (B != 0).any():
        B[-1, -1] = fmpq(1)
    Y: Exact = basis @ B + _integers(draw, 1, q)
    return X, Y


def _hadamard(order: int) -> Exact:
    H = np.ones((1, 1), dtype=int)
    while H.shape[0] < order:
        H = np.block([[H, H], [H, -H]])
    return array(H)


def _white_blocks(n: int, first: int) -> list[int]:
    """n cut greedily into Hadamard orders first * 4^k; what is left over stays zero."""
    blocks = []
    while n >= max(first, 2):
        order = first
        while order * 4 <= n:
            order *= 4
        if order < 2:
            break
        blocks.append(order)
        n -= order
    return blocks


def _most_white(n: int) -> tuple[int, int]:
    """The largest number of white columns built here for n samples, and the first Hadamard order used (1 or 2)."""
    return max((sum(order - 1 for order in _white_blocks(n, first)), first) for first in (1, 2))


def white(n: int, r: int) -> SearchStrategy[Exact]:
    """White centred matrices W of shape (n, r): 1'W = 0 and W'W = c I_r for a rational c > 0.

    Columns of Hadamard matrices of orders 4^k (or 2*4^k) side by side, all of one length, then reflected inside the
    centred space and turned by rational orthogonal maps. One column may be any centred vector. The most columns are
    sum(order - 1) over such orders filling n; at n = 3, 6 or 7 a full set of n - 1 rational white columns does not
    exist at all, because n times a square would have to be c^(n-1), or 6 a sum of two squares.
    Shrinks to columns of Hadamard matrices side by side, a single column to (-1, ..., -1, n - 1).
    """
    n = check_size("n", n, least=2)
    most, _ = _most_white(n)
    r = check_size("r", r, least=1, most=most, why=f"the most white columns built exactly for n={n}")
    return _white(n, r)


@st.composite
def _white(draw: DrawFn, n: int, r: int) -> Exact:
    if r == 1:
        return array(center(draw(matrices(n, 1))) * n)
    firsts = [first for first in (1, 2) if sum(order - 1 for order in _white_blocks(n, first)) >= r]
    first = draw(st.sampled_from(firsts))
    orders = _white_blocks(n, first)
    W = zeros(n, sum(order - 1 for order in orders))
    row = column = 0
    for order in orders:
        length = fmpq(1, isqrt(order // min(orders)))  # every column gets the length of the smallest block's
        W[row : row + order, column : column + order - 1] = _hadamard(order)[:, 1:] * length
        row, column = row + order, column + order - 1
    W = W @ draw(semi_orthogonal(r, W.shape[1])).T
    for _ in range(draw(st.integers(0, 2))):
        v = center(draw(matrices(n, 1)))  # the reflection in a centred v keeps 1, so the columns stay centred
        W = W - v @ (v.T @ W) * (2 / (v.T @ v)[0, 0])
    out: Exact = draw(permutations(n)) @ W
    return out


def proportional_distances(n: int, p: int, *, r: int | None = None) -> SearchStrategy[tuple[Exact, Exact, Any]]:
    """Triples (X, Y, c): distinct rows, and ||y_i - y_j||^2 = c ||x_i - x_j||^2 exactly for all i, j.

    X has shape (n, p), Y = scale X Q + 1b' shape (n, r) with r >= p (p by default). Shrinks to Y = X, c = 1.
    """
    n, p = check_size("n", n, least=2), check_size("p", p, least=1)
    r = p if r is None else check_size("r", r, least=p, why="an isometry does not lower the dimension")
    return _proportional(n, p, r)


@st.composite
def _proportional(draw: DrawFn, n: int, p: int, r: int) -> tuple[Exact, Exact, Any]:
    X = draw(matrices(n, p, distinct_rows=True))
    scale = draw(positive())
    Y: Exact = X @ draw(semi_orthogonal(p, r)) * scale + _integers(draw, 1, r)
    return X, Y, scale * scale


def distorted_copies(n: int, p: int) -> SearchStrategy[tuple[Exact, Exact, Any, Any]]:
    """Quadruples (X, Y, c, d): c(1 - d) <= ||y_i - y_j||^2 / ||x_i - x_j||^2 <= c(1 + d), as tightly as it holds.

    The rows of X (n, p) are distinct, Y is a similar copy of X moved by a small rational matrix, and
    d ||D_X||_F <= 2 ||K||_F holds (D_X: squared distances, K: centred Gram matrix), as the distortion floor asks. Both
    ends are attained. Shrinks to Y = X, c = 1, d = 0.
    """
    n, p = check_size("n", n, least=2), check_size("p", p, least=1)
    return _distorted(n, p)


@st.composite
def _distorted(draw: DrawFn, n: int, p: int) -> tuple[Exact, Exact, Any, Any]:
    X, copy, _ = draw(proportional_distances(n, p))
    move, part = _integers(draw, n, p), fmpq(1, draw(st.integers(1, 4)))
    above = [(i, j) for i in range(n) for j in range(i)]
    D, K = squared_distances(X), center(X) @ center(X).T
    while True:  # halving the move ends: at no move d = 0
        Y: Exact = copy + move * part
        E = squared_distances(Y)
        ratios = [E[pair] / D[pair] for pair in above]
        low, high = min(ratios), max(ratios)
        c, d = (low + high) / 2, (high - low) / (high + low) if high else fmpq(0)
        if high and d * d * (D * D).sum() <= 4 * (K * K).sum():
            return X, Y, c, d
        part /= 2
