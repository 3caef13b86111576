"""What the theorems bound with: floors, ceilings, margins and spectra, each once, over a carrier's primitives.

Like the measures of definitions.py they hang on every carrier (``m.readout_floor(...)``), so that a planted bug can
take the place of one, and theory/core/bounds computes in floating point what is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import ceilings, classification, floors, identifiability, twists

QUANTITIES: Final[dict[str, Callable[..., Any]]] = {
    f.__name__: f for home in (floors, classification, twists, ceilings, identifiability) for f in home.QUANTITIES
}
"""Name -> definition."""

__all__ = ["QUANTITIES"]
