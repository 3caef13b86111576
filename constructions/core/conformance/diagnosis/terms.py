"""Epsilons, floors and ridges: where they are put, for each kind of measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from .bases import svd
from .canonical import Canonical, Kept, correlations
from .dimension import Spectrum
from .dissimilarity import Vectors
from .estimators import Moments
from .model import Apply, Term
from .normalising import UNITS, Sized, in_units, normalised, ratio, root
from .reading import Array, Pair
from .regression import Features, Fit

ADDED: Final = "an epsilon in the denominator (about {})"
FLOOR: Final = "a floor under the denominator (about {})"
LAST: Final = -4
"""The stage before counts and the two of what is said."""

_OF_MOMENTS: Final[dict[str, tuple[str, Callable[[Moments, float], float]]]] = {
    "epsilon": (ADDED, lambda t, e: ratio(t.joint, root(t.own_x * t.own_y) + e)),
    "epsilon-under-root": (
        "an epsilon under the root of the denominator (about {})",
        lambda t, e: ratio(t.joint, root(t.own_x * t.own_y + e)),
    ),
    "epsilon-in-each-norm": (
        "an epsilon is added to each norm (about {})",
        lambda t, e: ratio(t.joint, (root(t.own_x) + e) * (root(t.own_y) + e)),
    ),
    "epsilon-in-each-hsic": (
        "an epsilon is added to HSIC(X, X) and HSIC(Y, Y) (about {})",
        lambda t, e: ratio(t.joint, root(t.own_x + e) * root(t.own_y + e)),
    ),
    "epsilon-above-and-below": (
        "an epsilon is added to the numerator and the denominator (about {})",
        lambda t, e: ratio(t.joint + e, root(t.own_x * t.own_y) + e),
    ),
    "floor": (FLOOR, lambda t, e: ratio(t.joint, max(root(t.own_x * t.own_y), e))),
    "floor-under-root": (
        "a floor under HSIC(X, X) HSIC(Y, Y) (about {})",
        lambda t, e: ratio(t.joint, root(max(t.own_x * t.own_y, e))),
    ),
    "floor-under-each-norm": (
        "a floor under each norm (about {})",
        lambda t, e: ratio(t.joint, max(root(t.own_x), e) * max(root(t.own_y), e)),
    ),
    "floor-under-each-hsic": (
        "a floor under HSIC(X, X) and HSIC(Y, Y) (about {})",
        lambda t, e: ratio(t.joint, root(max(t.own_x, e)) * root(max(t.own_y, e))),
    ),
}


def _moments_term(name: str, text: str, rule: Callable[[Moments, float], float], unit: Callable[[int], float]) -> Term:
    def apply(size: float) -> Apply:
        return normalised(in_units(lambda t: rule(t, size), unit))

    return Term(name, text, LAST, apply)


OF_MOMENTS: Final = tuple(_moments_term(n, text, rule, u) for u in UNITS for n, (text, rule) in _OF_MOMENTS.items())
"""Of CKA, whatever HSIC is divided by."""


def _of_two(top: Callable[[Any], float], below: Callable[[Any], tuple[float, float]], sized: Any) -> tuple[Term, ...]:
    """Of a quotient by the root of a product."""

    def term(name: str, text: str, value: Callable[[float, float, float, float], float]) -> Term:
        def apply(e: float) -> Apply:
            return lambda state: sized(state, value(top(state), *below(state), e))

        return Term(name, text, LAST, apply)

    return (
        term("epsilon", ADDED, lambda a, b, c, e: ratio(a, root(b) * root(c) + e)),
        term("epsilon-in-each-norm", "an epsilon is added to each norm (about {})",
             lambda a, b, c, e: ratio(a, (root(b) + e) * (root(c) + e))),
        term("epsilon-under-root", "an epsilon under the root of the denominator (about {})",
             lambda a, b, c, e: ratio(a, root(b * c + e))),
        term("floor", FLOOR, lambda a, b, c, e: ratio(a, max(root(b) * root(c), e))),
        term("floor-under-each-norm", "a floor under each norm (about {})",
             lambda a, b, c, e: ratio(a, max(root(b), e) * max(root(c), e))),
    )  # fmt: skip


def _pair_sized(pair: Pair, value: float) -> Sized:
    return Sized(value, len(pair.X), pair.X.shape[1], pair.Y.shape[1])


OF_NBS: Final = _of_two(
    lambda pair: float(svd(pair.X.T @ pair.Y)[1].sum()),
    lambda pair: (float(np.sum(pair.X**2)), float(np.sum(pair.Y**2))),
    _pair_sized,
)
"""Of |X'Y|_*/(|X| |Y|)."""


