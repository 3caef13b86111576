"""What a comparer of whole networks must do: right values for the right layers, every batch, and models left alone."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from unalignable.theory import UndefinedMeasure, linear_cka, minibatch_cka
from unalignable.theory.core.record import Verdict

from .adapter import Misbehaved, quiet
from .comparer import Comparer
from .example_networks import (
    BATCH,
    NARROW,
    SAMPLES,
    WIDE,
    CalledBackwards,
    Convolution,
    OneHalf,
    SimilarNames,
    WithState,
    activations,
    data,
    images_of,
    loader,
    narrow,
    wide,
)
from .record import Check, Result, Severity

TOLERANCE: Final = 1e-4
"""For float32 activations of moderate size: a sum of n p = 48 * 8 squares is off by n p 2^-24 < 5e-5 of it."""
HARD: Final = 1e-2
"""With a mean thirty times the spread: centred first, float32 loses 30 * 2^-24 a feature; this is 5000 times that."""

Fault = tuple[Severity, str]


def truth(
    comparer: Comparer,
    first: nn.Module,
    second: nn.Module,
    layers: Any,
    others: Any,
    samples: int = SAMPLES,
    dtype: torch.dtype = torch.float32,
) -> NDArray[np.float64]:
    """The values by definition, from the activations of both networks in evaluation mode."""
    x, _ = data(samples, dtype)
    A, B = activations(first, layers, x), activations(second, others, x)
    return np.array([[value(comparer, X, Y) for Y in B] for X in A])


def value(comparer: Comparer, X: NDArray[np.float64], Y: NDArray[np.float64]) -> float:
    """The measure that the comparer promises."""
    if comparer.variant == "minibatch-debiased":
        return float(minibatch_cka([(X[i : i + BATCH], Y[i : i + BATCH]) for i in range(0, len(X), BATCH)]))
    return float(linear_cka(X, Y, debiased=comparer.variant == "linear-debiased"))


# -------------------------------------------------------------------------------------------------------- checks


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of a comparer: its faults, the worst first."""

    slug: str
    reason: str
    faults: Callable[[Comparer], Iterator[Fault]]


def compared(
    comparer: Comparer,
    first: nn.Module,
    second: nn.Module,
    layers: Sequence[str],
    others: Sequence[str],
    *,
    samples: int = SAMPLES,
    dtype: torch.dtype = torch.float32,
    tolerance: float = TOLERANCE,
    hard: Severity = Severity.WRONG_VALUE,
) -> Iterator[Fault]:
    """Whether all values are right."""
    should = truth(comparer, first, second, layers, others, samples, dtype)
    got = comparer(first, second, loader(samples, dtype), layers, others)
    yield from differences(got, should, layers, others, tolerance, hard)


def differences(
    got: NDArray[np.float64],
    should: NDArray[np.float64],
    layers: Sequence[str],
    others: Sequence[str],
    tolerance: float,
    hard: Severity = Severity.WRONG_VALUE,
) -> Iterator[Fault]:
    """The value that is furthest off, if one is, or that is no number."""
    if not np.all(np.isfinite(got)):
        i, j = np.argwhere(~np.isfinite(got))[0]
        yield Severity.SILENT_NAN, f"{layers[i]} against {others[j]} is {got[i, j]}, should be {should[i, j]:.6g}"
        return
    off = np.abs(got - should)
    if off.max() > tolerance:
        i, j = (int(k) for k in np.unravel_index(int(off.argmax()), off.shape))
        yield (
            hard,
            f"{layers[i]} against {others[j]} is {got[i, j]:.6g}, "
            f"should be {should[i, j]:.6g}, tolerance {tolerance:g}",
        )


def _values(comparer: Comparer) -> Iterator[Fault]:
    return compared(comparer, wide(), narrow(), WIDE, NARROW)


def _axes(comparer: Comparer) -> Iterator[Fault]:
    first, other = wide(), wide(seed=5)
    should = truth(comparer, first, other, WIDE, WIDE)
    got = comparer(first, other, loader(), WIDE, WIDE)
    if np.abs(got - should.T).max() <= TOLERANCE:
        yield Severity.WRONG_VALUE, "rows are the layers of the second network, and columns those of the first"
    yield from differences(got, should, WIDE, WIDE, TOLERANCE)


def _call_order(comparer: Comparer) -> Iterator[Fault]:
    return compared(comparer, CalledBackwards(), narrow(), WIDE, NARROW)


def _similar_names(comparer: Comparer) -> Iterator[Fault]:
    return compared(comparer, SimilarNames(), narrow(), ("first",), NARROW)


def _asked_order(comparer: Comparer) -> Iterator[Fault]:
    return compared(comparer, wide(), narrow(), WIDE[::-1], NARROW)


