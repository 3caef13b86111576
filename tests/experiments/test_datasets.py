"""Data sets: splits that never move, and a user's file that is either usable or refused in one clear line."""

import numpy as np
import pytest

from unalignable.experiments.core import datasets
from unalignable.experiments.core.digits import digits
from unalignable.theory.core.console import CallError


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(datasets, "_WHERE", {})
    datasets.dataset.cache_clear()
    yield
    datasets.dataset.cache_clear()


def table(n=30, d=4, classes=3):
    rng = np.random.default_rng(0)
    return {"X": 100 + 7 * rng.standard_normal((n, d)), "y": np.arange(n) % classes}


def saved(tmp_path, **arrays):
    path = tmp_path / "mine.npz"
    np.savez(path, **arrays)
    return path


def test_digits_are_those_of_the_demo():
    found, theirs = datasets.dataset("digits"), digits()
    assert np.array_equal(found.X, theirs.images.flatten(1).numpy())
    assert np.array_equal(found.y_held_out, theirs.held_out_labels.numpy())
    assert sorted([*found.ids, *found.ids_held_out]) == list(range(1797))


@pytest.mark.parametrize("name", ["digits", "rings"])
def test_ours_are_float32_and_cannot_be_written_to(name):
    found = datasets.dataset(name)
    assert found.X.dtype == np.float32
    assert found.y.dtype == np.int64
    assert len(found.X) == len(found.y) == 1200
    with pytest.raises(ValueError, match="read-only"):
        found.X[0, 0] = 1


def test_no_line_tells_rings_apart_but_radii_do():
    from sklearn.linear_model import LogisticRegression

    found = datasets.dataset("rings")
    linear = LogisticRegression(max_iter=500).fit(found.X, found.y).score(found.X_held_out, found.y_held_out)
    assert linear < 0.45  # chance is 1/3
    plane = np.linalg.svd(found.X - found.X.mean(0), full_matrices=False)[2][:2]
    radius = np.linalg.norm(found.X_held_out @ plane.T, axis=1)
    means = [radius[found.y_held_out == label].mean() for label in range(3)]
    assert means[0] * 1.5 < means[1]
    assert means[1] * 1.2 < means[2]


def test_a_table_is_split_by_class_and_standardised_on_its_training_part(tmp_path):
    mine = table(n=32)
    mine["X"][:, 1] = 5  # a constant column
    name = datasets.register(saved(tmp_path, **mine))
    found = datasets.dataset(name)
    assert name.startswith("sha256:")
    assert len(name) == 71
    assert found.image is None
    assert np.bincount(found.y_held_out).tolist() == [3, 3, 3]
    assert np.allclose(found.X.mean(0), 0, atol=1e-6)
    assert np.allclose(found.X.std(0), [1, 0, 1, 1], atol=1e-6)
    assert abs(found.X_held_out.std(0)[0] - 1) > 1e-3  # not fitted on these
    ids = np.concatenate([found.ids, found.ids_held_out])
    assert sorted(ids) == list(range(32))
    assert np.array_equal(mine["y"][found.ids], found.y)


def test_images_keep_their_shape_and_the_spread_of_each_pixel(tmp_path):
    rng = np.random.default_rng(0)
    images = rng.uniform(size=(30, 4, 5))
    images[:, 0, 0] *= 1e-3
    found = datasets.dataset(datasets.register(saved(tmp_path, X=images, y=np.arange(30) % 2)))
    assert found.image == (4, 5)
    assert found.X.shape == (20, 20)
    assert found.X[:, 0].std() < 0.01
    assert abs(found.X.std() - 1) < 1e-6


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (np.array(["cat", "dog", "emu"]), ("cat", "dog", "emu")),
        (np.array([b"cat", b"dog", b"emu"]), ("cat", "dog", "emu")),
        (np.array([4.0, 7.0, -1.0]), ("-1", "4", "7")),
        (np.array([4, 7, -1], dtype=np.int8), ("-1", "4", "7")),
    ],
)
def test_labels_become_numbers_from_zero(tmp_path, labels, classes):
    found = datasets.dataset(datasets.register(saved(tmp_path, X=table()["X"], y=np.tile(labels, 10))))
    assert found.classes == classes
    assert set(found.y) == {0, 1, 2}


def test_the_name_is_that_of_the_content(tmp_path):
    first = saved(tmp_path, **table())
    second = tmp_path / "copy.npz"
    second.write_bytes(first.read_bytes())
    assert datasets.register(first) == datasets.register(second)
    assert datasets.register(saved(tmp_path, **table(n=33))) != datasets.register(second)


