"""The figure of modular_addition: pairs against their spectra, room in the embedding, layers, probes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .modular_pairs import LAYERS, Networks, Pairs, at_all_layers, disjoint, embeddings, jackknife, mean, prime, wide
from .modular_pairs import probes as probes_of
from .record import Estimate, NotEnough
from .style import CHANCE, COLOURS, GREY, MARKERS, PREDICTED, WIDTH, tidy


def figure(runs: Networks, fig: Any) -> str:
    """Four panels: pairs against their spectra, room, layers at the same argmax, probes."""
    fig.set_size_inches(WIDTH, 5.2)
    (spectra, room), (same, probed) = fig.subplots(2, 2)
    panels = ((_spectra, spectra), (_room, room), (_same_argmax, same), (_probes, probed))
    for letter, (draw, axes) in zip("abcd", panels, strict=True):
        axes.set_title(f"({letter})", loc="left", fontsize=9)
        try:
            draw(runs, axes)
        except NotEnough as missing:
            axes.text(0.5, 0.5, f"no runs: {missing}", ha="center", va="center", transform=axes.transAxes, fontsize=7)
        tidy(axes)
    seeds = len({run.config.seed for run in runs})
    return (
        f"Networks trained on addition modulo m, {len(runs)} of them ({seeds} seeds for each setting), all without an "
        "error on the m^2 inputs. (a) CKA of two embeddings, every pair of seeds, against the cosine of their power "
        "spectra (twists/cyclic_spectrum; the line is equality), where D >= m - 1. (b) Mean CKA of all pairs, prime m, "
        "against the room in the embedding; line: equally strong frequencies, s/K "
        "(twists/random_key_sets); crosses: the mean over all relabellings of one side (nulls/permutation_mean). "
        "(c) Mean CKA of layers, on all inputs, of networks with the same argmax there, from random starts and from "
        "disjoint keys with and without room for other frequencies; dotted, beside each: its mean over relabellings. "
        "(d) R^2 from one embedding of D >= m - 1 to another: in sample (1 for any target, probes/control_tasks), from "
        "the leading frequencies alone against the share of the target's power there (line: equality), and each "
        "number held out once (its mean by chance is below 0; symmetric logarithmic axis). Intervals: 95 %, leaving "
        "out one seed at a time, as pairs share networks."
    )


def _spectra(runs: Networks, axes: Any) -> None:
    pairs = wide(embeddings(runs))
    for index, modulus in enumerate(np.unique(pairs["modulus"])):
        here = pairs.where("modulus", modulus)
        axes.plot(here["cyclic_cka"], here["cka"], label=f"m = {modulus:.0f}", **_dots(index))
    least = min(pairs["cyclic_cka"].min(), pairs["cka"].min())
    axes.plot([least, 1], [least, 1], **PREDICTED)
    axes.set(xlabel="cosine of the power spectra", ylabel="CKA of embeddings")
    axes.legend(fontsize=7, frameon=False, loc="upper left")


def _room(runs: Networks, axes: Any) -> None:
    pairs = prime(embeddings(runs))
    axes.plot([0, 1], [0, 1], label="equal powers: s/K", **PREDICTED)
    for index, modulus in enumerate(np.unique(pairs["modulus"])):
        here = pairs.where("modulus", modulus)
        rooms, beside = np.unique(here["room"]), 0.01 * index
        parts = [here.where("room", room) for room in rooms]
        _intervals(axes, rooms + beside, [_estimate(part, "cka") for part in parts], f"m = {modulus:.0f}", index)
        chance = [mean("chance")(part) for part in parts]
        axes.plot(
            rooms + beside, chance, "x", color=GREY, markersize=5, zorder=4, label=None if index else "relabelled"
        )
    axes.set(
        xlabel="room: D/(m − 1), at most 1",
        ylabel="mean CKA of embeddings",
        ylim=(0, 1.02),
        xlim=(0, 1.05),
    )
    axes.legend(fontsize=7, frameon=False, loc="upper left")


def _same_argmax(runs: Networks, axes: Any) -> None:
    kinds: tuple[tuple[str, Callable[[], Pairs]], ...] = (
        ("random starts", lambda: at_all_layers(runs)),
        ("disjoint keys, D ≥ m − 1", lambda: disjoint(runs, wide=True)),
        ("disjoint keys fill D", lambda: disjoint(runs)),
    )
    drawn = 0
    for index, (label, pairs) in enumerate(kinds):
        try:
            found = pairs()
        except NotEnough:
            continue
        x = np.arange(len(LAYERS)) + 0.16 * (index - 1)
        _intervals(axes, x, [_estimate(found, name) for name in LAYERS], label, index)
        for at, name in zip(x, LAYERS, strict=True):
            axes.plot([at - 0.07, at + 0.07], [mean(f"{name} null")(found)] * 2, **{**CHANCE, "zorder": 4})
        drawn += 1
    if not drawn:
        raise NotEnough("no two networks of this kind")
    axes.plot([], [], label="relabelled", **CHANCE)
    axes.set_xticks(range(len(LAYERS)), LAYERS)
    axes.set(ylabel="mean CKA", ylim=(-0.02, 1.4), yticks=np.linspace(0, 1, 6))
    axes.legend(fontsize=7, frameon=False, loc="upper right", ncol=2)


def _probes(runs: Networks, axes: Any) -> None:
    pairs = probes_of(runs)
    shown = (("in sample", "in sample"), ("leading", "leading frequencies"), ("held out", "held out"))
    for index, (name, label) in enumerate(shown):
        axes.plot(pairs["share"], pairs[name], label=label, **_dots(index))
    least = float(pairs["share"].min())
    axes.plot([least, 1], [least, 1], **PREDICTED)
    axes.axhline(mean("leading null")(pairs), label="leading, relabelled", **CHANCE)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(min(-100.0, 10 * float(pairs["held out"].min())), 1.5)  # a decade below the data for the legend
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set(xlabel="share of the target's power", ylabel="R² of a linear probe")
    axes.legend(fontsize=7, frameon=False, loc="lower center", ncol=2)


def _estimate(pairs: Pairs, name: str) -> Estimate:
    """A mean, with an interval where there are seeds enough for one."""
    try:
        return jackknife(pairs, mean(name))
    except NotEnough:
        value = mean(name)(pairs)
        return Estimate(value, value, value, "none")


def _intervals(axes: Any, x: NDArray[Any], found: list[Estimate], label: str, index: int) -> None:
    values = np.array([(e.value, e.value - e.low, e.high - e.value) for e in found]).T
    style = {**_dots(index), "markersize": 4.5, "alpha": 1}
    axes.errorbar(x, values[0], yerr=values[1:], label=label, capsize=2.5, zorder=3, **style)


def _dots(index: int) -> dict[str, Any]:
    colour, marker = COLOURS[index % len(COLOURS)], MARKERS[index % len(MARKERS)]
    return {"color": colour, "marker": marker, "markersize": 2.5, "linestyle": "none", "alpha": 0.6}
