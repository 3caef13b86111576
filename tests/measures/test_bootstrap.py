"""Bootstrap intervals: what is resampled, how, and that the intervals cover."""

from functools import partial

import numpy as np
import pytest
import torch

from unalignable import theory
from unalignable.theory import UndefinedMeasure, bootstrap_interval

RNG = np.random.default_rng(80)
A = RNG.standard_normal((30, 2))
B = RNG.standard_normal((30, 2)) + A


@pytest.mark.parametrize(
    ("measure", "options", "method"),
    [
        (theory.linear_cka, {}, "bootstrap"),
        (theory.linear_r2, {"ridge": 0.1}, "bootstrap"),
        (theory.mean_cca, {}, "bootstrap"),
        (theory.nbs, {}, "bootstrap"),
        (theory.procrustes, {"kind": "distance"}, "bootstrap"),
        (theory.linear_cka, {"debiased": True}, "half-samples"),
        (theory.linear_r2, {"cv": 3}, "half-samples"),
        (theory.kernel_cka, {}, "half-samples"),
        (theory.rsa, {}, "half-samples"),
        (theory.mutual_knn, {"k": 3}, "half-samples"),
        (lambda X, Y: float((X * Y).mean()), {}, "half-samples"),
    ],
)
def test_methods(measure, options, method):
    found = bootstrap_interval(measure, A, B, resamples=40, seed=1, **options)
    assert found.method == method
    assert found.low <= found.high
    assert (found.level, found.resamples, found.undefined) == (0.95, 40, 0)
    assert found.value == measure(A, B, **options)
    assert found == bootstrap_interval(partial(measure, **options), A, B, resamples=40, seed=1)
    assert found != bootstrap_interval(measure, A, B, resamples=40, seed=2, **options)


def test_weights_are_a_plain_bootstrap():
    """The percentiles are those of drawing rows with the same counts."""
    found = bootstrap_interval(theory.linear_cka, A, B, resamples=25, seed=5, level=0.5)
    rng = np.random.default_rng(5)
    rows = [np.repeat(np.arange(30), rng.multinomial(30, np.full(30, 1 / 30))) for _ in range(25)]
    values = [theory.linear_cka(A[r], B[r]) for r in rows]
    assert (found.low, found.high) == pytest.approx(np.quantile(values, [0.25, 0.75]), rel=1e-12)


def test_half_samples_are_distinct():
    seen = []

    def spy(X, Y):
        seen.append(np.unique(X, axis=0).shape[0])
        return float(X.mean())

    bootstrap_interval(spy, A, B, resamples=10)
    assert seen == [30, *[15] * 10]


def test_why_debiased_cka_is_not_drawn_with_replacement():
    """A repeated sample is an off-diagonal entry of the size of the diagonal: independent data look similar."""
    rng = np.random.default_rng(81)
    X, Y = rng.standard_normal((24, 200)), rng.standard_normal((24, 200))
    drawn = [rng.integers(0, 24, 24) for _ in range(50)]
    assert np.mean([theory.linear_cka(X[r], Y[r], debiased=True) for r in drawn]) > 0.8
    found = bootstrap_interval(theory.linear_cka, X, Y, debiased=True, resamples=50)
    assert found.low < 0 < found.high


def test_intervals_cover():
    """A 90 % interval for the squared correlation, .36, covers it in 100 draws of 60 samples, either way.

    Percentile intervals are right to O(1/sqrt n) at either end: 5 points are allowed beside 4 standard deviations.
    """
    rng = np.random.default_rng(82)
    hits = {"bootstrap": 0, "half-samples": 0}
    for _ in range(100):
        x = rng.standard_normal((60, 1))
        y = 0.6 * x + 0.8 * rng.standard_normal((60, 1))
        for measure in (theory.linear_cka, lambda X, Y: theory.linear_cka(X, Y)):  # ours, and one that is not known
            found = bootstrap_interval(measure, x, y, level=0.9, resamples=40)
            hits[found.method] += found.low <= 0.36 <= found.high
    for method, count in hits.items():
        assert abs(count - 90) < 5 + 4 * (100 * 0.9 * 0.1) ** 0.5, method


def test_undefined_resamples_are_counted():
    rare = np.zeros((12, 1))
    rare[0] = 1
    found = bootstrap_interval(theory.linear_cka, rare, A[:12], resamples=200)
    assert found.undefined > 20  # e^-1 of the resamples miss the one sample that varies
    assert found.resamples + found.undefined == 200
    with pytest.raises(UndefinedMeasure, match="undefined on nearly every resample of 7 samples: debiased CKA needs"):
        bootstrap_interval(theory.linear_cka, A[:7], B[:7], debiased=True)


def test_torch_gives_the_same():
    found = bootstrap_interval(theory.nbs, torch.tensor(A), torch.tensor(B), resamples=20)
    want = bootstrap_interval(theory.nbs, A, B, resamples=20)
    assert (found.value, found.low, found.high) == pytest.approx((want.value, want.low, want.high))


def test_errors():
    with pytest.raises(ValueError, match=r"level must be above 0 and below 1 but is 95"):
        bootstrap_interval(theory.nbs, A, B, level=95)
    with pytest.raises(ValueError, match="resamples must be at least 2 but is 1"):
        bootstrap_interval(theory.nbs, A, B, resamples=1)
    with pytest.raises(ValueError, match="draws its own weights; leave weights out"):
        bootstrap_interval(theory.linear_cka, A, B, weights=np.ones(30))
    with pytest.raises(UndefinedMeasure, match="Y is constant over samples"):
        bootstrap_interval(theory.nbs, A, np.ones((30, 1)))
