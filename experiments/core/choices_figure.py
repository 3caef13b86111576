"""The figure of training choices: the gap against its prediction, and what each choice does to each measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .choices import FACTORS, Factor
from .confirm import mean_interval
from .paired_effects import Changes, baseline, changes
from .record import Run, Runs
from .settings import Value
from .style import BLACK, COLOURS, GREEN, GREY, MARKERS, PREDICTED, RED, WIDTH, tidy

NAMES: Final = tuple(factor.setting for factor in FACTORS)
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "CKA": ("cka",),
    "debiased\nCKA": ("debiased_cka",),
    "floor": ("floor",),
    "gap": ("gap",),
    "held-out\n$R^2$": ("r2", "r2_back"),
    "Procrustes\nangle": ("angle",),
    "mutual\nkNN": ("knn",),
    "stitched\naccuracy": ("stitched",),
    "accuracy": ("accuracy",),
}
"""Title -> the metrics whose mean is drawn."""
GAP: Final = list(COLUMNS).index("gap")
ARROWS: Final = {1: "↑", -1: "↓", 0: ""}
ROW: Final = 0.145  # inches
Keep = Callable[[Run[Any]], bool]


@dataclass(frozen=True)
class Row:
    """One choice against the baseline: what was expected of the gap, and title -> data set -> changes, one per seed."""

    choice: str
    label: str
    expected: int
    found: dict[str, dict[str, list[float]]]


def draw(runs: Runs[Any], fig: Any, keep: Keep) -> str:
    """Draw any set of runs; without a choice that is compared with a baseline, the lower part stays away."""
    counted = Runs([run for run in runs if keep(run)]) if any(keep(run) for run in runs) else runs
    rows = list(_rows(runs, keep))
    names = list(dict.fromkeys(run.config.data for run in runs))
    heights = [2.1, ROW * len(rows) + 0.75] if rows else [2.1]
    fig.set_size_inches(WIDTH, sum(heights) + 0.2)
    parts = fig.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    _sizes(runs, names, parts[0])
    verdicts = _effects(rows, names, counted, parts[1]) if rows else []
    return _caption(runs, names, rows, verdicts, keep)


def _rows(runs: Runs[Any], keep: Keep) -> Iterator[Row]:
    for factor in FACTORS:
        by_title = {t: changes(runs, NAMES, factor.setting, _mean_of(m), keep) for t, m in COLUMNS.items()}
        for value in by_title["gap"]:
            yield Row(factor.setting, _label(factor, value), factor.gap.get(value, 0), _at(by_title, value))


def _at(by_title: dict[str, Changes], value: Value) -> dict[str, dict[str, list[float]]]:
    return {
        title: {data: list(by_seed.values()) for data, by_seed in found[value].items()}
        for title, found in by_title.items()
    }


def _mean_of(metrics: tuple[str, ...]) -> Callable[[Run[Any]], float]:
    return lambda run: float(np.mean([run.metrics[name] for name in metrics]))


def _label(factor: Factor, value: Value) -> str:
    if (factor.setting, value) == ("width", 0):
        return "as wide as classes"
    said = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{factor.title} {said}" if not isinstance(value, str) else f"{factor.title}: {said}"


def _sizes(runs: Runs[Any], names: list[str], part: Any) -> None:
    """Left: gap over CKA(1 − η_Xη_Y). Right: CKA over the floor, with the null of each pair."""
    left, right = part.subplots(1, 2)
    for index, name in enumerate(names):
        of = runs.where(data=name)
        style = {"marker": MARKERS[index], "color": COLOURS[index], "s": 9, "linewidths": 0, "alpha": 0.7}
        left.scatter(of.values("gap_by_shares"), of.values("gap"), label=_short(name), **style)
        right.scatter(of.values("floor"), of.values("cka"), label=f"CKA, {_short(name)}", **style)
        right.scatter(of.values("floor"), of.values("cka_null"), s=3, color=GREY, linewidths=0, zorder=0)
    top = max(1e-3, float(runs.values("gap").max())) * 1.05
    left.plot([0, top], [0, top], label="prediction", **PREDICTED)
    left.scatter(runs.values("gap_by_shares"), runs.values("gap_by_chance"), s=3, color=GREY, linewidths=0, zorder=0)
    left.set(xlabel=r"predicted, CKA$\,(1-\eta_X\eta_Y)$", ylabel="gap, CKA − floor")
    low = min(0.0, float(runs.values("floor").min()))
    right.plot([low, 1], [low, 1], label="floor of the heads", **PREDICTED)
    right.scatter([], [], s=6, color=GREY, label="mean over relabellings")
    right.set(xlabel="floor of the two trained heads", ylabel="CKA", ylim=(-0.03, 1.04))
    for axes in (left, right):
        tidy(axes)
        axes.legend(frameon=False, handletextpad=0.4, borderaxespad=0.2, fontsize=6.5)


def _effects(rows: list[Row], names: list[str], counted: Runs[Any], part: Any) -> list[str]:
    columns = part.subplots(1, len(COLUMNS), sharey=True)
    heights = np.arange(len(rows))[::-1]
    verdicts: list[str] = []
    for column, (axes, (title, metrics)) in enumerate(zip(columns, COLUMNS.items(), strict=True)):
        for row, height in zip(rows, heights, strict=True):
            for index, name in enumerate(names):
                sample = np.array(row.found[title].get(name, []))
                if sample.size:
                    colour = COLOURS[index]
                    if column == GAP and row.expected:
                        verdicts.append(_verdict(sample, row.expected))
                        colour = {"as expected": GREEN, "opposite": RED, "open": GREY}[verdicts[-1]]
                    _bar(axes, sample, height + 0.22 * ((len(names) - 1) / 2 - index), colour, MARKERS[index])
        axes.axvline(0, color=BLACK, linewidth=0.6, zorder=1)
        axes.set_title(title, fontsize=6.5, pad=_pad(names))
        axes.text(
            0.5, 1.0, _levels(counted, metrics, names), transform=axes.transAxes, fontsize=5, ha="center", va="bottom"
        )
        axes.tick_params(labelsize=5.5, length=2, pad=1.5)
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(*_frame(rows, title))
        axes.locator_params(axis="x", nbins=2)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_ylim(-0.6, len(rows) - 0.4)
        tidy(axes)
        axes.grid(visible=False, axis="y")
        for low, high in _bands(rows):
            axes.axhspan(low, high, color="#f3f3f3", linewidth=0, zorder=-1)
        axes.spines["left"].set_visible(False)
    columns[0].set_yticks(heights, [f"{row.label} {ARROWS[row.expected]}".strip() for row in rows], fontsize=6)
    part.supxlabel("change from the baseline of the same seed", fontsize=7)
    return verdicts


def _frame(rows: list[Row], title: str) -> tuple[float, float]:
    """Wide enough for all means, with room; a wide interval of two seeds would leave no room for them."""
    means = [float(np.mean(sample)) for row in rows for sample in row.found[title].values()]
    low, high = min(0.0, *means), max(0.0, *means)
    room = max(0.25 * (high - low), 1e-3)
    return low - room, high + room


def _bands(rows: list[Row]) -> list[tuple[float, float]]:
    """The rows of every other choice, from the bottom of the band to its top."""
    choices = list(dict.fromkeys(row.choice for row in rows))
    odd = [[len(rows) - 1 - i for i, row in enumerate(rows) if row.choice == choice] for choice in choices[::2]]
    return [(min(heights) - 0.5, max(heights) + 0.5) for heights in odd]


def _pad(names: list[str]) -> float:
    return 4 + 6.5 * len(names)


def _levels(counted: Runs[Any], metrics: tuple[str, ...], names: list[str]) -> str:
    """The baseline's mean of a measure on each data set, and its null in brackets where it has one."""
    usual = baseline(counted, NAMES)
    lines = []
    for name in names:
        runs = [
            r for r in counted if r.config.data == name and all(getattr(r.config, k) == v for k, v in usual.items())
        ]
        if not runs:
            lines.append("")
            continue
        level = np.mean([_mean_of(metrics)(run) for run in runs])
        nulls = tuple(f"{metric}_null" for metric in metrics)
        null = f" ({np.mean([_mean_of(nulls)(run) for run in runs]):.2f})" if nulls[0] in runs[0].metrics else ""
        lines.append(f"{level:.2f}{null}".replace("-0.00", "0.00"))
    return "\n".join(lines)


