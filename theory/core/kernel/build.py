"""Building the proofs: sources are copied to a folder of their own, compiled there, audited, and the outcome kept.

The folder is named by what is built and by what builds it, so that a changed proof, definition or version of Rocq is
another folder: an outcome that is found is the outcome of exactly these sources. A build that was interrupted goes on.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from ..console import write
from . import audit
from .sources import ROOT, Proof, definitions, faults, files, fingerprint, proofs
from .toolchain import Toolchain, environment

OUTCOME: Final = "outcome.json"
LIMIT: Final = 300
"""Seconds that one file may take, which is far more than any does: a proof that loops is a fault, not a wait."""

KEPT: Final = 3
"""How many builds stay in the cache; each is some tens of megabytes."""

_ERROR = re.compile(
    r'^File "\./(?P<file>[^"]+)", line (?P<line>\d+).*?:\n(?P<message>Error:.*?)(?=^File |^make|\Z)', re.M | re.S
)

_LATE = re.compile(r"\[\S+: (\S+\.v)o\] Error 124$", re.MULTILINE)  # 124: timeout has ended it


@dataclass(frozen=True)
class Outcome:
    """What a build came to.

    Attributes:
        toolchain: the versions, in words.
        seconds: wall clock of compiling and auditing.
        statements: Rocq theorem -> what it says, as Rocq prints it; only those whose file compiled.
        assumptions: Rocq theorem -> "" where it rests on no axiom, else what ``Print Assumptions`` lists.
        definitions: name -> body, of the definitions in compiled files.
        faults: what must not be in a source; files that do not compile, with Rocq's message.
    """

    toolchain: str
    seconds: float
    statements: Mapping[str, str] = field(default_factory=dict)
    assumptions: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Every file compiled, nothing forbidden was in one, and no theorem rests on an axiom."""
        return bool(self.assumptions) and not self.faults and not any(self.assumptions.values())


def cache() -> Path:
    """Where builds are kept: ``$UNALIGNABLE_CACHE/rocq``; by default ``unalignable/rocq`` in the user's cache."""
    if own := os.environ.get("UNALIGNABLE_CACHE"):
        return Path(own) / "rocq"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "unalignable" / "rocq"


def place(toolchain: Toolchain, root: Path = ROOT) -> Path:
    """The folder in which these sources are built by this toolchain."""
    return cache() / fingerprint(root, versions=str(toolchain))[:16]


def found(toolchain: Toolchain, root: Path = ROOT) -> Outcome | None:
    """The outcome of an earlier build of exactly these sources by this toolchain, or None."""
    path = place(toolchain, root) / OUTCOME
    if not path.is_file():
        return None
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(**{**raw, "faults": tuple(raw["faults"])})


def build(
    toolchain: Toolchain,
    root: Path = ROOT,
    *,
    jobs: int | None = None,
    on_done: Callable[[str], None] | None = None,
) -> Outcome:
    """Compile and audit, unless exactly this has been done before.

    Args:
        toolchain: what builds.
        root: the tree of sources.
        jobs: files compiled at once; the number of processors by default.
        on_done: called with each file that is begun.

    Raises:
        AuditError: the sources compile, and Rocq cannot print what they say.
    """
    folder = place(toolchain, root)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if (known := found(toolchain, root)) is not None:
            return known
        start = time.perf_counter()
        _copy(root, folder)
        failed = _make(folder, jobs or os.cpu_count() or 1, on_done or (lambda file: None))
        outcome = _audited(toolchain, folder, [*faults(root), *failed], start)
        write(folder / OUTCOME, json.dumps(asdict(outcome), indent=1, ensure_ascii=False) + "\n")
        _prune(folder)
    return outcome


def _copy(root: Path, folder: Path) -> None:
    for file in [*files(root), "_CoqProject", "Makefile"]:
        target = folder / file
        if not target.exists():  # what is there is the same: the folder is named by it
            target.parent.mkdir(parents=True, exist_ok=True)
            write(target, (root / file).read_bytes())


def _make(folder: Path, jobs: int, on_done: Callable[[str], None]) -> list[str]:
    """Compile what can be compiled; the message of every file that cannot."""
    command = ["make", "-k", f"-j{jobs}", f"COQC=timeout {LIMIT} coqc"]
    said = []
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                said.append(line)
                if line.startswith("COQC "):
                    on_done(line.split()[-1])
        except BaseException:
            process.terminate()  # make passes it on to what it runs
            raise
    if process.returncode == 0:
        return []
    text = "".join(said)
    messages = [f"{m['file']}:{m['line']}: {' '.join(m['message'].split())}" for m in _ERROR.finditer(text)]
    messages += [f"{file}: not compiled after {LIMIT} s" for file in _LATE.findall(text)]
    return messages or [f"{' '.join(command)} failed: {' '.join(text.split())[-500:]}"]


def _audited(toolchain: Toolchain, folder: Path, wrong: list[str], start: float) -> Outcome:
    def compiled(item: Proof) -> bool:
        return (folder / item.file).with_suffix(".vo").is_file()

    proved = [proof for proof in proofs(folder) if compiled(proof)]
    defined = [item for item in definitions(folder) if compiled(item)]
    with ThreadPoolExecutor() as pool:  # each is a process of coqc
        assumptions = pool.submit(audit.assumptions, folder, proved)
        statements = pool.submit(audit.statements, folder, proved)
        bodies = audit.bodies(folder, defined)
    return Outcome(
        toolchain=str(toolchain),
        statements=statements.result(),
        assumptions=assumptions.result(),
        definitions=bodies,
        faults=tuple(wrong),
        seconds=round(time.perf_counter() - start, 1),
    )


def _prune(folder: Path) -> None:
    """Keep the newest builds only."""
    built = sorted(folder.parent.glob(f"*/{OUTCOME}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in built[KEPT:]:
        if path.parent != folder:
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.with_suffix(".lock").unlink(missing_ok=True)
