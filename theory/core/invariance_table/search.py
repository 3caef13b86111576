"""The smallest case in which a transformation changes a measure: a deterministic search, decided in exact arithmetic.

Small integer matrices go through the float definitions by the thousand; where the value moves, the exact carrier
decides. Samples are taken up to their common order, on which neither the measures nor the transformations depend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product
from math import comb
from typing import Any, Final

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings

from ..carriers.namespace import Namespace, Undecided
from ..numbers.array import array
from ..record import Verdict, eq
from .batched import Batched, Floats, Stack
from .transformations import Integers, Transformation

Measure = Callable[[Any, Any, Any], Any]
"""``measure(m, X, Y)`` over a carrier's namespace."""

BOUNDS: Final = {2: (1,), 3: (1, 2, 3), 4: (1, 2, 3, 4), 5: (1, 2, 3), 6: (1, 2)}
"""n -> bounds of the entries, which are 0..bound in X and Y; in the order of the search.

Two samples leave nothing to see: centred, they are one direction, the same in X and Y.
"""
WIDTHS: Final = ((1, 1), (1, 2), (2, 1), (2, 2))
EXHAUSTIVE: Final = 20_000
"""A grid with at most this many cases is searched completely, a larger one at this many random places (seeded)."""
FIRST_LOOK: Final = 100
"""Cases a grid while it is not known whether there is anything to find."""
FILTERED: Final = 400_000
"""Pairs of a case and a T that are tested for fitting together (integer products only)."""
CHUNK: Final = 1_000
MOVED: Final = 1e-9
"""A float value that moves by less, relative to 1 or to its size, is no candidate; rounding moves it by some 1e-14."""
SEED: Final = 11


@dataclass(frozen=True, slots=True)
class Grid:
    """X is n x p and Y is n x q, with entries 0..bound."""

    n: int
    bound: int
    p: int
    q: int


GRIDS: Final = tuple(Grid(n, bound, p, q) for n, bounds in BOUNDS.items() for bound in bounds for p, q in WIDTHS)


