"""Every family as networks, at its defaults and at other parameters: representations, and the whole round trip."""

import dataclasses
import importlib.util
import itertools
import math
import re
from pathlib import Path

import pytest
from flint import fmpq

from unalignable.constructions import build, check, modular_addition
from unalignable.constructions.core import catalogue, measured, show_screen
from unalignable.constructions.core.claims import HERE, NotSo, checked, claims, stated
from unalignable.constructions.core.network import Linear, Network
from unalignable.theory.core.carriers.exact import Exact
from unalignable.theory.core.cyclic import planes
from unalignable.theory.core.numbers.array import array

SPEC = importlib.util.spec_from_file_location(
    "cases", Path(__file__).parents[1] / "conditions" / "test_constructions.py"
)
cases = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(cases)

M = Exact()
ROWS = [(slug, given) for slug in sorted(catalogue.entries()) for given in [{}, *cases.MORE.get(slug, [])]]


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


def faults(networks, pair):
    """In what the layers compared are not the representations of the pair.

    Two ReLU units for each feature, on samples that are signs, have half the Gram matrix.
    """
    for name, Z, expected in zip("XY", networks.representations(), (pair.X, pair.Y), strict=True):
        same = Z.shape == expected.shape and bool((expected == Z).all())
        units = networks.layers == ("relu", "relu") and "units" in networks.f.layers
        if not (bool((M.gram(Z) * 2 == M.gram(expected)).all()) if units else same):
            yield name


@pytest.mark.parametrize(("slug", "given"), ROWS)
def test_networks_have_the_representations_of_the_pair(slug, given):
    construction = catalogue.get(slug).construction
    networks, pair = construction.network_pair(**given), construction.build(**given)
    assert list(faults(networks, pair)) == []
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
    assert list(faults(wrong, construction.build())) == ["Y"]


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


def test_margins_only_grow():
    """On all of the plane: a score of g has the sign of that of f, and is no smaller."""
    networks = catalogue.get("widened_margin").construction.network_pair(a=1, c=4)
    points = [[x, y] for x in (-3, 0, 2) for y in (-2, -1, 0, 1, 3)]
    for (before,), (after,) in zip(networks.f(points).tolist(), networks.g(points).tolist(), strict=True):
        assert after == (before * 5 if before > 0 else before)


# ----------------------------------------------------------------------------------------- modular addition at any m


def folded(modulus, frequencies):
    return {min(k % modulus, -k % modulus) for k in frequencies}


def answers_alone(modulus, frequencies):
    """Whether the logit of the answer is the largest, alone: at distance 0, of the distances 0 to m - 1."""
    return math.gcd(modulus, *frequencies) == 1


@pytest.mark.parametrize("modulus", range(5, 40))
def test_frequencies_for_every_modulus(modulus):
    S, T = modular_addition.keys(modulus)
    assert not folded(modulus, S) & folded(modulus, T)
    assert answers_alone(modulus, S)
    assert answers_alone(modulus, T)


@pytest.mark.parametrize("modulus", [7, 8, 9, 10, 12])
def test_every_sum_is_right(modulus):
    for frequencies in modular_addition.keys(modulus):
        circles = array(planes(modulus, frequencies))
        top, *others = (circles @ circles[:1].T).ravel().tolist()
        assert top == len(frequencies)
        assert all(logit < top for logit in others)


def test_a_common_factor_leaves_a_tie():
    """Planted: frequencies 2 and 4 modulo 8 give 0 and 4 one logit."""
    circles = array(planes(8, (2, 4)))
    logits = (circles @ circles[:1].T).ravel().tolist()
    assert logits[0] == logits[4]
    assert not answers_alone(8, (2, 4))


