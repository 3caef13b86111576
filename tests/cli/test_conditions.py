"""``unalignable conditions`` and ``show`` of a pair, as a new user and as a script meet them."""

import json

import pytest

from unalignable.constructions.core import catalogue
from unalignable.theory.core.catalogue import entries as theorems


def test_one_answer(unalignable):
    code, out, err = unalignable("conditions", "--same", "logits", "--head", "linear", "--readout-norm", "2")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Known: the same logits, linear heads, readouts of norm at most 2"
    assert lines[1] == "Some alignment is forced: CKA is at least 1/16, and a pair attains it."
    for said in ("Forced, because", "[floors/shared_readout]", "Possible, by the pairs", "What would change this"):
        assert said in out
    assert "without --readout-norm" in out
    assert max(map(len, lines)) <= 112


def test_zero(unalignable):
    _, out, _ = unalignable("conditions", "--same", "argmax", "--head", "linear")
    assert out.splitlines()[1].startswith("Unalignable is possible: CKA = 0 and R² = 0")
    assert "argmax_only" in out


def test_as_json(unalignable):
    code, out, _ = unalignable("conditions", "--condition", "3", "--json", "-")
    record = json.loads(out)
    assert code == 0
    cka = record["measures"]["linear_cka"]
    assert cka["settled"]
    assert (cka["forced"]["exact"], cka["forced"]["value"], cka["forced"]["strict"]) == ("3/5", 0.6, False)
    assert cka["forced"]["slug"] in theorems()
    assert cka["possible"]["attained"]
    assert cka["possible"]["slug"] in catalogue.entries()
    assert record["changes"]


def test_the_table(unalignable):
    code, out, _ = unalignable("conditions")
    assert code == 0
    rows = {a.strip(): b for b, a in zip(out.splitlines(), out.splitlines()[1:], strict=False) if "    --" in a}
    assert rows["--same output"].split("  ")[0] == "the same output"
    assert rows["--same output"].count("can be 0") == 3
    assert rows["--same output --head linear"].count("> 0, no floor") == 3
    assert "≥ 1/16, attained" in rows["--same output --head linear --readout-norm 2"]
    assert rows["--least-norm"].count("= 1") == 3
    _, out, _ = unalignable("conditions", "--json", "-")
    assert [record["options"] for record in json.loads(out)] == list(rows)


def test_decimals_and_fractions_are_the_same(unalignable):
    _, a, _ = unalignable("conditions", "--decoding", "0.75", "0.9", "--json", "-")
    _, b, _ = unalignable("conditions", "--decoding", "3/4", "9/10", "--json", "-")
    assert json.loads(a) == json.loads(b)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--margins", "0.5", "2"], "--margins must be at least 1, got 1/2"),
        (["--ranks", "5", "5", "--samples", "5"], "--ranks 5 of 5 samples: centred, they have at most 4 directions"),
        (
            ["--same", "output", "--readout-norm", "two"],
            "a number such as 2, 0.05 or 1/3, got 'two'",
        ),
        (["--readout-norm", "2"], "--readout-norm speaks about readouts: add what they read"),
        (["--same", "task"], "same must be one of output, logits, probabilities, argmax; got 'task'"),
        (["--rank", "2"], "--rank speaks about a shared output: add --same output"),
        (["--rank", "x"], "--rank"),
        (["--samples", "0"], "--samples must be at least 2, got 0"),
        (["--same", "output", "--rank", "0"], "--rank must be at least 1, got 0"),
        (["--condition", "1e400"], "--condition takes a number between 1e-60 and 1e60 in size, got '1e400'"),
        (["--same", "logits", "--kl", "0.1"], "leave --kl out, or use --same argmax"),
    ],
)
def test_wrong_calls_are_one_line(unalignable, options, said):
    code, out, err = unalignable("conditions", *options)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_pairs_are_listed_and_shown(unalignable):
    _, out, _ = unalignable("list", "--json", "-")
    listed = {row["slug"]: row["title"] for row in json.loads(out) if row["kind"] == "construction"}
    assert listed == {slug: entry.title for slug, entry in catalogue.entries().items()}
    code, out, _ = unalignable("show", "readout_junk", "--json", "-")
    record = json.loads(out)
    assert code == 0
    assert record["holds"]
    assert record["values"]["linear_cka"] == {"value": 1 / 82, "exact": "1/82", "holds": True}
    _, out, _ = unalignable("show", "readout_junk")
    for said in ("belief", "failure", "repair", "CKA = 1/82", "holds, in exact arithmetic"):
        assert said in out
    code, _, err = unalignable("show", "readout_jnk")
    assert code == 2
    assert "no theorem or construction 'readout_jnk'; nearest: readout_junk" in err
