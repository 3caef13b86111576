"""What an unknown wrong measure does, measured: no cause is named that was not seen."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from . import probes
from .families import own
from .fitting import constant
from .model import Pipeline
from .reading import Array
from .seen import TOLERANCE, Seen, ask
from .study import Study

Symptom = tuple[str, str]
Change = Callable[[Array], Array]


def symptoms(study: Study) -> Iterator[Symptom]:
    """Names and texts, the most telling first."""
    if not study.steady:
        yield "not-deterministic", "the same arrays give different values when asked again"
        return
    numbers = [call for call in study.ordinary if math.isfinite(call.raw)]
    if constant(numbers, TOLERANCE[study.dtype]):
        same, always = study.measure.promised.same, f"it returns {numbers[0].raw:.6g} whatever it is given"
        if same is not None and abs(numbers[0].raw - study.measure.said(same)) < 1e-3:
            yield "compared-with-itself", f"{always}, as if a representation were compared with itself"
        else:
            yield "constant", always
        return
    pipelines = own(study.measure)
    if pipelines:
        yield from _by_constant(study, pipelines[0], numbers)
    if study.measure.promised.takes != "grams":
        yield from _unread(study)
        yield from _dependence(study)


def never_answers(study: Study) -> str:
    """How it fails on every ordinary array, with what to try; empty where it gives a number on one."""
    if any(math.isfinite(call.raw) for call in study.ordinary):
        return ""
    fault = next((call.fault for call in study.ordinary if call.fault), "")
    hint = next((f"; {mend}" for sign, mend in MENDS if re.search(sign, fault)), "")
    return f"it gives no number on any ordinary {'batches' if study.measure.batch else 'arrays'}: {fault}{hint}"


MENDS: Final = (
    (r"must be Tensor, not|'numpy.ndarray' object has no attribute", "it may want torch tensors"),
    (r"missing .*\b(loader|dataloader|model\w*)\b", "it may compare whole networks, not arrays"),
    (r"missing 1 required positional argument", "it may want other arguments: wrap it in a function of its own"),
    (r"takes .* positional arguments? but", "it may be a class, or want other arguments: wrap it in a function"),
    (r"expected scalar type|same dtype", "it may want another precision"),
)
"""What an error says, and what may be amiss in the call."""


def _by_constant(study: Study, right: Pipeline, numbers: Sequence[Seen]) -> Iterator[Symptom]:
    should = [right.value((), call.args, call.options) for call in numbers]
    tolerance = 10 * TOLERANCE[study.dtype]
    off = [call.raw - s for call, s in zip(numbers, should, strict=True)]
    if all(abs(each) <= tolerance * max(abs(s), 1.0) for each, s in zip(off, should, strict=True)):
        return  # they are right
    if _equal(off, tolerance):
        yield "constant-added", f"every value is {abs(off[0]):.4g} too {'large' if off[0] > 0 else 'small'}"
    times = [call.raw / s if s else math.nan for call, s in zip(numbers, should, strict=True)]
    if _equal(times, tolerance):
        yield "constant-factor", f"every value is {times[0]:.6g} times what it should be"


def _equal(values: Sequence[float], tolerance: float) -> bool:
    first = values[0]
    return all(abs(value - first) <= tolerance * max(abs(first), 1.0) for value in values)


# ------------------------------------------------------------------------------------------ what it depends on


def _unread(study: Study) -> Iterator[Symptom]:
    """X, Y or a batch that could be anything."""
    sides = {"X": (_other, None), "Y": (None, _other)}
    for name, (x, y) in sides.items():
        if study.measure.promised.takes == "one":
            break
        if _all_equal(study, x, y):
            yield f"{name.lower()}-not-read", f"the value does not depend on {name}"
    if study.measure.promised.takes == "batches" and not isinstance(study.measure.batch, int):
        yield from _batches(study)


def _batches(study: Study) -> Iterator[Symptom]:
    call = study.ordinary[0]
    batches = call.args[0]
    for k, word in ((0, "first"), (len(batches) - 1, "last")):
        changed = [(_other(X), Y) if i == k else (X, Y) for i, (X, Y) in enumerate(batches)]
        if ask(study.measure, (changed,), call.options).raw == call.raw:
            yield f"{word}-batch-not-read", f"the value does not depend on the {word} batch"
    backwards = ask(study.measure, (batches[::-1],), call.options).raw
    if not _near(study, backwards, call.raw):
        yield "order-of-batches", "the value depends on the order of batches"


def _other(Z: Array) -> Array:
    rng = np.random.default_rng(11)
    drawn = np.round(rng.normal(size=Z.shape) * 2 / probes.GRID) * probes.GRID
    return np.asarray(drawn, dtype=Z.dtype)


def _dependence(study: Study) -> Iterator[Symptom]:
    """Invariances that the right measure has, as far as its own formula shows on the same arrays, and this has not."""
    for name, text, x, y in _CHANGES:
        if study.measure.promised.takes == "one" and x is None:
            continue
        if _broken(study, x, y):
            yield name, text
    yield from _powers(study)
    if study.measure.promised.symmetric and study.measure.promised.takes == "pair":
        calls = [ask(study.measure, (call.args[1], call.args[0]), call.options) for call in _first(study)]
        if any(not _near(study, a.raw, b.raw) for a, b in zip(calls, _first(study), strict=True)):
            yield "not-symmetric", "X and Y are not treated alike: exchanging them changes the value"
    same = study.measure.promised.same
    if same is not None and study.measure.promised.takes == "pair":
        found = [ask(study.measure, (call.args[0],) * 2, call.options).raw for call in _first(study)]
        should = study.measure.said(same)
        off = [value for value in found if math.isfinite(value) and abs(value - should) > 1e-3]
        if off:
            yield "not-itself", f"a representation compared with itself gives {off[0]:.4g}, should be {should:g}"


def _first(study: Study) -> list[Seen]:
    return study.ordinary[:3]


def _reversed(Z: Array) -> Array:
    return np.ascontiguousarray(Z[::-1])


def _rotated(Z: Array) -> Array:
    """A rotation of the features by the angle of a 3-4-5 triangle, in pairs of them."""
    Z = Z.copy()
    for k in range(0, Z.shape[1] - 1, 2):
        a, b = Z[:, k].copy(), Z[:, k + 1].copy()
        Z[:, k], Z[:, k + 1] = (3 * a - 4 * b) / 5, (4 * a + 3 * b) / 5
    return Z


_CHANGES: Final[tuple[tuple[str, str, Change | None, Change | None], ...]] = (
    ("depends-on-mean-of-x", "the value depends on the mean of X: is X centred?", lambda Z: Z + 8, None),
    ("depends-on-mean-of-y", "the value depends on the mean of Y: is Y centred?", None, lambda Z: Z + 8),
    ("depends-on-order-of-samples", "the value depends on the order of samples", _reversed, _reversed),
    ("depends-on-order-of-features", "the value depends on the order of features",
     lambda Z: np.ascontiguousarray(Z[:, ::-1]), None),
    ("depends-on-rotation", "a rotation of the features of X changes the value", _rotated, None),
    ("depends-on-sign", "the sign of X changes the value", lambda Z: -Z, None),
)  # fmt: skip


def _changed(call: Seen, x: Change | None, y: Change | None) -> tuple[Any, ...]:
    def pair(X: Array, Y: Array) -> tuple[Array, Array]:
        return (x(X) if x else X), (y(Y) if y else Y)

    if isinstance(call.args[0], list):
        return ([pair(X, Y) for X, Y in call.args[0]],)
    return (x(call.args[0]) if x else call.args[0],) if len(call.args) == 1 else pair(*call.args)


def _broken(study: Study, x: Change | None, y: Change | None) -> bool:
    """Whether the change moves this function's value, but not the right one."""
    for call in _first(study):
        args = _changed(call, x, y)
        pipelines = own(study.measure)
        if not pipelines:
            return False
        before, after = (pipelines[0].value((), each, call.options) for each in (call.args, args))
        moved = ask(study.measure, args, call.options).raw
        if _near(study, before, after) and not _near(study, moved, call.raw):
            return True
    return False


