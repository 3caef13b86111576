r"""Networks of one output and of different dimension are held apart by their dimensions alone.

Belief.    How alike two networks of one output are depends on what they compute, and not on how much they hold.
Failure.   X holds p coordinates of the corners of a cube, Y holds q, and k of them are the same: the output, which both
           read linearly. CKA = k/sqrt(pq), R^2 = k/q one way and k/p back, and no function predicts more, since signs
           are independent. A square in a cube has CKA^2 = R^2 = 2/3, and R^2 = 1 back; with p = k both scores are as
           high as the ranks allow.
Repair.    Read a score against the ceilings that the ranks set. Here CKA is 1 with nothing beside the output in either.
Source.    Derived here (dimension/ky_fan, dimension/von_neumann).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import eye

from .core.axes import reads_first, signs
from .core.network import Linear, Network
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only, room


def networks(shared: int, only_x: int, only_y: int, copies: int) -> Networks:
    """All corners of the cube; the first ``shared`` coordinates are the output."""
    bits = shared + only_x + only_y
    every = eye(bits)
    x, y = list(range(shared + only_x)), [j for j in range(bits) if not shared <= j < shared + only_x]
    f, g = (
        Network(bits, {"hidden": Linear(every[:, held]), "head": reads_first(shared, len(held))[0]}) for held in (x, y)
    )
    return Networks(inputs=signs(copies, bits), f=f, g=g, layers=("hidden", "hidden"), keeps="output")


def pair(shared: int, only_x: int, only_y: int, copies: int) -> Pair:
    return networks(shared, only_x, only_y, copies).pair()


def values(m: Any, shared: int, only_x: int, only_y: int, copies: int) -> Mapping[str, Any]:
    p, q, one = shared + only_x, shared + only_y, m.ratio(1, 1)
    cosine = m.ratio(shared, 1) / m.sqrt(m.ratio(p * q, 1))
    return {
        **dict.fromkeys(("linear_cka", "nbs"), cosine),
        **dict.fromkeys(("linear_r2", "any_r2"), m.ratio(shared, q)),
        **dict.fromkeys(("linear_r2_reverse", "any_r2_reverse"), m.ratio(shared, p)),
        **dict.fromkeys(("canonical_correlation", "maximal_correlation"), one),
        "mean_cca": m.ratio(shared, min(p, q)),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k) or not only(k, "same", "head", "rank", "samples", "ranks", "decoding", "white"):
        return
    sizes = room(k, y=(1, 8), x=(0, 8), exactly=True)
    if sizes and (bits := sizes["rank"] + sizes["junk_x"] + sizes["junk_y"]) < 12:
        samples = k.samples or 2**bits
        if samples % 2**bits == 0:
            shape = {"shared": sizes["rank"], "only_x": sizes["junk_x"], "only_y": sizes["junk_y"]}
            yield Way({**shape, "copies": samples // 2**bits})


CONSTRUCTION = Construction(
    parameters={
        "shared": Parameter(2, 1, whole=True, symbol="k"),
        "only_x": Parameter(0, 0, whole=True),
        "only_y": Parameter(1, 0, whole=True),
        "copies": Parameter(1, 1, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("dimension/ky_fan", "dimension/von_neumann"),
)
