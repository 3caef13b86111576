"""The constructions: every file of the folder outside ``core/`` is one, found by walking, registered nowhere."""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from unalignable.theory.core.catalogue import CatalogueError, section
from unalignable.theory.core.catalogue import entries as theorems

from .record import Construction

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = __name__.rsplit(".", 2)[0]  # unalignable.constructions
SECTIONS = ("Belief", "Failure", "Repair", "Source")


@dataclass(frozen=True)
class Entry:
    """One construction: where it is, and what it says."""

    slug: str
    path: Path
    package: str = PACKAGE

    @cached_property
    def docstring(self) -> str:
        """The module's docstring: the paper."""
        return (importlib.import_module(f"{self.package}.{self.slug}").__doc__ or "").strip()

    @property
    def title(self) -> str:
        """The belief denied, in one line."""
        return self.docstring.split("\n", 1)[0].strip()

    @cached_property
    def construction(self) -> Construction:
        """The record."""
        found = getattr(importlib.import_module(f"{self.package}.{self.slug}"), "CONSTRUCTION", None)
        if not isinstance(found, Construction):
            raise CatalogueError(f"{self.path} defines no CONSTRUCTION: every file of constructions/ is one family")
        return found

    def section(self, name: str) -> str:
        """One section of the docstring as a paragraph; empty when absent."""
        return section(self.docstring, name, SECTIONS)


def walk(root: Path = ROOT, package: str = PACKAGE) -> Iterator[Entry]:
    """Every construction, sorted by slug; its module is imported when its contents are asked for."""
    for path in sorted(root.glob("*.py")):
        if not path.stem.startswith("_"):
            yield Entry(path.stem, path, package)


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """Slug -> entry, for the installed constructions."""
    return {entry.slug: entry for entry in walk()}


def get(slug: str) -> Entry:
    """The entry of one slug.

    Raises:
        CatalogueError: there is no such construction; the nearest items are named.
    """
    if slug in entries():
        return entries()[slug]
    close = difflib.get_close_matches(slug, [*entries(), *theorems()], n=3, cutoff=0.4)
    nearest = f"; nearest: {', '.join(close)}" if close else ""
    raise CatalogueError(f"no theorem or construction {slug!r}{nearest} (unalignable list shows all)")


def check(items: Mapping[str, Entry] | None = None) -> None:
    """Hold the constructions together: docstrings have their sections, the theorems answered exist.

    Raises:
        CatalogueError: with every fault found.
    """
    faults = [fault for entry in (items or entries()).values() for fault in _faults(entry)]
    if faults:
        raise CatalogueError("; ".join(faults))


def _faults(entry: Entry) -> Iterator[str]:
    if not entry.title.endswith("."):
        yield f"{entry.slug}: the first line of its docstring must be the belief denied, as a sentence"
    for name in SECTIONS:
        if not entry.section(name):
            yield f"{entry.slug}: its docstring has no section {name!r}"
    for slug in entry.construction.answers:
        if slug not in theorems():
            yield f"{entry.slug} answers {slug!r}, which is not in the catalogue"
    for slug in _cited(entry.docstring):
        if slug not in theorems():
            yield f"{entry.slug} cites {slug!r}, which is not in the catalogue"


def _cited(docstring: str) -> Iterator[str]:
    """Every ``family/name`` of a docstring, the family being one of the catalogue's."""
    families = "|".join(sorted({entry.family for entry in theorems().values()}))
    yield from re.findall(rf"\b(?:{families})/\w+", docstring)
