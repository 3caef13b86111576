"""The catalogue: every file of a family folder is one theorem, found by walking, registered nowhere.

A slug is ``family/file``. ``uses`` must name theorems and be acyclic; ``cites`` must be keys of references.bib.
"""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from .record import Theorem

ROOT = Path(__file__).resolve().parents[1]
NOT_FAMILIES = frozenset({"core", "rocq", "__pycache__"})
PACKAGE = __name__.rsplit(".", 2)[0]  # unalignable.theory
SECTIONS = ("Proof", "Sharpness", "Source")


class CatalogueError(ValueError):
    """The catalogue is inconsistent, or was asked for something that is not in it."""


@dataclass(frozen=True)
class Entry:
    """One item of the catalogue: where it is, and what it says."""

    family: str
    name: str
    path: Path
    package: str = PACKAGE

    @property
    def slug(self) -> str:
        """The stable name that is cited."""
        return f"{self.family}/{self.name}"

    @cached_property
    def docstring(self) -> str:
        """The module's docstring: the paper."""
        return (importlib.import_module(f"{self.package}.{self.family}.{self.name}").__doc__ or "").strip()

    @property
    def title(self) -> str:
        """The fact in one line."""
        return self.docstring.split("\n", 1)[0].strip()

    @cached_property
    def theorem(self) -> Theorem:
        """The record."""
        module = importlib.import_module(f"{self.package}.{self.family}.{self.name}")
        theorem = getattr(module, "THEOREM", None)
        if not isinstance(theorem, Theorem):
            raise CatalogueError(f"{self.path} defines no THEOREM: every file of a family folder is one theorem")
        return theorem

    def section(self, name: str) -> str:
        """One section of the docstring (Proof, Sharpness, Source) as a paragraph; empty when absent."""
        return section(self.docstring, name, SECTIONS)


def section(docstring: str, name: str, names: Iterable[str]) -> str:
    """One section of a docstring whose sections begin lines with ``Name.``, as a paragraph; empty when absent."""
    pattern = rf"^{name}\.\s+(.*?)(?=^(?:{'|'.join(names)})\.\s|\Z)"
    found = re.search(pattern, docstring, flags=re.MULTILINE | re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def walk(root: Path = ROOT, package: str = PACKAGE) -> Iterator[Entry]:
    """Every theorem, sorted by slug. Importing an entry's module happens only when its contents are asked for."""
    for path in sorted(root.glob("*/*.py")):
        if path.parent.name not in NOT_FAMILIES and not path.stem.startswith("_"):
            yield Entry(path.parent.name, path.stem, path, package)


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """Slug -> entry, for the installed catalogue."""
    return {entry.slug: entry for entry in walk()}


def families() -> list[str]:
    """The families, sorted."""
    return sorted({entry.family for entry in entries().values()})


def get(slug: str) -> Entry:
    """The entry of one slug.

    Raises:
        CatalogueError: there is no such slug; the nearest ones are named.
    """
    if slug in entries():
        return entries()[slug]
    raise CatalogueError(f"no theorem {slug!r}{_nearest(slug, entries())} (unalignable list shows all)")


def select(names: Iterable[str]) -> list[Entry]:
    """The entries named by slugs or families, in order, without repetition; all of them when none is named."""
    names = list(names)
    if not names:
        return list(entries().values())
    chosen: dict[str, Entry] = {}
    for name in names:
        members = [e for e in entries().values() if name in (e.family, e.slug)]
        if not members:
            known = [*entries(), *families()]
            raise CatalogueError(f"no theorem or family {name!r}{_nearest(name, known)} (unalignable list shows all)")
        chosen.update((e.slug, e) for e in members)
    return list(chosen.values())


def used_by(slug: str) -> list[str]:
    """The theorems whose proof uses this one."""
    return [entry.slug for entry in entries().values() if slug in entry.theorem.uses]


def bibliography(path: Path = ROOT / "references.bib") -> dict[str, str]:
    """Key -> BibTeX entry of references.bib."""
    text = path.read_text(encoding="utf-8")
    starts = [(m.group(1), m.start()) for m in re.finditer(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {key: text[start:end].strip() for (key, start), end in zip(starts, ends, strict=True)}


def check(items: Mapping[str, Entry] | None = None, keys: Iterable[str] | None = None) -> None:
    """Hold the catalogue together: uses exist and are acyclic, cites are known, docstrings have their sections.

    Raises:
        CatalogueError: with every fault found.
    """
    items = entries() if items is None else items
    keys = set(bibliography() if keys is None else keys)
    faults = [fault for entry in items.values() for fault in _faults(entry, items, keys)]
    faults += [f"a cycle of uses: {' -> '.join(cycle)}" for cycle in _cycles(items)]
    if faults:
        raise CatalogueError("; ".join(faults))


def _faults(entry: Entry, items: Mapping[str, Entry], keys: set[str]) -> Iterator[str]:
    for used in entry.theorem.uses:
        if used not in items:
            yield f"{entry.slug} uses {used!r}, which is not in the catalogue{_nearest(used, items)}"
    for key in entry.theorem.cites:
        if key not in keys:
            yield f"{entry.slug} cites {key!r}, which is not in references.bib{_nearest(key, keys)}"
    if not entry.title.endswith("."):
        yield f"{entry.slug}: the first line of its docstring must be the fact, as a sentence"
    for name in SECTIONS:
        if not entry.section(name):
            yield f"{entry.slug}: its docstring has no section {name!r}"


def _cycles(items: Mapping[str, Entry]) -> Iterator[list[str]]:
    done: set[str] = set()

    def visit(slug: str, trail: list[str]) -> Iterator[list[str]]:
        if slug in trail:
            yield [*trail[trail.index(slug) :], slug]
        elif slug in items and slug not in done:
            for used in items[slug].theorem.uses:
                yield from visit(used, [*trail, slug])
            done.add(slug)

    for slug in items:
        yield from visit(slug, [])


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"; nearest: {', '.join(close)}" if close else ""
