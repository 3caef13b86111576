r"""CKA of 0.995 with a network from which the task has been deleted.

Belief.    A network as similar as that to one that solves the task has what it takes to solve it.
Failure.   X has uncorrelated features of sizes p, ..., 2, 1, and the task is the last one; Y is X without it. CKA^2 =
           (p^4 + ... + 2^4)/(p^4 + ... + 2^4 + 1): for p = 3 that is 97/98, and CKA = 0.995. X holds the task
           perfectly, and no linear probe finds anything of it in Y; on eight samples, where the three are independent
           signs, no probe of any kind does. CKA weighs a component by its squared variance.
Repair.    Probe for the task. Were CKA(X, Y)^2 + CKA(X, task)^2 above 1, part of it would be in Y
           (probes/decodable_above_one); it is exactly 1.
Source.    Ding, Denain and Steinhardt (2021) delete principal components to test similarity scores; the formula is
           derived here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unalignable.theory.core.numbers.array import Array, eye, filled

from .core.axes import axes
from .core.network import Linear
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never
from .core.units import of_features


def sizes(components: int) -> Array:
    """The largest first, as a row."""
    return filled([components - i for i in range(components)], (1, components))


def pair(components: int, deleted: int, samples: int) -> Pair:
    """Y has all but the last ``deleted`` components. (On four samples the task is a product of the two before it.)

    Raises:
        ValueError: nothing is left.
    """
    if deleted >= components:
        raise ValueError(f"deleted must be less than components, got {deleted} of {components}")
    columns, kept = axes(samples, components), components - deleted
    X = columns * sizes(components)
    probe = Linear.of([[int(j == components - 1)] for j in range(components)])
    nothing = Linear.of([[0]] * kept)
    return Pair(X=X, Y=X[:, :kept], f=(probe,), g=(nothing,), target=columns[:, -1:])


def networks(components: int, deleted: int, samples: int) -> Networks:
    """The inputs are the components at size 1; f sizes them, g drops the last ones."""
    weights = eye(components) * sizes(components)
    probed = pair(components, deleted, samples)
    return of_features(
        axes(samples, components), (weights, weights[:, : components - deleted]), probed, None, relu=False
    )


def values(m: Any, components: int, deleted: int, samples: int) -> Mapping[str, Any]:
    variances = [size * size for size in range(components, 0, -1)]
    share = m.ratio(sum(variances[: components - deleted]), sum(variances))
    squares = [variance * variance for variance in variances]
    certain = ("linear_r2", "canonical_correlation", "mean_cca", "any_r2")
    return dict.fromkeys(certain, m.ratio(1, 1)) | {
        "linear_cka": m.sqrt(m.ratio(sum(squares[: components - deleted]), sum(squares))),
        "linear_r2_reverse": share,
        "nbs": m.sqrt(share),
        "task_r2": m.ratio(0, 1),
    }


CONSTRUCTION = Construction(
    parameters={
        "components": Parameter(3, 2, whole=True, symbol="p"),
        "deleted": Parameter(1, 1, whole=True),
        "samples": Parameter(8, 3, whole=True),
    },
    keeps=None,
    head="linear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
    answers=("probes/top_components_keep_cka", "probes/transfer"),
)
