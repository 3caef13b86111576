"""Sweeps: predictions of all runs first, then training on whatever executes them, each result kept as it comes in."""

from __future__ import annotations

import importlib
import pickle
import platform
import traceback
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from unalignable.theory.core.console import CallError

from . import datasets
from .catalogue import Entry, record
from .execute import Outcome, execute, plain
from .executors import Workers
from .fingerprint import CLAIMS, fingerprint
from .record import Experiment, Failed, Json, Runs
from .settings import Settings, roles
from .store import Store, as_text, key

VERSIONS: Final = ("unalignable", "numpy", "scipy", "scikit-learn", "torch")
BREAKS: Final = 3
"""A pool that breaks so many times without a result in between will break again."""


@dataclass(frozen=True)
class Job:
    """One run of a sweep: its settings, the text of its config.json, and the name of its folder."""

    config: Settings
    text: str
    name: str


@dataclass
class Sweep:
    """The runs of one experiment.

    Attributes:
        entry: the experiment.
        store: where its runs lie.
        jobs: all its runs, in the order of the plan.
        made_of: the code and the versions that they are named for.
        kept: how many were finished before.
        failed: name of a run -> why it could not be trained.
    """

    entry: Entry
    store: Store
    jobs: list[Job]
    made_of: dict[str, Any]
    kept: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: Entry, configs: Sequence[Settings], out: Path) -> Sweep:
        """The sweep of these settings, in the folder ``out/slug``."""
        made_of = origin(entry.module)
        common = {"experiment": entry.slug, **made_of}
        jobs = []
        for config in configs:
            described = {name: {"role": role, "why": why} for name, (role, why) in roles(type(config)).items()}
            values = config.as_json()
            settings = {name: {"value": values[name], **about} for name, about in described.items()}
            text = as_text({**common, "settings": settings})
            jobs.append(Job(config, text, key(text)))
        return cls(entry, Store(out / entry.slug), jobs, made_of)

    @property
    def experiment(self) -> Experiment[Any]:
        """Its record."""
        return self.entry.experiment

    def missing(self) -> list[Job]:
        """The runs that are not finished."""
        return [job for job in self.jobs if not self.store.has(job.name)]

    def predict(self) -> list[Job]:
        """Write the prediction of every missing run; returns these runs."""
        claims, missing = self.claims(), self.missing()
        self.kept = len(self.jobs) - len(missing)
        for job in missing:
            numbers = plain(self.experiment.predict(job.config))
            self.store.predicted(job.text, as_text({"claims": claims, "numbers": numbers}))
        return missing

    def claims(self) -> list[Json]:
        """What is written down of the claims before training: their words, their regions, and the code of them all."""
        code = fingerprint(self.entry.module, CLAIMS)
        return [{**claim.as_json(), "code": code} for claim in self.experiment.claims]

    def loaded(self) -> tuple[Runs[Any], list[Json]]:
        """The finished runs, and the claims that every one of them had in its folder before training."""
        runs, common = [], self.claims()
        for job in self.jobs:
            if self.store.has(job.name):
                run, claims = self.store.load(job.config, job.name)
                runs.append(run)
                common = [claim for claim in common if claim in claims]
        return Runs(runs), common


def origin(module: str) -> dict[str, Any]:
    """What a result comes from beside its settings: code and versions, as this process has them."""
    versions = {"python": platform.python_version(), **{name: version(name) for name in VERSIONS}}
    return {"code": fingerprint(module), "versions": versions}


@lru_cache(maxsize=64)
def _own_origin(module: str) -> dict[str, Any]:
    """That of a worker: what it has imported stays as it is."""
    return origin(module)


def work(
    module: str, values: Mapping[str, Any], located: Mapping[str, str], made_of: Mapping[str, Any]
) -> Outcome | str:
    """One run, in whatever process: the outcome, or why the network did not get where it must.

    Args:
        module: of the experiment.
        values: of its settings.
        located: where data sets given by the user lie.
        made_of: the code and versions that the result will be named for.

    Raises:
        CallError: this process has others.
    """
    experiment = record(module)
    if (own := _own_origin(module)) != made_of:
        differs = f"{own}, here {dict(made_of)}"
        raise CallError(f"a worker has other code or versions of {module}: {differs}; install the same, or restart it")
    datasets.locate(located)
    try:
        return execute(experiment, experiment.settings(**values))
    except Failed as failed:
        return str(failed) or "failed"
    except Exception as error:
        if _travels(error):
            raise
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def _travels(error: Exception) -> bool:
    """Whether another process can read it: one that cannot be read breaks the pool, as if the process had died."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return False
    return True


def train_all(sweeps: Sequence[Sweep], workers: Workers, on_done: Callable[[Sweep, Job], None]) -> None:
    """Predict everything, then train and measure whatever is missing.

    Interrupted at any moment, it loses the runs in flight and nothing else.

    Args:
        sweeps: with their stores locked.
        workers: what executes the runs.
        on_done: called in this process after each run, finished or failed.

    Raises:
        CallError: processes die again and again (out of memory, mostly).
    """
    importlib.import_module(f"{__package__}.training")  # so that torch is loaded before any run is timed
    queue = deque((sweep, job) for sweep in sweeps for job in sweep.predict())
    flying: dict[Future[Any], tuple[Sweep, Job]] = {}
    executor, breaks = workers.executor(), 0
    try:
        while queue or flying:
            whole = _submit(executor, queue, flying, workers.window)
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            if not whole or any(_lost(future) for future in done):
                done, _ = wait(flying)  # of a broken pool every future ends at once, some of them with results
                whole = False
            good = [future for future in done if not _lost(future)]
            for future in good:
                sweep, job = flying.pop(future)
                _keep(sweep, job, future)
                on_done(sweep, job)
            breaks = 0 if good else breaks + 1
            if breaks == BREAKS:
                raise CallError("a training process died three times in a row; out of memory? give fewer --workers")
            if not whole:
                queue.extendleft(reversed(flying.values()))
                flying.clear()
                executor = workers.executor()
    except BaseException:
        workers.stop()
        raise


def _submit(
    executor: Executor, queue: deque[tuple[Sweep, Job]], flying: dict[Future[Any], tuple[Sweep, Job]], window: int
) -> bool:
    """Hand out runs until so many are in flight; False where the executor turned out to be broken."""
    located = datasets.located()
    while queue and len(flying) < window:
        sweep, job = queue[0]
        try:
            future = executor.submit(work, sweep.entry.module, job.config.as_json(), located, sweep.made_of)
        except (BrokenProcessPool, OSError, ValueError):  # the last two: a pool that breaks as it starts a process
            return False
        flying[future] = queue.popleft()
    return True


def _lost(future: Future[Any]) -> bool:
    """Whether the run was lost with its process.

    Raises:
        CallError: the cluster has dropped it.
    """
    if future.cancelled():
        raise CallError("the Dask scheduler went away; the same command goes on from here when it is back")
    return isinstance(future.exception(), BrokenProcessPool)


def _keep(sweep: Sweep, job: Job, future: Future[Any]) -> None:
    error = future.exception()
    if isinstance(error, CallError):  # the data, not the experiment: no run can do better
        raise error
    if error is not None or isinstance(future.result(), str):
        sweep.store.dropped(job.name)
    if error is not None:
        sweep.failed[job.name] = f"{type(error).__name__}: {' '.join(str(error).split())}"
        sweep.store.traced(job.name, "".join(traceback.format_exception(error)))
    elif isinstance(future.result(), str):
        sweep.failed[job.name] = future.result()
    else:
        sweep.store.finished(job.name, future.result())
