"""Rank and participation ratio of one representation, and the modified RV coefficient."""

from __future__ import annotations

from typing import Any

from .centring import centred
from .inputs import matrix, pair
from .products import sums
from .results import clip, cosine, quiet
from .sides import dot, zero_diagonal
from .spectra import numerical_rank, singular_values


@quiet
def rank(X: Any) -> int:
    """The numerical rank of the centred representation: σ_i > max(n, p)·u·σ_1, u the unit roundoff of its dtype.

    At most n − 1; 0 for a constant representation.

    Raises:
        ValueError: malformed input.
        UndefinedMeasure: one sample.
    """
    C = centred(matrix(X, "X"), "rank", double=True, constant_is_zero=True)
    values = singular_values(C.values)
    return numerical_rank(values, tuple(C.values.shape), C.unit_roundoff)


@quiet
def participation_ratio(X: Any) -> float:
    """(tr K)²/‖K‖², K = X_cX_c': the effective number of dimensions of the sample, from 1 to its rank.

    It is not corrected for the finite numbers of samples and features (chun2026dimensionality).

    Raises:
        ValueError: malformed input.
        UndefinedMeasure: a constant representation or one sample.
    """
    M = matrix(X, "X")
    totals = sums([M], "the participation ratio").totals
    return clip(totals.traces[0] / totals.squares[0] * totals.traces[0], 1.0, float(min(M.rows - 1, M.columns)))


@quiet
def modified_rv(X: Any, Y: Any) -> float:
    """The modified RV coefficient of smilde2009matrix: the cosine of K and L with their diagonals set to zero.

    In [−1, 1]. Not debiased CKA, which centres again after removing the diagonal: its mean over relabellings of the
    samples is positive.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.

    Raises:
        ValueError: malformed input.
        UndefinedMeasure: a constant representation or one sample.
    """
    A, B = pair(X, Y)
    P, Q = (centred(M, "the modified RV", double=True).values for M in (A, B))
    if A.rows > max(A.columns, B.columns):
        a, b = A.xp.vecdot(P, P), A.xp.vecdot(Q, Q)
        return cosine(*(dot(S, S) - dot(c, d) for S, c, d in ((P.T @ Q, a, b), (P.T @ P, a, a), (Q.T @ Q, b, b))))
    K, L = P @ P.T, Q @ Q.T
    for G in (K, L):
        zero_diagonal(G)
    return cosine(dot(K, L), dot(K, K), dot(L, L))