@pytest.mark.parametrize("modulus", [2, 3, 4])
def test_no_two_frequency_sets_for_fewer(modulus):
    """Every set that answers holds 1, up to sign: so do any two."""
    frequencies = range(modulus // 2 + 1)
    for count in range(1, len(frequencies) + 1):
        for chosen in itertools.combinations(frequencies, count):
            assert not answers_alone(modulus, chosen) or 1 in chosen


# ------------------------------------------------------------------------------------------------- further measures


@pytest.mark.parametrize("slug", ["absolute_value", "parity_bits", "argmax_only"])
def test_zero_without_a_spectrum_is_zero_with_one(slug, monkeypatch):
    pair = catalogue.get(slug).construction.build()
    short = [measured.measured(M, name, pair) for name in ("canonical_correlation", "mean_cca")]
    monkeypatch.setattr(measured, "uncorrelated", lambda m, X, Y: False)
    assert short == [measured.measured(M, name, pair) for name in ("canonical_correlation", "mean_cca")] == [0, 0]


def test_a_constant_is_not_uncorrelated():
    """Its canonical correlations are not defined."""
    assert not measured.uncorrelated(M, array([[1], [1], [1]]), array([[0], [1], [2]]))


def test_two_samples_for_each_class_have_a_debiased_cka():
    pair = catalogue.get("collapsed_classes").construction.build()
    twice = dataclasses.replace(pair, X=array(pair.X.tolist() * 2), Y=array(pair.Y.tolist() * 2))
    assert measured.measured(M, "debiased_cka", pair) is None
    assert measured.measured(M, "debiased_cka", twice) == 1


@pytest.mark.parametrize(
    ("slug", "given", "said"),
    [
        ("irrelevant_feature", {}, "debiased_cka is -1, and 1 in closed form"),
        ("irrelevant_feature", {"s": 1}, "debiased_cka is not defined, and 1 in closed form"),
        ("same_features_other_answers", {}, "output_cka is 0, and 1 in closed form"),
    ],
)
def test_a_wrong_further_value_is_seen(slug, given, said):
    networks = catalogue.get(slug).construction.network_pair(**given)
    name = said.split()[0]
    with pytest.raises(NotSo, match=re.escape(said)):
        list(claims(networks, {name: M.ratio(1, 1)}))
    if given:
        assert [c.value for c in claims(networks, {name: None})][-1] is None
    else:
        with pytest.raises(NotSo, match="not defined in closed form"):
            list(claims(networks, {name: None}))


@pytest.mark.parametrize(
    ("slug", "given", "value"),
    [
        ("readout_junk", {"s": 1}, fmpq(-1, 2)),
        ("readout_junk", {"s": fmpq(3, 2)}, fmpq(-121, 122)),
        ("readout_junk", {"s": 2, "samples": 32}, fmpq(3, 251)),
        ("readout_junk", {"s": 3, "samples": 32}, fmpq(-23, 814)),
        ("readout_junk", {"s": 1, "junk_x": 2, "junk_y": 0}, None),
    ],
)
def test_known_values_of_debiased_cka(slug, given, value):
    """Those of estimators/debiased_breaks_the_readout_floor; and a simplex."""
    construction = catalogue.get(slug).construction
    assert construction.closed_form(M, **given)["debiased_cka"] == value
    assert measured.measured(M, "debiased_cka", construction.build(**given)) == value


def test_show_says_what_is_not_defined():
    entry = catalogue.get("collapsed_classes")
    found = show_screen.check_defaults(entry)
    assert "  value       debiased CKA is not defined: 0/0" in list(show_screen.lines(entry, found))
    said = show_screen.as_json(entry, found)["values"]["debiased_cka"]
    assert said == {"value": None, "exact": None, "holds": True}
    one = dataclasses.replace(found, values={**found.values, "debiased_cka": (M.ratio(1, 1), False)})
    assert "  wrong       debiased CKA = 1   WRONG: the matrices have another value" in show_screen.lines(entry, one)


@pytest.mark.parametrize(("s", "value"), [(1, "1"), (2, None), (2, "1")])
def test_a_changed_claim_is_refused(s, value):
    """Planted: a value where there is none, none where there is one, and another value."""
    networks = catalogue.get("irrelevant_feature").construction.network_pair(s=s)
    claim = stated(networks, "debiased_cka", HERE)
    assert checked(networks, claim).holds
    assert not checked(networks, dataclasses.replace(claim, value=value)).holds
