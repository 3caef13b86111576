"""The figure of probe_and_control: R² of a task and its controls, in sample and held out, and labellings counted."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .datasets import called
from .probing import learnable
from .record import Runs
from .style import CHANCE, PREDICTED, points, tidy

SERIES: Final = (
    ("wide task", "task, wide layer"),
    ("wide control", "control, wide layer"),
    ("bottleneck task", "task, bottleneck"),
    ("bottleneck control", "control, bottleneck"),
)
LOWEST: Final = -1.0  # held-out R² below it is drawn there


def draw(runs: Runs[Any], fig: Any) -> str:
    """Draw runs of one data set and one number of samples: the digits and the smallest, if there are several."""
    by_data = runs.split("data")
    runs = by_data.get("digits", next(iter(by_data.values())))
    runs = next(iter(runs.split("samples").values()))
    n, p = runs[0].config.samples, np.array(runs[0].prediction["features"])
    fitted, unseen, counted = fig.subplots(1, 3)
    for index, (name, label) in enumerate(SERIES):
        points(fitted, p / (n - 1), [*runs.values(name).T], label, index, line=False)
        held = np.clip(runs.values(f"{name} held out"), LOWEST, 1)
        points(unseen, p / (n - 1), [*held.T], label, index)
    _predicted(fitted, runs, p, n)
    unseen.axhline(0, **CHANCE)
    _counted(counted, runs)
    for axes, title in ((fitted, "in sample"), (unseen, "held out")):
        axes.set_xlabel("features $p/(n-1)$")
        axes.set_ylabel("$R^2$ of a linear probe")
        axes.set_xscale("log")
        axes.set_xticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
        axes.set_xticks([], minor=True)
        axes.set_title(title)
        tidy(axes)
    unseen.set_ylim(LOWEST - 0.08, 1.05)
    fitted.set_ylim(0, 1.05)
    handles, labels = fitted.get_legend_handles_labels()
    fig.legend(
        handles, labels, loc="outside lower center", ncols=5, frameon=False, handletextpad=0.2, columnspacing=1.1
    )
    return _caption(runs, n)


def _predicted(axes: Any, runs: Runs[Any], p: Any, n: int) -> None:
    """Rank/(n − 1) for both layers; the rank behind the bottleneck is the measured one, as units may be dead."""
    dense = np.geomspace(p[0], p[-1], 200)
    axes.plot(dense / (n - 1), np.minimum(dense, n - 1) / (n - 1), label="rank/(n − 1)", **PREDICTED)
    low = runs.values("bottleneck rank").max(1).mean()
    axes.plot(dense / (n - 1), np.minimum(dense, low) / (n - 1), **PREDICTED)


def _counted(axes: Any, runs: Runs[Any]) -> None:
    n, ranks = min(runs[0].config.labelled, runs[0].config.samples), runs.values("learned rank")[0]
    dense = np.arange(1, n)
    axes.plot(dense / (n - 1), [learnable(n, int(k)) for k in dense], **PREDICTED)
    points(axes, ranks / (n - 1), [*runs.values("learned").T], "", 1, line=False)
    axes.set_xlabel("features $p/(n-1)$")
    axes.set_ylabel("share of labellings learned")
    axes.set_title("labellings of two classes")
    tidy(axes)


def _caption(runs: Runs[Any], n: int) -> str:
    count, config = len(runs), runs[0].config
    low = runs.values("bottleneck rank").max(1).mean()
    return (
        f"Linear probes of n = {n} samples on p random combinations of 512 units of an MLP trained on "
        f"{called(config.data)}, which has seen neither these samples nor those that are "
        f"scored held out. Wide layer: after the last ReLU. Bottleneck: before it, behind 24 units, of which {low:.3g} "
        "are alive on average. Task: the labels, one column a class. Control: the same labels dealt out at random, "
        f"mean over {config.controls} (held out 20). Left: black is the exact mean of a control's R², rank(HX)/(n − 1) "
        "(nulls/permutation_mean_of_r2); from rank n − 1 on, task and control are both 1 and selectivity, their "
        f"difference, is 0 (probes/control_tasks). Middle: R² on held-out samples; scores below {LOWEST:g} are drawn "
        f"there, dotted is the score of the mean. Right: of {config.labellings} random labellings of "
        f"{min(config.labelled, n)} samples, how many a hyperplane in p features of the wide layer separates; black is "
        "2^(1−n) Σ C(n − 1, k ≤ p) (probes/cover_count). Points are means over "
        f"{count} {'network' if count == 1 else 'networks'} of different seeds, bars 95 % intervals (Student's t)."
    )
