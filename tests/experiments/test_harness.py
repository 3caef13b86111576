"""Predict, train, measure, confirm: in this order, seen by nobody who must not see it, and repeatable."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
import torch

from unalignable.experiments import Verdict, train
from unalignable.experiments.core.catalogue import Entry, check
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Claim, Experiment, Failed, NotEnough
from unalignable.experiments.core.report import closing
from unalignable.experiments.core.store import DamagedRun, Store
from unalignable.experiments.core.table import as_parquet
from unalignable.theory.core.catalogue import CatalogueError
from unalignable.theory.core.console import CallError

Change = Callable[..., None]


@pytest.fixture
def change(toy: Entry, monkeypatch: pytest.MonkeyPatch) -> Change:
    """Replace fields of the toy's record, in this process."""
    module = importlib.import_module(toy.module)

    def to(**fields: Any) -> None:
        monkeypatch.setattr(module, "EXPERIMENT", replace(module.EXPERIMENT, **fields))
        monkeypatch.delitem(toy.__dict__, "experiment", raising=False)

    return to


def experiment(toy: Entry) -> Experiment[Any]:
    return toy.experiment


def folders(out: Path) -> list[Path]:
    return sorted((out / "slope" / "runs").glob("[!.]*"))


def test_the_toy_is_an_experiment(toy: Entry) -> None:
    check({"slope": toy})


def test_every_prediction_lies_in_its_folder_before_any_training(toy: Entry, change: Change, tmp_path: Path) -> None:
    seen = []
    learn = experiment(toy).train

    def spying(config: Any) -> Any:
        seen.append(sorted(p.name for p in (tmp_path / "slope" / "runs").glob(".*.part/*")))
        return learn(config)

    change(train=spying)
    train(toy, out=tmp_path)
    assert len(seen) == 6
    assert seen[0] == ["config.json"] * 6 + ["prediction.json"] * 6, "all six, and no metrics"
    for folder in folders(tmp_path):
        times = json.loads((folder / "times.json").read_text())
        assert times["predicted"] <= times["training_began"] <= times["finished"]
        order = [(folder / name).stat().st_mtime_ns for name in ("config.json", "prediction.json", "metrics.json")]
        assert order == sorted(order)


def test_the_prediction_holds_the_claims_and_the_numbers(toy: Entry, tmp_path: Path) -> None:
    train(toy, out=tmp_path)
    written = json.loads((folders(tmp_path)[0] / "prediction.json").read_text())
    assert set(written) == {"claims", "numbers"}
    assert written["claims"][0]["says"] == "The slope is learned within 0.01."
    assert written["claims"][0]["high"] == 0.01


def test_training_and_measuring_are_told_no_prediction(toy: Entry, change: Change, tmp_path: Path) -> None:
    """They get the settings and what training left; a prediction that is wrong changes no metric."""
    train(toy, out=tmp_path / "right")
    change(predict=lambda config: {"slope": -1.0})
    (result,) = train(toy, out=tmp_path / "wrong")
    assert result.verdict is Verdict.REFUTED
    assert not result.holds
    metrics = [
        {json.dumps(dict(run.metrics)) for run in train(toy, out=tmp_path / o)[0].runs} for o in ("right", "wrong")
    ]
    assert metrics[0] == metrics[1]


def test_a_claim_made_up_afterwards_is_no_prediction(toy: Entry, change: Change, tmp_path: Path) -> None:
    (before,) = train(toy, out=tmp_path)
    assert [c.beforehand for c in before.confrontations] == [True]
    later = Claim(
        name="late", theorem="rigidity/range", says="Seen.", sample=lambda runs: runs.values("slope"), low=0.0
    )
    tighter = replace(experiment(toy).claims[0], high=0.001)
    change(claims=(tighter, later))
    (after,) = train(toy, out=tmp_path)
    assert after.kept == 6, "nothing is trained again for a claim"
    assert [c.beforehand for c in after.confrontations] == [False, False]
    assert after.verdict is Verdict.CONFIRMED
    assert not after.holds, "what was seen first is not foretold"
    assert "confirmed, but written after these runs were trained" in (tmp_path / "verdicts.md").read_text()
    assert "2 written after these runs were trained" in closing([after], 1.0)


