"""The figure of a twin: both representations side by side, and the layer-by-layer curves below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from unalignable.theory.core.bounds.target import Target

from .activations import Floats, activations
from .measurements import paired
from .twin import Twin
from .twin_report import TwinReport

SIZE: Final = (9.6, 6.4)
DPI: Final = 160
MOST_POINTS: Final = 1500
MOST_CLASSES: Final = 10
"""With more classes a legend would not be read, and colours would repeat."""
MOST_KINDS: Final = 9
"""With more layers their kinds would not fit beside each other."""
LONG_NAME: Final = 5
"""Characters from which many names beside each other are slanted."""
INK: Final = "#222222"
GREY: Final = "#777777"
LIGHT: Final = "#dddddd"
BLUE: Final = "#1f5fa8"
ORANGE: Final = "#d9730d"
LOWEST: Final = -0.3
"""Held-out R² below this is drawn at the edge, as an arrow: how far below 0 it is says nothing."""


def twin_figure(twin: Twin, found: TwinReport, inputs: Any, labels: Any = None) -> bytes:
    """Draw both representations (principal components of each, coloured by label) and CKA and R² layer by layer.

    Args:
        twin: the pair.
        found: what ``report`` said of it on these inputs.
        inputs: as for ``report``.
        labels: one per sample or row; without them all points have one colour.

    Returns:
        A PNG file.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=SIZE, dpi=DPI, layout=ConstrainedLayoutEngine(h_pad=0.08, w_pad=0.08))
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(2, 2, height_ratios=(1.75, 1))
    X, Y, target = _points(twin, inputs, labels)
    panels = [figure.add_subplot(grid[0, side]) for side in (0, 1)]
    for axes, Z, title in zip(panels, (X, Y), ("the network", "its twin"), strict=True):
        drawn = _cloud(axes, Z, target, f"{title}, {_layer(found)}")
    _legend(figure, panels, drawn, target)
    kinds = [type(twin.f.get_submodule(score.name)).__name__ for score in found.curve]
    _curves(figure.add_subplot(grid[1, :]), found, kinds)
    figure.suptitle(moral(found), fontsize=11.5, color=INK)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})  # no version string: the bytes repeat
    return file.getvalue()


def moral(found: TwinReport) -> str:
    """The figure in two lines."""
    e, a = found.equality, found.alignment
    same = f", bit for bit on {e.alike} of {e.samples} inputs" if e.outputs else f" to {e.difference:.1g}"
    return (
        f"Same parameters, same outputs{same}.\n"
        f"Yet linear CKA is {a.cka:.3f} at {_layer(found)}, where relabelled samples give {a.null:.3f}."
    )


def _layer(found: TwinReport) -> str:
    return found.layer if found.layer.startswith("layer") else f"layer {found.layer}"


@torch.no_grad()
def _points(twin: Twin, inputs: Any, labels: Any) -> tuple[Floats, Floats, Target | None]:
    """Two principal components of each representation, on some of the rows, and the labels there."""
    rows = paired(*activations(twin.g, twin.inside, inputs, twin.layer), twin.twist.channel_dim, MOST_POINTS)
    target = None if labels is None else Target.of(rows.labelled(labels), len(rows.X))
    return principal(rows.X), principal(rows.Y), target


def principal(Z: Floats) -> Floats:
    """The first two principal components, shape (n, 2); the largest score of each is positive."""
    C = Z - Z.mean(0)
    _, _, axes = np.linalg.svd(C, full_matrices=False)
    scores: Floats = np.zeros((len(Z), 2))
    scores[:, : min(2, len(axes))] = C @ axes[:2].T
    furthest = np.abs(scores).argmax(0)
    return scores * np.where(scores[furthest, [0, 1]] < 0, -1.0, 1.0)


