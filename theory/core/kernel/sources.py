"""The Rocq sources: where they are, what they declare, and what must not be in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2] / "rocq"
LIBRARY: Final = "Unalignable"
"""The logical name of the tree, as ``_CoqProject`` says it."""

FORBIDDEN: Final = (
    "Admitted",
    "admit",
    "give_up",
    "Axiom",
    "Axioms",
    "Conjecture",
    "Parameter",
    "Parameters",
    "Unset Guard Checking",
    "Unset Positivity Checking",
    "Unset Universe Checking",
    "bypass_check",
)
"""What would let a statement through without its proof. (``Print Assumptions`` is the judge; this names the line.)"""

_PROVED = re.compile(r"^\s*(?:#\[[^]]*\]\s*)?(Theorem|Corollary)\s+(\w+)", re.MULTILINE)
_DECLARED = re.compile(
    r"^\s*(?:#\[[^]]*\]\s*)?(?:Local\s+)?(?:Theorem|Corollary|Lemma|Fact|Remark|Proposition|Definition|Fixpoint)\s+(\w+)",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^\s*(?:Definition|Fixpoint)\s+(\w+)", re.MULTILINE)
_COMMENT = re.compile(r"\(\*(.*?)\*\)\s*\Z", re.DOTALL)
_SLUG = re.compile(r"^\s*([a-z_]+/[a-z0-9_]+)\s*:\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Proof:
    """One theorem of the tree.

    Attributes:
        name: its name in Rocq.
        file: its file, relative to the tree.
        slug: the theorem of the catalogue that the comment over it names, or "".
        words: the statement in words, from that comment.
    """

    name: str
    file: str
    slug: str = ""
    words: str = ""

    @property
    def module(self) -> str:
        """The logical name of its file."""
        return module(self.file)

    @property
    def qualified(self) -> str:
        """Its name, by which it is found whatever is imported."""
        return f"{self.module}.{self.name}"


def module(file: str) -> str:
    """``floors/readout.v`` -> ``Unalignable.floors.readout``."""
    return ".".join((LIBRARY, *Path(file).with_suffix("").parts))


def files(root: Path = ROOT) -> list[str]:
    """Every source, relative to the tree, sorted."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*.v"))


def proofs(root: Path = ROOT) -> list[Proof]:
    """Every theorem and corollary, in the order of files and lines."""
    found = []
    for file in files(root):
        text = (root / file).read_text(encoding="utf-8")
        for match in _PROVED.finditer(_blanked(text)):
            slug, words = _named(text[: match.start(1)])
            found.append(Proof(match[2], file, slug, words))
    return found


def _named(before: str) -> tuple[str, str]:
    """Slug and words of the comment that ends just here."""
    comment = _COMMENT.search(before[before.rfind("(*") :]) if "(*" in before else None
    slug = _SLUG.match(comment[1]) if comment else None
    return (slug[1], " ".join(slug[2].split())) if slug else ("", "")


def definitions(root: Path = ROOT) -> list[Proof]:
    """Every definition, in the order of files and lines."""
    return [
        Proof(name, file)
        for file in files(root)
        for name in _DEFINED.findall(_blanked((root / file).read_text(encoding="utf-8")))
    ]


def faults(root: Path = ROOT) -> Iterator[str]:
    """Whatever must not be in a source, with file and line, and names that are declared twice."""
    where: dict[str, str] = {}
    for file in files(root):
        text = _blanked((root / file).read_text(encoding="utf-8"))
        for word in FORBIDDEN:
            for match in re.finditer(r"(?<![\w'])" + word.replace(" ", r"\s+") + r"(?![\w'])", text):
                yield f"{file}:{_line(text, match.start())}: {word}"
        for match in _DECLARED.finditer(text):
            here = f"{file}:{_line(text, match.start(1))}"
            if match[1] in where:
                yield f"{here}: {match[1]} is declared in {where[match[1]]}, too"
            where.setdefault(match[1], here)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _blanked(text: str) -> str:
    """The text with comments, which nest, and strings replaced by spaces; lines stay where they are."""
    kept, depth, position = [], 0, 0
    for match in re.finditer(r'\(\*|\*\)|"[^"]*"', text):
        piece = text[position : match.start()]
        kept.append(piece if depth == 0 else _spaces(piece))
        if match[0] == "(*":
            depth += 1
        elif match[0] == "*)":
            depth = max(0, depth - 1)
        kept.append(_spaces(match[0]))
        position = match.end()
    return "".join(kept) + (text[position:] if depth == 0 else "")


def _spaces(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def fingerprint(root: Path = ROOT, *, versions: str = "") -> str:
    """A hash of every source and of the versions that build it: the name under which a build is kept."""
    digest = hashlib.sha256(versions.encode())
    for file in [*files(root), "_CoqProject", "Makefile"]:
        digest.update(f"\0{file}\0".encode())
        digest.update((root / file).read_bytes())
    return digest.hexdigest()
