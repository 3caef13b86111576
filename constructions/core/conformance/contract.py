"""The numerical contract: what holds of a sound implementation beyond its values on ordinary matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .adapter import Measure
from .contract_calls import calls
from .contract_inputs import inputs
from .contract_numerics import numerics
from .record import Check


def contract(measure: Measure, dtypes: Sequence[str] = ("float64", "float32")) -> Iterator[Check]:
    """Scales, offsets and dtypes (``numerics/``); inputs that have no value, and how it is called (``inputs/``).

    Args:
        measure: the function under test.
        dtypes: of float64 and float32, those that it takes at all.
    """
    yield from numerics(measure, dtypes)
    yield from inputs(measure, dtypes[0])
    yield from calls(measure, dtypes[0])
