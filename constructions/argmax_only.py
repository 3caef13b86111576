r"""Three samples are enough for the same predictions on every one of them and no correlation at all.

Belief.    Two classifiers that give every sample the same class, through linear heads, must have similar features.
Failure.   X = (0, 1, 3) and Y = (5, 0, 4), one feature each, with logits 2zz_c - z_c^2: the class whose value is
           nearest wins, which is the right one in both. X and Y are uncorrelated, and their logits are too. They are
           functions of each other, and no linear one helps.
Repair.    Equal probabilities forbid it (classification/same_probabilities_force_alignment); so do balanced binary
           labels with margins that are not heavy-tailed (classification/margins_below_two_plus_root_two).
Source.    Derived here; the smallest pair by search (non-negative integers).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import array

from .core.axes import beside, unread
from .core.measured import nothing
from .core.network import Linear
from .core.record import Construction, Pair, Parameter, Reading, Way
from .core.room import one_each, only, room


def points(samples: int) -> tuple[list[list[Any]], list[list[Any]], list[int]]:
    """The three values in X, in Y, and the class of each sample; classes as even as can be, the first the smallest."""
    sizes = [(samples + c) // 3 for c in range(3)]
    x = (fmpq(0), fmpq(1), fmpq(3))
    mean = (sizes[1] * x[1] + sizes[2] * x[2]) / samples
    y = (4 * sizes[2] * (3 - mean) / (sizes[0] * mean), fmpq(0), fmpq(4))  # (5, 0, 4) for even classes
    labels = [c for c in range(3) for _ in range(sizes[c])]
    return [[z] for z in x], [[z] for z in y], labels


def nearest(values: list[list[Any]], unread_features: int, sharpness: Any = 1) -> Reading:
    """Logits 2z z_c - z_c^2 from the first feature, times the sharpness."""
    row = [2 * z * sharpness for (z,) in values]
    rest = [[0] * len(values) for _ in range(unread_features)]
    return (Linear.of([row, *rest], [-z * z * sharpness for (z,) in values]),)


def pair(samples: int, junk_x: int, junk_y: int, junk_size: Any) -> Pair:
    x, y, labels = points(samples)
    X, Y = array([x[c] for c in labels]), array([y[c] for c in labels])
    more = unread((X, Y), junk_x + junk_y) * junk_size
    return Pair(
        X=beside(X, more[:, :junk_x]),
        Y=beside(Y, more[:, junk_x:]),
        f=nearest(x, junk_x),
        g=nearest(y, junk_y),
    )


def values(m: Any, samples: int, junk_x: int, junk_y: int, junk_size: Any) -> Mapping[str, Any]:
    found = nothing(m) | {"maximal_correlation": m.ratio(1, 1), "output_cka": m.ratio(0, 1)}
    if junk_x == junk_y == 0:
        found |= dict.fromkeys(("any_r2", "any_r2_reverse"), m.ratio(1, 1))
    return found


def ways(k: Knowledge) -> Iterator[Way]:
    if k.same not in (None, "argmax") or not only(k, "same", "head", "samples", "ranks", "readout_norm", "white"):
        return
    if (sizes := room(k, apart=1, samples=3)) and (not k.white or one_each(k)):
        del sizes["rank"]
        junk = max(sizes["junk_x"], sizes["junk_y"])
        if junk == 0 or k.readout_norm is None:
            yield Way(sizes)
        elif k.readout_norm > 1:
            yield Way({**sizes, "junk_size": _quiet(k.readout_norm, sizes["samples"], junk)})


def _quiet(norm: Any, samples: int, junk: int) -> Any:
    """So small a size of the junk, whose columns have length 1 at most, that readouts of this norm are enough."""
    x, y, labels = points(samples)
    lengths = []
    for values in (x, y):
        column = [values[c][0] for c in labels]
        lengths.append(sum(z * z for z in column) - sum(column) ** 2 / samples)
    size = fmpq(1)
    while size**4 * junk > (norm**4 - 1) * min(lengths) ** 2:
        size /= 2
    return size


CONSTRUCTION = Construction(
    parameters={
        "samples": Parameter(3, 3, whole=True),
        "junk_x": Parameter(0, 0, whole=True),
        "junk_y": Parameter(0, 0, whole=True),
        "junk_size": Parameter(1, 0, above=True),
    },
    keeps="argmax",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
)