def _cloud(axes: Any, Z: Floats, target: Target | None, title: str) -> Any:
    colour: dict[str, Any] = {"color": BLUE}
    if target is not None and target.codes is not None:
        few = len(target.classes) <= MOST_CLASSES
        colour = {"c": target.codes, "cmap": "tab10" if few else "viridis", "vmin": 0}
        colour["vmax"] = 9 if few else len(target.classes) - 1
    elif target is not None:
        colour = {"c": target.columns[:, 0], "cmap": "viridis"}
    drawn = axes.scatter(*Z.T, s=11, alpha=0.75, linewidths=0, rasterized=True, **colour)
    axes.set(xticks=[], yticks=[])
    axes.margins(0.08)
    axes.set_aspect("equal", adjustable="datalim")  # the frame stays, what it shows grows
    axes.axhline(0, color=LIGHT, lw=0.8, zorder=0)
    axes.axvline(0, color=LIGHT, lw=0.8, zorder=0)
    axes.set_title(title, fontsize=10, color=INK)
    axes.set_xlabel("first two principal components", fontsize=8, color=GREY)
    for spine in axes.spines.values():
        spine.set_color(LIGHT)
    return drawn


def _legend(figure: Any, panels: Sequence[Any], drawn: Any, target: Target | None) -> None:
    if target is None:
        return
    if target.codes is not None and len(target.classes) <= MOST_CLASSES:
        handles, _ = drawn.legend_elements(num=None, alpha=0.9)
        panels[-1].legend(
            handles,
            target.classes,
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
            frameon=False,
            fontsize=8,
            title="label",
            title_fontsize=8,
            handletextpad=0.1,
        )
        return
    figure.colorbar(drawn, ax=panels, fraction=0.025, pad=0.01).ax.tick_params(labelsize=8)


def _curves(axes: Any, found: TwinReport, kinds: Sequence[str]) -> None:
    curve, few = found.curve, len(found.curve) <= MOST_KINDS
    places = np.arange(len(curve))
    axes.axhline(0, color=LIGHT, lw=0.8, zorder=0)
    axes.plot(places, _column([s.cka for s in curve]), "-o", color=BLUE, ms=6, lw=1.8, label="linear CKA")
    r2 = _column([s.forward for s in curve])
    axes.plot(places, r2.clip(LOWEST), "--s", color=ORANGE, ms=4.5, lw=1.4, label="R² of a linear map, held out")
    below = r2 < LOWEST
    axes.plot(places[below], np.full(below.sum(), LOWEST), "v", color=ORANGE, ms=9)
    here = next((k for k, score in enumerate(curve) if score.name == found.layer), None)
    right = here is None or 2 * here > len(curve)  # the text goes where there is room, the legend to the other side
    if here is not None:
        # clear of the line, which at a third of its height is a third of the way to the next layer
        place, side = (here - 0.45, "right") if right else (here + 0.45, "left")
        axes.text(place, 0.04, _said(found), ha=side, va="bottom", fontsize=8.5, color=INK)
    names = [f"{s.name}\n{kind}" if few else s.name for s, kind in zip(curve, kinds, strict=True)]
    level = few or max(map(len, names)) < LONG_NAME
    axes.set_xticks(places, names, fontsize=8, rotation=0 if level else 30, ha="center" if level else "right")
    axes.set(xlim=(-0.5, len(curve) - 0.5), ylim=(LOWEST - 0.05, 1.09), yticks=[0, 0.5, 1])
    axes.tick_params(labelsize=8, colors=GREY)
    axes.set_title("the network against its twin, layer by layer", fontsize=10, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(LIGHT)
    axes.legend(loc="center left" if right else "center right", frameon=False, fontsize=8.5, labelcolor=INK)


def _said(found: TwinReport) -> str:
    a = found.alignment
    cka = f"CKA {a.cka:.3f}; relabelled samples: {a.null:.3f}"
    return cka if a.forward is None else f"{cka}\nR² {signed(a.forward)}; of a rotation: {signed(a.rotated)}"


def signed(value: float | None) -> str:
    """Two decimals, with a minus sign that is one."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _column(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Values that are missing leave a gap."""
    return np.array([np.nan if value is None else value for value in values])
