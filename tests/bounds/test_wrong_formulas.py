"""A bound made of a formula easily mistaken is caught."""

import math

import numpy as np
import pytest

from unalignable.theory.core import bounds
from unalignable.theory.core.bounds import Bound, Evidence, decoding, maps, margins
from unalignable.theory.core.data_pair import Pair
from unalignable.theory.core.distances import ratios

SAFE = 1e-9
"""More than rounding: what a wrong bound is caught for is its formula."""


def floor(measure, value):
    return [] if value is None else [Bound("wrong", measure, "floor", value - SAFE, "")]


def ceiling(measure, value):
    return [Bound("wrong", measure, "ceiling", value + SAFE, "")]


def wrong_degrees_of_freedom(e):
    """NULL-1 with n in place of n − 1."""
    x, y = e.pair.x, e.pair.y
    return ceiling(
        "linear_cka_relabelled_mean", math.sqrt(x.participation_ratio * y.participation_ratio) / e.pair.n - 2 * SAFE
    )


def variance_of_independent_samples(e):
    """2/(n(n − 3)), the variance of debiased CKA, for that of CKA."""
    n = e.pair.n
    return floor("linear_cka_relabelled_variance", 2 / (n * (n - 3)) if n > 3 else None)


def root_of_the_condition_number(e):
    """INV-4 with √κ in place of κ."""
    kappa, residual, _ = maps.map_floor(e.pair)
    return floor("linear_cka", 2 * math.sqrt(kappa) / (1 + kappa) if residual < 1e-6 and kappa < 1e9 else None)


def participation_ratio_without_root(e):
    """SANDWICH-1's ceiling over √PR."""
    x, y = e.pair.x, e.pair.y
    return ceiling("linear_cka", float(x.values[0]) ** 2 / x.gram_norm * e.pair.r2 / math.sqrt(y.participation_ratio))


def largest_eigenvalue_below(e):
    """SANDWICH-1's floor from λ_max."""
    x, y = e.pair.x, e.pair.y
    return floor("linear_cka", float(x.values[0]) ** 2 / x.gram_norm * e.pair.r2 * math.sqrt(y.participation_ratio))


def sides_of_r2_confused(e):
    """SANDWICH-1's ceiling with R² of the other direction."""
    x, y, back = e.pair.x, e.pair.y, e.pair.swapped.r2
    return ceiling("linear_cka", float(x.values[0]) ** 2 / x.gram_norm * back * math.sqrt(y.participation_ratio))


def cka_itself_below_nbs_squared(e):
    """EQ-6 without the participation ratios."""
    return floor("nbs", math.sqrt(e.pair.cka))


def nbs_without_the_rank(e):
    """EQ-6's ceiling without the rank."""
    spread = math.sqrt(e.pair.x.participation_ratio * e.pair.y.participation_ratio)
    return ceiling("nbs", math.sqrt(e.pair.cka / spread))


def ranks_may_reach_n_minus_one(e):
    """DIM-1 one too early: r_X + r_Y = n − 1 still leaves room for zero."""
    early = e.pair.x.rank + e.pair.y.rank >= e.pair.n - 1
    return [Bound("wrong", "linear_cka", "floor", 0.0 if early else None, "", strict=True)]


def widths_for_ranks(e):
    """The vacuity of R² from p ≥ n − 1 instead of the rank."""
    return floor("linear_r2", 1 if e.pair.x.p >= e.pair.n - 1 else None)


def half_the_distortion(e):
    """DIST-1 with δ/8 in place of δ/2."""
    lowest, highest, norms = ratios(e.pair)
    if not (lowest > 0 and math.isfinite(highest)):
        return []
    sine = (highest - lowest) / (highest + lowest) * norms[0] / (16 * e.pair.x.gram_norm)
    return floor("linear_cka", math.sqrt(1 - min(sine, 1.0) ** 2))


def singular_values_for_eigenvalues(e):
    """Ky Fan's share of Σσ in place of Σσ²."""
    t = e.pair.y.values
    return ceiling("linear_r2", float(t[: e.pair.x.rank].sum() / t.sum()))


def cka_below_ky_fan(e):
    """DIM-2's share, which bounds R², as a ceiling on CKA²: that takes squares."""
    t = e.pair.y.values
    return ceiling("linear_cka", math.sqrt(float((t[: e.pair.x.rank] ** 2).sum() / (t**2).sum())))


