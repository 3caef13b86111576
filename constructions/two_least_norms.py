r"""Of one linear map the smallest weights and the smallest representation need not hold the same hidden layer.

Belief.    Once a linear network is made as small as it can be, its hidden layer is settled.
Failure.   The map is diag(1, b), on inputs of lengths 1 and c. The least weights are balanced: diag(1, sqrt b) twice.
           Least representation and readout are balanced on the inputs: diag(1, sqrt(b/c)), then diag(1, sqrt(bc)).
           CKA = (1 + b^2c^3)/sqrt((1 + b^2c^4)(1 + b^2c^2)). At b^2c^3 = 1 this is 2k/(1 + k^2) with k = sqrt c, the
           floor for these inputs. R^2 = 1 both ways.
Repair.    Say which norm (identifiability/minimal_norms_and_white_inputs); on inputs that are white where they are
           read, c = 1, and for one output both agree: CKA = 1.
Source.    Braun, Grant and Saxe (2025), for the two solutions; comparing them is derived here
           (identifiability/minimal_norms_predict_each_other, identifiability/minimal_norms_and_white_inputs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import filled

from .core.axes import axes, diagonal, is_power_of_two
from .core.measured import everything
from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only


def networks(spread: Any, gain: Any, samples: int) -> Networks:
    """``spread`` is c, ``gain`` b."""
    columns = axes(samples, 2)
    length = 1 / sqrt(fmpq(samples)) if is_power_of_two(samples) else fmpq(1)
    small, root = Linear(diagonal(1, sqrt(gain))), sqrt(spread)
    return Networks(
        inputs=columns * filled([length, length * spread], (1, 2)),
        f=Network(2, {"first": small, "second": small}),
        g=Network(
            2,
            {"first": Linear(diagonal(1, sqrt(gain) / root)), "second": Linear(diagonal(1, sqrt(gain) * root))},
        ),
        layers=("first", "first"),
        keeps="output",
    )


def pair(spread: Any, gain: Any, samples: int) -> Pair:
    shrink = 1 / sqrt(spread)
    return replace(networks(spread, gain, samples).pair(), carried=(diagonal(1, shrink), shrink, fmpq(1)))


def values(m: Any, spread: Any, gain: Any, samples: int) -> Mapping[str, Any]:
    c, x, y = m.sqrt(spread), gain * spread**2, gain * spread
    return everything(m) | {
        "linear_cka": (x * y + 1) / (m.sqrt(x * x + 1) * m.sqrt(y * y + 1)),
        "nbs": (y * c + 1) / (m.sqrt(x + 1) * m.sqrt(y + 1)),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    samples, known = k.samples or 4, ("same", "head", "rank", "samples", "ranks", "decoding", "condition")
    if not keeps_output(k) or not only(k, *known) or k.rank not in (None, 2) or k.ranks not in (None, (2, 2)):
        return
    if samples >= 3 and k.condition is not None:
        yield Way({"samples": samples, "spread": k.condition**2, "gain": 1 / k.condition**3})
    elif samples >= 3:
        yield Way({"samples": samples}, wider, {"linear_cka": 0, "nbs": 0}, "spread")


def wider(step: int) -> dict[str, Any]:
    """k = sqrt c four times as large in each step, and b^2c^3 = 1."""
    return {"spread": 16**step, "gain": fmpq(1, 64**step)}


CONSTRUCTION = Construction(
    parameters={
        "spread": Parameter(16, 1, symbol="c"),
        "gain": Parameter(fmpq(1, 64), 0, above=True, symbol="b"),
        "samples": Parameter(4, 3, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("identifiability/minimal_norms_predict_each_other",),
)
