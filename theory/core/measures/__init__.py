"""The measures in floating point.

One file a family; ``inputs`` says what is accepted, ``centring`` and ``products`` how it is multiplied, ``spectra``
the rule for rank. The names below are loaded when first used (PEP 562).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bootstrap import BootstrapInterval, bootstrap_interval
    from .cca import canonical_correlations, mean_cca, mean_squared_cca, pwcca, svcca
    from .cka import linear_cka, minibatch_cka
    from .dependence import hsic, hsic0, hsic1
    from .dimension import modified_rv, participation_ratio, rank
    from .dissimilarity import rsa
    from .errors import UndefinedMeasure
    from .kernels import kernel_cka
    from .neighbours import mutual_knn
    from .permutation import PermutationNull, permutation_null
    from .regression import linear_r2
    from .shape import nbs, procrustes

HOME = {
    "BootstrapInterval": "bootstrap",
    "PermutationNull": "permutation",
    "UndefinedMeasure": "errors",
    "bootstrap_interval": "bootstrap",
    "canonical_correlations": "cca",
    "hsic": "dependence",
    "hsic0": "dependence",
    "hsic1": "dependence",
    "kernel_cka": "kernels",
    "linear_cka": "cka",
    "linear_r2": "regression",
    "mean_cca": "cca",
    "mean_squared_cca": "cca",
    "minibatch_cka": "cka",
    "modified_rv": "dimension",
    "mutual_knn": "neighbours",
    "nbs": "shape",
    "participation_ratio": "dimension",
    "permutation_null": "permutation",
    "procrustes": "shape",
    "pwcca": "cca",
    "rank": "dimension",
    "rsa": "dissimilarity",
    "svcca": "cca",
}
"""Public name -> the module of this package that defines it."""

__all__ = [
    "BootstrapInterval",
    "PermutationNull",
    "UndefinedMeasure",
    "bootstrap_interval",
    "canonical_correlations",
    "hsic",
    "hsic0",
    "hsic1",
    "implementations",
    "kernel_cka",
    "linear_cka",
    "linear_r2",
    "mean_cca",
    "mean_squared_cca",
    "minibatch_cka",
    "modified_rv",
    "mutual_knn",
    "nbs",
    "participation_ratio",
    "permutation_null",
    "procrustes",
    "pwcca",
    "rank",
    "rsa",
    "svcca",
]


def __getattr__(name: str) -> Any:
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def implementations() -> dict[str, Callable[..., float]]:
    """Name of a definition -> our function with its arguments, on float arrays.

    Names and conventions are those of ``core/definitions``: ``procrustes`` is the squared distance, ``rsa`` the Pearson
    correlation of squared Euclidean distances. Where a definition is 0/0 these raise UndefinedMeasure.
    """
    from functools import partial

    from . import cca, cka, dependence, dimension, dissimilarity, kernels, neighbours, regression, shape

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
        "nbs": shape.nbs,
        "procrustes": shape.squared_distance,
        "rsa": partial(dissimilarity.rsa, dissimilarity="squared-euclidean"),
        "whitened_rsa": partial(dissimilarity.rsa, dissimilarity="squared-euclidean", comparison="whitened-cosine"),
        "mutual_knn": neighbours.mutual_knn,
        "participation_ratio": dimension.participation_ratio,
        "hsic0": dependence.hsic0,
        "hsic1": dependence.hsic1,
        "modified_rv": dimension.modified_rv,
    }
