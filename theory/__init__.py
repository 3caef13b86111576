"""Theorems about representational similarity, and the measures they are about.

The public names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core import bounds as bounds
    from .core.compare import Comparison, compare
    from .core.evaluate import evaluate
    from .core.measures import (
        BootstrapInterval,
        PermutationNull,
        UndefinedMeasure,
        bootstrap_interval,
        canonical_correlations,
        hsic,
        hsic0,
        hsic1,
        kernel_cka,
        linear_cka,
        linear_r2,
        mean_cca,
        mean_squared_cca,
        minibatch_cka,
        modified_rv,
        mutual_knn,
        nbs,
        participation_ratio,
        permutation_null,
        procrustes,
        pwcca,
        rank,
        rsa,
        svcca,
    )

HOME = {"Comparison": "core.compare", "compare": "core.compare", "evaluate": "core.evaluate"}
"""Public names that do not come from ``core.measures``."""

MODULES = ("bounds",)
"""Public modules: ``from unalignable.theory import bounds``."""

__all__ = [
    "BootstrapInterval",
    "Comparison",
    "PermutationNull",
    "UndefinedMeasure",
    "bootstrap_interval",
    "canonical_correlations",
    "compare",
    "evaluate",
    "hsic",
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
    "permutation_null",
    "procrustes",
    "pwcca",
    "rank",
    "rsa",
    "svcca",
]


def __getattr__(name: str) -> Any:
    value: Any
    if name in MODULES:
        value = importlib.import_module(f".core.{name}", __name__)
    elif name in __all__:
        value = getattr(importlib.import_module(f".{HOME.get(name, 'core.measures')}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted((*__all__, *MODULES))
