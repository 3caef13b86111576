"""The level kernel: said only after a build that passed; without Rocq it is missing, with what mends it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from unalignable.theory.core import export, judge
from unalignable.theory.core.catalogue import entries, get
from unalignable.theory.core.kernel import status
from unalignable.theory.core.kernel.build import Outcome
from unalignable.theory.core.kernel.toolchain import PACKAGES, missing_libraries, toolchain
from unalignable.theory.core.record import Verdict

SLUG = "rigidity/one_means_proportional_grams"
NAMES = get(SLUG).theorem.kernel
PROVED = [entry for entry in entries().values() if entry.theorem.kernel]


def command_line(*arguments, **environment):
    """``unalignable …`` in a process of its own."""
    call = [sys.executable, "-c", "from unalignable.experiments.core.cli import main; main()", *arguments]
    return subprocess.run(call, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


@pytest.fixture
def built(monkeypatch):
    """A function that puts the outcome of a build in place of what is at hand; None is no build."""

    def put(outcome):
        monkeypatch.setattr(status, "_missing", lambda: "")
        monkeypatch.setattr(status, "_found", lambda: outcome)

    return put


def outcome(axioms="", faults=(), names=NAMES):
    said, rests = dict.fromkeys(names, "forall n : nat, n = n"), dict.fromkeys(names, axioms)
    return Outcome("Coq 8.16.1, MathComp 1.15", 1.0, said, rests, {}, faults)


def test_a_proof_that_passed_is_said_with_its_versions(built):
    built(outcome())
    assert judge.verify(SLUG, levels=("symbolic",)).levels["kernel"] is None  # it was not asked for
    assert judge.verify(SLUG, examples=1).levels["kernel"] is Verdict.HOLDS
    assert status.checked(get(SLUG)) == "kernel-checked (Coq 8.16.1, MathComp 1.15)"
    assert "kernel-checked (Coq 8.16.1, MathComp 1.15)." in export.cite([get(SLUG)])
    assert "forall n : nat, n = n" in export.cite([get(SLUG)], rocq=True)
    assert "forall n : nat, n = n" in export.cite([get(SLUG)], "markdown", rocq=True)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (outcome("Axioms:\ncheat : forall P : Prop, P"), "rests on Axioms: cheat"),
        (outcome(names=("another",)), "is not proved: no source declares it"),
        (
            outcome(names=("another",), faults=("rigidity/x.v:3: Error: no",)),
            "is not proved: rigidity/x.v:3: Error: no",
        ),
    ],
)
def test_a_proof_that_did_not_pass_is_a_failure_and_never_cited(built, bad, said):
    built(bad)
    report = judge.verify(SLUG, examples=1)
    assert report.levels["kernel"] is Verdict.UNDECIDED
    assert not report.ok
    assert said in report.message
    assert "kernel" not in export.cite([get(SLUG)])
    with pytest.raises(ValueError, match="no Rocq statement to cite"):
        export.cite([get(SLUG)], rocq=True)


def test_something_wrong_elsewhere_takes_the_word_back_and_not_the_verdict(built):
    built(outcome(faults=("floors/x.v:3: Error: no",)))
    assert judge.verify(SLUG, examples=1).levels["kernel"] is Verdict.HOLDS
    assert status.checked(get(SLUG)) == ""


def test_what_was_not_built_is_not_said(built):
    built(None)
    report = judge.verify(SLUG, examples=1)
    assert report.levels["kernel"] is None
    assert report.why["kernel"] == status.NOT_BUILT
    assert report.ok
    assert "kernel" not in export.cite([get(SLUG)])


def test_bibtex_has_no_place_for_a_rocq_statement():
    with pytest.raises(ValueError, match="BibTeX has no place"):
        export.cite([get(SLUG)], "bibtex", rocq=True)


@pytest.mark.parametrize("arguments", [["--level", "kernel"], ["--level", "kernel", "--level", "exact"]])
def test_without_rocq_the_level_is_missing_and_says_how_to_mend_it(arguments, tmp_path):
    there = tmp_path / "v.json"
    done = command_line("verify", SLUG, *arguments, "--json", str(there), PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert f"apt-get install {' '.join(PACKAGES)}" in done.stdout
    (record,) = json.loads(there.read_text())
    assert record["levels"]["kernel"] is None
    assert "coqc" in record["why"]["kernel"]
    assert "apt-get install" in record["why"]["kernel"]
    assert record["levels"]["exact"] == ("holds" if "exact" in arguments else None)


def test_rocq_without_mathcomp_and_another_coq_are_told_apart(tmp_path, monkeypatch):
    def says(version, works):
        for name in ("coq_makefile", "make"):
            program(tmp_path / name, "exit 0")
        test = f'if [ "$1" = --version ]; then echo "The Coq Proof Assistant, version {version}"; '
        program(tmp_path / "coqc", f"{test}else echo 'Error: no library all_ssreflect' >&2; exit {works}; fi")
        toolchain.cache_clear()
        missing_libraries.cache_clear()
        return toolchain()

    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    try:
        assert says("8.20.0", 0).startswith("Coq 8.20.0 is installed, and the proofs are written for 8.16;")
        assert says("8.16.1", 1).coq == "8.16.1"
        assert missing_libraries().startswith("MathComp is not installed, or not all of it (no library all_ssreflect);")
        assert says("8.16.1", 0).coq == "8.16.1"
        assert missing_libraries() == ""
    finally:
        toolchain.cache_clear()
        missing_libraries.cache_clear()


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_every_theorem_that_names_a_proof_is_kernel_checked(rocq):
    done = command_line("verify", "--level", "kernel", "--json", "-")
    assert done.returncode == 0, done.stdout + done.stderr
    levels = {record["slug"]: record["levels"]["kernel"] for record in json.loads(done.stdout)}
    assert {slug for slug, level in levels.items() if level == "holds"} == {entry.slug for entry in PROVED}
    assert len(PROVED) >= 60