def _all_equal(study: Study, x: Change | None, y: Change | None) -> bool:
    return all(ask(study.measure, _changed(call, x, y), call.options).raw == call.raw for call in _first(study))


def _near(study: Study, a: float, b: float) -> bool:
    if not math.isfinite(a) or not math.isfinite(b):
        return math.isfinite(a) == math.isfinite(b)
    return abs(a - b) <= 10 * TOLERANCE[study.dtype] * max(abs(a), abs(b), 1e-3)


WHOLE: Final = 0.02
"""A power this near to a whole or half number is called that."""


def _powers(study: Study) -> Iterator[Symptom]:
    """f(aX, Y) = a^k f(X, Y), where it should not change."""
    if not study.measure.promised.scale_free:
        return
    for name, x, y in (("X", _times(4.0), None), ("Y", None, _times(4.0))):
        if study.measure.promised.takes == "one" and y:
            return
        powers = []
        for call in _first(study):
            after = ask(study.measure, _changed(call, x, y), call.options).raw
            if not (math.isfinite(after) and math.isfinite(call.raw)) or after * call.raw <= 0:
                return
            powers.append(math.log(after / call.raw, 4.0))
        if max(abs(power) for power in powers) < 1e-4:
            continue
        k = round(2 * powers[0]) / 2
        if all(abs(power - k) < WHOLE for power in powers) and k:
            like = {2.0: ", like a Gram matrix", 1.0: ", like a norm", 4.0: ", like a squared Gram matrix"}.get(k, "")
            yield f"scales-with-{name.lower()}", f"the value scales like |{name}|^{k:g}{like}: it is not normalised"
        else:
            yield f"depends-on-scale-of-{name.lower()}", f"the value depends on the scale of {name}"


def _times(factor: float) -> Change:
    return lambda Z: (Z * factor).astype(Z.dtype)