def participation_ratio_for_stable_rank(e):
    """DIM-3's coarse form with PR(Y), which is no smaller than the stable rank: no ceiling comes from it (DIM-4)."""
    return ceiling("linear_cka", math.sqrt(min(e.pair.x.rank / e.pair.y.participation_ratio, 1)))


def norm_without_square(e):
    """FLOOR-1 with ‖w‖‖v‖ in place of ‖w‖²‖v‖²."""
    (W, V), (a, b) = e.readouts, e.outputs
    inner = float(np.linalg.norm(a.T @ e.pair.overlap @ b))
    return floor("linear_cka", min(inner**2 / (W.norm * V.norm * e.pair.x.gram_norm * e.pair.y.gram_norm), 2))


def sizes_for_agreement(e):
    """‖a‖²‖b‖² in place of (a·b)²."""
    (W, V), (a, b) = e.readouts, e.outputs
    sizes = float(np.linalg.norm(a) * np.linalg.norm(b)) / (W.norm * V.norm)
    return floor("linear_cka", sizes**2 / (e.pair.x.gram_norm * e.pair.y.gram_norm))


def largest_output_for_the_operator_norm(e):
    """The longest column of W in place of its operator norm."""
    (W, V), (a, b) = e.readouts, e.outputs
    longest = (float(np.linalg.norm(U.weights, axis=0).max()) for U in (W, V))
    root = float(np.linalg.norm(a.T @ e.pair.overlap @ b)) / math.prod(longest)
    return floor("linear_cka", root**2 / (e.pair.x.gram_norm * e.pair.y.gram_norm))


def readout_of_the_source(e):
    """FLOOR-4's R² with W in place of V: what X's readout reads is no share of Y."""
    if not same_outputs(e):
        return []
    W, x, y = e.readouts[0], e.pair.x, e.pair.y
    return floor("linear_r2", float(np.linalg.norm(x.right.T @ W.basis * x.values[:, None])) ** 2 / y.norm**2)


def same_outputs(e):
    if e.readouts[0].outputs != e.readouts[1].outputs or abs(e.gap) > 400:
        return False
    return np.linalg.norm(e.left_over) < 1e-9 * np.linalg.norm(e.outputs[1])


def r2_without_the_readout(e):
    """R² ≥ ‖T‖²/tr L, without dividing by ‖V‖²."""
    b = e.outputs[1]
    return floor("linear_r2", min(float(np.linalg.norm(b)) / e.pair.y.norm, 2) ** 2) if same_outputs(e) else []


def cka_floor_for_nbs(e):
    """NBS divided by Gram norms in place of ‖X_c‖‖Y_c‖."""
    nuclear = float(np.linalg.svd(e.through, compute_uv=False).sum())
    return floor("nbs", nuclear / math.sqrt(e.pair.x.gram_norm * e.pair.y.gram_norm))


def correlations_counted_by_outputs(e):
    """mean CCA ≥ outputs/min(rank), whatever the rank of what is read."""
    m = e.readouts[0].outputs
    return floor("mean_cca", m / min(e.pair.x.rank, e.pair.y.rank)) if same_outputs(e) else []


def smaller_budget(e):
    """FLOOR-5a with the smaller of the two readouts as the bound on both."""
    if not same_outputs(e):
        return []
    (W, V), unit = e.readouts, 2.0**e.gap
    sizes = (W.norm * unit) ** 2 * e.pair.x.gram_norm, V.norm**2 * e.pair.y.gram_norm
    return floor("linear_cka", (float(np.linalg.norm(e.outputs[1])) ** 2 / min(sizes)) ** 2)


def without_feature_normalisation(e):
    """FLOOR-5a on features as they come: ‖W‖² alone is no budget."""
    if not same_outputs(e):
        return []
    (W, V), unit = e.readouts, 2.0**e.gap
    size = max(W.norm * unit, V.norm) ** 2
    return floor("linear_cka", min(float(np.linalg.norm(e.outputs[1])) ** 2 / size, 1e9) ** 2)


def predictions(e):
    """R² and norm of the weights, on both sides, for the first target column that varies."""
    (_, t), *_ = decoding._columns(e.target.side)
    return [decoding._least_squares(side, t) for side in (e.pair.x, e.pair.y)]


def threshold_forgotten(e):
    """FLOOR-3 without R²_X + R²_Y > 1."""
    (r, w), (s, v) = predictions(e)
    overlap = math.sqrt(r * s) * (math.sqrt(r * s) - math.sqrt((1 - r) * (1 - s)))
    return floor("linear_cka", overlap**2 / (w * w * v * v * e.pair.x.gram_norm * e.pair.y.gram_norm))


