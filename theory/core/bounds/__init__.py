"""What the theorems force on the data at hand: floors, ceilings and nulls, each rounded to the safe side.

Every rule is a pure function of an ``Evidence`` (``Evidence.of(X, Y)``, where known with readouts and labels) and
returns ``Bound`` records, also where the theorem does not apply: then they say which hypothesis fails, and with which
values.

Example:
    >>> from unalignable.theory import bounds
    >>> X, Y = [[1, 1], [1, -1], [-1, 1], [-1, -1]], [[1, 1], [1, -1], [-1, -1], [-1, 1]]
    >>> known = bounds.Evidence.of(X, Y, readout=([[1], [0]], [[1], [0]]))
    >>> round(bounds.strongest(bounds.readout_floor(known), "linear_cka", "floor").value, 6)
    0.5
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..data_pair import Pair
from .carried_over import METRIC, TRANSFER, transfer
from .decoding import RELATIVE_ERRORS, RIDGE, THRESHOLD, head_decoding, least_squares_decoding, ridge_decoding
from .evidence import Evidence
from .kept_distances import DISTORTION, distortion
from .maps import LINEAR_MAP, linear_map
from .margins import MARGINS, accuracies, margin_floor
from .nulls import CHANCE_R2, PERMUTATION_MEAN, PERMUTATION_VARIANCE, permutation_means, permutation_variance
from .ranks import KY_FAN, RANKS, VACUOUS_R2, VON_NEUMANN, ky_fan, rank_obstruction, vacuous_r2, von_neumann
from .readout import Readout
from .readouts import ANY_READOUTS, PAIRED, readout_floor
from .record import (
    CKA,
    CKA_RELABELLED,
    CKA_RELABELLED_VARIANCE,
    LABEL_CKA,
    LABEL_R2,
    MARGIN_COVARIANCE,
    MEAN_CCA,
    NBS,
    R2,
    R2_BACK,
    R2_RELABELLED,
    Bound,
    Condition,
    Kind,
    strongest,
)
from .shared_outputs import (
    BOUNDED,
    CCA_FLOOR,
    NBS_FLOOR,
    R2_FLOOR,
    bounded_readouts,
    shared_correlations,
    shared_nbs,
    shared_r2,
)
from .similarities import NBS_SANDWICH, SANDWICH, procrustes, sandwich
from .target import Target

RULES: Final[tuple[Callable[[Evidence], list[Bound]], ...]] = (
    permutation_means,
    permutation_variance,
    linear_map,
    sandwich,
    procrustes,
    rank_obstruction,
    vacuous_r2,
    ky_fan,
    von_neumann,
    distortion,
    readout_floor,
    shared_r2,
    shared_nbs,
    shared_correlations,
    bounded_readouts,
    least_squares_decoding,
    head_decoding,
    ridge_decoding,
    margin_floor,
    transfer,
)
"""Every rule; a new one is added here and attacked by tests/cli/test_bounds.py."""


def every(evidence: Evidence | Pair) -> list[Bound]:
    """All bounds of this package on what is known; a bare pair is evidence without readouts and labels."""
    known = Evidence(evidence) if isinstance(evidence, Pair) else evidence
    return [bound for rule in RULES for bound in rule(known)]


__all__ = [
    "ANY_READOUTS",
    "BOUNDED",
    "CCA_FLOOR",
    "CHANCE_R2",
    "CKA",
    "CKA_RELABELLED",
    "CKA_RELABELLED_VARIANCE",
    "DISTORTION",
    "KY_FAN",
    "LABEL_CKA",
    "LABEL_R2",
    "LINEAR_MAP",
    "MARGINS",
    "MARGIN_COVARIANCE",
    "MEAN_CCA",
    "METRIC",
    "NBS",
    "NBS_FLOOR",
    "NBS_SANDWICH",
    "PAIRED",
    "PERMUTATION_MEAN",
    "PERMUTATION_VARIANCE",
    "R2",
    "R2_BACK",
    "R2_FLOOR",
    "R2_RELABELLED",
    "RANKS",
    "RELATIVE_ERRORS",
    "RIDGE",
    "RULES",
    "SANDWICH",
    "THRESHOLD",
    "TRANSFER",
    "VACUOUS_R2",
    "VON_NEUMANN",
    "Bound",
    "Condition",
    "Evidence",
    "Kind",
    "Readout",
    "Target",
    "accuracies",
    "bounded_readouts",
    "distortion",
    "every",
    "head_decoding",
    "ky_fan",
    "least_squares_decoding",
    "linear_map",
    "margin_floor",
    "permutation_means",
    "permutation_variance",
    "procrustes",
    "rank_obstruction",
    "readout_floor",
    "ridge_decoding",
    "sandwich",
    "shared_correlations",
    "shared_nbs",
    "shared_r2",
    "strongest",
    "transfer",
    "vacuous_r2",
    "von_neumann",
]
