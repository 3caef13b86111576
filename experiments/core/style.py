"""How figures look: one palette that the colour-blind can tell apart, and lines that carry their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from .confirm import mean_interval

BLACK: Final = "#000000"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
YELLOW: Final = "#F0E442"
BLUE: Final = "#0072B2"
RED: Final = "#D55E00"
PURPLE: Final = "#CC79A7"
GREY: Final = "#767676"
COLOURS: Final = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, BLACK)
"""Okabe and Ito's palette, in the order in which lines take them; each line has a marker of its own as well."""
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
WIDTH: Final = 6.75
"""Inches: the text width of two-column papers."""
PREDICTED: Final = {"color": BLACK, "linestyle": "-", "linewidth": 1.0, "zorder": 1}
"""How a predicted curve is drawn."""
CHANCE: Final = {"color": GREY, "linestyle": ":", "linewidth": 1.2, "zorder": 0}
"""How the permutation null is drawn."""


def points(
    axes: Any, x: Sequence[Any], samples: Sequence[Any], label: str, index: int = 0, *, line: bool = True
) -> None:
    """Means over seeds with their 95 % intervals (Student's t).

    Args:
        axes: where to draw.
        x: where each sample stands.
        samples: one sequence of numbers (over seeds) per entry of ``x``.
        label: for the legend.
        index: which colour and marker.
        line: whether to join the points.
    """
    means, lows, highs = [], [], []
    for sample in samples:
        mean, (low, high), _ = mean_interval(np.asarray(sample, dtype=float))
        means.append(mean)
        lows.append(mean - low if np.isfinite(low) else 0.0)
        highs.append(high - mean if np.isfinite(high) else 0.0)
    axes.errorbar(
        x,
        means,
        yerr=[lows, highs],
        label=label,
        color=COLOURS[index % len(COLOURS)],
        marker=MARKERS[index % len(MARKERS)],
        markersize=4.5,
        linewidth=1.2,
        capsize=2.5,
        linestyle="-" if line else "none",
        zorder=3,
    )


def tidy(axes: Any) -> None:
    """No box around the data, a light grid behind it."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)
