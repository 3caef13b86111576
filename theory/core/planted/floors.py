"""Wrong quantities: what a shared readout forces."""

from __future__ import annotations

from typing import Final

from .bug import Bug, joined

BUGS: Final[dict[str, Bug]] = joined(())
