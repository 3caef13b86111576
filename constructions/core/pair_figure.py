"""The figure of a pair: both representations side by side, and below the values claimed and the curve over layers."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from unalignable.theory.core.numbers import Enclosure, enclose
from unalignable.theory.core.numbers.array import Array

from . import catalogue
from .activations import Floats
from .measured import LABELS
from .network_pair import NetworkPair
from .networks import Networks, doubles
from .number_text import read_number
from .options import shown
from .pair_curve import Step, curve
from .twin_figure import BLUE, DPI, GREY, INK, LIGHT, ORANGE, principal

WIDTH: Final = 10.6
WRAPPED: Final = 96
"""Characters of a line of the title."""
NUMBERED: Final = 24
"""Samples up to which each is numbered: the same number is the same sample in both panels."""
CROWDED: Final = 9
"""Characters of the numbers at one point, beyond which only their count is written."""
ALIKE: Final = 4
"""One scale for both panels where the one reaches at most so many times as far as the other."""
ASPECT: Final = 0.68
CLASSES: Final = 10
"""Colours that can be told apart."""


def pair_figure(pair: NetworkPair) -> bytes:
    """Draw both representations on the inputs, coloured by what the networks give, claimed values, and CKA by layer.

    Features are drawn as they are, one or two, and more by their first two principal components.

    Returns:
        A PNG file; the same pair gives the same bytes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    values = claimed(pair)
    height = 4.4 + 0.24 * len(values)
    layout = ConstrainedLayoutEngine(h_pad=0.08, w_pad=0.08)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(2, 1, height_ratios=(3.4, 0.5 + 0.24 * len(values)))
    above, below = (grid[row].subgridspec(1, 2, width_ratios=widths) for row, widths in enumerate(((1, 1), (1.5, 1))))
    colours, said = _colours(pair.networks)
    planes = [plane(Z) for Z in pair.networks.representations()]
    reaches = [float(np.abs(points).max()) for points, _ in planes]
    shared = max(reaches) if max(reaches) <= ALIKE * min(reaches) else None
    for side, (drawn, name, layer) in enumerate(zip(planes, "fg", pair.layers, strict=True)):
        panel = figure.add_subplot(above[side])
        _panel(panel, *drawn, colours, f"{name}, layer {layer}", said)
        _limits(panel, shared or reaches[side] or 1.0)
    _bars(figure.add_subplot(below[0]), values)
    _curve(figure.add_subplot(below[1]), curve(pair.networks))
    figure.suptitle(moral(pair), fontsize=11.5, color=INK)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})  # no version string: the bytes repeat
    return file.getvalue()


def moral(pair: NetworkPair) -> str:
    """The belief that the pair denies, with its parameters."""
    if pair.construction is None:
        return "Two networks"
    chosen = ", ".join(f"{name} = {value}" for name, value in pair.parameters.items())
    title = balanced(catalogue.get(pair.construction).title)
    return f"{title}\n{pair.construction}{' at ' if chosen else ''}{chosen}"


