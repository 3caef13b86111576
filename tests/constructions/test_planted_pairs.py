"""Pairs built wrong, under the claims of the right ones: each is refused by the claim that should break.

The certificate names no construction and its hashes match, so that nothing but the mathematics can refuse.
"""

from dataclasses import replace

import numpy as np
import pytest
from flint import fmpq

from unalignable.constructions import build, check
from unalignable.constructions.core.certificate import content, write_directory
from unalignable.constructions.core.claims import EVERYWHERE, HERE, Claim, claims
from unalignable.constructions.core.network import Abs, Linear, Network, Products, ReLU
from unalignable.constructions.core.networks import Networks
from unalignable.theory.core.numbers import sqrt
from unalignable.theory.core.numbers.array import array

ULP = fmpq(1, 2**23)  # of a single-precision 1


def with_layer(networks, side, name, layer):
    """The pair with another layer in the place of one."""
    network = getattr(networks, side)
    return replace(networks, **{side: Network(network.inputs, {**network.layers, name: layer})})


def with_weight(networks, side, name, change):
    """The pair with the weight of a layer, or a copy of it that was changed in place."""
    layer = getattr(networks, side).layers[name]
    weight = layer.weight.copy()
    changed = change(weight)
    return with_layer(networks, side, name, Linear(weight if changed is None else changed, layer.bias))


def entry(i, j, value):
    def change(weight):
        weight[i, j] = value(weight[i, j]) if callable(value) else array(value)[()]

    return change


# --------------------------------------------------------------------------------------------- a weight, a layer

SHARP = 10**9


def signs_product(further=()):
    """|x + y| - 1 with ReLU, and with absolute values; the same function. Columns and heads of ``further`` units."""
    first, second, height = further or ([], [], [])
    f = Network(
        2,
        {
            "sums": Linear.of([[1, -1, *(c[0] for c in first)], [1, -1, *(c[1] for c in first)]]),
            "relu": ReLU(),
            "join": Linear.of([[1, *[0] * len(height)]] * 2 + second),
            "again": ReLU(),
            "head": Linear.of([[1], *[[h] for h in height]], [-1]),
        },
    )
    g = Network(2, {"sum": Linear.of([[1], [1]]), "abs": Abs(), "head": Linear.of([[1]], [-1])})
    inputs = array([[i, j] for i in (-1, 1) for j in (-1, 1)])
    return Networks(inputs=inputs, f=f, g=g, layers=("relu", "abs"), keeps="output")


def wedge():
    """f is more by max(y - SHARP |3x - y|, 0): on a wedge about the line y = 3x that no sampling meets."""
    first = [(0, 1), (3, -1), (-3, 1)]
    return signs_product((first, [[0, 1], [0, -SHARP], [0, -SHARP]], [1]))


def one_ulp(networks):
    return with_weight(networks, "g", "units", entry(0, 0, 1 + ULP))


def bias_forgotten(networks):
    return with_layer(networks, "g", "head", Linear.of([[1]]))


def relu_for_abs(networks):
    return with_layer(networks, "g", "abs", ReLU())


def transposed(networks):
    """A weight as torch stores it, taken for the weight itself."""
    return with_weight(networks, "f", "turn", lambda W: W.T)


def quarter_turn():
    """A rotation by a quarter, which is not its own transpose, and the coordinates exchanged one by one."""
    f = Network(2, {"turn": Linear.of([[0, 1], [-1, 0]])})
    g = Network(2, {"exchanged": Linear.of([[0, 1], [1, 0]]), "sign": Linear.of([[-1, 0], [0, 1]])})
    inputs = array([[1, 2], [3, -1], [0, 1]])
    return Networks(inputs=inputs, f=f, g=g, layers=("turn", "exchanged"), keeps="output")


def head_reads_the_junk(networks):
    return with_weight(networks, "f", "head", entry(2, 0, fmpq(1, 2**20)))


def heads_swapped(networks):
    f, g = networks.f.layers["head"], networks.g.layers["head"]
    return with_layer(with_layer(networks, "f", "head", g), "g", "head", f)


def one_factor_for_another(networks):
    return with_layer(networks, "g", "head1", Products(((0, 0), (0, 1))))


# ------------------------------------------------------------------------------------------------- what is compared


def junk_not_orthogonal(networks):
    """A 128th of f's junk in g's."""
    return with_weight(networks, "g", "units", lambda W: _plus(W, 1, [0, 0, fmpq(3, 128), fmpq(-3, 128)]))


def junk_leans_on_the_output(networks):
    """A little of the output in g's junk: the outputs stay, and CKA does not."""
    return with_weight(networks, "g", "units", lambda W: _plus(W, 0, [0, 0, fmpq(1, 128), fmpq(-1, 128)]))


