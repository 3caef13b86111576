r"""Two networks can each explain half of one target linearly, and be uncorrelated.

Belief.    If the same target is decoded well from both representations, they share what decodes it.
Failure.   t = e + f with e and f orthogonal, X = e, Y = f: each explains one half, and CKA = 0. In three samples, t =
           (2, 0, -2) is (1, -1, 0) + (1, 1, -2), explained to 1/4 and 3/4.
Repair.    More than one target's variance in all, R^2_X + R^2_Y > 1, forces the two predictions to correlate by c =
           sqrt(R^2_X R^2_Y) - sqrt((1 - R^2_X)(1 - R^2_Y)) or more (floors/approximate_decoding). Then CKA is at least
           c^2/B^4 for readouts of norm at most B, which the same planes attain with features beside the predictions.
Source.    The threshold is the transitivity of correlation (Langford, Schwertman and Owens 2001); the form is derived
           here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt

from .core.axes import axes, beside, reads_first
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Way
from .core.room import NONE, SOME, one_each, only, room


def overlap(x: Any, y: Any) -> Any:
    """The cosine of the two predictions, on either side of the target in one plane."""
    return sqrt(x * y) - sqrt((1 - x) * (1 - y))


def energy(squared_bound: Any, junk: int) -> Any:
    """The squared size of each of ``junk`` features beside a prediction of size one that uses up the bound."""
    return sqrt((squared_bound**2 - 1) / junk) if junk else fmpq(0)


def pair(r2_x: Any, r2_y: Any, squared_bound: Any, samples: int, junk_x: int, junk_y: int) -> Pair:
    """X = [a, junk] and Y = [b, junk], a and b the directions of the predictions.

    Raises:
        ValueError: less than the whole target is explained in all: then a larger share of X's will do.
    """
    if r2_x + r2_y < 1:
        raise ValueError(f"r2_x + r2_y must be at least 1, got {r2_x} + {r2_y}; raise one of them, and CKA is still 0")
    columns = axes(samples, 2 + junk_x + junk_y)
    e, f = columns[:, :1], columns[:, 1:2]
    c, s = overlap(r2_x, r2_y), sqrt(r2_x * (1 - r2_y)) + sqrt(r2_y * (1 - r2_x))
    b = e * c + f * s
    X = beside(e, columns[:, 2 : 2 + junk_x] * sqrt(energy(squared_bound, junk_x)))
    Y = beside(b, columns[:, 2 + junk_x :] * sqrt(energy(squared_bound, junk_y)))
    return Pair(
        X=X,
        Y=Y,
        f=_times(sqrt(r2_x), 1 + junk_x),
        g=_times(sqrt(r2_y), 1 + junk_y),
        target=e * sqrt(r2_x) + f * sqrt(1 - r2_x),
    )


def _times(weight: Any, features: int) -> tuple[Linear]:
    (first,) = reads_first(1, features)
    return (Linear(first.weight * weight),)


def values(
    m: Any, r2_x: Any, r2_y: Any, squared_bound: Any, samples: int, junk_x: int, junk_y: int
) -> Mapping[str, Any]:
    one = m.ratio(1, 1)
    c = m.sqrt(r2_x * r2_y) - m.sqrt((one - r2_x) * (one - r2_y))
    spread = [one + m.sqrt((squared_bound * squared_bound - one) * junk) for junk in (junk_x, junk_y)]
    bounds = [squared_bound if junk else one for junk in (junk_x, junk_y)]
    return {
        "linear_cka": c * c / (bounds[0] * bounds[1]),
        "linear_r2": c * c / spread[1],
        "linear_r2_reverse": c * c / spread[0],
        "nbs": c / (m.sqrt(spread[0]) * m.sqrt(spread[1])),
        "canonical_correlation": c,
        "mean_cca": c * m.ratio(1, 1 + (min(junk_x, junk_y) if squared_bound > 1 else 0)),  # at 1 the junk has size 0
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if k.decoding is None or not only(k, "decoding", "samples", "ranks", "readout_norm", "white"):
        return
    x, y = k.decoding
    shares = {"r2_x": x if x + y >= 1 else 1 - y, "r2_y": y}
    for sides, most in product(((SOME, SOME), (SOME, NONE), (NONE, NONE)), (False, True)):
        sizes = room(k, *sides, apart=1, most=most)
        if sizes is None:
            continue
        del sizes["rank"]
        if k.white and not (sides[0] is NONE and one_each(k)):
            continue
        if sides[0] is NONE:
            yield Way({**shares, **sizes, "squared_bound": 1})
        elif k.readout_norm is not None:
            if k.readout_norm > 1:
                yield Way({**shares, **sizes, "squared_bound": k.readout_norm**2})
        else:
            lost = ["linear_cka", "linear_r2_reverse", "nbs", *(["linear_r2"] if sides[1] is SOME else [])]
            yield Way({**shares, **sizes}, lambda step: {"squared_bound": 2 * 4**step}, dict.fromkeys(lost, 0), "junk")


CONSTRUCTION = Construction(
    parameters={
        "r2_x": Parameter(fmpq(1, 2), 0, most=1),
        "r2_y": Parameter(fmpq(1, 2), 0, most=1),
        "squared_bound": Parameter(1, 1, symbol="B^2"),
        "samples": Parameter(4, 3, whole=True),
        "junk_x": Parameter(0, 0, whole=True),
        "junk_y": Parameter(0, 0, whole=True),
    },
    keeps=None,
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
