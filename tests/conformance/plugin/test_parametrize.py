"""``parametrize_with_theorems`` in a test file of somebody else's."""

import re

import pytest

from unalignable.constructions import Measure, parametrize_with_theorems

FIVE_LINES = """
from unalignable.constructions import parametrize_with_theorems
from mylib.metrics import pwcca

@parametrize_with_theorems(pwcca, variant="pwcca")
def test_pwcca(theorem):
    theorem()
"""
MORE = """
from unalignable.constructions import Measure, parametrize_with_theorems
from mylib.metrics import Metric, squared

KNOWN = {"invariance/pwcca_sees_a_rotation": "returns the square"}


@parametrize_with_theorems(Metric().value, variant="pwcca")
def test_a_method(theorem):
    theorem()


class TestMetrics:
    @parametrize_with_theorems(Metric(power=2).value, variant="pwcca", kind="squared")
    def test_of_an_object(self, theorem):
        theorem()

    @parametrize_with_theorems(squared, variant="pwcca", expect=KNOWN)
    def test_expected(self, theorem):
        theorem()


@parametrize_with_theorems(Measure(squared, "pwcca"))
def test_wrong(theorem):
    theorem()


@parametrize_with_theorems(lambda X, Y: 1 / 0, variant="svcca")
def test_crash(theorem):
    theorem()
"""


def outcomes(output):
    """Name of a test -> outcome, from what ``-rA`` prints."""
    return dict(
        reversed(found) for found in re.findall(r"^(PASSED|FAILED|XFAIL|SKIPPED) (\S+::\S+\])", output, re.MULTILINE)
    )


def test_five_lines_of_a_new_user(project):
    project.write("tests/test_mine.py", FIVE_LINES)
    done = project.pytest("-q", "-rA", "-k", "rotation or fixed")
    assert done.returncode == 0, done.stdout
    assert outcomes(done.stdout) == {
        "tests/test_mine.py::test_pwcca[invariance/pwcca_sees_a_rotation]": "PASSED",
        "tests/test_mine.py::test_pwcca[values/fixed_example]": "PASSED",
    }


def test_methods_classes_several_in_a_file_and_workers(project):
    project.write("tests/test_mine.py", MORE)
    (alone, shared) = project.several(
        ["-rA", "-k", "rotation or svcca_drops"], ["-rA", "-k", "rotation or svcca_drops", "-n", "2"]
    )
    place = "tests/test_mine.py::"
    rotation = "[invariance/pwcca_sees_a_rotation]"
    assert outcomes(alone[1]) == {
        f"{place}test_a_method{rotation}": "PASSED",
        f"{place}TestMetrics::test_of_an_object{rotation}": "PASSED",
        f"{place}TestMetrics::test_expected{rotation}": "XFAIL",
        f"{place}test_wrong{rotation}": "FAILED",
        f"{place}test_crash[invariance/svcca_drops_a_direction]": "FAILED",
    }
    assert outcomes(shared[1]) == outcomes(alone[1])
    assert alone[0] == shared[0] == 1
    assert "paste      from mylib.metrics import squared; " in alone[1]
    assert "crash: ZeroDivisionError: division by zero" in alone[1]
    assert "as_test.py" not in alone[1].partition("short test summary")[0]  # nobody need read our frames


def test_a_wrong_call_is_told_where_it_stands():
    with pytest.raises(ValueError, match="no variant 'liner'; nearest: linear"):
        parametrize_with_theorems(max, variant="liner")
    with pytest.raises(ValueError, match="expect: there is no check rigidity/rang of pwcca"):
        parametrize_with_theorems(max, variant="pwcca", expect={"rigidity/rang": "misspelt"})
    with pytest.raises(ValueError, match="3 cannot be called"):
        parametrize_with_theorems(3, variant="pwcca")


def test_names_are_slugs():
    mark = parametrize_with_theorems(Measure(max, "mutual-knn:2"))
    argument, asked = mark.args
    assert argument == "theorem"
    assert mark.kwargs["ids"] == [question.slug for question in asked]
    assert len(set(mark.kwargs["ids"])) == len(asked) > 0
    assert "nulls/mutual_knn_mean" in mark.kwargs["ids"]
