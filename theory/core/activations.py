"""Reading activation matrices and sample ids from files: .npy .npz .safetensors .csv.

``FILE:NAME`` picks one array of a file that holds several. Nothing is ever unpickled.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .console import CallError


@dataclass(frozen=True)
class Activations:
    """One matrix of activations.

    Attributes:
        values: shape (samples, features) as stored; the measures check it.
        ids: one per sample, where the file has them (a text column of a .csv).
    """

    values: NDArray[Any]
    ids: tuple[str, ...] | None = None


def read(location: str) -> Activations:
    """Read one matrix.

    Args:
        location: ``FILE`` or ``FILE:NAME``.

    Raises:
        CallError: no such file, an unknown kind, a damaged file, or a choice that is not in it.
    """
    path, name = _located(location)
    if path.suffix.lower() not in READERS:
        raise CallError(f"{path}: cannot read {path.suffix or 'a file without a suffix'}; one of {', '.join(READERS)}")
    if not path.is_file():
        raise CallError(f"{path}: no such file")
    try:
        return READERS[path.suffix.lower()](path, name)
    except CallError:
        raise
    except Exception as error:  # each format has exceptions of its own for a damaged file
        reason = (
            "it holds no array of numbers, and pickled objects are not read"
            if "pickle" in str(error)
            else " ".join(str(error).split())
        )
        raise CallError(f"{path}: cannot be read ({reason})") from error


def read_ids(location: str) -> tuple[str, ...]:
    """Sample ids: a one-dimensional .npy, a .txt with one a line, or the text column of a .csv.

    Raises:
        CallError: the file holds no ids.
    """
    path = Path(location)
    if path.suffix.lower() == ".txt":
        if not path.is_file():
            raise CallError(f"{path}: no such file")
        return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    found = read(location)
    if found.ids is not None:
        return found.ids
    if found.values.ndim == 2 and found.values.shape[1] == 1:
        return tuple(str(e) for e in found.values[:, 0])
    if found.values.ndim != 1:
        raise CallError(f"{path}: ids must be one per sample, but it has shape {found.values.shape}")
    return tuple(str(e) for e in found.values)


def align(
    X: Activations, Y: Activations, ids: tuple[Sequence[str], Sequence[str]] | None = None
) -> tuple[NDArray[Any], NDArray[Any], str]:
    """Bring two matrices to the same samples in the same order.

    Args:
        X: the first.
        Y: the second; its rows are reordered.
        ids: the samples of X and of Y. Without it, ids that both files carry must agree as they stand.

    Returns:
        The two matrices, and a sentence on what was done.

    Raises:
        CallError: as many ids as rows are needed, each once, the same on both sides; without ``ids`` also in the same
            order.
    """
    if ids is None:
        if X.ids is not None and Y.ids is not None and X.ids != Y.ids:
            first = next((k for k, (a, b) in enumerate(zip(X.ids, Y.ids, strict=False)) if a != b), len(X.ids))
            raise CallError(
                f"the files list different samples from row {first + 1} on ({_at(X.ids, first)} against"
                f" {_at(Y.ids, first)}); give --ids to align them by id"
            )
        return X.values, Y.values, ""
    for name, matrix, own in (("A", X, ids[0]), ("B", Y, ids[1])):
        _check_ids(name, matrix, own)
    position = {sample: row for row, sample in enumerate(ids[1])}
    missing = [sample for sample in ids[0] if sample not in position]
    extra = sorted(set(ids[1]) - set(ids[0]))
    if missing or extra:
        raise CallError(
            f"the samples differ: {len(missing)} of A are not in B{_example(missing)},"
            f" {len(extra)} of B are not in A{_example(extra)}"
        )
    order = [position[sample] for sample in ids[0]]
    moved = sum(row != place for place, row in enumerate(order))
    said = f"rows of B aligned by id: {moved} of {len(order)} moved" if moved else "ids agree, in the same order"
    return X.values, Y.values[order], said


def _check_ids(name: str, matrix: Activations, ids: Sequence[str]) -> None:
    rows = matrix.values.shape[0] if matrix.values.ndim else 0
    if len(ids) != rows:
        raise CallError(f"{name} has {rows} rows but {len(ids)} ids")
    twice = [sample for sample, count in Counter(ids).items() if count > 1]
    if twice:
        raise CallError(f"ids of {name} repeat{_example(twice)}; one id per sample is needed")


def _example(samples: Sequence[str]) -> str:
    return f" (for instance {samples[0]!r})" if samples else ""


def _at(ids: Sequence[str], row: int) -> str:
    return repr(ids[row]) if row < len(ids) else "none"


def _located(location: str) -> tuple[Path, str | None]:
    """A path, and the name after the last colon unless that is part of the path."""
    head, colon, tail = location.rpartition(":")
    if colon and not Path(location).exists() and Path(head).suffix:
        return Path(head), tail
    return Path(location), None


def _chosen(path: Path, names: Sequence[str], name: str | None) -> str:
    if name is None and len(names) == 1:
        return names[0]
    if name is not None and name in names:
        return name
    wanted = "holds several arrays" if name is None else f"has no array {name!r}"
    first = names[0] if names else "NAME"
    raise CallError(f"{path} {wanted}: {', '.join(names) or 'none'}; write {path}:{first}")


def _no_names(path: Path, name: str | None) -> None:
    if name is not None:
        raise CallError(f"{path} holds a single array; write it without ':{name}'")


def _npy(path: Path, name: str | None) -> Activations:
    _no_names(path, name)
    return Activations(np.load(path, allow_pickle=False))


def _npz(path: Path, name: str | None) -> Activations:
    with np.load(path, allow_pickle=False) as arrays:
        return Activations(arrays[_chosen(path, list(arrays), name)])


def _safetensors(path: Path, name: str | None) -> Activations:
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as tensors:
        key = _chosen(path, sorted(tensors.keys()), name)
        if tensors.get_slice(key).get_dtype() != "BF16":
            return Activations(tensors.get_tensor(key))
    with safe_open(path, framework="pt") as tensors:  # NumPy has no bfloat16; float32 holds every one of them
        return Activations(tensors.get_tensor(key).float().numpy())


def _csv(path: Path, name: str | None) -> Activations:
    _no_names(path, name)
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    if not rows:
        raise CallError(f"{path} is empty")
    if not any(_is_number(cell) for cell in rows[0]):
        rows = rows[1:]  # a header
    if any(len(row) != len(rows[0]) for row in rows):
        short = next(k for k, row in enumerate(rows, 1) if len(row) != len(rows[0]))
        raise CallError(f"{path}: data row {short} has {len(rows[short - 1])} cells, the first has {len(rows[0])}")
    if rows and not all(_is_number(row[0]) for row in rows):
        ids = tuple(row[0] for row in rows)
        return Activations(np.array([[float(cell) for cell in row[1:]] for row in rows], dtype=np.float64), ids)
    return Activations(np.array([[float(cell) for cell in row] for row in rows], dtype=np.float64))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


READERS: Final[dict[str, Callable[[Path, str | None], Activations]]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".safetensors": _safetensors,
    ".csv": _csv,
}
"""Suffix -> how it is read."""
