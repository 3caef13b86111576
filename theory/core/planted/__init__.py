"""Planted bugs: wrong measures that the theorems must refute, after mistakes that real libraries made."""

from typing import Final

from . import (
    alignment,
    ceilings,
    classification,
    decoding,
    estimators,
    floors,
    geometry,
    identifiability,
    regression,
    twists,
)
from .bug import Bug, joined

ALL: Final[dict[str, Bug]] = joined(
    group.BUGS
    for group in (
        alignment,
        estimators,
        regression,
        geometry,
        floors,
        decoding,
        classification,
        twists,
        ceilings,
        identifiability,
    )
)
"""Name -> bug."""

__all__ = ["ALL", "Bug"]
