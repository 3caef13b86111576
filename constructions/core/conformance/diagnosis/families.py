"""Which compositions may stand for which variant: its own pipelines, and those of measures it may be confused with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..adapter import Measure
from ..variants import RULES
from . import alignment, canonical, dimension, dissimilarity, neighbours, regression, shape
from .model import Mistake, Pipeline, Term, same_state
from .terms import OF_CCA, OF_COSINE, OF_MOMENTS, OF_NBS, OF_PARTICIPATION, OF_PEARSON, OF_R2

Maker = Callable[[Measure], Pipeline]


def own(measure: Measure) -> list[Pipeline]:
    """The pipelines whose right settings give the promised measure; none for a family that is not modelled."""
    promised = measure.promised
    terms = _TERMS.get(promised.name, _TERMS.get(promised.family, ()))
    return [replace(pipeline, terms=terms) for pipeline in _pipelines(measure)]


def _pipelines(measure: Measure) -> list[Pipeline]:
    promised = measure.promised
    family, _, rule = promised.name.partition(":")
    if family in ("rbf", "kernel"):
        return [_gaussian(measure, family, rule)]
    if family == "rsa":
        return [dissimilarity.pipeline(measure, *_RSA[rule])]
    if family == "mutual-knn":
        return [neighbours.pipeline(measure, promised.fixed.get("k"))]
    return [maker(measure) for maker in _OWN.get(family, ())]


def _gaussian(measure: Measure, family: str, rule: str) -> Pipeline:
    if family == "rbf" and rule in ("", *RULES["rbf"]):
        return alignment.gaussian(measure, rule or "median")
    return alignment.gaussian(measure, None, float(rule) if rule else None)


_RSA: Final = {
    "": ("squared", "pearson"),
    "euclidean": ("euclidean", "pearson"),
    "whitened": ("squared", "whitened"),
    "cosine": ("squared", "cosine"),
}

_OWN: Final[dict[str, tuple[Maker, ...]]] = {
    "linear": (lambda m: alignment.linear(m, "biased"),),
    "linear-debiased": (
        lambda m: alignment.linear(m, "debiased"),
        lambda m: alignment.linear(m, "debiased", centres=False),
    ),
    "minibatch-debiased": (
        lambda m: alignment.linear(m, "debiased", batches=True),
        lambda m: alignment.linear(m, "debiased", batches=True, centres=False),
    ),
    "hsic": (lambda m: alignment.hsic(m, "biased"),),
    "hsic-unbiased": (
        lambda m: alignment.hsic(m, "debiased", centres=False),
        lambda m: alignment.hsic(m, "debiased"),
    ),
    "r2": (regression.pipeline,),
    "cca": (lambda m: canonical.pipeline(m, "all-components", "correlations-not-squared", "unweighted"),),
    "cca-squared": (lambda m: canonical.pipeline(m, "all-components", "correlations-squared", "unweighted"),),
    "svcca": (lambda m: canonical.pipeline(m, "99%-of-variance", "correlations-not-squared", "unweighted"),),
    "pwcca": (lambda m: canonical.pipeline(m, "all-components", "correlations-not-squared", "weights-of-x"),),
    "nbs": (lambda m: shape.pipeline(m, "nbs"),),
    "procrustes": (lambda m: shape.pipeline(m, "distance"),),
    "participation-ratio": (dimension.pipeline,),
}

_TERMS: Final[dict[str, tuple[Term, ...]]] = {
    "linear": OF_MOMENTS,
    "linear-debiased": OF_MOMENTS,
    "minibatch-debiased": OF_MOMENTS,
    "rbf": OF_MOMENTS,
    "kernel": OF_MOMENTS,
    "r2": OF_R2,
    "cca": OF_CCA,
    "cca-squared": OF_CCA,
    "nbs": OF_NBS,
    "rsa": OF_PEARSON,
    "rsa:cosine": OF_COSINE,
    "rsa:whitened": (),
    "participation-ratio": OF_PARTICIPATION,
}

_PAIRS: Final[dict[str, tuple[str, Maker]]] = {
    "linear": ("linear CKA", lambda m: alignment.linear(m, "biased")),
    "linear-debiased": ("debiased linear CKA", lambda m: alignment.linear(m, "debiased")),
    "rbf": ("RBF CKA with the median distance", lambda m: alignment.gaussian(m, "median")),
    "r2": ("linear regression R²", regression.pipeline),
    "cca": ("mean CCA", lambda m: canonical.pipeline(m, "all-components", "correlations-not-squared", "unweighted")),
    "svcca": ("SVCCA", lambda m: canonical.pipeline(m, "99%-of-variance", "correlations-not-squared", "unweighted")),
    "pwcca": ("PWCCA", lambda m: canonical.pipeline(m, "all-components", "correlations-not-squared", "weights-of-x")),
    "nbs": ("the normalised Bures similarity", lambda m: shape.pipeline(m, "nbs")),
    "procrustes": ("the Procrustes distance", lambda m: shape.pipeline(m, "distance")),
    "rsa": ("RSA", lambda m: dissimilarity.pipeline(m, "squared", "pearson")),
}
_SAME_FAMILY: Final = {"cca-squared": "cca", "kernel": "rbf"}


def others(measure: Measure) -> list[Pipeline]:
    """Other measures that may have been computed instead; each is one mistake."""
    promised = measure.promised
    if promised.takes != "pair":
        return []
    skip = _SAME_FAMILY.get(promised.family, promised.family)
    return [_based(maker(measure), name, what) for name, (what, maker) in _PAIRS.items() if name != skip]


def _based(pipeline: Pipeline, name: str, what: str) -> Pipeline:
    return replace(pipeline, basis=Mistake(f"is-{name}", f"another measure is computed: {what}", same_state))
