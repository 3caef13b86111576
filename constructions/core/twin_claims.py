"""What a twin's certificate claims, and how each claim is shown again from the model and the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from torch import nn

from unalignable.theory import UndefinedMeasure

from .check import CheckReport
from .claims import HERE, Checked
from .insertion import UnknownLayer
from .twin_report import ABOVE, TwinReport, report
from .twist_file import BrokenTwin

Shown = Callable[[TwinReport], bool]
SPECIAL: Final = "same_output_at_special_values"
SIGN: Final[dict[str, Shown]] = {
    "same_parameters": lambda r: r.equality.state,
    "same_output": lambda r: r.equality.outputs,
    SPECIAL: lambda r: r.equality.special is True,
    "untwisted_is_the_original": lambda r: r.equality.untwisted,
    "products_of_channels_kept": lambda r: r.equality.products is True,
    "other_layers_same": lambda r: r.others_alike,
}
"""What every sign twin claims, bit for bit."""
SWIRL: Final[dict[str, Shown]] = {
    "same_parameters": lambda r: r.equality.state,
    "untwisted_within_the_bound": lambda r: r.equality.off <= r.equality.bound,
}
"""What every swirl claims."""
CHANCE: Final = "cka_at_chance"
"""Claimed where it is so: CKA is at most the mean over random signs plus four standard deviations."""
CKA: Final = "cka"
"""Claimed with its value."""


def claimed(found: TwinReport) -> list[dict[str, Any]]:
    """The claims of a report, for a certificate: name, scope and value."""
    names = [name for name, shown in _always(found).items() if shown(found)]
    names += [CHANCE] if found.at_chance else []
    claims: list[dict[str, Any]] = [{"claim": name, "scope": HERE, "value": None} for name in names]
    return [*claims, {"claim": CKA, "scope": HERE, "value": found.alignment.cka}]


def check_twin(model: nn.Module, directory: Path | str) -> CheckReport:
    """Show every claim of a twin's certificate again, on the inputs that are stored.

    Args:
        model: the network that the twin was made of, with the same parameters.
        directory: as ``save_twin`` or ``unalignable twin`` wrote it.

    Returns:
        Each claim with its verdict; what every twin of its kind claims is checked whether or not it is in the file. A
        broken directory, or another model, is a report that does not hold.

    Raises:
        CallError: there is no such directory.
    """
    from .twin_files import load_stored

    try:
        twin, labels, certificate = load_stored(model, directory)
        found = report(twin, twin.inputs, labels)
    except (BrokenTwin, UnknownLayer, UndefinedMeasure, ValueError) as error:
        return CheckReport((Checked("files", "the directory", None, False, str(error)),))
    return CheckReport((Checked("files", "the directory", None, True), *_checked(found, certificate)))


def _checked(found: TwinReport, certificate: Mapping[str, Any]) -> Iterator[Checked]:
    always = _always(found)
    for name, shown in always.items():
        yield Checked(name, HERE, None, shown(found), "" if shown(found) else "not so here")
    for claim in certificate.get("claims", ()):
        if claim["claim"] not in always:
            yield _further(found, claim)


def _further(found: TwinReport, claim: Mapping[str, Any]) -> Checked:
    name, value = claim["claim"], claim.get("value")
    here = found.alignment.cka
    if name == CHANCE:
        said = f"CKA is {here:.3g}, and random signs leave {found.predicted:.3g} ± {found.predicted_sd:.3g}"
        return Checked(name, HERE, None, found.at_chance, "" if found.at_chance else said)
    if name == CKA and isinstance(value, float):
        # another machine may round activations differently, and then turns the signs of a few samples
        holds = abs(value - here) <= ABOVE * found.predicted_sd
        return Checked(name, HERE, f"{value:.6g}", holds, "" if holds else f"it is {here:.6g} here")
    return Checked(str(name), str(claim.get("scope")), None, False, "no claim that a twin can make")


def _always(found: TwinReport) -> dict[str, Shown]:
    """What a twin of this kind claims; nothing on special values where the network cannot be given any."""
    if found.kind == "swirl":
        return SWIRL
    return {name: shown for name, shown in SIGN.items() if name != SPECIAL or found.equality.special is not None}
