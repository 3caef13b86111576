r"""Networks with the same output on every input can have nothing in common that any regression finds.

Belief.    If two networks compute the same function, something of one representation can be predicted from the other.
Failure.   Three signs a, b, c; X = (a, bc), Y = (b, ac). The same head |x + y| - 1, which multiplies two signs, gives
           abc from both. X and Y are uncorrelated, and independent feature by feature: CKA, R^2, every canonical
           correlation and the R^2 of any function whatever are 0, both ways.
Repair.    A linear head at this layer forbids it, and so it ends one layer later, where CKA is 1/5. What is left is one
           function of X that is a function of Y: the output.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array

from .core.axes import axes
from .core.measured import nothing
from .core.network import Linear, ReLU
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only

HEAD = (Linear.of([[1, -1], [1, -1]]), ReLU(), Linear.of([[1], [1]], [-1]))
"""relu(x + y) + relu(-x - y) - 1 = |x + y| - 1."""


def pair(copies: int) -> Pair:
    a, b, c = (array(axes(8, 3)[:, [j]].tolist() * copies) for j in range(3))
    X, Y = (array([[*p, *q] for p, q in zip(u.tolist(), v.tolist(), strict=True)]) for u, v in ((a, b * c), (b, a * c)))
    return Pair(X=X, Y=Y, f=HEAD, g=HEAD)


def values(m: Any, copies: int) -> Mapping[str, Any]:
    blind = dict.fromkeys(("any_r2", "any_r2_reverse"), m.ratio(0, 1))
    return nothing(m) | blind | {"maximal_correlation": m.ratio(1, 1)}


def ways(k: Knowledge) -> Iterator[Way]:
    if not only(k, "same", "head", "rank", "samples", "ranks") or k.head == "linear":
        return
    if (k.rank or 1) == 1 and k.ranks in (None, (2, 2)) and (k.samples or 8) % 8 == 0:
        yield Way({"copies": (k.samples or 8) // 8})


CONSTRUCTION = Construction(
    parameters={"copies": Parameter(1, 1, whole=True)},
    keeps="output",
    head="nonlinear",
    pair=pair,
    values=values,
    ways=ways,
)
