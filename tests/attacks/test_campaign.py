"""Many attacks: results are kept as they come, and a second run finishes the rest."""

import json

import pytest

from unalignable.theory.core import catalogue
from unalignable.theory.core.attack import attack, campaign
from unalignable.theory.core.attack.campaigns import Results
from unalignable.theory.core.attack.report import Attack, Inequality
from unalignable.theory.core.attack.screen import lines
from unalignable.theory.core.console import CallError
from unalignable.theory.core.pool import spread

FEW = ["rigidity/range", "rigidity/two_samples", "probes/transfer"]
ENTRIES = [catalogue.get(slug) for slug in FEW]


def test_records_come_back_in_order_and_are_kept(tmp_path):
    path, seen = tmp_path / "attacks.json", []
    records = campaign(ENTRIES, cases=30, out=path, on_done=lambda record: seen.append(record.slug))
    assert [record.slug for record in records] == seen == FEW
    held = json.loads(path.read_text())
    assert held["settings"] == {"cases": 30, "seed": 0}
    assert set(held["attacks"]) == set(FEW)
    assert [path] == list(tmp_path.iterdir())  # no temporary file is left


def test_an_interrupted_run_is_continued(tmp_path, monkeypatch):
    path, attacked = tmp_path / "attacks.json", []

    def counted(slug, **options):
        attacked.append(slug)
        return attack(slug, **options)

    monkeypatch.setattr("unalignable.theory.core.attack.campaigns.attack", counted)

    def interrupt(record):
        if record.slug == FEW[1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        campaign(ENTRIES, cases=30, out=path, on_done=interrupt)
    assert set(json.loads(path.read_text())["attacks"]) == set(FEW[:2])
    records = campaign(ENTRIES, cases=30, out=path)
    assert attacked == FEW
    assert [record.slug for record in records] == FEW
    assert records == campaign(ENTRIES, cases=30)


def test_a_theorem_that_has_changed_is_attacked_again(tmp_path, monkeypatch):
    path = tmp_path / "attacks.json"
    campaign(ENTRIES[:1], cases=30, out=path)
    assert Results(path, 30, 0).known(ENTRIES[0])
    monkeypatch.setattr("unalignable.theory.core.attack.campaigns.digest", lambda entry: "another")
    assert not Results(path, 30, 0).known(ENTRIES[0])


def test_other_settings_are_refused(tmp_path):
    path = tmp_path / "attacks.json"
    campaign(ENTRIES[:1], cases=30, out=path)
    before = path.read_text()
    with pytest.raises(CallError, match=r"holds attacks with cases 30, seed 0; ask for the same, or name another file"):
        campaign(ENTRIES, cases=31, out=path)
    assert path.read_text() == before


@pytest.mark.parametrize("content", ["", "[1]", '{"settings": 1}', '{"settings": {}, "attacks": 3}'])
def test_a_foreign_file_is_refused(tmp_path, content):
    path = tmp_path / "notes.json"
    path.write_text(content)
    with pytest.raises(CallError, match=r"notes\.json is no file of attacks; name another file"):
        campaign(ENTRIES, cases=30, out=path)
    assert path.read_text() == content


def found(**options):
    said = {"index": 0, "path": "2", "op": "<=", "evaluated": 50, "least_slack": 0.5, "scale": "the larger side"}
    return Inequality(**{**said, "smallest_case": "x=1", "violated": False, "attained_by": "", **options})


def test_the_screen():
    attacks = [
        Attack("a/b", 50, (found(attained_by="search", least_slack=0.0), found(path="3", least_slack=1e-9)), True),
        Attack("a/c", 50, (found(violated=True, least_slack=-0.25, said="2 should be at most 1"),), True),
        Attack("a/d", 50, (found(evaluated=7),), False, "a finite theorem, exhausted: 7 different cases"),
        Attack("a/e", 50, (), False),
    ]
    said = list(lines(attacks, 3.2))
    assert said == [
        "a/b [2]       50 cases  equality, by search",
        "a/b [3]       50 cases  approached, slack 1e-09 of the larger side",
        "a/c [2]       50 cases  VIOLATED by 0.25 of the larger side",
        "    violated: 2 should be at most 1",
        "    x=1",
        "a/d [2]        7 cases  slack 0.5 of the larger side",
        "a/d: a finite theorem, exhausted: 7 different cases",
        "",
        "4 inequalities of 3 theorems, 157 evaluations: violated: a/c · 3 s",
        "called tight: 2; equality attained, or approached within 1e-06: 1",
        "called tight, and not approached: a/c",
        "1 theorem without an inequality",
    ]
    assert list(lines(attacks[3:], 0)) == ["", "no inequality in 1 theorem"]


def test_two_processes_give_what_one_gives():
    seen = []
    assert (
        spread(len, ["aaa", "b", "cc"], 2, seen.append) == [3, 1, 2] == spread(len, ["aaa", "b", "cc"], 1, seen.append)
    )
    assert sorted(seen) == [1, 1, 2, 2, 3, 3]


def test_an_error_in_a_worker_arrives():
    with pytest.raises(ValueError, match="invalid literal"):
        spread(int, ["1", "b", "2"], 2, lambda result: None)
