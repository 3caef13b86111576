"""The size of an epsilon, solved for on inputs that grow smaller, and checked on all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .model import Mistake, Term, same_state
from .seen import Model, Seen, agree, typical

SMALLEST, LARGEST = -70.0, 6.0
"""Powers of ten between which a size is looked for."""
HALVINGS: Final = 56
NOISE: Final = 1e-4
"""Of the tolerance: what rounding does to a value. A size that was solved for carries that into all other values, the
more the less of the value the term takes; where it takes no more than the noise, nothing tells its size."""
LOOSE: Final = 100.0
"""Times the tolerance, at most."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A model with a term of known size."""

    model: Model
    size: float
    mistake: Mistake


def solved(models: Sequence[Model], seen: Sequence[Seen], tolerance: float) -> Sized | None:
    """The first model with one term more that says the same on every call."""
    found = [each for model in models for each in _each_term(model, seen, tolerance)]
    return min(found, key=lambda s: (len(s.model.made), _roundness(s.size)), default=None)


def _each_term(model: Model, seen: Sequence[Seen], tolerance: float) -> Iterator[Sized]:
    stages = model.pipeline.stages
    free = [t for t in model.pipeline.terms if not any(m in stages[t.place].wrong for m in model.made)]
    call, share = _telling(model, free, seen)
    if call is None or share < NOISE * tolerance:
        return
    size, allowed = typical(seen), min(LOOSE * tolerance, max(tolerance, NOISE * tolerance / share))
    for term in free:
        epsilon = _bisected(model, term, call)
        if epsilon is None:
            continue
        fixed = _with(model, term, epsilon)
        if all(agree(fixed.says(other), other.raw, allowed, size) for other in seen if math.isfinite(other.raw)):
            yield Sized(fixed, epsilon, Mistake(term.name, term.text.format(_short(epsilon)), same_state))


def _with(model: Model, term: Term, size: float) -> Model:
    return Model(model.pipeline.with_term(term, size), model.made)


def _telling(model: Model, terms: Sequence[Term], seen: Sequence[Seen]) -> tuple[Seen | None, float]:
    """The call whose value is most clearly between what it is without an epsilon and with an endless one, and how."""
    if not terms:
        return None, 0.0
    without, endless = _with(model, terms[0], 0.0), _with(model, terms[0], 10**LARGEST)

    def clear(call: Seen) -> float:
        low, high = without.says(call), endless.says(call)
        if not all(map(math.isfinite, (call.raw, low, high))) or low == high:
            return 0.0
        share = (call.raw - low) / (high - low)
        return min(share, 1 - share)

    best = max(seen, key=clear, default=None)
    return best, clear(best) if best is not None else 0.0


def _bisected(model: Model, term: Term, call: Seen) -> float | None:
    low, high = SMALLEST, LARGEST
    start, end = (_with(model, term, 10**power).says(call) for power in (low, high))
    if not (math.isfinite(start) and math.isfinite(end)) or (start - call.raw) * (end - call.raw) > 0:
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        value = _with(model, term, 10**middle).says(call)
        low, high = (middle, high) if (value - call.raw) * (start - call.raw) > 0 else (low, middle)
    return float(10 ** ((low + high) / 2))


def _short(size: float) -> str:
    """1e-6 for 1.000004e-06."""
    digits, _, power = f"{size:.0e}".partition("e")
    return f"{digits}e{int(power)}"


def _roundness(size: float) -> float:
    """How far it is from 1, 2 or 5 times a power of ten: that is what people write."""
    places = math.log10(size)
    steps = (0.0, math.log10(2), math.log10(5), 1.0)
    return round(min(abs(places - math.floor(places) - step) for step in steps), 6)
