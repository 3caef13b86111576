"""One function under study: what it says of the probes, and the composition of mistakes that says the same."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from ..adapter import Measure
from . import numerics, probes
from .fitting import ENOUGH, Fit, fit
from .model import Mistake, same_state
from .seen import NEAR_ZERO, TOLERANCE, Model, Seen, agree, ask, ask_all, reproduces, typical
from .solving import solved

PRECISIONS: Final = {
    "float32": Mistake("single-precision", "computed in single precision", same_state),
    "float16": Mistake("half-precision", "computed in half precision", same_state),
}
CANCELS: Final = {
    "grams": "means are subtracted after products instead of before them, so that digits are lost far from the origin: "
    "centre the features first",
    "distances": "distances are expanded to |x|² + |y|² - 2x·y, so that digits are lost far from the origin: "
    "centre the features first",
}
GENTLE: Final = 2
"""Probes are made 2^2 times smaller, so that their products do not overflow in half precision."""
MAGNIFIED: Final = -10
"""Probes are made 2^10 times larger to see what is wrong beside an epsilon."""
FINE: Final = 1e-3
"""Of the tolerance, where an epsilon must be seen in the last digits."""
SINGLE: Final = 2e-5
"""Single precision errs by less than this, half precision by more: their units are 6e-8 and 5e-4."""
COARSE: Final = 1e-3
"""Where an epsilon is looked for, a model need fit no better than this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The composition found.

    Attributes:
        model: it, on the scale on which the function says its value.
        mistakes: those made, numerical ones included; none where the function is right on ordinary input.
        alternatives: sets of mistakes that give the same values.
        misses: groups of probes that it does not reproduce.
        tolerance: within which it fits.
        numerical: of the mistakes, those that only rounding shows.
    """

    model: Model
    mistakes: tuple[Mistake, ...]
    alternatives: tuple[tuple[Mistake, ...], ...] = ()
    misses: tuple[str, ...] = ()
    tolerance: float = TOLERANCE["float64"]
    numerical: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked of the function.

    Attributes:
        measure: it.
        dtype: the precision of the probes: double, or single where it does not take double.
        options: the options that it is called with, in turn.
        ordinary: probes on which every measure is defined and far from any limit.
        further: other groups.
        steady: whether it said the same when asked again.
        finding: what was found, if something was.
    """

    measure: Measure
    dtype: str
    options: list[dict[str, Any]]
    ordinary: list[Seen]
    further: dict[str, list[Seen]]
    steady: bool
    finding: Finding | None = None


_LATEST: Final[list[Study]] = []
"""The one study that is kept: under pytest every failure of a run asks for it."""


def study(measure: Measure) -> Study:
    """Ask, and look for the simplest composition; the same measure is not asked twice in a row."""
    if not _LATEST or _LATEST[0].measure is not measure:
        _LATEST[:] = [_studied(measure)]
    return _LATEST[0]


def _studied(measure: Measure) -> Study:
    asked = _asked(measure)
    if not asked.steady:
        return asked
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return replace(asked, finding=_found(asked))


def _asked(measure: Measure) -> Study:
    options = probes.options(measure)
    for dtype in ("float64", "float32"):
        given = probes.presented(measure, probes.ordinary(), dtype)
        ordinary = ask_all(measure, given, options)
        if sum(math.isfinite(call.raw) for call in ordinary) >= ENOUGH:
            break
    again = ask_all(measure, given, options)
    steady = all(a.raw == b.raw or math.isnan(a.raw) for a, b in zip(ordinary, again, strict=True))
    groups = {"opposed": probes.opposed(), "degenerate": probes.degenerate(), "coarse": probes.coarse()}
    left_out = {"pwcca": ("degenerate", "coarse"), "mutual-knn": ("coarse",)}.get(measure.promised.family, ())
    further = {
        name: ask_all(measure, probes.presented(measure, pairs, dtype), options)
        for name, pairs in groups.items()
        if name not in left_out
    }
    return Study(measure, dtype, options, ordinary, further, steady)


def _found(asked: Study) -> Finding | None:
    tolerance = TOLERANCE[asked.dtype]
    found = fit(asked.measure, asked.ordinary, asked.further, tolerance)
    if found is not None:
        return _refined(asked, found, tolerance)
    return _beside_an_epsilon(asked) or _at_low_precision(asked)


def _refined(asked: Study, found: Fit, tolerance: float) -> Finding:
    """With an epsilon too small to be seen on ordinary inputs, and what rounding shows."""
    alternatives = tuple(model.made for model in found.models[1:])
    made = Finding(found.best, found.best.made, alternatives, found.misses, tolerance)
    return _checked(asked, _with_rounding(asked, _with_epsilon(asked, made), asked.ordinary))


