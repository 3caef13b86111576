"""Comparers of whole networks: right ones pass everything, and every planted fault is caught and named."""

from contextlib import ExitStack
from functools import lru_cache

import numpy as np
import pytest
import torch

from unalignable.constructions.core.conformance.comparer import Comparer
from unalignable.constructions.core.conformance.example_networks import Convolution, activations
from unalignable.constructions.core.conformance.model_checks import ASKED
from unalignable.constructions.core.conformance.report import one_line, table
from unalignable.constructions.core.conformance.suite import check_measure
from unalignable.theory import linear_cka, minibatch_cka


def whole(batches, **options):
    X, Y = (np.concatenate(side) for side in zip(*batches, strict=True))
    return linear_cka(X, Y, **options)


def leftovers_dropped(batches):
    return minibatch_cka([pair for pair in batches if len(pair[0]) == len(batches[0][0])])


class Wild:
    """A comparer as people write them, with one thing wrong: ``wrong`` names it."""

    def __init__(self, wrong="", value=minibatch_cka, dtype=torch.float64):
        self.wrong, self.value, self.dtype = wrong, value, dtype

    def __call__(self, first, second, loader, layers, others):
        with ExitStack() as stack:
            kept = [(m, m.training) for model in (first, second) for m in model.modules()]
            if self.wrong != "runs in training mode":
                [m.eval() for m, _ in kept]
            if self.wrong != "leaves evaluation mode":
                stack.callback(lambda: [setattr(m, "training", mode) for m, mode in kept])
            seen = [self.hooked(model, names, stack) for model, names in ((first, layers), (second, others))]
            self.pass_through(first, second, loader)
        if self.wrong in ("order of calls", "names by part"):
            layers, others = (list(found) for found in seen)
        if self.wrong == "registration order":
            layers = [name for name, _ in first.named_modules() if name in layers]
        pairs = [[list(zip(seen[0][a], seen[1][b], strict=True)) for b in others] for a in layers]
        values = [
            [self.value([(self.array(X), self.array(Y)) for X, Y in batches]) for batches in row] for row in pairs
        ]
        return self.shaped(np.array(values))

    def hooked(self, model, names, stack):
        found = {}

        def keep(name):
            return lambda _, __, out: found.setdefault(name, []).append(out.detach().flatten(1).to(self.dtype))

        if self.wrong == "names by part":
            names = [name for name, _ in model.named_modules() if any(part in name for part in names)]
        for name in names:
            handle = model.get_submodule(name).register_forward_hook(keep(name))
            if self.wrong != "leaves hooks":
                stack.callback(handle.remove)
        return found

    def pass_through(self, first, second, loader):
        with torch.set_grad_enabled(self.wrong == "sets gradients"):
            other = iter(loader) if self.wrong == "reads the loader twice" else None
            for x, _ in loader:
                if self.wrong == "refuses doubles":
                    assert x.dtype == torch.float32
                out = first(x)
                second(x if other is None else next(other)[0])
                if self.wrong == "sets gradients":
                    out.sum().backward()

    def array(self, Z):
        return Z.numpy()

    def shaped(self, values):
        if self.wrong == "transposed" and values.shape[0] == values.shape[1]:
            return values.T
        return np.maximum(values, 0) if self.wrong == "clamped" else values


def float32_grams(batches):
    """Unbiased HSIC of Gram matrices of uncentred float32 features, as the three packages have it."""

    def hsic(K, L):
        n = len(K)
        K, L = (M - torch.diag(torch.diag(M)) for M in (K, L))
        rest = K.sum() * L.sum() / ((n - 1) * (n - 2)) - 2 * (K.sum(0) @ L.sum(0)) / (n - 2)
        return ((K * L).sum() + rest) / (n * (n - 3))

    grams = [[torch.from_numpy(Z @ Z.T) for Z in pair] for pair in batches]
    joint, first, second = (sum(hsic(*f(K, L)) for K, L in grams) for f in SIDES)
    return float(joint / (first * second) ** 0.5)


SIDES = (lambda K, L: (K, L), lambda K, L: (K, K), lambda K, L: (L, L))


def mean_of_ratios(batches):
    return float(np.mean([linear_cka(X, Y, debiased=True) for X, Y in batches]))


