r"""A number and a curve through its powers determine each other, and can be as unlike as one wants.

Belief.    A representation of one dimension, bent, is much like the same representation straight.
Failure.   X = t and Y = (t, t^2, ..., t^d) on equally spaced points; both heads read t linearly, on all of the real
           line, and each is a function of the other. For a parabola CKA = 1/sqrt(1 + b^2) and R^2 = 1/(1 + b), with b =
           s^2(n^2 - 4)/15 for n points at a distance s: as s grows both tend to 0, for the bend is what Y holds most
           of. Back R^2 = 1.
Repair.    Ask from the curve to the line, or bound the readouts of normalised features, and with them s; a probe of
           degree d finds Y from X.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import filled

from .core.axes import reads_first
from .core.network import Linear, Network, Products
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way, doubling
from .core.room import keeps_output, only


def grid(points: int) -> list[fmpq]:
    """Equally spaced around 0, one apart."""
    return [fmpq(2 * i - points + 1, 2) for i in range(points)]


def networks(points: int, degree: int, step: Any) -> Networks:
    (read,) = reads_first(1, degree)
    return Networks(
        inputs=filled([t * step for t in grid(points)], (points, 1)),
        f=Network(1, {"hidden": Linear.of([[1]]), "head": Linear.of([[1]])}),
        g=Network(1, {"hidden": Products(tuple((0,) * k for k in range(1, degree + 1))), "head": read}),
        layers=("hidden", "hidden"),
        keeps="output",
    )


def pair(points: int, degree: int, step: Any) -> Pair:
    return networks(points, degree, step).pair()


def covariance(points: int, i: int, j: int) -> fmpq:
    """Of t^i and t^j on the grid."""
    both, *each = (sum((t**k for t in grid(points)), fmpq(0)) / points for k in (i + j, i, j))
    return both - each[0] * each[1]


def values(m: Any, points: int, degree: int, step: Any) -> Mapping[str, Any]:
    def size(i: int, j: int) -> Any:
        c = covariance(points, i, j)
        return step ** (i + j) * m.ratio(int(c.p), int(c.q))

    powers, one = range(1, degree + 1), m.ratio(1, 1)
    read = sum((size(1, j) ** 2 for j in powers), m.ratio(0, 1)) / size(1, 1)
    total = sum((size(j, j) for j in powers), m.ratio(0, 1))
    square = sum((size(i, j) ** 2 for i in powers for j in powers), m.ratio(0, 1))
    certain = ("linear_r2_reverse", "canonical_correlation", "mean_cca")
    return {
        "linear_cka": read / m.sqrt(square),
        "linear_r2": read / total,
        "nbs": m.sqrt(read / total),
        **dict.fromkeys((*certain, "any_r2", "any_r2_reverse", "maximal_correlation"), one),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding")
    points = k.samples or 3
    if keeps_output(k) and only(k, *known) and points >= 3 and k.rank in (None, 1) and k.ranks in (None, (1, 2)):
        yield doubling("step", {"points": points, "degree": 2}, dict.fromkeys(("linear_cka", "linear_r2", "nbs"), 0))


CONSTRUCTION = Construction(
    parameters={
        "points": Parameter(5, 3, whole=True, symbol="n"),
        "degree": Parameter(2, 2, whole=True, symbol="d"),
        "step": Parameter(1, 0, above=True, symbol="s"),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
)
