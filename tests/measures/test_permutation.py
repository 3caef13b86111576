"""Nulls: exact moments against all n! relabellings, cheap scores against the plain call, and calibrated p-values."""

import itertools
from functools import partial

import numpy as np
import pytest
import torch

from unalignable import theory
from unalignable.theory import UndefinedMeasure, permutation_null
from unalignable.theory.core.measures import inputs, relabelling

RNG = np.random.default_rng(70)

CASES = {
    "linear_cka": (theory.linear_cka, {}),
    "debiased": (theory.linear_cka, {"debiased": True}),
    "rbf": (theory.kernel_cka, {}),
    "rbf, debiased": (theory.kernel_cka, {"debiased": True, "bandwidth": 0.7}),
    "linear kernel": (theory.kernel_cka, {"kernel": "linear"}),
    "modified_rv": (theory.modified_rv, {}),
    "rsa": (theory.rsa, {}),
    "spearman": (theory.rsa, {"comparison": "spearman"}),
    "cosine": (theory.rsa, {"comparison": "cosine"}),
    "whitened": (theory.rsa, {"comparison": "whitened-cosine"}),
    "r2": (theory.linear_r2, {}),
    "ridge": (theory.linear_r2, {"ridge": 2.0}),
    "uniform": (theory.linear_r2, {"average": "uniform", "ridge": 0.3}),
    "held out": (theory.linear_r2, {"cv": 2, "ridge": 1.0}),
    "mean_squared_cca": (theory.mean_squared_cca, {}),
    "mean_cca": (theory.mean_cca, {}),
    "svcca": (theory.svcca, {"variance": 0.9}),
    "pwcca": (theory.pwcca, {}),
    "nbs": (theory.nbs, {}),
    "angle": (theory.procrustes, {}),
    "distance": (theory.procrustes, {"kind": "distance"}),
    "mutual_knn": (theory.mutual_knn, {"k": 2}),
    "hsic": (theory.hsic, {"estimator": "unbiased"}),
    "a stranger": (lambda A, B: float(np.sum(A * B[:, :2])), {}),
}
EXACT = set(CASES) - {
    "held out",
    "mean_cca",
    "svcca",
    "pwcca",
    "nbs",
    "angle",
    "distance",
    "mutual_knn",
    "hsic",
    "a stranger",
}


OF_FACTORS = {"linear_cka", "debiased", "modified_rv", "r2", "ridge", "mean_squared_cca"}
RUNS = [(name, n, 50.0) for name in CASES for n in (4, 5, 6) if n < 6 or name in EXACT]
RUNS += [(name, n, 0.0) for name in sorted(OF_FACTORS) for n in (4, 5)]  # through n × n matrices


@pytest.mark.parametrize(("name", "n", "cheap"), RUNS)
def test_all_relabellings(name, n, cheap, monkeypatch):
    """Scores and closed-form moments are those of calling the measure on every one of the n! relabellings."""
    measure, options = CASES[name]
    monkeypatch.setattr(relabelling, "GATHER", cheap)
    rng = np.random.default_rng(n)
    A, B = rng.standard_normal((n, 2)) ** 3, rng.standard_normal((n, 3))
    B[:, 0] += A[:, 0]
    orders = [np.array(order) for order in itertools.permutations(range(n))]
    want = np.array([measure(A, B[order], **options) for order in orders])
    prepared = relabelling.prepare(measure, *inputs.pair(A, B), options)
    # condition below 1e3 (cubes of normals); scores are sums of at most n² p such products
    assert [prepared.score(order) for order in orders] == pytest.approx(want, abs=1e-11)
    assert (prepared.mean is not None) == (name in EXACT | {"mutual_knn"})
    assert (prepared.sd is not None) == (name in EXACT)
    if prepared.mean is not None:
        assert prepared.mean == pytest.approx(want.mean(), abs=1e-11)
    if prepared.sd is not None:
        # a square root of a difference: of variances below 2^-44 nothing is claimed
        assert prepared.sd**2 == pytest.approx(want.var(), abs=1e-11)


def test_closed_forms_of_the_literature():
    """Kazi-Aoual et al. (1995) for CKA, rank/(n-1) for R², 2/(n(n-3)) for debiased CKA, k/(n-1) for mutual kNN."""
    n, A, B = 12, RNG.standard_normal((12, 3)), RNG.standard_normal((12, 20))
    null = permutation_null(theory.linear_cka, A, B, permutations=1)
    PR = [theory.participation_ratio(M) for M in (A, B)]
    assert null.mean == pytest.approx(np.sqrt(PR[0] * PR[1]) / (n - 1))
    c = []
    for M, beta in zip((A, B), PR, strict=True):
        K = (M - M.mean(0)) @ (M - M.mean(0)).T
        delta = np.sum(np.diag(K) ** 2) / np.sum(K * K)
        c.append((n - 1) * (n * (n + 1) * delta - (n - 1) * (beta + 2)) / ((n - 3) * (n - 1 - beta)))
    variance = (n - 1 - PR[0]) * (n - 1 - PR[1]) * (2 * n * (n - 1) + (n - 3) * c[0] * c[1])
    assert null.sd**2 == pytest.approx(variance / (n * (n + 1) * (n - 1) ** 3 * (n - 2)))
    assert permutation_null(theory.linear_r2, A, B, permutations=1).mean == pytest.approx(3 / (n - 1))
    debiased = permutation_null(theory.linear_cka, A, B, permutations=1, debiased=True)
    assert debiased.mean == 0.0
    assert debiased.sd == pytest.approx((2 / (n * (n - 3))) ** 0.5)
    assert permutation_null(theory.mutual_knn, A, B, k=4, permutations=1).mean == pytest.approx(4 / (n - 1))


