"""The commands about pairs of networks one can hold: build and check."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from unalignable.theory.core.cli import Json
from unalignable.theory.core.console import HOLDS, REFUTED, CallError, Screen


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the app."""
    app.command()(build)
    app.command()(check)


def build(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A construction, from: unalignable list")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the pair is written: a folder that is made.")],
    chosen: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter, as unalignable show lists it.")
    ] = None,
    figure: Annotated[
        bool, typer.Option("--figure", help="Draw figure.png: both representations, and values.")
    ] = False,
    onnx: Annotated[bool, typer.Option("--onnx", help="Write f.onnx and g.onnx as well, for other runtimes.")] = False,
    json: Json = None,
) -> int:
    """Build two networks that one can hold, with a certificate.

    Weights and inputs as safetensors, and certificate.json with every claim, its exact value and its scope; torch and
    safetensors alone load them.
    """
    from . import network_pair
    from .catalogue import get
    from .pair_screen import built, parameter

    if "/" in slug:
        raise CallError(f"{slug} is a theorem; build takes a construction (unalignable list)")
    screen = Screen(json)
    given = dict(parameter(text) for text in chosen or ())
    get(slug)
    pair = network_pair.build(slug, **given)
    pair.save(out, figure=figure, onnx=onnx)
    for line in built(pair, out):
        screen.say(line)
    screen.finish(pair.as_json())
    return HOLDS


def check(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="As unalignable build or unalignable twin wrote it.")
    ],
    model: Annotated[
        str | None, typer.Option(metavar="MODULE:CALLABLE", help="The network, for the directory of a twin.")
    ] = None,
    json: Json = None,
) -> int:
    """Show every claim of a pair again, from its stored weights and inputs alone.

    Exit code 1 when one does not hold, or the directory is not as it was written. The twin of a network of one's own
    needs that network as well.
    """
    from . import check as checking
    from .pair_screen import re_checked
    from .twin_files import certificate_of

    screen = Screen(json)
    twin = certificate_of(directory)
    if twin is None:
        report = checking.check(directory)
    else:
        if model is None:
            raise CallError(f"{directory} is a twin's: its network is needed, --model {_named(twin)}")
        from .looked_up import model as network
        from .twin_claims import check_twin

        report = check_twin(network(model), directory)
    for line in re_checked(report):
        screen.say(line)
    screen.finish(report.as_json())
    return HOLDS if report.holds else REFUTED


def _named(certificate: dict[str, Any]) -> str:
    """Where the certificate says the network comes from: said where it looks like it, never run unasked."""
    said = str(certificate.get("model"))
    return said if re.fullmatch(r"[\w.]+:[\w.]+", said, re.ASCII) else "MODULE:CALLABLE"
