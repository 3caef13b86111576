"""An experiment's figure, from its stored runs alone: vector PDF, PNG, and the caption that lets it stand alone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from .record import Experiment, NotEnough, Runs
from .style import WIDTH

HEIGHT: Final = 2.8
DPI: Final = 220


@dataclass(frozen=True)
class Drawn:
    """A figure in both formats, the same bytes for the same runs, and its caption."""

    pdf: bytes
    png: bytes
    caption: str


def draw(experiment: Experiment[Any], runs: Runs[Any]) -> Drawn | str:
    """Draw the runs; or why these runs give no figure."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context({"font.size": 8.5, "axes.titlesize": 9, "legend.fontsize": 7.5, "pdf.fonttype": 42}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        FigureCanvasAgg(figure)
        try:
            caption = experiment.figure(runs, figure)
        except NotEnough as missing:
            return str(missing)
        pdf, png = io.BytesIO(), io.BytesIO()
        # no dates and no version strings, so that the bytes repeat
        figure.savefig(pdf, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
        figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    return Drawn(pdf.getvalue(), png.getvalue(), " ".join(caption.split()))