@dataclass(frozen=True, slots=True)
class Witness:
    """A case in which the value changes, from that of (X, Y) to that of (X2, Y2); the values are exact or enclosed.

    ``smallest``: all cases before it, in the order of GRIDS, were searched, and none moves the float value.
    """

    X: Any
    Y: Any
    X2: Any
    Y2: Any
    before: Any
    after: Any
    smallest: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two exact values, the pairs that have them, and whether they are equal (undecided: both enclosures meet)."""

    X: Any
    Y: Any
    X2: Any
    Y2: Any
    before: Any
    after: Any
    equal: Verdict

    def witness(self, smallest: bool) -> Witness:
        """As a witness that the value changes."""
        return Witness(self.X, self.Y, self.X2, self.Y2, self.before, self.after, smallest)


# ------------------------------------------------------------------------------------------------- exact comparison


def value(m: Namespace, measure: Measure, X: Any, Y: Any) -> Any:
    """The value; None where it is undefined (a constant side, 0/0) or undecided (a tie, a repeated correlation)."""
    if any((Z[:1] == Z).all() for Z in (X, Y)):
        return None
    try:
        return measure(m, X, Y)
    except (ZeroDivisionError, Undecided):
        return None


def compared(m: Namespace, measure: Measure, transformation: Transformation, X: Any, Y: Any, T: Any) -> Compared | None:
    """The exact values before and after; None where one is undefined or undecided."""
    before = value(m, measure, X, Y)
    if before is None:
        return None
    X2, Y2 = transformation.act(m, X, Y, T)
    after = value(m, measure, X2, Y2)
    return None if after is None else Compared(X, Y, X2, Y2, before, after, m.decide(eq(before, after)))


def drawn(transformation: Transformation, examples: int) -> list[tuple[Any, Any, Any]]:
    """Random exact cases (X, Y, T) of the transformation, the same ones every time."""
    found: list[tuple[Any, Any, Any]] = []
    quiet = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )

    def collect(case: tuple[Any, Any, Any]) -> None:
        found.append(tuple(array(part) for part in case))  # type: ignore[arg-type]

    seed(SEED)(quiet(given(transformation.domain)(collect)))()
    return found


# ---------------------------------------------------------------------------------------------------------- the grid


@lru_cache(maxsize=2 * len(GRIDS))
def points(grid: Grid, most: int) -> tuple[Integers, bool]:
    """Cases [X Y] with X and Y not constant, the smallest first, and whether they are all there are."""
    values, width = grid.bound + 1, grid.p + grid.q
    complete = comb(values**width + grid.n - 1, grid.n) <= most
    if complete:
        samples = list(product(range(values), repeat=width))
        cases = np.array(list(combinations_with_replacement(samples, grid.n)))
    else:
        cases = np.random.default_rng(SEED).integers(0, values, (most, grid.n, width))
    cases = cases[np.argsort(cases.sum(axis=(1, 2)), kind="stable")]
    varies = (cases != cases[:, :1]).any(axis=1)
    return cases[varies[:, : grid.p].any(axis=1) & varies[:, grid.p :].any(axis=1)], complete


def places(transformation: Transformation, grid: Grid, most: int) -> tuple[Integers, Integers, Integers, bool]:
    """Cases [X Y], which of them is transformed, by which T, and whether that is every combination."""
    cases, complete = points(grid, most)
    maps = list(transformation.grid(grid.n, grid.p, grid.bound))
    if not maps or not len(cases):
        return cases, np.empty(0, dtype=np.int64), np.empty((0, 1, 1), dtype=np.int64), complete
    T = np.stack(maps)
    allowed = most if transformation.fits is None else FILTERED
    index = np.arange(len(cases) * len(T))
    if len(index) > allowed:
        index, complete = np.sort(np.random.default_rng(SEED).choice(index, allowed, replace=False)), False
    case, which = index // len(T), index % len(T)
    if transformation.fits is not None:
        good = transformation.fits(cases[case][:, :, : grid.p], cases[case][:, :, grid.p :], T[which])
        case, which, complete = case[good][:most], which[good][:most], complete and int(good.sum()) <= most
    return cases, case, T[which], complete


@lru_cache(maxsize=1024)
def base_values(measure: Measure, grid: Grid, most: int) -> Floats:
    """The float values of the untransformed cases of a grid."""
    cases, _ = points(grid, most)
    return in_floats(measure, Stack(cases[:, :, : grid.p]), Stack(cases[:, :, grid.p :]), len(cases))


def in_floats(measure: Measure, X: Stack, Y: Stack, cases: int) -> Floats:
    """The float values of a stack of cases; not finite where undefined or undecided."""
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(measure(Batched(), X, Y), (cases,)), dtype=np.float64)


@dataclass(slots=True)
class Tally:
    """How many cases had two float values to compare."""

    cases: int = 0


def candidates(
    measure: Measure, transformation: Transformation, grid: Grid, most: int, tally: Tally
) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Cases (X, Y, T) of the grid whose float value moves, the smallest first."""
    cases, case, T, _ = places(transformation, grid, most)
    before = base_values(measure, grid, most) if len(case) else np.empty(0)
    for start in range(0, len(case), CHUNK):
        here, maps = case[start : start + CHUNK], T[start : start + CHUNK]
        X, Y = cases[here][:, :, : grid.p], cases[here][:, :, grid.p :]
        pair = transformation.act(Batched(), Stack(X), Stack(Y), Stack(maps / transformation.denominator))
        old, new = before[here], in_floats(measure, *pair, len(here))
        both = np.isfinite(old) & np.isfinite(new)
        tally.cases += int(both.sum())
        moved = np.abs(np.subtract(new, old, where=both, out=np.zeros(len(both)))) > MOVED * np.fmax(1, np.abs(old))
        for k in np.flatnonzero(moved):
            yield X[k], Y[k], maps[k]


def first_witness(
    m: Namespace, measure: Measure, transformation: Transformation, *, least: int = 2, most: int = EXHAUSTIVE
) -> tuple[Witness | None, int]:
    """The first case of the grids with n >= least in which the exact value changes, and how many were compared."""
    complete, tally = True, Tally()
    for grid in (grid for grid in GRIDS if grid.n >= least):
        complete = complete and places(transformation, grid, most)[3]
        for integers in candidates(measure, transformation, grid, most, tally):
            X, Y, T = (array(part) for part in integers)
            found = compared(m, measure, transformation, X, Y, T / transformation.denominator)
            if found is not None and found.equal is Verdict.REFUTED:
                return found.witness(complete), tally.cases
    return None, tally.cases
