"""Which theorem of the catalogue proves an invariance of the table, and on which case of that theorem it rests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ..numbers.array import array


@dataclass(frozen=True, slots=True)
class Proof:
    """A theorem and how a case (X, Y, T) of the transformation is a case of it."""

    slug: str
    case: Callable[[Any, Any, Any], dict[str, Any]]


def _map(X: Any, Y: Any, T: Any) -> dict[str, Any]:
    return {"X": X, "Y": Y, "Q": T, "b": array(np.zeros((1, T.shape[1]), dtype=int)), "c": 1}


def _scale(X: Any, Y: Any, T: Any) -> dict[str, Any]:
    return _map(X, Y, T / T[0, 0]) | {"c": T[0, 0]}


def _shift(X: Any, Y: Any, T: Any) -> dict[str, Any]:
    return _map(X, Y, array(np.eye(X.shape[1], dtype=int))) | {"b": T[:1]}


def _twice(X: Any, Y: Any, T: Any) -> dict[str, Any]:
    return {"X": X, "Y": Y, "D": T, "k": 2}


ISOMETRY: Final = "invariance/orthogonal_map"

PROOFS: Final[dict[tuple[str, str], Proof]] = {
    ("linear_cka", "orthogonal"): Proof(ISOMETRY, _map),
    ("linear_cka", "isotropic_scale"): Proof(ISOMETRY, _scale),
    ("linear_cka", "translation"): Proof(ISOMETRY, _shift),
    ("linear_cka", "feature_permutation"): Proof(ISOMETRY, _map),
    ("linear_cka", "duplicate_all_samples"): Proof("invariance/duplicated_samples", _twice),
    ("linear_cka", "duplicate_all_features"): Proof("invariance/duplicated_features", _twice),
}
"""(measure, transformation) -> proof. A cell without an entry rests on its exact cases alone."""
