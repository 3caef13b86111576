"""``unalignable conform``: the screen, Markdown, JSON, one line; a function that kills its interpreter; bad calls."""

import json
import sys

import numpy as np
import pytest
import torch

from unalignable.constructions.core.conformance.adapter import Measure
from unalignable.constructions.core.conformance.diagnosis import smallest
from unalignable.constructions.core.conformance.report import as_json, markdown, one_line, snippet, table
from unalignable.constructions.core.conformance.suite import check_measure
from unalignable.constructions.core.conformance.theorem_checks import theorem_checks
from unalignable.theory import linear_cka, minibatch_cka
from unalignable.theory.core.console import run

MINE = """
import os, signal
import numpy as np
from unalignable.theory import nbs

def right(X, Y):
    return nbs(X, Y)

def uncentred(X, Y):
    return np.linalg.norm(X.T @ Y, "nuc") / (np.linalg.norm(X) * np.linalg.norm(Y))

def deadly(X, Y):
    X, Y = np.asarray(X), np.asarray(Y)
    if len(X) > 1 and X.ndim == 2 and (X == X[0]).all():
        os.kill(os.getpid(), signal.SIGKILL)
    return nbs(X, Y)

def compare(first, second, loader, layers, others):
    return np.eye(len(layers), len(others))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "my_metrics.py").write_text(MINE)
    return folder


@pytest.fixture
def conform(project, monkeypatch, capsys):
    """``conform("right", "--json", "-")`` -> (exit code, stdout, stderr)."""
    from unalignable.experiments.core.cli import app

    monkeypatch.chdir(project)

    def call(*arguments):
        first, *rest = arguments or (None,)
        given = [f"my_metrics:{first}" if first.isalpha() else first] if first else []
        arguments = ["conform", *given, *rest]
        code = run(lambda given: app(given, standalone_mode=False, prog_name="unalignable"), arguments)
        return code, *capsys.readouterr()

    yield call
    sys.modules.pop("my_metrics", None)


def test_a_right_measure_conforms(conform):
    code, out, _ = conform("right", "--variant", "nbs")
    assert code == 0
    assert out.splitlines()[-1].startswith("my_metrics:right (my_metrics) conforms to ")
    assert "diagnosis" not in out


def test_json_says_the_same_twice(conform):
    records = [conform("uncentred", "--variant", "nbs", "--json", "-") for _ in range(2)]
    assert [code for code, _, _ in records] == [1, 1]
    assert records[0][1] == records[1][1]
    record = json.loads(records[0][1])
    assert {"measure", "variant", "verdict", "diagnosis", "checks"} <= record.keys()
    assert record["verdict"] == "fails"
    assert record["diagnosis"][0]["name"] == "uncentred"
    failing = [check for check in record["checks"] if check["verdict"] == "fails"]
    assert {"slug", "verdict", "severity", "detail"} <= failing[0].keys()
    assert {"values/translation", "invariance/invertible_map_lowers_nbs"} <= {check["slug"] for check in failing}
    assert "the features are not centred" in records[0][2]  # the screen is on stderr then


def test_the_line_to_paste_runs_and_shows_the_fault(conform, project, monkeypatch):
    _, out, _ = conform("uncentred", "--variant", "nbs")
    paste = next(line for line in out.splitlines() if line.startswith("paste")).removeprefix("paste").strip()
    code, _, said = paste.partition("  # ")
    *statements, expression = code.split("; ")
    names = {}
    exec("; ".join(statements), names)
    gave, _, should = said.partition(", should be ")
    assert eval(expression, names) == pytest.approx(float(gave), rel=1e-9)  # ten digits are printed
    assert float(gave) != pytest.approx(float(should), abs=1e-3)


def test_markdown(conform):
    code, out, _ = conform("uncentred", "--variant", "nbs", "--markdown")
    assert code == 1
    assert out.startswith("**my_metrics:uncentred (my_metrics) fails ")
    assert "```python\nfrom my_metrics import uncentred\n" in out
    assert "| `values/translation` |" in out
    assert all(line.count("|") - line.count("\\|") == 5 for line in out.splitlines() if line.startswith("|"))


DEADLY = {"inputs/constant", "inputs/constant_tenth", "inputs/both_constant"}


def test_a_dead_interpreter_fails_one_check(conform):
    code, out, _ = conform("deadly", "--variant", "nbs", "--json", "-")
    record = json.loads(out)
    dead = [check for check in record["checks"] if "the interpreter died: SIGKILL" in check["detail"]]
    assert {check["slug"] for check in dead} == DEADLY
    assert code == 1
    assert dead[0]["severity"] == "crash"
    assert sum(check["verdict"] == "holds" for check in record["checks"]) > 50


def test_expected_failures(conform, project):
    (project / "known").write_text("".join(f"{slug}  issue 7\n" for slug in sorted(DEADLY)))
    code, out, _ = conform("deadly", "--variant", "nbs", "--expect", "known")
    assert (code, "3 failures expected" in out) == (0, True)
    code, out, _ = conform("right", "--variant", "nbs", "--expect", "known")
    assert (code, "3 expected failures did not fail: inputs/" in out) == (1, True)


def test_networks(conform):
    code, out, _ = conform("compare", "--models", "--variant", "linear")
    assert code == 1
    assert "models/values" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "MODULE:FUNCTION is needed"),
        (("nothing",), "no 'nothing' in my_metrics"),
        (("np:array",), "no module 'np'"),
        (("my_metrics:__name__",), "is str, which cannot be called"),
        (("my_metrics.right",), "write my_metrics:right"),
        (("my_metrics.py:right",), "write my_metrics:right"),
        (("right", "--variant", "liner"), "no variant 'liner'; nearest: linear"),
        (("right", "--variant", "rbf:wide"), "names no bandwidth; give a positive number, or one of median"),
        (("right", "--kind", "dist"), "kind 'dist' of linear; choose from similarity, distance, angle, squared"),
        (("right", "--batch", "4"), "batch=4 is for minibatch-debiased"),
        (("right", "--expect", "missing"), "missing cannot be read: No such file"),
        (("compare", "--models", "--torch"), "--torch is not for --models"),
        (("compare", "--models", "--variant", "rbf"), "no comparer can promise 'rbf'"),
    ],
)
def test_bad_calls(conform, arguments, message):
    code, _, err = conform(*arguments)
    assert code == 2
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_variants_are_listed(conform):
    code, out, _ = conform("--variants", "--json", "-")
    names = [row["variant"] for row in json.loads(out)]
    assert code == 0
    assert len(names) == len(set(names))
    assert {"linear", "linear-debiased", "rbf:lower-median", "procrustes", "probe-accuracy", "mutual-knn:K"} <= set(
        names
    )


def test_kinds_and_batches_are_pasted_as_they_are_called():
    """A distance is shown as a distance, batches as batches."""

    def distance(X, Y):
        return float(np.abs(X).sum())

    report = check_measure(distance, "nbs", kind="distance", name="mylib:distance")
    assert "from mylib import distance; " in table(report)
    assert report.measure.said(1.0) == 0.0
    batched = check_measure(lambda batches: 0.5, "minibatch-debiased", name="mylib:batched")
    call = next(r.call for r in batched.failures if r.call is not None)
    assert "batched([(np.array(" in snippet(batched.measure, call)
    assert one_line(batched) in markdown(batched)
    json.dumps(as_json(batched), allow_nan=False)


def wants_tensors(X, Y):
    return torch.diag(X @ X.T).sum() + float(Y.detach().sum())


def test_a_call_that_always_fails_is_the_only_thing_said():
    report = check_measure(wants_tensors, "nbs")
    assert [d.name for d in report.diagnosis] == ["no-values"]
    assert report.diagnosis[0].text.endswith("must be Tensor, not numpy.ndarray; it may want torch tensors")


@pytest.mark.parametrize("rows", [4, 5])
def test_no_smallest_case_accuses_batches_that_are_cut_right(rows):
    """Two halves of six rows are no batches of a function that cuts four: it is not asked for them."""

    def cut(X, Y):
        return minibatch_cka([(X[i : i + rows], Y[i : i + rows]) for i in range(0, len(X), rows)])

    found = smallest(Measure(cut, "minibatch-debiased", batch=rows))
    assert found is None or found.got is None


def test_questions_without_an_answer_are_no_wrong_values():
    """NaN for too few samples leaves a measure what it promises to be."""

    def nan_for_few(X, Y):
        return linear_cka(X, Y, debiased=True) if len(X) > 3 else float("nan")

    report = check_measure(nan_for_few, "linear-debiased")
    assert {"values/two_samples", "values/three_samples"} <= {r.slug for r in report.failures}
    assert "is debiased linear CKA in every theorem and known answer" in one_line(report)


def test_a_function_that_ends_the_program_has_crashed():
    report = check_measure(lambda X, Y: sys.exit(3), "svcca", name="mylib:leaves")
    assert {str(r.severity) for r in report.failures if r.slug.startswith("values/fixed")} == {"crash"}


def test_theorems_hold_of_our_own_and_are_not_merely_undecided():
    """Every theorem that asks for a value at all is decided by a case of its own."""
    measure = Measure(linear_cka, "linear")
    words = [check.run(measure).word for check in theorem_checks(measure, ("float64",), examples=1)]
    assert set(words) <= {"holds", "does not apply"}
    assert words.count("holds") > 90
