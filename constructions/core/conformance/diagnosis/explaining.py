"""Which failing checks a composition of mistakes accounts for: those whose recorded calls it reproduces."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from ..adapter import Measure
from ..record import Call, Result
from .families import own
from .study import Finding

CLOSE: Final = {"float64": 1e-5, "float32": 1e-2, "float16": 5e-2}
"""How near a model must come to a recorded value, by the precision of the arrays: theorems choose cases at limits,
where the same formula rounds worse than on probes."""
NEARER: Final = 0.25
"""A value is accounted for where the model is this many times nearer to it than the right value is."""
FAR: Final = {"float64": 1e3, "float32": 3.0, "float16": 1.0}
"""Means so many deviations from the origin let digits cancel that a check may miss."""
SINGLE_RANGE: Final = (1e-9, 1e9)
"""Entries whose fourth powers are numbers in single precision."""


def explained(measure: Measure, finding: Finding, failing: Sequence[Result]) -> tuple[str, ...]:
    """The slugs of the checks all of whose calls it accounts for."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return tuple(r.slug for r in failing if r.calls and all(_accounts(measure, finding, call) for call in r.calls))


def _accounts(measure: Measure, finding: Finding, call: Call) -> bool:
    names = {mistake.name for mistake in finding.numerical}
    if "centred-after-products" in names and far(call):
        return True
    if names & {"single-precision", "half-precision"} and (far(call) or _beyond_single(call)):
        return True
    return _reproduced(measure, finding, call, low=bool(names & {"single-precision", "half-precision"}))


def _reproduced(measure: Measure, finding: Finding, call: Call, low: bool) -> bool:
    says = finding.model.pipeline.value(finding.model.made, call.args, call.options)
    if call.raw is None:
        right = own(measure)[0]
        return not math.isfinite(says) and math.isfinite(right.value((), call.args, call.options))
    if not math.isfinite(says):
        return False
    close = max(CLOSE[precision(call)], finding.tolerance if low else 0.0)
    if abs(says - call.raw) > close * max(abs(says), abs(call.raw), close):
        return False
    if math.isnan(call.should) or low:
        return True
    return abs(says - call.raw) <= NEARER * abs(measure.said(call.should) - call.raw)


def arrays(x: Any) -> Iterator[Any]:
    """All arrays among arguments."""
    if isinstance(x, list | tuple):
        for e in x:
            yield from arrays(e)
    else:
        yield np.asarray(x)


def precision(call: Call) -> str:
    """The dtype of its arrays; whole numbers count as double precision."""
    names = {str(a.dtype) for a in arrays(call.args)}
    return next((name for name in ("float16", "float32") if name in names), "float64")


def far(call: Call) -> bool:
    """Whether the mean of some feature is many deviations from the origin."""
    limit = FAR[precision(call)]
    return any(_distance(np.asarray(a, dtype=float)) > limit for a in arrays(call.args) if a.ndim == 2 and a.size)


def _distance(Z: Any) -> float:
    deviation = float(np.max(Z.std(0)))
    return float(np.max(np.abs(Z.mean(0)))) / deviation if deviation > 0 else 0.0


def _beyond_single(call: Call) -> bool:
    low, high = SINGLE_RANGE
    sizes = [float(np.max(np.abs(np.asarray(a, dtype=float)), initial=0.0)) for a in arrays(call.args)]
    return any(not low < size < high for size in sizes if size and math.isfinite(size))


def extreme(call: Call) -> bool:
    """Whether entries are so small or large that double precision cannot hold their fourth powers."""
    sizes = [float(np.max(np.abs(np.asarray(a, dtype=float)), initial=0.0)) for a in arrays(call.args)]
    return any(not 1e-70 < size < 1e70 for size in sizes if size and math.isfinite(size))
