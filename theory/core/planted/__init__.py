"""Planted bugs: wrong measures that the theorems must refute, after mistakes that real libraries made."""

from typing import Final

from . import alignment, estimators, geometry, regression
from .bug import Bug, joined

ALL: Final[dict[str, Bug]] = joined((alignment.BUGS, estimators.BUGS, regression.BUGS, geometry.BUGS))
"""Name -> bug."""

__all__ = ["ALL", "Bug"]
