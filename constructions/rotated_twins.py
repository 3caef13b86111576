r"""Two networks of one output may also be one network seen from another side: the control.

Belief.    Features that differ one by one mean that the networks differ.
Failure.   Y = XQ with a rotation Q, undone by the next layer: no feature of Y is one of X, the output is the same on
           every input, and every measure here is 1.
Repair.    None is needed: CKA, R^2, CCA and Procrustes do not see rotations (invariance/orthogonal_map). Whatever else
           is possible of two networks of one output, this is possible too.
Source.    Kornblith et al. (2019), section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.knowledge import Knowledge
from unalignable.theory.core.numbers.array import Array, array, eye

from .core.axes import axes
from .core.measured import everything
from .core.network import Linear
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter, Way
from .core.room import keeps_output, only
from .core.units import of_features

TURN = array([[fmpq(3, 5), fmpq(4, 5)], [fmpq(-4, 5), fmpq(3, 5)]])


def turn(features: int) -> Array:
    """The rotation of the first two features (one feature: the reflection)."""
    Q = eye(features)
    if features > 1:
        Q[:2, :2] = TURN
    else:
        Q[0, 0] = fmpq(-1)
    return Q


def pair(samples: int, features: int, rank: int) -> Pair:
    """The first two features turned (one feature: reflected); the head reads the first ``rank`` of X.

    Raises:
        ValueError: more is read than there is.
    """
    if rank > features:
        raise ValueError(f"rank must be at most features, got {rank} of {features}")
    X, Q = axes(samples, features), turn(features)
    read = eye(features)[:, :rank]
    return Pair(X=X, Y=X @ Q, f=(Linear(read),), g=(Linear(Q.T @ read),), carried=(Q, fmpq(1), fmpq(1)))


def networks(samples: int, features: int, rank: int) -> Networks:
    """The inputs are the features; g turns them and its head turns them back."""
    weights = eye(features), turn(features)
    return of_features(axes(samples, features), weights, pair(samples, features, rank), "output", relu=False)


def values(m: Any, samples: int, features: int, rank: int) -> Mapping[str, Any]:
    return everything(m)


def ways(k: Knowledge) -> Iterator[Way]:
    known = ("same", "head", "rank", "samples", "ranks", "decoding", "condition", "white", "cka", "readout_norm")
    features = k.ranks[0] if k.ranks else (k.rank or min(2, (k.samples or 3) - 1))
    rank, samples = k.rank or features, k.samples or max(4, features + 1)
    fits = not k.ranks or k.ranks[0] == k.ranks[1]
    read = rank == features or (rank < features and k.readout_norm is None)
    if keeps_output(k) and only(k, *known) and fits and read and features < samples:
        yield Way({"samples": samples, "features": features, "rank": rank})


CONSTRUCTION = Construction(
    parameters={
        "samples": Parameter(4, 2, whole=True),
        "features": Parameter(2, 1, whole=True),
        "rank": Parameter(2, 1, whole=True),
    },
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=ways,
    networks=networks,
    answers=("invariance/orthogonal_map",),
)
