"""The command that makes a twin of one's own network."""

from __future__ import annotations

import sys
import warnings
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, REFUTED, CallError, Screen


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(twin)


def twin(
    model: Annotated[str, typer.Argument(metavar="MODULE:CALLABLE", help="A function that returns the network.")],
    layer: Annotated[str | None, typer.Option(metavar="NAME", help="Which layer to twist, from: --layers")] = None,
    inputs: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="One sample a row: .npy .npz .safetensors .csv; several arrays are keyword arguments.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to write: a folder that is made.")] = None,
    twist: Annotated[
        str, typer.Option(metavar="sign|swirl", help="sign: bit for bit; swirl: smooth, up to rounding.")
    ] = "sign",
    strength: Annotated[float | None, typer.Option(metavar="S", help="Strong by default; 0 is no twist.")] = None,
    target_cka: Annotated[
        float | None, typer.Option(metavar="C", help="Look for the strength that leaves this CKA instead.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="FILE", help="One per sample: probe both representations for them.")
    ] = None,
    figure: Annotated[bool, typer.Option("--figure", help="Draw figure.png.")] = False,
    part: Annotated[
        str | None, typer.Option(metavar="KEY", help="Which part, where the layer gives a tuple or dict.")
    ] = None,
    channel_dim: Annotated[
        int | None, typer.Option(metavar="N", help="Which dimension holds the channels: 1 of images, else the last.")
    ] = None,
    layers: Annotated[bool, typer.Option("--layers", help="List the layers and stop.")] = False,
    seed: Annotated[int, typer.Option(help="Of the twist, and of the samples it is fitted on.")] = 0,
    json: Json = None,
) -> int:
    """Make a twin of a network: the same outputs, a representation that cannot be aligned.

    A third of the inputs fits the twist, the others check it. Exit code 1 when something that should be the same is
    not.
    """
    from .looked_up import model as network

    screen = Screen(json)
    if layers:
        with _stdout_kept(json):
            found = network(model)
        return _list(screen, found)
    given = {"--layer": layer, "--inputs": inputs, "--out": out}
    if missing := [name for name, value in given.items() if value is None]:
        raise CallError(f"{' and '.join(missing)} needed (--layer from: unalignable twin {model} --layers)")
    options = {"twist": twist, "strength": strength, "target_cka": target_cka, "channel_dim": channel_dim, "seed": seed}
    options["output"] = int(part) if part is not None and part.isdecimal() else part
    with _stdout_kept(json):
        record, holds = _make(screen, model, str(layer), str(inputs), Path(str(out)), labels, figure, options)
    screen.finish(record)
    return HOLDS if holds else REFUTED


def _stdout_kept(json: str | None) -> AbstractContextManager[Any]:
    """With ``--json -``, what the network's own code prints goes to stderr."""
    return redirect_stdout(sys.stderr) if json == "-" else nullcontext()


def _list(screen: Screen, network: Any) -> int:
    from .insertion import layer_names

    names = layer_names(network)
    width = max(map(len, names), default=0)
    rows = [{"layer": name, "type": type(network.get_submodule(name)).__name__} for name in names]
    for row in rows:
        screen.say(f"{row['layer']:<{width}}  {row['type']}")
    screen.finish(rows)
    return HOLDS


def _make(
    screen: Screen, name: str, layer: str, location: str, out: Path, labels: str | None, figure: bool, options: Any
) -> tuple[dict[str, Any], bool]:
    """The record, and whether all holds."""
    from unalignable.theory.core.compare_labels import read_labels

    from . import twin_screen
    from .activations import tensors
    from .certificate import free
    from .looked_up import model as network
    from .twin import DIRECTIONS, HALVINGS, HeavyTails
    from .twin import twin as made
    from .twin_files import FIGURE, FILES, save_twin
    from .twin_inputs import read_inputs, split
    from .twin_report import STEPS, report
    from .twist import UnsupportedActivation

    free(out)
    f = network(name)
    given = read_inputs(location, f)
    known = None if labels is None else read_labels(labels, len(next(iter(tensors(given)))))
    fitted, others, known, fresh = split(given, known, options["seed"])
    tried = DIRECTIONS if options["target_cka"] is None else HALVINGS
    with screen.progress("looking for a twist", tried) as done, warnings.catch_warnings():
        try:
            warnings.simplefilter("ignore", HeavyTails)  # the screen says it
            pair = made(f, layer, fitted, **options, on_try=lambda count: done(f"{count}"))
        except UnsupportedActivation as error:
            raise CallError(str(error).replace("output=", "--part ").replace("output can", "--part can")) from None
    with screen.progress("checking", len(STEPS)) as done:
        found = report(pair, others, known, on_step=done)
    picture = None
    if figure:
        from .twin_figure import twin_figure

        picture = twin_figure(pair, found, others, known)
    save_twin(pair, found, others, out, labels=known, model=name, figure=picture)
    for line in twin_screen.lines(found, fresh=fresh, tried=tried):
        screen.say(line)
    for line in twin_screen.written(out, [*FILES, *([FIGURE] if figure else [])]):
        screen.say(line)
    return {**found.as_json(), "model": name, "directory": str(out), "fresh_inputs": fresh}, found.holds
