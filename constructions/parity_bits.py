r"""Networks with the same output on every input can have nothing in common that any regression finds.

Belief.    If two networks compute the same function, something of one representation can be predicted from the other.
Failure.   Three signs a, b, c; X = (a, bc), Y = (b, ac). The same head |x + y| - 1, which multiplies two signs, gives
           abc from both, on all eight inputs. X and Y are uncorrelated, and independent feature by feature: CKA, R^2,
           every canonical correlation and the R^2 of any function whatever are 0, both ways.
Repair.    Linear heads at this layer forbid it (floors/same_output_excludes_zero), and so it ends one layer later,
           where CKA is 1/5. What is left is one function of X that is a function of Y: the output.
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unalignable.theory.core.knowledge import Knowledge

from .core.axes import beside, signs
from .core.measured import nothing
from .core.network import Layer, Linear, Network, ReLU
from .core.networks import Networks, named
from .core.record import Construction, Pair, Parameter, Way
from .core.room import only

HEAD = (Linear.of([[1, -1], [1, -1]]), ReLU(), Linear.of([[1], [1]], [-1]))
"""relu(x + y) + relu(-x - y) - 1 = |x + y| - 1."""


def pair(copies: int) -> Pair:
    """All (a, b, c), so many times."""
    bits = signs(copies, 3)
    a, b, c = (bits[:, [j]] for j in range(3))
    return Pair(X=beside(a, b * c), Y=beside(b, a * c), f=HEAD, g=HEAD)


def networks(copies: int) -> Networks:
    """The inputs are a, b, c; one ReLU layer multiplies two of them, and the head the product and the third."""
    f, g = (Network(3, {**multiplying(alone), **named(HEAD)}) for alone in (0, 1))
    return Networks(inputs=signs(copies, 3), f=f, g=g, layers=("pair", "pair"), keeps="output")


def multiplying(alone: int) -> dict[str, Layer]:
    """Of three signs one as it is, and |x + y| - 1 of the two others."""
    rows = [[1, -1, 0, 0] if j == alone else [0, 0, 1, -1] for j in range(3)]
    read = Linear.of([[1, 0], [-1, 0], [0, 1], [0, 1]], [0, -1])
    return {"sums": Linear.of(rows), "relu": ReLU(), "pair": read}


def values(m: Any, copies: int) -> Mapping[str, Any]:
    blind = dict.fromkeys(("any_r2", "any_r2_reverse"), m.ratio(0, 1))
    return nothing(m) | blind | {"maximal_correlation": m.ratio(1, 1)}


def ways(k: Knowledge) -> Iterator[Way]:
    if not only(k, "same", "head", "rank", "samples", "ranks", "white") or k.head == "linear":
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
    networks=networks,
)
