"""A carrier whose one measure is a stranger's: its value, the definition's error bound, and a record of every call."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from unalignable.theory.core.carriers.floating import SLACK, Floating
from unalignable.theory.core.carriers.namespace import Undecided
from unalignable.theory.core.carriers.tracked import Tracked, frobenius

from .adapter import Measure, Misbehaved
from .record import Call


class Judging(Floating):
    """Floats of one dtype, with the values of one measure taken from the function under test.

    Args:
        dtype: ``"float64"`` or ``"float32"``.
        measure: the function under test.

    Attributes:
        calls: every call of it, in order.
        asks: switched off, the definition's own value is taken.
    """

    def __init__(self, dtype: str, measure: Measure) -> None:
        super().__init__(dtype)
        self.subject = measure
        self.calls: list[Call] = []
        self.asks = True
        if measure.promised.definition is not None:
            self.definitions[measure.promised.quantity] = measure.promised.definition

    def measure(self, name: str, *args: Any, **options: Any) -> Any:
        """The definition on loosened inputs gives the radius; the function under test the value of its measure.

        Raises:
            Misbehaved: it returned no finite number.
        """
        promised = self.subject.promised
        if name != promised.quantity or not self.asks or not _understood(promised, options):
            return super().measure(name, *args, **options)
        ball = super().measure(name, *args, **options)
        if not isinstance(ball, Tracked) or not self.subject.presentable(_values(args)):
            return ball
        if not math.isfinite(ball.error):
            raise Undecided(f"{name} cannot be told at this precision: its error bound is infinite")
        return self._asked(
            ball, _values(args), {key: _plain(v) for key, v in options.items() if key in promised.options}
        )

    def _asked(self, ball: Tracked, args: tuple[Any, ...], options: dict[str, Any]) -> Tracked:
        should, radius = float(ball.value), ball.error
        try:
            found = self.subject.returned(*args, **options)
        except Misbehaved as error:
            self.calls.append(Call(args, options, None, None, str(error), should, radius))
            raise
        radius = self.radius(radius, should, found.value) + found.error
        self.calls.append(Call(args, options, found.value, found.raw, "", should, radius))
        return Tracked(np.asarray(found.value, dtype=self.dtype), radius)

    def radius(self, error: float, should: float, value: float) -> float:
        """How far the value may be from the definition's.

        A function that returns the square of the measure, or the root of it, rounds that: the root of q is off by
        sqrt(d) at most, and by d/sqrt(q) where q is larger, if q is off by d.
        """
        rounding = SLACK * self.u * max(abs(should), abs(value))
        if self.subject.kind == "squared" and not self.subject.promised.distance:
            off = 2 * error * abs(should) + error * error + SLACK * self.u * should * should
            return min(math.sqrt(off), off / abs(should) if should else math.inf) + rounding
        if self.subject.kind == "distance" and self.subject.promised.distance:
            root = math.sqrt(max(should, 0.0))
            off = min(math.sqrt(error), error / root if root else math.inf) + SLACK * self.u * root
            return max(2 * root * off + off * off, error) + rounding
        return error + rounding


def truth(dtype: str, measure: Measure, args: tuple[Any, ...], options: dict[str, Any] | None = None) -> Tracked:
    """The definition's value and radius on arrays of one dtype."""
    m = Judging(dtype, measure)
    promised = measure.promised
    given = _tracked(m, args)
    fixed = {key: value if isinstance(value, int) else m.array(value) for key, value in promised.fixed.items()}
    ball: Tracked = Floating.measure(m, promised.quantity, *given, **fixed, **(options or {}))
    return Tracked(ball.value, ball.error + SLACK * m.u * frobenius(ball.value))


def _tracked(m: Floating, x: Any) -> Any:
    if isinstance(x, list | tuple):
        return type(x)(_tracked(m, e) for e in x)
    return Tracked(np.asarray(x, dtype=m.dtype))


def _understood(promised: Any, options: dict[str, Any]) -> bool:
    """Whether the function can be called with these options: it takes them, or its rule fixes just these values."""
    return all(key in promised.options or promised.fixed.get(key) == _plain(value) for key, value in options.items())


def _values(x: Any) -> Any:
    if isinstance(x, Tracked):
        return x.value.copy()
    return type(x)(_values(e) for e in x) if isinstance(x, list | tuple) else x


def _plain(t: Any) -> Any:
    if isinstance(t, Tracked):
        return float(t.value) if t.value.ndim == 0 else t.value.copy()
    return t
