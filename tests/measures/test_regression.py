"""R² against scikit-learn and exact fractions, held out, ridged, weighted; and its errors."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score

from unalignable.theory import UndefinedMeasure, linear_r2

RNG = np.random.default_rng(0)
X = RNG.standard_normal((40, 3)) * [1, 20, 0.1] + 5
Y = X @ RNG.standard_normal((3, 2)) * [1, 30] + RNG.standard_normal((40, 2)) * [3, 40]
W = RNG.random(40)
# two backward stable computations of a quantity near 1 from 40 x 5 numbers of condition at most 1e3
CLOSE = {"rel": 1e-11, "abs": 1e-11}


def test_in_sample_is_variance_weighted():
    fitted = LinearRegression().fit(X, Y).predict(X)
    assert linear_r2(X, Y) == pytest.approx(r2_score(Y, fitted, multioutput="variance_weighted"), **CLOSE)
    assert linear_r2(X, Y, average="uniform") == pytest.approx(r2_score(Y, fitted), **CLOSE)
    assert abs(linear_r2(X, Y) - linear_r2(X, Y, average="uniform")) > 1e-3  # the two differ here


def test_ridge_and_weights():
    model = Ridge(alpha=7.0).fit(X, Y, sample_weight=W)
    want = r2_score(Y, model.predict(X), sample_weight=W, multioutput="variance_weighted")
    assert linear_r2(X, Y, ridge=7.0, weights=W) == pytest.approx(want, **CLOSE)


def test_weights_count_as_repetitions():
    counts = RNG.integers(0, 3, 40)
    repeated = np.repeat(np.arange(40), counts)
    assert linear_r2(X, Y, weights=counts) == pytest.approx(linear_r2(X[repeated], Y[repeated]), **CLOSE)


def test_held_out_is_what_a_loop_gives():
    folds = [(np.arange(20, 40), np.arange(20)), (np.arange(20), np.arange(20, 40))]
    residual = total = 0.0
    for train, test in folds:
        model = Ridge(alpha=0.5).fit(X[train], Y[train])
        residual += np.sum((Y[test] - model.predict(X[test])) ** 2)
        total += np.sum((Y[test] - Y[train].mean(0)) ** 2)
    assert linear_r2(X, Y, ridge=0.5, cv=folds) == pytest.approx(1 - residual / total, **CLOSE)


def test_held_out_sees_what_in_sample_cannot():
    wide, noise = RNG.standard_normal((20, 30)), RNG.standard_normal((20, 1))
    assert linear_r2(wide, noise) == pytest.approx(1.0, **CLOSE)  # vacuous: rank n - 1
    assert linear_r2(wide, noise, cv=5) < 0.5


def test_folds_are_deterministic():
    assert linear_r2(X, Y, cv=4) == linear_r2(X, Y, cv=4)


@pytest.mark.parametrize("scale", [1e-160, 1e160])
def test_any_scale(scale):
    assert linear_r2(X * scale, Y) == pytest.approx(linear_r2(X, Y), **CLOSE)
    assert linear_r2(X * scale, Y / scale, cv=4) == pytest.approx(linear_r2(X, Y, cv=4), **CLOSE)


def test_torch_and_lists_give_the_same():
    assert linear_r2(torch.tensor(X), torch.tensor(Y)) == pytest.approx(linear_r2(X, Y), **CLOSE)
    assert linear_r2(torch.tensor(X), torch.tensor(Y), cv=4) == pytest.approx(linear_r2(X, Y, cv=4), **CLOSE)
    assert linear_r2(X.tolist(), Y.tolist()) == linear_r2(X, Y)


def test_inputs_are_left_alone():
    before = X.copy(), Y.copy()
    linear_r2(X, Y, cv=3, ridge=1.0, weights=W)
    assert np.array_equal(X, before[0])
    assert np.array_equal(Y, before[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ridge": -1.0}, "ridge must be a finite number of at least 0 but is -1.0"),
        ({"cv": 1}, "cv must be at least 2 and at most the number of samples, 40, but is 1"),
        ({"cv": "5"}, "cv must be None, a number of folds"),
        ({"cv": []}, "holds no folds"),
        ({"cv": [([0, 1], [1, 2])]}, "1 rows of a fold are both in train and in test"),
        ({"cv": [([0, 1], [40])]}, "must be numbers from 0 to 39"),
        ({"average": "macro"}, "average must be 'variance' or 'uniform'"),
        ({"weights": [1.0]}, "one weight per sample"),
    ],
)
def test_errors_say_what_and_the_mend(options, message):
    with pytest.raises(ValueError, match=message):
        linear_r2(X, Y, **options)


def test_undefined_is_said():
    with pytest.raises(UndefinedMeasure, match="Y is constant over samples"):
        linear_r2(X, np.ones((40, 1)))
    with pytest.raises(UndefinedMeasure, match="column 1 of Y is constant"):
        linear_r2(X, np.column_stack([Y[:, 0], np.ones(40)]), average="uniform")
