"""Failures that are known: which checks are expected to fail, and why.

In a file, one a line, the slug and the reason; a line that starts with ``#`` says nothing::

    # mylib 2.3 returns the square
    rigidity/range             issue 12: the square of CKA
    numerics/*                 sums in float32

``family/*`` stands for the checks of the family that apply. What does not fail as expected is an error, so that the
line goes when the code is mended.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from .record import Result

Expectation: TypeAlias = Mapping[str, str] | str | Path | None
"""Slug or ``family/*`` -> reason, a file that says so, or None."""


@dataclass(frozen=True)
class Expected:
    """What is expected to fail.

    Attributes:
        reasons: slug or ``family/*`` -> reason.
        slugs: of all checks of the variant.
        source: where the reasons are written: the file, or ``expect``.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    slugs: tuple[str, ...] = ()
    source: str = "expect"

    def entry(self, slug: str) -> str | None:
        """The entry that a check falls under: its own, before that of its family."""
        return next((key for key in (slug, _family(slug)) if key in self.reasons), None)

    def members(self, key: str) -> list[str]:
        """The checks that fall under an entry."""
        return [slug for slug in self.slugs if self.entry(slug) == key]

    def reason(self, slug: str) -> str | None:
        """Why a check is expected to fail; None where it is not."""
        key = self.entry(slug)
        return None if key is None else self.reasons[key]

    def objection(self, result: Result, fails: Callable[[str], bool]) -> str:
        """What is wrong with the expectation that a check fails, now that it was run; empty if nothing is.

        Args:
            result: what came of the check.
            fails: whether another check of its family fails.
        """
        key = self.entry(result.slug)
        if key is None or result.fails:
            return ""
        told = f"expected to fail ({self.reasons[key]}), but {'is ' * (result.word == 'undecided')}{result.word}"
        if key == result.slug:
            return f"{told}; take its line out of {self.source}"
        if result.word == "holds":
            return f"{told}; in place of {key}, {self.source} must name the checks that fail"
        if any(fails(slug) for slug in self.members(key) if slug != result.slug):
            return ""
        return f"{told}, and nothing else in {key} fails; take its line out of {self.source}"

    def met(self, results: Iterable[Result]) -> dict[str, str]:
        """Slug -> reason for the checks of a whole run that fail as expected, or whose expectation is wrong."""
        found = {result.slug: result for result in results}

        def fails(slug: str) -> bool:
            return slug in found and found[slug].fails

        return {
            slug: reason
            for slug, result in found.items()
            if (reason := self.reason(slug)) is not None and (result.fails or self.objection(result, fails))
        }


def expected(given: Expectation, slugs: Iterable[str], variant: str) -> Expected:
    """The expected failures, held against the checks that there are.

    Args:
        given: slug or ``family/*`` -> reason, a file that says so, or None.
        slugs: of all checks of the variant.
        variant: its name, for the message.

    Raises:
        ValueError: a slug that is no check of the variant, a reason that is missing, or a file that cannot be read.
    """
    if given is None:
        return Expected(slugs=tuple(slugs))
    reasons, source = (dict(given), "expect") if isinstance(given, Mapping) else (read(given), str(given))
    for slug, reason in reasons.items():
        if not (isinstance(reason, str) and reason.strip()):
            raise ValueError(f"{source}: {slug} needs a reason, got {reason!r}")
    found = Expected(reasons, tuple(slugs), source)
    for key in reasons:
        if not found.members(key):
            raise ValueError(f"{source}: {_no_check(key, found, variant)}")
    return found


def _no_check(key: str, found: Expected, variant: str) -> str:
    families = sorted({_family(slug) for slug in found.slugs})
    if key in families:
        return f"{key} expects nothing, for all its checks are named one by one"
    near = difflib.get_close_matches(key, families if key.endswith("/*") else found.slugs, n=3)
    return f"there is no check {key} of {variant}" + (f"; nearest: {', '.join(near)}" if near else "")


def _family(slug: str) -> str:
    return f"{slug.partition('/')[0]}/*"


def read(path: str | Path) -> dict[str, str]:
    """The expected failures of a file, slug or ``family/*`` -> reason.

    Raises:
        ValueError: the file cannot be read, a line has no reason, or a slug comes twice.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: {error}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        slug, _, reason = line.strip().expandtabs(1).partition(" ")
        if not reason.strip():
            raise ValueError(f"{path}, line {number}: {slug} needs a reason behind it")
        if slug in found:
            raise ValueError(f"{path}, line {number}: {slug} is there twice")
        found[slug] = reason.strip()
    return found
