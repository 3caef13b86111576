"""Theorems on readouts, identifiability, equal scores and twists with a wrong constant: refuted, and no longer derived.

Constants of other theorems are altered in tests/dimension, tests/classification and tests/attacks/planted.py.
"""

import pytest

from unalignable.theory.core.altered import unseen

MORE = "* m.ratio(101, 100)"

WRONG = [
    ("floors/any_two_readouts", "eq(gap, m.inner(rest, rest))", f"eq(gap, m.inner(rest, rest) {MORE})"),
    ("floors/approximate_decoding", "le(floor, m.linear_cka", f"le(floor {MORE}, m.linear_cka"),
    ("floors/bounded_readouts", "@ W, B), m.linear", f"@ W, B) {MORE}, m.linear"),
    ("floors/errors_below_the_target", "le(floor, m.linear_cka", f"le(floor {MORE}, m.linear_cka"),
    ("floors/operator_norms_of_readouts", "le(master, m.linear_cka", f"le(master {MORE}, m.linear_cka"),
    ("floors/operator_norms_of_readouts", "X, Y, W, V), master)", f"X, Y, W, V) {MORE}, master)"),
    ("floors/paired_readouts", "le(paired, m.linear_cka", f"le(paired {MORE}, m.linear_cka"),
    ("floors/paired_readouts", "le(paired, m.readout_floor", f"le(paired {MORE}, m.readout_floor"),
    ("floors/r2_from_a_shared_readout", "le(floor, m.linear_r2", f"le(floor {MORE}, m.linear_r2"),
    (
        "floors/r2_from_a_shared_readout",
        "apart.T @ apart)) / variance, floor)",
        "apart.T @ apart)) / variance, floor / 2)",
    ),
    ("floors/r2_from_a_shared_readout", "* variance), floor)", "* variance), floor * m.ratio(99, 100))"),
    ("floors/readout_share", "le(eta, m.linear_cka", f"le(eta {MORE}, m.linear_cka"),
    ("floors/readout_share", "m.inner(E, E) / m.inner(K, K)),", f"m.inner(E, E) / m.inner(K, K) {MORE}),"),
    ("floors/relative_errors", "le(floor, m.linear_cka", f"le(floor {MORE}, m.linear_cka"),
    ("floors/ridge_heads", "le(m.ridge_floor(c, E),", f"le(m.ridge_floor(c, E) {MORE},"),
    ("floors/shared_readout", "le(master, m.linear_cka", f"le(master {MORE}, m.linear_cka"),
    ("floors/shared_readout", "X, Y, W, V), master)", f"X, Y, W, V) {MORE}, master)"),
    ("floors/shared_readout", "le(paired, master)", f"le(paired {MORE}, master)"),
    ("floors/stitching_sees_nothing", "le(other, m.inner", f"le(other {MORE}, m.inner"),
    ("floors/stitching_sees_nothing", "residual @ m.pseudo_inverse(V) @ V,", "residual,"),
    ("identifiability/balanced_units_fix_scales", "eq(Y, X @ Q)", "eq(Y, X @ Q.T)"),
    ("identifiability/diverse_unembeddings", "le(m.map_floor(s, t),", f"le(m.map_floor(s, t) {MORE},"),
    ("identifiability/minimal_norm_is_balanced", "le(least, weight)", f"le(least {MORE}, weight)"),
    ("identifiability/minimal_norm_is_balanced", "price(m, W, V)),", "price(m, W, V) * m.ratio(99, 100)),"),
    ("identifiability/minimal_norms_and_white_inputs", "m.inner(W, W) - W.T", "m.inner(W, W) * 2 - W.T"),
    ("identifiability/minimal_norms_predict_each_other", "le(m.map_floor(s, t),", f"le(m.map_floor(s, t) {MORE},"),
    ("identifiability/relu_up_to_units", "le(m.map_floor(s, t),", f"le(m.map_floor(s, t) {MORE},"),
    ("identifiability/relu_up_to_units", "eq(Y @ U, X @ V)", "eq(X @ U, X @ V)"),
    ("identifiability/zero_slack", "eq(m.linear_r2(X, Y), one)", "eq(m.linear_cka(X, Y), one)"),
    ("equivalences/doubly_centred_distances", "m.gram(X) * -2", "m.gram(X) * -1"),
    ("equivalences/gram_distance_below_procrustes", "(s + t) * (s + t) * apart)", "(s * s + t * t) * apart)"),
    ("equivalences/ridge_decoders_at_large_ridge", "rate / r)", "rate / (r * 10))"),
    ("equivalences/ridge_decoders_at_small_ridge", "rate * r)", "rate * r / 10)"),
    ("equivalences/whitened_distances", "eq(inverse, m.inner", "eq(inverse * 2, m.inner"),
    ("twists/circle_against_two_frequencies", "eq(back[1], s)", "eq(back[1], -s)"),
    ("twists/common_frame", "m.norm(K) * m.norm(L)", "m.norm(K) ** 2"),
    ("twists/cyclic_spectrum", "m.ratio(a * a + b * b, 2)", "m.ratio(a + b, 2)"),
    ("twists/different_frequencies", "return uncorrelated(m, X, Y)", "return uncorrelated(m, X, X)"),
    ("twists/doubling_needs_a_high_degree", "degree < modulus - 1", "degree < modulus - 3"),
    ("twists/doubling_needs_a_high_degree", "degree < modulus - 1", "degree < modulus + 1"),
    ("twists/legendre_code", "m2 / m.inner(p3, p3)", "m2 / m.inner(p2, p2)"),
    ("twists/legendre_curve", "m.ratio(10, 21)) * m.ratio(35, 9)", "m.ratio(10, 21)) * m.ratio(35, 8)"),
    ("twists/median_rbf_does_not_recover", "lt(score(m, setting), mean + deviation)", "lt(score(m, setting), mean)"),
    ("twists/median_rbf_does_not_recover", "m.ratio(1, 4))", "m.ratio(1, 5))"),
    ("twists/parity_pairings", "m.ratio(1, 25)", "m.ratio(1, 5)"),
    ("twists/parity_pairings", "third = m.ratio(1, 3)", "third = m.ratio(1, 2)"),
    ("twists/random_key_sets", "m.norm(q) * m.ratio(1, K)", "m.norm(q) * m.ratio(1, K + 1)"),
    ("twists/random_signs", "m.ratio(1, X.shape[0])),\n    )", "m.ratio(99, 100 * X.shape[0])),\n    )"),
    (
        "twists/random_signs",
        "eq(mean(m, X, X), m.sign_twin_energy(X, X))",
        "eq(mean(m, X, X), m.sign_twin_energy(X, X) * 2)",
    ),
    ("twists/random_signs_variance", "g * g)) * 2", "g * g)) * 3"),
    ("twists/random_signs_variance", " - m.inner(k * k, g * g)", ""),
    ("twists/random_signs_variance", "m.gram(T), X @ X.T", "m.gram(T), m.gram(X)"),
    ("twists/swirl", "m.swirl_cka([e, f], [R, S])", "m.swirl_cka([e, e], [R, S])"),
    ("twists/swirl_limit", "le(found * square, 4)", "le(found * square, 3)"),
    ("twists/swirl_limit", "m.ratio(1, 2 * RINGS)", "m.ratio(1, 200 * RINGS)"),
]


@pytest.mark.parametrize(("slug", "right", "wrong"), WRONG)
def test_a_wrong_constant_is_seen(slug, right, wrong):
    assert not unseen(slug, right, wrong)
