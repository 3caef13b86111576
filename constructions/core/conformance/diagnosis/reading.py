"""How a function may misread what it is given: axes, rows and columns, and which argument is which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .model import Mistake, Stage

Array = np.ndarray[Any, Any]
Change = Callable[["Pair"], "Pair"]


class Pair(NamedTuple):
    """X and Y, and the option that goes with them: a bandwidth, a number of neighbours."""

    X: Array
    Y: Array
    option: Any = None


def both(f: Callable[[Array], Array]) -> Change:
    """The same change of X and of Y."""
    return lambda pair: Pair(f(pair.X), f(pair.Y), pair.option)


def first(f: Callable[[Array], Array]) -> Change:
    """A change of X alone."""
    return lambda pair: Pair(f(pair.X), pair.Y, pair.option)


def second(f: Callable[[Array], Array]) -> Change:
    """A change of Y alone."""
    return lambda pair: Pair(pair.X, f(pair.Y), pair.option)


def same(state: Any) -> Any:
    """No change."""
    return state


def _common(pair: Pair) -> Pair:
    width = min(pair.X.shape[1], pair.Y.shape[1])
    return Pair(pair.X[:, :width], pair.Y[:, :width], pair.option)


def _in_own_order(Z: Array) -> Array:
    return Z[np.argsort(Z[:, 0], kind="stable")]


def _unit_rows(Z: Array) -> Array:
    return np.asarray(Z / np.linalg.norm(Z, axis=1, keepdims=True))


def _unit_norm(Z: Array) -> Array:
    return np.asarray(Z / np.linalg.norm(Z))


def _divided(Z: Array, by: Array) -> Array:
    return Z / np.where(by == 0, 1.0, by)


_EACH: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("transposed", "the axes are swapped: features are read as samples", lambda Z: Z.T),
    ("first-feature-of-both", "only the first feature of X and of Y is read", lambda Z: Z[:, :1]),
    ("last-feature-dropped", "the last feature is dropped", lambda Z: Z[:, :-1]),
    ("first-feature-dropped", "the first feature is dropped", lambda Z: Z[:, 1:]),
    ("features-averaged", "the features are averaged to one", lambda Z: Z.mean(1, keepdims=True)),
    ("flattened", "the arrays are flattened: every entry is read as a sample", lambda Z: Z.reshape(-1, 1)),
    ("last-sample-dropped", "the last sample is dropped", lambda Z: Z[:-1]),
    ("first-sample-dropped", "the first sample is dropped", lambda Z: Z[1:]),
    ("half-of-samples", "only the first half of the samples counts", lambda Z: Z[: len(Z) // 2]),
    ("every-second-sample", "only every second sample counts", lambda Z: Z[::2]),
    ("samples-sorted", "each feature is sorted, so that samples are no longer paired", lambda Z: np.sort(Z, axis=0)),
    ("samples-ordered", "X and Y are each put in an order of their own, so that samples are no longer paired",
     _in_own_order),
    ("absolute-features", "the absolute values of the features are taken", np.abs),
    ("truncated", "entries are cut to whole numbers", np.trunc),
    ("rounded-entries", "entries are rounded to whole numbers", np.round),
    ("rectified-features", "negative features are set to 0", lambda Z: np.maximum(Z, 0.0)),
)  # fmt: skip

_UNLIKE: tuple[tuple[str, str, Change], ...] = (
    ("first-feature-of-x", "only the first feature of X is read", first(lambda Z: Z[:, :1])),
    ("first-feature-of-y", "only the first feature of Y is read", second(lambda Z: Z[:, :1])),
    ("cut-to-common-width", "the wider array is cut to as many features as the narrower has", _common),
    ("x-sorted", "each feature of X is sorted, so that samples are no longer paired",
     first(lambda Z: np.sort(Z, axis=0))),
    ("y-sorted", "each feature of Y is sorted, so that samples are no longer paired",
     second(lambda Z: np.sort(Z, axis=0))),
)  # fmt: skip

_PAIRED: tuple[tuple[str, str, Change], ...] = (
    ("samples-shifted", "the samples of Y are shifted by one against those of X", second(lambda Z: np.roll(Z, 1, 0))),
    ("samples-shifted-back", "the samples of Y are shifted by one against those of X",
     second(lambda Z: np.roll(Z, -1, 0))),
    ("samples-reversed", "the samples of Y are in reverse order", second(lambda Z: Z[::-1])),
    ("x-with-itself", "X is compared with itself: Y is not read", lambda pair: pair._replace(Y=pair.X)),
    ("y-with-itself", "Y is compared with itself: X is not read", lambda pair: pair._replace(X=pair.Y)),
)  # fmt: skip

SWAPPED = Mistake("swapped", "X and Y have changed places", lambda pair: Pair(pair.Y, pair.X, pair.option))


def axes() -> Stage:
    """Pair -> pair: which entries are read."""
    alike = tuple(Mistake(name, text, both(f)) for name, text, f in _EACH)
    return Stage(same, (*alike, *(Mistake(*row) for row in _UNLIKE)))


def pairing(symmetric: bool = True) -> Stage:
    """Pair -> pair: which samples of which array are compared."""
    return Stage(same, (*(() if symmetric else (SWAPPED,)), *(Mistake(*row) for row in _PAIRED)))


def axes_one() -> Stage:
    """Of one array."""
    return Stage(same, tuple(Mistake(name, text.replace(" of X and of Y", ""), f) for name, text, f in _EACH))


_SCALED: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("standardised", "every feature is divided by its standard deviation", lambda Z: _divided(Z, Z.std(0))),
    ("standardised-by-range", "every feature is divided by its range", lambda Z: _divided(Z, np.ptp(Z, axis=0))),
    ("unit-features", "every feature is divided by its norm", lambda Z: _divided(Z, np.linalg.norm(Z, axis=0))),
    ("unit-samples", "every sample is scaled to length 1", _unit_rows),
    ("unit-norm", "each array is divided by its Frobenius norm", _unit_norm),
    ("largest-one", "each array is divided by its largest absolute entry", lambda Z: Z / np.max(np.abs(Z))),
)


def scaling() -> Stage:
    """Pair -> pair: the sizes of features and samples, before anything is centred."""
    return Stage(same, tuple(Mistake(name, text, both(f)) for name, text, f in _SCALED))


def scaling_one() -> Stage:
    """Of one array."""
    return Stage(same, tuple(Mistake(*row) for row in _SCALED))
