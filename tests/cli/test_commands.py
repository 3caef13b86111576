"""The command line as scripts use it: exit codes, JSON, screens, one-line errors."""

import json
import subprocess
import sys

import numpy as np
import pytest

from unalignable.experiments.core.cli import items
from unalignable.theory.core import cli, judge
from unalignable.theory.core.catalogue import entries, select
from unalignable.theory.core.judge import Report
from unalignable.theory.core.record import Verdict

SLUG = "nulls/permutation_mean"


def test_list_names_every_theorem(unalignable):
    code, out, err = unalignable("list", "--json", "-")
    rows = json.loads(out)
    assert code == 0
    assert [row["slug"] for row in rows if row["kind"] == "theorem"] == list(entries())
    assert all(row["title"].endswith(".") for row in rows)
    assert len(err.splitlines()) == len(rows)


def test_constructions_and_experiments_are_found_by_walking(tmp_path):
    for place in ("constructions", "experiments"):
        (tmp_path / place / "core").mkdir(parents=True)
        (tmp_path / place / "core" / "tool.py").write_text('"""No item."""')
        (tmp_path / place / "__init__.py").write_text("")
    (tmp_path / "constructions" / "twisted_rings.py").write_text(
        '"""Two rings, one turned.\n\nMore."""\nimport nowhere'
    )
    (tmp_path / "experiments" / "modular_addition.py").write_text('"""Sums modulo m."""')
    assert list(items(tmp_path)) == [
        {"kind": "construction", "slug": "twisted_rings", "title": "Two rings, one turned."},
        {"kind": "experiment", "slug": "modular_addition", "title": "Sums modulo m."},
    ]


def test_show_is_the_paper_and_the_judgement(unalignable):
    code, out, err = unalignable("show", SLUG)
    entry = entries()[SLUG]
    assert code == 0
    assert err == ""
    for said in (entry.title, entry.theorem.statement, "proof", "today", "holds: ", "source", "without it: "):
        assert said in out
    assert f'evaluate("{SLUG}", X=X, Y=Y)' in out


def test_show_as_json(unalignable):
    code, out, _ = unalignable("show", SLUG, "--json", "-")
    record = json.loads(out)
    assert code == 0
    assert record["slug"] == SLUG
    assert record["levels"]["exact"] == "holds"
    assert record["statement"] == entries()[SLUG].theorem.statement
    assert record["witnesses"]


def test_exact_values_come_from_a_command(unalignable):
    """Whatever a theorem asserts of its witnesses is printed as a rational or a root, not as a float."""
    entry = next(e for e in select([]) if e.theorem.witnesses)
    _, out, _ = unalignable("show", entry.slug)
    values = judge.witness_values(entry.theorem)
    for name, texts in values.items():
        assert name in out
        assert not any("e-" in text for text in texts)


@pytest.mark.parametrize(("form", "starts"), [("latex", r"\documentclass"), ("bibtex", "@misc{"), ("markdown", "**")])
def test_cite(unalignable, form, starts):
    code, out, err = unalignable("cite", SLUG, "--format", form)
    assert (code, err) == (0, "")
    assert out.startswith(starts)
    _, out_json, _ = unalignable("cite", SLUG, "--format", form, "--json", "-")
    (record,) = json.loads(out_json)
    assert record["slug"] == SLUG
    assert record["text"].rstrip() == out.rstrip()


def test_verify_one(unalignable, tmp_path):
    code, out, err = unalignable("verify", SLUG, "--level", "exact", "--examples", 3, "--json", tmp_path / "v.json")
    (record,) = json.loads((tmp_path / "v.json").read_text())
    assert code == 0, out + err
    assert record["levels"]["exact"] == "holds"
    assert record["levels"]["symbolic"] is None
    assert record["why"]["symbolic"]
    assert {"slug", "family", "levels", "bugs_caught", "seconds", "witnesses"} <= set(record)
    assert "1 theorem holds at every level that applies" in out


def test_verify_knows_families_and_reports_in_the_order_of_the_catalogue(unalignable, monkeypatch):
    stub_judge(monkeypatch)
    code, out, _ = unalignable("verify", "nulls", "--json", "-")
    assert code == 0
    assert [record["slug"] for record in json.loads(out)] == [e.slug for e in select(["nulls"])]


def stub_judge(monkeypatch, *special):
    """Every theorem holds at once, but for the reports given."""
    known = {report.slug: report for report in special}
    monkeypatch.setattr(judge, "verify_all", lambda chosen, **_: [known.get(e.slug) or holding(e.slug) for e in chosen])


def holding(slug):
    levels = {"kernel": None, "symbolic": Verdict.HOLDS, "exact": Verdict.HOLDS, "float": Verdict.HOLDS}
    return Report(slug, levels, {"kernel": "no proof"}, {"exact": 3}, seconds=0.1)


def refuted(slug):
    report = holding(slug)
    report.levels["exact"] = Verdict.REFUTED
    report.message = f"{slug} [exact], claim: 1 should equal 2; X=[[0, 1]]"
    return report


def test_a_refutation_stops_nothing_and_is_shown_last_and_whole(unalignable, monkeypatch):
    stub_judge(monkeypatch, refuted(SLUG))
    code, out, _ = unalignable("verify", "nulls", "probes")
    lines = out.splitlines()
    assert code == 1
    assert lines[-2].strip() == f"{SLUG} [exact], claim: 1 should equal 2; X=[[0, 1]]"
    assert lines[-1].strip() == f"look at it again: unalignable show {SLUG}"
    assert lines[0].split()[0] == "nulls"
    assert lines[1].split()[0] == "probes"


