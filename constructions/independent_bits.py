r"""What two networks hold beside one output that both read linearly can be out of reach of any function of each other.

Belief.    If linear maps do not align two networks with one output, a flexible enough regression will.
Failure.   Independent signs t, u, v: X = (t, su) and Y = (t, sv) both hold t, which the linear heads read. Given X, the
           best guess of v is 0: no function whatever explains more of Y than the linear one, 1/(1 + s^2), and CKA is
           1/(1 + s^4).
Repair.    Ask for the shared part only: the output itself is carried over perfectly
           (floors/shared_canonical_correlations). With four samples v = tu, and a product recovers it; independence
           takes eight.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import eye

from .core.axes import reads_first, signs
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import SOME, only, room
from .core.units import of_features
from .readout_junk import features


def pair(s: Any, copies: int, junk_x: int, junk_y: int) -> Pair:
    bits = signs(copies, 1 + junk_x + junk_y)
    X, Y = features(bits, s, 1, junk_x)
    return Pair(X=X, Y=Y, f=reads_first(1, 1 + junk_x), g=reads_first(1, 1 + junk_y), labels=bits[:, :1])


def networks(s: Any, copies: int, junk_x: int, junk_y: int) -> Networks:
    """The inputs are the bits: t, and those of either network; a layer of ReLU units."""
    bits = 1 + junk_x + junk_y
    read = pair(s, copies, junk_x, junk_y)
    return of_features(signs(copies, bits), features(eye(bits), s, 1, junk_x), read, "output", relu=True)


def values(m: Any, s: Any, copies: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    e, one = s * s, m.ratio(1, 1)
    there, back = 1 / (one + e * junk_y), 1 / (one + e * junk_x)
    return {
        "linear_cka": one / (m.sqrt(one + e * e * junk_x) * m.sqrt(one + e * e * junk_y)),
        "linear_r2": there,
        "linear_r2_reverse": back,
        "nbs": one / (m.sqrt(one + e * junk_x) * m.sqrt(one + e * junk_y)),
        "canonical_correlation": one,
        "mean_cca": m.ratio(1, 1 + min(junk_x, junk_y)),
        "any_r2": there,
        "any_r2_reverse": back,
        "maximal_correlation": one,
    }


LOST = ("linear_cka", "linear_r2", "linear_r2_reverse", "nbs", "any_r2", "any_r2_reverse")


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding", "margins", "balance", "readout_norm", "white")
    if not only(k, *known) or (k.rank or 1) > 1 or k.balance not in (None, fmpq(1, 2)):
        return
    if sizes := room(k, SOME, SOME, exactly=True):
        junk = {name: sizes[name] for name in ("junk_x", "junk_y")}
        each = 2 ** (1 + sum(junk.values())) if sum(junk.values()) < 20 else 0
        samples = k.samples or each
        if not each or samples % each:
            return
        junk["copies"] = samples // each
        if k.white:
            yield Way({**junk, "s": 1})
            if not k.ranks and not k.samples:
                yield Way(
                    {"s": 1},
                    lambda step: {"junk_x": 2**step, "junk_y": 2**step},
                    dict.fromkeys((*LOST, "mean_cca"), 0),
                    "junk",
                )
        elif k.readout_norm is None:
            yield doubling("s", junk, dict.fromkeys(LOST, 0))
        elif k.readout_norm > 1:  # 1 + s^4 junk = B^4 on the side that has more beside the output
            fourth = (k.readout_norm**4 - 1) / max(junk["junk_x"], junk["junk_y"])
            yield Way({**junk, "s": sqrt(sqrt(fourth))})
            if not k.ranks and not k.samples:
                lost = dict.fromkeys((*LOST[1:], "mean_cca"), 0)
                yield Way({}, partial(_more_bits, k.readout_norm), lost, "junk")


def _more_bits(norm: Any, step: int) -> dict[str, Any]:
    """More and more bits beside the output, each of them weaker; CKA stays."""
    junk = 4**step
    return {"junk_x": junk, "junk_y": junk, "s": sqrt(sqrt((norm**4 - 1) / junk))}


CONSTRUCTION = Construction(
    parameters={
        "s": Parameter(3, 0, above=True),
        "copies": Parameter(1, 1, whole=True),
        "junk_x": Parameter(1, 0, whole=True),
        "junk_y": Parameter(1, 0, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("dimension/any_function",),
)
