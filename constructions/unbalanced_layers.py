r"""Linear networks that compute one map can have CKA near zero at the hidden layer, even on white inputs.

Belief.    For two linear layers the map says all: whatever weights compute it, the hidden layer looks the same.
Failure.   The map is diag(m, 1). One network has both layers diag(sqrt m, 1), the smallest weights; the other has
           diag(sqrt m, k), then diag(sqrt m, 1/k). On white inputs CKA = (m^2 + k^2)/sqrt((m^2 + 1)(m^2 + k^4)). At
           m = k this is 2k/(1 + k^2), the least that a map of condition k allows. R^2 = 1 both ways.
Repair.    Weights of least norm are balanced, and two balanced networks of one map have CKA = 1 on all inputs
           (identifiability/balanced_linear_networks).
Source.    Braun, Grant and Saxe (2025), for the smallest weights; the pair is derived here
           (identifiability/balanced_linear_networks, invariance/invertible_map_bound).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt

from .core.axes import axes, diagonal
from .core.measured import everything
from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only


def networks(gain: Any, stretch: Any, samples: int) -> Networks:
    """``gain`` is m, ``stretch`` k."""
    root = sqrt(gain)
    balanced = Linear(diagonal(root, 1))
    return Networks(
        inputs=axes(samples, 2),
        f=Network(2, {"first": balanced, "second": balanced}),
        g=Network(2, {"first": Linear(diagonal(root, stretch)), "second": Linear(diagonal(root, 1 / stretch))}),
        layers=("first", "first"),
        keeps="output",
    )


def pair(gain: Any, stretch: Any, samples: int) -> Pair:
    carried = (diagonal(1, stretch), fmpq(1), stretch)
    return replace(networks(gain, stretch, samples).pair(), carried=carried)


def values(m: Any, gain: Any, stretch: Any, samples: int) -> Mapping[str, Any]:
    a, b = gain * gain, stretch * stretch
    return everything(m) | {
        "linear_cka": (a + b) / (m.sqrt(a + 1) * m.sqrt(a + b * b)),
        "nbs": (gain + stretch) / (m.sqrt(gain + 1) * m.sqrt(gain + b)),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    samples, known = k.samples or 4, ("same", "head", "rank", "samples", "ranks", "decoding", "condition")
    if not keeps_output(k) or not only(k, *known) or k.rank not in (None, 2) or k.ranks not in (None, (2, 2)):
        return
    if samples >= 3 and k.condition is not None:
        yield Way({"samples": samples, "gain": k.condition, "stretch": k.condition})
    elif samples >= 3:
        yield Way({"samples": samples}, steeper, {"linear_cka": 0, "nbs": 0}, "gain and stretch")


def steeper(step: int) -> dict[str, int]:
    return {"gain": 4**step, "stretch": 4**step}


CONSTRUCTION = Construction(
    parameters={
        "gain": Parameter(4, 0, above=True, symbol="m"),
        "stretch": Parameter(4, 1, symbol="k"),
        "samples": Parameter(4, 3, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("identifiability/balanced_linear_networks", "invariance/invertible_map_bound"),
)
