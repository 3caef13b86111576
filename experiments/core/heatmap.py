"""The layer-by-layer figure: linear CKA beside chance, and what a linear map carries to samples it has not seen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SIZE: Final = (10.0, 4.0)
DPI: Final = 160
COLOURS: Final = "viridis"  # readable in grey and by the colour-blind


def heatmap(
    rows: Sequence[str], columns: Sequence[str], cka: NDArray[Any], chance: NDArray[Any], carried: NDArray[Any]
) -> bytes:
    """Draw the two maps.

    Args:
        rows: layer names of the first network.
        columns: layer names of the second.
        cka: linear CKA, shape (rows, columns).
        chance: its mean over relabelled samples, same shape.
        carried: held-out R² of predicting the second network's layer from the first's, same shape.

    Returns:
        A PNG file.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    chances = [
        [f"{c:.2f}\n(chance {d:.2f})" for c, d in zip(*pair, strict=True)] for pair in zip(cka, chance, strict=True)
    ]
    shares = [[f"{c:.2f}" for c in row] for row in carried]
    _map(left, cka, chances, rows, columns, "linear CKA")
    image = _map(right, carried, shares, rows, columns, "linear R², MLP → CNN, held out")
    figure.colorbar(image, ax=[left, right], fraction=0.03, ticks=[0, 0.5, 1])
    figure.suptitle("digits: every layer of an MLP against every layer of a CNN, 597 unseen images", fontsize=10)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})  # no version string: the bytes repeat
    return file.getvalue()


def _map(
    axes: Any, values: NDArray[Any], texts: list[list[str]], rows: Sequence[str], columns: Sequence[str], title: str
) -> Any:
    image = axes.imshow(np.clip(values, 0, 1), vmin=0, vmax=1, cmap=COLOURS, aspect="auto")
    axes.set_title(title, fontsize=10)
    axes.set_xticks(range(len(columns)), columns, fontsize=8)
    axes.set_yticks(range(len(rows)), rows, fontsize=8)
    axes.set_xlabel("CNN", fontsize=8)
    axes.set_ylabel("MLP", fontsize=8)
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            ink = "black" if values[i, j] > 0.6 else "white"
            axes.text(j, i, text, ha="center", va="center", color=ink, fontsize=8)
    return image
