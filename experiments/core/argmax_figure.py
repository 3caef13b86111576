"""The figure of two classifiers of the same labels: how low CKA of the logits comes, and what margins allow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .record import Run, Runs
from .style import BLACK, CHANCE, COLOURS, MARKERS, tidy


def arm(config: Any) -> str:
    """A few words for the axis."""
    push = "no penalty" if config.penalty == 0 else f"penalty {config.penalty:g}"
    kind = f"{config.classes} classes" if config.classes > 2 else ("free", "one even", "both even")[config.evened]
    return f"{kind}, {push}"


def draw(runs: Runs[Any], fig: Any, errors: Callable[[Run[Any]], int]) -> str:
    """CKA of the logits, arm by arm, and where the margins of correct pairs lie.

    Args:
        runs: of any arms.
        fig: an empty figure.
        errors: how many labels the two networks of a run have wrong together.
    """
    left, right = fig.subplots(1, 2, width_ratios=(3, 2))
    arms = runs.split("classes", "evened", "penalty")
    for index, part in enumerate(arms.values()):
        colour, marker = COLOURS[index % len(COLOURS)], MARKERS[index % len(MARKERS)]
        spread = np.linspace(-0.18, 0.18, len(part)) if len(part) > 1 else [0.0]
        for shift, run in zip(spread, part, strict=True):
            face = "white" if errors(run) else colour
            style = {"color": colour, "marker": marker, "markerfacecolor": face, "markersize": 5}
            left.plot(index + shift, max(run.metrics["logit_cka"], 1e-12), **style)
            if run.metrics.get("both_right"):
                right.plot(run.metrics["ratio_first"], run.metrics["ratio_second"], **style)
    left.axhline(np.mean(runs.values("logit_cka_null")), **CHANCE)
    left.text(len(arms) - 0.5, runs.values("logit_cka_null").mean(), "relabelled", fontsize=6, ha="right", va="bottom")
    names = [arm(part[0].config) for part in arms.values()]
    if len(arms) > 6:
        left.set_xticks(range(len(arms)), names, fontsize=6, rotation=90)
    else:
        left.set_xticks(range(len(arms)), [name.replace(", ", ",\n") for name in names], fontsize=6)
    left.set_xlim(-0.6, len(arms) - 0.4)
    left.set_yscale("log")
    left.set_ylabel("linear CKA of the logits")
    ends = [1.0, *(r.metrics[n] for r in runs if r.metrics.get("both_right") for n in ("ratio_first", "ratio_second"))]
    top = 1.1 * max(*ends, 5.0)
    curve = np.linspace(2 + 2 / (top - 2), top, 200)
    right.fill_between(curve, 2 + 2 / (curve - 2), top, color="#eeeeee", zorder=0)
    right.plot(curve, 2 + 2 / (curve - 2), color=BLACK, linewidth=1.0)
    right.text(0.98 * top, 0.98 * top, "CKA 0 is possible", fontsize=7, ha="right", va="top")
    right.set(xlim=(0.8, top), ylim=(0.8, top))
    right.set_xlabel("mean/least margin, first", fontsize=8)
    right.set_ylabel("mean/least margin, second", fontsize=8)
    for axes in (left, right):
        tidy(axes)
    return (
        f"Two networks trained on the same labels of {runs[0].config.samples} samples while linear CKA of features and "
        "of logits is penalised. Left: CKA of the logits of every run, filled where both networks are right on every "
        "sample, hollow where labels are wrong; dotted: the mean over relabelled samples. Right: margins of the pairs "
        "with every label right, two classes. Below the curve (A - 2)(B - 2) = 2 correct networks must be aligned "
        f"(classification/margins_below_two_plus_root_two). {len(runs)} runs, {len(runs.split('seed'))} seeds."
    )
