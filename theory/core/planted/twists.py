"""Wrong quantities: cyclic spectra and conditional means."""

from __future__ import annotations

from typing import Final

from .bug import Bug, joined

BUGS: Final[dict[str, Bug]] = joined(())
