"""Spectral primitives of the floating carrier: computed in double precision, bounded by perturbation theory.

Sources of the bounds: Mirsky (singular values), Hoffman and Wielandt (eigenvalues), Wedin (singular subspaces and
pseudo-inverses); see Stewart and Sun, Matrix Perturbation Theory, chapters III to V.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .namespace import Namespace, Undecided
from .tracked import Tracked, frobenius

EPS = float(np.finfo(np.float64).eps)


class Spectral(Namespace):
    """Ranks, projectors and spectra of tracked matrices of one dtype."""

    def __init__(self, dtype: str, definitions: Mapping[str, Callable[..., Any]] | None = None) -> None:
        super().__init__(definitions)
        self.dtype = np.dtype(dtype)
        self.name = self.dtype.name

    @property
    def u(self) -> float:
        """Unit roundoff."""
        return float(np.finfo(self.dtype).eps) / 2

    def zeros(self, rows: int, columns: int) -> Tracked:
        """A zero matrix."""
        return Tracked(np.zeros((rows, columns), self.dtype))

    def singular_values(self, A: Tracked) -> Tracked:
        """Descending; the vector moves by at most ||E||_F (Mirsky)."""
        s = np.linalg.svd(A.value.astype(np.float64), compute_uv=False)
        top = float(s[0]) if s.size else 0.0
        return Tracked(s, A.error + max(A.shape) * EPS * top)

    def eigenvalues(self, S: Tracked) -> Tracked:
        """Of a symmetric matrix, descending; the vector moves by at most ||E||_F (Hoffman and Wielandt)."""
        symmetric = (S.value.astype(np.float64) + S.value.T.astype(np.float64)) / 2
        w = np.linalg.eigvalsh(symmetric)[::-1].copy()
        top = float(np.max(np.abs(w), initial=0.0))
        return Tracked(w, S.error + S.shape[0] * EPS * top)

    def leading_sum(self, S: Tracked, k: int) -> Tracked:
        """The sum of the k largest eigenvalues of a symmetric matrix: it moves by at most sqrt(k) ||E||_F."""
        if not 0 <= k <= S.shape[0]:
            raise ValueError(f"k must be between 0 and {S.shape[0]}, the number of eigenvalues, got {k}")
        w = self.eigenvalues(S)
        return Tracked(np.sum(w.value[:k]), math.sqrt(k) * w.error)

    def nuclear_norm(self, A: Tracked) -> Tracked:
        """Sum of the singular values: it moves by at most sqrt(min(rows, columns)) ||E||_F."""
        s = self.singular_values(A)
        return Tracked(np.sum(s.value), math.sqrt(min(A.shape)) * s.error)

    def rank(self, A: Tracked) -> int:
        """How many singular values exceed max(n, p) u sigma_1; undecided when the error bound hides one."""
        s = np.linalg.svd(A.value.astype(np.float64), compute_uv=False)
        if s.size == 0 or s[0] == 0:
            if A.error > 0:
                raise Undecided("the rank of a matrix that is zero within its error")
            return 0
        rule = max(A.shape) * self.u * float(s[0])
        if s[0] <= 2 * A.error or any(rule < x <= 2 * A.error for x in s):
            raise Undecided(f"the rank: singular values {s} are not separated from the error {A.error:.1g}")
        return int((s > rule).sum())

    def projector(self, A: Tracked) -> Tracked:
        """Onto the columns: ||P - P'||_F <= sqrt(2) ||E||_F / gap (Wedin)."""
        r = self.rank(A)
        U, s, _ = np.linalg.svd(A.value.astype(np.float64), full_matrices=False)
        if r == 0:
            return self.zeros(A.shape[0], A.shape[0])
        gap = float(s[r - 1]) - A.error
        error = math.inf if gap <= 0 else math.sqrt(2) * (A.error + A.shape[0] * self.u * float(s[0])) / gap
        return Tracked((U[:, :r] @ U[:, :r].T).astype(self.dtype), error)

    def solve(self, A: Tracked, B: Tracked) -> Tracked:
        """The solution of A X = B for square A, with a residual bound through the smallest singular value."""
        a = A.value.astype(np.float64)
        value = np.linalg.solve(a, B.value.astype(np.float64)).astype(self.dtype)
        smallest = float(np.linalg.svd(a, compute_uv=False)[-1]) - A.error
        if smallest <= 0:
            return Tracked(value, math.inf)
        backward = A.error + 4 * A.shape[0] ** 2 * self.u * frobenius(A.value)
        return Tracked(value, (B.error + backward * frobenius(value)) / smallest + self.u * frobenius(value))

    def pseudo_inverse(self, A: Tracked) -> Tracked:
        """Moore-Penrose inverse: ||A+ - B+||_F <= 2 ||A+|| ||B+|| ||E||_F at equal rank (Wedin)."""
        r = self.rank(A)
        U, s, Vt = np.linalg.svd(A.value.astype(np.float64), full_matrices=False)
        if r == 0:
            return self.zeros(A.shape[1], A.shape[0])
        value = ((Vt[:r].T / s[:r]) @ U[:, :r].T).astype(self.dtype)
        gap = float(s[r - 1]) - A.error
        noise = A.error + max(A.shape) * self.u * float(s[0])
        error = math.inf if gap <= 0 else 2 * noise / (gap * float(s[r - 1]))
        return Tracked(value, error + self.u * frobenius(value))

    def principal_projector(self, A: Tracked, share: Any) -> tuple[Tracked, int]:
        """Onto the fewest leading left singular vectors that hold ``share`` of ||A||_F^2, and how many they are."""
        U, s, _ = np.linalg.svd(A.value.astype(np.float64), full_matrices=False)
        energy = np.cumsum(np.square(s))
        noise = A.error + max(A.shape) * EPS * float(s[0])
        wanted = float(share.value) * float(energy[-1])
        # sum s_i^2 moves by at most 2 ||A||_F ||E||_F + ||E||_F^2, and so does the threshold
        doubt = 2 * noise * (2 * math.sqrt(float(energy[-1])) + noise) + share.error * float(energy[-1])
        if np.any(np.abs(energy - wanted) <= doubt):
            raise Undecided("how many principal components hold the share: one more or one fewer is within the error")
        count = int(np.searchsorted(energy, wanted)) + 1
        gap = float(s[count - 1]) - (float(s[count]) if count < s.size else 0.0) - noise
        if gap <= 0:
            raise Undecided(
                f"which principal component is number {count}: two singular values are equal within the error"
            )
        return Tracked((U[:, :count] @ U[:, :count].T).astype(self.dtype), math.sqrt(2) * noise / gap), count

    def canonical(self, P: Tracked, R: Tracked, pairs: int) -> list[tuple[Tracked, Tracked]]:
        """Canonical correlations between two ranges, descending, each with the projector onto its variate in P."""
        product = P @ R
        U, s, _ = np.linalg.svd(product.value.astype(np.float64))
        noise = product.error + product.shape[0] * EPS
        rho = [Tracked(np.asarray(value), noise) for value in s[:pairs]]
        found: list[tuple[Tracked, Tracked]] = []
        for i in range(pairs):
            others = np.delete(s, i)
            gap = float(np.min(np.abs(others - s[i]), initial=math.inf)) - noise
            if s[i] <= noise and i == pairs - 1 and self.rank(P) == pairs:
                rest = P  # the variate of a zero correlation is what the others leave of the range
                for _, E in found:
                    rest = rest - E
                found.append((rho[i], rest))
            elif gap <= 0 or s[i] <= noise:
                raise Undecided(
                    "a canonical correlation is repeated or zero within the error: its variate is not defined"
                )
            else:
                value = np.outer(U[:, i], U[:, i]).astype(self.dtype)
                found.append((rho[i], Tracked(value, math.sqrt(2) * noise / gap + self.u)))
        return found
