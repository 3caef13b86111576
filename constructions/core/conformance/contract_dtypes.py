"""Dtypes: the same matrices as floats and whole numbers of every width, whose value is known exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from .accuracy import attainable
from .adapter import Measure
from .asking import HOLDS, Finding, answered, checked, definition, says, value
from .examples import Matrix, arguments, handy, options
from .record import Check, Severity


@dataclass(frozen=True, slots=True)
class Held:
    """How a dtype holds the example: ``factor`` times it, plus ``shift``, without rounding.

    Attributes:
        dtype: NumPy's name.
        factor: so that multiples of 1/8 are whole numbers, or products overflow.
        shift: so that nothing is negative.
        precision: in which the right value is expected; whole numbers may be made float32.
    """

    dtype: str
    factor: float = 1.0
    shift: float = 0.0
    precision: str = "float32"

    def cast(self, Z: Matrix) -> Matrix:
        """The matrix."""
        return (self.factor * Z + self.shift).astype(self.dtype)


FLOATS: Final = {"float64": Held("float64", precision="float64"), "float32": Held("float32")}
"""Dtypes that a measure must take."""
OTHERS: Final = {
    "float16": Held("float16", precision="float16"),
    "float16_times_30": Held("float16", 30.0, precision="float16"),
    "int64": Held("int64", 8.0),
    "int32_times_1000": Held("int32", 8000.0),
    "int8": Held("int8", 8.0),
    "uint8": Held("uint8", 8.0, 40.0),
}
"""Dtypes that it may refuse, by a TypeError or ValueError that says something."""


def of_dtypes() -> Iterator[Check]:
    """One check for each."""
    for name, held in FLOATS.items():
        yield checked(f"numerics/{name}", f"{name} gives the right value.", partial(_value, held, False))
    for name, held in OTHERS.items():
        words = name.replace("_", " ")
        reason = f"{words} gives the right value, or a TypeError or ValueError that says why not."
        yield checked(f"numerics/{name}", reason, partial(_value, held, True))


def _value(held: Held, refusable: bool, measure: Measure) -> Iterator[Finding]:
    X, Y = handy(measure)
    if measure.promised.takes == "grams":  # of zeros and ones: small enough for eight bits
        X, Y = (X > 0).astype(float), (Y > 0).astype(float)
        K, L = arguments(measure, X, Y)
        args, exact = (held.cast(K), held.cast(L)), (held.factor * K, held.factor * L)
    else:
        args = arguments(measure, held.cast(X), held.cast(Y))
        exact = arguments(measure, held.factor * X, held.factor * Y)
    given = options(measure, len(X), held.factor)
    if held.precision == "float64":
        known = definition(measure, exact, given)
    else:
        like = arguments(measure, X, Y) if measure.promised.scale_free else None
        known = attainable(measure, exact, given, held.precision, like=like)
    if isinstance(known, Finding):
        yield known
    elif refusable and _refused(measure, args, given):
        yield HOLDS
    else:
        hard = Severity.HARD_NUMERICS if held.dtype == "float16" else Severity.WRONG_VALUE if refusable else None
        yield value(measure, args, given, known, "float64" if held.precision == "float64" else "float32", hard)


def _refused(measure: Measure, args: tuple[Any, ...], given: dict[str, Any]) -> bool:
    _, fault = answered(measure, args, given)
    return isinstance(fault, Exception) and says(fault, (TypeError, ValueError))
