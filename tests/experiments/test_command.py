"""``unalignable train``: its screen, its JSON, its exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from unalignable.experiments.core import catalogue, train
from unalignable.experiments.core.catalogue import Entry
from unalignable.experiments.core.cli import app
from unalignable.theory.core.console import run

Call = Callable[..., tuple[int, str, str]]
KEYS = {"slug", "theorem", "prediction", "measured", "interval", "verdict"}


@pytest.fixture
def command(toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """``command("slope", …)``: the toy is the only experiment there is."""
    for module in (catalogue, train):
        monkeypatch.setattr(module, "get", lambda slug: {"slope": toy}[slug])
        monkeypatch.setattr(module, "select", lambda slugs: [toy])
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        given = ["train", "--workers", "1", *arguments] if "--workers" not in arguments else ["train", *arguments]
        code = run(lambda texts: app(texts, standalone_mode=False), given)
        return code, *capsys.readouterr()

    return call


def test_confirmed(command: Call, tmp_path: Path) -> None:
    code, out, err = command("slope", "--json", "train.json")
    assert (code, err) == (0, "")
    assert "slope   6 runs" in out
    assert "  confirmed     predicted -0.01 … 0.01  measured " in out
    assert re.search(r"^1 confirmed · 1 wrong prediction planted, each refuted · \d+ s$", out, re.MULTILINE)
    (row,) = json.loads((tmp_path / "train.json").read_text())
    assert set(row) >= KEYS
    assert (row["slug"], row["verdict"], row["written_before_training"]) == ("slope", "confirmed", True)
    assert json.loads((tmp_path / "results" / "verdicts.json").read_text()) == [row]
    assert (
        "| slope | The slope is learned within 0.01. | `rigidity/range` |"
        in (tmp_path / "results/verdicts.md").read_text()
    )


def test_stdout_is_nothing_but_the_json(command: Call) -> None:
    _, out, err = command("slope", "--json", "-")
    assert json.loads(out)[0]["slug"] == "slope"
    assert "1 confirmed" in err


def test_refuted_is_said_and_exits_1(command: Call) -> None:
    code, out, _ = command("slope", "--set", "offset=0.5")
    assert code == 1
    assert "  refuted " in out
    assert "1 refuted" in out.splitlines()[-2]
    assert "planted" not in out, "the planted predictions are about the planned runs"


def test_undecided_exits_1(command: Call) -> None:
    code, out, _ = command("slope", "--set", "slope=2", "--seeds", "1")
    assert code == 1
    assert "inconclusive" in out
    assert "one value: no interval; give more --seeds" in out


def test_a_failed_run_is_said_and_exits_1(command: Call) -> None:
    code, out, _ = command("slope", "--set", "slope=1,13")
    assert code == 1
    assert out.count("failed: slope 13 is not learned") == 3
    assert "3 runs failed" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name experiments, or give --all, not both"),
        (["slope", "--all"], "name experiments, or give --all, not both"),
        (["slope", "--quick", "--full"], "give --quick or --full, not both"),
        (["slope", "--workers", "2", "--scheduler", "tcp://x:1"], "give --workers or --scheduler, not both"),
        (["slope", "--workers", "0"], "workers must be at least 1, got 0"),
        (["slope", "--seeds", "0"], "seeds must be at least 1, got 0"),
        (["slope", "--seeds", "10001"], "seeds must be at most 10000, got 10001"),
        (["slope", "--seed", "-1"], "the base seed must be at least 0, got -1"),
        (["slope", "--set", "steps"], "--set takes NAME=VALUE or NAME=VALUE,VALUE…, got 'steps'"),
        (["slope", "--set", "steps=1", "--set", "steps=2"], "write --set steps=1,2 for a sweep"),
        (["slope", "--set", "step=1"], "no setting 'step' (there are offset, pause, seed, slope, steps)"),
        (["slope", "--set", "steps=0"], "steps must be at least 1, got '0'"),
        (["slope", "--data", "x.npz"], "slope takes no data"),
        (["slope", "--out", "/proc/nothing"], "cannot make the folder"),
    ],
)
def test_a_wrong_call_is_one_line(command: Call, arguments: list[str], said: str) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert said in err


def test_an_unknown_experiment_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="nearest: "):
        catalogue.get(f"{next(iter(catalogue.entries()))}s")


def test_every_experiment_is_whole() -> None:
    catalogue.check()


@pytest.mark.parametrize("slug", list(catalogue.entries()))
def test_every_experiment_is_shown(slug: str) -> None:
    from unalignable.experiments.core import experiment_screen

    entry = catalogue.get(slug)
    text = "\n".join(experiment_screen.lines(entry))
    assert entry.title in text
    for claim in (*entry.experiment.claims, *entry.experiment.planted):
        assert claim.theorem in text
    assert experiment_screen.as_json(entry)["runs"]["quick"] > 1


SLOW = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it
sys.path.insert(0, {here!r})
from pathlib import Path
from unalignable.experiments.core import catalogue, cli, train
from unalignable.experiments.core.catalogue import Entry
toy = Entry("slope", Path({here!r}) / "toys/slope.py", "toys")
train.get = catalogue.get = lambda slug: toy
if __name__ == "__main__":
    sys.argv[1:] = ["train", "slope", "--set", "pause=0.4", "--workers", "2", "--out", {out!r}]
    cli.main()
"""


def test_ctrl_c_keeps_what_is_finished_and_bars_show_the_time_left(tmp_path: Path) -> None:
    """On a terminal, as a person sees it."""
    script, out = tmp_path / "slow.py", tmp_path / "out"
    script.write_text(SLOW.format(here=str(Path(__file__).parent), out=str(out)))
    controller, terminal = pty.openpty()
    process = subprocess.Popen([sys.executable, str(script)], stdout=terminal, stderr=terminal, start_new_session=True)
    os.close(terminal)
    seen, deadline, told = b"", time.monotonic() + 120, False
    while time.monotonic() < deadline:
        if select.select([controller], [], [], 0.1)[0]:
            try:
                seen += os.read(controller, 65536)
            except OSError:  # the other end is closed
                break
        if not told and len(list((out / "slope" / "runs").glob("[!.]*"))) >= 2:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to the workers too
            told = True
    assert process.wait(30) == 130, seen.decode()
    text = seen.decode()
    assert re.search(r"slope .*\d/6", text)
    assert "interrupted; finished runs are kept in" in text
    assert "Traceback" not in text
    assert 2 <= len(list((out / "slope" / "runs").iterdir())) < 6
    assert not list((out / "slope" / "runs").glob(".*")), "no folder in the making is left"
