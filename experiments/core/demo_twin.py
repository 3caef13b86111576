"""The demo's end: a twin of its own MLP, fitted on the digits it was trained on and checked on the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from threadpoolctl import threadpool_limits

from unalignable.constructions.core.twin import DIRECTIONS, twin
from unalignable.constructions.core.twin_figure import twin_figure
from unalignable.constructions.core.twin_report import STEPS, TwinReport, report
from unalignable.theory.core.console import Screen

from .digits import NETWORKS, Trained, digits

LAYER: Final = "hidden2"
"""The last hidden layer, which the comparison with the CNN speaks about as well."""


@dataclass(frozen=True)
class DemoTwin:
    """The report on the held-out digits, and the figure, a PNG."""

    report: TwinReport
    figure: bytes


def twin_of_mlp(mlp: Trained, screen: Screen) -> DemoTwin:
    """The sign twin of the demo's MLP at its last hidden layer."""
    with threadpool_limits(1):  # small matrices: a second thread costs more than it does
        return _twin_of_mlp(mlp, screen)


def _twin_of_mlp(mlp: Trained, screen: Screen) -> DemoTwin:
    data, layer = digits(), str(NETWORKS["mlp"][3][LAYER])
    with screen.progress("making a twin", DIRECTIONS) as done:
        pair = twin(mlp.network, layer, data.images, on_try=lambda count: done(f"{count}"))
    with screen.progress("checking the twin", len(STEPS)) as done:
        found = report(pair, data.held_out_images, data.held_out_labels, on_step=done)
    return DemoTwin(found, twin_figure(pair, found, data.held_out_images, data.held_out_labels))
