"""The command that puts anybody's measure to the theorems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, REFUTED, CallError, Screen


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(conform)


def conform(
    function: Annotated[
        str | None, typer.Argument(metavar="MODULE:FUNCTION", help="Called with X and Y, samples by features.")
    ] = None,
    variant: Annotated[
        str,
        typer.Option(metavar="NAME", help="What it promises: linear, linear-debiased, rbf:mean, r2 … (--variants)."),
    ] = "linear",
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="How it says it: similarity, distance (1 - s), angle, squared.")
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option(metavar="list|stream|N", help="Of minibatches: a list of pairs, an accumulator, N rows."),
    ] = None,
    torch: Annotated[bool, typer.Option("--torch", help="It takes torch tensors (default: NumPy arrays).")] = False,
    models: Annotated[
        bool, typer.Option("--models", help="It compares networks: f(model1, model2, loader, layers1, layers2).")
    ] = False,
    expect: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Known failures: a slug, or family/*, and a reason a line.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, to paste into an issue.")] = False,
    variants: Annotated[bool, typer.Option("--variants", help="List the variants and their rules, and stop.")] = False,
    json: Json = None,
) -> int:
    """Test a measure of yours, or somebody else's, against every theorem, known answer and numerical promise.

    MODULE is looked up from the current directory first. Exit code 1 when it fails something.
    """
    screen = Screen(json)
    if variants:
        return _list(screen)
    if function is None:
        raise CallError("MODULE:FUNCTION is needed; for cka() in my_metrics.py write my_metrics:cka")
    report = _run(screen, function, models, variant, expect, kind=kind, batch=_batch(batch), torch=torch)
    from .conformance.report import as_json, table
    from .conformance.report import markdown as as_markdown

    screen.say((as_markdown(report) if markdown else table(report)).rstrip("\n"))
    screen.finish(as_json(report))
    return HOLDS if report.verdict == "conforms" else REFUTED


def _run(
    screen: Screen, text: str, models: bool, variant: str, expect: Path | None, *, torch: bool, **options: Any
) -> Any:
    """The report of a run with a bar."""
    from functools import partial

    from .conformance.isolated import check_isolated
    from .conformance.suite import all_checks
    from .looked_up import looked_up

    found = looked_up(text)
    if not callable(found):
        raise CallError(f"{text} is {type(found).__name__}, which cannot be called; a function is needed")
    if models and (given := [f"--{name}" for name, value in {**options, "torch": torch or None}.items() if value]):
        raise CallError(f"{', '.join(given)} is not for --models: a comparer takes networks and a loader")
    make = partial(comparer, text, variant) if models else partial(measure, text, variant, torch, **options)
    with screen.progress(text, len(all_checks(make()))) as done:
        return check_isolated(make, expect=expect, on_done=lambda result: done(result.slug))


def comparer(text: str, variant: str) -> Any:
    """The comparer of networks called MODULE:FUNCTION."""
    from .conformance.comparer import Comparer
    from .looked_up import looked_up

    return Comparer(looked_up(text), variant, name=text)


def measure(text: str, variant: str, torch: bool, **options: Any) -> Any:
    """The measure called MODULE:FUNCTION."""
    from .conformance.adapter import Measure
    from .looked_up import looked_up

    return Measure(looked_up(text), variant, inputs="torch" if torch else "numpy", name=text, **options)


def _batch(text: str | None) -> Any:
    return int(text) if text is not None and text.isdecimal() else text


def _list(screen: Screen) -> int:
    from .conformance.variants import listed

    rows = listed()
    width = max(len(row["variant"]) for row in rows)
    for row in rows:
        screen.say(f"{row['variant']:<{width}}  {row['title']}")
    screen.finish(rows)
    return HOLDS
