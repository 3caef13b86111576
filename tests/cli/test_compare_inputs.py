"""Readouts and labels: what is read, from arrays and from files, and one clear error for everything else."""

import json

import numpy as np
import pytest
import torch

from unalignable.theory import bounds
from unalignable.theory.core.bounds import Evidence
from unalignable.theory.core.compare import compare
from unalignable.theory.core.compare_labels import read_labels
from unalignable.theory.core.console import CallError
from unalignable.theory.core.data_pair import SAFETY, UNIT
from unalignable.theory.core.measures.errors import UndefinedMeasure

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(20, 4)), RNG.normal(size=(20, 3))
W, V = RNG.normal(size=(4, 2)), RNG.normal(size=(3, 2))


def floor(**given):
    return bounds.strongest(bounds.readout_floor(Evidence.of(X, Y, **given)), "linear_cka", "floor").value


# -------------------------------------------------------------------------------------------------- readouts


def test_a_readout_in_torch_layout_is_the_same_readout():
    assert floor(readout=(W.T, V.T)) == floor(readout=(W, V))
    comparison = compare(X, Y, readout=(W.T, V), measures=["nbs"], permutations=1)
    assert comparison.given.transposed == (True, False)


def test_vectors_lists_and_tensors_are_readouts():
    one = floor(readout=(W[:, :1], V[:, :1]))
    assert floor(readout=(W[:, 0], V[:, 0])) == one
    assert floor(readout=(W[:, 0].tolist(), V[:, :1].tolist())) == one
    assert floor(readout=(torch.tensor(W[:, 0]), V[:, 0])) == one
    assert floor(readout=(torch.tensor(W[:, 0], requires_grad=True), V[:, 0])) == one


def test_the_scale_of_a_readout_does_not_matter():
    """Powers of two, so that not a bit changes."""
    assert floor(readout=(W * 2.0**500, V * 2.0**-500)) == floor(readout=(W, V))


def test_a_readout_of_low_rank_reads_its_rank():
    """Two outputs that are one: nothing is gained by the copy, and nothing by a third that is 0."""
    copy = np.hstack([W[:, :1], 2 * W[:, :1], 0 * W[:, :1]])
    # a floor of at most 1 is the square of a root from which (size + outputs) SAFETY u has been taken
    outputs = copy.shape[1] + V.shape[1]
    doubt = 2 * SAFETY * (max(*X.shape, *Y.shape) + outputs) * UNIT
    assert abs(floor(readout=(copy, V)) - floor(readout=(W[:, :1], V))) <= doubt


def test_biases_change_no_floor_and_all_margins():
    """CKA is blind to shifts; a margin is not."""
    signs = np.where(X[:, 0] > 0, 1.0, -1.0)
    u = signs[:, None] * (1 + np.abs(X[:, 1:2]))
    labels = (signs > 0).astype(int)
    right = Evidence.of(u + 7, u, readout=([1.0], [1.0]), bias=([-7.0], None), labels=labels)
    wrong = Evidence.of(u + 7, u, readout=([1.0], [1.0]), labels=labels)
    assert bounds.readout_floor(right) == bounds.readout_floor(wrong)
    assert bounds.accuracies(right) == (1, 1)
    assert bounds.accuracies(wrong)[0] < 1
    assert bounds.margin_floor(right)[0].applies
    assert not bounds.margin_floor(wrong)[0].applies


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"readout": (W[:3], V)}, r"the readout of X has shape \(3, 2\) and X has 4 features; it must be \(features"),
        ({"readout": (V, W)}, r"the readout of X has shape \(3, 2\)"),
        ({"readout": (W,)}, "readouts come in pairs, one for X and one for Y, but 1 were given"),
        ({"readout": (W, None)}, "one of the two readouts is None"),
        ({"readout": (W * 0, V)}, "the readout of X is 0 everywhere"),
        ({"readout": (W, V * np.nan)}, "the readout of Y of shape .* has 6 NaN entries"),
        ({"readout": (W, V[None])}, "the readout of Y has shape .*; the shape must be"),
        ({"readout": ("head", V)}, "the readout of X"),
        ({"readout": (W, V), "bias": ([1, 2, 3], None)}, "the bias of the readout of X has 3 entries for 2 outputs"),
        ({"readout": (W, V), "bias": ([1, np.inf], None)}, "the bias of the readout of X .*infinite"),
        ({"readout": (W, V), "bias": (None,)}, "biases come in pairs"),
        ({"bias": ([1], [2])}, "biases came without readouts"),
        ({"labels": np.zeros(19)}, "there are 19 labels for 20 samples"),
        ({"labels": np.arange(20)}, "every one of the 20 labels is a class of its own; real targets must be floats"),
        ({"labels": np.full(20, np.nan)}, "labels of shape .* has 20 NaN"),
        ({"labels": np.zeros((20, 2, 2))}, r"labels have shape \(20, 2, 2\)"),
        ({"labels": "cat"}, "labels are the word 'cat'"),
        ({"labels": [None] * 20}, "labels have dtype object"),
        ({"labels": np.zeros(20, dtype=complex)}, "labels have dtype complex128"),
    ],
)
def test_wrong_calls(given, said):
    with pytest.raises(ValueError, match=said) as error:
        compare(X, Y, **given)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (np.ones(20, dtype=int), "all labels are 1"),
        (np.ones(20), "labels are constant"),
        (["a"] * 20, "all labels are a"),
    ],
)
def test_labels_that_say_nothing(labels, said):
    with pytest.raises(UndefinedMeasure, match=said):
        compare(X, Y, labels=labels)