def _bar(axes: Any, sample: Any, height: float, colour: str, marker: str) -> None:
    mean, (low, high), _ = mean_interval(sample)
    if np.isfinite(low):
        axes.plot([low, high], [height, height], color=colour, linewidth=0.9, zorder=2)
    axes.plot([mean], [height], marker=marker, color=colour, markersize=2.4, markeredgewidth=0, zorder=3)


def _verdict(sample: Any, expected: int) -> str:
    _, (low, high), _ = mean_interval(sample)
    if low <= 0 <= high:
        return "open"
    return "as expected" if (low > 0) == (expected > 0) else "opposite"


def _short(name: str) -> str:
    return name if len(name) < 16 else f"{name[:13]}…"


def _caption(runs: Runs[Any], names: list[str], rows: list[Row], verdicts: list[str], keep: Keep) -> str:
    seeds = len({run.config.seed for run in runs})
    error = np.abs(runs.values("gap") - runs.values("gap_by_shares"))
    text = (
        f"Pairs of networks that differ in their seed alone, on {', '.join(map(_short, names))}: {len(runs)} pairs, "
        f"{seeds} seeds, last hidden layer, held-out samples. Left: CKA less the floor of the two trained heads, "
        "against CKA (1 − η_Xη_Y) with η the shares of the features that the heads read; mean difference "
        f"{error.mean():.4f}, largest {error.max():.3f}; grey: the gap if what is not read agreed by chance. "
        "Right: CKA against the floor "
        "(floors/any_two_readouts): no pair lies below the line. "
    )
    if rows:
        dropped = sum(not keep(run) for run in runs)
        text += (
            "Below: change of each measure from the baseline of the same seed when one choice is changed, mean and "
            "95 % interval over seeds (Student's t; cut at the frame), one marker per data set; in small print "
            "the baseline's mean and, "
            f"in brackets, its mean over relabellings. {dropped} pairs whose accuracies differ by more than three "
            "standard errors are left out below. Arrows: what was expected of the gap, whose colour says what came "
            f"of it: {verdicts.count('as expected')} as expected (green), "
            f"{verdicts.count('opposite')} the opposite (red), "
            f"{verdicts.count('open')} undecided (grey). Theorems: floors/any_two_readouts, floors/readout_share."
        )
    return text
