"""Mean and variance of ⟨K, ΠLΠ'⟩ over all relabellings Π of the samples, in closed form.

Relabellings act on symmetric matrices with K1 = 0, and on those with zero diagonal, as a sum of three irreducible
representations of the symmetric group, each once: the invariant matrices (H, or the off-diagonal constant), the
standard one of dimension n − 1, and that of the U-centred matrices, of dimension n(n−3)/2. Splitting K and L into
these parts, Schur's lemma gives

  mean = ⟨K_invariant, L_invariant⟩,   variance = ‖K_std‖²‖L_std‖²/(n−1) + ‖U(K)‖²‖U(L)‖²·2/(n(n−3)).

For centred Gram matrices these are the permutation moments of the RV coefficient (kaziaoual1995refined,
josse2008testing); the mean is tr K·tr L/(n−1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import array_api_compat

from .inputs import Array, Matrix
from .products import sums
from .sides import dot, trace, u_centre

EXACT = 2.0**-44
"""A part of the squared norm below this share is zero: it is what rounding leaves of a difference."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A symmetric matrix seen by relabellings: its signed invariant part, and the squared norms of the other two."""

    n: int
    invariant: float
    standard: float
    u_centred: float

    @property
    def norm(self) -> float:
        """The Frobenius norm of the matrix."""
        return math.sqrt(self.invariant**2 + self.standard + self.u_centred)


def moments(K: Parts, L: Parts) -> tuple[float, float]:
    """Mean and standard deviation of ⟨K, ΠLΠ'⟩ over the n! relabellings."""
    n = K.n
    variance = K.standard * L.standard / (n - 1)
    if n > 3:
        variance += 2 * K.u_centred * L.u_centred / (n * (n - 3))
    return K.invariant * L.invariant, math.sqrt(variance)


def of_factor(A: Array) -> Parts:
    """The parts of AA' for a centred A, shape (n, r), float64."""
    n = int(A.shape[0])
    totals = sums([Matrix("A", A, 2.0**-53)], "a null", unbiased=n > 3).totals
    return _centred(n, totals.traces[0], totals.squares[0], totals.inner[0][0] if n > 3 else 0.0)


def of_centred(K: Array) -> Parts:
    """The parts of a symmetric K with K1 = 0."""
    return _centred(int(K.shape[0]), trace(K), dot(K, K), _u_square(K))


def of_hollow(D: Array) -> Parts:
    """The parts of a symmetric D with zero diagonal."""
    n, xp = int(D.shape[0]), array_api_compat.array_namespace(D)
    return _split(n, float(xp.sum(D)) / math.sqrt(n * (n - 1)), dot(D, D), _u_square(D))


def of_hollowed_factor(A: Array) -> Parts:
    """The parts of AA' with its diagonal set to zero, for a centred A."""
    K, n, norms = of_factor(A), int(A.shape[0]), array_api_compat.array_namespace(A).vecdot(A, A)
    square = K.invariant**2 + K.standard + K.u_centred - dot(norms, norms)
    trace_of_K = K.invariant * math.sqrt(n - 1)  # the off-diagonal entries sum to minus that, because K1 = 0
    return _split(n, -trace_of_K / math.sqrt(n * (n - 1)), square, K.u_centred)


def _centred(n: int, total: float, square: float, u_square: float) -> Parts:
    return _split(n, total / math.sqrt(n - 1), square, u_square)


def _split(n: int, invariant: float, square: float, u_square: float) -> Parts:
    rounding = EXACT * square
    standard = square - invariant**2 - u_square
    return Parts(n, invariant, *(part if part > rounding else 0.0 for part in (standard, u_square)))


def _u_square(K: Array) -> float:
    if K.shape[0] < 4:
        return 0.0
    U = array_api_compat.array_namespace(K).asarray(K, copy=True)
    u_centre(U)
    return dot(U, U)
