"""What an experiment is: a prediction, a training run, a measurement, and claims that trained networks can refute.

The order is the point. ``predict`` writes its numbers into the run's folder before ``train`` begins; ``train`` and
``measure`` see nothing but the settings; the claims compare at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from .settings import Plan, Settings, Value

S = TypeVar("S", bound=Settings)
C = TypeVar("C", bound=Settings, covariant=True)

Number = float | int | bool
Json = Any
Tensors = Mapping[str, NDArray[Any]]
"""What training leaves behind: the weights, under the names of ``state_dict``, and whatever else is measured."""
Metrics = Mapping[str, Json]
"""What was measured: finite numbers, or lists of them."""


class NotEnough(Exception):
    """These runs cannot decide a claim: which are missing."""


class Failed(RuntimeError):
    """A run whose training did not get where it must (a network that did not fit its task): said, never hidden."""


@dataclass(frozen=True)
class Run(Generic[S]):
    """One finished run.

    Attributes:
        config: its settings.
        prediction: what ``predict`` wrote before training.
        metrics: what ``measure`` found.
        load: reads the tensors that ``train`` left.
    """

    config: S
    prediction: Mapping[str, Json]
    metrics: Metrics
    load: Callable[[], Tensors]

    @cached_property
    def tensors(self) -> Tensors:
        """What ``train`` left, read from the run's folder when first asked for."""
        return self.load()


class Runs(Sequence[Run[S]]):
    """The finished runs of a sweep, in the order of its plan."""

    def __init__(self, runs: Sequence[Run[S]]) -> None:
        self._runs = tuple(runs)

    @overload
    def __getitem__(self, index: int) -> Run[S]: ...
    @overload
    def __getitem__(self, index: slice) -> Runs[S]: ...
    def __getitem__(self, index: int | slice) -> Run[S] | Runs[S]:
        return Runs(self._runs[index]) if isinstance(index, slice) else self._runs[index]

    def __len__(self) -> int:
        return len(self._runs)

    def __iter__(self) -> Iterator[Run[S]]:
        return iter(self._runs)

    def where(self, **settings: Value) -> Runs[S]:
        """The runs with these settings.

        Raises:
            NotEnough: there are none.
        """
        found = [r for r in self._runs if all(getattr(r.config, name) == value for name, value in settings.items())]
        if not found:
            said = ", ".join(f"{name}={value}" for name, value in settings.items())
            raise NotEnough(f"no run with {said}")
        return Runs(found)

    def split(self, *names: str) -> dict[Any, Runs[S]]:
        """Value of the setting (or tuple of values) -> the runs that have it, in increasing order of the value."""
        keys = [tuple(getattr(run.config, name) for name in names) for run in self._runs]
        found = {key: Runs([r for r, k in zip(self._runs, keys, strict=True) if k == key]) for key in sorted(set(keys))}
        return {(key[0] if len(names) == 1 else key): runs for key, runs in found.items()}

    def values(self, metric: str) -> NDArray[np.float64]:
        """One metric of every run, shape (runs, …)."""
        return np.array([run.metrics[metric] for run in self._runs], dtype=float)

    def predicted(self, name: str) -> NDArray[np.float64]:
        """One predicted number of every run, shape (runs, …)."""
        return np.array([run.prediction[name] for run in self._runs], dtype=float)


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, for claims whose uncertainty is not that of a mean (a correlation, say).

    Attributes:
        value: what was measured.
        low: lower end of a 95 % interval.
        high: upper end.
        how: how the interval was made.
    """

    value: float
    low: float
    high: float
    how: str


@dataclass(frozen=True, kw_only=True)
class Claim(Generic[S]):
    """One prediction, written down before training: a number will lie in a region.

    Attributes:
        name: short, stable, unique in its experiment.
        theorem: slug of the theorem that it comes from.
        says: the prediction in one sentence, with its number.
        sample: runs -> one number per independent replicate (usually a seed); or an ``Estimate``, which brings its own
            interval. Raises ``NotEnough`` where runs are missing.
        low: lower end of the region that the theorem predicts.
        high: upper end.
        every: True for a bound that each single number must keep; False for a statement about their mean, which is
            decided by its 95 % interval (Student's t).
    """

    name: str
    theorem: str
    says: str
    sample: Callable[[Runs[S]], Sequence[float] | NDArray[Any] | Estimate]
    low: float = -math.inf
    high: float = math.inf
    every: bool = False

    def as_json(self) -> dict[str, Json]:
        """What is written down before training."""
        return {
            "name": self.name,
            "theorem": self.theorem,
            "says": self.says,
            "low": None if math.isinf(self.low) else self.low,
            "high": None if math.isinf(self.high) else self.high,
            "test": "every value" if self.every else "95 % interval of the mean",
        }


@dataclass(frozen=True, kw_only=True)
class Experiment(Generic[S]):
    """One experiment.

    Attributes:
        settings: the class of its settings.
        predict: settings -> numbers, from theory alone; called before training, once per run.
        train: settings -> what is kept. Torch is seeded with ``settings.seed`` and has one thread.
        measure: settings, what training left -> numbers. Never sees a prediction.
        claims: what is predicted of the runs together.
        planted: wrong predictions of the kind that one might make; the same runs must refute each.
        figure: draws the runs into an empty matplotlib figure and returns the caption, which must stand alone.
        quick: the runs of ``--quick``: all experiments together take at most six minutes on two cores.
        full: the runs of ``--full``.
        takes_data: whether ``--data`` may replace its data set (then the settings have a field ``data``).
    """

    settings: type[S]
    predict: Callable[[S], Mapping[str, Json]]
    train: Callable[[S], Tensors]
    measure: Callable[[S, Tensors], Metrics]
    claims: tuple[Claim[S], ...]
    planted: tuple[Claim[S], ...] = ()
    figure: Callable[[Runs[S], Any], str]
    quick: Plan
    full: Plan
    takes_data: bool = False
