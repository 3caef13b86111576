"""Two centred representations in one basis: all that the bounds read off the data, and how far rounding may be off.

With X_c = U diag(s) V', Y_c = Q diag(t) W' and M = U'Q (catalogue EQ-4): CKA = ‖sMt‖²/(‖s²‖·‖t²‖),
R² from X to Y = ‖Mt‖²/‖t‖², NBS = ‖sMt‖_*/(‖s‖·‖t‖). The computed factors belong *exactly* to representations
within ``error`` of the stored ones (the decomposition is backward stable, and what the rank rule cuts off is known),
so a theorem is evaluated on those and carried over by a perturbation bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .measures.centring import centred
from .measures.inputs import Matrix, pair
from .measures.spectra import numerical_rank

Real = NDArray[np.float64]
UNIT: Final = 2.0**-53
SAFETY: Final = 8
"""Constant in front of max(n, p)·u: a backward error of LAPACK's SVD and of two-pass centring, generously."""


@dataclass(frozen=True)
class Side:
    """One representation.

    Attributes:
        name: what to call it.
        n: samples.
        p: features.
        centred: HX·2^-exponent, shape (n, p).
        left: orthonormal basis of its columns, shape (n, rank).
        values: singular values, descending, shape (rank,).
        right: orthonormal basis of its rows, shape (p, rank).
        cut: Frobenius norm of the singular values that the rank rule does not count.
        exponent: of the power of two that was divided by.
        unit: unit roundoff of the dtype that was handed in.
    """

    name: str
    n: int
    p: int
    centred: Real
    left: Real
    values: Real
    right: Real
    cut: float
    exponent: int
    unit: float

    @property
    def rank(self) -> int:
        """Numerical rank of HX, by the one rule of the measures."""
        return int(self.values.size)

    @property
    def norm(self) -> float:
        """‖X_c‖_F."""
        return math.sqrt(float(np.sum(self.values**2)))

    @property
    def gram_norm(self) -> float:
        """‖K‖_F with K = X_c X_c'."""
        return math.sqrt(float(np.sum(self.values**4)))

    @property
    def participation_ratio(self) -> float:
        """(tr K)²/‖K‖_F²."""
        return float(np.sum(self.values**2)) ** 2 / float(np.sum(self.values**4))

    @property
    def error(self) -> float:
        """How far X_c may lie from U diag(s) V', relative to s_1 (Frobenius norm)."""
        return SAFETY * max(self.n, self.p) * UNIT + self.cut / float(self.values[0])

    @property
    def full_rank(self) -> bool:
        """Rank n − 1 beyond doubt."""
        return self.sure_rank == self.n - 1

    @property
    def sure_rank(self) -> int:
        """How many directions are beyond doubt: their singular values clear the rounding eightfold."""
        threshold = SAFETY * max(self.n, self.p) * UNIT * float(self.values[0])
        return int(np.sum(self.values > threshold))

    @property
    def tilt(self) -> float:
        """How far (as a sine) the computed column space may be turned away from that of the stored numbers."""
        return self.error * float(self.values[0] / self.values[-1])

    @classmethod
    def of(cls, matrix: Matrix, name: str) -> Side:
        """Centre and decompose one checked matrix.

        Raises:
            ValueError: an entry is not finite.
            UndefinedMeasure: constant, or one sample.
        """
        c = centred(replace(matrix, name=name), "a comparison", double=True)
        values = np.asarray(c.values.cpu() if hasattr(c.values, "cpu") else c.values, dtype=np.float64)
        left, singular, right = np.linalg.svd(values, full_matrices=False)
        rank = numerical_rank(singular, values.shape, c.unit_roundoff)
        cut = float(np.linalg.norm(singular[rank:]))
        n, p = values.shape
        return cls(
            name, n, p, values, left[:, :rank], singular[:rank], right[:rank].T, cut, c.exponent, c.unit_roundoff
        )


@dataclass(frozen=True)
class Pair:
    """Two representations of the same samples, X the first and Y the second."""

    x: Side
    y: Side

    @classmethod
    def of(cls, X: Any, Y: Any) -> Pair:
        """Centre and decompose.

        Args:
            X: shape (n, p), NumPy or torch.
            Y: shape (n, q).

        Raises:
            ValueError: malformed input (the message says what and the mend).
            UndefinedMeasure: one of them is constant.
        """
        first, second = pair(X, Y)
        return cls(Side.of(first, "X"), Side.of(second, "Y"))

    @property
    def n(self) -> int:
        """Samples."""
        return self.x.n

    @cached_property
    def overlap(self) -> Real:
        """M = U'Q, shape (rank X, rank Y)."""
        return self.x.left.T @ self.y.left

    @cached_property
    def cross(self) -> Real:
        """diag(s) M diag(t): X_c'Y_c in the two bases of right singular vectors."""
        return self.x.values[:, None] * self.overlap * self.y.values

    @property
    def swapped(self) -> Pair:
        """Y first."""
        return Pair(self.y, self.x)

    @property
    def cka(self) -> float:
        """Linear CKA."""
        root = float(np.linalg.norm(self.cross)) / math.sqrt(self.x.gram_norm) / math.sqrt(self.y.gram_norm)
        return min(root * root, 1.0)

    @property
    def r2(self) -> float:
        """R² of predicting Y from X, in sample."""
        return min((float(np.linalg.norm(self.overlap * self.y.values)) / self.y.norm) ** 2, 1.0)

    @property
    def nbs(self) -> float:
        """Normalised Bures similarity, the cosine of the angular Procrustes distance."""
        nuclear = float(np.linalg.svd(self.cross, compute_uv=False).sum())
        return min(nuclear / self.x.norm / self.y.norm, 1.0)

    @property
    def angle(self) -> float:
        """How much the angle arccos CKA of the stored representations may differ from that of the factors.

        ‖ΔK‖_F ≤ (2e + e²)s_1² ≤ 3e‖K‖_F on each side, and arccos CKA is a metric on Gram matrices.
        """
        return sum(math.asin(min(3 * side.error, 1.0)) for side in (self.x, self.y))

    @property
    def rounding(self) -> float:
        """What a measured similarity may be off by: products of length max(n, p, q), relative to Frobenius norms."""
        return SAFETY * self.size * UNIT * self.spread

    @property
    def size(self) -> int:
        """max(n, p, q), the longest sum behind any number here."""
        return max(self.n, self.x.p, self.y.p)

    @property
    def spread(self) -> float:
        """√PR(X) + √PR(Y): the sizes ‖X_c‖²/‖K‖ and ‖Y_c‖²/‖L‖ of a product of factors beside its Gram matrices."""
        return math.sqrt(self.x.participation_ratio) + math.sqrt(self.y.participation_ratio)

    @property
    def slack(self) -> float:
        """What linear CKA may be off by in the stored precision, which a bound on it must leave room for.

        ``linear_cka`` multiplies float32 in float32. There the worst case, size·u, would drown what is measured;
        rounding errors that do not conspire add up to √size·u, and eight of these are ten times what was ever seen.
        """
        unit = max(self.x.unit, self.y.unit)
        return self.rounding + (SAFETY * math.sqrt(self.size) * unit * self.spread if unit > UNIT else 0.0)
