"""A user's data set: a .npz file with X and y becomes checked arrays, or one clear error. Nothing is unpickled."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unalignable.theory.core.console import CallError

LEAST: Final = 3
"""Samples that each class needs: one in three is held out."""


def raw(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        CallError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CallError(f"{path}: {(error.strerror or 'cannot be read').lower()}; --data takes a .npz file") from None


def read(content: bytes, path: Path) -> tuple[NDArray[Any], NDArray[np.int64], tuple[str, ...], tuple[int, int] | None]:
    """The data in a file.

    Args:
        content: of the file.
        path: for messages.

    Returns:
        Features, shape (n, d), float64; labels from 0, shape (n,); the name of each class; and height and width, where
        the features are the pixels of images.

    Raises:
        CallError: they cannot be used; says what, with the values and the mend.
    """
    arrays = _arrays(content, path)
    X, image = _features(arrays["X"], path)
    y, classes = _labels(arrays["y"], path)
    if len(X) != len(y):
        raise CallError(f"{path}: X has {len(X)} samples and y has {len(y)} labels; each sample needs one label")
    counts = np.bincount(y, minlength=len(classes))
    if len(classes) < 2:
        raise CallError(f"{path}: every label in y is {classes[0]!r}; at least two classes are needed")
    if counts.min() < LEAST:
        rare = int(counts.argmin())
        raise CallError(
            f"{path}: class {classes[rare]!r} has {counts[rare]} of {len(y)} samples, and a third of each of the "
            f"{len(classes)} classes is held out, so each needs at least {LEAST}; leave that class out or add samples"
        )
    return X, y, classes, image


def standardised(
    train: NDArray[Any], test: NDArray[Any], *, together: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Both parts, shifted and scaled so that the first has mean 0 and standard deviation 1.

    Args:
        train: shape (n, d), which mean and standard deviation are of.
        test: shape (n', d).
        together: one mean and one deviation for all features (pixels: those that hardly vary stay so), not one each.

    Returns:
        The two parts. A feature that is constant in ``train`` is 0 in both.

    Raises:
        OverflowError: a feature of ``test`` is further out than float32 reaches.
    """
    axis = None if together else 0
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        # divided by the largest first, or squares of numbers beyond 1e154 are not numbers
        size = np.abs(train).max(axis, keepdims=True)
        size = np.where(size > 0, size, 1.0)
        scaled = train / size
        mean, varies = scaled.mean(axis, keepdims=True), np.ptp(scaled, axis=axis, keepdims=True) > 0
        deviation = np.sqrt(((scaled - mean) ** 2).mean(axis, keepdims=True))
        moved = (np.where(varies, (part / size - mean) / deviation, 0.0) for part in (train, test))
        first, second = (part.astype(np.float32) for part in moved)
    for part in (first, second):
        if not np.isfinite(part).all():
            column = int(np.flatnonzero(~np.isfinite(part).all(0))[0])
            raise OverflowError(
                f"feature {column} of X has samples so far from the others that float32 does not reach them; "
                "clip or rescale it"
            )
    return first, second


def _arrays(content: bytes, path: Path) -> dict[str, NDArray[Any]]:
    """X and y as stored."""
    if not content.startswith((b"PK", b"\x93NUMPY")):  # NumPy would take anything else for a pickle
        raise CallError(f"{path} is no .npz file; numpy.savez(FILE, X=X, y=y) makes one")
    try:
        file = np.load(io.BytesIO(content), allow_pickle=False)
        if isinstance(file, np.ndarray):
            raise CallError(f"{path} holds a single array; save both: numpy.savez({path.stem!r}, X=X, y=y)")
        missing = [name for name in ("X", "y") if name not in file.files]
        if missing:
            there = ", ".join(file.files) or "nothing"
            raise CallError(
                f"{path} has no {' and no '.join(missing)} (it holds {there}); numpy.savez(FILE, X=X, y=y) makes one"
            )
        return {name: file[name] for name in ("X", "y")}
    except CallError:
        raise
    except Exception as error:  # a damaged archive, a pickle: each reader below has exceptions of its own
        if "pickle" in str(error):
            raise CallError(
                f"{path} holds Python objects, which are not unpickled; save arrays of numbers "
                "(y may hold words: y.astype(str))"
            ) from None
        raise CallError(f"{path} cannot be read as .npz ({' '.join(str(error).split())})") from None


def _features(X: NDArray[Any], path: Path) -> tuple[NDArray[Any], tuple[int, int] | None]:
    if X.dtype.kind not in "biuf":
        raise CallError(f"{path}: X holds {X.dtype}; real numbers are needed")
    if X.ndim not in (2, 3) or 0 in X.shape:
        raise CallError(
            f"{path}: X has shape {X.shape}; it must be (samples, features) or, for images, (samples, height, width), "
            "and not empty: flatten channels into features, X.reshape(len(X), -1)"
        )
    with np.errstate(over="ignore"):  # a longdouble beyond float64 is infinite, and said to be
        values = X.astype(np.float64).reshape(len(X), -1)
    bad = ~np.isfinite(values)
    if bad.any():
        row, column = (int(where[0]) for where in np.nonzero(bad))
        raise CallError(
            f"{path}: X has {int(np.isnan(values).sum())} NaN and {int(np.isinf(values).sum())} infinite entries, the "
            f"first in sample {row}, feature {column}; drop or repair these samples"
        )
    return values, (X.shape[1], X.shape[2]) if X.ndim == 3 else None


def _labels(y: NDArray[Any], path: Path) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    if y.ndim != 1:
        mend = "y.argmax(1) if it is one-hot" if y.ndim == 2 and y.shape[1] > 1 else "y.ravel()"
        raise CallError(f"{path}: y has shape {y.shape}; one label per sample is needed, shape (samples,): {mend}")
    if not y.size:
        raise CallError(f"{path}: y is empty; one label per sample is needed")
    if y.dtype.kind not in "biufUS":
        raise CallError(f"{path}: y holds {y.dtype}; labels are whole numbers or words")
    if y.dtype.kind == "f":
        odd = np.flatnonzero(~(np.isfinite(y) & (y == np.floor(y))))
        if odd.size:
            raise CallError(
                f"{path}: label {int(odd[0])} in y is {y[odd[0]]}, and {odd.size} of {y.size} labels are no whole "
                "numbers; classes are needed, not real targets"
            )
    names, labels = np.unique(y, return_inverse=True)
    return labels.astype(np.int64).reshape(-1), tuple(_word(name) for name in names)


def _word(name: Any) -> str:
    if isinstance(name, bytes):
        return name.decode("utf-8", "replace")
    return str(int(name)) if isinstance(name, np.floating) else str(name)
