r"""Networks that predict each other perfectly, and compute the same output, can have CKA near zero.

Belief.    When a linear map carries one representation onto the other and back, linear CKA sees that they are alike.
Failure.   Y = XA with A = diag(1, k), where the direction that A stretches is the weak one of X: R^2 = 1 both ways, all
           canonical correlations 1, and CKA = 2k/(1 + k^2), the least that a map of condition k allows. The next layer
           undoes A: the output is the same for every input. Any ReLU layer has such twins: its units may be rescaled.
Repair.    A condition number of the map bounds CKA from below (invariance/invertible_map_bound); CCA and R^2 do not see
           A at all.
Source.    The bound is a reverse Schwarz inequality (Diaz and Metcalf 1964), the symmetry of ReLU layers is in Godfrey
           et al. (2022); the pair is derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import eye, filled

from .core.axes import axes, diagonal, is_power_of_two
from .core.measured import everything
from .core.network import Linear
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .core.units import of_features


def pair(kappa: Any, samples: int, rank: int, extra: int, size: Any) -> Pair:
    """Features sqrt(k), 1 and, ``extra`` times, ``size``; the map keeps the first, stretches the second by k.

    Raises:
        ValueError: more is read than there is.
    """
    if rank > 2 + extra:
        raise ValueError(f"rank must be at most {2 + extra}, the number of features, got {rank}; raise extra")
    root = sqrt(kappa)
    scales, stretches = [root, fmpq(1), *[size] * extra], [fmpq(1), kappa, *[root] * extra]
    width = 2 + extra
    X = axes(samples, width) * filled(scales, (1, width))
    read = sorted(range(width), key=lambda j: (j != 1, j))[:rank]
    weights = [[int(j == c) for c in read] for j in range(width)]
    return Pair(
        X=X,
        Y=X * filled(stretches, (1, width)),
        f=(Linear.of(weights),),
        g=(Linear.of([[w / stretches[j] for w in row] for j, row in enumerate(weights)]),),
        carried=(diagonal(*stretches), fmpq(1), kappa),
    )


def networks(kappa: Any, samples: int, rank: int, extra: int, size: Any) -> Networks:
    """The inputs are the features of X; g has each unit rescaled, and its head undoes that. ReLU units on signs."""
    twins = pair(kappa, samples, rank, extra, size)
    assert twins.carried is not None
    weights = eye(2 + extra), twins.carried[0]
    return of_features(twins.X, weights, twins, "output", relu=is_power_of_two(samples))


def values(m: Any, kappa: Any, samples: int, rank: int, extra: int, size: Any) -> Mapping[str, Any]:
    c = size * size
    return everything(m) | {
        "linear_cka": (kappa * 2 + c * c * extra) / (kappa * kappa + 1 + c * c * extra),
        "nbs": (m.sqrt(kappa) * 2 + c * extra) / (kappa + 1 + c * extra),
    }


def ways(k: Knowledge) -> Iterator[Way]:
    if not keeps_output(k) or not only(k, "same", "head", "rank", "samples", "ranks", "decoding", "condition"):
        return
    width = k.ranks[0] if k.ranks else max(2, k.rank or 2)
    samples = k.samples or max(width + 1, 4)
    fits = not k.ranks or k.ranks[0] == k.ranks[1]
    rank = k.rank or width
    if not fits or width < 2 or rank > width or samples < width + 1:
        return
    sizes: dict[str, Any] = {"samples": samples, "rank": rank, "extra": width - 2}
    if k.condition is None:
        yield Way(sizes, lambda step: {"kappa": 4**step}, {"linear_cka": 0, "nbs": 0}, "kappa")
    elif width == 2:
        yield Way({**sizes, "kappa": k.condition})
    else:
        kappa = k.condition
        toward = {"linear_cka": 2 * kappa / (1 + kappa**2), "nbs": 2 * sqrt(kappa) / (1 + kappa)}
        yield Way({**sizes, "kappa": kappa}, fading, toward, "1/size")


def fading(step: int) -> dict[str, Any]:
    """The other features get weaker and weaker."""
    return {"size": fmpq(1, 2**step)}


CONSTRUCTION = Construction(
    parameters={
        "kappa": Parameter(4, 1, symbol="k"),
        "samples": Parameter(4, 3, whole=True),
        "rank": Parameter(2, 1, whole=True),
        "extra": Parameter(0, 0, whole=True),
        "size": Parameter(1, 0, above=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("invariance/invertible_map_bound", "invariance/relu_rescaling"),
)
