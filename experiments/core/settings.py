"""Settings of an experiment: each is scientific, nuisance or fixed, and says why it has its value."""

from __future__ import annotations

import difflib
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, TypeVar, get_type_hints

from unalignable.theory.core.console import CallError

Value = bool | int | float | str
T = TypeVar("T", bool, int, float, str)
S = TypeVar("S", bound="Settings")

SCIENTIFIC: Final = "scientific"
NUISANCE: Final = "nuisance"
FIXED: Final = "fixed"
SWITCH: Final = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def scientific(default: T, why: str, *, at_least: float | None = None, choices: Sequence[T] = ()) -> T:
    """A setting whose effect the experiment is about; sweeps vary it."""
    return _setting(SCIENTIFIC, default, why, at_least, choices)


def nuisance(default: T, why: str, *, at_least: float | None = None, choices: Sequence[T] = ()) -> T:
    """A setting that must not matter: the statements are about all its values, so it is varied and averaged over."""
    return _setting(NUISANCE, default, why, at_least, choices)


def fixed(default: T, why: str, *, at_least: float | None = None, choices: Sequence[T] = ()) -> T:
    """A setting held at one value, which the statements are about."""
    return _setting(FIXED, default, why, at_least, choices)


def _setting(role: str, default: T, why: str, at_least: float | None, choices: Sequence[T]) -> T:
    metadata = {"role": role, "why": why, "at_least": at_least, "choices": tuple(choices)}
    found: T = field(default=default, metadata=metadata)
    return found


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one run is made of; an experiment subclasses it with one field per setting.

    Example:
        >>> @dataclass(frozen=True, kw_only=True)
        ... class Mine(Settings):
        ...     width: int = scientific(32, "units of the hidden layer", at_least=1)
        >>> changed(Mine, {"width": "64"})
        Mine(seed=0, width=64)
    """

    seed: int = nuisance(0, "draws the data, the initial weights and the order of the batches", at_least=0)

    def as_json(self) -> dict[str, Value]:
        """Name -> value."""
        return asdict(self)


def roles(settings: type[Settings]) -> dict[str, tuple[str, str]]:
    """Name -> role and why, in the order of the fields."""
    return {f.name: (f.metadata["role"], f.metadata["why"]) for f in fields(settings)}


def grid(**values: Sequence[Value]) -> tuple[dict[str, Value], ...]:
    """Every combination of the values, as the arms of a sweep.

    Example:
        >>> grid(width=(1, 2), bias=(True,))
        ({'width': 1, 'bias': True}, {'width': 2, 'bias': True})
    """
    return tuple(dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values()))


def changed(settings: type[S], values: Mapping[str, Any]) -> S:
    """Settings with these values, each checked; text is read as the command line gives it.

    Raises:
        CallError: no such setting, or a value that it cannot have; what it takes is said.
    """
    found: dict[str, Any] = {name: checked(settings, name, value) for name, value in values.items()}
    return settings(**found)


def checked(settings: type[Settings], name: str, value: Any) -> Value:
    """One value of one setting.

    Raises:
        CallError: no such setting, or a value that it cannot have; what it takes is said.
    """
    known = {f.name: f for f in fields(settings)}
    if name not in known:
        close = difflib.get_close_matches(name, list(known), n=2, cutoff=0.5)
        nearest = f"; nearest: {', '.join(close)}" if close else ""
        raise CallError(f"no setting {name!r}{nearest} (there are {', '.join(known)})")
    wanted = get_type_hints(settings)[name]
    found = _read(wanted, value)
    metadata = known[name].metadata
    if found is None or (isinstance(found, float) and not math.isfinite(found)):
        raise CallError(f"{name} takes {_kind(wanted)}, got {value!r}")
    if metadata["choices"] and found not in metadata["choices"]:
        raise CallError(f"{name} is one of {', '.join(map(str, metadata['choices']))}, got {value!r}")
    least = metadata["at_least"]
    if least is not None and not isinstance(found, str) and found < least:
        raise CallError(f"{name} must be at least {least:g}, got {value!r}")
    return found


def _kind(wanted: type) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a word"}[wanted]


def _read(wanted: type, value: Any) -> Value | None:
    if wanted is bool:
        return value if isinstance(value, bool) else SWITCH.get(str(value).lower())
    if wanted is str:
        return value if isinstance(value, str) else None
    if isinstance(value, bool):
        return None
    try:
        found: Value = wanted(value)
        return None if wanted is int and not isinstance(value, str) and found != value else found
    except (TypeError, ValueError, OverflowError):
        return None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which runs a sweep has: every arm at every seed.

    Attributes:
        arms: what differs from the defaults, arm by arm; one empty arm is the defaults.
        seeds: how many seeds each arm has.
    """

    arms: tuple[Mapping[str, Value], ...] = ({},)
    seeds: int = 3

    def configs(
        self, settings: type[S], *, base_seed: int, seeds: int | None, overrides: Mapping[str, Sequence[Any]]
    ) -> Iterator[S]:
        """The runs, arm by arm, without repetition.

        Args:
            settings: the class of the settings.
            base_seed: the seeds are ``SEEDS_APART * base_seed + 0, 1, …``, so sweeps of different base share none.
            seeds: how many, instead of the plan's.
            overrides: name -> values, in place of what the arms say; several values multiply the arms.

        Raises:
            CallError: a setting that there is not, or a value that it cannot have.
        """
        done: set[S] = set()
        chosen = {name: tuple(checked(settings, name, value) for value in values) for name, values in overrides.items()}
        for arm in self.arms:
            for over in grid(**chosen):
                for index in range(self.seeds if seeds is None else seeds):
                    values = {**arm, **over}
                    values.setdefault("seed", SEEDS_APART * base_seed + index)
                    config = changed(settings, values)
                    if config not in done:
                        done.add(config)
                        yield config


SEEDS_APART: Final = 10_000
