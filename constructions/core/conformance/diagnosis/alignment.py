"""CKA of every kind, and HSIC, as compositions: what is read, centred, estimated, summed over batches, divided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from ..adapter import Measure
from .batching import BATCHES, SELECTION, one_batch
from .centring import centring
from .counting import counts
from .estimators import Grams, estimators, hollow
from .kernels import EXPONENTS, KERNEL_CENTRING, bandwidths, distances
from .model import Apply, Mistake, Pipeline, Stage, but
from .normalising import normalising
from .reading import Pair, axes, both, pairing, same, scaling
from .saying import saying


def linear(measure: Measure, estimator: str, batches: bool = False, centres: bool = True) -> Pipeline:
    """Of the features; ``centres`` whether they are centred, which to the debiased estimator is all one."""
    return _assembled(measure, (_grams(centres), _SQUARES), estimators(estimator, centred=centres), batches)


def gaussian(measure: Measure, rule: str | None, given: float | None = None) -> Pipeline:
    """Of Gaussian kernels, the bandwidth by a rule; without one ``given``, or else the option ``bandwidth``."""
    kernel = (_DISTANCES, bandwidths(rule), EXPONENTS, but(KERNEL_CENTRING, "centred"))
    return _assembled(measure, kernel, estimators("biased"), False, given)


def hsic(measure: Measure, estimator: str, centres: bool = True) -> Pipeline:
    """Of two Gram matrices; ``centres`` whether they are centred, which to the debiased estimator is all one."""

    def start(args: tuple[Any, ...], _: dict[str, Any]) -> Any:
        K, L = (np.asarray(K, dtype=float) for K in args)
        return Grams(K, L, 1, 1)

    centring = but(KERNEL_CENTRING, "centred" if centres else "kernels-uncentred")
    stages = [_READ_GRAMS, centring, estimators(estimator, norms=False, centred=centres)]
    ends = (Stage(lambda t: one_batch([t])), normalising("hsic"), counts(of_features=False), *saying(measure))
    return Pipeline(start, (*stages, *ends))


def _assembled(
    measure: Measure, kernel: tuple[Stage, ...], estimator: Stage, batches: bool, given: float | None = None
) -> Pipeline:
    def start(args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        pairs = args[0] if batches else [args]
        option = options.get("bandwidth", given)
        return [Pair(np.asarray(X, dtype=float), np.asarray(Y, dtype=float), option) for X, Y in pairs]

    stages = map(_each, (axes(), pairing(), scaling(), *kernel, estimator))
    ends = (BATCHES if batches else Stage(one_batch), normalising("cosine"), counts(batches), *saying(measure))
    return Pipeline(start, (*((SELECTION,) if batches else ()), *stages, *ends))


def _each(stage: Stage) -> Stage:
    """The same stage for every batch."""

    def over(f: Apply) -> Apply:
        return lambda states: [f(state) for state in states]

    return Stage(over(stage.right), tuple(replace(mistake, apply=over(mistake.apply)) for mistake in stage.wrong))


def _gram(pair: Pair) -> Grams:
    return Grams(pair.X @ pair.X.T, pair.Y @ pair.Y.T, pair.X.shape[1], pair.Y.shape[1])


def _grams(centres: bool) -> Stage:
    """Pair -> Grams, with all that may be wrong in the centring of features or of their Gram matrices."""
    features = centring(whitens=True)
    wrong = [replace(mistake, apply=_then_gram(mistake.apply)) for mistake in features.wrong]
    wrong += [
        Mistake(name, text, _first_gram(KERNEL_CENTRING[name][1]))
        for name in ("centred-once", "one-mean-of-all", "mean-not-added")
        for text in KERNEL_CENTRING[name][:1]
    ]
    wrong += [
        Mistake(
            "diagonal-removed-first",
            "the diagonals of the Gram matrices are removed before they are centred",
            _first_gram(lambda g: KERNEL_CENTRING["centred"][1](Grams(hollow(g.K), hollow(g.L), g.p, g.q))),
        ),
        Mistake(
            "feature-grams",
            "X'X is compared with Y'Y, matrices of features, instead of XX' with YY'",
            lambda pair: _gram(both(lambda Z: Z.T)(features.right(pair))),
        ),
    ]
    return Stage(_then_gram(features.right) if centres else _gram, tuple(wrong))


def _then_gram(centre: Apply) -> Apply:
    return lambda pair: _gram(centre(pair))


def _first_gram(centre: Apply) -> Apply:
    return lambda pair: centre(_gram(pair))


_SQUARES: Final = Stage(
    same,
    (
        Mistake(
            "entries-squared", "the entries of the Gram matrices are squared", lambda g: Grams(g.K**2, g.L**2, g.p, g.q)
        ),
        Mistake(
            "gram-of-gram",
            "the Gram matrices are multiplied by themselves",
            lambda g: Grams(g.K @ g.K, g.L @ g.L, g.p, g.q),
        ),
    ),
)
"""Grams -> Grams."""

_DISTANCES: Final = Stage(
    distances,
    (
        Mistake(
            "centred-over-features",
            "the features are centred over features",
            lambda pair: distances(both(lambda Z: Z - Z.mean(1, keepdims=True))(pair)),
        ),
    ),
)
"""Pair -> Distances."""

_READ_GRAMS: Final = Stage(
    same,
    (
        Mistake(
            "last-sample-dropped", "the last sample is dropped", lambda g: Grams(g.K[:-1, :-1], g.L[:-1, :-1], 1, 1)
        ),
        Mistake("x-with-itself", "K is compared with itself: L is not read", lambda g: Grams(g.K, g.K, 1, 1)),
        Mistake("y-with-itself", "L is compared with itself: K is not read", lambda g: Grams(g.L, g.L, 1, 1)),
        Mistake(
            "entries-squared", "the entries of the Gram matrices are squared", lambda g: Grams(g.K**2, g.L**2, 1, 1)
        ),
    ),
)
"""Grams -> Grams."""
