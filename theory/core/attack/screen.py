"""What ``unalignable attack`` puts on the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from .report import NEAR_ENOUGH, Attack, Inequality

WIDTH = 110


def lines(attacks: Sequence[Attack], seconds: float) -> Iterator[str]:
    """A line per inequality, violations in full, totals last."""
    inequalities = [(attack, found) for attack in attacks for found in attack.inequalities]
    width = max((len(_name(attack, found)) for attack, found in inequalities), default=0)
    for attack, found in inequalities:
        yield f"{_name(attack, found):<{width}}  {found.evaluated:>7} cases  {_closest(found)}"
        if found.violated:
            yield from _wrapped(f"violated: {found.said}", "    ")
            yield from _wrapped(found.smallest_case, "    ")
    for attack in attacks:
        if attack.fewer and attack.inequalities:
            yield from _wrapped(f"{attack.slug}: {attack.fewer}", "", "  ")
    yield ""
    yield from _totals(attacks, seconds)


def _name(attack: Attack, found: Inequality) -> str:
    return f"{attack.slug} [{found.path}]"


def _closest(found: Inequality) -> str:
    if found.violated:
        return f"VIOLATED by {-found.least_slack:.2g} of {found.scale}"
    if found.op == "iff":
        return "conditions agree"
    if found.attained_by:
        return f"equality, by {found.attained_by}"
    near = "approached, " if found.approached else ""
    return f"{near}slack {found.least_slack:.2g} of {found.scale}"


def _totals(attacks: Sequence[Attack], seconds: float) -> Iterator[str]:
    with_some = [attack for attack in attacks if attack.inequalities]
    count = sum(len(attack.inequalities) for attack in with_some)
    if not count:
        yield f"no inequality in {_counted(len(attacks), 'theorem')}"
        return
    cases = sum(found.evaluated for attack in with_some for found in attack.inequalities)
    bad = [attack.slug for attack in with_some if attack.violated]
    said = f"violated: {', '.join(bad)}" if bad else "none violated"
    where = f"{_counted(count, 'inequality', 'inequalities')} of {_counted(len(with_some), 'theorem')}"
    yield f"{where}, {cases} evaluations: {said} · {seconds:.0f} s"
    tight = [attack for attack in with_some if attack.tight]
    far = [attack.slug for attack in tight if not attack.approached]
    if tight:
        near = len(tight) - len(far)
        yield f"called tight: {len(tight)}; equality attained, or approached within {NEAR_ENOUGH:g}: {near}"
    if far:
        yield from _wrapped(f"called tight, and not approached: {', '.join(far)}", "", "  ")
    if others := len(attacks) - len(with_some):
        yield f"{_counted(others, 'theorem')} without an inequality"


def _counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def _wrapped(content: str, first: str, rest: str | None = None) -> list[str]:
    rest = first if rest is None else rest
    return textwrap.wrap(
        content, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
