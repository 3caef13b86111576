"""Reading labels from files: .npy .npz .safetensors as stored, .txt and one-column .csv as words or numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .activations import read
from .console import CallError


def read_labels(location: str, n: int) -> NDArray[Any]:
    """One label per sample.

    Whole numbers and words come back as such (classes), other numbers as floats (targets). A .csv of one column may
    have a header, which is known by its being one row too many; of several columns, all are numbers.

    Args:
        location: ``FILE`` or ``FILE:NAME``.
        n: number of samples.

    Raises:
        CallError: no such file, an unknown kind, or a damaged file.
    """
    path = Path(location)
    if path.suffix.lower() in (".txt", ".csv") and path.is_file():
        rows = _rows(path)
        if all(len(row) == 1 for row in rows):
            return _values([row[0].strip() for row in (rows[1:] if len(rows) == n + 1 else rows)])
    return read(location).values


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            if path.suffix.lower() == ".csv":
                rows = [row for row in csv.reader(file) if row]
            else:
                rows = [[line] for line in file.read().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise CallError(f"{path}: cannot be read as text ({error})") from error
    if not rows:
        raise CallError(f"{path} is empty")
    return rows


def _values(words: Sequence[str]) -> NDArray[Any]:
    """The narrowest of whole numbers, numbers and words that all of them are."""
    for kind in (int, float):
        try:
            return np.array([kind(word) for word in words])
        except (ValueError, OverflowError):
            continue
    return np.array(words)