# ---------------------------------------------------------------------------------------------------- labels


CODES = np.arange(20) % 3


@pytest.mark.parametrize(
    "labels",
    [
        CODES,
        CODES.tolist(),
        torch.tensor(CODES),
        CODES[:, None],
        np.eye(3)[CODES],
        np.array(["zero", "one", "two"])[CODES],
        np.array(["zero", "one", "two"], dtype=object)[CODES],
        CODES.astype(np.uint8),
    ],
    ids=["integers", "list", "torch", "column", "one-hot", "words", "objects", "bytes"],
)
def test_classes_however_they_are_given(labels):
    """Three balanced classes in some order: the probes see the same."""
    target = Evidence.of(X, Y, labels=labels).target
    assert len(target.classes) == 3
    assert target.columns.shape == (20, 3)
    assert sorted(np.bincount(target.codes).tolist()) == [6, 7, 7]
    assert target.side.rank == 2


def test_two_classes_are_one_column():
    target = Evidence.of(X, Y, labels=[True, False] * 10).target
    assert target.classes == ("False", "True")
    assert target.columns[:, 0].tolist() == [1.0, 0.0] * 10
    assert target.minority == 0.5
    assert target.signs.tolist() == [1.0, -1.0] * 10


def test_floats_are_targets():
    assert Evidence.of(X, Y, labels=X[:, 0]).target.columns.shape == (20, 1)
    assert Evidence.of(X, Y, labels=X).target.columns.shape == (20, 4)
    assert Evidence.of(X, Y, labels=torch.tensor(X[:, 0]).bfloat16()).target.classes == ()
    assert Evidence.of(X, Y, labels=CODES.astype(float)).target.classes == ()


# ----------------------------------------------------------------------------------------------------- files


@pytest.fixture
def files(tmp_path):
    for name, values in {"a": X, "b": Y, "w": W, "v": V, "codes": CODES, "c": np.array([0.5, -0.5])}.items():
        np.save(tmp_path / f"{name}.npy", values)
    return tmp_path


def test_readouts_biases_and_labels_from_files(unalignable, files):
    options = ["--readout", files / "w.npy", files / "v.npy", "--bias", files / "c.npy", files / "c.npy"]
    options += ["--labels", files / "codes.npy", "--measures", "linear_cka"]
    code, out, _ = unalignable("compare", files / "a.npy", files / "b.npy", *options, "--json", "-")
    record = json.loads(out)
    assert code == 0
    expected = compare(X, Y, readout=(W, V), bias=([0.5, -0.5], [0.5, -0.5]), labels=CODES, measures=["linear_cka"])
    assert record == json.loads(json.dumps(expected.as_json()))
    assert record["given"]["outputs"] == [2, 2]
    assert record["given"]["classes"] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("y.txt", "cat\ndog\ncat\n", ["cat", "dog", "cat"]),
        ("y.txt", "1\n2\n\n1\n", [1, 2, 1]),
        ("y.csv", "1\n2\n1\n", [1, 2, 1]),
        ("y.csv", "label\n1\n2\n1\n", [1, 2, 1]),
        ("y.csv", "animal\ncat\ndog\ncat\n", ["cat", "dog", "cat"]),
        ("y.csv", "cat\ndog\ncat\n", ["cat", "dog", "cat"]),
        ("y.csv", "0.5\n1e3\n-2\n", [0.5, 1000.0, -2.0]),
        ("y.csv", "1,0\n0,1\n1,0\n", [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),
    ],
)
def test_label_files(tmp_path, name, content, expected):
    (tmp_path / name).write_text(content)
    found = read_labels(str(tmp_path / name), 3)
    assert found.tolist() == expected
    assert found.dtype.kind == ("U" if isinstance(expected[0], str) else "f" if "." in str(expected) else "i")


@pytest.mark.parametrize("name", ["missing.txt", "missing.npy", "empty.csv", "odd.labels", "bytes.txt"])
def test_label_files_that_cannot_be_read(tmp_path, name):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "odd.labels").write_text("1\n")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CallError, match=name):
        read_labels(str(tmp_path / name), 3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--readout", "v.npy", "w.npy"],
            "error: the readout of A has shape (3, 2) and A has 4 features; it must be (features, outputs) = (4, …),"
            " or its transpose, as torch keeps it\n",
        ),
        (["--labels", "w.npy"], "error: there are 4 labels for 20 samples; give one per sample, in the same order\n"),
        (["--bias", "c.npy", "c.npy"], "error: biases came without readouts; give both\n"),
        (["--labels", "nowhere.npy"], "error: nowhere.npy: no such file\n"),
    ],
)
def test_one_line_says_what_is_wrong(unalignable, files, monkeypatch, options, said):
    monkeypatch.chdir(files)
    code, out, err = unalignable("compare", "a.npy", "b.npy", *options)
    assert (code, out, err) == (2, "", said)
