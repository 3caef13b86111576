"""Linear probes of a sample, their control tasks, and how many labellings a hyperplane can learn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from unalignable.theory.core.measures.spectra import numerical_rank

Real = NDArray[np.float64]
UNIT = 2.0**-53


@dataclass(frozen=True)
class Probe:
    """Least squares of any target on one sample of features, with an intercept; of least norm where there are several.

    Attributes:
        mean: of the features, shape (p,).
        basis: orthonormal columns that span those of X_c, shape (n, rank).
        inverse: the pseudoinverse of X_c, shape (p, n).
    """

    mean: Real
    basis: Real
    inverse: Real

    @classmethod
    def of(cls, X: Real) -> Probe:
        """Decompose features of shape (n, p), by the rule for ranks of the measures."""
        mean = X.mean(0)
        left, values, right = np.linalg.svd(X - mean, full_matrices=False)
        rank = numerical_rank(values, X.shape, UNIT)
        left, values, right = left[:, :rank], values[:rank], right[:rank]
        return cls(mean, left, (right.T / values) @ left.T)

    @property
    def rank(self) -> int:
        """Of HX."""
        return int(self.basis.shape[1])

    def in_sample(self, Y: Real) -> Real:
        """R² of the fit: shape (...) for targets of shape (..., n, k), pooled over the k columns."""
        C = Y - Y.mean(-2, keepdims=True)
        found: Real = np.sum((self.basis.T @ C) ** 2, axis=(-2, -1)) / np.sum(C**2, axis=(-2, -1))
        return found

    def predicted(self, Y: Real, X_new: Real) -> Real:
        """What the fits of targets (..., n, k) say of new samples (n', p): shape (..., n', k)."""
        mean = Y.mean(-2, keepdims=True)
        found: Real = mean + (X_new - self.mean) @ (self.inverse @ (Y - mean))
        return found


def held_out(predicted: Real, Y: Real, mean: Real) -> Real:
    """1 − residual/total on new samples, the total around the mean of the samples fitted on; (..., n', k) -> (...)."""
    found: Real = 1 - np.sum((Y - predicted) ** 2, axis=(-2, -1)) / np.sum((Y - mean) ** 2, axis=(-2, -1))
    return found


def relabelled(Y: Real, count: int, rng: np.random.Generator) -> Real:
    """Control tasks: the targets of shape (n, k) dealt out to the samples at random, shape (count, n, k)."""
    return np.array([Y[rng.permutation(len(Y))] for _ in range(count)])


def separable(X: Real, signs: NDArray[np.int64]) -> bool:
    """Whether some hyperplane has all samples of sign 1 on one side and all of sign −1 on the other.

    Args:
        X: shape (n, p).
        signs: shape (n,).
    """
    n, p = X.shape
    # the largest t <= 1 with sign · (wx + b) >= t everywhere: 1 where they can be separated, as w may grow, else 0
    rows = np.hstack([-signs[:, None] * np.hstack([X, np.ones((n, 1))]), np.ones((n, 1))])
    found = linprog(-np.eye(p + 2)[-1], A_ub=rows, b_ub=np.zeros(n), bounds=[(None, None)] * (p + 1) + [(0, 1)])
    if found.status != 0:
        raise RuntimeError(f"a linear programme was not decided: {found.message}")
    return bool(found.x[-1] > 0.5)


def learnable(n: int, p: int) -> float:
    """Share of the 2^n labellings of n samples in general position that p features learn (probes/cover_count)."""
    return float(Fraction(sum(math.comb(n - 1, k) for k in range(p + 1)), 2 ** (n - 1)))
