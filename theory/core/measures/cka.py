"""Linear CKA: biased, debiased, weighted, and over minibatches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .centring import require_samples
from .errors import UndefinedMeasure
from .inputs import Matrix, pair, sample_weights
from .products import Sums, sums
from .results import clip, cosine, quiet

LOSSY = 2.0**-10
"""Below this share of ‖K‖², HSIC₁(K, K) has lost three digits to cancellation, and float32 is given up for float64."""


@quiet
def linear_cka(X: Any, Y: Any, *, debiased: bool = False, weights: Any = None) -> float:
    """Linear centred kernel alignment of two representations of the same samples.

    ‖X_c'Y_c‖²/(‖X_c'X_c‖·‖Y_c'Y_c‖) = ⟨K, L⟩/(‖K‖·‖L‖) with X_c, Y_c column-centred and K = X_cX_c', L = Y_cY_c'
    (kornblith2019similarity, section 3; the RV coefficient of robert1976unifying). In [0, 1]. Debiased:
    HSIC₁(K, L)/√(HSIC₁(K, K)·HSIC₁(L, L)) with the unbiased HSIC₁ of song2007supervised over all samples at once
    (as in nguyen2021wide); in [−1, 1].

    The cheaper side is taken: features when n exceeds both widths (one pass over the samples, no n × n matrix), samples
    otherwise. float32 stays float32 in the products.

    Args:
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        debiased: use HSIC₁; needs n ≥ 4.
        weights: nonnegative sample weights, shape (n_samples,), for the biased version: means, and sums over samples,
            are weighted. Whole numbers act as repetitions of samples.

    Returns:
        A pure number.

    Raises:
        ValueError: malformed input, or weights together with debiased.
        UndefinedMeasure: a constant representation, one sample; debiased: fewer than 4 samples, or a U-centred Gram
            matrix that vanishes within rounding (a regular simplex).
    """
    A, B = pair(X, Y)
    if debiased:
        if weights is not None:
            raise ValueError(
                "debiased CKA takes no weights: HSIC₁ is an average over distinct samples; use debiased=False"
            )
        totals = _distinct(A, B).totals.inner
        return cosine(totals[0][1], totals[0][0], totals[1][1])
    w = None if weights is None else sample_weights(weights, A)
    inner = sums((A, B), "CKA", weights=w).totals.inner
    return clip(cosine(inner[0][1], inner[0][0], inner[1][1]), 0.0, 1.0)


@quiet
def minibatch_cka(batches: Iterable[tuple[Any, Any]]) -> float:
    """Debiased CKA over minibatches: ΣHSIC₁(K_b, L_b)/√(ΣHSIC₁(K_b, K_b)·ΣHSIC₁(L_b, L_b)) (nguyen2021wide).

    Each of the three sums estimates its value on all samples without bias; their ratio does not, and it is not the
    debiased CKA of the pooled samples, which ``linear_cka(X, Y, debiased=True)`` computes in the same memory.
    A batch in which one side is constant adds 0 to that side, as in the formula.

    Args:
        batches: pairs (X_b, Y_b) of shapes (n_b, p) and (n_b, q), n_b ≥ 4 each; read once.

    Returns:
        A pure number in [−1, 1].

    Raises:
        ValueError: no batches, or malformed input in one of them (its number is in the message).
        UndefinedMeasure: a batch of fewer than 4 samples, or a side that is constant, or a simplex, in every batch.
    """
    parts = []
    for number, batch in enumerate(batches):
        try:
            X, Y = batch
            parts.append(_batch(*pair(X, Y)))
        except ValueError as error:
            raise type(error)(f"batch {number}: {error}") from None
    if not parts:
        raise ValueError("there are no batches; minibatch_cka needs at least one pair (X, Y)")
    top = [max(part.exponents[i] for part in parts) for i in range(2)]  # one unit for all batches
    inner, floors = {(0, 0): 0.0, (0, 1): 0.0, (1, 1): 0.0}, [0.0, 0.0]
    for part in parts:
        down = [2 * (part.exponents[i] - top[i]) for i in range(2)]
        for i, j in inner:
            inner[i, j] += math.ldexp(part.inner[i][j], down[i] + down[j])
        for i in range(2):
            floors[i] += math.ldexp(part.floors[i], 2 * down[i])
    for i, name in enumerate("XY"):
        if inner[i, i] <= floors[i]:
            raise UndefinedMeasure(
                f"minibatch CKA is 0/0: {name} is constant, or its samples are equidistant, in every batch"
            )
    return cosine(inner[0, 1], inner[0, 0], inner[1, 1])


@dataclass(frozen=True, slots=True)
class Batch:
    """HSIC₁ between the sides of one batch: ``inner[i][j]`` in 2^(2·exponents[i] + 2·exponents[j])."""

    inner: tuple[tuple[float, float], tuple[float, float]]
    floors: tuple[float, float]
    exponents: tuple[int, int]


def _batch(A: Matrix, B: Matrix) -> Batch:
    require_samples(A, 4, "HSIC₁", "drop this batch, or merge it with another")
    found, c = unbiased_sums([A, B], "HSIC₁", constant_is_zero=True), A.rows * (A.rows - 3)
    (kk, kl), (_, ll) = found.totals.inner
    return Batch(
        ((kk / c, kl / c), (kl / c, ll / c)),
        (found.floors[0] / c, found.floors[1] / c),
        (found.exponents[0], found.exponents[1]),
    )


def _distinct(A: Matrix, B: Matrix) -> Sums:
    """The sums of debiased CKA, both denominators above what rounding can make."""
    require_samples(A, 4, "debiased CKA", "use linear_cka(X, Y), or more samples")
    found = unbiased_sums([A, B], "debiased CKA")
    for i, M in enumerate((A, B)):
        if found.totals.inner[i][i] <= found.floors[i]:
            raise UndefinedMeasure(
                f"debiased CKA is 0/0 there: HSIC₁({M.name}, {M.name}) vanishes within rounding, as when all samples "
                f"of {M.name} are equidistant (a simplex); use linear_cka(X, Y), or more samples"
            )
    return found


def unbiased_sums(matrices: Sequence[Matrix], measure: str, *, constant_is_zero: bool = False) -> Sums:
    """n(n−3)·HSIC₁ of all pairs, in float64 where float32 loses too much to cancellation."""
    found = sums(matrices, measure, unbiased=True, constant_is_zero=constant_is_zero)
    xp = matrices[0].xp
    totals = found.totals
    lossy = any(totals.inner[i][i] <= LOSSY * totals.squares[i] for i in range(len(matrices)))
    if lossy and any(M.values.dtype == xp.float32 for M in matrices):
        return sums(matrices, measure, unbiased=True, constant_is_zero=constant_is_zero, double=True)
    return found
