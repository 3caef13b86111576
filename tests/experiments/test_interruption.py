"""A sweep killed at random moments, or by the worker, ends as an undisturbed one does: in processes and on Dask."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from unalignable.experiments import train
from unalignable.experiments.core import executors
from unalignable.experiments.core.catalogue import Entry
from unalignable.theory.core.console import CallError

SCRIPT = Path(__file__).parent / "killed.py"
RUNS = 200
KILLS = 5
DASK = pytest.mark.filterwarnings("default")  # Dask's own warnings are not ours to mend
GIVE_UP = 240  # seconds; a sweep takes about ten


def start(out: Path, log: Path, where: str = "2") -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TOY_LOG": str(log)}
    return subprocess.Popen([sys.executable, str(SCRIPT), str(out), where], env=environment)


def finished(out: Path) -> set[str]:
    return {path.name for path in (out / "slope" / "runs").glob("[!.]*")}


def contents(out: Path) -> dict[str, bytes]:
    """Every file that is left, durations aside."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.name not in ("times.json", ".lock")]
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def seeds_of(out: Path, names: set[str]) -> set[str]:
    """The lines that the training of these runs wrote."""
    found = set()
    for name in names:
        settings = json.loads((out / "slope" / "runs" / name / "config.json").read_text())["settings"]
        found.add(f"{settings['slope']['value']} {settings['seed']['value']}")
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed")
    assert start(out, out.parent / "log", "1").wait(GIVE_UP) == 0
    assert len(finished(out)) == RUNS
    return contents(out)


def test_killed_five_times_and_restarted(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """SIGKILL at moments that differ from test to test: a failure names them."""
    moments = sorted(random.sample(range(1, RUNS - 10), KILLS))
    out, log = tmp_path / "out", tmp_path / "log"
    kept: set[str] = set()
    for moment in moments:
        process = start(out, log)
        waited = time.monotonic() + GIVE_UP
        while len(finished(out)) < moment and process.poll() is None and time.monotonic() < waited:
            time.sleep(0.01)
        assert process.poll() is None, "it ended before it could be killed"
        process.kill()
        process.wait()
        time.sleep(0.5)  # its workers end with it
        now = finished(out)
        assert kept <= now, f"a finished run was lost; killed after {moments} runs"
        assert len(now) >= moment
        kept = now
    before = Counter(log.read_text().split("\n"))
    assert start(out, log).wait(GIVE_UP) == 0
    after = Counter(log.read_text().split("\n"))
    again = {line for line in seeds_of(out, kept) if after[line] != before[line]}
    assert not again, f"a finished run was trained again; killed after {moments} runs"
    assert contents(out) == undisturbed, f"killed after {moments} runs"


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))  # the workers inherit it, and find the toy
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as found:
            yield found


@DASK
def test_killed_worker(cluster: LocalCluster, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """SIGKILL to a worker in the middle: its runs are done by another, and the result is what processes give."""
    out, log = tmp_path / "out", tmp_path / "log"
    process = start(out, log, cluster.scheduler_address)
    waited = time.monotonic() + GIVE_UP
    while len(finished(out)) < RUNS // 3 and process.poll() is None and time.monotonic() < waited:
        time.sleep(0.01)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)  # what its nanny looks after
    assert process.poll() is None, "it ended before its worker was killed"
    assert process.wait(GIVE_UP) == 0
    assert contents(out) == undisturbed


@DASK
def test_no_scheduler(toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    with pytest.raises(CallError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:1'"):
        train(toy, scheduler="tcp://127.0.0.1:1", out=tmp_path)
