"""What a measure says of representations that have nothing in common: relabel the samples of one of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .inputs import pair
from .relabelling import prepare
from .results import quiet

TIE = 1e-10
"""Two scores closer than this count as equal: a relabelling that changes nothing must reach the observed score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationNull:
    """A measure beside its distribution over relabellings of the samples.

    Attributes:
        value: the measure on the data.
        mean: its mean over relabellings.
        sd: its standard deviation over relabellings.
        mean_is_exact: the mean is over all n! relabellings, in closed form, rather than over the simulated ones.
        sd_is_exact: the same for the standard deviation.
        p: (1 + #{relabellings at least as similar})/(1 + permutations) (phipson2010permutation): at most α with
            probability at most α when all relabellings are equally likely.
        permutations: number of simulated relabellings.
    """

    value: float
    mean: float
    sd: float
    mean_is_exact: bool
    sd_is_exact: bool
    p: float
    permutations: int


@quiet
def permutation_null(
    measure: Callable[..., float],
    X: Any,
    Y: Any,
    *,
    permutations: int = 999,
    seed: int = 0,
    alternative: Literal["greater", "less"] | None = None,
    **options: Any,
) -> PermutationNull:
    """The value of a measure, its null moments, and a permutation p-value.

    Exact over all relabellings (see ``isotypic``): linear and kernel CKA, debiased CKA (mean 0, variance 2/(n(n−3))
    whatever the data), modified RV, RSA, in-sample R² (mean rank X_c/(n−1) without ridge) and mean squared CCA; the
    mean of mutual kNN, k/(n−1). Simulated: the rest. Our own measures keep what no relabelling changes; others are
    called again. A p-value is for one comparison: the largest of many layer pairs is larger by chance alone
    (groger2026revisiting).

    Args:
        measure: a function of (X, Y), or a ``functools.partial`` of one.
        X: shape (n_samples, p), NumPy or torch.
        Y: shape (n_samples, q), the same samples in the same order; its rows are relabelled.
        permutations: number of random relabellings; the smallest p is 1/(1 + permutations).
        seed: of the relabellings.
        alternative: whether large ("greater") or small ("less") values mean similar; by default "less" for Procrustes
            distances and "greater" otherwise.
        options: passed to the measure.

    Raises:
        ValueError: malformed input, fewer than 1 permutation, weights (samples of unequal weight cannot be relabelled).
        UndefinedMeasure: the measure is undefined on these data.
    """
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1 but is {permutations}")
    if alternative not in (None, "greater", "less"):
        raise ValueError(f"alternative must be 'greater' or 'less' but is {alternative!r}")
    measure, options = unwrapped(measure, options)
    if options.pop("weights", None) is not None:
        raise ValueError("samples of unequal weight cannot be relabelled; leave weights out")
    A, B = pair(X, Y)
    value = measure(A.values, B.values, **options)
    prepared = prepare(measure, A, B, options)
    rng = np.random.default_rng(seed)
    observed = prepared.score(np.arange(A.rows))
    scores = np.array([prepared.score(rng.permutation(A.rows)) for _ in range(permutations)])
    less = prepared.less if alternative is None else alternative == "less"
    slack = TIE * max(1.0, abs(observed))
    reached = int(np.sum(scores <= observed + slack if less else scores >= observed - slack))
    return PermutationNull(
        value=float(value),
        mean=float(scores.mean()) if prepared.mean is None else prepared.mean,
        sd=float(scores.std()) if prepared.sd is None else prepared.sd,
        mean_is_exact=prepared.mean is not None,
        sd_is_exact=prepared.sd is not None,
        p=(1 + reached) / (1 + permutations),
        permutations=permutations,
    )


def unwrapped(measure: Callable[..., float], options: dict[str, Any]) -> tuple[Callable[..., float], dict[str, Any]]:
    """The function behind a ``functools.partial`` with keywords, and all keywords together."""
    inner: Any = measure
    while isinstance(inner, functools.partial) and not inner.args:
        inner, options = inner.func, {**inner.keywords, **options}
    return inner, dict(options)
