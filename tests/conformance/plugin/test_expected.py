"""Failures that are known: read, held against the checks there are, and never left behind when the code is mended."""

import re

import pytest

from unalignable.constructions import Measure, check_measure
from unalignable.constructions.core.conformance import as_test, suite
from unalignable.constructions.core.conformance.expected import Expected, expected, read
from unalignable.constructions.core.conformance.record import Check, Result, Severity
from unalignable.theory.core.record import Verdict

VERDICTS = {
    "a/fails": Verdict.REFUTED,
    "a/holds": Verdict.HOLDS,
    "a/empty": Verdict.VACUOUS,
    "b/fails": Verdict.REFUTED,
    "b/empty": Verdict.VACUOUS,
    "c/empty": Verdict.VACUOUS,
    "c/unclear": Verdict.UNDECIDED,
}


def result(slug, verdict):
    severity = Severity.WRONG_VALUE if verdict is Verdict.REFUTED else None
    return Result(slug, f"{slug} is so.", verdict, severity, "1 should equal 2; X=[[0]]")


@pytest.fixture
def checks(monkeypatch):
    """A suite of a few checks whose outcomes are known."""
    made = [Check(slug, "", lambda _, slug=slug: result(slug, VERDICTS[slug])) for slug in VERDICTS]
    monkeypatch.setattr(suite, "all_checks", lambda measure: made)
    monkeypatch.setattr(as_test, "all_checks", lambda measure: made)
    monkeypatch.setattr(suite, "diagnosed", lambda m, r, e=None, s=0.0: suite.Report(m, tuple(r), (), dict(e or {}), s))
    monkeypatch.setattr("unalignable.constructions.core.conformance.failure.diagnosed", suite.diagnosed)
    return made


def one(function, *args):
    """How pytest would put it."""
    try:
        function(*args)
    except BaseException as outcome:
        return type(outcome).__name__, str(outcome)
    return "passes", ""


def as_tests(expect):
    """Slug -> outcome and message, of the checks one by one."""
    asked = as_test.questions(Measure(max, "pwcca"), expect)
    return {question.slug: one(question) for question in asked}


def test_nothing_is_expected(checks):
    found = as_tests(None)
    assert {slug: outcome for slug, (outcome, _) in found.items()} == {
        "a/fails": "Failed",
        "a/holds": "passes",
        "a/empty": "Skipped",
        "b/fails": "Failed",
        "b/empty": "Skipped",
        "c/empty": "Skipped",
        "c/unclear": "Skipped",
    }
    assert found["a/empty"][1].startswith("does not apply: ")
    assert found["c/unclear"][1].startswith("undecided: ")
    assert found["a/fails"][1].startswith("wrong value: 1 should equal 2\n  check      a/fails\n")


