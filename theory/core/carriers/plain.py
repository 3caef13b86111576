"""The plain carrier: bare double precision, no error bounds, for searches that evaluate a claim many thousand times.

It proves and refutes nothing. What it finds near a boundary is put to the exact carrier, which does.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from ..record import Relation, Verdict
from .namespace import Namespace
from .tracked import nearest

Array = Any  # an ndarray of float64; NumPy's own types of results are too fine to be of help here

NEAR: Final = 1e-9
"""Equations count as true within NEAR of the larger side: far above rounding, far below what a search step moves."""
RANK: Final = 1e-10
"""Singular values below RANK times the largest are zero."""


class Plain(Namespace):
    """Measures and primitives over ndarrays of float64."""

    name = "plain"

    def array(self, x: Any) -> Any:
        """Nested lists, exact arrays or numbers as float64."""
        if isinstance(x, float | int):
            return np.float64(x)
        if isinstance(x, np.ndarray) and x.dtype == np.float64:
            return x
        given = np.asarray(x, dtype=object)
        flat = np.array([nearest(entry) for entry in given.ravel().tolist()], dtype=np.float64)
        return flat.reshape(given.shape) if given.ndim else flat[0]

    def ratio(self, a: Any, b: Any) -> Any:
        """a/b.

        Raises:
            ZeroDivisionError: b is 0.
        """
        if b == 0:
            raise ZeroDivisionError(f"{a}/{b}")
        return np.float64(nearest(a)) / np.float64(nearest(b))

    def identity(self, k: int) -> Array:
        """The identity."""
        return np.eye(k)

    def ones(self, X: Array) -> Array:
        """A column of ones, one per row of X."""
        return np.ones((X.shape[0], 1))

    def zeros(self, rows: int, columns: int) -> Array:
        """A zero matrix."""
        return np.zeros((rows, columns))

    def sqrt(self, x: Any) -> Any:
        """Square root, entrywise; rounding below zero is zero."""
        return np.sqrt(np.maximum(x, 0.0))

    def exp(self, x: Any) -> Any:
        """Exponential, entrywise."""
        return np.exp(x)

    def log(self, x: Any) -> Any:
        """Natural logarithm, entrywise."""
        return np.log(x)

    def cos(self, x: Any) -> Any:
        """Cosine, entrywise."""
        return np.cos(x)

    def sin(self, x: Any) -> Any:
        """Sine, entrywise."""
        return np.sin(x)

    def trace(self, A: Array) -> Any:
        """Sum of the diagonal."""
        return np.trace(A)

    def inner(self, A: Array, B: Array) -> Any:
        """tr A'B."""
        if A.shape != B.shape:
            raise ValueError(f"inner product of shapes {A.shape} and {B.shape}, which differ")
        return np.vdot(A, B)

    def center(self, X: Array) -> Array:
        """HX."""
        return X - X.mean(axis=0, keepdims=True)

    def hollow(self, K: Array) -> Array:
        """K with its diagonal set to 0."""
        K = K.copy()
        np.fill_diagonal(K, 0.0)
        return K

    def diagonal(self, K: Array) -> Array:
        """The diagonal, as a column."""
        return np.diagonal(K)[:, None].copy()

    def upper(self, D: Array) -> Array:
        """The entries above the diagonal, row by row, as a column."""
        return D[np.triu_indices(D.shape[0], 1)][:, None]

    def squared_distances(self, Z: Array) -> Array:
        """All squared distances between rows."""
        return np.square(Z[:, None, :] - Z[None, :, :]).sum(-1)

    def concat(self, *blocks: Array) -> Array:
        """Blocks side by side."""
        return np.concatenate(blocks, axis=1)

    def stack(self, *blocks: Array) -> Array:
        """Blocks on top of each other."""
        return np.concatenate(blocks, axis=0)

    # ----------------------------------------------------------------------------------------------- spectra

    def singular_values(self, A: Array) -> Array:
        """Descending."""
        return np.linalg.svd(A, compute_uv=False)

    def eigenvalues(self, S: Array) -> Array:
        """Of a symmetric matrix, descending."""
        return np.linalg.eigvalsh((S + S.T) / 2)[::-1]

    def nuclear_norm(self, A: Array) -> Any:
        """Sum of the singular values."""
        return np.float64(self.singular_values(A).sum())

    def leading_sum(self, S: Array, k: int) -> Any:
        """The sum of the k largest eigenvalues of a symmetric matrix."""
        return self.eigenvalues(S)[:k].sum()

    def averaging(self, X: Array) -> Array:
        """The projector that averages over samples with equal rows (equal numbers were rounded alike)."""
        marks = (X[:, None, :] == X[None, :, :]).all(-1).astype(np.float64)
        return marks / marks.sum(0)

    def rank(self, A: Array) -> int:
        """How many singular values are not zero."""
        return _count(self.singular_values(A))

    def projector(self, A: Array) -> Array:
        """Onto the columns."""
        U, s, _ = np.linalg.svd(A, full_matrices=False)
        U = U[:, : _count(s)]
        return U @ U.T

    def solve(self, A: Array, B: Array) -> Array:
        """A^-1 B.

        Raises:
            ZeroDivisionError: A is singular.
        """
        try:
            return np.linalg.solve(A, B)
        except np.linalg.LinAlgError as error:
            raise ZeroDivisionError(f"singular matrix of shape {A.shape}") from error

    def pseudo_inverse(self, A: Array) -> Array:
        """The Moore-Penrose inverse."""
        U, s, Vt = np.linalg.svd(A, full_matrices=False)
        r = _count(s)
        return (Vt[:r].T / s[:r]) @ U[:, :r].T

    def median(self, v: Array) -> Any:
        """The middle entry, or the mean of the two middle ones."""
        return np.median(v)

    def neighbours(self, Z: Array, k: int) -> Array:
        """Row i marks the k nearest other rows of Z."""
        D, n = self.squared_distances(Z), Z.shape[0]
        np.fill_diagonal(D, np.inf)
        marks = np.zeros((n, n))
        np.put_along_axis(marks, np.argsort(D, axis=1, kind="stable")[:, :k], 1.0, axis=1)
        return marks

    def principal_projector(self, A: Array, share: Any) -> tuple[Array, int]:
        """Onto the fewest leading left singular vectors that hold ``share`` of |A|^2, and how many they are."""
        U, s, _ = np.linalg.svd(A, full_matrices=False)
        energy = np.cumsum(np.square(s))
        count = min(int(np.searchsorted(energy, float(share) * energy[-1])) + 1, s.size)
        return U[:, :count] @ U[:, :count].T, count

    def canonical(self, P: Array, R: Array, pairs: int) -> list[tuple[Any, Array]]:
        """Canonical correlations of the ranges of P and R, decreasing, each with the projector on its variate in P."""
        U, s, _ = np.linalg.svd(P @ R)
        return [(np.float64(s[i]), np.outer(U[:, i], U[:, i])) for i in range(pairs)]

    # --------------------------------------------------------------------------------------------- judging

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """To the nearest double: a premise or hypothesis is believed within rounding, and no further."""
        if relation.op == "psd":
            w = self.eigenvalues(self.array(relation.right))
            return _verdict(bool(w[-1] >= -NEAR * np.max(np.abs(w))))
        left, right = self.array(relation.left), self.array(relation.right)
        difference = np.asarray(left - right)
        size = max(float(np.max(np.abs(left), initial=0.0)), float(np.max(np.abs(right), initial=0.0)))
        if relation.op in ("==", "!="):
            equal = bool(np.all(np.abs(difference) <= NEAR * max(size, 1.0)))
            return _verdict(equal == (relation.op == "=="))
        if relation.op == "<=":
            return _verdict(bool(np.all(difference <= RANK * size)))
        return _verdict(bool(np.all(difference < 0)))

    def slack(self, relation: Relation) -> str:
        """Nothing: there is no tolerance to speak of."""
        return ""


def _count(s: Array) -> int:
    return int(np.count_nonzero(s > RANK * s[0])) if s.size and s[0] > 0 else 0


def _verdict(true: bool) -> Verdict:
    return Verdict.HOLDS if true else Verdict.REFUTED