def _same(comparer: Comparer) -> Iterator[Fault]:
    model = wide()
    got = comparer(model, model, loader(), WIDE, WIDE)
    yield from differences(np.diag(got)[None], np.ones((1, 3)), ("itself",), WIDE, TOLERANCE)
    yield from differences(got, got.T, WIDE, WIDE, TOLERANCE)


def _copies(comparer: Comparer) -> Iterator[Fault]:
    got = comparer(wide(), wide(), loader(), WIDE, WIDE)
    yield from differences(np.diag(got)[None], np.ones((1, 3)), ("a copy",), WIDE, TOLERANCE)


def _all_batches(comparer: Comparer) -> Iterator[Fault]:
    """The batches before the last are replaced: the value must follow."""
    first, second = wide(), narrow()
    should = truth(comparer, first, second, WIDE, NARROW)
    x, labels = data()
    other = torch.cat([torch.roll(x[:-BATCH], 1, 1) ** 2, x[-BATCH:]])
    loaders = [DataLoader(TensorDataset(each, labels), batch_size=BATCH) for each in (x, other)]
    before, after = (comparer(first, second, each, WIDE, NARROW) for each in loaders)
    if np.abs(before - after).max() <= TOLERANCE:
        yield Severity.WRONG_VALUE, "only the last batch counts: what came before it changes nothing"
    elif np.abs(before - should).max() > TOLERANCE:
        yield from differences(before, should, WIDE, NARROW, TOLERANCE)


def _all_batches_of_images(comparer: Comparer) -> Iterator[Fault]:
    """The same of layers with images as outputs; whatever the convention for them, every batch counts."""
    x, labels = data()
    other = torch.cat([torch.roll(x[:-BATCH], 1, 1) ** 2, x[-BATCH:]])
    loaders = [DataLoader(TensorDataset(each, labels), batch_size=BATCH) for each in (x, other)]
    before, after = (comparer(images_of(1), images_of(2), each, ("first",), ("first",)) for each in loaders)
    if np.abs(before - after).max() <= TOLERANCE:
        yield Severity.WRONG_VALUE, "only the last batch counts: what came before it changes nothing"


def _independent(comparer: Comparer) -> Iterator[Fault]:
    """Different inputs, drawn apart: debiased estimators give a number below 0 about as often as one above."""
    for start in (0, 1):
        yield from compared(comparer, OneHalf(0), OneHalf(3 - start), ("out",), ("out",))


def _ragged(comparer: Comparer) -> Iterator[Fault]:
    return compared(comparer, wide(), narrow(), WIDE, NARROW, samples=SAMPLES + 5)


def _one_left(comparer: Comparer) -> Iterator[Fault]:
    """A last batch of one sample: no estimator of HSIC has a value there, linear CKA over all samples does."""
    first, second = wide(), narrow()
    try:
        got = comparer(first, second, loader(SAMPLES + 1), WIDE, NARROW)
    except Misbehaved as fault:
        cause = fault.__cause__
        if comparer.variant != "minibatch-debiased" or not _clear(cause):
            severity = Severity.CRASH if comparer.variant != "minibatch-debiased" else Severity.UNCLEAR_ERROR
            yield severity, f"a last batch of one sample: {fault.detail}"
        return
    if comparer.variant != "minibatch-debiased":
        yield from differences(got, truth(comparer, first, second, WIDE, NARROW, SAMPLES + 1), WIDE, NARROW, TOLERANCE)
        return
    yield from differences(got, truth(comparer, first, second, WIDE, NARROW), WIDE, NARROW, TOLERANCE)


def _clear(error: BaseException | None) -> bool:
    return isinstance(error, ValueError | UndefinedMeasure) and len(str(error).split()) > 2


def _shuffled(comparer: Comparer) -> Iterator[Fault]:
    model = wide()
    got = comparer(model, wide(), loader(shuffle=True), WIDE, WIDE)
    for severity, detail in differences(np.diag(got)[None], np.ones((1, 3)), ("a copy",), WIDE, TOLERANCE):
        yield severity, f"{detail}: a shuffled loader gives the two networks different samples"


def _double(comparer: Comparer) -> Iterator[Fault]:
    double = torch.float64
    return compared(comparer, wide(dtype=double), narrow(dtype=double), WIDE, NARROW, dtype=double)


def _offset(comparer: Comparer) -> Iterator[Fault]:
    first, second = wide(offset=30.0), narrow(offset=30.0)
    return compared(comparer, first, second, WIDE, NARROW, tolerance=HARD, hard=Severity.HARD_NUMERICS)


