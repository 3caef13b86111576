"""What ``unalignable twin`` puts on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .chance import HEAVY
from .insertion import INSIDE
from .measurements import LabelProbe
from .twin_report import TwinReport

SAME: dict[str, str] = {
    "sign": "bit for bit",
    "swirl": "bit for bit; the twist rounds",
}


def lines(found: TwinReport, *, fresh: bool, tried: int) -> Iterator[str]:
    """The screen, without the last line on files.

    Args:
        found: the report.
        fresh: whether its inputs are others than those of the fit.
        tried: how many twists were tried.
    """
    e = found.equality
    inputs = f"{e.alike} of {e.samples}{' new' if fresh else ''} inputs"
    yield f"twist: {found.kind}, {tried} tried · outputs identical on {inputs}, {SAME[found.kind]}{_odd(found)}"
    if not e.outputs:
        yield f"  largest difference {e.difference:.2g} in an output, {e.off:.2g} at the layer (bound {e.bound:.2g})"
    yield from _layer(found)
    yield _others(found)
    yield f"{found.layer}.{INSIDE} holds the twisted activation; what leaves {found.layer} is turned back"
    if found.heavy > HEAVY:
        yield (
            f"beware: heavy-tail factor {found.heavy:.2g}: a few samples of large norm, or many equal rows, keep CKA"
            " up (twists/random_signs)"
        )


def _odd(found: TwinReport) -> str:
    return ", and on rows of inf, -inf, NaN, -0 and 1e37" if found.equality.special else ""


def _layer(found: TwinReport) -> Iterator[str]:
    a = found.alignment
    width = len(found.layer)
    rows = "" if found.rows == found.measured else f"  ({found.measured} of {found.rows} rows)"
    yield (
        f"{found.layer}   CKA {a.cka:.4f}   relabelled samples {a.null:.4f} ± {a.null_sd:.4f}   random"
        f" {'signs' if found.kind == 'sign' else 'turns'} {found.predicted:.4f} ± {found.predicted_sd:.4f}"
        f"   debiased {a.debiased:.4f}{rows}"
    )
    if a.forward is not None and a.backward is not None and a.rotated is not None:
        yield (
            f"{'':<{width}}   held-out R² {a.forward:.2f} and {a.backward:.2f} back   rotated, the same probe gives"
            f" {a.rotated:.2f}"
        )
    if found.probe is not None:
        yield f"{'':<{width}}   {_probe(found.probe)}"


def _probe(probe: LabelProbe) -> str:
    r2 = f"label R² {probe.r2[0]:.2f} → {probe.r2[1]:.2f}"
    if probe.accuracies is None or probe.chance is None:
        return r2
    before, after = probe.accuracies
    return f"label probe {before:.2f} → {after:.2f} (chance {probe.chance:.2f})   {r2}"


def _others(found: TwinReport) -> str:
    e = found.equality
    said = ["parameters the same" if e.state else "PARAMETERS DIFFER"]
    said += ["all other layers the same" if found.others_alike else _differing(found)]
    if e.products is not None:
        said += ["every product of two channels kept" if e.products else "PRODUCTS OF CHANNELS DIFFER"]
        said += ["untwisted, the layer is back bit for bit" if e.untwisted else "UNTWISTED, THE LAYER IS NOT BACK"]
    return " · ".join(said)


def _differing(found: TwinReport) -> str:
    names = [score.name for score in found.curve if not score.identical and score.name != found.layer]
    return f"by rounding, other layers differ as well: {', '.join(names)}"


def written(directory: Path, files: list[str]) -> Iterator[str]:
    """Where it is, and what to do with it."""
    yield f"written to {directory}/ ({', '.join(files)})"
    yield f'rebuild it: from unalignable.constructions import load_twin; pair = load_twin(model, "{directory}")'
