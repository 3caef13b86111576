"""Judging one claim over one carrier: three-valued logic, with a record of which branches were live."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from .record import All, Case, Claim, Exists, Iff, Implies, Relation, Verdict

WORDS = {
    "==": "should equal",
    "<=": "should be at most",
    "<": "should be below",
    "!=": "should differ from",
    "psd": "should be positive semidefinite:",
}

Branch = tuple[str, str]
"""Path of an Implies or Iff inside the claim, and what happened there: live, vacuous, true or false."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, why it is not "holds", the branches seen, and the tolerance that a conclusion inherits."""

    verdict: Verdict
    why: str = ""
    branches: frozenset[Branch] = frozenset()
    tolerance: float = 0.0


def decide(m: Any, claim: Claim, condition: bool = False, path: str = "claim") -> Outcome:
    """Judge ``claim`` over the carrier ``m``.

    Args:
        m: the carrier whose numbers the claim is about.
        claim: the claim, already built over ``m``.
        condition: the claim stands inside an Iff or a premise, where a float equation has a dead zone.
        path: names the place inside the whole claim, for messages and for vacuity.
    """
    return _JUDGES[type(claim)](m, claim, condition, path)


def _relation(m: Any, claim: Relation, condition: bool, path: str) -> Outcome:
    verdict = m.decide(claim, condition)
    tolerance = m.tolerance(claim)[1] if hasattr(m, "inherited") and claim.op in ("==", "<=") else 0.0
    if verdict is Verdict.HOLDS:
        return Outcome(verdict, tolerance=tolerance)
    left = "" if claim.op == "psd" else f"{short(claim.left)} "
    why = f"{left}{WORDS[claim.op]} {short(claim.right)}{m.slack(claim)}"
    return Outcome(verdict, why, tolerance=tolerance)


def _all(m: Any, claim: All, condition: bool, path: str) -> Outcome:
    parts = [decide(m, part, condition, f"{path}.{k}") for k, part in enumerate(claim.parts, 1)]
    branches = frozenset[Branch]().union(*(part.branches for part in parts))
    for verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
        faults = [f"part {k} of {len(parts)}: {part.why}" for k, part in enumerate(parts, 1) if part.verdict is verdict]
        if faults:
            return Outcome(verdict, "; ".join(faults), branches)
    vacuous = all(part.verdict is Verdict.VACUOUS for part in parts)
    return Outcome(Verdict.VACUOUS if vacuous else Verdict.HOLDS, "", branches, sum(part.tolerance for part in parts))


def _implies(m: Any, claim: Implies, condition: bool, path: str) -> Outcome:
    path = f"{path}[{claim.key}]" if claim.key else path
    premise = decide(m, claim.premise, True, path)
    if premise.verdict is Verdict.REFUTED:
        return Outcome(Verdict.VACUOUS, f"premise fails: {premise.why}", frozenset({(path, "vacuous")}))
    if premise.verdict is not Verdict.HOLDS:
        return Outcome(Verdict.UNDECIDED, f"premise undecided: {premise.why}")
    # the premise holds only within its tolerance, so no more than that can follow from it
    before = getattr(m, "inherited", 0.0)
    if hasattr(m, "inherited"):
        m.inherited = before + premise.tolerance
    try:
        conclusion = decide(m, claim.conclusion, condition, f"{path}.then")
    finally:
        if hasattr(m, "inherited"):
            m.inherited = before
    return Outcome(conclusion.verdict, conclusion.why, conclusion.branches | {(path, "live")})