def test_a_wrong_variance_would_be_seen():
    """Leaving out one of the two parts, or the wrong dimension of one, moves the variance by more than a hundredth."""
    A, B = RNG.standard_normal((6, 3)), RNG.standard_normal((6, 3))
    K, L = (relabelling.isotypic.of_factor(M - M.mean(0)) for M in (A, B))
    right = relabelling.isotypic.moments(K, L)[1] ** 2
    standard, rest = K.standard * L.standard, K.u_centred * L.u_centred
    for wrong in (standard / 5, 2 * rest / 18, standard / 6 + 2 * rest / 18, standard / 5 + rest / 18):
        assert abs(wrong / right - 1) > 0.01


def test_white_and_tiny_cases():
    """No variance where nothing can vary: full-rank white representations, n = 2, n = 3 by hand."""
    white = np.linalg.qr(RNG.standard_normal((7, 7)))[0]
    null = permutation_null(theory.linear_cka, white, RNG.standard_normal((7, 2)), permutations=5)
    assert null.mean == pytest.approx(null.value, abs=1e-12)
    assert null.sd == 0.0
    assert null.p == 1.0  # ties within rounding are ties
    assert permutation_null(theory.linear_cka, np.eye(2), np.eye(2), permutations=9).p == 1.0
    A, B = np.array([[0.0], [1], [3]]), np.array([[0.0], [1], [1]])
    values = [theory.linear_cka(A, B[list(o)]) for o in itertools.permutations(range(3))]
    null = permutation_null(theory.linear_cka, A, B, permutations=1)
    assert (null.mean, null.sd) == pytest.approx((np.mean(values), np.std(values)))


def test_the_record():
    A, B = RNG.standard_normal((20, 3)), RNG.standard_normal((20, 2))
    null = permutation_null(theory.nbs, A, B, permutations=50, seed=3)
    assert null == permutation_null(theory.nbs, A, B, permutations=50, seed=3)
    assert null != permutation_null(theory.nbs, A, B, permutations=50, seed=4)
    assert null.value == theory.nbs(A, B)
    assert (null.mean_is_exact, null.sd_is_exact, null.permutations) == (False, False, 50)
    assert null.p == round(null.p * 51) / 51
    rng = np.random.default_rng(3)
    scores = np.array([theory.nbs(A, B[rng.permutation(20)]) for _ in range(50)])
    assert (null.mean, null.sd) == pytest.approx((scores.mean(), scores.std()))
    assert null.p == (1 + np.sum(scores >= null.value)) / 51
    with pytest.raises(AttributeError):
        null.p = 0.0


def test_options_partials_and_torch_are_the_same_thing():
    A, B = RNG.standard_normal((20, 3)), RNG.standard_normal((20, 2))
    want = permutation_null(theory.linear_cka, A, B, permutations=20, debiased=True)
    assert permutation_null(partial(theory.linear_cka, debiased=True), A, B, permutations=20) == want
    tensors = permutation_null(theory.linear_cka, torch.tensor(A), torch.tensor(B), permutations=20, debiased=True)
    assert (tensors.value, tensors.mean, tensors.sd, tensors.p) == pytest.approx(
        (want.value, want.mean, want.sd, want.p)
    )


def test_small_distances_are_similar():
    A = RNG.standard_normal((15, 2))
    for kind in ("angular", "distance"):
        assert permutation_null(theory.procrustes, A, A @ [[0, 2], [-2, 0]], permutations=99, kind=kind).p == 0.01
    other = permutation_null(theory.procrustes, A, A, permutations=99, alternative="greater")
    assert other.p == 1.0
    assert permutation_null(theory.nbs, A, A, permutations=99).p == 0.01


def test_norms_are_not_computed_again(monkeypatch):
    """The engine runs once a side and never per relabelling."""
    calls = []
    original = relabelling.isotypic.sums
    monkeypatch.setattr(relabelling.isotypic, "sums", lambda *a, **k: calls.append(1) or original(*a, **k))
    monkeypatch.setattr(relabelling, "centred", lambda *a, c=relabelling.centred, **k: calls.append(1) or c(*a, **k))
    permutation_null(theory.linear_cka, RNG.standard_normal((30, 3)), RNG.standard_normal((30, 2)), permutations=200)
    assert len(calls) == 4


def test_p_values_are_uniform_under_the_null():
    """P(p <= 1/5) is at most 1/5 at any n (phipson2010permutation): 200 independent pairs, 4 standard deviations."""
    rng = np.random.default_rng(71)
    small = 0
    for _ in range(200):
        null = permutation_null(
            theory.linear_cka, rng.standard_normal((6, 2)), rng.standard_normal((6, 2)), permutations=19
        )
        small += null.p <= 0.2
    deviation = (200 * 0.2 * 0.8) ** 0.5
    assert abs(small - 40) < 4 * deviation


def test_errors():
    A, B = RNG.standard_normal((10, 2)), RNG.standard_normal((10, 2))
    with pytest.raises(ValueError, match="permutations must be at least 1 but is 0"):
        permutation_null(theory.nbs, A, B, permutations=0)
    with pytest.raises(ValueError, match="alternative must be 'greater' or 'less' but is 'two-sided'"):
        permutation_null(theory.nbs, A, B, alternative="two-sided")
    with pytest.raises(ValueError, match="samples of unequal weight cannot be relabelled; leave weights out"):
        permutation_null(theory.linear_cka, A, B, weights=np.ones(10))
    with pytest.raises(UndefinedMeasure, match="X is constant over samples"):
        permutation_null(theory.nbs, np.ones((10, 2)), B)
