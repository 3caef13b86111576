"""The measures in floating point. Everything is imported when first used (PEP 562)."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

_HOME = {
    "UndefinedMeasure": "errors",
    "canonical_correlations": "cca",
    "hsic0": "hsic",
    "hsic1": "hsic",
    "kernel_cka": "kernels",
    "linear_cka": "cka",
    "linear_r2": "regression",
    "mean_cca": "cca",
    "mean_squared_cca": "cca",
    "minibatch_cka": "cka",
    "modified_rv": "dimension",
    "mutual_knn": "neighbours",
    "nbs": "procrustes",
    "participation_ratio": "dimension",
    "pwcca": "cca",
    "rank": "dimension",
    "rsa": "rsa",
    "svcca": "cca",
}

__all__ = ["implementations", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def implementations() -> dict[str, Callable[..., float]]:
    """Definition name -> our floating-point function with the same signature, on float arrays."""
    from functools import partial

    from . import cca, cka, dimension, hsic, kernels, neighbours, procrustes, regression, rsa

    def rbf_cka(X: Any, Y: Any, *, fraction: Any = 1) -> float:
        return kernels.kernel_cka(X, Y, bandwidth=("median", float(fraction)))

    def kernel_cka(X: Any, Y: Any, *, bandwidth: Any) -> float:
        return kernels.kernel_cka(X, Y, bandwidth=float(bandwidth))

    return {
        "linear_cka": cka.linear_cka,
        "debiased_cka": partial(cka.linear_cka, debiased=True),
        "minibatch_cka": cka.minibatch_cka,
        "kernel_cka": kernel_cka,
        "rbf_cka": rbf_cka,
        "linear_r2": regression.linear_r2,
        "mean_squared_cca": cca.mean_squared_cca,
        "mean_cca": cca.mean_cca,
        "svcca": cca.svcca,
        "pwcca": cca.pwcca,
        "nbs": procrustes.nbs,
        "procrustes": procrustes.squared_distance,
        "rsa": partial(rsa.rsa, dissimilarity="squared-euclidean"),
        "whitened_rsa": partial(rsa.rsa, dissimilarity="squared-euclidean", comparison="whitened-cosine"),
        "mutual_knn": neighbours.mutual_knn,
        "participation_ratio": dimension.participation_ratio,
        "hsic0": hsic.hsic0,
        "hsic1": hsic.hsic1,
        "modified_rv": dimension.modified_rv,
    }
