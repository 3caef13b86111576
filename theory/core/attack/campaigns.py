"""Many theorems under attack, in several processes, with a file of results that a later run continues."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..catalogue import Entry
from ..console import CallError, write
from ..pool import spread
from .report import Attack
from .search import attack


def campaign(
    entries: Sequence[Entry],
    *,
    cases: int = 20_000,
    seed: int = 0,
    workers: int = 1,
    out: Path | None = None,
    on_done: Callable[[Attack], None] | None = None,
) -> list[Attack]:
    """Attack theorems; the records come back in the order of the entries.

    Args:
        entries: the theorems.
        cases: evaluations of each inequality.
        seed: of the searches.
        workers: processes (as for ``judge.verify_all``).
        out: a JSON file, rewritten whole after each theorem. What it already holds under the same settings, of
            theorems whose file has not changed since, is not attacked again.
        on_done: called with each record, those taken from the file first.

    Raises:
        CallError: the file holds other settings, or is no such file.
    """
    results = Results(out, cases, seed)
    done = on_done or (lambda record: None)
    known = {entry.slug: record for entry in entries if (record := results.known(entry))}
    for record in known.values():
        done(record)
    sources = {entry.slug: entry for entry in entries if entry.slug not in known}

    def finished(record: Attack) -> None:
        results.add(sources[record.slug], record)
        done(record)

    for record in spread(partial(attack, cases=cases, seed=seed), list(sources), workers, finished):
        known[record.slug] = record
    return [known[entry.slug] for entry in entries]


class Results:
    """The file of results: settings, and per theorem the record with a digest of the theorem's file."""

    def __init__(self, path: Path | None, cases: int, seed: int) -> None:
        self.path, self.settings = path, {"cases": cases, "seed": seed}
        self.attacks: dict[str, Any] = self._read(path) if path is not None and path.exists() else {}

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            held, attacks = content["settings"], dict(content["attacks"])
        except (ValueError, KeyError, TypeError) as error:
            raise CallError(f"{path} is no file of attacks; name another file") from error
        if held != self.settings:
            said = ", ".join(f"{key} {value}" for key, value in held.items())
            raise CallError(f"{path} holds attacks with {said}; ask for the same, or name another file")
        return attacks

    def known(self, entry: Entry) -> Attack | None:
        """The record of a theorem that has not changed."""
        held = self.attacks.get(entry.slug)
        return Attack.from_json(held["record"]) if held and held["file"] == digest(entry) else None

    def add(self, entry: Entry, record: Attack) -> None:
        """Keep a record, on disk at once."""
        self.attacks[entry.slug] = {"file": digest(entry), "record": record.as_json()}
        if self.path is not None:
            content = {"settings": self.settings, "attacks": dict(sorted(self.attacks.items()))}
            write(self.path, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def digest(entry: Entry) -> str:
    """Of the theorem's file."""
    return hashlib.sha256(entry.path.read_bytes()).hexdigest()[:16]
