"""The samples of known answers: the fixed example, what is done to it, and cases without any common direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from .adapter import Measure
from .examples import Matrix, Samples, fixed, least, related, small_cases

Cases = Callable[[Measure], Sequence[Samples]]
How = Literal["right", "unchanged", "same"]


@dataclass(frozen=True, slots=True)
class Known:
    """One known answer.

    Attributes:
        reason: what it holds a measure to.
        cases: the samples.
        how: ``right``: the value of the definition is expected; ``unchanged``: what leaves the definition's value for
            the fixed example as it is must leave the function's as it is, right or wrong; ``same``: the value for a
            representation and itself.
        asked: of which variants.
    """

    reason: str
    cases: Cases
    how: How = "right"
    asked: Callable[[Measure], bool] = lambda measure: True


def _fixed(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(X, Y)]


def itself(measure: Measure) -> list[Samples]:
    """Each side of the fixed example, twice."""
    return [(Z, Z) for Z in fixed(measure)]


def _swapped(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(Y, X)]


def _rotated(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(X @ _orthogonal(X.shape[1]), Y), (X, Y @ _orthogonal(Y.shape[1]))]


def _orthogonal(k: int) -> Matrix:
    """A reflection after a rotation: no axis is left in its place."""
    Q, _ = np.linalg.qr(np.random.default_rng(2).standard_normal((k, k)))
    return Q


def _scaled(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(3 * X, Y), (X, Y / 4), (3 * X, Y / 4)]


def _negated(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(-X, Y), (X, -Y / 4), (-3 * X, -Y)]


def _moved(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(X + 2, Y), (X, Y - np.arange(1.0, 1 + Y.shape[1])), (X - 3, Y + 1)]


def _mapped(measure: Measure) -> list[Samples]:
    """Invertible, with singular values from 1/2 to 2: a change of basis that is not an isometry."""
    X, Y = fixed(measure)
    A, B = (_orthogonal(Z.shape[1]) * np.geomspace(0.5, 2, Z.shape[1]) for Z in (X, Y))
    return [(X @ A, Y), (X, Y @ B), (X @ A, Y @ B)]


def _reordered(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    order = np.random.default_rng(3).permutation(len(X))
    return [(X[order], Y[order]), (X[::-1], Y[::-1])]


def _renamed(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    return [(X[:, ::-1], Y), (X, np.roll(Y, 2, axis=1)), (X[:, ::-1], Y[:, ::-1])]


def _uncorrelated(measure: Measure) -> list[Samples]:
    """Columns of a Hadamard matrix of order 8, of different lengths: all are centred and orthogonal."""
    H = np.array([[1.0]])
    for _ in range(3):
        H = np.block([[H, H], [H, -H]])
    repeats = 1 if least(measure) <= 8 else 5
    H = np.tile(H, (repeats, 1))
    return [(H[:, 1:3] * [1, 2], H[:, 3:6] * [1, 2, 3]), (H[:, 1:2], H[:, 4:5])]


def wide(measure: Measure) -> list[Samples]:
    """More features than samples, on both sides, on one, and as many."""
    n = max(8, least(measure) + 2)
    return [related(n, 2 * n, n + 3), related(n, 2, 3 * n), related(n, n, n)]


def _ragged(measure: Measure) -> list[Samples]:
    X, Y = fixed(measure)
    keep = len(X) - 3
    return [(X[:keep], Y[:keep])]


def _compared(measure: Measure) -> bool:
    return measure.promised.takes != "one"


def _symmetric(measure: Measure) -> bool:
    return measure.promised.symmetric and _compared(measure)


def _batched(measure: Measure) -> bool:
    return measure.promised.takes == "batches"


KNOWN: Final[dict[str, Known]] = {
    "fixed_example": Known("The value for 40 samples of 7 and of 5 features is that of the definition.", _fixed),
    "self": Known("A representation is the same as itself, within rounding.", itself, "same", _compared),
    "symmetry": Known("Exchanging X and Y changes nothing.", _swapped, "unchanged", _symmetric),
    "orthogonal_map": Known(
        "Rotating and reflecting the features does to the value what the definition says.", _rotated, "unchanged"
    ),
    "scaling": Known("A positive factor of X or Y does to the value what the definition says.", _scaled, "unchanged"),
    "negative_scaling": Known(
        "A negative factor of X or Y does to the value what the definition says.", _negated, "unchanged"
    ),
    "translation": Known("Adding a constant to every feature changes nothing.", _moved, "unchanged"),
    "invertible_map": Known(
        "An invertible map of the features does to the value what the definition says.", _mapped, "unchanged"
    ),
    "reordered_samples": Known(
        "Reordering the samples of both does to the value what the definition says.", _reordered, "unchanged"
    ),
    "reordered_features": Known("The order of the features is irrelevant.", _renamed, "unchanged"),
    "small_cases": Known("The values of 96 small random cases are those of the definition.", small_cases),
    "orthogonal_subspaces": Known("Without any linear correlation the value is that of the definition.", _uncorrelated),
    "more_features_than_samples": Known("More features than samples give the value of the definition.", wide),
    "ragged_batch": Known("A last batch with fewer samples counts as the definition has it.", _ragged, asked=_batched),
}
"""Slug -> what is asked."""
