"""What a sweep found: each prediction with its verdict, as a screen, as Markdown and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .confirm import Confrontation, Verdict, region, worst
from .record import Runs

AFTERWARDS: Final = "written after these runs were trained: no prediction of them"


@dataclass(frozen=True)
class Result:
    """One experiment after its sweep.

    Attributes:
        slug: the experiment.
        title: what it finds.
        runs: its finished runs.
        confrontations: its predictions beside what was measured.
        planted: the wrong predictions that its runs must refute; empty when the sweep is not the planned one.
        failed: run -> why it could not be trained.
        kept: how many runs were there before.
        seconds: training and measuring, over all runs.
        folder: where everything lies.
        figure: path of the figure, or why there is none.
        caption: of the figure.
    """

    slug: str
    title: str
    runs: Runs[Any]
    confrontations: tuple[Confrontation, ...]
    planted: tuple[Confrontation, ...]
    failed: dict[str, str]
    kept: int
    seconds: float
    folder: Path
    figure: str
    caption: str

    @property
    def verdict(self) -> Verdict:
        """The worst of its verdicts."""
        return worst(self.confrontations)

    @property
    def missed(self) -> list[Confrontation]:
        """Planted wrong predictions that the runs did not refute: then they could not have refuted the right ones."""
        return [c for c in self.planted if c.verdict is not Verdict.REFUTED]

    @property
    def holds(self) -> bool:
        """Everything was foretold and is confirmed, every planted prediction refuted, every run trained."""
        foretold = all(c.beforehand for c in self.confrontations)
        return self.verdict is Verdict.CONFIRMED and foretold and not self.missed and not self.failed

    def as_json(self) -> list[dict[str, Any]]:
        """Rows of the command's JSON."""
        return [{**c.as_json(), "failed_runs": len(self.failed)} for c in self.confrontations]


def record(result: Result) -> dict[str, Any]:
    """What the experiment's verdicts.json holds; nothing in it depends on how long anything took."""
    return {
        "experiment": result.slug,
        "title": result.title,
        "runs": len(result.runs),
        "failed": result.failed,
        "predictions": result.as_json(),
        "planted": [c.as_json() for c in result.planted],
        "figure": {"file": Path(result.figure).name if result.caption else None, "caption": result.caption},
    }


def lines(result: Result) -> Iterator[tuple[str, str]]:
    """The screen of one experiment: line and style."""
    kept = f", {result.kept} of them from before" if result.kept else ""
    yield "", ""
    yield f"{result.slug}   {_count(len(result.runs), 'run')}{kept} · {result.seconds:.0f} s of training", "bold"
    yield f"  {result.title}", ""
    width = max((len(region(c.claim.low, c.claim.high)) for c in result.confrontations), default=0)
    for c in result.confrontations:
        style = {Verdict.CONFIRMED: "green", Verdict.REFUTED: "bold red", Verdict.INCONCLUSIVE: "yellow"}[c.verdict]
        said = f"  {c.verdict:<12}  predicted {region(c.claim.low, c.claim.high):<{width}}  measured {measured(c)}"
        yield said, style
        yield f"                {c.claim.says}   {c.claim.theorem}", ""
        if c.verdict is not Verdict.CONFIRMED:
            yield f"                {c.how}", ""
        if not c.beforehand:
            yield f"                {AFTERWARDS}; train anew with another --out", "yellow"
    if result.planted and not result.missed:
        yield f"  {_count(len(result.planted), 'wrong prediction')} planted, each refuted", ""
    for c in result.missed:
        yield f"  a wrong prediction was not refuted: {c.claim.says} ({c.verdict}, measured {measured(c)})", "bold red"
    for name, why in result.failed.items():
        yield f"  run {name} failed: {why}", "bold red"
    yield f"  {result.figure}", "dim"


def measured(c: Confrontation) -> str:
    """The number with its interval."""
    if c.measured is None or c.interval is None:
        return "nothing"
    low, high = (f"{end:.4g}" if math.isfinite(end) else ("-∞" if end < 0 else "∞") for end in c.interval)
    return f"{c.measured:.4g} [{low}, {high}]"


def closing(results: Sequence[Result], seconds: float) -> str:
    """The last line."""
    verdicts = [c.verdict for r in results for c in r.confrontations]
    planted = sum(len(r.planted) for r in results)
    missed = sum(len(r.missed) for r in results)
    counts = [f"{verdicts.count(v)} {v}" for v in Verdict if v in verdicts]
    said = [" · ".join(counts)]
    if planted:
        caught = "each refuted" if not missed else f"{missed} of them not refuted"
        said.append(f"{_count(planted, 'wrong prediction')} planted, {caught}")
    failed = sum(len(r.failed) for r in results)
    if failed:
        said.append(f"{_count(failed, 'run')} failed")
    late = sum(not c.beforehand for r in results for c in r.confrontations)
    if late:
        said.append(f"{late} {AFTERWARDS}")
    return " · ".join([*said, f"{seconds:.0f} s"])


def markdown(results: Sequence[Result]) -> str:
    """The verdicts as a Markdown table, then the planted predictions."""
    parts = ["# Predictions and trained networks", "", *_table([c for r in results for c in r.confrontations])]
    planted = [c for r in results for c in r.planted]
    if planted:
        parts += ["", "## Wrong predictions, planted: the same runs must refute them", "", *_table(planted)]
    for result in results:
        parts += [f"\n- run {name} of {result.slug} failed: {why}" for name, why in result.failed.items()]
    return "\n".join(parts) + "\n"


def _table(found: Sequence[Confrontation]) -> Iterator[str]:
    yield "| experiment | prediction | theorem | predicted | measured | 95 % interval, or range | verdict |"
    yield "|---|---|---|---|---|---|---|"
    for c in found:
        value, _, interval = measured(c).partition(" ")
        cells = (c.experiment, c.claim.says, f"`{c.claim.theorem}`", region(c.claim.low, c.claim.high), value, interval)
        verdict = str(c.verdict) if c.beforehand else f"{c.verdict}, but {AFTERWARDS}"
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} | {verdict} |"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
