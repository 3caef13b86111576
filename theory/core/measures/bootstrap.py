"""How much a measure depends on which samples were drawn: percentile intervals from resampling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import cca, cka, regression, shape
from .errors import UndefinedMeasure
from .inputs import Matrix, pair
from .permutation import unwrapped
from .relabelling import rows
from .results import quiet

Method = Literal["bootstrap", "half-samples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapInterval:
    """A measure with a percentile interval.

    Attributes:
        value: the measure on the data.
        low: lower end.
        high: upper end.
        level: nominal probability between the ends.
        method: "bootstrap" (samples drawn with replacement) or "half-samples" (half of them, without).
        resamples: resamples that the percentiles are taken of.
        undefined: further resamples on which the measure was undefined; they are left out.
    """

    value: float
    low: float
    high: float
    level: float
    method: Method
    resamples: int
    undefined: int


@quiet
def bootstrap_interval(
    measure: Callable[..., float],
    X: Any,
    Y: Any,
    *,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
    **options: Any,
) -> BootstrapInterval:
    """A percentile interval for a measure over resampled samples.

    Samples are drawn with replacement where a repeated sample is no news to the measure: biased linear CKA and
    in-sample R² (the counts are sample weights), CCA, NBS and Procrustes. Elsewhere a repeated sample is its own
    nearest neighbour, a distance of 0, an off-diagonal entry that debiasing wants to be free of the diagonal, or a
    test sample seen in training; there, and for functions that are not ours, random halves of the samples are drawn
    without replacement. A half-sample mean varies about the full mean with variance (1−f)/f·s²/n = s²/n at f = 1/2, as
    the bootstrap does, so that the interval needs no rescaling; a measure whose bias depends on n keeps that of n/2.

    Args:
        measure: a function of (X, Y), or a ``functools.partial`` of one.
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order.
        level: between 0 and 1.
        resamples: number of resamples.
        seed: of the resampling.
        options: passed to the measure.

    Raises:
        ValueError: malformed input, a level outside (0, 1), fewer than 2 resamples, or weights.
        UndefinedMeasure: the measure is undefined on these data, or on nearly every resample.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be above 0 and below 1 but is {level!r}")
    if resamples < 2:
        raise ValueError(f"resamples must be at least 2 but is {resamples}")
    measure, options = unwrapped(measure, options)
    if options.pop("weights", None) is not None:
        raise ValueError("bootstrap_interval draws its own weights; leave weights out")
    A, B = pair(X, Y)
    value = float(measure(A.values, B.values, **options))
    method, score = _resampling(measure, A, B, options)
    rng = np.random.default_rng(seed)
    scores, last = [], None
    for _ in range(resamples):
        try:
            scores.append(score(rng))
        except UndefinedMeasure as error:
            last = error
    if len(scores) < 2:
        raise UndefinedMeasure(f"undefined on nearly every resample of {A.rows} samples: {last}")
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return BootstrapInterval(
        value=value,
        low=float(low),
        high=float(high),
        level=level,
        method=method,
        resamples=len(scores),
        undefined=resamples - len(scores),
    )


def _resampling(
    measure: Callable[..., float], A: Matrix, B: Matrix, options: dict[str, Any]
) -> tuple[Method, Callable[[np.random.Generator], float]]:
    n = A.rows

    def on_rows(index: NDArray[np.intp]) -> float:
        return float(measure(rows(A.values, index), rows(B.values, index), **options))

    weighted = (measure is cka.linear_cka and not options.get("debiased")) or (
        measure is regression.linear_r2 and options.get("cv") is None
    )
    if weighted:

        def score(rng: np.random.Generator) -> float:
            counts = rng.multinomial(n, np.full(n, 1 / n))
            return float(measure(A.values, B.values, weights=counts, **options))

        return "bootstrap", score
    if measure in (cca.mean_cca, cca.mean_squared_cca, cca.svcca, cca.pwcca, shape.nbs, shape.procrustes):
        return "bootstrap", lambda rng: on_rows(rng.integers(0, n, n))
    return "half-samples", lambda rng: on_rows(np.sort(rng.permutation(n)[: n // 2]))
