"""What may be subtracted instead of the mean over samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .model import Mistake, Stage
from .reading import Array, Change, Pair, both, first, same, second


def centred(Z: Array) -> Array:
    """The mean over samples subtracted."""
    return np.asarray(Z - Z.mean(0))


def double_centred(K: Array) -> Array:
    """HKH."""
    rows = K - K.mean(0)
    return np.asarray(rows - rows.mean(1, keepdims=True))


def _of_rows(Z: Array) -> Array:
    return np.asarray(Z - Z.mean(1, keepdims=True))


def _unit_after(Z: Array) -> Array:
    Z = centred(Z)
    return np.asarray(Z / np.linalg.norm(Z, axis=1, keepdims=True))


def _whitened(Z: Array) -> Array:
    from .bases import basis

    return basis(centred(Z))


_CENTRED: tuple[tuple[str, str, Change], ...] = (
    ("uncentred", "the features are not centred", same),
    ("only-x-centred", "only X is centred, Y is not", first(centred)),
    ("only-y-centred", "only Y is centred, X is not", second(centred)),
    ("centred-over-features", "centred over features instead of samples", both(_of_rows)),
    ("centred-over-both", "centred over features too, not only over samples", both(lambda Z: _of_rows(centred(Z)))),
    (
        "grand-mean",
        "one mean over all entries is subtracted instead of the mean of each feature",
        both(lambda Z: Z - Z.mean()),
    ),
    (
        "median-centred",
        "the median of each feature is subtracted instead of the mean",
        both(lambda Z: Z - np.median(Z, axis=0)),
    ),
    (
        "joint-mean",
        "both are centred with the mean of X",
        lambda pair: Pair(centred(pair.X), pair.Y - pair.X.mean(0), pair.option),
    ),
    ("first-sample-subtracted", "the first sample is subtracted instead of the mean", both(lambda Z: Z - Z[:1])),
    ("unit-centred-samples", "every centred sample is scaled to length 1", both(_unit_after)),
)

WHITENED = Mistake("whitened", "the features are whitened", both(_whitened))


def centring(whitens: bool = False) -> Stage:
    """Pair -> pair; ``whitens`` where whitening is no part of the measure, and so a mistake."""
    wrong = tuple(Mistake(*row) for row in _CENTRED)
    return Stage(both(centred), (*wrong, WHITENED) if whitens else wrong)


def centring_one() -> Stage:
    """Of one array."""
    names = (
        "uncentred",
        "centred-over-features",
        "centred-over-both",
        "grand-mean",
        "median-centred",
        "first-sample-subtracted",
        "unit-centred-samples",
    )
    wrong = (Mistake(name, text, _alone(apply)) for name, text, apply in _CENTRED if name in names)
    return Stage(centred, tuple(wrong))


def _alone(apply: Change) -> Callable[[Array], Array]:
    return lambda Z: apply(Pair(Z, Z)).X