def test_the_weakest_theorem_is_named_with_its_reason(unalignable, monkeypatch):
    weak = holding(SLUG)
    weak.levels["symbolic"] = None
    weak.why["symbolic"] = "no words for it"
    stub_judge(monkeypatch, weak)
    _, out, _ = unalignable("verify", "nulls")
    assert out.splitlines()[-1] == f"weakest: {SLUG}: exact, float (not symbolic: no words for it)"


def test_uncaught_bugs_are_named(unalignable, monkeypatch):
    stub_judge(monkeypatch)
    _, out, _ = unalignable("verify")
    assert "missed: " in out
    assert "uncentred_cka" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nulls/permutation_meen"], "no theorem 'nulls/permutation_meen'; nearest: nulls/permutation_mean"),
        (["verify", "nuls"], "no theorem or family 'nuls'; nearest: nulls"),
        (["verify", "--level", "exakt"], "unknown level 'exakt'; --level takes kernel, symbolic, exact, float"),
        (["verify", "--examples", "0"], "--examples"),
        (["cite", SLUG, "--format", "word"], "unknown format 'word'; choose from latex, bibtex, markdown"),
        (["cite"], "Missing argument"),
        (["compare", "a.npy", "b.npy"], "a.npy: no such file"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["list", "--jason"], "No such option: --jason"),
        (["list", "--json", "/nowhere/x.json"], "cannot write /nowhere/x.json: No such file or directory"),
    ],
)
def test_wrong_calls_are_one_line_and_exit_2(unalignable, arguments, said):
    code, out, err = unalignable(*arguments)
    assert code == 2
    assert said in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in err
    assert out == "" or arguments[0] == "list"


def test_debug_works_anywhere(unalignable):
    for arguments in (["--debug", "show", "x/y"], ["show", "x/y", "--debug"]):
        code, _, err = unalignable(*arguments)
        assert code == 2
        assert "Traceback" in err


def test_version(unalignable):
    from importlib.metadata import version

    code, out, _ = unalignable("--version")
    assert (code, out) == (0, f"unalignable {version('unalignable')}\n")


@pytest.fixture
def files(tmp_path):
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(40, 3))
    np.save(tmp_path / "a.npy", shared @ rng.normal(size=(3, 6)))
    np.save(tmp_path / "b.npy", shared @ rng.normal(size=(3, 5)) + 0.1 * rng.normal(size=(40, 5)))
    (tmp_path / "ia.txt").write_text("\n".join(f"s{k}" for k in range(40)))
    (tmp_path / "ib.txt").write_text("\n".join(f"s{k}" for k in reversed(range(40))))
    return tmp_path


def test_compare(unalignable, files):
    code, out, err = unalignable("compare", files / "a.npy", files / "b.npy", "--json", files / "c.json")
    record = json.loads((files / "c.json").read_text())
    assert (code, err) == (0, "")
    assert record["ranks"] == [3, 5]
    assert out.startswith("40 samples, 6 and 5 features; ranks 3 and 5; participation ratios ")
    assert out.splitlines()[-1] == record["verdict"]


def test_compare_aligns_by_ids(unalignable, files):
    """B's rows reversed and listed in reverse are B again."""
    np.save(files / "reversed.npy", np.load(files / "b.npy")[::-1])
    _, straight, _ = unalignable("compare", files / "a.npy", files / "b.npy")
    ids = ["--ids", files / "ia.txt", files / "ib.txt"]
    code, aligned, _ = unalignable("compare", files / "a.npy", files / "reversed.npy", *ids)
    assert code == 0
    first, _, rest = aligned.partition("\n")
    assert first == "rows of B aligned by id: 40 of 40 moved"
    assert rest == straight


@pytest.mark.parametrize("names", [["nbs,linear_cka"], ["nbs", "linear_cka"]])
def test_compare_only_some_measures(unalignable, files, names):
    options = [option for name in names for option in ("--measures", name)]
    _, out, _ = unalignable("compare", files / "a.npy", files / "b.npy", *options, "--json", "-")
    assert list(json.loads(out)["measures"]) == ["nbs", "linear_cka"]


def test_compare_refuses_what_does_not_fit(unalignable, files):
    np.save(files / "short.npy", np.load(files / "b.npy")[:39])
    code, out, err = unalignable("compare", files / "a.npy", files / "short.npy")
    assert (code, out) == (2, "")
    assert err == "error: A has 40 rows and B has 39; both need one row per sample, in the same order\n"


def test_compare_sees_exchanged_axes(unalignable, files):
    np.save(files / "turned.npy", np.load(files / "b.npy").T)
    for given, hint in ((("a.npy", "turned.npy"), "B.T has 40"), (("turned.npy", "a.npy"), "A.T has 40")):
        code, _, err = unalignable("compare", *(files / name for name in given))
        assert code == 2
        assert err.endswith(f"both need one row per sample, in the same order: {hint}\n")


def test_the_installed_command_runs_in_a_pipe(tmp_path):
    """Through the real entry point, from another directory: no progress bar, nothing on stderr."""
    code = "from unalignable.experiments.core.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "list"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) >= len(entries())


def test_commands_use_two_workers():
    assert cli.WORKERS == 2
