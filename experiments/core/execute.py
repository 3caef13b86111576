"""One run, from settings to numbers: seeded, on one thread, and with nothing in its result that is not a number."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .record import Experiment, Failed, Json
from .settings import Settings
from .training import reproducibly


@dataclass(frozen=True)
class Outcome:
    """What one run gave.

    Attributes:
        metrics: name -> number, or nested lists of numbers.
        tensors: name -> array.
        began: when training began, in seconds since the epoch.
        seconds: wall-clock time of training and of measuring. Times are kept apart from the result, which is the same
            every time.
    """

    metrics: dict[str, Json]
    tensors: dict[str, NDArray[Any]]
    began: float
    seconds: dict[str, float]


ONE_AT_A_TIME: Final = threading.Lock()
"""Torch has one random state per process, so two threads of a cluster's worker must take turns."""


def execute(experiment: Experiment[Any], config: Settings) -> Outcome:
    """Train and measure. The same settings give the same outcome, bit for bit, on one machine.

    Raises:
        Failed: training did not get where it must, or a metric is no finite number; the message names it.
        TypeError: training left something that is no array of numbers.
    """
    from threadpoolctl import threadpool_limits

    with ONE_AT_A_TIME, threadpool_limits(1), reproducibly(config.seed):
        began, started = time.time(), time.perf_counter()
        tensors = {name: _array(name, array) for name, array in experiment.train(config).items()}
        trained = time.perf_counter()
        metrics = plain(experiment.measure(config, tensors))
        measured = time.perf_counter()
    return Outcome(metrics, tensors, began, {"training": trained - started, "measuring": measured - trained})


def _array(name: str, value: Any) -> NDArray[Any]:
    found = np.ascontiguousarray(value)
    if found.dtype.kind not in "biuf":
        raise TypeError(f"train leaves {name} as {found.dtype}, which is no array of real numbers")
    return found


def plain(metrics: Mapping[str, Any]) -> dict[str, Json]:
    """Metrics as JSON has them: finite numbers, text, and lists and dicts of these.

    Raises:
        Failed: one is not; the message names it.
    """
    return {name: _plain(name, value) for name, value in metrics.items()}


def _plain(name: str, value: Any) -> Json:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(f"{name}.{key}", part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise Failed(f"{name} is {value!r}, which is no finite number")
