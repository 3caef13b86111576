"""Maps against the measures themselves, the stitch of the theorem, and a small run on data of every shape."""

import dataclasses

import numpy as np
import pytest
import torch

from unalignable.experiments import two_architectures
from unalignable.experiments.core import architectures, datasets, layer_maps, stitching
from unalignable.experiments.core.execute import execute
from unalignable.experiments.core.record import Failed
from unalignable.theory import linear_cka, linear_r2, permutation_null
from unalignable.theory.core.console import CallError


def layers(n, *widths, seed=0):
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((n, 4))
    return [3 + shared @ rng.standard_normal((4, p)) + rng.standard_normal((n, p)) for p in widths]


def test_the_map_of_cka_is_linear_cka_beside_its_exact_null():
    found = layers(30, 3, 5, 7)
    cka, null = layer_maps.cka_map(found)
    assert cka[0, 2] == pytest.approx(linear_cka(found[0], found[2]), abs=1e-12)
    assert null[0, 2] == pytest.approx(permutation_null(linear_cka, found[0], found[2], permutations=1).mean, abs=1e-12)
    assert layer_maps.relabelled(found, 3, 1).shape == (3, 3, 3)


def test_relabelled_maps_have_the_mean_of_the_formula():
    found = layers(20, 3, 5)
    _, null = layer_maps.cka_map(found)
    maps, pair = layer_maps.relabelled(found, 2000, 0), layer_maps.relabelled_pair(*found, 2000, 0)
    assert maps[:, 0, 1].mean() == pytest.approx(null[0, 1], rel=0.05)
    assert pair.mean() == pytest.approx(null[0, 1], rel=0.05)


def test_the_map_of_r2_is_linear_r2_of_the_row_scored_on_held_out_samples():
    found = layers(60, 3, 5, 7)
    train, test = ([X[rows] for X in found] for rows in (slice(40), slice(40, None)))
    r2 = layer_maps.r2_map(train, test, 0.1)
    C = train[1] - train[1].mean(0)
    folds = [(np.arange(40), np.arange(40, 60))]
    expected = linear_r2(found[1], found[2], cv=folds, ridge=0.1 * np.sum(C**2) / 5)
    assert r2[1, 2] == pytest.approx(expected, abs=1e-10)
    assert r2[1, 2] != pytest.approx(r2[2, 1], abs=1e-3)


def test_the_formula_stitches_exactly_and_a_transposed_one_does_not():
    rng = np.random.default_rng(0)
    donor, receiver = (stitching.Head(rng.standard_normal((p, 3)), rng.standard_normal(3)) for p in (6, 5))
    X = rng.standard_normal((20, 6))
    assert np.allclose(receiver(stitching.by_formula(donor, receiver)(X)), donor(X), atol=1e-12)
    fewer = stitching.Head(rng.standard_normal((2, 3)), rng.standard_normal(3))  # dependent columns: V⁺V is not 1
    assert not np.allclose(fewer(stitching.by_formula(donor, fewer)(X)), donor(X), atol=1e-2)


def test_unread_features_are_stitched_and_seen_by_cka():
    """The family of floors/stitching_sees_nothing: X = [t, sJ1], Y = [t, sJ2], of which t is read."""
    t, J1, J2 = (np.array(z, dtype=float)[:, None] for z in ((1, 1, -1, -1), (1, -1, 1, -1), (1, -1, -1, 1)))
    X, Y, s = np.hstack([t, 3 * J1]), np.hstack([t, 3 * J2]), 3
    heads = [stitching.Head(np.array([[1.0], [0.0]]), np.zeros(1))] * 2
    assert linear_cka(X, Y) == pytest.approx(1 / (1 + s**4))
    assert np.allclose(heads[1](stitching.by_formula(*heads)(X)), t)


def test_a_trained_stitch_finds_labels_that_are_there():
    rng = np.random.default_rng(0)
    X = np.hstack([rng.standard_normal((200, 4)) * [1, 1, 1e3, 0], np.ones((200, 1))])
    y = (X[:, 0] + X[:, 1] > 0).astype(np.int64)
    head = stitching.Head(rng.standard_normal((3, 2)), np.zeros(2))
    stitch = stitching.by_training(X, y, head)
    assert stitching.accuracy(head(stitch(X)), y) > 0.98


@pytest.mark.parametrize(
    ("features", "image"), [(5, None), (1, None), (300, None), (63, (9, 7)), (3, (1, 3)), (1200, (40, 30))]
)
def test_every_architecture_takes_every_shape_of_data(features, image):
    digits = datasets.dataset("digits")
    X = np.zeros((4, features), dtype=np.float32)
    data = dataclasses.replace(digits, X=X, image=image)
    for name, make in architectures.BUILD.items():
        found = architectures.layers(name, make(data), X)
        assert list(found) == list(architectures.LAYERS[name])
        assert found["logits"].shape == (4, 10)
        assert max(layer.shape[1] for layer in found.values()) <= 512


def test_tokens_of_an_image_are_its_rows():
    digits = datasets.dataset("digits")
    x = torch.arange(64.0)[None]
    assert torch.equal(architectures.Tokens(digits)(x)[0], x.reshape(8, 8))


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(0)
    y = np.arange(90) % 3
    X = rng.standard_normal((90, 5)) + 4 * np.eye(5)[y]
    np.savez(tmp_path / "mine.npz", X=X, y=y)
    return datasets.register(tmp_path / "mine.npz")


def test_a_run_on_a_table_of_ones_own_keeps_what_theorems_promise(table):
    config = two_architectures.Mine(data=table, epochs=40, maps=2, relabellings=5)
    metrics = execute(two_architectures.EXPERIMENT, config).metrics
    assert metrics["answers_kept"] == 1
    assert metrics["twin_identical"] is True
    assert metrics["least_above_floor"] >= 0
    assert metrics["least_below_ceiling"] >= 0
    assert np.array(metrics["cka"]).shape == (12, 12)


def test_a_network_that_has_not_learned_is_said_to(table):
    with pytest.raises(Failed, match="names 0"):
        execute(two_architectures.EXPERIMENT, two_architectures.Mine(data=table, epochs=1))


def test_more_classes_than_a_head_can_keep_apart_are_refused(tmp_path):
    np.savez(tmp_path / "mine.npz", X=np.random.default_rng(0).standard_normal((120, 2)), y=np.arange(120) % 40)
    name = datasets.register(tmp_path / "mine.npz")
    with pytest.raises(CallError, match="have 40 classes; at most 32"):
        two_architectures.train(two_architectures.Mine(data=name))
