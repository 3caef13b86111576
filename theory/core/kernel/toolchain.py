"""Rocq on this machine: which versions, and what is missing with the line that mends it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "coq",
    "libcoq-mathcomp-algebra",
    "libcoq-mathcomp-real-closed",
    "libcoq-mathcomp-algebra-tactics",
    "make",
)
MEND: Final = f"on Debian 12: apt-get install {' '.join(PACKAGES)}"
WRITTEN_FOR: Final = "8.16"
"""The proofs are written for this Coq, with MathComp 1.15: what Debian 12 has."""

_NEEDED: Final = "From mathcomp Require Import all_ssreflect all_fingroup all_algebra complex ring.\n"


@dataclass(frozen=True)
class Toolchain:
    """What builds the proofs.

    Attributes:
        coq: the version of Coq.
        mathcomp: the version of MathComp, or "" where no package manager tells.
    """

    coq: str
    mathcomp: str

    def __str__(self) -> str:
        return f"Coq {self.coq}, MathComp {self.mathcomp or 'of unknown version'}"


def environment() -> dict[str, str]:
    """What coqc and make run in: plain English, no flags of ours, and less garbage collection, as memory is there."""
    plain = {"LC_ALL": "C", "COQEXTRAFLAGS": "", "MAKEFLAGS": ""}
    return {"OCAMLRUNPARAM": "o=400", **os.environ, **plain}


@lru_cache(maxsize=1)
def toolchain() -> Toolchain | str:
    """The versions here, or what is missing and how to mend it."""
    if missing := [name for name in ("coqc", "coq_makefile", "make") if shutil.which(name) is None]:
        return f"{', '.join(missing)} not found; {MEND}"
    said = subprocess.run(["coqc", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version (\S+)", said)
    if found is None:
        return f"coqc --version says {' '.join(said.split())!r}, which names no version; {MEND}"
    if not found[1].startswith(WRITTEN_FOR):
        return f"Coq {found[1]} is installed, and the proofs are written for {WRITTEN_FOR}; {MEND}"
    return Toolchain(found[1], _mathcomp())


@lru_cache(maxsize=1)
def missing_libraries() -> str:
    """Of MathComp, with what mends it; "" when all is there. Asked before a build only: it takes a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "needed.v"
        path.write_text(_NEEDED, encoding="utf-8")
        done = subprocess.run(
            ["coqc", "-w", "none", path.name], cwd=folder, capture_output=True, text=True, check=False
        )
    if done.returncode == 0:
        return ""
    error = " ".join(done.stderr.split("Error:", 1)[-1].split())
    return f"MathComp is not installed, or not all of it ({error}); {MEND}"


def _mathcomp() -> str:
    """From Debian's package manager or from opam: MathComp itself does not say."""
    for command in (
        ["dpkg-query", "-W", "-f", "${Version}", "libcoq-mathcomp-ssreflect"],
        ["opam", "show", "-f", "version", "coq-mathcomp-ssreflect"],
    ):
        if shutil.which(command[0]):
            said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            if found := re.match(r"\d+(\.\d+)+", said.strip()):
                return found[0].removesuffix(".0") if found[0].count(".") > 1 else found[0]
    return ""
