"""Theorems about representational similarity, and the measures they are about.

The public names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.compare import Comparison, compare
    from .core.evaluate import evaluate
    from .core.measures.cca import canonical_correlations, mean_cca, mean_squared_cca, pwcca, svcca
    from .core.measures.cka import linear_cka, minibatch_cka
    from .core.measures.dimension import modified_rv, participation_ratio, rank
    from .core.measures.errors import UndefinedMeasure
    from .core.measures.hsic import hsic0, hsic1
    from .core.measures.kernels import kernel_cka
    from .core.measures.neighbours import mutual_knn
    from .core.measures.procrustes import nbs
    from .core.measures.regression import linear_r2
    from .core.measures.rsa import rsa

_HOME = {
    "Comparison": "compare",
    "UndefinedMeasure": "measures.errors",
    "canonical_correlations": "measures.cca",
    "compare": "compare",
    "evaluate": "evaluate",
    "hsic0": "measures.hsic",
    "hsic1": "measures.hsic",
    "kernel_cka": "measures.kernels",
    "linear_cka": "measures.cka",
    "linear_r2": "measures.regression",
    "mean_cca": "measures.cca",
    "mean_squared_cca": "measures.cca",
    "minibatch_cka": "measures.cka",
    "modified_rv": "measures.dimension",
    "mutual_knn": "measures.neighbours",
    "nbs": "measures.procrustes",
    "participation_ratio": "measures.dimension",
    "pwcca": "measures.cca",
    "rank": "measures.dimension",
    "rsa": "measures.rsa",
    "svcca": "measures.cca",
}

__all__ = [
    "Comparison",
    "UndefinedMeasure",
    "canonical_correlations",
    "compare",
    "evaluate",
    "hsic0",
    "hsic1",
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
    "pwcca",
    "rank",
    "rsa",
    "svcca",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.core.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
