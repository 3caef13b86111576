"""What Rocq proves, beside what the catalogue says: the page that shows a weakened statement in review.

``python -m unalignable.theory.core.kernel.statements`` builds the proofs and writes ``theory/rocq/statements.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ..catalogue import Entry, entries
from ..console import write
from . import status
from .build import Outcome
from .sources import ROOT, Proof, proofs

PAGE: Final = ROOT / "statements.md"
_HEAD: Final = """# What Rocq proves

Made from a build of this tree by `python -m unalignable.theory.core.kernel.statements`, and compared with every
build by a test: a hypothesis that is gone, a conclusion that is weaker or a definition that is another shows here.
Every theorem below rests on no axiom (`Print Assumptions`: "Closed under the global context").
"""


def page(outcome: Outcome, items: Iterable[Entry], known: Iterable[Proof]) -> str:
    """The page, as Markdown.

    Args:
        outcome: of the build.
        items: the theorems of the catalogue.
        known: what the sources prove.
    """
    files = {proof.name: proof for proof in known}
    proved = [entry for entry in items if entry.theorem.kernel]
    cited = {name for entry in proved for name in entry.theorem.kernel}
    cases = [proof for proof in files.values() if proof.slug and proof.name not in cited]
    said = [outcome.statements[name] for name in [*cited, *(proof.name for proof in cases)]]
    sections = [
        _HEAD,
        *(_theorem(entry, outcome, files) for entry in proved),
        "# Parts, exact cases and families\n",
        *(_case(proof, outcome) for proof in cases),
        "# Definitions\n",
        *(f"```coq\n{outcome.definitions[name]}\n```\n" for name in _needed(outcome, said)),
    ]
    return "\n".join(sections)


def _theorem(entry: Entry, outcome: Outcome, files: dict[str, Proof]) -> str:
    lines = [f"## {entry.slug}\n", f"{entry.title}\n", f"$${entry.theorem.statement}$$\n"]
    for name in entry.theorem.kernel:
        lines.append(f"`{files[name].file}`\n")
        lines.append(f"```coq\n{name} :\n{_indented(outcome.statements[name])}\n```\n")
    return "\n".join(lines)


def _case(proof: Proof, outcome: Outcome) -> str:
    text = f"```coq\n{proof.name} :\n{_indented(outcome.statements[proof.name])}\n```\n"
    return f"`{proof.file}`, {proof.slug}: {proof.words}\n\n{text}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _needed(outcome: Outcome, texts: Iterable[str]) -> Iterator[str]:
    """The definitions that the texts use, and those that these use, by name."""
    seen: set[str] = set()
    waiting = list(texts)
    while waiting:
        words = set(re.findall(r"[A-Za-z_]\w*", waiting.pop())) & set(outcome.definitions)
        waiting += [outcome.definitions[name] for name in words - seen]
        seen |= words
    yield from sorted(seen)


def built_page() -> str:
    """The page of a build of the installed tree.

    Raises:
        RuntimeError: there is no Rocq here, or the build did not pass.
    """
    outcome = status.build()
    if isinstance(outcome, str):
        raise RuntimeError(outcome)
    if not outcome.passed:
        raise RuntimeError(f"the build of the Rocq proofs did not pass: {'; '.join(outcome.faults)}")
    return page(outcome, entries().values(), proofs())


def main(target: Path = PAGE) -> None:
    """Write the page."""
    write(target, built_page())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
