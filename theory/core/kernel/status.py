"""What the level ``kernel`` says of a theorem: read from a build of exactly these sources, never written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ..catalogue import Entry
from ..record import Verdict
from . import build as building
from .build import Outcome
from .toolchain import missing_libraries, toolchain

NO_PROOF = "no Rocq proof of this theorem is in the catalogue"
NOT_BUILT = "its Rocq proof has not been built here: unalignable verify --level kernel"


@dataclass(frozen=True)
class Status:
    """The level ``kernel`` of one theorem: a verdict, or None and why not; what is wrong, where something is."""

    verdict: Verdict | None
    why: str = ""
    message: str = ""


def status(entry: Entry) -> Status:
    """What the build that is at hand says; nothing is built."""
    names = entry.theorem.kernel
    if not names:
        return Status(None, entry.theorem.why_not.get("kernel", NO_PROOF))
    outcome = _found()
    if outcome is None:
        missing = _missing()
        return Status(None, f"its Rocq proof cannot be checked here: {missing}" if missing else NOT_BUILT)
    wrong = [text for name in names if (text := _wrong(outcome, name))]
    if wrong:
        return Status(Verdict.UNDECIDED, message="; ".join(wrong))
    return Status(Verdict.HOLDS)


def _wrong(outcome: Outcome, name: str) -> str:
    if name not in outcome.assumptions:
        blame = "; ".join(outcome.faults) or "no source declares it"
        return f"{name} is not proved: {blame}"
    axioms = " ".join(outcome.assumptions[name].split())
    return f"{name} rests on {axioms}" if axioms else ""


@lru_cache(maxsize=1)
def _found() -> Outcome | None:
    tools = toolchain()
    return None if isinstance(tools, str) else building.found(tools)


def _missing() -> str:
    tools = toolchain()
    return tools if isinstance(tools, str) else missing_libraries()


def build(on_done: Callable[[str], None] | None = None) -> Outcome | str:
    """Build the proofs if they are not, and say what came of it; without Rocq, what is missing."""
    if (outcome := _found()) is not None:
        return outcome
    tools = toolchain()
    if missing := _missing():
        return missing
    assert not isinstance(tools, str)
    outcome = building.build(tools, on_done=on_done)
    _found.cache_clear()
    return outcome


def checked(entry: Entry) -> str:
    """``kernel-checked (Coq 8.16.1, MathComp 1.15)`` after a build of all proofs that passed, else ""."""
    outcome = _found()
    if outcome is None or not outcome.passed or status(entry).verdict is not Verdict.HOLDS:
        return ""
    return f"kernel-checked ({outcome.toolchain})"


def statement(entry: Entry) -> dict[str, str]:
    """Rocq theorem -> what it says, for a theorem that is kernel-checked here; else empty."""
    outcome = _found()
    if outcome is None or not checked(entry):
        return {}
    return {name: outcome.statements[name] for name in entry.theorem.kernel}
