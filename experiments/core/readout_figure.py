"""The figure of two networks that share a linear output: CKA, its floor and the CKA of the least loss."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import numpy as np

from .record import NotEnough, Runs
from .style import BLUE, CHANCE, ORANGE, PREDICTED, RED, points, tidy

LINEAR: Final = 1e-4
"""The axis of weight decay is linear below this, so that 0 has a place."""


def draw(runs: Runs[Any], fig: Any, law: Callable[[float, float], float]) -> str:
    """CKA, floor, law and chance over weight decay; and how far above the floor CKA stays.

    Args:
        runs: of any weight decays; those without normalised features are drawn only where there are no others.
        fig: an empty figure.
        law: weight decay and penalty on CKA -> CKA at the least loss.
    """
    with suppress(NotEnough):
        runs = runs.where(normalised=True)
    arms = runs.split("weight_decay")
    decays, one = list(arms), runs[0].config
    left, right = fig.subplots(1, 2)
    top = max([*decays, 2 * LINEAR])
    fine = np.concatenate([np.linspace(0, LINEAR, 50), np.geomspace(LINEAR, top, 200)])
    left.plot(fine, [law(d, one.penalty) for d in fine], label="least loss", **PREDICTED)
    left.plot(decays, [arm.values("cka_null").mean() for arm in arms.values()], label="relabelled samples", **CHANCE)
    samples = [[part.values("cka").mean() for part in arm.split("seed").values()] for arm in arms.values()]
    points(left, decays, samples, "trained networks", 0, line=False)
    floors = [arm.values("floor").mean() for arm in arms.values()]
    left.plot(decays, floors, "_", color=ORANGE, markersize=13, zorder=4, label="floor of their heads")
    left.set_ylim(0.3 * min(floors), 1.3)
    left.set_ylabel("linear CKA of the features")
    right.axhline(0.02, color=RED, linestyle="--", linewidth=1.0, label="predicted: below 0.02")
    for d, arm in arms.items():
        gap = arm.values("cka") / arm.values("floor") - 1
        right.plot([d] * len(arm), np.maximum(gap, 1e-9), "o", color=BLUE, markersize=3.5, alpha=0.7)
    right.set_ylabel("(CKA − floor)/floor")
    for axes in (left, right):
        axes.set_xscale("symlog", linthresh=LINEAR)
        axes.set_yscale("log")
        axes.set_xlim(-0.3 * LINEAR, 2 * top)
        axes.set_xlabel("weight decay of the heads")
        axes.legend(frameon=False, fontsize=7)
        tidy(axes)
    norm = ", features of Gram norm 1" if one.normalised else ", features of any size"
    return (
        f"Two networks trained on one number through linear heads{norm}, while linear CKA between "
        f"them is penalised by {one.penalty:g}. Left: CKA, the floor that the trained heads force "
        "(floors/any_two_readouts), the CKA of the least loss, and the mean over relabelled samples (dotted); mean and "
        f"95 % interval (Student's t) over {len(runs.split('seed'))} seeds, {len(runs)} runs, n = {one.samples}. "
        "Right: how far above its floor each run stays. The horizontal axis is linear below 1e-4."
    )
