"""What the demo says: before the networks, and at the end, to somebody who has never heard of CKA."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from unalignable.constructions.core.twin_report import TwinReport
from unalignable.theory.core.bounds import CKA, PERMUTATION_MEAN, R2, R2_BACK, SANDWICH, VACUOUS_R2
from unalignable.theory.core.compare import Comparison
from unalignable.theory.core.judge import Report

from .digits import HELD_OUT, Trained


def opening(reports: Sequence[Report]) -> Iterator[str]:
    """What became of the theorems; a failure is shown whole."""
    good = sum(report.ok for report in reports)
    cases = sum(sum(report.cases.values()) for report in reports)
    yield f"{good} of {len(reports)} theorems hold on {cases} cases, exactly and in floating point"
    for report in reports:
        if not report.ok:
            yield f"{report.slug} falls short: {report.message}"


def closing(
    networks: Mapping[str, Trained],
    last: Comparison,
    every: Mapping[tuple[str, str], Comparison],
    twin: TwinReport,
    out: Path,
) -> Iterator[str]:
    """Same accuracy, what CKA says, what chance says, what the theorems force, a twin, what to do next."""
    mlp, cnn = networks["mlp"], networks["cnn"]
    yield ""
    yield f"Two networks learned to read digits, from different seeds. On {HELD_OUT} digits neither has seen:"
    for network in (mlp, cnn):
        yield f"  {network.name.upper()}   {network.shape:<28} {network.accuracy:.1%} right"
    yield f"  They agree on {np.mean(mlp.answers == cnn.answers):.1%} of them. Do they see the digits alike?"
    yield ""
    yield from _alike(last)
    yield from _vacuous(every)
    yield ""
    yield from _twin(twin)
    yield ""
    yield f"Every layer against every layer: {out / 'heatmap.png'}; the twin: {out / 'twin.png'}"
    yield f"All numbers: {out / 'demo.json'}"
    yield "Your own activations: unalignable compare A B"
    yield "A twin of your own network: unalignable twin MODULE:CALLABLE --layer NAME --inputs FILE --out DIR"


def _alike(last: Comparison) -> Iterator[str]:
    cka, forward, backward = (last.measures[name] for name in (CKA, R2, R2_BACK))
    forced = max(b.value for b in last.bounds if b.slug == SANDWICH and b.measure == R2 and b.value is not None)
    yield f"Their last hidden layers ({last.widths[0]} and {last.widths[1]} features):"
    yield f"  CKA says        {cka.value:.2f}, where 1 means the same up to rotation and scale"
    yield f"  chance says     {cka.null:.2f}: so much is left when the digits are shuffled ({PERMUTATION_MEAN})"
    yield (
        f"  theorems force  a linear map to carry at least {math.floor(forced * 100)}% of the CNN's layer from the"
        f" MLP's, with CKA this high ({SANDWICH})"
    )
    yield (
        f"  it carries      {forward.heldout:.0%}, and {backward.heldout:.0%} the other way, on digits that it was not"
        " fitted to"
    )


def _twin(twin: TwinReport) -> Iterator[str]:
    """The same network twice, with nothing in common that a linear measure would see."""
    same, found = twin.equality, twin.alignment
    assert found.forward is not None
    yield "Must networks that do the same look alike? A twin of the MLP has the same weights. At its last hidden layer"
    yield "the signs of whole rows are flipped, and flipped back before anything reads them (twists/sign_twin):"
    yield f"  outputs         the same to the last bit on {same.alike} of {same.samples} unseen digits"
    yield f"  CKA says        {found.cka:.3f} there, and 1 at every other layer; shuffled digits leave {found.null:.3f}"
    yield f"  a linear map    has R² {found.forward:.2f} on digits it was not fitted to; guessing the mean gives 0"


def _vacuous(every: Mapping[tuple[str, str], Comparison]) -> Iterator[str]:
    """A layer with as many directions as samples predicts anything: the trap of in-sample probes, caught here."""
    for (mlp, cnn), comparison in every.items():
        score = comparison.measures[R2_BACK]
        caught = [b for b in comparison.bounds if b.slug == VACUOUS_R2 and b.measure == R2_BACK and b.applies]
        if caught and score.null is not None and score.heldout is not None:
            yield (
                f"  beware          the CNN's {cnn} has {comparison.ranks[1]} directions for {comparison.n} digits, so"
                f" a linear map from it fits the MLP's {mlp}"
            )
            yield (
                f"                  with R² {score.value:.2f} and shuffled digits with {score.null:.2f} ({VACUOUS_R2});"
                f" on unseen digits it carries {score.heldout:.0%}"
            )
            return
