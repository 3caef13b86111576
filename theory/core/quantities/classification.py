"""Margins and softmax, over a carrier's primitives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

QUANTITIES: Final[tuple[Callable[..., Any], ...]] = ()
