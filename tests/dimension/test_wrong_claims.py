"""Theorems on dimension with a wrong constant: refuted on exact cases, and no longer derived."""

import pytest

from unalignable.theory.core.altered import unseen

WRONG = [
    ("ky_fan", "m.ky_fan_ceiling(X, Y))", "m.ky_fan_ceiling(X, Y) * m.ratio(99, 100))"),
    ("von_neumann", "le(m.linear_cka(X, Y) ** 2, most)", "le(m.linear_cka(X, Y), most)"),
    ("von_neumann", "le(most * m.stable_rank(Y)", "le(most * m.stable_rank(Y) * m.ratio(101, 100)"),
    ("participation_ceiling", "le(m.linear_cka(X, Y)", "le(m.linear_cka(X, Y) * m.ratio(101, 100)"),
    ("no_ceiling_from_participation_ratios", "* s**4, N)", "* s**4 * 2, N)"),
    ("no_ceiling_from_participation_ratios", "* s**4 * 2),", "* s**4 / 2),"),
    ("no_ceiling_from_participation_ratios", "(s**2 + N) ** 2),", "(s**2 + N + 1) ** 2),"),
    ("any_function", "le(m.linear_r2(F, Y), most)", "le(m.linear_r2(F, Y) * m.ratio(101, 100), most)"),
    ("any_function", "eq(m.linear_r2(m.averaging(X) @ Y, Y), most)", "eq(m.linear_r2(X, Y), most)"),
    ("any_function", "m.maximal_correlation(X, Y) ** 2", "m.maximal_correlation(X, Y) ** 4"),
    ("independent_nuisance", "m.linear_cka(X, Y) * (s**4 + 1)", "m.linear_cka(X, Y) * (s**2 + 1)"),
    ("independent_nuisance", "m.correlation_ratio(X, Y) * (s**2 + 1)", "m.correlation_ratio(X, Y) * (s**2 + 2)"),
    ("same_output_is_never_nonlinearly_blind", "le(found, m.ratio(1, 1))", "le(found, m.ratio(99, 100))"),
    ("same_output_is_never_nonlinearly_blind", "le(m.ratio(1, 1), found)", "le(m.ratio(101, 100), found)"),
    ("shared_bits", "le(output, m.information_power(X, Y))", "le(output**2, m.information_power(X, Y))"),
    ("shared_bits", "lt(1, output)", "lt(7, output)"),
    ("separated_labels_are_seen", "le(g**2 * m.inner", "le(g**2 * 2 * m.inner"),
    ("separated_labels_are_seen", "le(between, m.correlation_ratio(X, Y))", "le(m.correlation_ratio(X, Y), between)"),
    ("disjoint_factors", "zero(m.correlation_ratio(X, Z))", "zero(m.correlation_ratio(X, U))"),
    ("disjoint_factors", "m.trace(m.gram(U))),", "m.trace(m.gram(Y))),"),
    ("circle_to_line", "m.ratio(step, 1)", "m.ratio(step, 2)"),
    ("circle_to_line", "le(size * 2 - c * gap", "le(size * 2 - c * gap / 2"),
    ("circle_to_line", "len(e) % 4 == 0", "len(e) % 2 == 0"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG)
def test_a_wrong_constant_is_seen(name, right, wrong):
    assert not unseen(f"dimension/{name}", right, wrong)