def _checked(asked: Study, made: Finding) -> Finding:
    """With the groups that it does not reproduce within the rounding of the precision that was found."""
    precision = next((dtype for dtype, mistake in PRECISIONS.items() if mistake in made.numerical), asked.dtype)
    tolerance = max(made.tolerance, TOLERANCE[precision])
    misses = (name for name, seen in asked.further.items() if not reproduces(made.model, seen, tolerance))
    return replace(made, misses=tuple(misses))


def _with_epsilon(asked: Study, made: Finding) -> Finding:
    if not made.model.pipeline.terms:
        return made
    small = _small(asked, made.model)
    size = typical(small)
    # the scale of X does not show an epsilon beside RBF kernels: it has to be seen in the last digits
    fine = made.tolerance * FINE if asked.measure.promised.family == "rbf" else made.tolerance
    if all(agree(made.model.says(call), call.raw, fine, size) for call in small if math.isfinite(call.raw)):
        return made
    term = solved([made.model], [*asked.ordinary, *small], fine)
    if term is None:
        return made
    return replace(made, model=term.model, mistakes=(*made.mistakes, term.mistake), alternatives=())


def _small(asked: Study, model: Model | None) -> list[Seen]:
    """Probes that grow smaller, but not so far that products of four entries, squared, underflow."""
    single = asked.dtype == "float32" or numerics.below_double(asked.measure, asked.options[0], model)
    powers = [power for power in numerics.SCALES if not single or power <= numerics.SINGLE]
    return numerics.scaled(asked.measure, asked.options, asked.dtype, powers)


def _with_rounding(asked: Study, made: Finding, seen: Sequence[Seen]) -> Finding:
    """With what shows only in rounding; ``seen`` are calls on which the model's errors tell the precision."""
    numerical: list[Mistake] = []
    precision = asked.dtype
    if precision == "float64" and numerics.below_double(asked.measure, asked.options[0], made.model):
        precision = "float32" if _worst(made.model, seen) < SINGLE else "float16"
        numerical.append(PRECISIONS[precision])
    if numerics.cancels(asked.measure, asked.options[0], made.model, precision):
        numerical.append(Mistake("centred-after-products", _cancellation(asked.measure), same_state))
    return replace(made, mistakes=(*made.mistakes, *numerical), numerical=tuple(numerical))


def _cancellation(measure: Measure) -> str:
    return CANCELS["distances" if measure.promised.family in ("rbf", "kernel", "rsa", "mutual-knn") else "grams"]


def _beside_an_epsilon(asked: Study) -> Finding | None:
    """Where nothing fits, what fits on inputs so large that an epsilon is lost in them, and the epsilon with it."""
    promised = asked.measure.promised
    large = MAGNIFIED if promised.scale_free and promised.family != "rbf" else 0
    seen = numerics.scaled(asked.measure, asked.options, asked.dtype, (large,))
    found = fit(asked.measure, seen, {}, COARSE, most=1)
    if found is None:
        return None
    small = _small(asked, None)
    term = solved(found.models, [*asked.ordinary, *small], TOLERANCE[asked.dtype])
    if term is None:
        return None
    return Finding(term.model, (*term.model.made, term.mistake))


def _at_low_precision(asked: Study) -> Finding | None:
    """Where nothing fits, what fits within the rounding of single or of half precision, if the function works in it."""
    if asked.dtype != "float64" or asked.measure.promised.family == "mutual-knn":
        return None
    if not numerics.below_double(asked.measure, asked.options[0], None):
        return None
    gentle = numerics.scaled(asked.measure, asked.options, asked.dtype, (GENTLE,))
    for precision, seen, further, most in (("float32", asked.ordinary, asked.further, 2), ("float16", gentle, {}, 1)):
        numbers = [call for call in seen if math.isfinite(call.raw)]
        found = fit(asked.measure, numbers, further, TOLERANCE[precision], most)
        if found is not None:
            best = min(found.models, key=lambda model: _worst(model, numbers))
            return _with_rounding(asked, Finding(best, best.made, (), found.misses, TOLERANCE[precision]), numbers)
    return None


def _worst(model: Model, seen: Sequence[Seen]) -> float:
    """The largest relative error."""
    size = typical(seen)
    return max(abs(model.says(call) - call.raw) / (abs(call.raw) + NEAR_ZERO * size)
               for call in seen if math.isfinite(call.raw))  # fmt: skip


__all__ = ["Finding", "Study", "ask", "study"]
