r"""Two networks that represent their classes perfectly, and alike, have no debiased CKA at all.

Belief.    Debiased CKA corrects CKA: it is defined wherever CKA is, and 1 for one representation seen from two sides.
Failure.   The class means of a collapsed network are a regular simplex: X = I, one sample for each class, and Y = XQ,
           its mirror image across (1, ..., 1, -1). The logits are the same for all inputs, and CKA is 1. All distances
           are equal, so that what is left of either Gram matrix without its diagonal is a constant: 0/0.
Repair.    CKA with its diagonal is defined. With two samples for each class debiased CKA is, too, and it is 1.
Source.    Derived here (estimators/debiased_undefined_on_a_simplex).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from unalignable.theory.core.numbers.array import Array, eye, filled

from .core.measured import everything
from .core.network import Linear
from .core.networks import Networks
from .core.record import Construction, Pair, Parameter
from .core.room import never
from .core.units import of_features


def reflection(classes: int) -> Array:
    """I - (2/C)vv', v = (1, ..., 1, -1). (Across (1, ..., 1) it would be a shift, which centring undoes.)"""
    v = filled([fmpq(1)] * (classes - 1) + [fmpq(-1)], (classes, 1))
    mirrored: Array = eye(classes) - v @ v.T * fmpq(2, classes)
    return mirrored


def pair(classes: int) -> Pair:
    X, Q = eye(classes), reflection(classes)
    return Pair(X=X, Y=X @ Q, f=(Linear(X),), g=(Linear(Q),), carried=(Q, fmpq(1), fmpq(1)))


def networks(classes: int) -> Networks:
    """The inputs are the classes, one-hot; g reflects them, and its head reflects them back."""
    return of_features(eye(classes), (eye(classes), reflection(classes)), pair(classes), "logits", relu=False)


def values(m: Any, classes: int) -> Mapping[str, Any]:
    return everything(m) | {"debiased_cka": None}


CONSTRUCTION = Construction(
    parameters={"classes": Parameter(4, 4, whole=True)},
    keeps="logits",
    head="linear",
    pair=pair,
    values=values,
    ways=never,
    networks=networks,
    answers=("estimators/debiased_undefined_on_a_simplex",),
)
