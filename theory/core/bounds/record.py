"""The record of one bound, its hypotheses on the data, and the names of what is bounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["floor", "ceiling"]

CKA: Final = "linear_cka"
R2: Final = "linear_r2"
R2_BACK: Final = "linear_r2_reverse"
NBS: Final = "nbs"
MEAN_CCA: Final = "mean_cca"
CKA_RELABELLED: Final = "linear_cka_relabelled_mean"
CKA_RELABELLED_VARIANCE: Final = "linear_cka_relabelled_variance"
R2_RELABELLED: Final = "linear_r2_relabelled_mean"
LABEL_CKA: Final = ("label_cka_a", "label_cka_b")
"""Linear CKA of X, and of Y, with the labels (one column a class, or the real targets)."""
LABEL_R2: Final = ("label_r2_a", "label_r2_b")
"""In-sample R² of the linear probe of the labels on X, and on Y."""
MARGIN_COVARIANCE: Final = "margin_covariance"
"""Covariance (over samples, divided by n) of the two scores, each in units of its smallest margin."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One hypothesis of a theorem on these data.

    Attributes:
        text: the hypothesis, with the values seen.
        holds: whether it holds.
    """

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """What one theorem forces here.

    Attributes:
        slug: the theorem.
        measure: name of the bounded number, as in ``compare``'s measures or one of the names of this module; the
            ``..._relabelled_...`` are over all relabellings of the samples of Y.
        kind: floor (the measure is at least ``value``) or ceiling (at most).
        value: the bound, rounded to the safe side; None where the theorem does not apply.
        why: one sentence.
        hypotheses: each with whether it holds.
        strict: the measure is never equal to the bound.
        form: which of several forms of one theorem; "" where there is one.
        numbers: what the bound is made of, by name, where a reader wants to see it.
    """

    slug: str
    measure: str
    kind: Kind
    value: float | None
    why: str
    hypotheses: tuple[Condition, ...] = ()
    strict: bool = False
    form: str = ""
    numbers: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.applies:
            object.__setattr__(self, "value", None)

    @property
    def applies(self) -> bool:
        """Every hypothesis holds."""
        return all(condition.holds for condition in self.hypotheses)

    def contradicted_by(self, measured: float) -> bool:
        """Whether a measured value violates the bound."""
        if self.value is None:
            return False
        gap = measured - self.value if self.kind == "floor" else self.value - measured
        return gap < 0 or (self.strict and gap == 0)

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable compare --json``."""
        return {
            "slug": self.slug,
            "measure": self.measure,
            "kind": self.kind,
            "value": self.value,
            "applies": self.applies,
            "strict": self.strict,
            "form": self.form,
            "why": self.why,
            "numbers": {name: number for name, number in self.numbers if math.isfinite(number)},
            "hypotheses": [{"text": c.text, "holds": c.holds} for c in self.hypotheses],
        }


def strongest(bounds: Iterable[Bound], measure: str, kind: Kind) -> Bound | None:
    """The tightest bound of one kind on one measure, among those that apply; None if there is none."""
    found = [b for b in bounds if b.measure == measure and b.kind == kind and b.value is not None]
    sign = 1 if kind == "floor" else -1
    return max(found, key=lambda b: (sign * (math.nan if b.value is None else b.value), b.strict), default=None)
