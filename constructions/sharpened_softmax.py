r"""Probabilities that agree as closely as you like force no similarity at all.

Belief.    If equal probabilities force similar features, then nearly equal probabilities force nearly similar ones.
Failure.   The three points of argmax_only with their logits multiplied by b: both softmax outputs tend to the same
           one-hot labels, KL(p || q) falls from 3.8 at b = 2 to 0.00003 at b = 16, and CKA is 0 for every b.
Repair.    Compare logits, not probabilities: logits that are close force CKA up
           (classification/close_logits_force_alignment).
Source.    The mechanism is in Nielsen et al. (2025); this smallest form is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.carriers.plain import Plain
from unalignable.theory.core.knowledge import Knowledge, real

from .argmax_only import nearest, points
from .argmax_only import pair as three_points
from .core.measured import nothing
from .core.record import Construction, Pair, Parameter, Way, outputs
from .core.room import only

SHARPEST = 2**20


def pair(beta: Any, samples: int) -> Pair:
    x, y, _ = points(samples)
    plain = three_points(samples, 0, 0, 1)
    return Pair(X=plain.X, Y=plain.Y, f=nearest(x, 0, beta), g=nearest(y, 0, beta))


def values(m: Any, beta: Any, samples: int) -> Mapping[str, Any]:
    one = dict.fromkeys(("any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))
    return nothing(m) | one | {"output_cka": m.ratio(0, 1)}


def divergence(beta: int, samples: int) -> float:
    """The larger of the two mean Kullback-Leibler divergences, in floats."""
    m, sharpened = Plain(), pair(beta, samples)
    T, U = outputs(m, sharpened.f, m.array(sharpened.X)), outputs(m, sharpened.g, m.array(sharpened.Y))
    T, U = (Z - Z.max(axis=1, keepdims=True) for Z in (T, U))  # softmax is the same, and nothing overflows
    return max(float(m.kl_divergence(T, U)), float(m.kl_divergence(U, T)))


def ways(k: Knowledge) -> Iterator[Way]:
    if k.kl is None or k.same not in (None, "argmax") or k.ranks not in (None, (1, 1)):
        return
    samples = k.samples or 3
    if samples < 3 or not only(k, "same", "kl", "head", "samples", "ranks", "readout_norm", "white"):
        return
    beta = 1
    while divergence(beta, samples) > real(k.kl) / 2 and beta < SHARPEST:
        beta *= 2
    yield Way({"beta": beta, "samples": samples})


CONSTRUCTION = Construction(
    parameters={"beta": Parameter(16, 0, above=True, symbol="b"), "samples": Parameter(3, 3, whole=True)},
    keeps="argmax",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
