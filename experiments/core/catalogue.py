"""The experiments: every file of the folder outside ``core/`` is one, found by walking, registered nowhere."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from unalignable.theory.core.catalogue import CatalogueError, section
from unalignable.theory.core.catalogue import entries as theorems

from .record import Experiment
from .settings import SCIENTIFIC, roles

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = __name__.rsplit(".", 2)[0]  # unalignable.experiments
SECTIONS = ("Question", "Prediction", "Setup", "Cost", "Source")
ALL_SECTIONS = ("Question", "Prediction", "Setup", "Tolerance", "Cost", "Source")
"""``Tolerance`` is for experiments whose regions need more words than a comment."""


@dataclass(frozen=True)
class Entry:
    """One experiment: where it is, and what it says."""

    slug: str
    path: Path
    package: str = PACKAGE

    @property
    def module(self) -> str:
        """The module's full name, by which other processes find it."""
        return f"{self.package}.{self.slug}"

    @cached_property
    def docstring(self) -> str:
        """The module's docstring: the paper."""
        return (importlib.import_module(self.module).__doc__ or "").strip()

    @property
    def title(self) -> str:
        """What it finds, in one line."""
        return self.docstring.split("\n", 1)[0].strip()

    @cached_property
    def experiment(self) -> Experiment[Any]:
        """The record."""
        return record(self.module)

    def section(self, name: str) -> str:
        """One section of the docstring as a paragraph; empty when absent."""
        return section(self.docstring, name, ALL_SECTIONS)


def record(module: str) -> Experiment[Any]:
    """The experiment that a module defines.

    Raises:
        CatalogueError: it defines none.
    """
    found = getattr(importlib.import_module(module), "EXPERIMENT", None)
    if not isinstance(found, Experiment):
        raise CatalogueError(f"{module} defines no EXPERIMENT: every file of experiments/ is one experiment")
    return found


def walk(root: Path = ROOT, package: str = PACKAGE) -> Iterator[Entry]:
    """Every experiment, sorted by slug; its module is imported when its contents are asked for."""
    for path in sorted(root.glob("*.py")):
        if not path.stem.startswith("_"):
            yield Entry(path.stem, path, package)


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """Slug -> entry, for the installed experiments."""
    return {entry.slug: entry for entry in walk()}


def select(slugs: Iterable[str]) -> list[Entry]:
    """The entries named, in order, without repetition; all of them when none is named.

    Raises:
        CatalogueError: there is no such experiment; the nearest ones are named.
    """
    return list({slug: get(slug) for slug in slugs}.values()) or list(entries().values())


def get(slug: str) -> Entry:
    """The entry of one slug.

    Raises:
        CatalogueError: there is no such experiment; the nearest ones are named.
    """
    if slug in entries():
        return entries()[slug]
    close = difflib.get_close_matches(slug, list(entries()), n=3, cutoff=0.4)
    nearest = f"; nearest: {', '.join(close)}" if close else ""
    raise CatalogueError(f"no experiment {slug!r}{nearest} (there are {', '.join(entries())})")


def check(items: Mapping[str, Entry] | None = None) -> None:
    """Hold the experiments together: docstrings have their sections, claims name theorems, each has a planted bug.

    Raises:
        CatalogueError: with every fault found.
    """
    faults = [fault for entry in (items or entries()).values() for fault in _faults(entry)]
    if faults:
        raise CatalogueError("; ".join(faults))


def _faults(entry: Entry) -> Iterator[str]:
    experiment = entry.experiment
    if not entry.title.endswith("."):
        yield f"{entry.slug}: the first line of its docstring must be what it finds, as a sentence"
    for name in SECTIONS:
        if not entry.section(name):
            yield f"{entry.slug}: its docstring has no section {name!r}"
    claims = [*experiment.claims, *experiment.planted]
    for claim in claims:
        if claim.theorem not in theorems():
            yield f"{entry.slug}: {claim.name} rests on {claim.theorem!r}, which is not in the catalogue"
        if claim.low == -float("inf") and claim.high == float("inf"):
            yield f"{entry.slug}: {claim.name} predicts nothing: give low, high or both"
        if not claim.low <= claim.high:
            yield f"{entry.slug}: {claim.name} predicts a number from {claim.low} to {claim.high}, and there is none"
        if not claim.says.endswith("."):
            yield f"{entry.slug}: {claim.name} must say its prediction as a sentence"
    names = [claim.name for claim in claims]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{entry.slug}: two claims are called {name}"
    if not experiment.planted:
        yield f"{entry.slug}: no wrong prediction is planted, so nothing shows that its runs can refute one"
    if all(role != SCIENTIFIC for role, _ in roles(experiment.settings).values()):
        yield f"{entry.slug}: none of its settings is scientific"
    if experiment.takes_data and "data" not in roles(experiment.settings):
        yield f"{entry.slug} takes data, but its settings have no field 'data'"
