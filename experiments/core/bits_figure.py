"""The figure of independent_bits: R² by the size of the probe, and the most that any function explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .record import Runs
from .style import CHANCE, PREDICTED, points, tidy


def draw(runs: Runs[Any], fig: Any, widths: Sequence[int]) -> str:
    """R² by the width of the probe, a panel for either kind of bits; the ceilings are drawn across."""
    fig.set_size_inches(6.75, 3.0)
    panels, titles = fig.subplots(1, 2, sharey=True), {"independent": "independent bits", "product": "v = tu"}
    sizes = [1, *(2 * width for width in widths)]
    present = runs.split("bits")
    scales = sorted({run.config.s for run in runs})
    for axes, (kind, title) in zip(panels, titles.items(), strict=True):
        for s, found in present[kind].split("s").items() if kind in present else ():
            points(axes, sizes, list(found.values("r2").T), f"s = {s:g}", scales.index(s))
            axes.axhline(found.predicted("best")[0], label="best of all functions", **PREDICTED)
            axes.axhline(found.values("null_r2").mean(), label="shuffled", **CHANCE)
        axes.set_xscale("log")
        axes.minorticks_off()
        axes.set_xticks(sizes, ["linear", *map(str, widths)])
        axes.set_title(title, fontsize="medium")
        axes.set(xlabel="hidden units of the probe", ylim=(-0.08, 1.08))
        tidy(axes)
    panels[0].set_ylabel(r"held-out $R^2$")
    handles = {
        label: handle for axes in panels for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=6, fontsize="small", frameon=False)
    return (
        "Probes from one trained network's layer, (t, su), to another's, (t, sv): held-out R² by the size of the "
        f"probe, fitted on {runs[0].config.samples} samples and scored on as many ({len(runs.split('seed'))} seeds; "
        "means with 95 % intervals, Student's t, mostly smaller than the markers). Left: independent u and v; lines: "
        "1/(1 + s²), the most that any function explains (dimension/independent_nuisance). Right: v = tu, of which a "
        "linear probe misses as much, and which a product of two features gives (dimension/any_function). Dotted: a "
        "probe of 32 units, samples shuffled."
    )
