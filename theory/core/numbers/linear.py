"""Linear algebra over exact numbers: FLINT for rational matrices, elimination with decided pivots for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import Any

import numpy as np

from .array import Array, all_rational, from_flint, to_flint, zeros
from .effort import bits, limited, spend
from .functions import sign
from .number import Undecided


def decided(x: Any, what: str) -> int:
    """The sign of ``x``.

    Raises:
        Undecided: x is an enclosure that does not tell.
    """
    s = sign(x)
    if s is None:
        raise Undecided(f"{what} cannot be told at this precision: {x}")
    return s


def sorted_exactly(items: Iterable[Any], key: Callable[[Any], Any] = lambda x: x) -> list[Any]:
    """Increasing, by decided comparisons.

    Raises:
        Undecided: two enclosures overlap.
    """
    return sorted(items, key=cmp_to_key(lambda a, b: decided(key(a) - key(b), "which of two numbers is larger")))


def row_reduced(A: Array) -> tuple[Array, list[int]]:
    """The reduced row echelon form and the pivot columns."""
    if all_rational(A):
        if limited():
            spend(A.size * (1 + min(A.shape) * bits(A.ravel().tolist()) / 50))
        R, r = to_flint(A).rref()
        reduced = from_flint(R)
        return reduced, [next(j for j in range(A.shape[1]) if reduced[i, j] != 0) for i in range(int(r))]
    reduced = A.copy()
    pivots: list[int] = []
    for j in range(A.shape[1]):
        r = len(pivots)
        k = next((i for i in range(r, A.shape[0]) if decided(reduced[i, j], "whether a pivot is zero")), None)
        if k is None:
            continue
        reduced[[r, k]] = reduced[[k, r]]
        reduced[r] = reduced[r] / reduced[r, j]
        for i in range(A.shape[0]):
            if i != r and decided(reduced[i, j], "whether an entry is zero"):
                reduced[i] = reduced[i] - reduced[r] * reduced[i, j]
        pivots.append(j)
    return reduced, pivots


def rank(A: Array) -> int:
    """The rank."""
    return len(row_reduced(A)[1])


def solve(A: Array, B: Array) -> Array:
    """The X with A X = B.

    Raises:
        ZeroDivisionError: A is singular.
        ValueError: A is not square or B has another number of rows.
    """
    n = A.shape[0]
    if A.shape != (n, n) or B.shape[0] != n:
        raise ValueError(f"cannot solve A X = B with shapes {A.shape} and {B.shape}: A square, and as many rows in B")
    if all_rational(A) and all_rational(B):
        if limited():
            spend(n * B.size * (1 + bits([*A.ravel().tolist(), *B.ravel().tolist()]) / 5))
        return from_flint(to_flint(A).solve(to_flint(B)))
    reduced, pivots = row_reduced(np.concatenate([A, B], axis=1))
    if pivots[:n] != list(range(n)):
        raise ZeroDivisionError(f"singular matrix of shape {A.shape}")
    return reduced[:, n:]


def projector(A: Array) -> Array:
    """The orthogonal projector onto the columns of A."""
    B = A[:, row_reduced(A)[1]]
    if B.shape[1] == 0:
        return zeros(A.shape[0], A.shape[0])
    found: Array = B @ solve(B.T @ B, B.T)
    return found


def pseudo_inverse(A: Array) -> Array:
    """The Moore-Penrose inverse C'(CC')^-1 (B'B)^-1 B', by A = BC with B columns of A and C of full row rank."""
    reduced, pivots = row_reduced(A)
    if not pivots:
        return zeros(A.shape[1], A.shape[0])
    B, C = A[:, pivots], reduced[: len(pivots)]
    inverse: Array = C.T @ solve(C @ C.T, solve(B.T @ B, B.T))
    return inverse


def is_semidefinite(A: Array) -> bool:
    """Is the symmetric matrix A positive semidefinite? By elimination with diagonal pivots, every sign decided.

    Raises:
        ValueError: A is not symmetric.
        Undecided: an enclosure does not tell.
    """
    if A.shape[0] != A.shape[1]:
        raise ValueError(f"semidefinite is asked of a square matrix; this one has shape {A.shape}")
    if any(sign(d) in (-1, 1) for d in (A - A.T).ravel()):
        raise ValueError(f"semidefinite is asked of a symmetric matrix; this one of shape {A.shape} is not")
    while A.shape[0]:
        signs = [decided(d, "the sign of a pivot") for d in np.diagonal(A)]
        if min(signs) < 0:
            return False
        if max(signs) == 0:
            return not any(decided(entry, "whether an entry is zero") for entry in A.ravel())
        k = signs.index(1)
        keep = [i for i in range(A.shape[0]) if i != k]
        A = (A - A[:, [k]] @ A[[k], :] / A[k, k])[np.ix_(keep, keep)]
    return True