WRONG = {
    "last batch": (Wild(value=lambda batches: minibatch_cka(batches[-1:])), "models/all_batches", "last-batch-only"),
    "first batch": (Wild(value=lambda b: minibatch_cka(b[:1])), "models/values", "first-batch-only"),
    "mean of ratios": (Wild(value=mean_of_ratios), "models/values", "mean-of-ratios"),
    "sum of ratios": (Wild(value=lambda b: mean_of_ratios(b) * len(b)), "models/copy", "sum-of-ratios"),
    "biased": (
        Wild(value=lambda b: float(np.mean([linear_cka(*x) for x in b]))),
        "models/values",
        "mean-of-biased-ratios",
    ),
    "sum over layers": (
        Wild(value=lambda b: float(np.sum([linear_cka(*x) for x in b])) / 3),
        "models/copy",
        "sum-over-layers",
    ),
    "all samples": (Wild(value=lambda b: whole(b, debiased=True)), "models/values", "all-samples-debiased"),
    "ragged batch dropped": (Wild(value=leftovers_dropped), "models/ragged_batch", "ragged-batch"),
    "float32 Gram matrices": (
        Wild(value=float32_grams, dtype=torch.float32),
        "models/mean_30",
        "gram-of-uncentred-features",
    ),
    "clamped": (Wild("clamped"), "models/independent", "clamped"),
    "transposed": (Wild("transposed"), "models/axes", "layers-transposed"),
    "order of calls": (Wild("order of calls"), "models/asked_order", "order-ignored"),
    "registration order": (Wild("registration order"), "models/call_order", "registration-order"),
    "names by part": (Wild("names by part"), "models/similar_names", "names-by-part"),
    "leaves hooks": (Wild("leaves hooks"), "models/hooks", "hooks-left"),
    "leaves evaluation mode": (Wild("leaves evaluation mode"), "models/modes", "modes-changed"),
    "runs in training mode": (Wild("runs in training mode"), "models/unchanged", "network-changed"),
    "sets gradients": (Wild("sets gradients"), "models/unchanged", "network-changed"),
    "reads the loader twice": (Wild("reads the loader twice"), "models/shuffled", "loader-read-twice"),
    "refuses doubles": (Wild("refuses doubles"), "models/float64", "float64-refused"),
}


@pytest.mark.parametrize("variant", ["minibatch-debiased", "linear", "linear-debiased"])
def test_a_right_comparer_passes(variant):
    value = minibatch_cka if variant == "minibatch-debiased" else lambda b: whole(b, debiased="de" in variant)
    report = check_measure(Comparer(Wild(value=value), variant, name="wild:compare"))
    assert report.verdict == "conforms", table(report)
    assert len(report.results) == len(ASKED)


@lru_cache
def reported(fault):
    return check_measure(Comparer(WRONG[fault][0], name="wild:compare"))


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_comparer_is_caught_and_named(fault):
    _, slug, name = WRONG[fault]
    report = reported(fault)
    assert slug in {r.slug for r in report.failures}, table(report)
    assert name == report.diagnosis[0].name, table(report)
    assert report.diagnosis[0].text in one_line(report)


def last_batch_of_images(first, second, loader, layers, others):
    """Layers of vectors crash, of others only the last batch counts: as one package has it."""
    found = []
    for model, names in ((first, layers), (second, others)):
        for x, _ in loader:
            acts = activations(model, names, x)
        with torch.no_grad():
            model(x)
        if not isinstance(model, Convolution) or len(names) > 1:
            raise IndexError("list index out of range")
        found.append(acts)
    return [[linear_cka(X, Y, debiased=True) for Y in found[1]] for X in found[0]]


def test_two_faults_are_both_named():
    report = check_measure(Comparer(last_batch_of_images))
    assert [d.name for d in report.diagnosis] == ["crash", "last-batch-only"], table(report)


def test_what_no_check_could_see_is_not_there():
    """Every check fails for some planted comparer, or it could not fail at all."""
    seen = {r.slug for fault in WRONG for r in reported(fault).failures}
    broken = [
        lambda *a: np.full((len(a[3]), len(a[4])), np.nan),
        lambda *a: np.zeros((2, 2)),
        Stateful(),
    ]
    seen |= {r.slug for f in broken for r in check_measure(Comparer(f)).failures}
    assert seen == {asked.slug for asked in ASKED}


class Stateful:
    """What was accumulated is never reset."""

    def __init__(self):
        self.values = []

    def __call__(self, *args):
        self.values.append(Wild()(*args)[:1, :1].item())
        return np.full((len(args[3]), len(args[4])), np.sum(self.values))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Comparer(3), "3 cannot be called"),
        (lambda: Comparer(print, "rbf"), "no comparer can promise 'rbf'; choose from minibatch-debiased"),
    ],
)
def test_bad_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()
