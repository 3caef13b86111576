"""unalignable attack: the screen, JSON, exit codes, a file that a second call continues."""

import json

from unalignable.theory.core.attack import campaigns
from unalignable.theory.core.attack.report import Attack, Inequality


def test_attack_a_theorem(unalignable, tmp_path):
    out = tmp_path / "attacks.json"
    code, said, err = unalignable("attack", "rigidity/range", "rigidity/two_samples", "--cases", 40, "--out", out)
    assert code == 0
    assert err == ""
    assert "rigidity/range [2]" in said
    assert "2 inequalities of 1 theorem" in said
    assert "none violated" in said
    assert "1 theorem without an inequality" in said
    before = out.read_text()
    code, again, _ = unalignable(
        "attack", "rigidity/range", "rigidity/two_samples", "--cases", 40, "--out", out, "--json", "-"
    )
    assert code == 0
    assert out.read_text() == before
    assert [record["slug"] for record in json.loads(again)] == ["rigidity/range", "rigidity/two_samples"]
    code, _, err = unalignable("attack", "rigidity/range", "--cases", 41, "--out", out)
    assert code == 2
    assert err.endswith("holds attacks with cases 40, seed 0; ask for the same, or name another file\n")


def test_a_violation_is_exit_code_1(unalignable, monkeypatch):
    bad = Inequality(0, "claim", "<=", 9, -0.5, "the larger side", "X=[[0]]", True, "", "2 should be at most 1")
    monkeypatch.setattr(campaigns, "attack", lambda slug, **options: Attack(slug, 9, (bad,), False))
    code, said, _ = unalignable("attack", "rigidity/range", "--cases", 9)
    assert code == 1
    assert "violated: 2 should be at most 1" in said
    assert "X=[[0]]" in said


def test_bad_calls(unalignable):
    code, _, err = unalignable("attack", "rigidity/ranges", "--cases", 9)
    assert code == 2
    assert err.startswith("error: no theorem or family 'rigidity/ranges'; nearest: ")
    code, _, err = unalignable("attack", "rigidity/range", "--cases", 0)
    assert code == 2
    assert "--cases" in err
