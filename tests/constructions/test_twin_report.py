"""Twins of trained networks reach what is promised, on 597 images that no twist was fitted on; broken twins do not."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from unalignable.constructions.core.chance import over_signs
from unalignable.constructions.core.layer_curve import beside, layer_curve
from unalignable.constructions.core.measurements import label_probe, paired
from unalignable.constructions.core.twin import twin
from unalignable.constructions.core.twin_report import STEPS, report
from unalignable.constructions.core.twist import sign_twist
from unalignable.theory import linear_cka


def test_everything_that_is_promised_the_same_is(subject):
    same = subject.report.equality
    assert same.samples == same.alike == 597
    assert same.special is True
    assert same.untwisted
    assert same.off == same.bound == same.difference == 0
    assert same.products
    assert same.state
    assert subject.report.others_alike
    assert subject.report.holds


def test_no_linear_measure_finds_the_layer_again(subject):
    found = subject.report.alignment
    assert subject.report.at_chance
    assert found.cka <= subject.report.predicted + 4 * subject.report.predicted_sd
    assert abs(found.debiased) <= 0.02
    assert max(found.forward, found.backward) <= 0.02
    assert found.rotated >= 0.99
    if subject.name != "transformer":  # activations after a ReLU
        assert found.magnitudes >= 0.99
    curve = {score.name: score for score in subject.report.curve}
    assert curve.pop(subject.twin.layer).cka == found.cka
    # the same sums above and below the line
    assert all(abs(score.cka - 1) < 1e-12 and score.forward == score.backward == 1 for score in curve.values())


def test_labels_are_hardly_read_from_the_twin(subject):
    probe = subject.report.probe
    assert probe.classes == 10
    assert 0.05 < probe.chance < 0.2
    assert probe.r2[1] <= 0.02
    assert probe.r2[1] < probe.r2[0]
    if subject.name == "mlp":
        assert probe.accuracies[0] > 0.9
    assert probe.accuracies[1] < probe.accuracies[0]


def test_the_promised_layers_are_in_the_curve(subject):
    names = [score.name for score in subject.report.curve]
    expected = {"mlp": list("012345"), "cnn": list("012345678")}
    assert names == expected.get(subject.name, ["embed", "encoder.layers.0", "encoder.layers.1", "readout"])


def test_every_product_of_two_channels_is_kept(subject, data):
    X, Y = subject.twin.representations(data.held_out_images[:20])
    assert torch.equal(X[:, :, None] * X[:, None, :], Y[:, :, None] * Y[:, None, :])
    assert not torch.equal(X, Y)


def test_the_mean_over_signs_is_what_twists_leave(subject, data):
    """UNIV-1: the mean of |X_c'Y_c|^2 over 200 twists within four standard errors of the sum of a_i b_i."""
    X = subject.twin.representations(data.images[:200])[0][:500]
    kept = []
    for seed in range(200):
        Y = sign_twist(X, strength=20.0, seed=seed, channel_dim=-1).twisted(X)
        rows = paired(X, Y, -1)
        kept.append(np.sum(((rows.X - rows.X.mean(0)).T @ rows.Y) ** 2))
    expected = over_signs(X.double().numpy())
    error = expected.sd / np.sqrt(200)
    assert abs(np.mean(kept) - expected.mean) <= 4 * error
    if subject.name != "transformer":  # after a LayerNorm the mean is nearly 0
        uncentred = float(np.sum(np.sum(rows.X**2, axis=1) ** 2))
        assert abs(uncentred - expected.mean) > 4 * error  # the wrong formula is told apart


class Broken:
    """A twist that does what it should not: ``changes`` after twisting or untwisting."""

    kind, channel_dim = "sign", -1

    def __init__(self, twist, there=lambda h: h, back=lambda h: h):
        self.twist, self.there, self.back = twist, there, back

    def twisted(self, h):
        return self.there(self.twist.twisted(h))

    def untwisted(self, h):
        return self.back(self.twist.untwisted(h))

    def rounding(self, h):
        return 0.0


def one_channel(h):
    return torch.cat([-h[..., :1], h[..., 1:]], -1)


@pytest.mark.parametrize(
    ("there", "back", "caught"),
    [
        (lambda h: h, lambda h: torch.nextafter(h, torch.ones(())), {"outputs", "untwisted", "special"}),
        (lambda h: h, lambda h: h + 0.0, {"untwisted"}),  # -0 + 0 is 0, and no weight sees it
        (one_channel, one_channel, {"products"}),
        (lambda h: h, lambda h: torch.nan_to_num(h, posinf=torch.inf, neginf=-torch.inf), {"special"}),
    ],
    ids=["a last bit", "minus zero", "one channel alone", "no NaN"],
)
def test_a_broken_twist_is_caught(mlp, data, there, back, caught):
    """At the input, where zeros are made negative."""
    pair = twin(mlp.model, "0", data.images, directions=1)
    broken = pair.inside.twist = Broken(pair.twist, there, back)
    images = torch.where(data.held_out_images == 0, -0.0, data.held_out_images)
    found = report(replace(pair, twist=broken), images)
    same = found.equality
    wrong = {name for name in ("outputs", "special", "untwisted", "products", "state") if not getattr(same, name)}
    assert wrong == caught
    assert not found.holds


