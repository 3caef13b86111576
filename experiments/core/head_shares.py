"""How much of a representation its linear head reads, and what that says about CKA above the floor of two heads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unalignable.theory import participation_ratio
from unalignable.theory.core.bounds import Readout

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """What a head W reads of X: the part XP, P the projector on the columns of W.

    Attributes:
        energy: e = tr K₁/tr K with K₁ = X_cPX_c', the share of the variance that is read.
        dimensions: participation ratio of X.
        read_dimensions: participation ratio of XP.
    """

    energy: float
    dimensions: float
    read_dimensions: float

    @property
    def share(self) -> float:
        """η = ‖K₁‖/‖K‖ = e·√(PR(X)/PR(XP)); for one output ‖t‖²/(‖w‖²‖K‖), t = X_cw."""
        return min(1.0, self.energy * math.sqrt(self.dimensions / self.read_dimensions))

    @property
    def unread(self) -> float:
        """A bound of ‖K₂‖/‖K‖ for what is left, K₂ = K − K₁.

        √(1 − η²) as in floors/readout_share, and (1 − e)·√PR(X), because ‖K₂‖ ≤ tr K₂.
        """
        by_energy = max(0.0, 1 - self.energy) * math.sqrt(self.dimensions)
        return min(math.sqrt(max(0.0, 1 - self.share**2)), by_energy)


def share(X: Any, W: Any) -> Share:
    """The share of X, shape (n, p), that a head W, shape (p, m), reads.

    Raises:
        ValueError: malformed input, or a head of zeros.
        UndefinedMeasure: a constant representation, or a head that reads nothing that varies.
    """
    X = np.asarray(X, dtype=np.float64)
    read = X @ Readout.of(W, None, "X", X.shape[1]).basis
    return Share(_variance(read) / _variance(X), participation_ratio(X), participation_ratio(read))


def _variance(X: Real) -> float:
    return float(np.sum((X - X.mean(axis=0)) ** 2))


def gap_by_shares(cka: float, first: float, second: float) -> float:
    """CKA − floor where the parts that are read have the CKA of the whole: CKA·(1 − η_Xη_Y).

    The floor is ⟨K₁, L₁⟩/(‖K‖‖L‖) = CKA(XP, YR)·η_Xη_Y for P, R the projectors of the two heads, whatever the heads;
    so what is wrong with this is (CKA(XP, YR) − CKA(X, Y))·η_Xη_Y.
    """
    return cka * (1 - first * second)


def most_gap(first: Share, second: Share) -> float:
    """The largest CKA − floor that is possible with what two heads read, and what they leave.

    K = K₁ + K₂ with both parts semidefinite, so the gap, which is (⟨K₁, L₂⟩ + ⟨K₂, L₁⟩ + ⟨K₂, L₂⟩)/(‖K‖‖L‖), is at most
    η_Xu_Y + u_Xη_Y + u_Xu_Y by Cauchy–Schwarz, u any bound of ‖K₂‖/‖K‖: see ``Share.unread``.
    """
    u, v = first.unread, second.unread
    return first.share * v + u * second.share + u * v


def share_of_random_heads(outputs: int, width: int) -> float:
    """Mean of floor/CKA over two heads of uniformly random directions: (m/p)², or 1 where m ≥ p.

    A projector on m random directions of p has the mean (m/p)·1, and the two are independent: E‖PMR‖² = (m/p)²‖M‖².
    """
    return min(1.0, outputs / width) ** 2
