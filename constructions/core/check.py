"""Re-check a pair of networks from what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch

from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.array import Array
from unalignable.theory.core.numbers.effort import TooMuch, at_most

from .certificate_record import BrokenPair
from .claims import HERE, UNDEFINED, Checked, checked
from .forward_error import Beyond, forward
from .limits import CHECK
from .network_pair import build
from .networks import Networks
from .number_text import NotANumber, read_number
from .reading import Stored, read

FILES: Final = "files"
CONSTRUCTION: Final = "construction"
TORCH: Final = {torch.float32: "torch_float32", torch.float64: "torch_float64"}
OURS: Final = (FILES, CONSTRUCTION, *TORCH.values())
"""What is checked of every directory; the other claims are the directory's own."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Attributes:
        claims: each claim with its verdict; the directory itself is the first.
    """

    claims: tuple[Checked, ...]

    @property
    def holds(self) -> bool:
        """Every claim does, and there is at least one about the networks."""
        return any(claim.claim not in OURS for claim in self.claims) and all(claim.holds for claim in self.claims)

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable check --json``."""
        return {
            "holds": self.holds,
            "claims": [
                {"claim": c.claim, "scope": c.scope, "value": c.value, "holds": c.holds, "why": c.why}
                for c in self.claims
            ],
        }


def check(directory: Path | str) -> CheckReport:
    """Show every claim of a pair directory again, from the stored weights and inputs alone.

    Nothing in the directory is believed: hashes, shapes, the numbers that floats are said to round, the claims, and the
    construction that it names are each computed again and compared, and torch's own forward pass in single and double
    precision with the exact one.

    Args:
        directory: as ``build(…).save(directory)`` or ``unalignable build`` wrote it.

    Returns:
        The report; a broken directory is one that does not hold, and so is one that claims nothing, or whose claims
        take more exact arithmetic than ``limits.CHECK``.

    Raises:
        CallError: there is no such directory.
    """
    try:
        stored = read(Path(directory))
    except BrokenPair as error:
        return CheckReport((Checked(FILES, "the directory", None, False, str(error)),))
    with at_most(CHECK):
        return CheckReport((Checked(FILES, "the directory", None, True), *_all(stored)))


def _all(stored: Stored) -> Iterator[Checked]:
    for claim in stored.claims:
        yield checked(stored.networks, claim)
    if stored.construction is not None:
        why = _other(stored, stored.construction)
        yield Checked(CONSTRUCTION, HERE, stored.construction, not why, why)
    for dtype in TORCH:
        yield _forward(stored, dtype)


def _other(stored: Stored, slug: str) -> str:
    """In what this is not the pair of the construction that the certificate names, with all its claims; or nothing."""
    try:
        built = build(slug, **{name: _parameter(text) for name, text in stored.parameters.items()})
    except (*UNDEFINED, TypeError) as error:
        return f"cannot be built: {error}"
    if dict(built.parameters) != stored.parameters:
        return f"parameters are {_said(built.parameters)}, and {_said(stored.parameters)} is written"
    made = {(claim.claim, claim.scope) for claim in stored.claims}
    if missing := [claim.claim for claim in built.claims if (claim.claim, claim.scope) not in made]:
        return f"claims are missing: {', '.join(missing)}"
    return "" if _equal(built.networks, stored.networks) else f"{slug} gives other networks at these parameters"


def _said(parameters: Mapping[str, str]) -> str:
    text = ", ".join(f"{name} = {value}" for name, value in parameters.items()) or "none"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _parameter(text: str) -> Any:
    value = read_number(text)
    if isinstance(value, Enclosure):
        raise NotANumber(f"a parameter is {text}, an enclosure")
    return int(value) if getattr(value, "q", 0) == 1 else value


def _equal(a: Networks, b: Networks) -> bool:
    if (a.layers, a.keeps, a.box) != (b.layers, b.keeps, b.box):
        return False
    left, right = a.tensors(), b.tensors()
    return {k: v.keys() for k, v in left.items()} == {k: v.keys() for k, v in right.items()} and all(
        _same(left[file][name], right[file][name]) for file in left for name in left[file]
    )


def _same(a: Array, b: Array) -> bool:
    return a.shape == b.shape and all(x == y for x, y in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True))


def _forward(stored: Stored, dtype: torch.dtype) -> Checked:
    """torch's forward pass beside the exact one, for both networks."""
    name, networks = TORCH[dtype], stored.networks
    try:
        found = [forward(network, networks.inputs, dtype) for network in (networks.f, networks.g)]
    except Beyond as error:
        narrower = dtype == torch.float32 and stored.dtype == torch.float64
        return Checked(name, HERE, f"not run: {error}" if narrower else None, narrower, "" if narrower else str(error))
    except (OverflowError, TooMuch) as error:
        return Checked(name, HERE, None, False, f"cannot be run: {error}")
    worst = max(found, key=lambda one: one.error)
    said = f"off by {worst.error:.1e} at most, and {worst.bound:.1e} allowed"
    return Checked(name, HERE, said, all(one.within for one in found), "" if all(one.within for one in found) else said)
