"""Predict, train, measure, confirm: the whole of one or more experiments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from unalignable.theory.core.console import CallError, write

from . import datasets
from .catalogue import Entry, get, select
from .confirm import Confrontation, Verdict, confront
from .executors import Cluster, Here, Processes, Workers
from .figure import Drawn, draw
from .record import Claim, Experiment, Runs
from .report import Result, markdown, record
from .settings import SEEDS_APART
from .store import as_text, keep
from .sweep import Job, Sweep, train_all
from .table import as_csv, as_parquet, rows

OUT: Final = Path("results")

Progress = Callable[[Sequence[Sweep]], Any]
"""Sweeps -> a context manager that yields what to call after each run."""


def train(
    *slugs: str | Entry,
    full: bool = False,
    seeds: int | None = None,
    base_seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    data: str | Path | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    out: str | Path = OUT,
    progress: Progress | None = None,
) -> list[Result]:
    """Run experiments: write predictions down, train networks, measure them, and compare.

    Results are kept run by run in ``out``; the same call goes on where an interrupted one stopped, and trains nothing
    again that is there.

    Args:
        slugs: experiments (or entries of some other catalogue); all of them when none is named.
        full: the full plan instead of the quick one.
        seeds: how many per arm, instead of the plan's number.
        base_seed: sweeps of different base share no seed.
        settings: name -> a value, or a list of values to sweep, in place of what the plan says.
        data: a .npz file with X (samples by features, or images) and y (classes), for experiments that take data.
        workers: processes. They are started afresh, so a script that asks for more than one needs the usual
            ``if __name__ == "__main__"``.
        scheduler: address of a Dask scheduler, instead of processes.
        out: folder to write to.
        progress: told what is done; the command line draws bars.

    Returns:
        One result per experiment.

    Raises:
        CallError: the call is wrong: what, and the mend.

    Example:
        >>> results = train("deep_linear", seeds=4)  # doctest: +SKIP
        >>> results[0].confrontations[0].verdict  # doctest: +SKIP
        <Verdict.CONFIRMED: 'confirmed'>
    """
    entries = [get(slug) if isinstance(slug, str) else slug for slug in dict.fromkeys(slugs)] or select([])
    overrides = {name: _several(value) for name, value in (settings or {}).items()}
    if data is not None:
        _takes_data(entries, overrides)
        overrides["data"] = [datasets.register(Path(data))]
    _known(entries, overrides)
    if seeds is not None and seeds < 1:
        raise CallError(f"seeds must be at least 1, got {seeds}")
    if seeds is not None and seeds > SEEDS_APART:
        raise CallError(f"seeds must be at most {SEEDS_APART}, got {seeds}; another base seed gives more")
    if base_seed < 0:
        raise CallError(f"the base seed must be at least 0, got {base_seed}")
    if workers < 1:
        raise CallError(f"workers must be at least 1, got {workers}")
    sweeps = []
    for entry in entries:
        plan = entry.experiment.full if full else entry.experiment.quick
        own = {name: values for name, values in overrides.items() if _has(entry, name)}
        configs = plan.configs(entry.experiment.settings, base_seed=base_seed, seeds=seeds, overrides=own)
        sweeps.append(Sweep.of(entry, list(configs), Path(out)))
    planned = not overrides and seeds is None
    with ExitStack() as stack:
        for sweep in sweeps:
            stack.enter_context(sweep.store.locked())
        found = _run(sweeps, _workers(workers, scheduler), progress or _silent, planned)
    write(Path(out) / "verdicts.json", as_text([row for result in found for row in result.as_json()]))
    write(Path(out) / "verdicts.md", markdown(found))
    return found


def _run(sweeps: Sequence[Sweep], workers: Workers, progress: Progress, planned: bool) -> list[Result]:
    """A sweep's results are drawn and written as soon as its last run is in, while others still train."""
    left = {sweep.entry.slug: len(sweep.jobs) for sweep in sweeps}
    results: dict[str, Result] = {}
    with progress(sweeps) as tick:

        def done(sweep: Sweep, job: Job) -> None:
            left[sweep.entry.slug] -= 1
            tick(sweep, job)
            if not left[sweep.entry.slug]:
                results[sweep.entry.slug] = _finish(sweep, planned)

        for sweep in sweeps:
            for job in sweep.jobs:
                if sweep.store.has(job.name):
                    left[sweep.entry.slug] -= 1
                    tick(sweep, job)
        try:
            train_all(sweeps, workers, done)
        finally:
            workers.stop()
    for sweep in sweeps:
        if sweep.entry.slug not in results:
            results[sweep.entry.slug] = _finish(sweep, planned)
    return [results[sweep.entry.slug] for sweep in sweeps]