def perfect_predictions(e):
    """FLOOR-3 with the predictions taken for the target."""
    (r, w), (s, v) = predictions(e)
    size = w * w * v * v * e.pair.x.gram_norm * e.pair.y.gram_norm
    return floor("linear_cka", 1 / size) if r + s > 1 else []


def errors_without_root(e):
    """(1 − ε)² in place of (1 − √ε)²."""
    return _heads(e, lambda error: (1 - error) ** 2)


def errors_of_one_side(e):
    """The error of X's readout alone."""
    return _heads(e, lambda error: (1 - math.sqrt(error)) ** 2, worst=min)


def _heads(e, shared, worst=max):
    t, (W, V) = e.target.columns.shape[1], e.readouts
    if {W.outputs, V.outputs} != {t}:
        return []
    j, column = decoding._columns(e.target.side)[0]
    (d, w), (c, v) = (decoding._head(one, j, column) for one in (e, e.swapped))
    error = worst(d, c)
    if error > 0.25:
        return []
    size = w * v * math.sqrt(e.pair.x.gram_norm * e.pair.y.gram_norm)
    return floor("linear_cka", min(shared(error) / size, 2) ** 2)


def ridge_without_the_square(e):
    """16λ(1 − √ε)⁴ in place of 16λ²(1 − √ε)⁴."""
    return _ridge(e, lambda penalty, error: 16 * penalty * (1 - math.sqrt(error)) ** 4)


def ridge_with_the_residual_squared(e):
    """16λ²(1 − ε)⁴."""
    return _ridge(e, lambda penalty, error: 16 * penalty**2 * (1 - error) ** 4)


def _ridge(e, formula):
    (_, t), *_ = decoding._columns(e.target.side)
    found = []
    for penalty in (0.01, 0.1, 0.3, 0.9):
        error = max(decoding._ridge_errors(side, t, np.array([penalty]))[0] for side in (e.pair.x, e.pair.y))
        found += floor("linear_cka", formula(penalty, error)) if error <= 0.25 else []
    return found


def balanced_margins(e):
    """CLS-5 with κ = 1/2 whatever the labels."""
    return _margins(e, lambda a, b, kappa: a + b - 1 - (a - 1) * (b - 1))


def margins_without_the_means(e):
    """Cov taken for E uv."""
    return _margins(e, lambda a, b, kappa: a + b - 1)


def majority_for_minority(e):
    """κ of the commoner label."""
    return _margins(e, lambda a, b, kappa: a + b - 1 - max(a - 2 + 2 * kappa, 0) * max(b - 2 + 2 * kappa, 0))


def _margins(e, formula):
    found = margins.margins(e)
    if found is None or min(found[0].least, found[1].least) <= 0:
        return []
    return floor("margin_covariance", formula(found[0].ratio[1], found[1].ratio[1], e.target.minority))


def transfer_by_products(e):
    """CKA(Y, T) ≥ CKA(X, Y)·CKA(X, T)."""
    return floor("label_cka_b", e.pair.cka * Pair(e.pair.x, e.target.side).cka)


def transfer_without_participation(e):
    """R² ≥ the floor on CKA, also for several targets."""
    return [
        Bound("wrong", b.measure.replace("cka", "r2"), "floor", b.value, "")
        for b in bounds.transfer(e)
        if b.value is not None and "cka" in b.measure
    ]


WRONG = (
    wrong_degrees_of_freedom, variance_of_independent_samples, root_of_the_condition_number,
    participation_ratio_without_root, largest_eigenvalue_below, sides_of_r2_confused, cka_itself_below_nbs_squared,
    nbs_without_the_rank, ranks_may_reach_n_minus_one, widths_for_ranks, half_the_distortion,
    singular_values_for_eigenvalues, cka_below_ky_fan, participation_ratio_for_stable_rank, norm_without_square,
    sizes_for_agreement, largest_output_for_the_operator_norm, readout_of_the_source, r2_without_the_readout,
    cka_floor_for_nbs, correlations_counted_by_outputs, smaller_budget, without_feature_normalisation,
    threshold_forgotten, perfect_predictions, errors_without_root, errors_of_one_side, ridge_without_the_square,
    ridge_with_the_residual_squared, balanced_margins, margins_without_the_means, majority_for_minority,
    transfer_by_products, transfer_without_participation,
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_formula_is_caught(attack, cases, wrong):
    assert isinstance(cases[0].evidence, Evidence)
    assert attack.contradictions(wrong, cases)
