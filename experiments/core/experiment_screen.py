"""What ``unalignable show`` puts on the screen for an experiment: what is predicted, and from what."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from .catalogue import ALL_SECTIONS, Entry
from .confirm import region
from .record import Claim
from .settings import Plan, roles

WIDTH: Final = 100


def lines(entry: Entry) -> Iterator[str]:
    """The screen, line by line."""
    experiment = entry.experiment
    yield f"{entry.slug}   experiment"
    yield entry.title
    for name in ALL_SECTIONS:
        if text := entry.section(name):
            yield ""
            yield from _section(name, text)
    yield ""
    yield "Predictions, written into every run's folder before it is trained"
    for claim in experiment.claims:
        yield from _claim(claim)
    yield ""
    yield "Wrong predictions, planted: the same runs must refute them"
    for claim in experiment.planted:
        yield from _claim(claim)
    yield ""
    yield "Settings (--set NAME=VALUE)"
    defaults = experiment.settings().as_json()
    width = max(len(f"{name}={defaults[name]}") for name in defaults)
    for name, (role, why) in roles(experiment.settings).items():
        yield f"  {f'{name}={defaults[name]}':<{width}}  {role:<10}  {why}"
    yield ""
    yield f"quick: {_runs(entry, experiment.quick)} runs · full: {_runs(entry, experiment.full)} runs"
    yield f"run it: unalignable train {entry.slug}" + ("  (takes --data FILE.npz)" if experiment.takes_data else "")


def as_json(entry: Entry) -> dict[str, Any]:
    """The same as data."""
    experiment = entry.experiment
    defaults = experiment.settings().as_json()
    return {
        "slug": entry.slug,
        "title": entry.title,
        **{name.lower(): entry.section(name) for name in ALL_SECTIONS},
        "predictions": [claim.as_json() for claim in experiment.claims],
        "planted": [claim.as_json() for claim in experiment.planted],
        "settings": {
            name: {"default": defaults[name], "role": role, "why": why}
            for name, (role, why) in roles(experiment.settings).items()
        },
        "runs": {"quick": _runs(entry, experiment.quick), "full": _runs(entry, experiment.full)},
        "takes_data": experiment.takes_data,
    }


def _section(name: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(f"{name}. {text}", WIDTH, subsequent_indent="  ")


def _claim(claim: Claim[Any]) -> Iterator[str]:
    yield f"  {claim.name}: {region(claim.low, claim.high)}   {claim.theorem}"
    yield from textwrap.wrap(claim.says, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _runs(entry: Entry, plan: Plan) -> int:
    return len(list(plan.configs(entry.experiment.settings, base_seed=0, seeds=None, overrides={})))
