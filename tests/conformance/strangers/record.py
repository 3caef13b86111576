"""What is known of a stranger's function: what it promises, how it is called, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from unalignable.constructions.core.conformance.adapter import Measure

BUGS = {
    "angle-for-similarity": "returns the arc cosine of the similarity",
    "axes-swapped": "takes the rows for features and the columns for samples",
    "bandwidth-factor": "exp(-d²/σ²), without the 2",
    "bandwidth-ignored": "uses another bandwidth than it is given",
    "bandwidth-not-squared": "exp(-d²/(2σ))",
    "bandwidth-rule": "derives the bandwidth by another rule than it promises",
    "batch-not-accumulated-norms": "sums the cross term over batches, but takes the norms of the last",
    "batches-joined": "joins the batches and estimates once",
    "biased-for-debiased": "the biased estimator where the debiased one is promised",
    "broadcast": "broadcasts X and Y of different numbers of samples",
    "centred-by-grand-mean": "subtracts one number, the mean of all entries",
    "centred-on-one-side": "centres only one of the two",
    "centred-once": "HK in place of HKH",
    "centred-over-features": "subtracts from each sample the mean of its features",
    "clamped": "cuts what is below 0",
    "columns-averaged": "averages the scores of the columns without weights",
    "debiased-for-biased": "the debiased estimator where the biased one is promised",
    "diagonal-kept": "counts each sample with itself, where only different samples count",
    "distance-for-similarity": "returns one minus the similarity",
    "distances-not-squared": "distances where squared distances are promised",
    "epsilon": "adds a small constant",
    "first-batch-only": "returns after the first batch",
    "first-feature-only": "reads only the first feature",
    "frobenius-for-nuclear": "the Frobenius norm in place of the nuclear norm",
    "gram-of-uncentred-features": "centres after multiplying, and so loses the digits that the mean takes up",
    "half-precision": "computes in float16",
    "inputs-modified": "writes into the arrays that it is given",
    "inverted": "one over the measure",
    "kernel-not-centred": "does not centre the Gram matrices of a kernel",
    "largest-only": "returns the largest of the values that are to be averaged",
    "last-batch-only": "forgets all batches but the last",
    "mean-of-ratios": "averages the values of the batches",
    "missing-root": "no square root over the norms in the denominator",
    "missing-square": "a norm or a singular value where its square belongs",
    "nan-on-constant": "returns NaN where a representation is constant",
    "not-centred": "does not centre the features",
    "not-deterministic": "returns another number at every call",
    "ragged-batch-dropped": "leaves out the last batch if it is smaller",
    "ranks-for-values": "correlates ranks",
    "root": "returns the root of the measure",
    "sides-swapped": "exchanges X and Y",
    "sign-lost": "returns the absolute value",
    "single-precision": "computes in float32",
    "squared": "returns the square of the measure, or averages squares",
    "sum-of-ratios": "adds the values of the batches",
    "trace-normalised": "divides by traces, where norms belong or nothing does",
    "wrong-count": "divides by the wrong number",
}
"""Every name that a bug may have here, and what it means."""


@dataclass(frozen=True)
class Stranger:
    """One function.

    Attributes:
        measure: the function with what it promises.
        bugs: what is wrong with it; none if it is right.
        name: its own, with the file that it is in.
    """

    measure: Measure
    bugs: frozenset[str]
    name: str


WRONG: list[Stranger] = []
RIGHT: list[Stranger] = []

Registered = Callable[[Callable[..., Any]], Callable[..., Any]]


def wrong(variant: str, *bugs: str, **how: Any) -> Registered:
    """Enter a function that has these bugs; ``how`` is ``kind``, ``batch`` and ``inputs`` of ``Measure``."""
    assert bugs, "what is wrong with it?"
    return _entered(WRONG, variant, bugs, how)


def right(variant: str, **how: Any) -> Registered:
    """Enter a function that has none."""
    return _entered(RIGHT, variant, (), how)


def _entered(where: list[Stranger], variant: str, bugs: tuple[str, ...], how: dict[str, Any]) -> Registered:
    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        file = function.__module__.rpartition(".")[2]
        name = f"{file}.{function.__name__}"
        where.append(Stranger(Measure(function, variant, name=name, **how), frozenset(bugs), name))
        return function

    return enter
