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


def varies(A: Exact) -> bool:
    """Whether the rows differ."""
    return bool((A[:1] != A).any())
