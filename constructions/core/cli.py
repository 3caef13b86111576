"""The constructions' commands: show (of a theorem or a pair) and conditions; experiments/core/cli.py assembles the app.

Each command imports what it needs when it runs, so that ``unalignable --help`` stays light.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from unalignable.theory.core import cli as theory
from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, REFUTED, CallError, Screen

from . import cli_conform, cli_pairs, cli_twin

Number = str | None


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the app."""
    app.command()(conditions)
    cli_pairs.register(app)
    cli_twin.register(app)
    cli_conform.register(app)


def show(slug: str, json: str | None = None) -> int:
    """Read one theorem or construction, checked now; the command itself is in experiments/core/cli.py."""
    if "/" in slug:
        return theory.show(slug, json)
    from . import show_screen
    from .catalogue import get

    screen = Screen(json)
    entry = get(slug)
    checked = show_screen.check_defaults(entry)
    for line in show_screen.lines(entry, checked):
        screen.say(line)
    screen.finish(show_screen.as_json(entry, checked))
    return HOLDS if checked.holds else REFUTED


def conditions(
    same: Annotated[
        str | None,
        typer.Option(metavar="output|logits|probabilities|argmax", help="What the two networks agree in, everywhere."),
    ] = None,
    kl: Annotated[Number, typer.Option(metavar="EPS", help="Probabilities agree within this divergence.")] = None,
    head: Annotated[
        str | None, typer.Option(metavar="linear|nonlinear", help="What comes after the layer; nonlinear: anything.")
    ] = None,
    rank: Annotated[int | None, typer.Option(metavar="R", help="Rank of the shared output, centred.")] = None,
    samples: Annotated[int | None, typer.Option(metavar="N", help="How many samples.")] = None,
    ranks: Annotated[
        tuple[int, int] | None, typer.Option(metavar="RX RY", help="Ranks of the two representations, centred.")
    ] = None,
    readout_norm: Annotated[
        Number,
        typer.Option(metavar="B", help="Readouts W have |W| sqrt(|K|/|TT'|) <= B, K the Gram matrix, T the outputs."),
    ] = None,
    margins: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Mean over least margin of a linear score of one label, in each network."),
    ] = None,
    balance: Annotated[Number, typer.Option(metavar="K", help="Share of the rarer label, for --margins.")] = None,
    decoding: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="R2X R2Y", help="How much of one target linear readouts explain, in each network."),
    ] = None,
    weight_decay: Annotated[
        Number, typer.Option(metavar="L", help="Those are ridge readouts with lambda/|K| = L, for --decoding.")
    ] = None,
    condition: Annotated[
        Number, typer.Option(metavar="KAPPA", help="A linear map of this condition number carries X onto Y.")
    ] = None,
    cka: Annotated[Number, typer.Option(metavar="C", help="CKA of the two is at least this.")] = None,
    task_cka: Annotated[
        Number, typer.Option(metavar="C", help="CKA of X and the task is at least this, for --cka.")
    ] = None,
    white: Annotated[bool, typer.Option("--white", help="Both representations are whitened.")] = False,
    least_norm: Annotated[
        bool, typer.Option("--least-norm", help="The hidden layer of two-layer linear networks of least weight norm.")
    ] = False,
    json: Json = None,
) -> int:
    """Ask what must be true, and what may be, of two networks.

    Provably unalignable, or forced to align? For each measure the floor that a theorem forces, and the lowest pair of
    networks of which all you know is true, from the catalogue's own records. Numbers may be 2, 0.05 or 1/3. Without
    options: the table of what one may know.
    """
    given = {
        "same": same,
        "head": head,
        "rank": rank,
        "samples": samples,
        "ranks": ranks,
        "white": white,
        "least_norm": least_norm,
        "kl": kl,
        "readout_norm": readout_norm,
        "margins": margins,
        "balance": balance,
        "decoding": decoding,
        "weight_decay": weight_decay,
        "condition": condition,
        "cka": cka,
        "task_cka": task_cka,
    }
    screen = Screen(json)
    pieces = {name: value for name, value in given.items() if value is not None and value is not False}
    if pieces:
        _one(screen, pieces)
    else:
        _table(screen)
    return HOLDS


def _one(screen: Screen, pieces: dict[str, Any]) -> None:
    from unalignable.theory.core.knowledge import BadKnowledge, Knowledge

    from .changes import changes
    from .conditions import conditions as answered
    from .conditions_json import as_json
    from .conditions_screen import answer_lines
    from .options import as_options, number

    exact = {name: _numbers(name, value, number) for name, value in pieces.items()}
    try:
        answer = answered(Knowledge(**exact))
    except BadKnowledge as error:
        raise CallError(as_options(str(error))) from None
    other = changes(answer)
    for line in answer_lines(answer, other):
        screen.say(line)
    screen.finish(as_json(answer, other))


def _numbers(name: str, value: Any, number: Any) -> Any:
    """Text as numbers, but for the names of what is shared and of heads."""
    if name in ("same", "head") or not isinstance(value, str | tuple):
        return value
    if isinstance(value, str):
        return number(name, value)
    return tuple(number(name, part) if isinstance(part, str) else part for part in value)


def _table(screen: Screen) -> None:
    from .conditions import conditions as answered
    from .conditions_json import as_json
    from .conditions_screen import SITUATIONS, table_lines

    answers = [answered(known) for known in SITUATIONS]
    for line in table_lines(answers):
        screen.say(line)
    screen.finish([as_json(answer, []) for answer in answers])
