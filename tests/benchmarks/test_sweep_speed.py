"""What the harness costs beside training, and what a second process gains.

Ratios of times taken in one run: bare training against a sweep of the same runs, one process against two.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from unalignable.experiments.core.catalogue import Entry
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.executors import Here, Processes
from unalignable.experiments.core.sweep import Sweep, train_all

TOYS = Path(__file__).parents[1] / "experiments"
RUNS = 12
STEPS = 6000  # about a second of training: the shortest runs of the experiments
OVERHEAD = 1.03
GAIN = 1.8


@pytest.fixture
def sweep(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Sweeps of twelve runs, each into a folder of its own."""
    monkeypatch.syspath_prepend(str(TOYS))
    entry = Entry("slope", TOYS / "toys" / "slope.py", "toys")
    settings = entry.experiment.settings

    def of(name: str) -> Sweep:
        return Sweep.of(entry, [settings(seed=seed, steps=STEPS) for seed in range(RUNS)], tmp_path / name)

    return of


def swept(sweep: Sweep, workers: Any) -> float:
    """Seconds that a sweep takes, from the first prediction to the last file; processes are up before."""
    with sweep.store.locked():
        started = time.perf_counter()
        train_all([sweep], workers, lambda *done: None)
        return time.perf_counter() - started


class Ready:
    """Processes that have loaded everything before the clock starts."""

    def __init__(self, count: int, entry: Entry) -> None:
        self._processes = Processes(count)
        self._pool = self._processes.executor()
        # more than there are processes, so that each is started and imports what a run needs
        list(self._pool.map(_warm, [entry.module] * 4 * count))

    window = property(lambda self: self._processes.window)

    def executor(self) -> Any:
        return self._pool

    def stop(self) -> None:
        self._processes.stop()


def _warm(module: str) -> None:
    from unalignable.experiments.core.catalogue import record

    experiment = record(module)
    execute(experiment, experiment.settings(pause=0.5))


def test_the_harness_costs_at_most_three_percent(sweep: Any, benchmark: Any) -> None:
    jobs = sweep("bare").jobs
    experiment = sweep("bare").experiment
    execute(experiment, jobs[0].config)
    bare, whole = [], []
    for turn in range(3):
        started = time.perf_counter()
        for job in jobs:
            execute(experiment, job.config)
        bare.append(time.perf_counter() - started)
        whole.append(swept(sweep(f"whole{turn}"), Here()))
    benchmark.extra_info["ratio"] = ratio = min(whole) / min(bare)
    benchmark.pedantic(lambda: None)
    assert ratio <= OVERHEAD, f"{ratio:.3f} times bare training"


def test_two_processes_are_1_8_times_one(sweep: Any, benchmark: Any) -> None:
    entry = sweep("entry").entry
    times = {}
    for count in (1, 2):
        workers = Ready(count, entry)
        try:
            times[count] = min(swept(sweep(f"{count}-{turn}"), workers) for turn in range(3))
        finally:
            workers.stop()
    benchmark.extra_info["gain"] = gain = times[1] / times[2]
    benchmark.pedantic(lambda: None)
    assert gain >= GAIN, f"{gain:.2f} times one process"
