r"""Networks that share nothing at one layer share something at the next, if that one is read linearly.

Belief.    Two representations without anything in common have nothing in common after the same layers either.
Failure.   The networks of parity_bits, X = (a, bc) and Y = (b, ac), one layer later: both go through the same units
           relu(x + y) and relu(-x - y), and CKA rises from 0 to exactly 1/5, R^2 to 1/3 both ways. Their sum less 1 is
           the output abc, so that zero is impossible here. It sits on the floor of its readouts, of norm 5^(1/4).
Repair.    None: a linear head keeps CKA above zero, and how far above, the norms of the heads say
           (floors/bounded_readouts).
Source.    Derived here (twists/parity_pairings).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from unalignable.theory.core.knowledge import Knowledge

from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .parity_bits import networks as one_layer_before


def networks(copies: int) -> Networks:
    """Those of parity_bits, compared after the ReLU of the head."""
    return replace(one_layer_before(copies), layers=("head2", "head2"))


def pair(copies: int) -> Pair:
    return networks(copies).pair()


def values(m: Any, copies: int) -> Mapping[str, Any]:
    third = dict.fromkeys(("linear_r2", "linear_r2_reverse", "nbs", "any_r2", "any_r2_reverse"), m.ratio(1, 3))
    return third | {
        "linear_cka": m.ratio(1, 5),
        "canonical_correlation": m.ratio(1, 1),
        "mean_cca": m.ratio(1, 2),
        "maximal_correlation": m.ratio(1, 1),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k) or not only(k, "same", "head", "rank", "samples", "ranks", "decoding", "readout_norm"):
        return
    reads = k.readout_norm is None or k.readout_norm**4 >= 5
    if reads and (k.rank or 1) == 1 and k.ranks in (None, (2, 2)) and (k.samples or 8) % 8 == 0:
        yield Way({"copies": (k.samples or 8) // 8})


CONSTRUCTION = Construction(
    parameters={"copies": Parameter(1, 1, whole=True)},
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("floors/shared_scalar_readout",),
)