def balanced(text: str) -> str:
    """In as few lines as fit, none of them much shorter than the others."""
    lines = len(textwrap.wrap(text, WRAPPED))
    widths = range(len(text) // lines, WRAPPED + 1)
    return "\n".join(next(w for w in (textwrap.wrap(text, width) for width in widths) if len(w) <= lines))


def claimed(pair: NetworkPair) -> list[tuple[str, float, str]]:
    """(measure, value, how it is written) of each claim about a measure, in one order for all pairs.

    One that is not defined has a bar of no length, and says so.
    """
    order = list(LABELS)
    about = sorted((c for c in pair.claims if c.claim in LABELS), key=lambda c: order.index(c.claim))
    return [(LABELS[claim.claim], *_read(claim.value)) for claim in about]


def _read(value: str | None) -> tuple[float, str]:
    if value is None:
        return 0.0, "0/0: not defined"
    number = read_number(value)
    middle = enclose(number).mid() if isinstance(number, Enclosure) else number
    return float(middle), shown(number)


# -------------------------------------------------------------------------------------------------------- panels


def _colours(networks: Networks) -> tuple[Any, str]:
    """One number for each sample, from what f gives, and what it is."""
    T = doubles(networks.outputs()[0])
    if networks.keeps == "argmax" and T.shape[1] > 1:
        classes = T.argmax(1)
        return classes, f"colour: the class, the same in both ({len(set(classes.tolist()))} classes)"
    first = T[:, 0] if T.shape[1] == 1 else principal(T)[:, 0]
    levels, codes = np.unique(np.round(first, 9), return_inverse=True)
    what = "the output" if T.shape[1] == 1 else "the outputs' first component"
    same = ", the same in both" if networks.keeps and networks.keeps != "argmax" else " of f"
    return (codes if len(levels) <= CLASSES else first), f"colour: {what}{same}"


def plane(Z: Array) -> tuple[Floats, str]:
    """Two coordinates for each sample, and what they are."""
    values: Floats = doubles(Z)
    width = values.shape[1]
    if width == 1:
        return np.hstack([values, np.zeros_like(values)]), "the one feature"
    if width == 2:
        return values, "the two features"
    return principal(values), f"first two principal components of {width} features"


def _limits(axes: Any, reach: float) -> None:
    """The same scale on both axes, and on both panels where neither would be a dot."""
    axes.set_aspect("equal", adjustable="box")
    axes.set_box_aspect(ASPECT)
    width = 1.18 * reach / ASPECT
    axes.set(xlim=(-width, width), ylim=(-width * ASPECT, width * ASPECT))


def _panel(axes: Any, points: Floats, what: str, colours: Any, title: str, said: str) -> None:
    discrete = np.issubdtype(np.asarray(colours).dtype, np.integer)
    few = discrete and int(np.max(colours)) < CLASSES
    style: dict[str, Any] = {"cmap": "tab10", "vmin": 0, "vmax": CLASSES - 1} if few else {"cmap": "viridis"}
    axes.axhline(0, color=LIGHT, lw=0.8, zorder=0)
    axes.axvline(0, color=LIGHT, lw=0.8, zorder=0)
    axes.scatter(*points.T, c=colours, s=54 if len(points) <= NUMBERED else 22, alpha=0.85, linewidths=0, **style)
    if len(points) <= NUMBERED:
        for place, text in numbers(points):
            axes.annotate(text, place, textcoords="offset points", xytext=(5, 5), fontsize=7.5, color=INK)
    axes.tick_params(labelsize=7.5, colors=GREY)
    axes.set_title(title, fontsize=10, color=INK)
    axes.set_xlabel(f"{what}\n{said}", fontsize=8, color=GREY)
    for spine in axes.spines.values():
        spine.set_color(LIGHT)


def numbers(points: Floats) -> list[tuple[tuple[float, float], str]]:
    """The numbers of the samples at each point."""
    places: dict[tuple[float, float], list[int]] = {}
    for i, (x, y) in enumerate(np.round(points, 9).tolist()):
        places.setdefault((x, y), []).append(i)
    return [(place, _together(samples)) for place, samples in places.items()]


def _together(samples: Sequence[int]) -> str:
    text = " ".join(map(str, samples))
    return text if len(text) <= CROWDED else f"{len(samples)} samples"


def _bars(axes: Any, values: Sequence[tuple[str, float, str]]) -> None:
    places = np.arange(len(values))[::-1]
    lengths = [value for _, value, _ in values]
    axes.barh(places, lengths, height=0.55, color=[ORANGE if value < 0 else BLUE for value in lengths])
    axes.axvline(0, color=GREY, lw=0.8)
    for place, (_, value, text) in zip(places, values, strict=True):
        axes.annotate(
            text.replace("-", "−"),
            (max(value, 0), place),
            textcoords="offset points",
            xytext=(4, 0),
            va="center",
            fontsize=8.5,
            color=INK,
        )
    axes.set_yticks(places, [name for name, _, _ in values], fontsize=8.5)
    low = min(0.0, *lengths) if lengths else 0.0
    axes.set(xlim=(low * 1.1, 1.3), ylim=(-0.6, len(values) - 0.4), xticks=[0, 0.5, 1] if low == 0 else [-1, 0, 1])
    axes.tick_params(axis="x", labelsize=7.5, colors=GREY)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(LIGHT)
    axes.set_title("what is claimed on these inputs, exactly", fontsize=10, color=INK)


def _curve(axes: Any, steps: Sequence[Step]) -> None:
    places = np.arange(len(steps))
    for what, colour, style in (("cka", BLUE, "-o"), ("r2", ORANGE, "--s")):
        heights = [np.nan if (value := getattr(step, what)) is None else value for step in steps]
        label = "linear CKA" if what == "cka" else "R², f to g"
        axes.plot(places, heights, style, color=colour, ms=5, lw=1.5, label=label)
    here = next(k for k, step in enumerate(steps) if step.compared)
    axes.axvspan(here - 0.3, here + 0.3, color=LIGHT, zorder=0)
    axes.set_xticks(places, [step.name for step in steps], fontsize=7.5, rotation=30, ha="right")
    axes.set(xlim=(-0.4, len(steps) - 0.6), ylim=(-0.06, 1.09), yticks=[0, 0.5, 1])
    axes.tick_params(labelsize=7.5, colors=GREY)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(LIGHT)
    axes.set_title("layer by layer", fontsize=10, color=INK)
    axes.legend(frameon=False, fontsize=8, labelcolor=INK)
