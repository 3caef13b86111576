"""Every family as networks, at its defaults and at other parameters: representations, and the whole round trip."""

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from unalignable.constructions import build, check
from unalignable.constructions.core import catalogue
from unalignable.constructions.core.network import Linear, Network
from unalignable.theory.core.carriers.exact import Exact

SPEC = importlib.util.spec_from_file_location(
    "cases", Path(__file__).parents[1] / "conditions" / "test_constructions.py"
)
cases = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(cases)

M = Exact()
ROWS = [(slug, given) for slug in sorted(catalogue.entries()) for given in [{}, *cases.MORE.get(slug, [])]]
HALVED = {"readout_junk", "independent_bits", "stretched_twins"}
"""Families whose networks have two ReLU units for each feature, where the samples are signs: half the Gram matrix."""


@pytest.mark.parametrize(("slug", "given"), ROWS)
def test_what_is_built_is_checked(slug, given, tmp_path):
    pair = build(slug, **given)
    pair.save(tmp_path / "pair")
    report = check(tmp_path / "pair")
    assert [claim for claim in report.claims if not claim.holds] == []
    assert report.holds
    assert {claim.claim for claim in pair.claims} < {claim.claim for claim in report.claims}


def test_two_other_parameter_values_are_tried():
    few = {slug for slug, rows in cases.MORE.items() if len(rows) < 2}
    assert few == set()


# ------------------------------------------------------------------------------------------------ representations


def faults(slug, networks, pair):
    """In what the layers compared are not the representations of the pair."""
    for name, Z, expected in zip("XY", networks.representations(), (pair.X, pair.Y), strict=True):
        same = Z.shape == expected.shape and bool((expected == Z).all())
        units = slug in HALVED and "relu" in networks.layers
        if not (bool((M.gram(Z) * 2 == M.gram(expected)).all()) if units else same):
            yield name


@pytest.mark.parametrize(("slug", "given"), ROWS)
def test_networks_have_the_representations_of_the_pair(slug, given):
    construction = catalogue.get(slug).construction
    networks, pair = construction.network_pair(**given), construction.build(**given)
    assert list(faults(slug, networks, pair)) == []
    assert networks.keeps == construction.keeps
    for one, other in ((networks.target, pair.target), (networks.labels, pair.labels)):
        assert (one is None) == (other is None)
        assert one is None or bool((one == other).all())


@pytest.mark.parametrize("slug", ["readout_junk", "rotated_twins", "swirled_rings"])
def test_another_layer_is_seen(slug):
    """Planted: the first layer that multiplies computes twice what it did in one unit."""
    construction = catalogue.get(slug).construction
    networks = construction.network_pair()
    name, layer = next((name, layer) for name, layer in networks.g.layers.items() if isinstance(layer, Linear))
    weight = layer.weight.copy()
    weight[:, 0] = weight[:, 0] * 2
    layers = {**networks.g.layers, name: Linear(weight, layer.bias)}
    wrong = dataclasses.replace(networks, g=Network(networks.g.inputs, layers))
    assert list(faults(slug, wrong, construction.build())) == ["Y"]


# ------------------------------------------------------------------------------------------- how far outputs agree

EVERYWHERE = [
    ("readout_junk", {"s": 2, "rank": 2, "samples": 8, "junk_x": 2, "junk_y": 3}),
    ("independent_bits", {}),
    ("absolute_value", {"samples": 6, "junk_x": 2, "junk_y": 1}),
    ("rotated_twins", {}),
    ("stretched_twins", {"kappa": 2}),
]


@pytest.mark.parametrize(("slug", "given"), EVERYWHERE)
def test_the_output_is_the_same_on_all_inputs(slug, given):
    (claim,) = (claim for claim in build(slug, **given).claims if claim.claim == "same_output")
    assert claim.scope == "all inputs"


@pytest.mark.parametrize(("slug", "point"), [("parity_bits", [[3, -1, 0]]), ("swirled_rings", [[2, 0]])])
def test_others_agree_on_their_inputs_alone(slug, point):
    networks = catalogue.get(slug).construction.network_pair()
    assert networks.f(point).tolist() != networks.g(point).tolist()
    (claim,) = (claim for claim in build(slug).claims if claim.claim == "same_output")
    assert claim.scope == "these inputs"
