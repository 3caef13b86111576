"""What pairs say beyond their closed forms: they are one function on all of R^d, and the formulas of their docstrings.

A wrong weight off the samples, and a wrong formula, are seen.
"""

import dataclasses

import pytest
from flint import fmpq

from unalignable.constructions.core import catalogue
from unalignable.constructions.core.claims import EVERYWHERE, HERE, claims
from unalignable.constructions.core.network import Linear, Network
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.numbers import sqrt

M = Exact()
ON_ALL_INPUTS = [
    "circle_and_torus",
    "disjoint_factors",
    "legendre_code",
    "moment_curve",
    "scalar_and_one_hot",
    "square_and_cube",
    "wound_circle",
]


def scope(networks):
    (claim,) = claims(networks, {})
    return claim.scope


@pytest.mark.parametrize("slug", ON_ALL_INPUTS)
def test_everywhere(slug):
    """Without it a head that is right on the samples alone would pass, with a narrower claim."""
    assert scope(catalogue.get(slug).construction.network_pair()) == EVERYWHERE


def test_a_head_that_is_right_on_the_circle_alone_is_seen():
    """Planted: z in the place of z|z|^4."""
    networks = catalogue.get("wound_circle").construction.network_pair()
    identity = {name: Linear.of([[1, 0], [0, 1]]) for name in ("hidden", "head")}
    assert scope(dataclasses.replace(networks, f=Network(2, identity))) == HERE


def parabola(divisor, n, s):
    """CKA and R^2 of a line and a parabola, with 15 for a divisor."""
    b = s * s * (n * n - 4) / fmpq(divisor)
    return 1 / sqrt(1 + b * b), 1 / (1 + b)


@pytest.mark.parametrize(("n", "s"), [(3, fmpq(2)), (5, fmpq(1)), (8, fmpq(1, 3))])
def test_a_line_and_a_parabola(n, s):
    found = catalogue.get("moment_curve").construction.closed_form(M, points=n, step=s)
    assert (found["linear_cka"], found["linear_r2"]) == parabola(15, n, s)
    assert (found["linear_cka"], found["linear_r2"]) != parabola(12, n, s)  # planted
