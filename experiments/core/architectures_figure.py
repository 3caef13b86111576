"""The figure of two_architectures: maps of CKA and R² over all layers, and stitched accuracy against CKA."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .architectures import LAYERS
from .confirm import mean_interval
from .datasets import called
from .record import Runs
from .style import BLACK, CHANCE, COLOURS, MARKERS, tidy

SHORT: Final = {"mlp": "MLP", "cnn": "CNN", "transformer": "transf."}
KINDS: Final = (
    ("three architectures", "cka_last", "stitched"),
    ("with unread features", "unread_cka", "unread_stitched"),
    ("MLP's twin", "twin_cka", "twin_stitched"),
)


def draw(runs: Runs[Any], fig: Any) -> str:
    """Draw runs of one data set and return the caption."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1, 1, 1.15))
    _map(left, runs.values("cka").mean(0), "linear CKA", named=True)
    image = _map(middle, np.clip(runs.values("r2").mean(0), 0, 1), "held-out $R^2$", named=False)
    fig.colorbar(image, ax=[left, middle], location="bottom", fraction=0.05, pad=0.03, aspect=40, shrink=0.8)
    _stitched(right, runs)
    n, relabelled = len(runs), runs.values("largest_by_chance").mean()
    null, r2_null = runs.values("cka_null"), runs.values("r2_null")
    return (
        f"Left and middle: every layer (row; of R² the predictor) of an MLP, a CNN and a transformer trained on "
        f"{called(runs[0].config.data)}, against every other, on samples that were "
        f"held out; means over {n} {'seed' if n == 1 else 'seeds'}. With relabelled "
        f"samples the mean of CKA is {null.min():.3f} to {null.max():.3f} (exact over all relabellings, "
        f"nulls/permutation_mean), the largest entry of a map {relabelled:.3f}, and held-out R² at most "
        f"{r2_null.max():.2f}; values of R² below 0 are drawn as 0. Right: accuracy of one network's last hidden layer "
        "read by another's frozen head through a trained linear layer, against CKA of the donor's representation with "
        "the receiver's (of the twin: with the MLP, whose outputs it has bit for bit); each point one donor and "
        "receiver, bars are 95 % intervals over seeds (Student's t). Short lines at the bottom: the CKA that the two "
        "trained heads force (floors/any_two_readouts). Dotted: mean CKA of relabelled samples. Features that no head "
        "reads take CKA away and leave stitching as it was (floors/stitching_sees_nothing); the twin has the same "
        "outputs and neither (twists/sign_twin)."
    )


def _map(axes: Any, values: np.ndarray[Any, Any], title: str, *, named: bool) -> Any:
    """One heatmap; white lines part the networks."""
    image = axes.imshow(values, vmin=0, vmax=1, cmap="cividis")
    names = [layer for layers in LAYERS.values() for layer in layers]
    edges = np.cumsum([0, *(len(layers) for layers in LAYERS.values())])
    for edge in edges[1:-1]:
        axes.axhline(edge - 0.5, color="white", linewidth=1.4)
        axes.axvline(edge - 0.5, color="white", linewidth=1.4)
    axes.set_xticks((edges[1:] + edges[:-1] - 1) / 2, SHORT.values())
    axes.set_yticks(range(len(names)), names if named else [], fontsize=6.5)
    axes.tick_params(length=0)
    axes.set_title(title)
    return image


def _stitched(axes: Any, runs: Runs[Any]) -> None:
    for index, (label, across, along) in enumerate(KINDS):
        x, y = (np.atleast_2d(runs.values(name).reshape(len(runs), -1)) for name in (across, along))
        x = np.broadcast_to(x, y.shape) if x.shape[1] == 1 else x
        for pair in range(y.shape[1]):
            (cka, wide), (share, high) = (_bar(values[:, pair]) for values in (x, y))
            axes.errorbar(
                cka, share, xerr=wide, yerr=high, color=COLOURS[index], marker=MARKERS[index], markersize=4.5,
                linewidth=0.9, label=label if pair == 0 else None, linestyle="none", zorder=3,
            )  # fmt: skip
    axes.vlines(runs.values("floor_last").mean(0), 0, 0.06, color=BLACK, linewidth=1.0, label="forced by the heads")
    axes.axvline(runs.values("twin_null").mean(), label="relabelled samples", **CHANCE)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(0, 1.04)
    axes.set_xlabel("linear CKA, last hidden layers")
    axes.set_ylabel("accuracy when stitched")
    axes.legend(loc="center", bbox_to_anchor=(0.58, 0.52), frameon=False)
    tidy(axes)


def _bar(sample: np.ndarray[Any, Any]) -> tuple[float, list[list[float]]]:
    mean, (low, high), _ = mean_interval(sample)
    return mean, [[mean - low if np.isfinite(low) else 0.0], [high - mean if np.isfinite(high) else 0.0]]
