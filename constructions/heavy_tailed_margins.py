r"""Two scores with every sign right can be uncorrelated, if a few margins are much larger than the rest.

Belief.    Two correct classifiers of the same two classes agree in sign everywhere, so their scores must correlate.
Failure.   u = (9, 1, -1, -1) and v = (1, 13, -1, -1): one sample of a class is loud in u, another one in v. The product
           of the means is as large as the mean product, and the covariance is exactly 0. The margins' ratios mean to
           least are a = 3 and b = 4, where (3 - 2)(4 - 2) = 2: on the edge that balanced classes allow.
Repair.    Margins with (a - 2)(b - 2) < 2, both below 2 + sqrt 2 for instance, force positive covariance
           (classification/margins_force_covariance); so does one network whose ratio is at most 2, whatever the other
           one does (classification/one_even_margin_is_enough).
Source.    Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array

from .core.axes import beside, reads_first, unread
from .core.measured import nothing
from .core.record import Construction, Pair, Parameter, Way
from .core.room import one_each, only, room

MOST_SAMPLES = 2**12


def other(alpha: Any, balance: Any) -> Any:
    """The ratio of the second network at which the covariance vanishes: a + b - 1 = (a - 2k)(b - 2k)."""
    return (alpha - 1 + 2 * balance * (alpha - 2 * balance)) / (alpha - 1 - 2 * balance)


def pair(alpha: Any, rarer: int, samples: int, junk_x: int, junk_y: int) -> Pair:
    """``rarer`` samples have the label -1; one of the others is loud in X, another one in Y.

    Raises:
        ValueError: the rarer class is larger, the commoner one has one sample, or alpha lets nothing vanish.
    """
    balance, common = fmpq(rarer, samples), samples - rarer
    if rarer > common or common < 2:
        raise ValueError(f"rarer must be at most half of the samples and leave at least 2, got {rarer} of {samples}")
    if alpha <= 1 + 2 * balance:
        raise ValueError(f"alpha must be above {1 + 2 * balance} at this balance, got {alpha}")
    loud = [samples * (ratio - 1) + 1 for ratio in (alpha, other(alpha, balance))]
    labels = array([[1]] * common + [[-1]] * rarer)
    u, v = array(labels.tolist()), array(labels.tolist())
    u[0, 0], v[1, 0] = loud
    more = unread((u, v), junk_x + junk_y)
    return Pair(
        X=beside(u, more[:, :junk_x]),
        Y=beside(v, more[:, junk_x:]),
        f=reads_first(1, 1 + junk_x),
        g=reads_first(1, 1 + junk_y),
        labels=labels,
    )


def values(m: Any, alpha: Any, rarer: int, samples: int, junk_x: int, junk_y: int) -> Mapping[str, Any]:
    return nothing(m) | {"maximal_correlation": m.ratio(1, 1), "output_cka": m.ratio(0, 1)}


def ways(k: Knowledge) -> Iterator[Way]:
    if k.same not in (None, "argmax"):
        return
    if not only(k, "same", "head", "samples", "ranks", "readout_norm", "margins", "balance", "white"):
        return
    if (k.readout_norm is not None or k.white) and not one_each(k):
        return
    if (sizes := room(k, apart=1, samples=3)) and (found := _edge(k, sizes["samples"])):
        alpha, rarer, samples = found
        yield Way({"alpha": alpha, "rarer": rarer, "samples": samples} | {s: sizes[s] for s in ("junk_x", "junk_y")})


def _edge(k: Knowledge, samples: int) -> tuple[Any, int, int] | None:
    """A ratio and class sizes on the edge, within the margins and the balance that are known."""
    while True:
        if k.balance is not None:
            counts = [int((k.balance * samples).p)] if (k.balance * samples).q == 1 else []
        else:
            counts = [samples // 2, 1]
        for rarer in counts:
            found = _alpha(k, fmpq(rarer, samples))
            if found is not None and 1 <= rarer <= samples - 2:
                return found, rarer, samples
        if k.samples or samples >= MOST_SAMPLES:
            return None
        samples += 1


def _alpha(k: Knowledge, balance: Any) -> Any:
    if k.margins is None:
        return fmpq(3)
    first, second = k.margins
    return first if first > 1 + 2 * balance and other(first, balance) <= second else None


CONSTRUCTION = Construction(
    parameters={
        "alpha": Parameter(3, 1, above=True, symbol="a"),
        "rarer": Parameter(2, 1, whole=True),
        "samples": Parameter(4, 3, whole=True),
        "junk_x": Parameter(0, 0, whole=True),
        "junk_y": Parameter(0, 0, whole=True),
    },
    keeps="argmax",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
