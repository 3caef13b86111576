"""Theorems on classification and on probes with a wrong constant: refuted on exact cases, and no longer derived."""

import pytest

from unalignable.theory.core.altered import unseen

MARGINS = "classification/margins_force_covariance"
ROOT_TWO = "classification/margins_below_two_plus_root_two"
ARGMAX = "classification/same_argmax_orthogonal"
KL = "classification/kl_to_zero_gives_no_floor"
FIVE = "classification/five_classes_in_the_plane"
CLOSE = "classification/close_logits_force_alignment"
RECORDED = "probes/few_recorded_features_lower_cka"
CODES = "probes/superposition_lowers_cka"
SAMPLE = "probes/participation_ratio_of_a_sample"
SOFTMAX = "classification/equal_softmax_equal_centred_logits"
UNTRAINED = "probes/untrained_layers_share_the_input_kernel"

WRONG = [
    (MARGINS, "le(forced, covariance(m, u, v) / (g * h))", "le(forced, covariance(m, u, v) / (g * h) - m.ratio(1, 9))"),
    (MARGINS, "le(forced, covariance(m, u, v) / (g * h))", "le(forced, covariance(m, u, v) / (g * g))"),
    (ROOT_TWO, "lt((alpha - 2) * (beta - 2), 2)", "lt((alpha - 2) * (beta - 2), 3)"),
    (
        ROOT_TWO,
        "t = m.margin_threshold(m.ratio(1, 2))\n    return",
        "t = m.margin_threshold(m.ratio(9, 10))\n    return",
    ),
    ("classification/one_even_margin_is_enough", "(ratio + 1 - share) * g", "(ratio + 1) * g"),
    (SOFTMAX, "eq(E * F[:, :1], F * E[:, :1])", "eq(E, F)"),
    (SOFTMAX, "zero(centred_difference(m, E, F))", "zero(m.log(E / F))"),
    ("classification/same_probabilities_force_alignment", "le(floor, m.linear_cka", "le(floor * 2, m.linear_cka"),
    (CLOSE, "le(forced * forced,", "le(forced * forced * m.ratio(101, 100),"),
    (CLOSE, "- apart) * m.ratio(1, 2)", "+ apart) * m.ratio(1, 2)"),
    (ARGMAX, "X @ X.T * 2 -", "X @ X.T -"),
    (ARGMAX, "zero(m.linear_r2(X, Y))", "zero(m.linear_r2(X, X))"),
    (KL, "return m.exp(-(s * d))", "return m.exp(-(s * d * 2))"),
    (KL, "zero(m.linear_cka(*heads))", "zero(m.linear_cka(heads[0], heads[0]))"),
    (FIVE, "m.ratio(X.shape[0] - 1, 1)", "m.ratio(X.shape[0] - 2, 1)"),
    (FIVE, "own_class(m, Y @ V, i, j)", "own_class(m, -(Y @ V), i, j)"),
    ("probes/linear_probe_is_r2", "unexplained(m, X, Y) + more", "unexplained(m, X, Y) + more * 2"),
    ("probes/linear_probe_is_r2", "loss(m, X, Y, *best(m, X, Y))", "loss(m, X, Y, best(m, X, Y)[0], b)"),
    ("probes/bijection_keeps_information", "m.information_power(X, T)),", "m.perplexity_power(X)),"),
    ("probes/bijection_keeps_information", "eq(m.correlation_ratio(F, T)", "eq(m.linear_r2(F, T)"),
    (UNTRAINED, "L)), m.inner(K, L)),", "L)), m.inner(K, L) * 2),"),
    (UNTRAINED, "m.inner(M, K) / m.inner(K, K)", "m.inner(M, K) / m.norm(K)"),
    (CODES, "** 2 * f, m.participation_ratio(X))", "** 2, m.participation_ratio(X))"),
    (CODES, "eq(m.linear_r2(X, F) * f,", "eq(m.linear_r2(F, X) * f,"),
    (RECORDED, "m.ratio(N - size, size * (N - 1))", "m.ratio(N - size, size * N)"),
    (RECORDED, "m.ratio(N * (N - 1), k * (k - 1))", "m.ratio(N * N, k * k)"),
    (SAMPLE, "(samples - 1) * (features - 1), samples * features", "samples * features - 1, samples * features"),
    (SAMPLE, "le(whole, part)", "le(part, whole)"),
    ("probes/alignment_bounds_stitching", "aligned / m.leading_sum(K, 1)", "aligned / m.norm(K) * 2"),
    ("probes/alignment_bounds_stitching", "return m.leading_sum(V @ V.T, 1) *", "return"),
]


@pytest.mark.parametrize(("slug", "right", "wrong"), WRONG)
def test_a_wrong_constant_is_seen(slug, right, wrong):
    assert not unseen(slug, right, wrong)
