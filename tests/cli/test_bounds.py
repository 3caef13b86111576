"""No bound contradicts what is measured, on random data of every kind; a wrong bound is caught; slugs exist."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from unalignable.theory.core import bounds
from unalignable.theory.core.bounds import Bound, every
from unalignable.theory.core.catalogue import entries
from unalignable.theory.core.data_pair import Pair
from unalignable.theory.core.measures import linear_cka, linear_r2, nbs

CASES = 1200
HADAMARD = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], dtype=float)


def gaussian(rng, n, p, q):
    return rng.normal(size=(n, p)), rng.normal(size=(n, q))


def integers(rng, n, p, q):
    return rng.integers(-3, 4, size=(n, p)).astype(float), rng.integers(-3, 4, size=(n, q)).astype(float)


def sharing_a_factor(rng, n, p, q):
    factor = rng.normal(size=(n, 1))
    return factor + 0.3 * rng.normal(size=(n, p)), factor + 0.3 * rng.normal(size=(n, q))


def steep_spectra(rng, n, p, q):
    return rng.normal(size=(n, p)) * 10.0 ** -rng.integers(0, 9, p), rng.normal(size=(n, q)) * 2.0 ** np.arange(q)


def low_rank(rng, n, p, q):
    factor = rng.normal(size=(n, 2))
    return factor @ rng.normal(size=(2, p)), factor @ rng.normal(size=(2, q))


def wide_but_low_rank(rng, n, p, q):
    return rng.normal(size=(n, 1)) @ rng.normal(size=(1, n)), rng.normal(size=(n, q))


def mapped(rng, n, p, q):
    X = rng.normal(size=(n, p))
    return X, X @ (rng.normal(size=(p, p)) + 2 * np.eye(p))


def rotated(rng, n, p, q):
    X = rng.normal(size=(n, p))
    return X, X @ np.linalg.qr(rng.normal(size=(p, p)))[0] + 1e-3 * rng.normal(size=(n, p))


def uncorrelated(rng, n, p, q):
    columns = HADAMARD[:, rng.permutation([1, 2, 3])]
    k = int(rng.integers(1, 3))
    return columns[:, :k] * rng.integers(1, 5), columns[:, k:] * rng.integers(1, 5)


def offset(rng, n, p, q):
    X, Y = sharing_a_factor(rng, n, p, q)
    return X + 1e6, Y - 1e8


def single_precision(rng, n, p, q):
    X, Y = sharing_a_factor(rng, n, p, q)
    return X.astype(np.float32), Y.astype(np.float32)


KINDS = (
    gaussian, integers, sharing_a_factor, steep_spectra, low_rank, wide_but_low_rank, mapped, rotated, uncorrelated,
    offset, single_precision,
)  # fmt: skip
SCALES = (1.0, 1.0, 1e150, 1e-150, 3e-7)


def case(seed):
    """One admissible pair: its kind, size and scale all follow from the seed."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    n, p, q = (int(rng.integers(low, high)) for low, high in ((3, 7 if seed % 3 else 30), (1, 7), (1, 7)))
    X, Y = kind(rng, n, p, q)
    if kind is not single_precision:  # whose range ends at 1e38
        X, Y = X * rng.choice(SCALES), Y * rng.choice(SCALES)
    constant = any(np.all(M[0] == M) for M in (X, Y))
    return None if constant else (X, Y)


def measured(X, Y):
    """Every number that a bound speaks about, by the public measures; means over relabellings by running them all."""
    values = {"linear_cka": linear_cka(X.astype(float), Y.astype(float)), "nbs": nbs(X, Y)}
    values |= {"linear_r2": linear_r2(X, Y), "linear_r2_reverse": linear_r2(Y, X)}
    if len(X) <= 4:  # 24 relabellings
        orders = [list(order) for order in itertools.permutations(range(len(X)))]
        values["linear_cka_relabelled_mean"] = math.fsum(
            linear_cka(X.astype(float), Y[order].astype(float)) for order in orders
        ) / len(orders)
        values["linear_r2_relabelled_mean"] = math.fsum(linear_r2(X, Y[order]) for order in orders) / len(orders)
    return values


@pytest.fixture(scope="module")
def measurements():
    """(pair, measured values) of every case."""
    drawn = (case(seed) for seed in range(CASES + 100))
    return [(Pair.of(*data), measured(*data)) for data in drawn if data is not None]


def contradictions(rule, measurements):
    """Every bound of a rule that a measured value violates."""
    return [
        (bound, values[bound.measure])
        for pair, values in measurements
        for bound in rule(pair)
        if bound.measure in values and bound.contradicted_by(values[bound.measure])
    ]


def test_no_bound_contradicts_what_is_measured(measurements):
    assert len(measurements) >= 1000
    assert contradictions(every, measurements) == []


def test_every_bound_was_put_to_the_test(measurements):
    """Each applies, and says something, on at least 20 of the cases."""
    live = Counter(
        (bound.slug, bound.measure, bound.kind)
        for pair, values in measurements
        for bound in every(pair)
        if bound.applies and bound.measure in values and _says_something(bound)
    )
    kinds = {(bound.slug, bound.measure, bound.kind) for pair, _ in measurements for bound in every(pair)}
    assert {kind for kind in kinds if live[kind] < 20} == set()


def _says_something(bound):
    return bound.strict or (bound.value > 0 if bound.kind == "floor" else bound.value < 1)


def wrong_degrees_of_freedom(pair):
    """NULL-1 with n in place of n − 1."""
    value = math.sqrt(pair.x.participation_ratio * pair.y.participation_ratio) / pair.n
    return [Bound("wrong", "linear_cka_relabelled_mean", "ceiling", value, "")]


