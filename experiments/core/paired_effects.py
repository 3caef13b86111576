"""What changing one setting does: differences from a baseline run of the same seed and the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .record import NotEnough, Run, Runs
from .settings import Value

Number = Callable[[Run[Any]], float]
Changes = dict[Value, dict[str, dict[int, float]]]
"""Value of the setting -> data set -> seed -> change."""


def baseline(runs: Runs[Any], names: Sequence[str]) -> dict[str, Value]:
    """For each setting the value that most runs have (the default among equals): a plan that changes one at a time."""
    found: dict[str, Value] = {}
    for name in names:
        counts = Counter(getattr(run.config, name) for run in runs)
        default = type(runs[0].config).__dataclass_fields__[name].default
        found[name] = max(counts, key=lambda value: (counts[value], value == default))
    return found


def changes(
    runs: Runs[Any], names: Sequence[str], name: str, number: Number, keep: Callable[[Run[Any]], bool]
) -> Changes:
    """Change of a number with one setting, all other settings of ``names`` as in the baseline.

    Args:
        runs: of any arms.
        names: the settings that arms differ in.
        name: the one that is changed.
        number: what is compared.
        keep: which runs count; a pair counts if both do.
    """
    usual, arms = baseline(runs, names)[name], comparable(runs, names, name, keep)
    start = {(run.config.data, run.config.seed): number(run) for run in arms if getattr(run.config, name) == usual}
    found: Changes = {}
    for run in arms:
        value, data, seed = getattr(run.config, name), run.config.data, run.config.seed
        if value != usual and (data, seed) in start:
            found.setdefault(value, {}).setdefault(data, {})[seed] = number(run) - start[data, seed]
    return dict(sorted(found.items()))


def comparable(runs: Runs[Any], names: Sequence[str], name: str, keep: Callable[[Run[Any]], bool]) -> list[Run[Any]]:
    """The runs that count and that differ from the baseline in one setting at most, the named one."""
    usual = baseline(runs, [other for other in names if other != name])
    return [run for run in runs if all(getattr(run.config, k) == v for k, v in usual.items()) and keep(run)]


def raised(
    runs: Runs[Any], names: Sequence[str], name: str, number: Number, keep: Callable[[Run[Any]], bool]
) -> NDArray[np.float64]:
    """Change of a number from the smallest to the largest value of one setting: one per seed, the mean of all data.

    Raises:
        NotEnough: no seed has runs with two values of it.
    """
    found: dict[str, dict[Value, dict[int, float]]] = {}
    for run in comparable(runs, names, name, keep):
        found.setdefault(run.config.data, {}).setdefault(getattr(run.config, name), {})[run.config.seed] = number(run)
    rises: dict[str, dict[int, float]] = {}
    for data, by_value in found.items():
        least, most = min(by_value), max(by_value)
        if least != most:
            seeds = by_value[least].keys() & by_value[most].keys()
            rises[data] = {seed: by_value[most][seed] - by_value[least][seed] for seed in seeds}
    if not any(rises.values()):
        raise NotEnough(f"no seed has pairs that count with two values of {name}; give --set {name}=LESS,MORE")
    return over_data(rises)


def over_data(found: Mapping[str, Mapping[int, float]]) -> NDArray[np.float64]:
    """Data set -> seed -> number, to one number per seed: the mean over the data sets that have it."""
    seeds = sorted({seed for by_seed in found.values() for seed in by_seed})
    return np.array([np.mean([by_seed[seed] for by_seed in found.values() if seed in by_seed]) for seed in seeds])
