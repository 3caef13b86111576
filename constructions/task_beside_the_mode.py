r"""A representation as similar as you like to one that solves the task may hold nothing of the task.

Belief.    Y is similar to X, and X holds the task; so Y holds it.
Failure.   X = [se, t] has a loud feature e and the task t; Y = e. CKA(X, Y)^2 = s^4/(s^4 + 1) and CKA(X, t)^2 =
           1/(s^4 + 1) add up to exactly one. X reads the task perfectly, Y not at all; at s = 10 CKA is 0.99995.
Repair.    If the two squares add up to more than one, part of the task is in Y (probes/decodable_above_one): R^2 is at
           least the cosine of the sum of the two angles, which the same pair has if e and t are not orthogonal.
           Otherwise decode it and see.
Source.    The threshold is the transitivity of correlation (Langford, Schwertman and Owens 2001); Cloos et al. (2024)
           find high scores that do not encode the task variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt

from .core.axes import axes, beside, reads_first
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only


def pair(power: Any, shared: Any, samples: int) -> Pair:
    """``power`` is s^2, and ``shared`` the squared correlation of e and t."""
    columns = axes(samples, 2)
    e, t = columns[:, :1], columns[:, :1] * sqrt(shared) + columns[:, 1:] * sqrt(1 - shared)
    return Pair(X=beside(e * sqrt(power), t), Y=e, f=(Linear.of([[0], [1]]),), g=reads_first(1, 1), target=t)


def values(m: Any, power: Any, shared: Any, samples: int) -> Mapping[str, Any]:
    one = m.ratio(1, 1)
    read, whole = power + shared, power + one
    return {
        "linear_cka": read / m.sqrt(power * power + one + power * shared * 2),
        "linear_r2": one,
        "linear_r2_reverse": read / whole,
        "nbs": m.sqrt(read / whole),
        "canonical_correlation": one,
        "mean_cca": one,
        "any_r2": one,
        "task_r2": shared,
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if k.task_cka is None or not only(k, "cka", "task_cka", "samples", "ranks") or k.ranks not in (None, (2, 1)):
        return
    if 1 in (k.cka, k.task_cka) or (k.samples or 4) < 3:
        return
    a, b = k.cka, k.task_cka
    sines = sqrt(1 - a * a), sqrt(1 - b * b)
    shared = max(a * b - sines[0] * sines[1], fmpq(0))  # the angles of X with Y and with the task add up
    power = sines[1] / sines[0] if shared > 0 else a / b
    yield Way({"power": power, "shared": shared, "samples": k.samples or 4})


CONSTRUCTION = Construction(
    parameters={
        "power": Parameter(100, 0, above=True, symbol="s^2"),
        "shared": Parameter(0, 0, most=1),
        "samples": Parameter(4, 3, whole=True),
    },
    keeps=None,
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    answers=("probes/transfer",),
)
