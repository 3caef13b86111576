"""Pairs of networks that are one function on all of R^d say so; one wrong weight off the samples is seen."""

import dataclasses

import pytest

from unalignable.constructions.core import catalogue
from unalignable.constructions.core.claims import EVERYWHERE, HERE, claims
from unalignable.constructions.core.network import Linear, Network


def scope(networks):
    (claim,) = claims(networks, {})
    return claim.scope


@pytest.mark.parametrize("slug", ["legendre_code", "wound_circle"])
def test_everywhere(slug):
    """Without it a head that is right on the samples alone would pass, with a narrower claim."""
    assert scope(catalogue.get(slug).construction.network_pair()) == EVERYWHERE


def test_a_head_that_is_right_on_the_circle_alone_is_seen():
    """Planted: z in the place of z|z|^4."""
    networks = catalogue.get("wound_circle").construction.network_pair()
    identity = {name: Linear.of([[1, 0], [0, 1]]) for name in ("hidden", "head")}
    assert scope(dataclasses.replace(networks, f=Network(2, identity))) == HERE