def _images(comparer: Comparer) -> Iterator[Fault]:
    """How images are read is a convention; that a network equals its copy, and a value is a number, is none."""
    names = ("first", "second")
    got = comparer(Convolution().eval(), Convolution().eval(), loader(), names, names)
    yield from differences(np.diag(got)[None], np.ones((1, 2)), ("a copy",), names, TOLERANCE)


def _hooks(comparer: Comparer) -> Iterator[Fault]:
    first, second = wide(), narrow()
    comparer(first, second, loader(), WIDE, NARROW)
    left = [len(m._forward_hooks) + len(m._forward_pre_hooks) for n in (first, second) for m in n.modules()]
    if total := sum(left):
        yield Severity.WRONG_VALUE, f"{total} hooks are left on the networks"


def _repeated(comparer: Comparer) -> Iterator[Fault]:
    first, second = wide(), narrow()
    once = comparer(first, second, loader(), WIDE, NARROW)
    twice = comparer(first, second, loader(), WIDE, NARROW)
    yield from differences(twice, once, WIDE, NARROW, TOLERANCE)


def _modes(comparer: Comparer) -> Iterator[Fault]:
    model = WithState().train()
    model.drop.eval()
    before = [m.training for m in model.modules()]
    comparer(model, narrow(), loader(), ("first",), NARROW)
    if before != [m.training for m in model.modules()]:
        yield Severity.WRONG_VALUE, "the training and evaluation modes of the network are changed"


def _state(comparer: Comparer) -> Iterator[Fault]:
    for mode in (True, False):
        model = WithState().train(mode)
        before = copy.deepcopy(model.state_dict())
        comparer(model, narrow(), loader(), ("first", "second"), NARROW)
        changed = [name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])]
        if changed:
            yield Severity.WRONG_VALUE, f"the network is changed: {', '.join(changed)}"
            return
        if any(p.grad is not None or not p.requires_grad for p in model.parameters()):
            yield Severity.WRONG_VALUE, "gradients of the network are set, or switched off"
            return


ASKED: Final = (
    Asked("models/values", "Each value is that of the activations of its two layers.", _values),
    Asked("models/axes", "Rows are the layers of the first network, columns those of the second.", _axes),
    Asked(
        "models/call_order", "Layers that are called in another order than registered keep their names.", _call_order
    ),
    Asked("models/similar_names", "A layer is not taken for another whose name begins like its own.", _similar_names),
    Asked("models/asked_order", "Values come in the order in which layers were asked for.", _asked_order),
    Asked("models/itself", "A network against itself has ones on the diagonal, and is symmetric.", _same),
    Asked("models/copy", "A network against a copy of it has ones on the diagonal.", _copies),
    Asked("models/all_batches", "Every batch counts.", _all_batches),
    Asked(
        "models/all_batches_of_images", "Every batch counts, of layers with images as outputs.", _all_batches_of_images
    ),
    Asked(
        "models/independent", "Layers that read different inputs get their value, below 0 where it is.", _independent
    ),
    Asked("models/ragged_batch", "A last batch that is smaller counts as well.", _ragged),
    Asked("models/one_left_over", "A last batch of one sample is a clear error, or left out.", _one_left),
    Asked("models/shuffled", "Both networks see the same samples, of a shuffled loader as well.", _shuffled),
    Asked("models/float64", "Networks in double precision can be compared.", _double),
    Asked("models/mean_30", "Activations with a mean of thirty times their spread are right to a hundredth.", _offset),
    Asked("models/images", "Layers with images as outputs can be compared.", _images),
    Asked("models/hooks", "No hook is left on the networks.", _hooks),
    Asked("models/repeated", "A second comparison gives the same values.", _repeated),
    Asked("models/modes", "Every module is left in the mode that it was in.", _modes),
    Asked("models/unchanged", "Weights, statistics and gradients of the networks are left alone.", _state),
)
"""Everything asked of a comparer."""


def model_checks() -> Iterator[Check]:
    """One check for each thing asked."""
    for asked in ASKED:
        yield Check(asked.slug, asked.reason, partial(_run, asked))


def _run(asked: Asked, comparer: Comparer) -> Result:
    start = time.perf_counter()
    try:
        with quiet():
            faults = list(asked.faults(comparer))
    except Misbehaved as fault:
        bad = {"crash": Severity.CRASH, "silent NaN": Severity.SILENT_NAN}.get(fault.fault, Severity.WRONG_VALUE)
        faults = [(bad, str(fault))]
    seconds = time.perf_counter() - start
    if not faults:
        return Result(asked.slug, asked.reason, Verdict.HOLDS, seconds=seconds)
    severity, detail = faults[0]
    return Result(asked.slug, asked.reason, Verdict.REFUTED, severity, detail, dtype="float32", seconds=seconds)
