r"""One irrelevant feature turns a debiased CKA of one into minus one.

Belief.    Debiased CKA is CKA without its bias: near 1 for networks that agree, near 0 for those that do not.
Failure.   Y = (0, 0, 1, 1), and X is Y beside a feature (s, -s, 0, 0) that is uncorrelated with it and that nobody
           reads. Both networks give the same output on every input. Debiased CKA is exactly 1 for s < 1, 0/0 for
           s = 1 and exactly -1 for s > 1, where CKA is 1/sqrt(1 + 4s^4), which is low and not negative.
Repair.    Quote CKA beside its mean over relabellings (nulls/permutation_mean), (1 + 2s^2)/(3 sqrt(1 + 4s^4)): that is
           above CKA for s > 1.
Source.    Derived here (estimators/debiased_minus_one).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unalignable.theory.core.numbers.array import Array, array, eye

from .core.axes import beside, reads_first
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never
from .core.units import of_features

INPUTS = array([[0, 1], [0, -1], [1, 0], [1, 0]])


def features(columns: Array, s: Any) -> tuple[Array, Array]:
    """[y, sz] and y of the columns y, z."""
    y, z = columns[:, :1], columns[:, 1:]
    return beside(y, z * s), y


def pair(s: Any) -> Pair:
    X, Y = features(INPUTS, s)
    return Pair(X=X, Y=Y, f=reads_first(1, 2), g=reads_first(1, 1))


def networks(s: Any) -> Networks:
    """The inputs are the output and the feature that nobody reads."""
    return of_features(INPUTS, features(eye(2), s), pair(s), "output", relu=False)


def values(m: Any, s: Any) -> Mapping[str, Any]:
    e, one = s * s, m.ratio(1, 1)
    certain = ("linear_r2", "canonical_correlation", "mean_cca", "any_r2", "maximal_correlation")
    back = one / (e * 2 + one)
    return dict.fromkeys(certain, one) | {
        "linear_cka": one / m.sqrt(e * e * 4 + one),
        "linear_r2_reverse": back,
        "any_r2_reverse": back,
        "nbs": m.sqrt(back),
        "debiased_cka": None if s == 1 else one if s < 1 else -one,
    }


CONSTRUCTION = Construction(
    parameters={"s": Parameter(2, 0, above=True)},
    keeps="output",
    head="linear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
    answers=("estimators/debiased_minus_one",),
)
