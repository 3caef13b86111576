"""Two representations from which one output can be read, exactly and linearly."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from unalignable.theory.core.strategies._arrays import Exact, inverse
from unalignable.theory.core.strategies._options import check_size
from unalignable.theory.core.strategies.general import matrices
from unalignable.theory.core.strategies.maps import invertible
from unalignable.theory.core.strategies.structured import rank_profile


def shared_readouts(n: int, p: int, q: int, m: int) -> SearchStrategy[tuple[Exact, Exact, Exact, Exact]]:
    """Quadruples (X, Y, W, V), n x p, n x q, p x m and q x m, with HXW = HYV exactly, and not zero.

    With W = W_0 C and C of as many rows as the output has independent columns, HXW_0 = HS means that the columns of
    W_0 can be completed to an invertible matrix by which HX is [HS, *]; that is how each side is drawn, with one S and
    one C. Whatever else X and Y hold is drawn apart: nothing, constants (read by W as well), or features that may be
    correlated with the output and with each other. Shrinks to X = Y = (0, ..., 0, 1) and W = V = 1, padded with zeros.
    """
    n = check_size("n", n, least=2, why="a single row is constant")
    return _shared(n, *(check_size(name, k, least=1) for name, k in (("p", p), ("q", q), ("m", m))))


@st.composite
def _shared(draw: DrawFn, n: int, p: int, q: int, m: int) -> tuple[Exact, Exact, Exact, Exact]:
    r = draw(st.integers(1, min(p, q, m)))
    S, C = draw(matrices(n, r)), draw(matrices(r, m, nonconstant=False))
    if not varies(S @ C):
        C[next(j for j in range(r) if varies(S[:, j : j + 1])), 0] += 1
    X, W = _side(draw, S, C, p)
    Y, V = _side(draw, S, C, q)
    return X, Y, W, V


def _side(draw: DrawFn, S: Exact, C: Exact, p: int) -> tuple[Exact, Exact]:
    """A representation with p features and a readout of SC from it, up to a constant."""
    (n, r), m = S.shape, C.shape[1]
    R = draw(invertible(p, unimodular=draw(st.booleans())))
    rest: Any = np.zeros((n, 0), dtype=object)
    more: Any = np.zeros((0, m), dtype=object)
    if p > r:
        rest, more = draw(matrices(n, p - r, nonconstant=False)), draw(matrices(p - r, m, nonconstant=False))
        if draw(st.booleans()):
            rest = rest * 0 + rest[:1]  # constants: W may read them
        else:
            more = more * 0
    X: Exact = np.concatenate([S, rest], axis=1) @ R
    W: Exact = inverse(R) @ np.concatenate([C, more])
    return X, W


def ranked_readouts(
    n: int, p: int, q: int, m: int, *, rank: int, left: int, right: int
) -> SearchStrategy[tuple[Exact, Exact, Exact, Exact]]:
    """Quadruples (X, Y, W, V) as in ``shared_readouts`` with rank HXW = rank, rank HX = left and rank HY = right.

    What X and Y hold beside the output is drawn from one basis of the centred space, so that they can share it.
    ``rank`` is at most left, right and m; these are at most p, q and n - 1. Shrinks to columns of the identity.
    """
    n = check_size("n", n, least=2, why="a single row is constant")
    p, q, m = (check_size(name, k, least=1) for name, k in (("p", p), ("q", q), ("m", m)))
    left = check_size("left", left, least=1, most=min(n - 1, p), why="the rank after centring is at most min(n - 1, p)")
    right = check_size(
        "right", right, least=1, most=min(n - 1, q), why="the rank after centring is at most min(n - 1, q)"
    )
    rank = check_size("rank", rank, least=1, most=min(left, right, m), why="the output is read from both, in m columns")
    return _ranked(n, (p, left), (q, right), m, rank)


@st.composite
def _ranked(
    draw: DrawFn, n: int, first: tuple[int, int], second: tuple[int, int], m: int, r: int
) -> tuple[Exact, Exact, Exact, Exact]:
    frame = draw(rank_profile(n, n - 1, n - 1))
    C = draw(invertible(m))[:r]
    (X, W), (Y, V) = (_framed(draw, frame, C, *size) for size in (first, second))
    return X, Y, W, V


def _framed(draw: DrawFn, frame: Exact, C: Exact, p: int, k: int) -> tuple[Exact, Exact]:
    """The output's directions, k - r of the others, and p - k columns that repeat the constant."""
    r, n = C.shape[0], frame.shape[0]
    S, rest = frame[:, :r], frame[:, r:]
    if k > r:
        rest = rest @ draw(invertible(n - 1 - r))[:, : k - r]
    X0: Exact = np.concatenate([S, rest[:, : k - r]], axis=1)
    constant = draw(matrices(1, p - k, nonconstant=False)) if p > k else X0[:1, :0]
    R = draw(invertible(p, unimodular=draw(st.booleans())))
    more = draw(matrices(p - k, C.shape[1], nonconstant=False)) if p > k else C[:0]
    X: Exact = np.concatenate([X0, np.repeat(constant, n, axis=0)], axis=1) @ R
    W: Exact = inverse(R) @ np.concatenate([C, 0 * C[:1].repeat(k - r, axis=0), more])
    return X, W


def varies(A: Exact) -> bool:
    """Whether the rows differ."""
    return bool((A[:1] != A).any())
