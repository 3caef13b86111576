r"""CKA close to one does not mean that each of two networks of one output predicts the other.

Belief.    High similarity means that most of the one can be read off the other.
Failure.   Y has one loud feature e and N quiet ones, 1/s as large; X is e alone, and e is the output of both networks.
           CKA^2 = s^4/(s^4 + N) and R^2 from X to Y is s^2/(s^2 + N): with s^2 = 25 and N = 62, CKA is 0.954 and R^2 is
           0.287; with s^2 = N^(3/4) the one tends to 1 and the other to 0. CKA weighs variance by variance.
Repair.    Quote R^2 beside CKA; R^2 is at least CKA over the square root of the participation ratio of Y
           (probes/cka_between_r2).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt

from .core.axes import axes, beside, reads_first
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only


def pair(power: Any, quiet: int, samples: int) -> Pair:
    """``power`` is s^2."""
    columns = axes(samples, 1 + quiet)
    e = columns[:, :1]
    Y = beside(e, columns[:, 1:] * (1 / sqrt(power)))
    return Pair(X=e, Y=Y, f=reads_first(1, 1), g=reads_first(1, 1 + quiet))


def values(m: Any, power: Any, quiet: int, samples: int) -> Mapping[str, Any]:
    certain = ("linear_r2_reverse", "canonical_correlation", "mean_cca", "any_r2_reverse")
    return dict.fromkeys(certain, m.ratio(1, 1)) | {
        "linear_cka": power / m.sqrt(power * power + quiet),
        "linear_r2": power / (power + quiet),
        "nbs": m.sqrt(power) / m.sqrt(power + quiet),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if k.cka is None or k.cka == 1 or not only(k, "cka", "samples", "ranks") or (k.ranks and k.ranks[0] != 1):
        return
    loud = k.cka**2 / (1 - k.cka**2)  # s^4/N
    if not k.ranks and not k.samples:
        root = sqrt(loud)
        toward = {"linear_r2": 0, "nbs": 0}
        yield Way({}, lambda step: _sizes(16**step, root * 4**step), toward, "quiet")
    else:
        quiet = k.ranks[1] - 1 if k.ranks else (k.samples or 0) - 2
        samples = k.samples or quiet + 2
        if quiet >= 1 and samples >= quiet + 2:
            yield Way({"power": sqrt(loud * quiet), "quiet": quiet, "samples": samples})


def _sizes(quiet: int, power: Any) -> dict[str, Any]:
    return {"power": power, "quiet": quiet, "samples": quiet + 2}


CONSTRUCTION = Construction(
    parameters={
        "power": Parameter(25, 0, above=True, symbol="s^2"),
        "quiet": Parameter(62, 1, whole=True, symbol="N"),
        "samples": Parameter(64, 3, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
