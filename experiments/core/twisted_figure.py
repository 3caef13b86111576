"""The figure of twisted_codes: probes by degree, CKA before and inside the head, and rings by their turn."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .coded_networks import DEGREE
from .record import Runs
from .style import BLACK, CHANCE, PREDICTED, points, tidy

TITLES: Final = {
    "interval": r"$t$ and $(P_2, P_3, P_5)(t)$",
    "circle": "frequency 1 and 2, 3",
    "rings": "rings, half a turn",
}

WAYS: Final = {"back": "plain from twisted", "ahead": "twisted from plain"}


def draw(runs: Runs[Any], fig: Any) -> str:
    """Probes by degree, a panel for each code; then CKA before and inside the head, and rings by their turn."""
    fig.set_size_inches(6.75, 4.6)
    cells = fig.add_gridspec(2, 3)
    panels = [fig.add_subplot(cells[0, column]) for column in range(3)]
    by_code = Runs([run for run in runs if run.config.code != "rings" or run.config.turn == 180]).split("code")
    for axes, (code, title) in zip(panels, TITLES.items(), strict=True):
        axes.set_title(title, fontsize="medium")
        axes.set(xlabel="degree of the probe", xticks=range(1, DEGREE[code] + 1), ylim=(-0.06, 1.06))
        if code in by_code:
            _degrees(axes, by_code[code])
    panels[0].set_ylabel(r"held-out $R^2$")
    panels += [fig.add_subplot(cells[1, :2]), fig.add_subplot(cells[1, 2])]
    _layers(panels[3], by_code)
    _turns(panels[4], runs)
    for axes in panels:
        tidy(axes)
    handles, labels = panels[4].get_legend_handles_labels()
    for axes in panels[:4]:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            if label not in labels:
                handles, labels = [*handles, handle], [*labels, label]
    fig.legend(handles, labels, loc="outside lower center", ncols=4, fontsize="small", frameon=False)
    return (
        "Pairs of networks with one input and one output, whose middle layers hold a plain and a twisted code of the "
        f"input, trained to report them linearly ({len(runs.split('seed'))} seeds; means with 95 % intervals, "
        "Student's t, over seeds). Top: R² of polynomial probes between the two code layers, cross-validated on "
        f"{runs[0].config.samples} samples; crosses: what degree 2 should find ahead; dotted: shuffled samples. Bottom "
        "left: CKA of the code layers, which a nonlinear head reads, and of the last hidden layers, which linear heads "
        "read; bars: the floor that the trained heads force; dotted: mean over all relabellings. Bottom right: linear "
        "R² by the angle a of the outer ring, beside cos²(a/2). Theorems: twists/legendre_curve, "
        "twists/circle_against_two_frequencies, twists/swirl, floors/any_two_readouts."
    )


def _degrees(axes: Any, runs: Runs[Any]) -> None:
    for index, (way, label) in enumerate(WAYS.items()):
        scores = runs.values(way).T
        points(axes, range(1, len(scores) + 1), list(scores), label, index)
    axes.plot(range(1, len(scores) + 1), runs.values("null_ahead").mean(axis=0), label="shuffled", **CHANCE)
    axes.plot([2], [runs.values("share").mean()], "x", color=BLACK, markersize=8, label="predicted share", zorder=4)


def _layers(axes: Any, by_code: dict[str, Runs[Any]]) -> None:
    present = [code for code in DEGREE if code in by_code]
    for place, runs in enumerate(by_code[code] for code in present):
        for index, layer in enumerate(("code", "hidden")):
            x, name = place + 0.4 * index - 0.2, ("code layers", "last hidden layers")[index]
            points(axes, [x], [runs.values(f"cka_{layer}")], name, index + 2, line=False)
            axes.hlines(runs.values(f"null_{layer}").mean(), x - 0.12, x + 0.12, **CHANCE)
        floor = runs.values("floor").mean()
        axes.hlines(floor, x - 0.12, x + 0.12, color=BLACK, linewidth=1.4, label="floor of the heads")
    axes.set(ylabel="linear CKA", xlim=(-0.5, max(len(present), 1) - 0.5), ylim=(-0.04, 1.04))
    axes.set_xticks(range(len(present)), present)


def _turns(axes: Any, runs: Runs[Any]) -> None:
    angles = np.linspace(0, 180, 181)
    axes.plot(angles, np.cos(np.deg2rad(angles) / 2) ** 2, label="predicted", **PREDICTED)
    rings = [run for run in runs if run.config.code == "rings"]
    if rings:
        by_turn = Runs(rings).split("turn")
        for index, way in enumerate(("back", "ahead")):
            points(
                axes,
                list(by_turn),
                [found.values(way)[:, 0] for found in by_turn.values()],
                WAYS[way],
                index,
                line=False,
            )
    axes.set_title("rings, linear probe", fontsize="medium")
    axes.set(xlabel="turn (degrees)", ylabel=r"held-out $R^2$", xticks=(0, 90, 180))
