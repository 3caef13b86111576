"""What became of an attack, as records."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from ..catalogue import get
from ..record import Theorem

NEAR_ENOUGH: Final = 1e-6
"""A relative slack at which equality counts as approached."""
TIGHT: Final = re.compile(r"\b(attain\w*|tight|equality)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inequality:
    """One inequality of a claim under attack.

    Attributes:
        index: its number within the theorem, from 0.
        path: where it stands in the claim: ``2`` the second part, ``3.then`` the conclusion of the third.
        op: ``<=``, ``<``, ``psd`` (semidefinite) or ``iff`` (an equivalence of which some conditions are inequalities).
        evaluated: on how many different cases inside the hypotheses.
        least_slack: the least (right - left)/scale seen; exactly 0 where the sides are equal.
        scale: what slacks are measured in.
        smallest_case: the case of the least slack; of a violation, simplified.
        violated: exact arithmetic refutes it on that case.
        attained_by: "witness", "sharp family", "domain" or "search" where the sides are exactly equal; else "".
        said: the exact values of a violation, or what was left unjudged.
    """

    index: int
    path: str
    op: str
    evaluated: int
    least_slack: float
    scale: str
    smallest_case: str
    violated: bool
    attained_by: str
    said: str = ""

    @property
    def approached(self) -> bool:
        """Equality is attained, or approached within 1e-6."""
        return bool(self.attained_by) or 0 <= self.least_slack <= NEAR_ENOUGH


@dataclass(frozen=True, slots=True)
class Attack:
    """One theorem under attack.

    Attributes:
        slug: the theorem.
        cases: how many evaluations of each inequality were asked for.
        inequalities: one entry each; empty when the claim makes none.
        tight: the theorem has a sharp family, or its section Sharpness speaks of equality.
        fewer: why some inequality has fewer evaluations than asked for; "" when none has.
    """

    slug: str
    cases: int
    inequalities: tuple[Inequality, ...]
    tight: bool
    fewer: str = ""

    @property
    def violated(self) -> bool:
        """Some inequality is violated."""
        return any(inequality.violated for inequality in self.inequalities)

    @property
    def approached(self) -> bool:
        """Equality is attained or approached in some inequality."""
        return any(inequality.approached for inequality in self.inequalities)

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable attack --json``."""
        return {**asdict(self), "violated": self.violated, "approached": self.approached}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Attack:
        """The inverse of :meth:`as_json`."""
        found = tuple(Inequality(**inequality) for inequality in record["inequalities"])
        return cls(record["slug"], record["cases"], found, record["tight"], record["fewer"])


def called_tight(slug: str, theorem: Theorem) -> bool:
    """Does the theorem say that equality is attained or approached?"""
    return theorem.sharp is not None or bool(TIGHT.search(get(slug).section("Sharpness")))
