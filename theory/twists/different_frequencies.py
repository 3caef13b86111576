r"""Representations of a cyclic variable at different frequencies are uncorrelated, whatever their planes.

Proof.     T shifts the samples. X has frequency k of m when x_{j+1} + x_{j-1} = 2cos(2 pi k/m) x_j for centred rows:
           (T + T')X_c = 2cX_c; Y has another, (T + T')Y_c = 2dY_c. T + T' is symmetric, 2cX_c'Y_c = X_c'(T + T')Y_c =
           2dX_c'Y_c, and X_c'Y_c = 0 as c and d differ. Sums of such representations with no frequency in common are
           uncorrelated as well: disjoint spectra give zero.
Sharpness. k and m - k are one frequency: cos(2 pi k/m) is the same. In one plane CKA can be anything.
Source.    Eigenvectors of the cyclic shift; as a statement on representations derived here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from flint import fmpq

from ..core.cyclic import cosine, plane
from ..core.record import All, Case, Claim, Drop, Hypothesis, Theorem, Verdict, Witness, eq, ne, varies
from ..core.uncorrelated import derived, uncorrelated


def claim(m: Any, T: Any, X: Any, Y: Any) -> All:
    return uncorrelated(m, X, Y)


def symbolic(m: Any, T: Any, X: Any, Y: Any) -> Iterator[Verdict]:
    yield from derived(m, X, Y)
    for part in claim(m, T, X, Y).parts:
        yield m.decide(part)


def has_frequency(name: str, cosine: str) -> Callable[..., Claim]:
    """x_{j+1} + x_{j-1} = 2cos x_j."""

    def holds(m: Any, T: Any, **case: Any) -> Claim:
        x = m.center(case[name])
        return eq(T @ x + T.T @ x, x * case[cosine] * 2)

    return holds


def shift(m: int, orbits: int = 1) -> list[list[int]]:
    """The matrix that moves every sample to the next one of its orbit."""
    moved: list[list[int]] = np.kron(np.eye(orbits, dtype=int), np.roll(np.eye(m, dtype=int), 1, axis=0)).tolist()
    return moved


def spread(m: int, first: int, second: int, orbits: int = 1) -> dict[str, Any]:
    """Planes at two frequencies, no two of them alike, and no plane a circle."""
    readouts = [np.array([[1, 0], [i, 2 + i]], dtype=object) for i in range(2 * orbits)]
    X = np.concatenate([plane(m, first) @ readouts[2 * i] for i in range(orbits)])
    Y = np.concatenate([plane(m, second) @ readouts[2 * i + 1] for i in range(orbits)])
    return {"T": shift(m, orbits), "X": X + 1, "Y": Y - 2, "c": cosine(m, first), "d": cosine(m, second)}


DOMAIN: list[Case] = [
    spread(4, 1, 2),
    spread(4, 2, 1, orbits=2),
    spread(5, 1, 2),
    spread(5, 2, 1, orbits=2),
    spread(6, 1, 3),
    spread(6, 3, 2),
    spread(7, 2, 3),
    spread(8, 1, 3),
]

SIX: dict[str, Any] = {
    "T": shift(6),
    "X": [[2, 0], [1, 1], [-1, 1], [-2, 0], [-1, -1], [1, -1]],
    "Y": [[2], [-1], [-1], [2], [-1], [-1]],
    "c": fmpq(1, 2),
    "d": fmpq(-1, 2),
}
PLANE = {"X": [[1], [0], [-1], [0]], "Y": [[1], [1], [-1], [-1]]}

THEOREM = Theorem(
    statement=r"(T + T^\top)X_c = 2c\,X_c,\ (T + T^\top)Y_c = 2d\,Y_c,\ c \ne d \implies "
    r"\mathrm{CKA}(X, Y) = R^2_{X \to Y} = R^2_{Y \to X} = 0",
    case={"T": "n n", "X": "n p", "Y": "n q", "c": "", "d": ""},
    claim=claim,
    hypotheses=(
        Hypothesis(r"c \ne d", lambda m, c, d: ne(c, d), Drop({"T": shift(4), "c": 0, "d": 0} | PLANE)),
        varies("X", SIX | {"X": [[1]] * 6}),
        varies("Y", SIX | {"Y": [[1]] * 6}),
        Hypothesis(
            r"(T + T^\top)X_c = 2c\,X_c", has_frequency("X", "c"), Drop(SIX | {"X": [[3], [0], [-2], [0], [-2], [1]]})
        ),
        Hypothesis(
            r"(T + T^\top)Y_c = 2d\,Y_c", has_frequency("Y", "d"), Drop(SIX | {"Y": [[3], [0], [-2], [0], [-2], [1]]})
        ),
    ),
    domain=DOMAIN,
    variants=frozenset({"linear", "r2"}),
    symbolic=symbolic,
    witnesses=(Witness("six samples, frequencies 1 and 2, in integers", SIX, lambda m, X, Y: uncorrelated(m, X, Y)),),
    kernel=("twists_different_frequencies",),
    uses=("probes/zero",),
)
