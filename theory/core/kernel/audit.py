"""Asking Rocq, after the build: what each theorem says, and which axioms it rests on."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .sources import LIBRARY, Proof, files, module
from .toolchain import environment

CLOSED: Final = "Closed under the global context"
_MARK: Final = "@@"
_HEAD: Final = """From mathcomp Require Import all_ssreflect all_fingroup all_algebra complex.
{imports}
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.
Unset Printing Implicit Defensive.
Set Printing Width 88.
Set Printing Depth 1000.
"""


class AuditError(RuntimeError):
    """Rocq could not answer: its message."""


def statements(built: Path, proofs: Sequence[Proof]) -> dict[str, str]:
    """Name -> the statement as Rocq prints it, without hypotheses left in sections.

    Args:
        built: the folder of compiled sources.
        proofs: the theorems to ask for; their files have been compiled.
    """
    answers = _ask(built, [(proof.name, f"Check @{proof.qualified}.") for proof in proofs])
    return {name: _type(answer) for name, answer in answers.items()}


def bodies(built: Path, defined: Sequence[Proof]) -> dict[str, str]:
    """Name -> the definition as Rocq prints it."""
    answers = _ask(built, [(item.name, f"Print {item.qualified}.") for item in defined])
    return {name: answer.split("\n\nArguments", 1)[0].strip() for name, answer in answers.items()}


def assumptions(built: Path, proofs: Sequence[Proof]) -> dict[str, str]:
    """Name -> "" where a theorem rests on no axiom, else the axioms, as ``Print Assumptions`` lists them.

    All theorems are asked at once, in one term; one by one only when that term is not closed.
    """
    if not proofs:
        return {}
    each = "\n".join(f"  let _ := @{proof.qualified} in" for proof in proofs)
    question = f"Definition everything : True :=\n{each}\n  I.\nPrint Assumptions everything."
    if _ask(built, [("all", question)])["all"].endswith(CLOSED):
        return {proof.name: "" for proof in proofs}
    answers = _ask(built, [(proof.name, f"Print Assumptions {proof.qualified}.") for proof in proofs])
    return {name: "" if answer == CLOSED else answer for name, answer in answers.items()}


def _ask(built: Path, questions: Sequence[tuple[str, str]]) -> dict[str, str]:
    """One run of coqc; each answer is what was printed after its mark."""
    if not questions:
        return {}
    compiled = [file for file in files(built) if (built / file).with_suffix(".vo").is_file()]
    imports = "\n".join(f"Require Import {module(file)}." for file in compiled)  # their notations print short
    marked = [f'Goal True. idtac "{_MARK} {name}". Abort.\n{command}' for name, command in questions]
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "audit.v"
        asked.write_text("\n".join([_HEAD.format(imports=imports), *marked, ""]), encoding="utf-8")
        command = ["coqc", "-q", "-w", "none", "-Q", str(built), LIBRARY, asked.name]
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise AuditError(f"{' '.join(command)}: {done.stderr.strip()}")
    parts = re.split(rf"^{_MARK} (\w+)$", done.stdout, flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _type(answer: str) -> str:
    """What follows the name and the colon, its lines moved to the left."""
    text = answer.split(" : ", 1)[1] if " : " in answer else answer
    return "\n".join(line.removeprefix(" " * 7) for line in text.strip().splitlines())
