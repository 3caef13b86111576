"""Disjoint factors on a torus of fifths and thirds of a turn: too large to replay with every planted bug."""

import pytest

from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.decide import call, cast, decide
from unalignable.theory.core.record import Verdict
from unalignable.theory.dimension.disjoint_factors import THEOREM, circles, claim, half

M = Exact()


@pytest.mark.parametrize("sides", [(5, 3), (8, 3)])
def test_a_circle_knows_nothing_of_the_other_angle(sides):
    case = cast(M, circles(*sides))
    assert M.linear_cka(case["X"], M.concat(case["U"], case["Z"])) == 0
    assert all(
        decide(M, call(f, M, case)).verdict is Verdict.HOLDS
        for f in (claim, half, *(h.holds for h in THEOREM.hypotheses))
    )


def test_three_fold_symmetry_aliases_the_doubled_angle():
    """At m = 3 the angle 2 theta is -theta: X and U are correlated."""
    case = cast(M, circles(3, 2))
    assert decide(M, call(claim, M, case)).verdict is Verdict.REFUTED
