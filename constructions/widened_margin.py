r"""A network that only moves one class further away, on its own side, becomes unlike the one that it was.

Belief.    Where a second network keeps the classes of the first one and only widens their margin, CKA stays high.
Failure.   Four points (±a, 1), (±a, -1), classes by the second coordinate. g moves the upper class up by c, as
           (x, y + c relu(y)): a homeomorphism of the plane, with the same head, the same classes and no margin smaller
           than before. CKA falls all the way to 1/sqrt(1 + a^4) as c grows, 1/sqrt(17) = 0.243 for a = 2.
Repair.    R^2 and CCA are 1: on these points a linear map does the same. Or compare directions of equal variance.
Source.    Davari et al. (2023), corollary 4; the closed form is derived here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unalignable.theory.core.numbers.array import Array, eye, filled

from .core.axes import axes, beside
from .core.measured import everything
from .core.network import Linear, Network, ReLU
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never
from .core.units import both_signs, differences

HEAD = Linear.of([[0], [1]])


def points(a: Any) -> Array:
    """The upper two first."""
    signs = axes(4, 2)
    return beside(signs[:, 1:] * a, signs[:, :1])


def networks(a: Any, c: Any) -> Networks:
    """The inputs are the points; f keeps them, g stretches the upper half plane by 1 + c."""
    stretched = differences(Linear(eye(2))).weight
    stretched[2, 1] = 1 + c  # of relu(y); relu(-y) is subtracted as it is
    f = Network(2, {"point": Linear(eye(2)), "head": HEAD})
    g = Network(2, {"units": both_signs(eye(2)), "relu": ReLU(), "moved": Linear(stretched), "head": HEAD})
    X = points(a)
    return Networks(inputs=X, f=f, g=g, layers=("point", "moved"), keeps="argmax", labels=X[:, 1:])


def pair(a: Any, c: Any) -> Pair:
    X = points(a)
    up = filled([c if y > 0 else y * 0 for y in X[:, 1].tolist()], (4, 1))
    return Pair(X=X, Y=beside(X[:, :1], X[:, 1:] + up), f=(HEAD,), g=(HEAD,), labels=X[:, 1:])


def values(m: Any, a: Any, c: Any) -> Mapping[str, Any]:
    """Centred, Y = X diag(1, t) with t = 1 + c/2."""
    e, t = a * a, c / 2 + 1
    return everything(m) | {
        "linear_cka": (e * e + t * t) / (m.sqrt(e * e + 1) * m.sqrt(e * e + t**4)),
        "nbs": (e + t) / (m.sqrt(e + 1) * m.sqrt(e + t * t)),
    }


CONSTRUCTION = Construction(
    parameters={"a": Parameter(2, 0, above=True), "c": Parameter(18, 0)},
    keeps="argmax",
    head="linear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
    answers=("rigidity/wider_margin",),
)
