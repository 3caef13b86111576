"""``pytest --measure``, in projects that know nothing of us."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

RIGHT = ("--measure", "mylib.metrics:pwcca", "--variant", "pwcca")
WRONG = ("--measure", "mylib.metrics:squared", "--variant", "pwcca")
ROTATION = "invariance/pwcca_sees_a_rotation"


def outcomes(path):
    """Name -> outcome, from a JUnit file."""
    cases = ElementTree.parse(path).getroot().iter("testcase")
    return {
        case.get("name"): next((child.tag for child in case if child.tag != "properties"), "passed") for case in cases
    }


def section(output):
    """The lines that the plugin adds at the end."""
    return output.partition(' against "PWCCA"')[2].partition("=====")[0]


def test_a_right_measure(project):
    project.write("tests/test_own.py", "def test_own():\n    raise AssertionError('tests of the project were run')\n")
    done = project.run([str(Path(sys.executable).with_name("pytest")), *RIGHT, "-ra", "--junitxml=all.xml"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "measure: mylib.metrics:pwcca (mylib.metrics) against PWCCA (--variant pwcca)" in done.stdout
    found = outcomes(project.folder / "all.xml")
    assert found[ROTATION] == "passed"
    assert "failure" not in found.values()
    assert all("/" in slug for slug in found)
    holds = list(found.values()).count("passed")
    assert re.search(rf"^holds +{holds}$", done.stdout, re.MULTILINE)
    undecided = list(found.values()).count("skipped")
    assert re.search(rf"^undecided +{undecided}$", done.stdout, re.MULTILINE)
    assert re.search(r"^SKIPPED \[\d+\] mylib.metrics:pwcca: undecided: ", done.stdout, re.MULTILINE)
    assert f"mylib.metrics:pwcca (mylib.metrics) conforms to PWCCA: {holds} checks\n" in done.stdout


def test_a_wrong_measure_and_the_code_to_paste(project):
    done = project.pytest(*WRONG, "-k", "rotation")
    assert done.returncode == 1
    assert f"FAILED mylib.metrics:squared::{ROTATION} - Failed: wrong value: 0.62867965" in done.stdout
    rows = dict(re.findall(r"^  (check|claim|values|tolerance|paste|likely) +(.*)", done.stdout, re.MULTILINE))
    assert rows["check"] == ROTATION
    assert rows["claim"].startswith("Projection-weighted CCA changes")
    assert "should equal" in rows["values"]
    assert rows["tolerance"].startswith("off by 0.16; rounding in float64 explains ")
    assert rows["likely"] == "the value is squared"
    assert re.search(r"^diagnosis +the value is squared", done.stdout, re.MULTILINE)
    code, _, comment = rows["paste"].partition("  # ")
    *setup, last = code.split("; ")
    ran = project.run([sys.executable, "-c", "\n".join([*setup, f"print({last})"])])
    assert ran.returncode == 0, ran.stderr
    gave, should = map(float, re.fullmatch(r"(\S+), should be (\S+)", comment).groups())
    assert float(ran.stdout) == pytest.approx(gave, rel=1e-9)  # ten digits are printed
    assert should == pytest.approx(gave**0.5, rel=1e-9)  # ten digits are printed
    assert re.search(r"^  wrong value \(1\)\n +invariance/pwcca_sees_a_rotation", done.stdout, re.MULTILINE)


def test_workers_find_what_one_process_finds(project):
    some = (*WRONG, "-k", "values or rotation")
    alone = project.pytest(*some, "--junitxml=alone.xml")
    shared = project.pytest(*some, "--junitxml=shared.xml", "-n", "2")
    assert alone.returncode == shared.returncode == 1
    found = outcomes(project.folder / "alone.xml")
    assert outcomes(project.folder / "shared.xml") == found
    assert {"passed", "failure", "skipped"} == set(found.values())
    assert section(shared.stdout) == section(alone.stdout) != ""


def test_selecting(project):
    again = f"mylib.metrics:squared::{ROTATION}"
    runs = project.several(
        [*WRONG, "-k", "rotation or values"],
        [*WRONG, "--lf"],
        [*WRONG, again],
        [*WRONG, "-x"],
        [*RIGHT, "-k", "rotation"],
        [*RIGHT, "tests", "-k", "rotation or own", "-v"],
        [*WRONG, f"{again}s"],
        [*WRONG, "--collect-only", "-q", "-k", "rotation"],
    )
    codes, outputs = zip(*runs, strict=True)
    assert codes == (1, 1, 1, 1, 0, 0, 2, 0)
    first, last_failed, named, stopped, part, both, misspelt, listed = outputs
    failed = re.search(r"(\d+) failed", first)[1]
    assert f"rerun previous {failed} failures" in last_failed
    assert "collected 1 item\n" in named
    assert "1 failed" in named
    assert re.search(r"^1 failed|[=] 1 failed", stopped, re.MULTILINE)
    assert re.search(r"^1 of \d+ checks were run, so there is no verdict$", part, re.MULTILINE)
    assert "tests/test_own.py::test_own PASSED" in both
    assert "2 passed" in both
    assert f"pwcca has no check {ROTATION}s" in misspelt
    assert again in listed


def test_from_a_subfolder_of_the_project(project):
    done = project.pytest(*RIGHT, "-k", "rotation", "-v", folder="mylib")
    assert "no module 'mylib.metrics' in " in done.stderr
    done = project.pytest("--measure", "metrics:pwcca", "--variant", "pwcca", "-k", "rotation", "-v", folder="mylib")
    assert done.returncode == 0, done.stdout
    assert f"\nmetrics:pwcca::{ROTATION} PASSED" in done.stdout


CALLS = {
    "no variant 'pwca'; nearest: pwcca": ["--measure", "mylib.metrics:pwcca", "--variant", "pwca"],
    "--variant needs --measure MODULE:FUNCTION": ["--variant", "pwcca"],
    "--expect needs --measure MODULE:FUNCTION": ["--expect=known.txt"],
    "--measure-models needs --measure MODULE:FUNCTION": ["--measure-models"],
    "no module 'mylb' in ": ["--measure", "mylb:pwcca"],
    "no 'pwca' in mylib.metrics; nearest: pwcca": ["--measure", "mylib.metrics:pwca"],
    "'mylib.metrics' is not MODULE:NAME": ["--measure", "mylib.metrics"],
    "kind 'angel' of pwcca; choose from similarity": [*RIGHT, "--measure-kind", "angel"],
    "inputs 'jax'; choose from numpy, torch, list": [*RIGHT, "--measure-inputs", "jax"],
    "batch=3 is for minibatch-debiased": [*RIGHT, "--measure-batch", "3"],
    "--measure-kind is not for --measure-models": [*RIGHT, "--measure-models", "--measure-kind", "angle"],
    "known.txt cannot be read: No such file": [*RIGHT, "--expect", "known.txt"],
    "there is no check rigidity/rang of pwcca": [*RIGHT, "--expect", "stale.txt"],
    "broken cannot be imported: ZeroDivisionError": ["--measure", "broken:cka"],
    "argument --measure: expected one argument": ["--measure"],
}


def test_a_wrong_call_is_one_clear_error(project):
    project.write("broken.py", "1 / 0")
    project.write("stale.txt", "rigidity/rang  it is misspelt\n")
    runs = project.several(*CALLS.values())
    for message, (code, output) in zip(CALLS, runs, strict=True):
        assert code == pytest.ExitCode.USAGE_ERROR, output
        assert message in output
        assert "Traceback" not in output


def test_tensors_and_batches(project):
    runs = project.several(
        ["--measure", "mylib.metrics:of_tensors", "--variant=pwcca", "--measure-inputs=torch", "-k", "rotation"],
        [
            *("--measure", "mylib.metrics:Streamed", "--variant", "minibatch-debiased", "--measure-batch", "stream"),
            *("-k", "fixed_example"),
        ],
    )
    for code, output in runs:
        assert code == 0, output
        assert re.search(r"\d+ passed", output)


def test_a_comparer_of_networks(project):
    project.write(
        "comparing.py", "def all_half(f, g, loader, rows, columns):\n    return [[0.5] * len(columns)] * len(rows)\n"
    )
    arguments = ["--measure", "comparing:all_half", "--measure-models", "-k", "values or axes or itself"]
    ((code, output),) = project.several(arguments)
    assert code == 1, output
    assert "FAILED comparing:all_half::models/values - Failed: wrong value: " in output
    assert "(--variant minibatch-debiased)" in output
    assert "  likely" not in output  # of one failure nothing can be said; of the run it is
    assert re.search(r"^diagnosis   ", output, re.MULTILINE)


def test_options_that_the_project_has_under_our_names(project):
    project.write(
        "conftest.py",
        """
        def pytest_addoption(parser):
            parser.addoption("--measure", action="store_true")
            parser.addoption("--variant", default="theirs")
        """,
    )
    project.write(
        "tests/test_own.py", "def test_own(request):\n    assert request.config.getoption('variant') == 'x'\n"
    )
    (own, ours) = project.several(["--measure", "--variant", "x"], ["--expect=e.txt", "--variant", "x"])
    assert own[0] == 0, own[1]
    assert ours[0] == pytest.ExitCode.USAGE_ERROR

    project.write("conftest.py", "def pytest_addoption(parser):\n    parser.addoption('--variant', default='theirs')\n")
    measure = ["--measure", "mylib.metrics:pwcca", "-k", "rotation"]
    ((code, output),) = project.several([*measure, "--measure-variant", "pwcca"])
    assert code == 0, output
    assert "(--variant pwcca)" in output


def test_a_project_that_makes_every_warning_an_error(project):
    project.write(
        "pyproject.toml",
        """
        [tool.pytest.ini_options]
        addopts = "--strict-config --strict-markers --import-mode=importlib -n 1 --dist=loadfile"
        filterwarnings = ["error"]
        """,
    )
    project.write(
        "loud.py",
        """
        import warnings
        from mylib import metrics

        def pwcca(X, Y):
            warnings.warn("deprecated", DeprecationWarning)
            print("a progress bar")
            return metrics.pwcca(X, Y)
        """,
    )
    done = project.pytest("--measure", "loud:pwcca", "--variant", "pwcca", "-k", "rotation")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "progress" not in done.stdout


def test_help_lists_the_options(project):
    ((code, output),) = project.several(["--help"])
    assert code == 0
    assert "--measure=MODULE:FUNCTION" in output
    assert "--measure-variant=NAME" in output


HEAVY = {"torch", "sympy", "sklearn", "matplotlib", "hypothesis", "scipy", "flint", "rich", "numpy"}
LOADED = """
import sys


