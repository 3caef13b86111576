"""Rational polyhedra: has {x : Ax <= b} an interior? A point inside it, or a proof that there is none.

Linear programming over the rationals, by the simplex method with Bland's rule. Sizes here are a few variables and a
few dozen inequalities; the answer is exact, and is checked before it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flint import fmpq

from unalignable.theory.core.numbers.effort import bits, limited, spend

Vector: TypeAlias = tuple[fmpq, ...]
ZERO = fmpq(0)
ONE = fmpq(1)


@dataclass(frozen=True, slots=True)
class Inequality:
    """``normal . x <= bound``."""

    normal: Vector
    bound: fmpq

    def slack(self, x: Sequence[fmpq]) -> fmpq:
        """How far inside ``x`` is: positive in the interior."""
        return self.bound - dot(self.normal, x)


@dataclass(frozen=True, slots=True)
class Inside:
    """A point that satisfies every inequality strictly."""

    point: Vector


@dataclass(frozen=True, slots=True)
class Empty:
    """Weights >= 0, not all zero, with sum of weighted normals 0 and of weighted bounds <= 0: no interior (Farkas)."""

    weights: Vector


def dot(a: Sequence[fmpq], b: Sequence[fmpq]) -> fmpq:
    """The inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True)), ZERO)


def interior(inequalities: Sequence[Inequality], dimension: int) -> Inside | Empty:
    """Decide whether a polyhedron has an interior.

    Args:
        inequalities: of ``dimension`` variables each; none at all is the whole space.
        dimension: number of variables, at least 0.

    Returns:
        A point strictly inside, or Farkas weights that prove that there is none (one for each inequality).

    Raises:
        ValueError: an inequality has another number of variables.
    """
    for inequality in inequalities:
        if len(inequality.normal) != dimension:
            raise ValueError(f"an inequality of {len(inequality.normal)} variables among {dimension}")
    if not inequalities:
        return Inside((ZERO,) * dimension)
    found = _Simplex(inequalities, dimension).run()
    _check(found, inequalities, dimension)
    return found


def _check(found: Inside | Empty, inequalities: Sequence[Inequality], dimension: int) -> None:
    if isinstance(found, Inside):
        right = all(inequality.slack(found.point) > 0 for inequality in inequalities)
    else:
        weights = found.weights
        normals = [dot(weights, [i.normal[j] for i in inequalities]) for j in range(dimension)]
        bound = dot(weights, [i.bound for i in inequalities])
        right = all(w >= 0 for w in weights) and any(w > 0 for w in weights) and not any(normals) and bound <= 0
    if not right:
        raise ArithmeticError(f"linear programming went wrong: {found} for {inequalities}")


class _Simplex:
    """Maximise t subject to a_i x + t <= b_i and t <= 1; x and t are free, the slacks w_i >= 0.

    The dictionary writes every basic variable over the nonbasic ones: ``value + sum of coefficients * nonbasic``.
    Variables: x is 0 .. d-1, t is d, the slack of inequality i is d + 1 + i, that of t <= 1 is the last.
    """

    def __init__(self, inequalities: Sequence[Inequality], dimension: int) -> None:
        self.dimension, self.count = dimension, len(inequalities)
        self.free = dimension + 1  # variables below this index have no sign
        spend(len(inequalities) * dimension)
        rows = [(i.bound, [-a for a in i.normal]) for i in inequalities] + [(ONE, [ZERO] * dimension)]
        lowest = min(range(len(rows)), key=lambda i: rows[i][0])
        self.nonbasic = [*range(dimension), self.free + lowest]
        bound, normal = rows[lowest]
        # t = bound - a x - w: entered at once, so that every slack starts nonnegative
        self.rows: dict[int, tuple[fmpq, list[fmpq]]] = {dimension: (bound, [*normal, -ONE])}
        for i, (value, coefficients) in enumerate(rows):
            if i != lowest:
                moved = [a - b for a, b in zip(coefficients, normal, strict=True)]
                self.rows[self.free + i] = (value - bound, [*moved, ONE])

    def run(self) -> Inside | Empty:
        """Pivot until t is positive or cannot grow."""
        goal = self.dimension
        while True:
            value, coefficients = self.rows[goal]
            if value > 0:
                return Inside(tuple(self._value(j) for j in range(self.dimension)))
            entering = self._entering(coefficients)
            if entering is None:
                return self._proof(coefficients)
            self._pivot(entering, self._leaving(entering, 1 if coefficients[entering] > 0 else -1))

    def _value(self, variable: int) -> fmpq:
        return self.rows[variable][0] if variable in self.rows else ZERO

    def _entering(self, coefficients: list[fmpq]) -> int | None:
        """The position of the nonbasic variable of least index that makes t grow."""
        useful = [
            (variable, k)
            for k, variable in enumerate(self.nonbasic)
            if coefficients[k] > 0 or (variable < self.free and coefficients[k] != 0)
        ]
        return min(useful)[1] if useful else None

    def _leaving(self, entering: int, direction: int) -> int:
        """The slack that first comes to zero; the least index among equals."""
        limits = [
            (value / (-direction * coefficients[entering]), variable)
            for variable, (value, coefficients) in self.rows.items()
            if variable >= self.free and direction * coefficients[entering] < 0
        ]
        return min(limits)[1]  # never empty: t <= 1 ends every growth

    def _pivot(self, entering: int, leaving: int) -> None:
        value, coefficients = self.rows.pop(leaving)
        if limited():
            spend(len(self.rows) * len(coefficients) * (1 + bits(coefficients) / 100))
        variable, self.nonbasic[entering] = self.nonbasic[entering], leaving
        scale = -1 / coefficients[entering]
        row = [a * scale for a in coefficients]
        row[entering] = -scale
        new = value * scale, row
        for other, (v, c) in self.rows.items():
            factor = c[entering]
            if factor != 0:
                mixed = [a + factor * b for a, b in zip(c, row, strict=True)]
                mixed[entering] = factor * row[entering]
                self.rows[other] = v + factor * new[0], mixed
        self.rows[variable] = new

    def _proof(self, coefficients: list[fmpq]) -> Empty:
        """t = value - sum of weights * slacks, and value <= 0: the weights are Farkas'."""
        weights = [ZERO] * (self.count + 1)
        for variable, coefficient in zip(self.nonbasic, coefficients, strict=True):
            if variable >= self.free:
                weights[variable - self.free] = -coefficient
        return Empty(tuple(weights[: self.count]))
