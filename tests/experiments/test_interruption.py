"""A sweep killed at random moments and started again ends as an undisturbed one does."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "killed.py"
RUNS = 200
KILLS = 5
GIVE_UP = 240  # seconds; a sweep takes about ten


def start(out: Path, log: Path, *rest: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TOY_LOG": str(log)}
    return subprocess.Popen([sys.executable, str(SCRIPT), str(out), *rest], env=environment)


def finished(out: Path) -> set[str]:
    return {path.name for path in (out / "slope" / "runs").glob("[!.]*")}


def contents(out: Path) -> dict[str, bytes]:
    """Every file that is left, durations aside."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.name not in ("times.json", ".lock")]
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def seeds_of(out: Path, names: set[str]) -> set[str]:
    """The lines that the training of these runs wrote."""
    import json

    found = set()
    for name in names:
        settings = json.loads((out / "slope" / "runs" / name / "config.json").read_text())["settings"]
        found.add(f"{settings['slope']['value']} {settings['seed']['value']}")
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed")
    assert start(out, out.parent / "log").wait(GIVE_UP) == 0
    assert len(finished(out)) == RUNS
    return contents(out)


def test_killed_five_times_and_restarted(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """SIGKILL at moments that differ from run to run; the seed is printed if it ever fails."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"moments drawn with seed {seed}")
    moments = sorted(random.Random(seed).sample(range(1, RUNS - 10), KILLS))
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
        assert kept <= now, "a finished run was lost"
        assert len(now) >= moment
        kept = now
    before = Counter(log.read_text().split("\n"))
    assert start(out, log).wait(GIVE_UP) == 0
    after = Counter(log.read_text().split("\n"))
    again = {line for line in seeds_of(out, kept) if after[line] != before[line]}
    assert not again, "a finished run was trained again"
    assert contents(out) == undisturbed
