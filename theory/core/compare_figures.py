"""Numbers that say where they come from: each is written with the function that gave it and a theorem about it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, Final, Literal

Towards = Literal["nearest", "down", "up"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the screen.

    Attributes:
        value: the number.
        text: as it is written.
        function: what computed it, a dotted name that can be imported.
        slug: a theorem that says what it is, or what it is good for.
    """

    value: float
    text: str
    function: str
    slug: str

    def __str__(self) -> str:
        return self.text

    def as_json(self) -> dict[str, Any]:
        """The record in the JSON of a verdict."""
        return {"text": self.text, "value": self.value, "function": self.function, "slug": self.slug}


Line = tuple[str | Figure, ...]
"""A line of text whose numbers are figures."""

ROUNDING: Final = {"nearest": ROUND_HALF_EVEN, "down": ROUND_FLOOR, "up": ROUND_CEILING}
RELABELLED: Final = "unalignable.theory.permutation_null"
SHAPE: Final = ("numpy.shape", "dimension/too_few_samples")
RANK: Final = ("unalignable.theory.rank", "dimension/too_few_samples")
PARTICIPATION: Final = ("unalignable.theory.participation_ratio", "nulls/permutation_mean")
SOURCES: Final = {
    "linear_cka": ("linear_cka", "rigidity/range", "nulls/permutation_mean"),
    "linear_cka_debiased": ("linear_cka", "estimators/hsic1_is_u_centred", "nulls/permutation_mean_of_hsic1"),
    "kernel_cka": ("kernel_cka", "estimators/wide_bandwidth", "nulls/permutation_mean"),
    "linear_r2": ("linear_r2", "probes/predictability_in_one_basis", "nulls/permutation_mean_of_r2"),
    "linear_r2_reverse": ("linear_r2", "probes/predictability_in_one_basis", "nulls/permutation_mean_of_r2"),
    "mean_cca": ("mean_cca", "probes/white_both_cka_is_cca", "nulls/add_one_p_value"),
    "svcca": ("svcca", "invariance/svcca_drops_a_direction", "nulls/add_one_p_value"),
    "pwcca": ("pwcca", "invariance/pwcca_sees_a_rotation", "nulls/add_one_p_value"),
    "nbs": ("nbs", "equivalences/cka_and_nbs", "nulls/add_one_p_value"),
    "rsa": ("rsa", "equivalences/doubly_centred_distances", "nulls/permutation_mean"),
    "mutual_knn": ("mutual_knn", "nulls/mutual_knn_mean", "nulls/mutual_knn_mean"),
    "label_r2_a": ("linear_r2", "probes/control_tasks", "nulls/permutation_mean_of_r2"),
    "label_r2_b": ("linear_r2", "probes/control_tasks", "nulls/permutation_mean_of_r2"),
}
"""Measure -> its function in unalignable.theory, a theorem about it, and one about its values on relabelled samples."""


def count(value: int, source: tuple[str, str]) -> Figure:
    """A whole number."""
    return Figure(value, str(value), *source)


def fixed(value: float, source: tuple[str, str], decimals: int = 3, towards: Towards = "nearest") -> Figure:
    """A number with so many decimals, exactly rounded, and no minus before a zero."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUNDING[towards])
    return Figure(value, f"{abs(rounded) if rounded == 0 else rounded:f}", *source)


def percent(value: float, source: tuple[str, str]) -> Figure:
    """A share in whole percent."""
    return Figure(value, f"{value * 100:.0f} %", *source)


def significant(value: float, source: tuple[str, str], digits: int = 3) -> Figure:
    """A number of unknown size: 2.9, 14.2, 3.1e+04."""
    return Figure(value, f"{value:.{digits}g}", *source)


def beside_one(value: float, source: tuple[str, str]) -> Figure:
    """A number that is compared with 1, with as many digits as show on which side it is, up to twelve."""
    digits = next((d for d in range(3, 12) if float(f"{value:.{d}g}") != 1), 12)
    return significant(value, source, digits)


def decimals(value: float) -> int:
    """How many decimals show three digits of a number; three where it is above 0.1."""
    return 3 if abs(value) >= 0.1 or value == 0 else min(2 - math.floor(math.log10(abs(value))), 12)


def filled(template: str, numbers: Mapping[str, float], source: tuple[str, str]) -> Line:
    """Words whose {names} are replaced by the numbers of that name, to three digits; {name|1} is compared with 1."""
    return tuple(
        _written(part, numbers, source) if i % 2 else part for i, part in enumerate(re.split(r"[{}]", template))
    )


def _written(name: str, numbers: Mapping[str, float], source: tuple[str, str]) -> Figure:
    number = numbers[name.removesuffix("|1")]
    return beside_one(number, source) if name.endswith("|1") else significant(number, source)


def measure(name: str) -> tuple[str, str]:
    """Where the value of a measure comes from."""
    function, slug, _ = SOURCES[name]
    return f"unalignable.theory.{function}", slug


def chance(name: str) -> tuple[str, str]:
    """Where its values on relabelled samples come from."""
    return RELABELLED, SOURCES[name][2]


def rule(name: str, slug: str) -> tuple[str, str]:
    """Where a bound comes from."""
    return f"unalignable.theory.bounds.{name}", slug


def written(line: Line) -> str:
    """The line as text."""
    return "".join(str(part) for part in line)


def figures(line: Line) -> list[Figure]:
    """The numbers of a line."""
    return [part for part in line if isinstance(part, Figure)]
