"""How the three numbers become one: roots and norms."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from .estimators import Moments
from .model import Apply, Mistake, Stage


class Sized(NamedTuple):
    """A value and the counts by which it may have been divided."""

    value: float
    n: int
    p: int
    q: int
    batches: int = 1


class Groups(NamedTuple):
    """The moments of each group of batches, and how the groups' values are put together."""

    groups: Sequence[Moments]
    together: Callable[[list[float]], float]
    batches: int


def ratio(top: float, bottom: float) -> float:
    """A quotient, NaN where the divisor is 0."""
    return top / bottom if bottom else math.nan


def root(x: float) -> float:
    """Of a number that is not negative; NaN of others."""
    return math.sqrt(x) if x >= 0 else math.nan


Normalise = Callable[[Moments], float]

RULES: Final[dict[str, tuple[str, Normalise]]] = {
    "cosine": ("the value is divided by the norms", lambda t: ratio(t.joint, root(t.own_x) * root(t.own_y))),
    "roots-missing": ("the square roots are missing in the denominator", lambda t: ratio(t.joint, t.own_x * t.own_y)),
    "traces": (
        "divided by tr K tr L instead of |K| |L|",
        lambda t: ratio(t.joint * (t.n - 1) ** 2, t.trace_x * t.trace_y),
    ),
    "numerator-rooted": (
        "the numerator is not squared: its root is divided by the norms",
        lambda t: ratio(root(t.joint), root(t.own_x) * root(t.own_y)),
    ),
    "fourth-roots": (
        "the root of the denominator is taken twice",
        lambda t: ratio(t.joint, root(root(t.own_x) * root(t.own_y))),
    ),
    "one-root-x": ("the root is missing for the norm of X", lambda t: ratio(t.joint, t.own_x * root(t.own_y))),
    "one-root-y": ("the root is missing for the norm of Y", lambda t: ratio(t.joint, root(t.own_x) * t.own_y)),
    "norm-of-x-twice": ("the norm of X is used twice, that of Y not at all", lambda t: ratio(t.joint, t.own_x)),
    "norm-of-y-twice": ("the norm of Y is used twice, that of X not at all", lambda t: ratio(t.joint, t.own_y)),
    "norm-of-x-only": ("divided by the norm of X alone", lambda t: ratio(t.joint, root(t.own_x))),
    "norm-of-y-only": ("divided by the norm of Y alone", lambda t: ratio(t.joint, root(t.own_y))),
    "arithmetic-mean": (
        "divided by the arithmetic mean of HSIC(X, X) and HSIC(Y, Y) instead of the geometric",
        lambda t: ratio(2 * t.joint, t.own_x + t.own_y),
    ),
    "larger-norm": ("divided by the larger of the two squared norms", lambda t: ratio(t.joint, max(t.own_x, t.own_y))),
    "smaller-norm": (
        "divided by the smaller of the two squared norms",
        lambda t: ratio(t.joint, min(t.own_x, t.own_y)),
    ),
    "sum-of-norms": ("divided by the sum of the norms", lambda t: ratio(t.joint, root(t.own_x) + root(t.own_y))),
    "tanimoto": (
        "divided by the squared norms less the numerator (Tanimoto)",
        lambda t: ratio(t.joint, t.own_x + t.own_y - t.joint),
    ),
    "jaccard-roots": ("divided by the sum of the squared norms", lambda t: ratio(t.joint, t.own_x + t.own_y)),
    "norms-absolute": (
        "negative HSIC(X, X) or HSIC(Y, Y) is made positive",
        lambda t: ratio(t.joint, root(abs(t.own_x)) * root(abs(t.own_y))),
    ),
    "hsic": ("the norms are missing: HSIC is returned", lambda t: t.joint),
}
"""Name -> what is wrong where another is right, and the rule."""


def normalised(rule: Normalise) -> Apply:
    """Groups -> a sized value."""

    def apply(state: Groups) -> Sized:
        t = state.groups[-1]
        return Sized(state.together([rule(group) for group in state.groups]), t.n, t.p, t.q, state.batches)

    return apply


def normalising(right: str) -> Stage:
    """Groups -> Sized. Where a rule depends on what HSIC is divided by, any of the usual counts may be meant."""
    wrong = [
        Mistake(name, text, normalised(in_units(rule, unit)))
        for name, (text, rule) in RULES.items()
        if name != right and not (name == "norms-absolute" and right == "hsic")
        for unit in (UNITS if name in OF_UNITS and right != "hsic" else UNITS[:1])
    ]
    return Stage(normalised(RULES[right][1]), tuple(wrong))


UNITS: Final[tuple[Callable[[int], float], ...]] = (
    lambda n: 1.0,
    lambda n: (n - 1) ** 2,
    lambda n: ((n - 1) / n) ** 2,
    lambda n: n * (n - 3),
)
"""n -> by what HSIC is multiplied: as estimated, a plain sum of products, divided by n^2, and a debiased sum."""
OF_UNITS: Final = (
    "roots-missing",
    "numerator-rooted",
    "fourth-roots",
    "one-root-x",
    "one-root-y",
    "norm-of-x-only",
    "norm-of-y-only",
    "sum-of-norms",
    "hsic",
)


def in_units(rule: Normalise, unit: Callable[[int], float]) -> Normalise:
    """The rule on HSIC in other units."""

    def scaled(t: Moments) -> float:
        u = unit(t.n)
        return rule(replace(t, joint=u * t.joint, own_x=u * t.own_x, own_y=u * t.own_y))

    return scaled
