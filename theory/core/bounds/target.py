"""Labels: classes or real targets, checked and decomposed like a representation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data_pair import Real, Side
from ..measures.errors import UndefinedMeasure
from ..measures.inputs import matrix, require_finite

NAME = "labels"


@dataclass(frozen=True)
class Target:
    """What the samples are labelled with.

    Attributes:
        columns: shape (n, k), float64: one indicator column a class (for two classes, of the second alone), or the real
            targets.
        classes: the classes in sorted order; empty for real targets.
        codes: index into ``classes`` of every sample; None for real targets.
        side: the columns, centred and decomposed.
    """

    columns: Real
    classes: tuple[str, ...]
    codes: NDArray[np.intp] | None
    side: Side

    @property
    def signs(self) -> Real | None:
        """+1 for the second class and −1 for the first, where there are two."""
        if self.codes is None or len(self.classes) != 2:
            return None
        return np.where(self.codes == 1, 1.0, -1.0)

    @property
    def minority(self) -> float:
        """The share of the rarer of two classes."""
        assert self.codes is not None
        share = float(np.mean(self.codes == 0))
        return min(share, 1 - share)

    @classmethod
    def of(cls, labels: Any, n: int) -> Target:
        """Read labels.

        Integers, booleans and words, one per sample, are classes, and so is a one-hot matrix (0 and 1, one 1 a row).
        Floats, one or several per sample, are real targets.

        Args:
            labels: shape (n,) or (n, k), NumPy or torch or a list.
            n: number of samples.

        Raises:
            ValueError: not one per sample, not finite, not numbers or words, or as many classes as samples.
            UndefinedMeasure: one class only, or constant targets.
        """
        values = _plain(labels)
        if values.ndim == 2 and values.shape[1] == 1:
            values = values[:, 0]
        if values.ndim not in (1, 2):
            raise ValueError(f"labels have shape {values.shape}; give one per sample, shape ({n},), or ({n}, targets)")
        if len(values) != n:
            raise ValueError(f"there are {len(values)} labels for {n} samples; give one per sample, in the same order")
        if values.ndim == 2 and _one_hot(values):
            values = np.argmax(values, axis=1)
        if values.ndim == 1 and values.dtype.kind in "biuUS":
            return cls._of_classes(values)
        return cls._of_real(values)

    @classmethod
    def _of_classes(cls, values: NDArray[Any]) -> Target:
        classes, codes = np.unique(values, return_inverse=True)
        if len(classes) == 1:
            raise UndefinedMeasure(f"all labels are {classes[0]}; labels of one class say nothing about two networks")
        if len(classes) == len(values):
            raise ValueError(
                f"every one of the {len(values)} labels is a class of its own; real targets must be floats"
            )
        one_hot = (codes[:, None] == np.arange(len(classes))).astype(np.float64)
        columns = one_hot[:, 1:] if len(classes) == 2 else one_hot
        side = Side.of(matrix(columns, NAME), NAME)
        return cls(columns, tuple(str(c) for c in classes), codes.astype(np.intp), side)

    @classmethod
    def _of_real(cls, values: NDArray[Any]) -> Target:
        checked = matrix(values[:, None] if values.ndim == 1 else values, NAME)
        require_finite(checked.values, NAME)
        columns = np.asarray(checked.values, dtype=np.float64)
        if np.all(columns == columns[:1]):
            raise UndefinedMeasure("labels are constant over samples; there is nothing to decode")
        return cls(columns, (), None, Side.of(checked, NAME))


def _plain(labels: Any) -> NDArray[Any]:
    """A NumPy array whose kind says what the labels are."""
    if hasattr(labels, "detach"):
        labels = labels.detach().cpu()
        labels = labels.float() if str(labels.dtype) == "torch.bfloat16" else labels
    if isinstance(labels, str):
        raise ValueError(f"labels are the word {labels!r}; give one label per sample")
    values = np.asarray(labels if hasattr(labels, "__array__") or isinstance(labels, Sequence) else list(labels))
    if values.dtype == object and all(isinstance(value, str) for value in values.flat):
        values = values.astype(str)
    if values.dtype.kind not in "biufUS":
        raise ValueError(
            f"labels have dtype {values.dtype}; needed are integers or words (classes), or floats (targets)"
        )
    return values


def _one_hot(values: NDArray[Any]) -> bool:
    if values.dtype.kind not in "biuf" or values.shape[1] < 2:
        return False
    return bool(np.all((values == 0) | (values == 1)) and np.all(values.sum(axis=1) == 1))
