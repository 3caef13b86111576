"""What networks are trained on: two data sets of ours, and the user's own, named by the SHA-256 of their file.

Each is split once and for all: no setting of a run, its seed included, changes which samples are held out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unalignable.theory.core.console import CallError

from .dataset_files import raw, read, standardised

OWN: Final = "sha256:"
"""What the name of a user's data set begins with."""
SPLIT_SEED: Final = 0  # of the choice of the samples that are held out

_WHERE: Final[dict[str, str]] = {}
"""Name of a user's data set -> the file's path, in this process."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples with labels, and the third of them that is never trained on. The arrays are shared: do not write.

    Attributes:
        name: what ``dataset`` was asked for.
        X: features to train on, shape (n, d), float32.
        y: labels, shape (n,), int64, from 0.
        X_held_out: features that no training sees, shape (n', d), float32.
        y_held_out: their labels, shape (n',), int64.
        classes: what each label stands for.
        image: height and width where each row is an image, row by row; else None.
        ids: which row of the source each sample is, shape (n,), int64.
        ids_held_out: the same for those held out, shape (n',).
    """

    name: str
    X: NDArray[np.float32]
    y: NDArray[np.int64]
    X_held_out: NDArray[np.float32]
    y_held_out: NDArray[np.int64]
    classes: tuple[str, ...]
    image: tuple[int, int] | None
    ids: NDArray[np.int64]
    ids_held_out: NDArray[np.int64]


@lru_cache(maxsize=4)
def dataset(name: str) -> Dataset:
    """One data set.

    Args:
        name: ``"digits"``, ``"rings"``, or what ``register`` returned.

    Raises:
        CallError: no such data set, or a file that is gone or has changed since it was registered.
    """
    if name in GENERATED:
        return GENERATED[name]()
    if not name.startswith(OWN):
        raise CallError(f"no data set {name!r} (there are {', '.join(GENERATED)}; your own: --data FILE.npz)")
    if name not in _WHERE:
        raise CallError(f"no file is known for the data set {name}; give it with --data FILE.npz")
    return _own(name, Path(_WHERE[name]))


def register(path: Path) -> str:
    """Check a user's file and return the name by which runs know it.

    Args:
        path: a .npz file with X, shape (n, d) or (n, h, w), and y, shape (n,): whole numbers or words.

    Returns:
        ``sha256:`` and the hash of the file, so that the same data have the same name wherever they lie.

    Raises:
        CallError: the file cannot be used; says what, with the values and the mend.
    """
    path = Path(path).resolve()
    name = _hash(raw(path))
    _WHERE[name] = str(path)
    try:
        dataset(name)
    except CallError:
        del _WHERE[name]
        raise
    return name


def located() -> dict[str, str]:
    """Name -> path, for every data set of the user's that this process knows."""
    return dict(_WHERE)


def locate(where: Mapping[str, str]) -> None:
    """Tell this process what ``located`` said in another; files are checked when they are read."""
    _WHERE.update(where)


def called(name: str) -> str:
    """A data set's name in a sentence."""
    return "the data given" if name.startswith(OWN) else f"the {name}"


def digits() -> Dataset:
    """Handwritten digits, 8 × 8 pixels in [0, 1]: 1200 to train on, 597 held out, the split of ``core/digits.py``."""
    from .digits import HELD_OUT, digits

    found = digits()
    order = np.random.default_rng(0).permutation(len(found.labels) + HELD_OUT)  # as there
    return Dataset(
        name="digits",
        X=_kept(found.images.flatten(1).numpy()),
        y=_kept(found.labels.numpy()),
        X_held_out=_kept(found.held_out_images.flatten(1).numpy()),
        y_held_out=_kept(found.held_out_labels.numpy()),
        classes=tuple("0123456789"),
        image=(8, 8),
        ids=_kept(order[HELD_OUT:]),
        ids_held_out=_kept(order[:HELD_OUT]),
    )


RINGS: Final = 3
PER_RING: Final = 600  # as many samples as the digits have, in all
RING_FEATURES: Final = 16  # the plane of the rings is turned into so many, so that no single feature shows a ring
RING_NOISE: Final = 0.15  # per feature, against a distance of 1 between rings: classes that hardly overlap


def rings() -> Dataset:
    """Three concentric circles of radius 1, 2 and 3 in some plane of 16 dimensions, with noise; one class each.

    No linear classifier of the features tells them apart, as all three have the same mean.
    """
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(RINGS), PER_RING)
    angle = rng.uniform(0, 2 * np.pi, len(y))
    plane, _ = np.linalg.qr(rng.standard_normal((RING_FEATURES, 2)))
    circles = (1 + y)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    X = circles @ plane.T + RING_NOISE * rng.standard_normal((len(y), RING_FEATURES))
    return _split("rings", X, y, ("radius 1", "radius 2", "radius 3"), None)


GENERATED: Final = {"digits": digits, "rings": rings}
"""Name -> what makes the data set."""


def _own(name: str, path: Path) -> Dataset:
    content = raw(path)
    if _hash(content) != name:
        raise CallError(f"{path} has changed since it was given as {name}; it is now {_hash(content)}: start again")
    X, y, classes, image = read(content, path)
    try:
        return _split(name, X, y, classes, image)
    except OverflowError as error:
        raise CallError(f"{path}: {error}") from None


def _hash(content: bytes) -> str:
    return OWN + hashlib.sha256(content).hexdigest()


def _split(
    name: str, X: NDArray[Any], y: NDArray[np.int64], classes: tuple[str, ...], image: tuple[int, int] | None
) -> Dataset:
    """A third of every class is held out, in the order of the file; features are standardised on the others."""
    rng, held = np.random.default_rng(SPLIT_SEED), np.zeros(len(y), dtype=bool)
    for label in range(len(classes)):
        rows = rng.permutation(np.flatnonzero(y == label))
        held[rows[: len(rows) // 3]] = True
    out = np.flatnonzero(held)
    rest = rng.permutation(np.flatnonzero(~held))  # so that a batch, or the first n, is a mixture of classes
    train, test = standardised(X[rest], X[out], together=image is not None)
    kept = [_kept(part) for part in (train, y[rest], test, y[out])]
    return Dataset(name, kept[0], kept[1], kept[2], kept[3], classes, image, _kept(rest), _kept(out))


def _kept(values: NDArray[Any]) -> NDArray[Any]:
    """Its own copy, read-only: a data set is shared by all runs of a process."""
    found = np.array(values, order="C")
    found.setflags(write=False)
    return found
