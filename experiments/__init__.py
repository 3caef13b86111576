"""Trained networks against predictions: one file per experiment, outside ``core/``.

The public names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.confirm import Confrontation, Verdict
    from .core.report import Result
    from .core.train import train

HOME = {
    "Confrontation": "unalignable.experiments.core.confirm",
    "Result": "unalignable.experiments.core.report",
    "Verdict": "unalignable.experiments.core.confirm",
    "train": "unalignable.experiments.core.train",
}
"""Public name -> module that has it."""

__all__ = ["Confrontation", "Result", "Verdict", "train"]


def __getattr__(name: str) -> Any:
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(importlib.import_module(HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
