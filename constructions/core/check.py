"""Re-check a pair of networks from what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from unalignable.theory.core.numbers import Enclosure
from unalignable.theory.core.numbers.array import Array

from .claims import HERE, UNDEFINED, Checked, checked
from .forward_error import forward
from .network_pair import build
from .networks import Networks
from .number_text import NotANumber, read_number
from .reading import BrokenPair, Stored, read


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
        return len(self.claims) > 1 and all(claim.holds for claim in self.claims)

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
        The report; a broken directory is one that does not hold.

    Raises:
        CallError: there is no such directory.
    """
    try:
        stored = read(Path(directory))
    except BrokenPair as error:
        return CheckReport((Checked("files", "the directory", None, False, str(error)),))
    return CheckReport((Checked("files", "the directory", None, True), *_all(stored)))


def _all(stored: Stored) -> Iterator[Checked]:
    for claim in stored.claims:
        yield checked(stored.networks, claim)
    if stored.construction is not None:
        yield _construction(stored)
    for dtype in (torch.float32, torch.float64):
        yield _forward(stored.networks, dtype)


def _construction(stored: Stored) -> Checked:
    """Whether this is the pair of the construction that the certificate names, with all its claims."""
    slug, found = stored.construction, Checked("construction", HERE, stored.construction, True)
    try:
        built = build(slug or "", **{name: _parameter(text) for name, text in stored.parameters.items()})
    except (*UNDEFINED, TypeError) as error:
        return Checked("construction", HERE, slug, False, f"cannot be built: {error}")
    if missing := [
        c.claim for c in built.claims if (c.claim, c.scope) not in {(s.claim, s.scope) for s in stored.claims}
    ]:
        return Checked("construction", HERE, slug, False, f"claims are missing: {', '.join(missing)}")
    if not _equal(built.networks, stored.networks):
        return Checked("construction", HERE, slug, False, f"{slug} gives other networks at these parameters")
    return found


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


def _forward(networks: Networks, dtype: torch.dtype) -> Checked:
    """torch's forward pass beside the exact one, for both networks."""
    name = f"torch_{str(dtype).removeprefix('torch.')}"
    try:
        found = [forward(network, networks.inputs, dtype) for network in (networks.f, networks.g)]
    except (OverflowError, RuntimeError) as error:
        return Checked(name, HERE, None, False, f"cannot be run: {error}")
    worst = max(found, key=lambda one: one.error)
    said = f"off by {worst.error:.1e} at most, and {worst.bound:.1e} allowed"
    return Checked(name, HERE, said, all(one.within for one in found), "" if all(one.within for one in found) else said)