def _plus(W, row, more):
    W = W.copy()
    W[row] = W[row] + array(more)
    return W


def wrong_frequency(networks):
    """Frequency 1 in both: the circle that f has."""
    return replace(networks, g=networks.f, layers=(networks.layers[0],) * 2)


def frequency_with_a_common_factor(modulus=9):
    """Frequency 3 modulo 9: three sums at each angle, so that no class is alone the largest."""
    from unalignable.constructions.disjoint_frequencies import circle

    one, three = circle(modulus, 1), circle(modulus, 3)
    f, g = (Network(modulus, {"angle": Linear(Z), "head": Linear(Z.T)}) for Z in (one, three))
    return Networks(inputs=array(np.eye(modulus, dtype=int)), f=f, g=g, layers=("angle", "angle"), keeps="argmax")


def compared_one_layer_early(networks):
    """relu(x) and relu(-x) in the place of |x|."""
    return replace(networks, layers=(networks.layers[0], "relu"))


def a_sample_twice(networks):
    """The last sample is the first one again: the table of signs is no longer balanced."""
    inputs = networks.inputs.copy()
    inputs[-1] = inputs[0]
    return replace(networks, inputs=inputs)


def more_samples_of_one_kind(networks):
    return replace(networks, inputs=array([*networks.inputs.tolist(), networks.inputs[0].tolist()]))


def not_turned(networks):
    """The outer ring stays where it is: g is f with more arithmetic."""
    straight = Linear.of([[1, 0], [0, 1], *[[0, 0]] * 4])
    return with_layer(networks, "g", "turned", straight)


# ------------------------------------------------------------------------------------------------ data, decisions


def label_flipped(networks):
    labels = networks.labels.copy()
    labels[0, 0] = -labels[0, 0]
    return replace(networks, labels=labels)


def target_not_centred(networks):
    """The target with one sample moved a little: R² of the probe is no longer 1."""
    target = networks.target.copy()
    target[0, 0] = target[0, 0] + fmpq(1, 128)
    return replace(networks, target=target)


def classes_tied(networks):
    """The first two classes get the same logits."""
    head = networks.g.layers["head"]
    weight, bias = head.weight.copy(), head.bias.copy()
    weight[:, 1], bias[1] = weight[:, 0], bias[0]
    return with_layer(networks, "g", "head", Linear(weight, bias))


def one_class_for_all(networks):
    return with_layer(networks, "f", "head", Linear(networks.f.layers["head"].weight * 0, array([1, 0, 0])))


def wrong_root(networks):
    """√2/2 as 1/2: a probe of another length."""
    return with_weight(networks, "g", "head", lambda W: W * 0 + sqrt(fmpq(3)) / 2)


def of_another_parameter(networks):
    return build("readout_junk", s=2).networks


def built(slug, **parameters):
    """The networks and the claims of a family."""
    pair = build(slug, **parameters)
    return pair.networks, list(pair.claims)


def made(networks, measures=()):
    """The networks, with what they have in common and these measures as claims."""
    from unalignable.constructions.core.claims import stated

    return networks, [*claims(networks, {}), *(stated(networks, name, HERE) for name in measures)]


PLANTED = {
    "a weight off by one ulp": (built("readout_junk"), one_ulp, "same_output"),
    "head reading the junk": (built("readout_junk"), head_reads_the_junk, "same_output"),
    "junk not orthogonal to the other junk": (built("readout_junk"), junk_not_orthogonal, "linear_cka"),
    "junk not orthogonal to the output": (built("readout_junk"), junk_leans_on_the_output, "linear_cka"),
    "compared one layer early": (built("absolute_value"), compared_one_layer_early, "linear_cka"),
    "a sample twice": (built("readout_junk"), a_sample_twice, "linear_cka"),
    "unbalanced samples": (built("parity_bits"), more_samples_of_one_kind, "linear_r2"),
    "wrong frequency": (built("disjoint_frequencies"), wrong_frequency, "linear_cka"),
    "heads of f and g swapped": (built("stretched_twins"), heads_swapped, "same_output"),
    "bias forgotten": (made(signs_product()), bias_forgotten, "same_output"),
    "ReLU for Abs": (made(signs_product()), relu_for_abs, "same_output"),
    "the wedge network": (made(signs_product()), lambda networks: replace(networks, f=wedge().f), "same_output"),
    "a weight transposed": (made(quarter_turn(), ["linear_cka"]), transposed, "same_output"),
    "one factor for another": (built("swirled_rings"), one_factor_for_another, "same_output"),
    "the ring not turned": (built("swirled_rings"), not_turned, "linear_cka"),
    "a label flipped": (built("heavy_tailed_margins"), label_flipped, "right_labels"),
    "a target moved": (built("task_beside_the_mode"), target_not_centred, "decoding_f"),
    "two classes tied": (built("argmax_only"), classes_tied, "same_argmax"),
    "one class for all": (built("argmax_only"), one_class_for_all, "same_argmax"),
    "another root": (built("approximate_decoding"), wrong_root, "decoding_g"),
    "another parameter": (built("readout_junk", s=3), of_another_parameter, "linear_cka"),
    "another output width": (
        built("readout_junk"),
        lambda networks: with_weight(networks, "g", "head", lambda W: np.concatenate([W, W], axis=1)),
        "same_output",
    ),
}