def _centred(v: Vectors) -> tuple[Array, Array]:
    return v.d - v.d.mean(), v.e - v.e.mean()


def _dot(a: Array, b: Array) -> float:
    return float(a @ b)


def _vectors_sized(v: Vectors, value: float) -> Sized:
    return Sized(value, v.n, v.p, v.q)


OF_PEARSON: Final = _of_two(
    lambda v: _dot(*_centred(v)),
    lambda v: (_dot(_centred(v)[0], _centred(v)[0]), _dot(_centred(v)[1], _centred(v)[1])),
    _vectors_sized,
)
"""Of a correlation of distances, as sums."""

OF_COSINE: Final = _of_two(lambda v: _dot(v.d, v.e), lambda v: (_dot(v.d, v.d), _dot(v.e, v.e)), _vectors_sized)
"""Of a cosine of distances."""

OF_PARTICIPATION: Final = (
    Term("epsilon", ADDED, LAST, lambda e: _participation(lambda v: float((v**2).sum()) + e)),
    Term("floor", FLOOR, LAST, lambda e: _participation(lambda v: max(float((v**2).sum()), e))),
)


def _participation(below: Callable[[Array], float]) -> Apply:
    def apply(s: Spectrum) -> Sized:
        return Sized(ratio(float(s.values.sum()) ** 2, below(s.values)), s.n, s.p, s.p)

    return apply


# ------------------------------------------------------------------------------------------ regression and CCA


def _total(below: Callable[[float, int, int], float]) -> Apply:
    def apply(s: Fit) -> Sized:
        residual, total = float(np.sum((s.Y - s.predicted) ** 2)), float(np.sum(s.Y**2))
        return Sized(1 - ratio(residual, below(total, len(s.Y), s.Y.shape[1])), len(s.Y), s.p, s.Y.shape[1])

    return apply


def _ridge(scale: Callable[[int], float]) -> Callable[[float], Apply]:
    def apply_of(size: float) -> Apply:
        def apply(s: Features) -> Fit:
            p = s.X.shape[1]
            beta = np.linalg.solve(s.X.T @ s.X + size * scale(len(s.X)) * np.eye(p), s.X.T @ s.Y)
            return Fit(s.Y, s.X @ beta, s.raw, p)

        return apply

    return apply_of


RIDGE: Final = "a ridge is added to the covariance (about {})"
PER: Final[tuple[Callable[[int], float], ...]] = (lambda n: 1.0, lambda n: float(n), lambda n: float(n - 1))
"""A ridge on X'X, on X'X/n, on X'X/(n - 1)."""

OF_R2: Final = (
    *(Term("ridge", RIDGE, -6, _ridge(per)) for per in PER),
    Term("epsilon", ADDED, -5, lambda e: _total(lambda t, n, q: t + e)),
    Term("epsilon", ADDED, -5, lambda e: _total(lambda t, n, q: t + n * q * e)),
    Term("floor", FLOOR, -5, lambda e: _total(lambda t, n, q: max(t, e))),
)


def _ridged(scale: Callable[[int], float]) -> Callable[[float], Apply]:
    def apply_of(size: float) -> Apply:
        def root_of_inverse(Z: Array) -> Array:
            U, s, Vt = svd(Z)
            return np.asarray((U * (s / np.sqrt(s * s + size * scale(len(Z))))) @ Vt)

        def apply(kept: Kept) -> Canonical:
            plain = correlations(kept)
            rho = svd(root_of_inverse(kept.X).T @ root_of_inverse(kept.Y))[1]
            return plain._replace(rho=rho[: len(plain.rho)])

        return apply

    return apply_of


OF_CCA: Final = tuple(Term("ridge", RIDGE, -6, _ridged(per)) for per in PER)
"""The covariances are inverted with a ridge."""
