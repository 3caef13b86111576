r"""A threshold can beat the majority where R^2 is zero, but only from four samples on, and it never gets all right.

Proof.     R^2 = 0 means equal class means. If a threshold separated the classes, one mean would lie below it and the
           other not: so at least one of n samples is wrong, accuracy <= 1 - 1/n. The majority share is an accuracy too,
           and for n <= 3 it is at least 1 - 1/n already: nothing is gained there.
Sharpness. n = 4: x = (0, 1, 1, 2), y = (0, 1, 1, 0) has R^2 = 0 and accuracy 3/4 against 1/2. One at 0, one at 2 and
           n - 2 at 1 attain 1 - 1/n for every n >= 4. Without R^2 = 0 a threshold may be right everywhere.
Source.    Derived here.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..core.record import (
    All,
    Case,
    Claim,
    Drop,
    Family,
    Hypothesis,
    Implies,
    Scope,
    Theorem,
    Witness,
    eq,
    le,
    nonzero,
    zero,
)

Sample = tuple[int, ...]


def columns(m: Any, x: Sample, y: Sample) -> tuple[Any, Any]:
    return m.array([[a] for a in x]), m.array([[b] for b in y])


def best_threshold(x: Sample, y: Sample) -> Fraction:
    """The highest accuracy of any threshold, either side up."""
    cuts = [{i for i, a in enumerate(x) if a <= cut} for cut in (*x, min(x) - 1)]
    right = [sum((i in low) != bool(b) for i, b in enumerate(y)) for low in cuts]
    return Fraction(max(max(r, len(x) - r) for r in right), len(x))


def majority(y: Sample) -> Fraction:
    return Fraction(max(sum(y), len(y) - sum(y)), len(y))


def claim(m: Any, x: Sample, y: Sample) -> Claim:
    n, best = m.ratio(len(x), 1), m.array(best_threshold(x, y))
    return All(
        zero(m.linear_r2(*columns(m, x, y))),
        le(best, m.ratio(1, 1) - 1 / n),
        Implies(le(n, m.ratio(3, 1)), le(best, m.array(majority(y)))),
    )


def equal_means(m: Any, x: Sample, y: Sample) -> Claim:
    X, Y = columns(m, x, y)
    return zero(m.center(X).T @ m.center(Y))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Integers of mean zero in either class, in any order."""
    values: list[tuple[int, int]] = []
    for label in (0, 1):
        drawn = draw(st.lists(st.integers(-3, 3), min_size=1, max_size=3))
        values += [(len(drawn) * a - sum(drawn), label) for a in drawn]
    assume(any(value for value, _ in values))
    x, y = zip(*draw(st.permutations(values)), strict=True)
    return {"x": x, "y": y}


@lru_cache
def most_gained(n: int, top: int) -> Fraction:
    """The most that a threshold gains on the majority, over all x in 0..top with equal class means."""
    gained = [Fraction(-1)]
    for x, y in product(product(range(top + 1), repeat=n), product((0, 1), repeat=n)):
        ones = sum(y)
        if 0 < ones < n and sum(x) * ones == sum(a * b for a, b in zip(x, y, strict=True)) * n:
            gained.append(best_threshold(x, y) - majority(y))
    return max(gained)


def smallest(m: Any, x: Sample, y: Sample) -> Claim:
    """No two or three samples with entries up to 4 do it; four with entries up to 2 do."""
    return All(*(zero(m.array(most_gained(n, 4))) for n in (2, 3)), eq(m.array(most_gained(4, 2)), m.ratio(1, 4)))


def outnumbered(n: int) -> Case:
    """One at 0, one at 2, all others at 1."""
    return {"x": (0, *[1] * (n - 2), 2), "y": (0, *[1] * (n - 2), 0)}


THEOREM = Theorem(
    statement=(
        r"R^2 = 0,\ \max_\theta \mathrm{accuracy}(x > \theta) \le 1 - 1/n;"
        r"\quad n \le 3 \implies \max_\theta \mathrm{accuracy} \le \text{majority}"
    ),
    case={"x": "data", "y": "data"},
    claim=claim,
    hypotheses=(
        Hypothesis("x_c^\\top y_c = 0", equal_means, Drop({"x": (0, 1), "y": (0, 1)})),
        Hypothesis(
            r"H x \ne 0",
            lambda m, x: nonzero(m.center(m.array([[a] for a in x]))),
            Scope(
                "a constant x has no R^2 in the measures (they refuse it); the bound on the accuracy holds there too"
            ),
        ),
        Hypothesis(
            r"\text{both labels occur}",
            lambda m, y: nonzero(m.center(m.array([[b] for b in y]))),
            Drop({"x": (0, 1), "y": (1, 1)}),
        ),
    ),
    domain=cases(),
    variants=frozenset({"r2", "probe-accuracy"}),
    why_not={"symbolic": "an accuracy counts samples on the two sides of a threshold: words have no entries"},
    witnesses=(
        Witness(
            "three of four",
            outnumbered(4),
            lambda m, x, y: All(
                zero(m.linear_r2(*columns(m, x, y))),
                eq(m.array(best_threshold(x, y)), m.ratio(3, 4)),
                eq(m.array(majority(y)), m.ratio(1, 2)),
            ),
        ),
        Witness("four is the least", outnumbered(4), smallest),
    ),
    sharp=Family(
        (4, 5, 6, 9), outnumbered, lambda m, x, y: eq(m.array(best_threshold(x, y)), m.ratio(len(x) - 1, len(x)))
    ),
    refutes=("r2_without_intercept", "r2_of_uncentred_variance"),
    kernel=("probes_accuracy_above_chance",),
    uses=("probes/logistic_probe_is_blind",),
)