def _iff(m: Any, claim: Iff, condition: bool, path: str) -> Outcome:
    parts = [decide(m, part, True, f"{path}.{k}") for k, part in enumerate(claim.parts, 1)]
    verdicts = {part.verdict for part in parts}
    if {Verdict.HOLDS, Verdict.REFUTED} <= verdicts:
        true = next(k for k, part in enumerate(parts, 1) if part.verdict is Verdict.HOLDS)
        false, fault = next((k, part) for k, part in enumerate(parts, 1) if part.verdict is Verdict.REFUTED)
        return Outcome(Verdict.REFUTED, f"condition {true} holds but condition {false} does not: {fault.why}")
    if verdicts == {Verdict.HOLDS}:
        return Outcome(Verdict.HOLDS, "", frozenset({(path, "true")}))
    if verdicts == {Verdict.REFUTED}:
        return Outcome(Verdict.HOLDS, "", frozenset({(path, "false")}))
    undecided = next(part for part in parts if part.verdict not in (Verdict.HOLDS, Verdict.REFUTED))
    return Outcome(Verdict.UNDECIDED, f"a condition is undecided: {undecided.why}")


def _exists(m: Any, claim: Exists, condition: bool, path: str) -> Outcome:
    outcome = decide(m, claim.such_that, condition, path)
    if outcome.verdict is Verdict.HOLDS:
        return outcome
    shown = ", ".join(f"{name} = {short(value)}" for name, value in claim.witness.items())
    return Outcome(outcome.verdict, f"the constructed {shown} does not do: {outcome.why}", outcome.branches)


_JUDGES: dict[type[Claim], Callable[..., Outcome]] = {
    Relation: _relation,
    All: _all,
    Implies: _implies,
    Iff: _iff,
    Exists: _exists,
}


def uncovered(branches: Iterable[Branch]) -> str:
    """Where the claim was never put to the test: an Implies never live, an Iff never true or never false."""
    seen: dict[str, set[str]] = {}
    for path, branch in branches:
        seen.setdefault(path, set()).add(branch)
    for path, what in sorted(seen.items()):
        if what == {"vacuous"}:
            return f"{path}: the premise never held"
        if len(what) == 1 and what <= {"true", "false"}:
            return f"{path}: an iff that was never {'false' if 'true' in what else 'true'}"
    return ""


def call(f: Callable[..., Any], m: Any, case: Case) -> Any:
    """``f(m, ...)`` with arguments by name, as pytest does: ``lambda m, Q: ...`` gets only Q."""
    wanted = _wanted(f)
    return f(m, **case) if wanted is None else f(m, **{name: case[name] for name in wanted})


@lru_cache(maxsize=4096)
def _wanted(f: Callable[..., Any]) -> tuple[str, ...] | None:
    """The names of the arguments after the carrier; None when it takes all of them."""
    parameters = list(inspect.signature(f).parameters.values())[1:]
    return None if any(p.kind is p.VAR_KEYWORD for p in parameters) else tuple(p.name for p in parameters)


def cast(m: Any, case: Case) -> dict[str, Any]:
    """The case over the carrier's numbers; strings, tuples and functions are plain data and stay."""
    return {
        name: value if isinstance(value, str | tuple) or callable(value) else m.array(value)
        for name, value in case.items()
    }


def short(x: Any) -> str:
    """A value for a message: short, and exact where that is short."""
    x = getattr(x, "value", x)
    if isinstance(x, np.ndarray) and x.ndim:
        text = np.array2string(np.asarray(x, dtype=float), precision=4, threshold=12)
        return " ".join(text.split())
    exact = str(x)
    if len(exact) <= 24:
        return exact
    try:
        return f"{float(x):.15g}"
    except (TypeError, ValueError):
        return exact[:60]


def text(case: Case) -> str:
    """A case as one can paste it: ``X=[[0, 1/2]]; c=3``."""
    return "; ".join(f"{name}={_literal(value)}" for name, value in case.items())


def _literal(value: Any) -> str:
    if isinstance(value, str | tuple) or callable(value):
        return repr(value) if not callable(value) else getattr(value, "__name__", "function")
    array = np.asarray(value, dtype=object)
    if array.ndim == 0:
        return str(value)
    rows = array if array.ndim == 2 else array[None]
    inner = ", ".join("[" + ", ".join(str(e) for e in row) + "]" for row in rows)
    return f"[{inner}]" if array.ndim == 2 else inner
