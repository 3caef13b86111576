"""Inequalities made a little too strong, by editing a theorem's source: what an attack must find."""

import dataclasses

from unalignable.theory.core.altered import altered

# slug, what the claim says, what it is made to say: 0.1 % too strong unless the row says otherwise
TOO_STRONG = [
    ("invariance/invertible_map_bound", "le(m.map_floor(s, t),", "le(m.map_floor(s, t) * m.ratio(1001, 1000),"),
    ("invariance/relu_rescaling", "le(m.map_floor(s, t),", "le(m.map_floor(s, t) * m.ratio(1001, 1000),"),
    ("classification/margins_force_covariance", "le(forced,", "le(forced + m.ratio(1, 1000),"),
    ("floors/any_two_readouts", "le(floor, cka)", "le(floor * m.ratio(1001, 1000), cka)"),
    ("probes/transfer", "le(a * a + b * b - one, c)", "le(a * a + b * b - m.ratio(999, 1000), c)"),
    ("probes/transfer", "le(c, m.linear_r2(Y, t))", "le(c * m.ratio(1001, 1000), m.linear_r2(Y, t))"),
    ("probes/transfer", "(c - a * b) ** 2", "(c - a * b) ** 2 * m.ratio(1001, 1000)"),
    ("equivalences/cka_and_nbs", "le(cka, scaled)", "le(cka * m.ratio(1001, 1000), scaled)"),
    ("equivalences/cka_and_nbs", "le(scaled, cka * rank)", "le(scaled * m.ratio(1001, 1000), cka * rank)"),
    (
        "equivalences/procrustes_below_gram_distance",
        "m.nuclear_norm(m.gram",
        "m.ratio(999, 1000) * m.nuclear_norm(m.gram",
    ),
    ("equivalences/procrustes_is_a_minimum", "le(m.procrustes(X, Y),", "le(m.procrustes(X, Y) * m.ratio(1001, 1000),"),
    ("equivalences/procrustes_is_a_minimum", "le(cosine,", "le(cosine * m.ratio(1001, 1000),"),
    ("probes/cka_between_r2", "le(a * read, aligned)", "le(a * read * m.ratio(1001, 1000), aligned)"),
    ("probes/cka_between_r2", "le(aligned, b * read)", "le(aligned * m.ratio(1001, 1000), b * read)"),
    ("probes/cka_between_r2", "le(aligned, most)", "le(aligned * m.ratio(1001, 1000), most)"),
    ("probes/cka_between_r2", "b * b * m.rank", "b * b * m.ratio(999, 1000) * m.rank"),
    ("rigidity/range", "le(cka, m.ratio(1, 1))", "le(cka, m.ratio(999, 1000))"),
    ("rigidity/angular_debiased_cka", "le(c * c, m.ratio(1, 1))", "le(c * c, m.ratio(999, 1000))"),
    ("rigidity/subset_at_the_mean", "le(cka * length,", "le(cka * length * m.ratio(1001, 1000),"),
    ("estimators/hsic1_is_u_centred", "le(m.hsic1(K, L) ** 2,", "le(m.hsic1(K, L) ** 2 * m.ratio(1001, 1000),"),
    ("dimension/too_few_samples", "le(ranks - room, shared)", "le(ranks - room + m.ratio(1, 1000), shared)"),
    ("nulls/add_one_p_value", "m.array(Fraction(level)))", "m.array(Fraction(level) - Fraction(1, 1000)))"),
    ("probes/accuracy_above_chance", "m.ratio(1, 1) - 1 / n)", "m.ratio(999, 1000) - 1 / n)"),
    ("rigidity/angular_cka_is_a_metric", "le(d * d, (one - a * a)", "le(d * d * m.ratio(1001, 1000), (one - a * a)"),
    ("rigidity/range", "le(0, cka)", "le(m.ratio(1, 1000), cka)"),
    ("probes/distortion_floor", "le(m.ratio(1, 1) - strain", "le(m.ratio(1001, 1000) - strain"),
    (
        "probes/distortion_floor",
        "le(m.ratio(1, 1) - strain(m, X, d),",
        "le((m.ratio(1, 1) - strain(m, X, d)) * m.ratio(1001, 1000),",
    ),
    ("probes/logistic_gain", "m.sqrt(aligned) * m.norm(W)", "m.sqrt(aligned) * m.norm(W) * m.ratio(999, 1000)"),
    ("rigidity/wider_margin", "le(above * t**2, a**4 + 1)", "le(above * t**2 * m.ratio(2001, 1000), a**4 + 1)"),
]

LATE = [
    ("probes/logistic_gain", "le(aligned / top,", "le(aligned / top * m.ratio(1001, 1000),"),
    (
        "probes/distortion_floor",
        "return d * d * m.inner(D, D)",
        "return d * d * m.ratio(8, 10) * m.inner(D, D)",
    ),
]
"""Found by 4 000 cases, under each of eight seeds. The gain is at its bound where two equal classes are hardly
told apart, a valley in which few starts lie. Of the distortion's strain a fifth is the least excess that is found every
time: without distortion the floor is attained trivially, and there the walks end, else on a thin family of four samples
only. A twentieth takes 20 000 cases and luck (one seed of four); a thousandth is found in the named family (below).
"""

FOUND_BY_NAMED_CASES = [
    ("equivalences/gram_distance_below_procrustes", "le(grams,", "le(grams * m.ratio(1001, 1000),"),
    (
        "probes/distortion_floor",
        "return d * d * m.inner(D, D)",
        "return d * d * m.ratio(999, 1000) * m.inner(D, D)",
    ),
]
"""Where equality holds on a thin family only, which the theorem names and a short search may miss."""


def planted(slug, right, wrong, bare=True):
    """The theorem with its source changed; ``bare``: without the cases that name equality for the search."""
    theorem = altered(slug, right, wrong)
    return dataclasses.replace(theorem, witnesses=(), sharp=None) if bare else theorem
