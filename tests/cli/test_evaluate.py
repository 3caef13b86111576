"""A theorem judged on somebody's own floats."""

import numpy as np
import pytest

from unalignable.theory.core.evaluate import evaluate
from unalignable.theory.core.record import Verdict

X = np.random.default_rng(0).normal(size=(4, 3))
SLUG = "nulls/permutation_mean"


def test_a_theorem_holds_on_data():
    found = evaluate(SLUG, X=X, Y=X[:, :2] ** 2)
    assert found.applies
    assert found.verdict is Verdict.HOLDS
    assert found.why == ""


def test_outside_its_hypotheses_it_says_so():
    found = evaluate(SLUG, X=np.ones((4, 2)), Y=X)
    assert not found.applies
    assert found.hypotheses[r"HX \ne 0"] is not Verdict.HOLDS


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"X": X}, r"takes X .n p., Y .n q.; got X"),
        ({"X": X, "Y": X, "Z": X}, "got X, Y, Z"),
        ({"X": X[:, 0], "Y": X}, r"X has shape .4,.; .* wants a matrix, n p"),
    ],
)
def test_wrong_arguments(case, said):
    with pytest.raises(ValueError, match=said):
        evaluate(SLUG, **case)


def test_unknown_slug():
    with pytest.raises(ValueError, match="nearest: nulls/permutation_mean"):
        evaluate("nulls/permutation_meen", X=X)
