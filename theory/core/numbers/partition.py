"""Equal rows: the samples that a function of a representation cannot tell apart."""

from __future__ import annotations

from flint import fmpq

from .array import Array, zeros
from .effort import spend
from .linear import decided


def classes(X: Array) -> list[list[int]]:
    """The samples with equal rows, class by class, in the order in which they are met.

    Raises:
        Undecided: enclosures do not tell two rows apart.
    """
    found: list[list[int]] = []
    for i, row in enumerate(X):
        spend(len(found))
        for members in found:
            if not any(decided(a - b, "whether two rows are equal") for a, b in zip(row, X[members[0]], strict=True)):
                members.append(i)
                break
        else:
            found.append([i])
    return found


def averaging(X: Array) -> Array:
    """The projector that averages over samples with equal rows: the columns it keeps are the functions of X."""
    A = zeros(X.shape[0], X.shape[0])
    for members in classes(X):
        for i in members:
            A[i, members] = fmpq(1, len(members))
    return A
