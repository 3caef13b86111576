"""What a right formula loses in floating point: by the precision it works in, and by cancelling far from the origin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from ..adapter import Measure
from . import probes
from .seen import Model, Seen, ask

STEP: Final = 1e-11
SCALES: Final = (0, 3, 5, 7, 10, 13, 17, 21, 27, 34, 42, 50)
"""Powers of 1/2 by which probes are made smaller, to see what an epsilon does."""
SINGLE: Final = 13
"""The last of them that single precision can take: 2^(-13 * 8) is still a number."""


def scaled(measure: Measure, options: Sequence[dict[str, Any]], dtype: str, powers: Sequence[int]) -> list[Seen]:
    """Ordinary probes times powers of 1/2."""
    pairs = [probes.ordinary()[i] for i in (0, 1, 4)]
    found = []
    for power in powers:
        given = [(np.ldexp(X, -power), np.ldexp(Y, -power)) for X, Y in pairs]
        found += [ask(measure, args, options[0]) for args in probes.presented(measure, given, dtype)]
    return found


def below_double(measure: Measure, options: dict[str, Any], model: Model | None) -> bool:
    """Whether a relative change of 1e-11 of every entry, which double precision feels, changes no value.

    A model that does not change either, as a rank or a number of neighbours, tells nothing.
    """
    moved = asked = 0
    for X, Y in (probes.ordinary()[i] for i in (0, 3)):
        for step in (STEP, -STEP):
            args, nudged = (probes.presented(measure, [pair]) for pair in ((X, Y), _nudged(X, Y, step)))
            if not args or not nudged:
                continue
            before, after = ask(measure, args[0], options).raw, ask(measure, nudged[0], options).raw
            if not math.isfinite(before) or _still(model, args[0], nudged[0], options):
                continue
            asked += 1
            moved += before != after
    return asked > 0 and moved <= 1


def _still(model: Model | None, args: probes.Arguments, nudged: probes.Arguments, options: dict[str, Any]) -> bool:
    if model is None:
        return False
    return model.pipeline.value(model.made, args, options) == model.pipeline.value(model.made, nudged, options)


def _nudged(X: Any, Y: Any, step: float) -> tuple[Any, Any]:
    rng = np.random.default_rng(3)
    return X * (1 + step * rng.uniform(0.5, 1, size=X.shape)), Y * (1 + step * rng.uniform(0.5, 1, size=Y.shape))


FAR: Final = {"float64": (20, 1e-6), "float32": (10, 1e-3)}
"""A mean of 2^k, and an error of the value: with (mean/deviation)² u lost it is 1e-4 and 6e-2, with mean/deviation u
1e-10 and 6e-5."""


def cancels(measure: Measure, options: dict[str, Any], model: Model, precision: str) -> bool:
    """Whether digits are lost like the square of the mean, though the model does not depend on the mean."""
    if precision not in FAR or measure.promised.takes == "grams":
        return False
    power, limit = FAR[precision]
    near = _errors(measure, options, model, precision, 0)
    far = _errors(measure, options, model, precision, power)
    return bool(near) and bool(far) and max(near) < limit / 10 and max(far) > limit


def _errors(measure: Measure, options: dict[str, Any], model: Model, dtype: str, power: int) -> list[float]:
    """Relative errors against the model at the origin; none where that depends on the mean."""
    pairs = [probes.ordinary()[i] for i in (0, 3, 4)]
    shift = 2.0**power
    found: list[float] = []
    for X, Y in pairs:
        here, there = (probes.presented(measure, [(X + s, Y + s)], dtype) for s in (0.0, shift))
        if not here:
            continue
        should, moved = (model.pipeline.value(model.made, args[0], options) for args in (here, there))
        if not abs(should - moved) <= 1e-6 * abs(should):
            return []
        raw = ask(measure, there[0], options).raw
        found.append(abs(raw - should) / max(abs(should), 1e-3) if math.isfinite(raw) else math.inf)
    return found