def root_of_the_condition_number(pair):
    """INV-4 with √κ in place of κ."""
    kappa, residual, _ = bounds._map_floor(pair)
    floor = 2 * math.sqrt(kappa) / (1 + kappa) if residual < 1e-6 and math.isfinite(kappa) else 0.0
    return [Bound("wrong", "linear_cka", "floor", floor - 1e-9, "")]


def participation_ratio_without_root(pair):
    """SANDWICH-1's ceiling over √PR."""
    top = float(pair.x.values[0]) ** 2 / pair.x.gram_norm * pair.r2 / math.sqrt(pair.y.participation_ratio)
    return [Bound("wrong", "linear_cka", "ceiling", top + 1e-9, "")]


def largest_eigenvalue_below(pair):
    """SANDWICH-1's floor from λ_max."""
    bottom = float(pair.x.values[0]) ** 2 / pair.x.gram_norm * pair.r2 * math.sqrt(pair.y.participation_ratio)
    return [Bound("wrong", "linear_cka", "floor", bottom - 1e-9, "")]


def sides_of_r2_confused(pair):
    """SANDWICH-1's ceiling with R² of the other direction."""
    top = float(pair.x.values[0]) ** 2 / pair.x.gram_norm * pair.swapped.r2 * math.sqrt(pair.y.participation_ratio)
    return [Bound("wrong", "linear_cka", "ceiling", top + 1e-9, "")]


def cka_itself_below_nbs_squared(pair):
    """EQ-6 without the participation ratios."""
    return [Bound("wrong", "nbs", "floor", math.sqrt(pair.cka) - 1e-9, "")]


def nbs_without_the_rank(pair):
    """EQ-6's ceiling without the rank."""
    spread = math.sqrt(pair.x.participation_ratio * pair.y.participation_ratio)
    return [Bound("wrong", "nbs", "ceiling", math.sqrt(pair.cka / spread) + 1e-9, "")]


def ranks_may_reach_n_minus_one(pair):
    """DIM-1 one too early: r_X + r_Y = n − 1 still leaves room for zero."""
    early = pair.x.rank + pair.y.rank >= pair.n - 1
    return [Bound("wrong", "linear_cka", "floor", 0.0 if early else None, "", strict=True)]


def widths_for_ranks(pair):
    """The vacuity of R² from p ≥ n − 1 instead of the rank."""
    wide = pair.x.p >= pair.n - 1
    return [Bound("wrong", "linear_r2", "floor", 1 - 1e-9 if wide else None, "")]


def half_the_distortion(pair):
    """DIST-1 with δ/4 in place of δ/2."""
    lowest, highest, norms = bounds.ratios(pair)
    if not (lowest > 0 and math.isfinite(highest)):
        return []
    sine = (highest - lowest) / (highest + lowest) * norms[0] / (16 * pair.x.gram_norm)
    return [Bound("wrong", "linear_cka", "floor", math.sqrt(1 - min(sine, 1.0) ** 2) - 1e-9, "")]


@pytest.mark.parametrize(
    "wrong",
    [
        wrong_degrees_of_freedom,
        root_of_the_condition_number,
        participation_ratio_without_root,
        largest_eigenvalue_below,
        sides_of_r2_confused,
        cka_itself_below_nbs_squared,
        nbs_without_the_rank,
        ranks_may_reach_n_minus_one,
        widths_for_ranks,
        half_the_distortion,
    ],
)
def test_a_wrong_bound_is_caught(measurements, wrong):
    assert contradictions(wrong, measurements)


@pytest.mark.parametrize("root", [1, 2, 3, 4])
def test_the_map_bound_is_attained(root):
    """X = [√κ e₁, e₂], A = diag(1, κ): equality for every κ (64/289 at κ = 4)."""
    e = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    kappa = root * root
    X = e * np.array([root, 1])
    (bound,) = bounds.linear_map(Pair.of(X, X * np.array([1, kappa])))
    exact = 2 * kappa / (1 + kappa**2)
    assert bound.applies
    assert exact - 1e-11 < bound.value <= exact  # 1e-11: the rounding of six-digit products, eightfold, at n = 4


def test_a_strict_bound_forbids_equality():
    bound = Bound("x", "linear_cka", "floor", 0.0, "", strict=True)
    assert bound.contradicted_by(0.0)
    assert not bound.contradicted_by(1e-300)
    assert not Bound("x", "linear_cka", "floor", 0.0, "").contradicted_by(0.0)


def test_bounds_that_do_not_apply_say_which_hypothesis_fails():
    X, Y = case(0)
    for bound in every(Pair.of(X, Y)):
        assert bound.applies or bound.value is None
        assert bound.applies or any(condition.text for condition in bound.hypotheses if not condition.holds)
        assert bound.as_json()["applies"] == bound.applies


def test_too_many_samples_for_all_pairs_is_said(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_PAIRS", 10)
    (bound,) = bounds.distortion(Pair.of(*gaussian(np.random.default_rng(0), 11, 2, 2)))
    assert not bound.applies
    assert "10 samples" in bound.hypotheses[0].text


def test_slugs_are_in_the_catalogue():
    X, Y = case(0)
    assert {bound.slug for bound in every(Pair.of(X, Y))} <= set(entries())


def test_pair_agrees_with_the_measures():
    X, Y = gaussian(np.random.default_rng(5), 30, 4, 6)
    pair = Pair.of(X, Y)
    assert pair.cka == pytest.approx(linear_cka(X, Y), abs=pair.rounding)
    assert pair.r2 == pytest.approx(linear_r2(X, Y), abs=pair.rounding)
    assert pair.nbs == pytest.approx(nbs(X, Y), abs=pair.rounding)
    assert pair.swapped.r2 == pytest.approx(linear_r2(Y, X), abs=pair.rounding)
