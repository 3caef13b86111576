"""The exact carrier: rationals, surds, cyclotomic numbers, and enclosures for what is transcendental."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from flint import fmpq

from ..numbers import array as arrays
from ..numbers import functions, linear, partition, spectrum
from ..numbers.array import Array
from ..record import Relation, Verdict
from .namespace import Measure, Namespace, Undecided


class Exact(Namespace):
    """Every value is exact or an enclosure; a question is answered for certain or not at all."""

    name = "exact"

    def implement(self, **functions: Measure) -> Exact:
        """With nothing: a stranger's code computes in floats.

        Raises:
            ValueError: a function is given.
        """
        if functions:
            raise ValueError(
                f"{', '.join(functions)}: an implementation runs on the float carriers, not on exact numbers"
            )
        return self

    def array(self, x: Any) -> Any:
        """An object array of numbers, or a number for a number."""
        made = arrays.array(x)
        return made if made.ndim else made[()]

    def ratio(self, a: Any, b: Any) -> Any:
        """a/b."""
        return arrays.number(a) / arrays.number(b)

    def identity(self, k: int) -> Array:
        """The k x k identity."""
        return arrays.eye(k)

    def zeros(self, r: int, c: int) -> Array:
        """The r x c zero matrix."""
        return arrays.zeros(r, c)

    def sqrt(self, x: Any) -> Any:
        """Square root, entrywise."""
        return self._entrywise(functions.sqrt, x)

    def exp(self, x: Any) -> Any:
        """Exponential, entrywise."""
        return self._entrywise(functions.exp, x)

    def log(self, x: Any) -> Any:
        """Natural logarithm, entrywise."""
        return self._entrywise(functions.log, x)

    def cos(self, x: Any) -> Any:
        """Cosine, entrywise, of angles in radians."""
        return self._entrywise(functions.cos, x)

    def sin(self, x: Any) -> Any:
        """Sine, entrywise, of angles in radians."""
        return self._entrywise(functions.sin, x)

    def _entrywise(self, f: Callable[[Any], Any], x: Any) -> Any:
        if not isinstance(x, np.ndarray):
            return f(x)
        return arrays.filled([f(entry) for entry in x.ravel().tolist()], x.shape)

    def trace(self, A: Array) -> Any:
        """The sum of the diagonal."""
        return functools.reduce(lambda a, b: a + b, np.diagonal(A), fmpq(0))

    def center(self, X: Array) -> Array:
        """HX: the mean over samples subtracted from every column."""
        centred: Array = X - X.sum(axis=0, keepdims=True) * fmpq(1, X.shape[0])
        return centred

    def inner(self, A: Array, B: Array) -> Any:
        """tr A'B."""
        if A.shape != B.shape:
            raise ValueError(f"inner product of shapes {A.shape} and {B.shape}, which differ")
        return (A.reshape(1, -1) @ B.reshape(-1, 1))[0, 0]

    def hollow(self, K: Array) -> Array:
        """K with its diagonal set to 0."""
        K = K.copy()
        np.fill_diagonal(K, fmpq(0))
        return K

    def diagonal(self, K: Array) -> Array:
        """The diagonal, as a column."""
        return arrays.filled(np.diagonal(K).tolist(), (K.shape[0], 1))

    def upper(self, D: Array) -> Array:
        """The entries above the diagonal, row by row, as a column."""
        return D[np.triu_indices(D.shape[0], 1)].reshape(-1, 1)

    def squared_distances(self, Z: Array) -> Array:
        """The squared Euclidean distances between the rows."""
        G = Z @ Z.T
        a = self.diagonal(G)
        distances: Array = a + a.T - G * 2
        return distances

    def concat(self, *blocks: Array) -> Array:
        """The blocks side by side."""
        return np.concatenate(blocks, axis=1)

    def stack(self, *blocks: Array) -> Array:
        """The blocks one below the other."""
        return np.concatenate(blocks, axis=0)

    def rank(self, A: Array) -> int:
        """The rank."""
        return linear.rank(A)

    def projector(self, A: Array) -> Array:
        """The orthogonal projector onto the columns."""
        return linear.projector(A)

    def solve(self, A: Array, B: Array) -> Array:
        """A^-1 B."""
        return linear.solve(A, B)

    def pseudo_inverse(self, A: Array) -> Array:
        """The Moore-Penrose inverse."""
        return linear.pseudo_inverse(A)

    def nuclear_norm(self, A: Array) -> Any:
        """The sum of the singular values."""
        return spectrum.nuclear_norm(A)

    def leading_sum(self, S: Array, k: int) -> Any:
        """The sum of the k largest eigenvalues of a symmetric matrix."""
        return spectrum.leading_sum(S, k)

    def averaging(self, X: Array) -> Array:
        """The projector that averages over samples with equal rows."""
        return partition.averaging(X)

    def median(self, v: Array) -> Any:
        """The middle entry, or the mean of the two middle ones."""
        ordered = linear.sorted_exactly(v.ravel().tolist())
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2

    def neighbours(self, Z: Array, k: int) -> Array:
        """Row i marks the k nearest other rows of Z.

        Raises:
            Undecided: a tie for the k-th place.
            ValueError: there are not k others.
        """
        D, n = self.squared_distances(Z), Z.shape[0]
        if not 0 <= k < n:
            raise ValueError(f"k must be between 0 and {n - 1}, got {k}: {n} samples have {n - 1} neighbours each")
        marks = np.zeros((n, n), dtype=int)
        for i in range(n):
            others = [j for j in range(n) if j != i]
            order = linear.sorted_exactly(others, key=D[i].__getitem__)
            if 0 < k < n - 1 and not linear.decided(D[i, order[k]] - D[i, order[k - 1]], "which neighbour is nearer"):
                raise Undecided(
                    f"samples {order[k - 1]} and {order[k]} are as far from sample {i}: a tie for neighbour {k}"
                )
            marks[i, order[:k]] = 1
        return arrays.array(marks)

    def principal_projector(self, A: Array, share: Any) -> tuple[Array, int]:
        """Onto the fewest leading left singular vectors of A that hold ``share`` of |A|^2, and how many they are."""
        return spectrum.principal_projector(A, share)

    def canonical(self, P: Array, R: Array, pairs: int) -> list[tuple[Any, Array]]:
        """Canonical correlations of the ranges of P and R, decreasing, each with the projector on its variate in P."""
        return spectrum.canonical(P, R, pairs)

    def decide(self, relation: Relation, condition: bool = False) -> Verdict:
        """For certain, or undecided when an enclosure does not tell."""
        if relation.op == "psd":
            try:
                return Verdict.HOLDS if linear.is_semidefinite(relation.right) else Verdict.REFUTED
            except Undecided:
                return Verdict.UNDECIDED
        left, right = relation.left, relation.right
        if np.ndim(left) and np.ndim(right) and left.shape != right.shape:
            raise ValueError(f"cannot compare shapes {left.shape} and {right.shape}")
        signs = {functions.sign(d) for d in np.asarray(left - right, dtype=object).ravel()}
        if relation.op in ("==", "!="):
            differ = bool(signs & {-1, 1})
            if not differ and None in signs:
                return Verdict.UNDECIDED
            return Verdict.HOLDS if differ == (relation.op == "!=") else Verdict.REFUTED
        good = {"<=": {-1, 0}, "<": {-1}}[relation.op]
        if signs - good - {None}:
            return Verdict.REFUTED
        return Verdict.UNDECIDED if None in signs else Verdict.HOLDS

    def slack(self, relation: Relation) -> str:
        """Nothing: an exact relation has no tolerance."""
        return ""
