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
    "two_least_norms",
    "unbalanced_layers",
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


def imbalance(first, second):
    """Of the squared sizes of what goes into the hidden units and what comes out of them."""
    return {x != 0 for x in (first.T @ first - second @ second.T).ravel().tolist()}


@pytest.mark.parametrize("given", [{}, {"spread": 4, "gain": 1}, {"samples": 5}])
def test_the_smallest_weights_and_the_smallest_representation_are_balanced(given):
    """In the weights and in the representation; each would be no solution of the other problem."""
    networks = catalogue.get("two_least_norms").construction.network_pair(**given)
    X, Y = networks.representations()
    (W, V), (Z, U) = ([layer.weight for layer in network.layers.values()] for network in (networks.f, networks.g))
    assert (imbalance(W, V), imbalance(Y, U)) == ({False}, {False})
    assert True in imbalance(Z, U)  # planted: the two exchanged
    assert True in imbalance(X, V)


def test_of_the_unbalanced_pair_one_network_is_balanced():
    networks = catalogue.get("unbalanced_layers").construction.network_pair()
    (W, V), (Z, U) = ([layer.weight for layer in network.layers.values()] for network in (networks.f, networks.g))
    assert imbalance(W, V) == {False}
    assert True in imbalance(Z, U)


@pytest.mark.parametrize(
    ("steps", "share"), [(0, 1), (2, fmpq(3, 4)), (3, fmpq(1, 2)), (4, fmpq(1, 4)), (6, 0), (12, 1)]
)
def test_turned_rings_by_steps_of_thirty_degrees(steps, share):
    networks = catalogue.get("turned_rings").construction.network_pair(steps=steps)
    assert M.linear_cka(*networks.representations()) == share
    assert scope(networks) == (EVERYWHERE if steps % 12 == 0 else HERE)
    f, g = networks.f.layers, networks.g.layers
    assert f["squares"] == g["squares"]
    assert (f["head"].weight == g["head"].weight).all()