def checked(networks, said, folder):
    write_directory(folder / "pair", content(networks, said, None, {}))
    return check(folder / "pair")


def broken(report):
    return {claim.claim: claim.why for claim in report.claims if not claim.holds}


@pytest.mark.parametrize("name", PLANTED)
def test_the_right_pair_holds(name, tmp_path):
    (networks, said), _, claim = PLANTED[name]
    report = checked(networks, said, tmp_path)
    assert broken(report) == {}
    assert claim in {c.claim for c in report.claims}


@pytest.mark.parametrize("name", PLANTED)
def test_the_wrong_pair_is_refused_by_the_claim(name, tmp_path):
    (networks, said), bug, claim = PLANTED[name]
    found = broken(checked(bug(networks), said, tmp_path))
    assert claim in found, found
    assert not found[claim].startswith("said to be"), "refused for its kind, and not for what it is"
    assert not {"files", "torch_float32", "torch_float64"} & set(found)


def test_outputs_that_stay_the_same_still_hold(tmp_path):
    """Only what breaks is refused: junk that leans changes measures, and no output."""
    (networks, said), bug, _ = PLANTED["junk not orthogonal to the output"]
    found = checked(bug(networks), said, tmp_path)
    assert [c.holds for c in found.claims if c.claim == "same_output"] == [True]
    assert "not 1/82" in broken(found)["linear_cka"]


def test_a_wedge_is_refused_with_a_point_in_it(tmp_path):
    """On the inputs the two agree: a claim about these inputs is true, and one about all of them is not."""
    networks = replace(signs_product(), f=wedge().f)
    narrow = Claim("same_output", HERE, None, "exact", "both networks evaluated on each input, exactly")
    assert checked(networks, [narrow], tmp_path).holds
    _, said = made(signs_product())
    assert said[0].scope == EVERYWHERE
    assert "the outputs differ at (" in broken(checked(networks, said, tmp_path))["same_output"]


def test_a_frequency_with_a_common_factor_tells_no_classes(tmp_path):
    said = [claim for claim in build("disjoint_frequencies", modulus=9).claims if claim.claim == "same_argmax"]
    assert set(broken(checked(frequency_with_a_common_factor(), said, tmp_path))) == {"same_argmax"}


@pytest.mark.parametrize(("slug", "wide"), [("parity_bits", EVERYWHERE), ("swirled_rings", EVERYWHERE)])
def test_a_scope_too_wide(slug, wide, tmp_path):
    networks, said = built(slug)
    wider = [replace(claim, scope=wide) if claim.claim == "same_output" else claim for claim in said]
    assert "differ at" in broken(checked(networks, wider, tmp_path))["same_output"]


def test_a_box_too_wide(tmp_path):
    """relu(x) is x where x is not negative."""
    f, g = Network(1, {"relu": ReLU()}), Network(1, {"same": Linear.of([[1]])})
    right = Networks(
        inputs=array([[0], [1]]), f=f, g=g, layers=("relu", "same"), keeps="output", box=[(fmpq(0), fmpq(1))]
    )
    said = list(claims(right, {}))
    assert said[0].scope == "the box [(0, 1)]"
    assert checked(right, said, tmp_path).holds
    wide = replace(right, box=[(fmpq(-1), fmpq(1))])
    claimed = [replace(said[0], scope="the box [(-1, 1)]")]
    assert "differ at (" in broken(checked(wide, claimed, tmp_path))["same_output"]


def test_nothing_claimed_is_nothing_shown(tmp_path):
    """Without a construction every claim may go, and what is left then does not hold."""
    networks, _ = built("task_beside_the_mode")
    report = checked(networks, [], tmp_path)
    assert broken(report) == {}
    assert not report.holds


def test_what_is_kept_has_to_be_claimed(tmp_path):
    networks, said = built("readout_junk")
    rest = [claim for claim in said if claim.claim != "same_output"]
    assert "keeps is output, and same_output is not claimed" in broken(checked(networks, rest, tmp_path))["files"]
