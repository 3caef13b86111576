"""Settings: roles, plans, and one clear error for whatever the command line may give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from unalignable.experiments.core.settings import (
    SEEDS_APART,
    Plan,
    Settings,
    changed,
    fixed,
    grid,
    nuisance,
    roles,
    scientific,
)
from unalignable.theory.core.console import CallError


@dataclass(frozen=True, kw_only=True)
class Mine(Settings):
    width: int = scientific(32, "units", at_least=1)
    decay: float = scientific(0.0, "weight decay", at_least=0)
    kind: str = fixed("relu", "the activation", choices=("relu", "tanh"))
    bias: bool = nuisance(True, "whether layers have one")


def test_roles_are_kept_with_their_reasons() -> None:
    assert roles(Mine)["width"] == ("scientific", "units")
    assert [role for role, _ in roles(Mine).values()] == ["nuisance", "scientific", "scientific", "fixed", "nuisance"]


def test_text_is_read_by_type() -> None:
    assert changed(Mine, {"width": "64", "decay": "1e-3", "kind": "tanh", "bias": "no"}) == Mine(
        width=64, decay=1e-3, kind="tanh", bias=False
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("widht", "3", r"no setting 'widht'; nearest: width \(there are seed, width, decay, kind, bias\)"),
        ("width", "many", "width takes a whole number, got 'many'"),
        ("width", "2.5", "width takes a whole number, got '2.5'"),
        ("width", 2.5, "width takes a whole number, got 2.5"),
        ("width", np.float32(2.5), r"width takes a whole number, got (np\.float32\()?2\.5\)?"),
        ("width", float("inf"), "width takes a whole number, got inf"),
        ("decay", 10**400, "decay takes a number, got 10+"),
        ("width", True, "width takes a whole number, got True"),
        ("width", "0", "width must be at least 1, got '0'"),
        ("decay", "nan", "decay takes a number, got 'nan'"),
        ("decay", "inf", "decay takes a number, got 'inf'"),
        ("decay", "-1", "decay must be at least 0, got '-1'"),
        ("kind", "gelu", "kind is one of relu, tanh, got 'gelu'"),
        ("bias", "maybe", "bias takes true or false, got 'maybe'"),
        ("seed", "-1", "seed must be at least 0, got '-1'"),
    ],
)
def test_what_a_setting_cannot_be(name: str, value: object, said: str) -> None:
    with pytest.raises(CallError, match=f"^{said}$"):
        changed(Mine, {name: value})


def configs(plan: Plan, base: int = 0, seeds: int | None = None, **overrides: list[object]) -> list[Mine]:
    return list(plan.configs(Mine, base_seed=base, seeds=seeds, overrides=overrides))


def test_a_plan_is_every_arm_at_every_seed() -> None:
    found = configs(Plan(arms=grid(width=(8, 16)), seeds=2))
    assert [(c.width, c.seed) for c in found] == [(8, 0), (8, 1), (16, 0), (16, 1)]


def test_base_seeds_share_no_seed() -> None:
    plan = Plan(seeds=SEEDS_APART)
    assert not {c.seed for c in configs(plan, 0)} & {c.seed for c in configs(plan, 1)}


def test_overrides_replace_what_the_arms_say() -> None:
    plan = Plan(arms=grid(width=(8, 16)), seeds=1)
    assert [c.width for c in configs(plan, width=["4"])] == [4], "the arms fall together, and are run once"
    assert [(c.width, c.decay) for c in configs(plan, decay=["0", "1"])] == [(8, 0), (8, 1), (16, 0), (16, 1)]
    assert [c.seed for c in configs(plan, seed=[7])] == [7, 7]
