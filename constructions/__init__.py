"""Explicit pairs of networks: one file per family of pairs, outside ``core/``.

The public names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unalignable.theory.core.knowledge import Knowledge

    from .core.check import CheckReport, check
    from .core.conditions import Answer, conditions
    from .core.conformance.adapter import Measure
    from .core.conformance.parametrize import parametrize_with_theorems
    from .core.conformance.suite import check_measure
    from .core.network_pair import NetworkPair, build, load
    from .core.twin import Twin, twin
    from .core.twin_claims import check_twin
    from .core.twin_files import load_twin, save_twin
    from .core.twin_report import TwinReport, report

HOME = {
    "Answer": "unalignable.constructions.core.conditions",
    "CheckReport": "unalignable.constructions.core.check",
    "Knowledge": "unalignable.theory.core.knowledge",
    "Measure": "unalignable.constructions.core.conformance.adapter",
    "NetworkPair": "unalignable.constructions.core.network_pair",
    "Twin": "unalignable.constructions.core.twin",
    "TwinReport": "unalignable.constructions.core.twin_report",
    "build": "unalignable.constructions.core.network_pair",
    "check": "unalignable.constructions.core.check",
    "check_measure": "unalignable.constructions.core.conformance.suite",
    "check_twin": "unalignable.constructions.core.twin_claims",
    "conditions": "unalignable.constructions.core.conditions",
    "load": "unalignable.constructions.core.network_pair",
    "load_twin": "unalignable.constructions.core.twin_files",
    "parametrize_with_theorems": "unalignable.constructions.core.conformance.parametrize",
    "report": "unalignable.constructions.core.twin_report",
    "save_twin": "unalignable.constructions.core.twin_files",
    "twin": "unalignable.constructions.core.twin",
}
"""Public name -> module that has it."""

__all__ = [
    "Answer",
    "CheckReport",
    "Knowledge",
    "Measure",
    "NetworkPair",
    "Twin",
    "TwinReport",
    "build",
    "check",
    "check_measure",
    "check_twin",
    "conditions",
    "load",
    "load_twin",
    "parametrize_with_theorems",
    "report",
    "save_twin",
    "twin",
]


def __getattr__(name: str) -> Any:
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(importlib.import_module(HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