def test_another_process_is_told_where_and_checks_the_file(tmp_path):
    path = saved(tmp_path, **table())
    name = datasets.register(path)
    where = datasets.located()
    datasets.dataset.cache_clear()
    datasets._WHERE.clear()
    with pytest.raises(CallError, match="no file is known"):
        datasets.dataset(name)
    datasets.locate(where)
    assert len(datasets.dataset(name).X) == 21
    datasets.dataset.cache_clear()
    saved(tmp_path, **table(n=33))
    with pytest.raises(CallError, match="has changed since it was given as sha256:"):
        datasets.dataset(name)
    path.unlink()
    with pytest.raises(CallError, match="no such file"):
        datasets.dataset(name)


def hole(value):
    X = table()["X"]
    X[3, 2] = value
    return X


X, Y = table()["X"], table()["y"]
BAD = [
    ({"X": X}, "has no y .it holds X."),
    ({"x": X, "labels": Y}, "has no X and no y .it holds x, labels."),
    ({"X": X, "y": Y[:-1]}, "X has 30 samples and y has 29 labels"),
    ({"X": hole(np.nan), "y": Y}, "1 NaN and 0 infinite entries, the first in sample 3, feature 2"),
    ({"X": hole(np.inf), "y": Y}, "0 NaN and 1 infinite"),
    ({"X": X + 1j, "y": Y}, "X holds complex128; real numbers"),
    ({"X": X.astype(object), "y": Y}, "not unpickled"),
    ({"X": X, "y": Y.astype(object)}, "not unpickled.*astype"),
    ({"X": X.astype(str), "y": Y}, "X holds <U32; real numbers"),
    ({"X": X[:, 0], "y": Y}, "X has shape .30,."),
    ({"X": X.reshape(30, 2, 2, 1), "y": Y}, "flatten channels"),
    ({"X": X[:, :0], "y": Y}, "not empty"),
    ({"X": X[:0], "y": Y[:0]}, "not empty"),
    ({"X": X, "y": Y[:0]}, "y is empty"),
    ({"X": X, "y": np.eye(3)[Y]}, "argmax"),
    ({"X": X, "y": Y[:, None]}, "y.ravel"),
    ({"X": X, "y": Y + 0.5}, "label 0 in y is 0.5, and 30 of 30"),
    ({"X": X, "y": np.where(Y == 1, np.nan, Y)}, "label 1 in y is nan"),
    ({"X": X, "y": Y + 0j}, "y holds complex128"),
    ({"X": X, "y": 0 * Y}, "every label in y is '0'"),
    ({"X": X, "y": np.where(np.arange(30) < 2, 7, Y)}, "class '7' has 2 of 30 samples.* at least 3"),
]


@pytest.mark.parametrize(("arrays", "said"), BAD, ids=[said[:30] for _, said in BAD])
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, arrays, said):
    with pytest.raises(CallError, match=said) as caught:
        datasets.register(saved(tmp_path, **arrays))
    assert "mine.npz" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not datasets.located()


def test_what_is_no_npz_is_refused_in_one_line(tmp_path):
    single, text = tmp_path / "one.npy", tmp_path / "mine.npz"
    np.save(single, X)
    text.write_text("X,y\n1,2\n")
    for path, said in ((single, "single array"), (text, "is no .npz file"), (tmp_path, "directory")):
        with pytest.raises(CallError, match=said):
            datasets.register(path)
    text.write_bytes(saved(tmp_path, X=X, y=Y).read_bytes()[:-40])
    with pytest.raises(CallError, match="cannot be read as"):
        datasets.register(text)


@pytest.mark.parametrize("size", [1e-310, 1e-150, 1e150, 1e300])
def test_the_unit_of_the_features_does_not_matter(tmp_path, size):
    found = datasets.dataset(datasets.register(saved(tmp_path, X=X * size / 100, y=Y)))
    assert np.allclose(found.X.std(0), 1, atol=1e-3)


def test_a_held_out_sample_beyond_float32_is_refused(tmp_path):
    mine = table()
    held = datasets.dataset(datasets.register(saved(tmp_path, **mine))).ids_held_out[0]
    mine["X"][held, 1] = 1e300
    with pytest.raises(CallError, match="feature 1 of X has samples so far"):
        datasets.register(saved(tmp_path, **mine))


def test_there_is_no_such_data_set():
    with pytest.raises(CallError, match=r"no data set 'mnist' \(there are digits, rings; your own: --data FILE.npz\)"):
        datasets.dataset("mnist")
