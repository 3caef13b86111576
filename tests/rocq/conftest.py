"""Rocq's part: what needs coqc is skipped, with the reason, where there is none."""

import shutil

import pytest

from unalignable.theory.core.kernel import sources, status, toolchain

TOY = """(* toy/addition: adding nothing changes nothing. *)
From mathcomp Require Import all_ssreflect.

Theorem toy_addition (n : nat) : n + 0 = n.
Proof. by rewrite addn0. Qed.
"""


@pytest.fixture(scope="session")
def rocq():
    """The toolchain."""
    found = toolchain.toolchain()
    if isinstance(found, str):
        pytest.skip(f"no Rocq: {found}")
    return found


@pytest.fixture(scope="session")
def outcome(rocq):
    """Of the whole tree, built once for all processes."""
    return status.build()


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A function that writes a small tree of proofs; builds go to a cache of the test's own."""
    monkeypatch.setenv("UNALIGNABLE_CACHE", str(tmp_path / "cache"))

    def written(files=None, *, base=()):
        root = tmp_path / "rocq"
        root.mkdir(exist_ok=True)
        for name in ("_CoqProject", "Makefile"):
            shutil.copy(sources.ROOT / name, root / name)
        texts = {f"base/{name}.v": (sources.ROOT / "base" / f"{name}.v").read_text() for name in base}
        for name, text in {**texts, **({"toy.v": TOY} if files is None else files)}.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        return root

    return written
