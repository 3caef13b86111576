"""The command line, assembled: ``list``, ``show`` and ``demo`` here, the others from their own modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from unalignable.constructions.core import cli as constructions
from unalignable.theory.core import cli as theory
from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, Screen, run

from . import cli_train

ROOT = Path(__file__).resolve().parents[2]  # theory, constructions and experiments lie side by side
PLACES = {"construction": "constructions", "experiment": "experiments"}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="When can two networks not be aligned? Theorems that check themselves, on your activations too.",
)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error came from (anywhere in the call).")
    ] = False,
) -> None:
    """Options of every command; ``--debug`` is taken out of the arguments before they get here."""
    if show_version:
        Screen().say(f"unalignable {version('unalignable')}")
        raise typer.Exit(HOLDS)


@app.command("list")
def list_items(json: Json = None) -> int:
    """Name every theorem, construction and experiment."""
    rows = [*theory.listed(), *items(ROOT)]
    screen = Screen(json)
    width = max(len(row["slug"]) for row in rows)
    for row in rows:
        screen.say(f"{row['slug']:<{width}}  {row['title']}")
    screen.finish(rows)
    return HOLDS


@app.command()
def show(
    slug: Annotated[
        str, typer.Argument(metavar="SLUG", help="A theorem, a construction or an experiment, from: unalignable list")
    ],
    json: Json = None,
) -> int:
    """Read one theorem, construction or experiment.

    A theorem, checked now: statement, hypotheses with what fails without each, proof, exact values, the levels it
    passes today, sources. A construction, checked now: the belief it refutes, what repairs it, the pair and its exact
    values. An experiment: what is predicted, from which theorem, its settings, what a run takes. Where a construction
    and an experiment share their name, both are shown, and the JSON is the construction's.
    """
    if slug not in names("experiments"):
        return constructions.show(slug, json)
    from . import experiment_screen
    from .catalogue import get

    both = slug in names("constructions")
    code = constructions.show(slug, json) if both else HOLDS
    screen = Screen(json)
    if both:
        screen.say()
    for line in experiment_screen.lines(get(slug)):
        screen.say(line)
    if not both:
        screen.finish(experiment_screen.as_json(get(slug)))
    return code


constructions.register(app)
theory.register(app)
cli_train.register(app)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write.")] = Path("demo"),
    json: Json = None,
) -> int:
    """Train two networks and compare them layer by layer.

    Verifies a part of the catalogue, trains two small networks of different architecture on scikit-learn's digits, and
    compares every layer of one with every layer of the other on digits that neither has seen. Two minutes at most.
    """
    from .demo import run_demo

    screen = Screen(json)
    screen.finish(run_demo(out, screen))
    return HOLDS


def names(place: str) -> set[str]:
    """The slugs of constructions or of experiments, from the names of their files."""
    return {path.stem for path in (ROOT / place).glob("*.py") if not path.stem.startswith("_")}


def items(root: Path) -> Iterator[dict[str, Any]]:
    """Constructions and experiments: every file outside ``core/`` is one, its title the first docstring line."""
    for kind, place in PLACES.items():
        for path in sorted((root / place).glob("*.py")):
            if not path.stem.startswith("_"):
                docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
                yield {"kind": kind, "slug": path.stem, "title": docstring.split("\n", 1)[0]}


def main() -> None:
    """Entry point of ``unalignable``."""
    sys.exit(run(lambda arguments: app(arguments, standalone_mode=False, prog_name="unalignable"), sys.argv[1:]))
