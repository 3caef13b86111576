"""The command that trains networks and confronts them with predictions."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, INTERRUPTED, REFUTED, CallError, Screen

if TYPE_CHECKING:
    from .sweep import Job, Sweep


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(train)


def train(
    slugs: Annotated[list[str] | None, typer.Argument(metavar="SLUG…", help="Experiments, from: list")] = None,
    every: Annotated[bool, typer.Option("--all", help="All experiments.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="The quick plan: minutes for all (the default).")] = False,
    full: Annotated[bool, typer.Option("--full", help="The full plan: most of an hour for all.")] = False,
    seeds: Annotated[int | None, typer.Option(metavar="N", help="Seeds per arm, instead of the plan's number.")] = None,
    base_seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Which seeds: sweeps of different S share none.")
    ] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE[,VALUE…]", help="A setting, or several values to sweep; repeatable."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE.npz", help="Your data: X (samples by features or images), y (classes)."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Processes; as many as there are cores by default.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of a Dask scheduler, instead of processes.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where results are kept, run by run.")] = Path("results"),
    json: Json = None,
) -> int:
    """Train networks and confront them with predictions that were written down before.

    The same command goes on where an interrupted one stopped. Exit code 1 when a prediction is refuted or undecided.
    """
    from .executors import cores
    from .report import closing, lines
    from .train import train as run

    screen = Screen(json)
    if bool(slugs) == every:
        raise CallError("name experiments, or give --all, not both (unalignable list shows them)")
    if quick and full:
        raise CallError("give --quick or --full, not both")
    if workers is not None and scheduler is not None:
        raise CallError("give --workers or --scheduler, not both")
    started = time.monotonic()
    try:
        results = run(
            *(slugs or ()),
            full=full,
            seeds=seeds,
            base_seed=base_seed,
            settings=_settings(settings or []),
            data=data,
            workers=cores() if workers is None else workers,
            scheduler=scheduler,
            out=out,
            progress=lambda sweeps: _bars(screen, sweeps),
        )
    except KeyboardInterrupt:
        sys.stderr.write(f"interrupted; finished runs are kept in {out}, and the same command goes on from there\n")
        return INTERRUPTED
    for result in results:
        for line, style in lines(result):
            screen.say(line, style)
    screen.say()
    screen.say(closing(results, time.monotonic() - started))
    screen.say(f"tables, figures and verdicts: {out}")
    screen.finish([row for result in results for row in result.as_json()])
    return HOLDS if all(result.holds for result in results) else REFUTED


def _settings(given: Sequence[str]) -> dict[str, list[str]]:
    """``["width=32,64"]`` -> ``{"width": ["32", "64"]}``."""
    found: dict[str, list[str]] = {}
    for text in given:
        name, equals, values = text.partition("=")
        if not equals or not name or not values:
            raise CallError(f"--set takes NAME=VALUE or NAME=VALUE,VALUE…, got {text!r}")
        if name in found:
            raise CallError(f"--set {name}=… is given twice; write --set {name}={found[name][0]},{values} for a sweep")
        found[name] = values.split(",")
    return found


@contextmanager
def _bars(screen: Screen, sweeps: Sequence[Sweep]) -> Iterator[Callable[[Sweep, Job], Any]]:
    with screen.bars({sweep.entry.slug: len(sweep.jobs) for sweep in sweeps}) as tick:
        yield lambda sweep, job: tick(sweep.entry.slug)
