"""Reading files and aligning samples: what can be read is read, everything else is one clear line."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from unalignable.theory.core.activations import Activations, align, read, read_ids
from unalignable.theory.core.console import CallError

VALUES = np.arange(6, dtype=np.float32).reshape(3, 2)


def test_every_format_reads_the_same_matrix(tmp_path):
    np.save(tmp_path / "a.npy", VALUES)
    np.savez(tmp_path / "one.npz", VALUES)
    np.savez(tmp_path / "two.npz", layer1=VALUES, layer2=-VALUES)
    save_file({"x": VALUES, "y": -VALUES}, tmp_path / "a.safetensors")
    (tmp_path / "a.csv").write_text("0,1\n2,3\n4,5\n")
    (tmp_path / "header.csv").write_text("f0,f1\n0,1\n2,3\n4,5\n")
    for name in ("a.npy", "one.npz", "two.npz:layer1", "a.safetensors:x", "a.csv", "header.csv"):
        found = read(str(tmp_path / name))
        assert np.array_equal(found.values, VALUES), name
        assert found.ids is None


def test_stored_precision_is_kept(tmp_path):
    np.save(tmp_path / "a.npy", VALUES)
    assert read(str(tmp_path / "a.npy")).values.dtype == np.float32


def test_bfloat16_is_read_exactly(tmp_path):
    import torch
    from safetensors.torch import save_file as save_torch

    save_torch({"x": torch.tensor(VALUES).bfloat16()}, tmp_path / "b.safetensors")
    assert np.array_equal(read(str(tmp_path / "b.safetensors")).values, VALUES)


def test_a_text_column_holds_the_ids(tmp_path):
    (tmp_path / "a.csv").write_text("id,f\ncat,1\ndog,2\n")
    found = read(str(tmp_path / "a.csv"))
    assert found.ids == ("cat", "dog")
    assert found.values.tolist() == [[1.0], [2.0]]
    assert read_ids(str(tmp_path / "a.csv")) == ("cat", "dog")


def test_ids_from_text_and_arrays(tmp_path):
    (tmp_path / "i.txt").write_text("a\nb\n")
    np.save(tmp_path / "i.npy", np.array(["a", "b"]))
    (tmp_path / "i.csv").write_text("1\n2\n")
    assert read_ids(str(tmp_path / "i.txt")) == read_ids(str(tmp_path / "i.npy")) == ("a", "b")
    assert read_ids(str(tmp_path / "i.csv")) == ("1.0", "2.0")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pt", b"", r"cannot read \.pt; one of \.npy, \.npz, \.safetensors, \.csv"),
        ("a.npy", b"not an array", r"a\.npy: cannot be read"),
        ("a.safetensors", b"\0", r"a\.safetensors: cannot be read"),
        ("a.csv", b"", r"a\.csv is empty"),
        ("a.csv", b"1,2\n3\n", r"data row 2 has 1 cells, the first has 2"),
        ("a.csv", b"1,x\n2,3\n", r"could not convert string to float: 'x'"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CallError, match=said) as caught:
        read(str(tmp_path / name))
    assert "\n" not in str(caught.value)


def test_missing_files_and_wrong_names_are_said(tmp_path):
    np.savez(tmp_path / "two.npz", layer1=VALUES, layer2=VALUES)
    np.save(tmp_path / "a.npy", VALUES)
    for name, said in [
        ("b.npy", "no such file"),
        ("two.npz", "holds several arrays: layer1, layer2; write .*two.npz:layer1"),
        ("two.npz:layer3", "has no array 'layer3': layer1, layer2"),
        ("a.npy:x", "holds a single array"),
    ]:
        with pytest.raises(CallError, match=said):
            read(str(tmp_path / name))


def test_objects_are_never_unpickled(tmp_path):
    np.save(tmp_path / "a.npy", np.array([{"x": 1}]), allow_pickle=True)
    with pytest.raises(CallError, match="pickle"):
        read(str(tmp_path / "a.npy"))


ROWS = Activations(VALUES)


def test_rows_are_aligned_by_id():
    X, Y, said = align(ROWS, ROWS, (("a", "b", "c"), ("c", "a", "b")))
    assert np.array_equal(X, VALUES)
    assert np.array_equal(Y, VALUES[[1, 2, 0]])
    assert said == "rows of B aligned by id: 3 of 3 moved"


def test_the_same_order_is_said_too():
    assert align(ROWS, ROWS, (("a", "b", "c"), ("a", "b", "c")))[2] == "ids agree, in the same order"


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ((("a", "b"), ("a", "b", "c")), "A has 3 rows but 2 ids"),
        ((("a", "b", "c"), ("a", "b", "c", "d")), "B has 3 rows but 4 ids"),
        ((("a", "b", "b"), ("a", "b", "c")), "ids of A repeat .for instance 'b'."),
        ((("a", "b", "x"), ("a", "b", "c")), "1 of A are not in B .for instance 'x'., 1 of B are not in A"),
    ],
)
def test_ids_that_do_not_match_are_refused(ids, said):
    with pytest.raises(CallError, match=said):
        align(ROWS, ROWS, ids)


def test_ids_in_the_files_must_agree_as_they_stand():
    X, Y = Activations(VALUES, ("a", "b", "c")), Activations(VALUES, ("a", "c", "b"))
    with pytest.raises(CallError, match=r"different samples from row 2 on .'b' against 'c'.; give --ids"):
        align(X, Y)
    assert align(X, X)[2] == ""
    assert align(X, ROWS)[2] == ""  # only one side knows: nothing to hold it against
