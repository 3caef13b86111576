"""CKA^2 of rational data at any size that Gram matrices of floats have: integers only, one division.

CKA does not change when X or Y is multiplied by a number, so all denominators may go. They go late: each column is
made integral by its own denominator, the sums over samples are taken on those small integers, and the columns'
scales enter with the squares of the p x q (or n x n) results.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpz, fmpz_mat

from .rational import rational


def exact_cka_squared(X: Any, Y: Any) -> fmpq:
    """The square of linear CKA, a rational number.

    Args:
        X: n x p, rows are samples: integers, fractions or floats (each the dyadic rational that it stores).
        Y: n x q, likewise.

    Raises:
        ValueError: the shapes do not meet, or an entry is not finite.
        ZeroDivisionError: a representation is constant over samples, so that CKA is 0/0.
    """
    Z, a = integral_columns(X, "X")
    W, b = integral_columns(Y, "Y")
    n, p, q = Z.nrows(), Z.ncols(), W.ncols()
    if W.nrows() != n:
        raise ValueError(f"X has {n} samples and Y has {W.nrows()}: rows are samples, and must be the same ones")
    if p * q + p * p + q * q <= 2 * n * n:
        cross, own, other = energy(Z, a, W, b), energy(Z, a, Z, a), energy(W, b, W, b)
    else:
        K, L = scatter(Z, a), scatter(W, b)
        cross, own, other = dot(K, L), dot(K, K), dot(L, L)
    if own == 0 or other == 0:
        raise ZeroDivisionError(f"{'X' if own == 0 else 'Y'} is constant over samples, so CKA is 0/0")
    return fmpq(cross * cross, own * other)


def integral_columns(X: Any, name: str) -> tuple[fmpz_mat, list[fmpz]]:
    """``(n H Z, s)`` with Z integral and ``X = Z diag(s)`` up to one factor for the whole of X, s integral."""
    given = np.asarray(X, dtype=object)
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"{name} must have shape (samples, features), none of them 0; got shape {given.shape}")
    n, p = given.shape
    columns, denominators = [], []
    for j in range(p):
        column = [rational(x) for x in given[:, j]]
        denominator = fmpz(1)
        for x in column:
            denominator = denominator.lcm(x.q)
        integers = [x.p * (denominator / x.q) for x in column]
        total = sum(integers, fmpz(0))
        columns += [n * z - total for z in integers]
        denominators.append(denominator)
    whole = fmpz(1)
    for denominator in denominators:
        whole = whole.lcm(denominator)
    return fmpz_mat(p, n, columns).transpose(), [whole / denominator for denominator in denominators]


def energy(Z: fmpz_mat, a: list[fmpz], W: fmpz_mat, b: list[fmpz]) -> fmpz:
    """|diag(a) Z'W diag(b)|^2."""
    M = Z.transpose() * W
    rows = (sum((M[i, j] ** 2 * b[j] ** 2 for j in range(len(b))), fmpz(0)) for i in range(len(a)))
    return sum((row * scale**2 for row, scale in zip(rows, a, strict=True)), fmpz(0))


def scatter(Z: fmpz_mat, a: list[fmpz]) -> fmpz_mat:
    """Z diag(a)^2 Z'."""
    scaled = fmpz_mat(Z.nrows(), Z.ncols(), [Z[i, j] * a[j] for i in range(Z.nrows()) for j in range(Z.ncols())])
    return scaled * scaled.transpose()


def dot(K: fmpz_mat, L: fmpz_mat) -> fmpz:
    """The sum of the products of the entries."""
    return sum((k * m for k, m in zip(K.entries(), L.entries(), strict=True)), fmpz(0))