WRONG = {
    "a slug that holds": (
        {"a/holds": "why"},
        {"a/holds": "expected to fail (why), but holds; take its line out of expect"},
    ),
    "a slug that does not apply": (
        {"a/empty": "why"},
        {"a/empty": "expected to fail (why), but does not apply; take its line out of expect"},
    ),
    "a slug that is undecided": (
        {"c/unclear": "why"},
        {"c/unclear": "expected to fail (why), but is undecided; take its line out of expect"},
    ),
    "a family of which a check holds": (
        {"a/*": "why"},
        {"a/holds": "expected to fail (why), but holds; in place of a/*, expect must name the checks that fail"},
    ),
    "a family of which nothing fails": (
        {"c/*": "why"},
        {
            "c/empty": "expected to fail (why), but does not apply, and nothing else in c/* fails; "
            "take its line out of expect",
            "c/unclear": "expected to fail (why), but is undecided, and nothing else in c/* fails; "
            "take its line out of expect",
        },
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fail_as_expected_is_an_error(checks, name):
    """In a test file and in the plugin, which run the same tests, and in a report."""
    expect, objections = WRONG[name]
    found = as_tests(expect)
    told = {slug: text.removeprefix(f"{slug}: ") for slug, (outcome, text) in found.items() if "expected to" in text}
    assert told == objections
    assert all(found[slug][0] == "Failed" for slug in told)
    report = check_measure(max, "pwcca", expect=expect)
    assert report.stale == tuple(objections)
    assert report.verdict == "fails"


def test_what_fails_as_expected_is_none(checks):
    expect = {"a/fails": "issue 7", "b/*": "not done"}
    found = as_tests(expect)
    assert found["a/fails"] == ("XFailed", "issue 7")
    assert found["b/fails"] == ("XFailed", "not done")
    assert found["b/empty"][0] == "Skipped"
    assert not any(outcome == "Failed" for outcome, _ in found.values())
    report = check_measure(max, "pwcca", expect=expect)
    assert report.expected == {"a/fails": "issue 7", "b/fails": "not done"}
    assert (report.verdict, report.stale, report.failures) == ("conforms", (), ())
    assert check_measure(max, "pwcca", expect={"a/fails": "issue 7"}).verdict == "fails"


def test_a_slug_goes_before_its_family():
    known = Expected({"a/*": "all", "a/fails": "this"}, tuple(VERDICTS))
    assert known.reason("a/fails") == "this"
    assert known.reason("a/holds") == "all"
    assert known.reason("b/fails") is None
    assert known.members("a/*") == ["a/holds", "a/empty"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a/fail": "why"}, "expect: there is no check a/fail of pwcca; nearest: a/fails"),
        ({"d/*": "why"}, "expect: there is no check d/* of pwcca"),
        ({"a": "why"}, "expect: there is no check a of pwcca"),
        ({"a/fails": " "}, "expect: a/fails needs a reason, got ' '"),
        ({"a/fails": None}, "expect: a/fails needs a reason, got None"),
        ({"b/*": "all", "b/fails": "one", "b/empty": "one"}, "expect: b/* expects nothing, for all its checks are"),
    ],
)
def test_an_expectation_of_nothing_is_refused(checks, given, told):
    for ask in (as_test.questions, check_measure):
        with pytest.raises(ValueError, match="^" + re.escape(told)):
            ask(Measure(max, "pwcca"), expect=given)


def test_the_file(tmp_path):
    path = tmp_path / "known.txt"
    path.write_text("\ufeff# known\n\n  a/fails\t issue #7: é \nb/*   not done  # yet\n   # more\n", encoding="utf-8")
    assert read(path) == {"a/fails": "issue #7: é", "b/*": "not done  # yet"}
    assert expected(path, VERDICTS, "pwcca") == Expected(read(path), tuple(VERDICTS), str(path))
    for text, told in (
        ("a/fails  x\n\nb/fails\n", "known.txt, line 3: b/fails needs a reason behind it"),
        ("a/fails x\na/fails y\n", "known.txt, line 2: a/fails is there twice"),
    ):
        path.write_text(text)
        with pytest.raises(ValueError, match=re.escape(told)):
            read(path)
    path.write_bytes(b"a/fails \xff")
    with pytest.raises(ValueError, match=r"known\.txt is not UTF-8 text"):
        read(path)
    with pytest.raises(ValueError, match="cannot be read: No such file or directory"):
        read(tmp_path / "none.txt")
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_in_the_plugin(project):
    """A real run: what fails as expected, what no longer does, and what was never asked."""
    squared = ["--measure", "mylib.metrics:squared", "--variant", "pwcca", "-k", "rotation"]
    right = ["--measure", "mylib.metrics:pwcca", "--variant", "pwcca", "-k", "rotation"]
    project.write("known.txt", "invariance/pwcca_sees_a_rotation   returns the square\n")
    runs = project.several([*squared, "--expect", "known.txt", "-rx"], [*right, "--expect", "known.txt", "-n", "1"])
    assert [code for code, _ in runs] == [0, 1]
    slug = "mylib.metrics:squared::invariance/pwcca_sees_a_rotation"
    assert f"XFAIL {slug} - returns the square" in runs[0][1]
    assert "expected    invariance/pwcca_sees_a_rotation" in runs[0][1]
    assert "expected to fail (returns the square), but holds; take its line out of " in runs[1][1]
    assert "stale       expected to fail, and did not: invariance/pwcca_sees_a_rotation" in runs[1][1]
