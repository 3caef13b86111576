"""Rows of two representations, what measures say of them, and what probes read: always on samples left out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unalignable.theory import linear_cka, linear_r2, permutation_null
from unalignable.theory.core.bounds.target import Target

from .activations import Floats, floats, rows

FOLDS: Final = 5
"""Folds of everything that is scored held out; no sample is in two of them."""
LEAST_SAMPLES: Final = 2 * FOLDS
"""Samples from which scores are held out."""
MOST_ROWS: Final = 4096
"""Rows that measures and probes see, at most, drawn at random; equality is checked on all."""
MOST_PROBED: Final = 2048
"""Rows that logistic probes are fitted on, at most: they are the slowest part."""


@dataclass(frozen=True)
class Rows:
    """Two representations of the same positions.

    Attributes:
        X: the first, shape (rows, channels).
        Y: the second.
        samples: which sample each row belongs to.
        index: which position it is, of all.
        total: how many positions there are.
        count: how many samples.
    """

    X: Floats
    Y: Floats
    samples: NDArray[np.intp]
    index: NDArray[np.intp]
    total: int
    count: int

    def folds(self, seed: int = 0) -> list[tuple[list[int], list[int]]]:
        """Training and test rows; the rows of one sample stay together."""
        samples = np.random.default_rng(seed).permutation(np.unique(self.samples))
        held = [np.isin(self.samples, part) for part in np.array_split(samples, FOLDS)]
        return [(np.flatnonzero(~test).tolist(), np.flatnonzero(test).tolist()) for test in held]

    @property
    def enough(self) -> bool:
        """Whether there are samples to leave some out."""
        return len(np.unique(self.samples)) >= LEAST_SAMPLES

    def labelled(self, labels: Any) -> NDArray[Any]:
        """One label for each row, from one for each sample or for each position of all.

        Raises:
            ValueError: there are as many as neither.
        """
        values = np.asarray(labels.detach().cpu() if hasattr(labels, "detach") else labels)
        if len(values) not in (self.count, self.total):
            raise ValueError(f"there are {len(values)} labels for {self.count} samples; give one per sample")
        return values[self.samples] if len(values) == self.count else values[self.index]

    def fewer(self, most: int) -> Rows:
        """So many of them at most, drawn at random."""
        index = _drawn(np.arange(len(self.X)), most)
        return Rows(self.X[index], self.Y[index], self.samples[index], self.index[index], self.total, self.count)


def paired(before: Tensor, after: Tensor, dim: int, most: int = MOST_ROWS) -> Rows:
    """Activations of one layer in two networks as rows, in double precision.

    Args:
        before: in the one.
        after: in the other, of the same shape; samples are the first dimension that does not hold the channels.
        dim: the dimension of the channels.
        most: so many rows at most, drawn at random; rows that are not finite are left out.
    """
    X, Y, count = rows(before, dim), rows(after, dim), before.movedim(dim, -1).shape[0]
    finite = torch.isfinite(X).all(1) & torch.isfinite(Y).all(1)
    index = _drawn(np.flatnonzero(finite.numpy()), most)
    chosen = torch.from_numpy(index)
    return Rows(floats(X[chosen]), floats(Y[chosen]), index // (len(X) // max(count, 1) or 1), index, len(X), count)


def _drawn(index: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    return index if len(index) <= most else np.sort(np.random.default_rng(0).choice(index, most, replace=False))


def predicted(rows: Rows, source: Floats, target: Floats) -> float | None:
    """R² of one from the other, row by row, on samples left out; None with fewer than 10 samples."""
    return linear_r2(source, target, cv=rows.folds()) if rows.enough else None


@dataclass(frozen=True)
class Alignment:
    """What linear measures say of two representations.

    Attributes:
        cka: linear CKA.
        debiased: debiased CKA.
        null: mean of CKA over relabelled samples, exactly.
        null_sd: its standard deviation over them, exactly.
        forward: held-out R² of predicting Y from X; None with fewer than 10 samples.
        backward: of predicting X from Y.
        rotated: of predicting a rotation of X from X: what the same probe gives where there is something to find.
        magnitudes: of predicting X from |Y|, entry by entry.
    """

    cka: float
    debiased: float
    null: float
    null_sd: float
    forward: float | None
    backward: float | None
    rotated: float | None
    magnitudes: float | None


def alignment(rows: Rows) -> Alignment:
    """Measure two representations.

    Raises:
        UndefinedMeasure: one of them is constant.
    """
    X, Y = rows.X, rows.Y
    null = permutation_null(linear_cka, X, Y, permutations=1)  # its moments are in closed form
    Q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(X.shape[1], X.shape[1])))
    return Alignment(
        cka=null.value,
        debiased=linear_cka(X, Y, debiased=True),
        null=null.mean,
        null_sd=null.sd,
        forward=predicted(rows, X, Y),
        backward=predicted(rows, Y, X),
        rotated=predicted(rows, X, X @ Q),
        magnitudes=predicted(rows, np.abs(Y), X),
    )


@dataclass(frozen=True)
class LabelProbe:
    """What linear probes read of the labels, held out.

    Attributes:
        accuracies: of logistic regression on X and on Y; None where the labels are real targets.
        chance: share of the most frequent label.
        r2: of least squares on X and on Y, one column a class.
        classes: how many classes; 0 for real targets.
    """

    accuracies: tuple[float, float] | None
    chance: float | None
    r2: tuple[float, float]
    classes: int


def label_probe(rows: Rows, labels: Any) -> LabelProbe:
    """Probe two representations for labels.

    Args:
        rows: the representations.
        labels: one per row: integers or words (classes), or floats (real targets).

    Raises:
        ValueError: fewer than 10 samples, or labels that are none.
        UndefinedMeasure: the labels are all the same.
    """
    if not rows.enough:
        raise ValueError(
            f"a probe that is scored on samples left out needs {LEAST_SAMPLES} of them, got {len(set(rows.samples))}"
        )
    target = Target.of(labels, len(rows.X))
    first, second = (linear_r2(Z, target.columns, cv=rows.folds()) for Z in (rows.X, rows.Y))
    if target.codes is None:
        return LabelProbe(None, None, (first, second), 0)
    accuracies, chance = _accuracies(rows, target.codes)
    return LabelProbe(accuracies, chance, (first, second), len(target.classes))


def _accuracies(rows: Rows, codes: NDArray[np.intp]) -> tuple[tuple[float, float], float]:
    few = rows.fewer(MOST_PROBED)
    codes = codes[np.isin(rows.index, few.index)]
    rows = few
    first, second = (float(np.mean(list(_right(Z, codes, rows)))) for Z in (rows.X, rows.Y))
    return (first, second), float(np.bincount(codes).max() / len(codes))


def _right(Z: Floats, codes: NDArray[np.intp], rows: Rows) -> Iterator[float]:
    """The accuracy on each fold."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    for train, test in rows.folds():
        if len(set(codes[train])) == 1:  # nothing to tell apart: the probe always answers the same
            yield float(np.mean(codes[test] == codes[train][0]))
            continue
        probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a score after 200 steps is a score
            yield float(probe.fit(Z[train], codes[train]).score(Z[test], codes[test]))