def test_a_claim_that_reads_its_number_elsewhere_is_no_prediction(
    toy: Entry, change: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words and region, but other code: moving the goalposts is seen, although nothing is trained again."""
    from unalignable.experiments.core import sweep

    train(toy, out=tmp_path)
    before = sweep.fingerprint
    monkeypatch.setattr(sweep, "fingerprint", lambda module, *fields: "other" if fields else before(module))
    (after,) = train(toy, out=tmp_path)
    assert (after.kept, [c.beforehand for c in after.confrontations]) == (6, [False])


def test_a_defect_of_a_claim_or_of_the_figure_is_said_and_stops_nothing(
    toy: Entry, change: Change, tmp_path: Path
) -> None:
    broken = replace(experiment(toy).claims[0], name="broken", sample=lambda runs: runs.values("nothing"))
    change(claims=(broken, *experiment(toy).claims), figure=lambda runs, fig: 1 / 0)
    (result,) = train(toy, out=tmp_path)
    assert [c.verdict for c in result.confrontations] == [Verdict.INCONCLUSIVE, Verdict.CONFIRMED]
    assert result.confrontations[0].how == "a defect of the claim: KeyError: 'nothing'"
    assert result.figure == "no figure: a defect of its code: ZeroDivisionError: division by zero"
    assert not result.holds


def test_a_planted_prediction_that_survives_is_a_failure(toy: Entry, change: Change, tmp_path: Path) -> None:
    change(planted=(replace(experiment(toy).claims[0], name="planted", says="What is true."),))
    (result,) = train(toy, out=tmp_path)
    assert result.verdict is Verdict.CONFIRMED
    assert [c.claim.name for c in result.missed] == ["planted"]
    assert not result.holds


def test_the_folder_is_named_by_the_hash_of_the_settings(toy: Entry, tmp_path: Path) -> None:
    train(toy, out=tmp_path)
    assert len(folders(tmp_path)) == 6
    for folder in folders(tmp_path):
        assert hashlib.sha256((folder / "config.json").read_bytes()).hexdigest().startswith(folder.name)
        config = json.loads((folder / "config.json").read_text())
        assert config["settings"]["slope"]["role"] == "scientific"
        assert set(config["versions"]) >= {"torch", "numpy"}


def test_the_same_call_trains_nothing_again(toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("TOY_LOG", str(log))
    train(toy, out=tmp_path, seeds=2)
    assert len(log.read_text().splitlines()) == 4
    (more,) = train(toy, out=tmp_path, seeds=3)
    assert (more.kept, len(more.runs), len(log.read_text().splitlines())) == (4, 6, 6)


def test_processes_give_what_one_gives(toy: Entry, tmp_path: Path) -> None:
    train(toy, out=tmp_path / "one")
    train(toy, out=tmp_path / "two", workers=2)
    files = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file()]
    assert len(files) > 36
    for file in files:
        if file.name not in ("times.json", ".lock"):
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_the_seed_is_that_of_torch(toy: Entry) -> None:
    config = experiment(toy).settings(seed=5)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        expected = torch.randn(32, 1).numpy()
    torch.manual_seed(99)
    assert np.array_equal(execute(experiment(toy), config).tensors["x"], expected)
    assert torch.initial_seed() == 99, "what was there before is left alone"


def test_a_worker_with_other_code_is_refused(toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its results would be filed under code and versions that did not make them."""
    from unalignable.experiments.core import sweep

    sweep._own_origin.cache_clear()
    ours = sweep.origin
    monkeypatch.setattr(sweep, "_own_origin", lambda module: {**ours(module), "code": "other"})
    with pytest.raises(
        CallError, match=r"^a worker has other code or versions of toys\.slope: .*; install the same, or restart it$"
    ):
        train(toy, out=tmp_path)
    assert not folders(tmp_path)


def test_threads_of_one_process_take_turns(toy: Entry, change: Change) -> None:
    """A cluster's worker may have several threads, and torch has one random state."""

    def slowly(config: Any) -> Any:
        parts = []
        for _ in range(5):
            parts.append(torch.randn(1).numpy())
            time.sleep(0.01)  # so that another thread would come in between
        return {"x": np.concatenate(parts)}

    change(train=slowly, measure=lambda config, tensors: {"sum": float(tensors["x"].sum())})
    config = experiment(toy).settings(seed=5)
    alone = execute(experiment(toy), config)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(execute(experiment(toy), config))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [o.metrics for o in found] == [alone.metrics] * 4
    assert all(np.array_equal(o.tensors["x"], alone.tensors["x"]) for o in found)


def test_a_run_that_fails_is_said_and_the_others_are_kept(toy: Entry, tmp_path: Path) -> None:
    (result,) = train(toy, out=tmp_path, settings={"slope": [1, 13]}, seeds=2)
    assert list(result.failed.values()) == ["slope 13 is not learned"] * 2
    assert len(result.runs) == 2
    assert not result.holds
    assert not list((tmp_path / "slope" / "runs").glob(".*")), "no folder in the making is left"


def test_a_defect_of_the_experiment_is_said(toy: Entry, change: Change, tmp_path: Path) -> None:
    change(measure=lambda config, tensors: {"slope": 1 / 0})
    (result,) = train(toy, out=tmp_path)
    assert set(result.failed.values()) == {"ZeroDivisionError: division by zero"}
    for name in result.failed:
        assert "1 / 0" in (tmp_path / "slope" / "failed" / f"{name}.txt").read_text()
    assert [(c.how, c.beforehand) for c in result.confrontations] == [("no finished run", True)]


class Unreadable:
    """It can be written for another process, and not read there."""

    def __reduce__(self) -> Any:
        return int, ("no number",)


class Awkward(Exception):
    """It carries something that cannot be read."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")
        self.carried = Unreadable()


def test_an_error_that_no_other_process_can_read_is_said(toy: Entry, change: Change, tmp_path: Path) -> None:
    """In a pool it would look like a process that died."""

    def awkward(config: Any) -> Any:
        raise Awkward(1, 2)

    change(train=awkward)
    (result,) = train(toy, out=tmp_path)
    assert set(result.failed.values()) == {"RuntimeError: Awkward: 1 and 2"}


def test_what_training_leaves_must_be_numbers(toy: Entry, change: Change, tmp_path: Path) -> None:
    learn = experiment(toy).train
    change(train=lambda config: {**learn(config), "why": np.array([None])})
    (result,) = train(toy, out=tmp_path)
    assert set(result.failed.values()) == {"TypeError: train leaves why as object, which is no array of real numbers"}


def test_no_figure_of_other_runs_lies_beside_these(toy: Entry, change: Change, tmp_path: Path) -> None:
    def short(runs: Any, drawn: Any) -> str:
        raise NotEnough("too few slopes")

    train(toy, out=tmp_path)
    change(figure=short)
    (result,) = train(toy, out=tmp_path)
    assert result.figure == "no figure: too few slopes"
    assert not list((tmp_path / "slope").glob("figure.*"))


def test_a_column_of_switches_and_numbers_is_numbers() -> None:
    assert pyarrow.parquet.read_table(io.BytesIO(as_parquet([{"a": True}, {"a": 3}])))["a"].to_pylist() == [1.0, 3.0]


@pytest.mark.parametrize("value", [float("nan"), [1.0, float("inf")], {"a": np.float32("nan")}, None])
def test_a_metric_that_is_no_number_fails_its_run(toy: Entry, change: Change, value: object) -> None:
    change(measure=lambda config, tensors: {"slope": value})
    with pytest.raises(Failed, match=r"^slope.* is (nan|inf|None), which is no finite number"):
        execute(experiment(toy), experiment(toy).settings())


@pytest.mark.parametrize("file", ["config.json", "prediction.json", "metrics.json", "files.json"])
def test_a_changed_or_missing_file_is_refused(toy: Entry, tmp_path: Path, file: str) -> None:
    train(toy, out=tmp_path)
    path = folders(tmp_path)[2] / file
    path.write_text(path.read_text().replace("0", "1") if file != "files.json" else "{")
    with pytest.raises(DamagedRun, match=rf"{file} (has been changed|is no JSON); delete the folder .* again$"):
        train(toy, out=tmp_path)
    path.unlink()
    with pytest.raises(DamagedRun, match=rf"{file} is missing"):
        train(toy, out=tmp_path)


def test_changed_tensors_are_refused_when_they_are_read(toy: Entry, tmp_path: Path) -> None:
    (result,) = train(toy, out=tmp_path)
    assert set(result.runs[0].tensors) == {"weight", "x"}
    (again,) = train(toy, out=tmp_path)
    for folder in folders(tmp_path):
        (folder / "tensors.safetensors").write_bytes(b"")
    with pytest.raises(DamagedRun, match=r"tensors\.safetensors has been changed"):
        assert again.runs[0].tensors


def test_one_folder_one_writer(toy: Entry, tmp_path: Path) -> None:
    with Store(tmp_path / "slope").locked(), pytest.raises(CallError, match="another train writes to"):
        train(toy, out=tmp_path)


def test_the_table_has_a_row_per_run_in_both_formats(toy: Entry, tmp_path: Path) -> None:
    train(toy, out=tmp_path)
    header, *lines = (tmp_path / "slope" / "table.csv").read_text().splitlines()
    assert header == "run,seed,slope,steps,offset,pause,predicted.slope,measured.slope,measured.spread"
    assert len(lines) == 6
    table = pyarrow.parquet.read_table(tmp_path / "slope" / "table.parquet")
    assert table.column_names == header.split(",")
    assert [str(v) for v in table["measured.slope"].to_pylist()] == [line.split(",")[7] for line in lines]


def test_figures_come_in_both_formats_with_a_caption(toy: Entry, tmp_path: Path) -> None:
    (result,) = train(toy, out=tmp_path)
    assert (tmp_path / "slope" / "figure.png").read_bytes()[:4] == b"\x89PNG"
    assert (tmp_path / "slope" / "figure.pdf").read_bytes()[:5] == b"%PDF-"
    written = json.loads((tmp_path / "slope" / "verdicts.json").read_text())
    assert written["figure"] == {"file": "figure.pdf", "caption": result.caption}


def test_a_process_that_dies_takes_nothing_along(toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kernel ends one that takes too much memory: the pool is built anew, and the run is done again."""
    from unalignable.experiments.core import executors

    killed = []
    submit = executors.ProcessPoolExecutor.submit

    def treacherous(pool: Any, *args: Any, **kwargs: Any) -> Any:
        future = submit(pool, *args, **kwargs)
        if not killed:
            killed.append(next(iter(pool._processes)))
            os.kill(killed[0], 9)
        return future

    monkeypatch.setattr(executors.ProcessPoolExecutor, "submit", treacherous)
    (result,) = train(toy, out=tmp_path, workers=2)
    assert killed
    assert result.holds


@pytest.mark.parametrize("error", [BrokenProcessPool("died"), OSError("handle is closed"), ValueError("bad fds")])
def test_a_pool_that_breaks_while_it_is_given_a_run_is_built_anew(
    toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The three ways in which Python's pools say so, by the moment at which a process dies."""
    from unalignable.experiments.core import executors

    submit, calls = executors._Here.submit, []

    def breaking(pool: Any, *args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise error
        return submit(pool, *args, **kwargs)

    monkeypatch.setattr(executors._Here, "submit", breaking)
    (result,) = train(toy, out=tmp_path)
    assert len(calls) == 7, "six runs, one of them twice"
    assert result.holds


def test_a_pool_that_breaks_again_and_again_is_given_up(
    toy: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from unalignable.experiments.core import executors

    def breaking(pool: Any, *args: Any, **kwargs: Any) -> Any:
        raise BrokenProcessPool("died")

    monkeypatch.setattr(executors._Here, "submit", breaking)
    with pytest.raises(CallError, match="a training process died three times in a row"):
        train(toy, out=tmp_path)


def test_faults_of_an_experiment_are_named(toy: Entry, change: Change) -> None:
    claim = experiment(toy).claims[0]
    wrong = (replace(claim, theorem="rigidity/rang"), replace(claim, low=-np.inf, high=np.inf, says="No end"))
    change(claims=(*wrong, replace(claim, name="none", low=1.0, high=0.0)), planted=(), takes_data=True)
    with pytest.raises(CatalogueError) as caught:
        check({"slope": toy})
    for fault in (
        "none predicts a number from 1.0 to 0.0",
        "'rigidity/rang'",
        "predicts nothing",
        "as a sentence",
        "two claims",
        "planted",
        "no field 'data'",
    ):
        assert fault in str(caught.value), fault


def test_runs_are_told_apart_by_their_settings(toy: Entry, tmp_path: Path) -> None:
    (result,) = train(toy, out=tmp_path, seeds=2)
    assert not result.planted, "the planted predictions are about the planned number of seeds"
    assert [(run.config.slope, run.config.seed) for run in result.runs.where(slope=2.0)] == [(2.0, 0), (2.0, 1)]
    assert {slope: len(runs) for slope, runs in result.runs.split("slope").items()} == {1.0: 2, 2.0: 2}
    with pytest.raises(NotEnough, match=r"^no run with slope=7$"):
        result.runs.where(slope=7)