def test_changed_parameters_are_caught(mlp, data):
    pair = twin(mlp.model, "4", data.images, directions=1)
    with torch.no_grad():
        pair.g[5].bias[0] = torch.nextafter(pair.g[5].bias[0], torch.ones(()))
    found = report(pair, data.held_out_images)
    assert not found.equality.state
    assert not found.holds


def test_the_record_is_json(subject):
    record = json.loads(json.dumps(subject.report.as_json(), allow_nan=False))
    assert record["identical_outputs"] is True
    assert {"layer", "cka", "null", "r2_heldout"} <= set(record)


def test_a_swirl_stays_within_its_bound(mlp, data):
    pair = twin(mlp.model, "4", data.images, twist="swirl", strength=5.0, directions=3)
    found = report(pair, data.held_out_images)
    assert found.holds
    assert 0 < found.equality.off <= found.equality.bound
    assert found.alignment.cka < 0.2
    strong = twin(mlp.model, "4", data.images, twist="swirl", strength=500.0, directions=1)
    stronger = report(strong, data.held_out_images).equality
    assert 0 < stronger.off <= stronger.bound
    assert 50 < stronger.bound / found.equality.bound < 200  # it grows with the strength


def test_training_mode_is_put_back_and_steps_are_told(mlp, data):
    steps = []
    mlp.twin.f[1].train()
    try:
        report(mlp.twin, data.held_out_images[:50], on_step=steps.append)
        assert [part.training for part in mlp.twin.f] == [False, True, False, False, False, False]
    finally:
        mlp.twin.f.eval()
    assert steps == list(STEPS)


@pytest.mark.parametrize(
    ("inputs", "labels", "said"),
    [
        (torch.randn(50, 9), None, r"Sequential cannot take inputs float32 \(50, 9\): mat1 and mat2"),
        (torch.randn(50, 64).double(), None, r"\(its parameters are torch.float32, the inputs torch.float64\)"),
        (torch.randn(50, 64), np.arange(7), "there are 7 labels for 50 samples; give one per sample"),
        (torch.randn(50, 64), np.zeros(50, int), "all labels are 0"),
        (torch.randn(9, 64), np.arange(9) % 2, "needs 10 of them, got 9"),
        (torch.full((50, 64), torch.nan), None, "0 of 50 rows of activations are finite; 4 are needed"),
    ],
)
def test_bad_arguments(mlp, inputs, labels, said):
    with pytest.raises(ValueError, match=said):
        report(mlp.twin, inputs, labels)


def test_samples_stay_together():
    h = torch.arange(24.0).view(3, 2, 2, 2)
    rows = paired(h, -h, 1)
    assert rows.X.shape == (12, 2)
    assert rows.samples.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert rows.labelled(["a", "b", "c"]).tolist() == ["a"] * 4 + ["b"] * 4 + ["c"] * 4
    few = paired(h, -h, 1, most=5)
    assert np.array_equal(few.X, rows.X[few.index])
    assert np.array_equal(few.labelled(np.arange(12)), few.index)
    many = paired(torch.randn(20, 3, 2), torch.randn(20, 3, 2), -1)
    for train, test in many.folds():
        assert not set(many.samples[train]) & set(many.samples[test])
    assert sorted(row for _, test in many.folds() for row in test) == list(range(60))


def test_a_class_that_is_missing_from_the_training_samples():
    h = torch.randn(12, 3, generator=torch.Generator().manual_seed(0))
    probe = label_probe(paired(h, -h, -1), np.arange(12) == 5)
    assert probe.chance == 11 / 12
    assert 0 < probe.accuracies[0] <= 1


def test_layers_beside():
    net = nn.ModuleDict({"a": nn.ModuleList([nn.ReLU(), nn.Sequential(nn.ReLU(), nn.Tanh())]), "b": nn.Linear(1, 1)})
    assert beside(net, "b") == ["a.0", "a.1", "b"]
    assert beside(net, "a.1.0") == ["a.0", "a.1.0", "a.1.1", "b"]


def test_the_curve_sees_activations_before_an_in_place_change():
    model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(inplace=True), nn.Linear(8, 2)).eval()
    x = torch.randn(300, 8, generator=torch.Generator().manual_seed(0))
    pair = twin(model, "0", x, directions=1)
    here, after, last = layer_curve(pair, x)
    assert (here.identical, after.identical, last.identical) == (False, True, True)
    assert here.cka == report(pair, x).alignment.cka


def test_without_labels_and_few_samples(mlp, data):
    found = report(mlp.twin, data.held_out_images[:6])
    assert found.probe is None
    assert found.alignment.forward is None
    assert found.as_json()["labels"] is None


def test_debiased_is_debiased(mlp, data):
    """Planted: the biased estimate, which is small as well. Of the MLP, whose rows are all measured."""
    found = mlp.report.alignment
    X, Y = (h.double().numpy() for h in mlp.twin.representations(data.held_out_images))
    biased, debiased = linear_cka(X, Y), linear_cka(X, Y, debiased=True)
    rounding = len(X) * X.shape[1] * np.finfo(float).eps  # sums of so many products, in whatever order
    assert abs(biased - debiased) > 100 * rounding
    assert found.cka == pytest.approx(biased, abs=rounding)
    assert found.debiased == pytest.approx(debiased, abs=rounding)
