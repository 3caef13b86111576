"""``pytest --measure MODULE:FUNCTION --variant …``: the conformance suite as tests of pytest.

Loaded with every run of pytest where this package is installed, so nothing is imported and no option is added until one
of the options is on the command line. An option of the same name that the project has stays the project's.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

import pytest

OPTIONS: Final = {
    "measure": ("MODULE:FUNCTION", "put this function to every theorem and known answer of its variant"),
    "variant": ("NAME", "what it promises to be: linear, linear-debiased, rbf:lower-median, … (default: linear)"),
    "expect": ("FILE", "expected failures: in each line the slug of a check, or family/*, and the reason"),
    "kind": ("NAME", "how it says its value: similarity, distance, angle or squared"),
    "inputs": ("NAME", "what it is called with: numpy, torch or list"),
    "batch": ("HOW", "how minibatch CKA is called: list, stream, or a number of rows"),
    "models": ("", "it compares whole networks: f(model1, model2, loader, layers1, layers2)"),
}
"""Name -> placeholder (none for a flag), help."""

SHORT: Final = ("measure", "variant", "expect")
"""Those that have a short name, ``--variant`` beside ``--measure-variant``."""


def names(name: str) -> list[str]:
    """How an option may be written."""
    long = [] if name == "measure" else [f"--measure-{name}"]
    return ([f"--{name}"] if name in SHORT else []) + long


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser, args: list[str]) -> Generator[None, None, None]:
    """Add the options, if one is used; after the conftest files, so that theirs come first."""
    yield
    ours = {spelling for name in OPTIONS for spelling in names(name)}
    if ours.union(("--help", "-h")).isdisjoint(arg.partition("=")[0] for arg in args):
        return
    group = parser.getgroup("unalignable", "conformance of a similarity measure (unalignable)")
    for name, (placeholder, text) in OPTIONS.items():
        free = [spelling for spelling in names(name) if _free(parser, spelling)]
        if free:
            how = {"metavar": placeholder} if placeholder else {"action": "store_const", "const": True}
            group.addoption(*free, dest=f"unalignable_{name}", default=None, help=text, **how)


def _free(parser: pytest.Parser, spelling: str) -> bool:
    """Whether nobody else has an option of this name."""
    try:
        return spelling in parser.parse_known_and_unknown_args([spelling])[1]
    except (pytest.UsageError, SystemExit):  # theirs wants a value
        return False


def pytest_configure(config: pytest.Config) -> None:
    """Start the run, if there is a measure."""
    option = config.option
    if getattr(option, "help", False):
        return
    if getattr(option, "unalignable_measure", None) is not None:
        from .conformance.pytest_run import Run

        config.pluginmanager.register(Run(config), "unalignable-run")
        return
    for name in OPTIONS:
        if getattr(option, f"unalignable_{name}", None) is not None:
            raise pytest.UsageError(f"{names(name)[0]} needs --measure MODULE:FUNCTION")