def pytest_unconfigure(config):
    print("MODULES", *sorted({name.partition(".")[0] for name in sys.modules}), *sorted(sys.modules))
"""


def test_other_peoples_runs_cost_nothing(project):
    """Nothing heavy, nothing of the catalogue, no option; only the module of the plugin and its packages."""
    project.write("conftest.py", LOADED)
    blocked = ["-p", "no:hypothesispytest", "-p", "no:anyio"]  # plugins of others, which import what they like
    done = project.pytest(*blocked, "tests")
    assert done.returncode == 0, done.stdout
    modules = set(done.stdout.partition("MODULES ")[2].split())
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("unalignable")} == {
        "unalignable",
        "unalignable.constructions",
        "unalignable.constructions.core",
        "unalignable.constructions.core.plugin",
    }
    asked = project.pytest(*blocked, *RIGHT, "-k", "rotation")
    assert {"numpy", "hypothesis", "flint"} <= set(asked.stdout.partition("MODULES ")[2].split())  # this can be seen


def test_the_import_takes_no_time():
    """Beside pytest, which is there already: a few milliseconds, as Python's own clock of imports says."""
    code = "import pytest, unalignable.constructions.core.plugin"
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
    lines = [line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:")]
    spent = {name.strip(): int(total) for _, total, name in lines[1:]}
    assert spent["unalignable.constructions.core.plugin"] < 50_000  # microseconds; 300 to 3 000 on an idle machine
    assert spent["pytest"] > spent["unalignable.constructions.core.plugin"]