def _finish(sweep: Sweep, planned: bool) -> Result:
    """Confront, draw, tabulate, and write it all beside the runs."""
    runs, beforehand = sweep.loaded()
    slug, experiment, root = sweep.entry.slug, sweep.experiment, sweep.store.root
    names = [job.name for job in sweep.jobs if sweep.store.has(job.name)]
    written = {claim["name"] for claim in beforehand}
    confronted = tuple(_confronted(slug, c, runs, c.name in written) for c in experiment.claims)
    planted = tuple(_confronted(slug, c, runs, True) for c in experiment.planted) if planned else ()
    drawn = _drawn(experiment, runs) if len(runs) else "no run to draw"
    if isinstance(drawn, Drawn):
        keep(root / "figure.pdf", drawn.pdf)
        keep(root / "figure.png", drawn.png)
    else:  # a figure of other runs must not lie beside these
        for name in ("figure.pdf", "figure.png"):
            (root / name).unlink(missing_ok=True)
    if len(runs):
        table = rows(runs, names)
        keep(root / "table.csv", as_csv(table))
        keep(root / "table.parquet", as_parquet(table))
    result = Result(
        slug=slug,
        title=sweep.entry.title,
        runs=runs,
        confrontations=confronted,
        planted=planted,
        failed=sweep.failed,
        kept=sweep.kept,
        seconds=sum(sweep.store.seconds(name) for name in names),
        folder=root,
        figure=str(root / "figure.pdf") if isinstance(drawn, Drawn) else f"no figure: {drawn}",
        caption=drawn.caption if isinstance(drawn, Drawn) else "",
    )
    keep(root / "verdicts.json", as_text(record(result)))
    return result


def _confronted(slug: str, claim: Claim[Any], runs: Runs[Any], beforehand: bool) -> Confrontation:
    """A defect of one claim is said where its verdict would be, and the others are decided."""
    try:
        return confront(slug, claim, runs, beforehand=beforehand)
    except CallError:  # damaged runs
        raise
    except Exception as error:
        how = f"a defect of the claim: {type(error).__name__}: {' '.join(str(error).split())}"
        return Confrontation(slug, claim, Verdict.INCONCLUSIVE, None, None, how, beforehand)


def _drawn(experiment: Experiment[Any], runs: Runs[Any]) -> Drawn | str:
    try:
        return draw(experiment, runs)
    except CallError:
        raise
    except Exception as error:
        return f"a defect of its code: {type(error).__name__}: {' '.join(str(error).split())}"


def _workers(count: int, scheduler: str | None) -> Workers:
    if scheduler is not None:
        return Cluster(scheduler)
    return Here() if count == 1 else Processes(count)


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _has(entry: Entry, name: str) -> bool:
    return name in entry.experiment.settings.__dataclass_fields__


def _known(entries: Iterable[Entry], overrides: Mapping[str, Any]) -> None:
    """Each setting must be one of some experiment; which exactly, the plan checks."""
    entries = list(entries)
    for name in overrides:
        if not any(_has(entry, name) for entry in entries):
            there = sorted({field for entry in entries for field in entry.experiment.settings.__dataclass_fields__})
            raise CallError(f"no setting {name!r} (there are {', '.join(there)})")


def _takes_data(entries: Sequence[Entry], overrides: Mapping[str, Any]) -> None:
    refusing = [entry.slug for entry in entries if not entry.experiment.takes_data]
    if refusing:
        taking = [entry.slug for entry in select([]) if entry.experiment.takes_data]
        raise CallError(f"{', '.join(refusing)} takes no data; {', '.join(taking)} do")
    if "data" in overrides:
        raise CallError("data is given twice, by --data and by --set data=…; leave one out")


@contextmanager
def _silent(sweeps: Sequence[Sweep]) -> Iterator[Callable[[Sweep, Job], None]]:
    yield lambda sweep, job: None
