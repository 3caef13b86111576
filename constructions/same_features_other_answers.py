r"""Networks may hold the same features, with a CKA of one, and give answers that have nothing in common.

Belief.    Representations that are the same do the same.
Failure.   Both networks hold t and u, uncorrelated and of one size; f answers t, and g answers u. CKA and R^2 of the
           representations are 1, the answers are uncorrelated. With one more feature in each, CKA = 2/(2 + s^4), as in
           readout_junk at rank 2, where both networks give (t, u): one number, whether the answers agree or not.
Repair.    Compare outputs, or what the heads read: CKA is a number about representations, and no head enters it.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unalignable.theory.core.numbers.array import eye

from .core.axes import axes, is_power_of_two
from .core.network import Linear
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never
from .core.units import of_features
from .readout_junk import features
from .readout_junk import values as of_the_same_output


def pair(s: Any, samples: int, junk_x: int, junk_y: int) -> Pair:
    X, Y = features(axes(samples, 2 + junk_x + junk_y), s, 2, junk_x)
    f, g = (Linear.of([[int(i == read)] for i in range(Z.shape[1])]) for read, Z in ((0, X), (1, Y)))
    return Pair(X=X, Y=Y, f=(f,), g=(g,))


def networks(s: Any, samples: int, junk_x: int, junk_y: int) -> Networks:
    """The inputs are the axes: t, u, and what is beside them in either network; on signs a layer of ReLU units."""
    width = 2 + junk_x + junk_y
    weights, read = features(eye(width), s, 2, junk_x), pair(s, samples, junk_x, junk_y)
    return of_features(axes(samples, width), weights, read, None, relu=is_power_of_two(samples))


def values(m: Any, s: Any, samples: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    found = dict(of_the_same_output(m, s, samples, 2, junk_x, junk_y)) | {"output_cka": m.ratio(0, 1)}
    if junk_x == junk_y == 0:
        found |= dict.fromkeys(("any_r2", "any_r2_reverse"), m.ratio(1, 1))
    return found


CONSTRUCTION = Construction(
    parameters={
        "s": Parameter(3, 0, above=True),
        "samples": Parameter(4, 3, whole=True),
        "junk_x": Parameter(0, 0, whole=True),
        "junk_y": Parameter(0, 0, whole=True),
    },
    keeps=None,
    head="linear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
)
