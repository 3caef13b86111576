"""The figure of a pair shows the pair: points, colours and bars are its representations, outputs and claims."""

from dataclasses import replace

import numpy as np
import pytest
from flint import fmpq

from unalignable.constructions import build
from unalignable.constructions.core import catalogue, pair_curve, pair_figure
from unalignable.constructions.core.network import Linear, Network
from unalignable.theory.core.numbers.array import array


def test_the_same_pair_is_the_same_picture():
    one, other = (pair_figure.pair_figure(build("argmax_only")) for _ in range(2))
    assert one == other
    assert one[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"Matplotlib" not in one


def test_bars_are_the_claims():
    values = {name: (value, text) for name, value, text in pair_figure.claimed(build("readout_junk", s=2))}
    assert values["CKA"] == (pytest.approx(1 / 17), "1/17 ≈ 0.05882")
    assert values["debiased CKA"][0] < 0
    assert "same output" not in values


def test_a_measure_that_is_not_defined_says_so_instead_of_a_bar():
    pair = build("collapsed_classes")
    undefined = [claim.claim for claim in pair.claims if claim.value is None]
    assert "debiased_cka" in undefined
    values = {name: (value, text) for name, value, text in pair_figure.claimed(pair)}
    assert values["debiased CKA"] == (0.0, "0/0: not defined")


def test_layer_by_layer():
    """Parity: orthogonal at the pair, CKA 1/5 and R² 1/3 where the head is linear, one output at the end."""
    steps = pair_curve.curve(build("parity_bits").networks)
    assert [step.name for step in steps] == ["inputs", "sums", "relu", "pair", "head1", "head2", "head3"]
    assert [step.name for step in steps if step.compared] == ["pair"]
    found = {step.name: (step.cka, step.r2) for step in steps}
    # a dozen roundings of numbers of size 1
    expected = {"inputs": (1, 1), "pair": (0, 0), "head2": (1 / 5, 1 / 3), "head3": (1, 1)}
    for name, values in expected.items():
        assert found[name] == pytest.approx(values, abs=64 * np.finfo(float).eps), name


def test_networks_of_different_depth_meet_at_the_layers_compared_and_at_the_outputs():
    """Planted: counted from the inputs, a twisted layer would stand beside another one's head."""
    networks = build("swirled_rings").networks
    steps = pair_curve.curve(networks)
    assert len(networks.f.layers) < len(networks.g.layers)
    assert (steps[-1].f, steps[-1].g) == (list(networks.f.layers)[-1], list(networks.g.layers)[-1])
    assert [(step.f, step.g) for step in steps if step.compared] == [networks.layers]
    assert (steps[-1].cka, steps[-1].r2) == pytest.approx((1, 1), abs=64 * np.finfo(float).eps)
    naive = list(zip(networks.f.layers, networks.g.layers, strict=False))
    assert networks.layers not in naive


def test_a_layer_that_is_constant_leaves_a_gap():
    networks = build("absolute_value").networks
    still = Network(1, {"zero": Linear.of([[0]]), **networks.f.layers})
    steps = pair_curve.curve(replace(networks, f=still, g=Network(1, {"zero": Linear.of([[0]]), **networks.g.layers})))
    assert steps[0].cka == 1
    assert (steps[1].f, steps[1].cka, steps[1].r2) == ("zero", None, None)


@pytest.mark.parametrize(("width", "words"), [(1, "the one feature"), (2, "the two features"), (3, "components of 3")])
def test_features_are_drawn_as_they_are_or_by_their_components(width, words):
    Z = array([[i * (j + 1) + (i == j) for j in range(width)] for i in range(4)])
    points, what = pair_figure.plane(Z)
    assert points.shape == (4, 2)
    assert words in what
    if width < 3:
        assert np.array_equal(points[:, :width], np.array(Z.tolist(), dtype=float))
    else:  # distances between samples are kept, of this matrix of rank 2 or 3, as far as two components can
        assert np.all(np.abs(points).max(0) > 0)


def test_samples_at_one_point_share_a_label():
    points = np.array([[0.0, 1.0], [2.0, 2.0], [0.0, 1.0], *[[5.0, 5.0]] * 8])
    assert dict(pair_figure.numbers(points)) == {(0, 1): "0 2", (2, 2): "1", (5, 5): "8 samples"}


def test_the_title_is_the_belief_denied_with_the_parameters():
    title = pair_figure.moral(build("stretched_twins", kappa=fmpq(9)))
    assert "CKA near zero" in title.replace("\n", " ")
    assert "kappa = 9" in title


def test_build_draws_it(tmp_path):
    build("swirled_rings").save(tmp_path / "pair", figure=True)
    assert (tmp_path / "pair" / "figure.png").read_bytes()[:4] == b"\x89PNG"


def test_a_title_is_broken_evenly():
    for slug in catalogue.entries():
        title = catalogue.get(slug).title
        lines = pair_figure.balanced(title).split("\n")
        assert " ".join(lines) == title
        assert max(map(len, lines)) <= pair_figure.WRAPPED
        assert min(map(len, lines)) > max(map(len, lines)) / 2


def test_what_is_not_one_is_not_shown_as_one():
    """100/√10001 is 0.99995: four digits would say 1."""
    values = {name: text for name, _, text in pair_figure.claimed(build("task_beside_the_mode"))}
    assert values["CKA"] == "100/10001·√10001 ≈ 0.99995"
    assert values["R² X → Y"] == "1"
