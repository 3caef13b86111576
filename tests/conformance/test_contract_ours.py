"""The package's own measures pass every known answer and the whole contract, through NumPy and torch."""

from functools import partial

import pytest
import torch

from unalignable import theory
from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.contract import contract
from unalignable.constructions.core.conformance.known_answers import known_answers
from unalignable.constructions.core.conformance.variants import FAMILIES
from unalignable.theory.core.measures import implementations

OWN = implementations()
OURS = {
    "linear": (theory.linear_cka, "similarity"),
    "linear as distance": (lambda X, Y: 1 - theory.linear_cka(X, Y), "distance"),
    "linear as squared": (lambda X, Y: theory.linear_cka(X, Y) ** 2, "squared"),
    "linear-debiased": (partial(theory.linear_cka, debiased=True), "similarity"),
    "minibatch-debiased": (theory.minibatch_cka, "similarity"),
    "rbf": (OWN["rbf_cka"], "similarity"),
    "kernel": (OWN["kernel_cka"], "similarity"),
    "kernel:1.5": (lambda X, Y: theory.kernel_cka(X, Y, bandwidth=1.5), "similarity"),
    "hsic": (OWN["hsic0"], "similarity"),
    "hsic-unbiased": (OWN["hsic1"], "similarity"),
    "r2": (theory.linear_r2, "similarity"),
    "cca": (theory.mean_cca, "similarity"),
    "cca-squared": (theory.mean_squared_cca, "similarity"),
    "svcca": (theory.svcca, "similarity"),
    "pwcca": (theory.pwcca, "similarity"),
    "nbs": (lambda X, Y: theory.procrustes(X, Y, kind="nbs"), "similarity"),
    "nbs as angle": (lambda X, Y: theory.procrustes(X, Y, kind="angular"), "angle"),
    "procrustes as distance": (lambda X, Y: theory.procrustes(X, Y, kind="distance"), "distance"),
    "procrustes as squared": (OWN["procrustes"], "squared"),
    "rsa": (OWN["rsa"], "similarity"),
    "rsa:euclidean": (lambda X, Y: theory.rsa(X, Y, dissimilarity="euclidean"), "similarity"),
    "rsa:whitened": (OWN["whitened_rsa"], "similarity"),
    "mutual-knn": (theory.mutual_knn, "similarity"),
    "mutual-knn:2": (partial(theory.mutual_knn, k=2), "similarity"),
    "participation-ratio": (theory.participation_ratio, "similarity"),
}
"""Variant, and how it is said -> our function."""

CHOICE = {f"inputs/{which}" for which in ("constant", "constant_tenth", "both_constant")}
OPEN = {
    # variates of equal correlations may be turned among themselves, and PWCCA with them
    "pwcca": {"values/more_features_than_samples", "values/three_samples", "values/four_samples"},
    # samples that are all equally far: which are nearest?
    "mutual-knn": CHOICE,
    "mutual-knn:2": CHOICE | {"values/orthogonal_subspaces"},
    # exp(-d²) is 1 or 0 there to the last digit, and the definition 0/0 within rounding
    "kernel:1.5": {"numerics/scale_1e-160", "numerics/scale_1e160", "numerics/scale_1e-160_against_1e160"},
    # the value itself is beyond double precision, or the bandwidth belongs to one side
    "kernel": {"numerics/scale_1e-160_against_1e160"},
    "hsic": {"numerics/scale_1e-160", "numerics/scale_1e160"},
    "hsic-unbiased": {"numerics/scale_1e-160", "numerics/scale_1e160"},
    "procrustes as distance": {"numerics/scale_1e-160_against_1e160"},
    "procrustes as squared": {
        "numerics/scale_1e-160",
        "numerics/scale_1e160",
        "numerics/scale_1e-160_against_1e160",
    },
}
"""What is left open, and why; everything else is decided."""


@pytest.fixture(autouse=True)
def one_thread():
    """Thousands of small products: threads that wait for each other cost more than they do."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("inputs", ["numpy", "torch"])
@pytest.mark.parametrize("name", OURS)
def test_ours_pass(name, inputs):
    function, kind = OURS[name]
    measure = Measure(function, name.partition(" ")[0], kind=kind, inputs=inputs)
    results = [check.run(measure) for check in (*known_answers(measure), *contract(measure))]
    assert {r.slug: r.detail for r in results if r.fails} == {}
    assert {r.slug for r in results if r.word != "holds"} == OPEN.get(name, set())
    assert len({r.slug for r in results}) == len(results)


@pytest.mark.parametrize("size", [5, 16, 64])
def test_batches_cut_by_the_function(size):
    """A whole pair is handed over, and what a size cannot be cut into is not asked."""

    def in_batches(X, Y):
        starts = range(0, len(X), size)
        return theory.minibatch_cka([(X[i : i + size], Y[i : i + size]) for i in starts])

    measure = Measure(in_batches, "minibatch-debiased", batch=size)
    failing = [r for check in (*known_answers(measure), *contract(measure)) if (r := check.run(measure)).fails]
    assert failing == []


def test_every_family_is_there():
    """But for probes, which take labels and have checks of their own."""
    families = {name for name, variant in FAMILIES.items() if variant.takes != "labels"}
    assert {name.partition(" ")[0].partition(":")[0] for name in OURS} == families
