"""A theorem with one piece of its source changed: a wrong constant, a sign, a side. The judge must see it."""

from __future__ import annotations

import types

from . import catalogue, levels
from .record import Theorem, Verdict

EXAMPLES = 60
"""Random cases on which an altered claim has to be refuted."""


def altered(slug: str, right: str, wrong: str) -> Theorem:
    """The theorem as its file would define it with ``right`` replaced by ``wrong``, once; nothing is written.

    Args:
        slug: the theorem.
        right: text of its file.
        wrong: what stands there instead.

    Raises:
        CatalogueError: an unknown slug.
        ValueError: the file does not say ``right`` (any more).
    """
    entry = catalogue.get(slug)
    source = entry.path.read_text(encoding="utf-8")
    if right not in source:
        raise ValueError(f"{slug} does not say {right!r}")
    module = types.ModuleType(f"{entry.package}.{entry.family}.altered")
    module.__package__ = f"{entry.package}.{entry.family}"
    exec(compile(source.replace(right, wrong, 1), str(entry.path), "exec"), module.__dict__)
    theorem: Theorem = module.THEOREM
    return theorem


def unseen(slug: str, right: str, wrong: str) -> str:
    """Why the judge does not see that a theorem was altered; empty when it does.

    It does when random exact cases refute the claim, and no derivation holds.
    """
    theorem = altered(slug, right, wrong)
    exact = levels.exact(theorem, slug, levels.Sampler(theorem, EXAMPLES, 0))
    if exact.verdict is not Verdict.REFUTED:
        return f"{slug} with {wrong!r} for {right!r}: {exact.verdict.value} {exact.message}"
    if theorem.symbolic is not None and levels.symbolic(theorem).verdict is Verdict.HOLDS:
        return f"{slug} with {wrong!r} for {right!r}: its derivation holds all the same"
    return ""
