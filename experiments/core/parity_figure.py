"""The figure of parity_pairings: CKA at two layers for every way to fix the pairing; R² by the trained bias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .record import Runs
from .style import BLACK, CHANCE, COLOURS, MARKERS, PREDICTED, points, tidy

Arm = tuple[str, float]
"""How the pairing is fixed, and the decay of the weights."""


def draw(runs: Runs[Any], fig: Any, arms: Mapping[str, Arm]) -> str:
    """CKA at two layers for every way to fix the pairing; R² one ReLU later against the trained bias."""
    by_arm, (left, right) = runs.split("how", "decay"), fig.subplots(1, 2, width_ratios=(3, 2))
    names = {arm: name for name, arm in arms.items()}
    shown = [arm for arm in arms.values() if arm in by_arm] + [arm for arm in by_arm if arm not in names]
    for index, layer in enumerate(("pair", "head")):
        samples = [by_arm[arm].values(f"cka_{layer}").mean(axis=1) for arm in shown]
        places = [place + 0.36 * index - 0.18 for place in range(len(shown))]
        points(left, places, samples, ("pair layer", "one ReLU later")[index], index, line=False)
        for arm, place in zip(shown, places, strict=True):
            each = by_arm[arm].values(f"cka_{layer}").ravel()
            left.plot([place + 0.07] * each.size, each, ".", color=COLOURS[index], alpha=0.35, markersize=4, zorder=2)
            null = by_arm[arm].values(f"null_{layer}").mean()
            left.hlines(null, place - 0.14, place + 0.14, label="relabelled", **CHANCE)
    for arm, place in zip(shown, places, strict=True):
        forced = by_arm[arm].values("floor").mean()
        left.hlines(forced, place - 0.14, place + 0.14, color=BLACK, linewidth=1.4, label="floor of the readouts")
    left.axhline(0.2, label="1/5", **PREDICTED)
    left.set(ylabel="linear CKA", xticks=range(len(shown)), ylim=(-0.04, 1.04))
    left.set_xticklabels([names.get(arm, f"{arm[0]},\n{arm[1]:g}") for arm in shown], fontsize="small")
    _scatter(right, {arm: by_arm[arm] for arm in shown if arm[0] == "wired"})
    handles = dict(zip(*reversed(left.get_legend_handles_labels()), strict=True))
    fig.legend(handles.values(), handles.keys(), loc="outside lower left", ncols=3, fontsize="small", frameon=False)
    for axes in (left, right):
        tidy(axes)
    return (
        "Networks that give the parity abc of three signs, from the pairings a(bc), b(ac) and c(ab); n = 8, "
        f"all inputs; {len(runs.split('seed'))} seeds. Left: CKA of two networks (small dots: each pair; "
        "large: mean over seeds, 95 % interval, Student's t), at the layer of two units and one ReLU layer "
        "later, where the readout is linear; dotted: mean over all relabellings, high because n is 8; bars: mean "
        "floor that the trained readouts force (floors/any_two_readouts). Right: R² one ReLU later for every pair of "
        "wired networks, against the trained bias c of the predicted network's readout in units of its outputs, and "
        "1/(2 + c²), predicted (twists/parity_pairings)."
    )


def _scatter(axes: Any, wired: dict[Arm, Runs[Any]]) -> None:
    largest = 1.5
    for index, ((_, decay), runs) in enumerate(wired.items()):
        c, scores = np.abs(runs.values("bias")).ravel(), runs.values("r2_head").ravel()
        largest = max(largest, float(c.max()))
        colour, marker = COLOURS[index + 2], MARKERS[index + 2]
        axes.plot(c, scores, marker, color=colour, markersize=4, label=f"decay {decay:g}", zorder=3)
    c = np.linspace(1, largest, 100)
    axes.plot(c, 1 / (2 + c**2), label=r"$1/(2 + c^2)$", **PREDICTED)
    axes.set(xlabel="|c|, bias of the readout", ylabel=r"$R^2$ one ReLU later")
    axes.legend(fontsize="small", frameon=False)
