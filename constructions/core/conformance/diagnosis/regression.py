"""R² as libraries compute it: what is centred, how the fit is made, and what the residual is divided by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from ..adapter import Measure
from .bases import basis, svd
from .centring import centred
from .counting import counts
from .model import Apply, Mistake, Pipeline, Stage
from .normalising import Sized, ratio
from .reading import Array, Change, Pair, axes, pairing, scaling
from .saying import saying


class Features(NamedTuple):
    """What is predicted from what: both as centred by the function, and the targets as they came."""

    X: Array
    Y: Array
    raw: Array


class Fit(NamedTuple):
    """The targets, what is predicted of them, and the targets as they came."""

    Y: Array
    predicted: Array
    raw: Array
    p: int


def pipeline(measure: Measure) -> Pipeline:
    """Y predicted from X by least squares with an intercept."""
    stages = (axes(), pairing(symmetric=False), scaling(), _CENTRING, FITTING, SCORES, ADJUSTED)
    return Pipeline(_start, (*stages, counts(), *saying(measure)))


def _start(args: tuple[Any, ...], _: dict[str, Any]) -> Pair:
    return Pair(*(np.asarray(Z, dtype=float) for Z in args))


def _kept(centre: Change) -> Apply:
    def apply(pair: Pair) -> Features:
        done = centre(pair)
        return Features(done.X, done.Y, pair.Y)

    return apply


def _centring() -> Stage:
    from .centring import centring

    stage = centring()
    wrong = tuple(Mistake(m.name, _TEXTS.get(m.name, m.text), _kept(m.apply)) for m in stage.wrong)
    return Stage(_kept(stage.right), wrong)


_TEXTS: Final = {
    "uncentred": "nothing is centred: the regression has no intercept",
    "only-y-centred": "the targets are centred, the features are not",
    "only-x-centred": "the features are centred, the targets are not",
}
_CENTRING: Final = _centring()


def fitted(X: Array, Y: Array) -> Array:
    """The projection of Y on the columns of X."""
    U = basis(X)
    return np.asarray(U @ (U.T @ Y))


def _fit(predict: Callable[[Array, Array], Array]) -> Apply:
    return lambda s: Fit(s.Y, predict(s.X, s.Y), s.raw, s.X.shape[1])


def _perfect_by_columns(X: Array, Y: Array) -> Array:
    return Y if X.shape[1] >= len(X) - 1 else fitted(X, Y)


def _by_single_features(X: Array, Y: Array) -> Array:
    own = (X * X).sum(0)
    return np.asarray(X @ ((X.T @ Y) / np.where(own == 0, 1.0, own)[:, None]))


FITTING: Final = Stage(
    _fit(fitted),
    (
        Mistake(
            "perfect-by-columns",
            "a perfect fit is assumed from the number of features instead of their rank",
            _fit(_perfect_by_columns),
        ),
        Mistake(
            "features-one-by-one",
            "every feature is regressed on by itself: X'X is taken to be diagonal",
            _fit(_by_single_features),
        ),
        Mistake(
            "first-component",
            "only the first principal component of X predicts",
            _fit(lambda X, Y: fitted(svd(X)[0][:, :1], Y)),
        ),
        Mistake(
            "not-fitted", "nothing is fitted: X itself is taken for the prediction", _fit(lambda X, Y: X + 0.0 * Y)
        ),
        Mistake(
            "nearest-row", "the prediction is shifted by one sample", _fit(lambda X, Y: np.roll(fitted(X, Y), 1, 0))
        ),
    ),
)
"""Features -> Fit."""


def _squares(Z: Array) -> float:
    return float(np.sum(Z * Z))


def _columns(f: Callable[[Array], float]) -> Apply:
    """The columns' own scores, put together by f."""

    def score(s: Fit) -> Sized:
        residual, total = ((s.Y - s.predicted) ** 2).sum(0), (centred(s.Y) ** 2).sum(0)
        return _sized(s, f(1 - residual / total))

    return score


def _sized(s: Fit, value: float) -> Sized:
    return Sized(value, len(s.Y), s.p, s.Y.shape[1])


def _score(f: Callable[[Fit], float]) -> Apply:
    return lambda s: _sized(s, f(s))


def _correlation(s: Fit) -> float:
    a, b = centred(s.predicted).ravel(), centred(s.Y).ravel()
    return ratio(float(a @ b) ** 2, float(a @ a) * float(b @ b))


SCORES: Final = Stage(
    _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(s.Y))),
    (
        Mistake(
            "columns-averaged",
            "the scores of columns are averaged with equal weights instead of by variance",
            _columns(lambda r: float(np.mean(r))),
        ),
        Mistake(
            "columns-rooted",
            "the multiple correlations R of columns are averaged",
            _columns(lambda r: float(np.mean(np.sqrt(r)))),
        ),
        Mistake(
            "columns-median", "the median of the scores of columns is returned", _columns(lambda r: float(np.median(r)))
        ),
        Mistake(
            "best-column", "the score of the best predicted column is returned", _columns(lambda r: float(r.max()))
        ),
        Mistake(
            "worst-column", "the score of the worst predicted column is returned", _columns(lambda r: float(r.min()))
        ),
        Mistake("columns-added", "the scores of columns are added", _columns(lambda r: float(r.sum()))),
        Mistake(
            "total-uncentred",
            "the residual is divided by the uncentred variance of Y",
            _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(s.raw))),
        ),
        Mistake(
            "total-centred",
            "the residual is divided by the centred variance of Y, though the fit is not centred",
            _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(centred(s.Y)))),
        ),
        Mistake(
            "total-of-one-mean",
            "the residual is divided by the variance about one mean of all entries of Y",
            _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(s.raw - s.raw.mean()))),
        ),
        Mistake(
            "residual-over-explained",
            "the residual is divided by what is explained",
            _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(s.predicted))),
        ),
        Mistake(
            "explained-over-residual",
            "what is explained is divided by the residual",
            _score(lambda s: ratio(_squares(s.predicted), _squares(s.Y - s.predicted))),
        ),
        Mistake(
            "norms-not-squared",
            "norms are divided instead of their squares",
            _score(lambda s: 1 - ratio(_squares(s.Y - s.predicted), _squares(s.Y)) ** 0.5),
        ),
        Mistake(
            "mean-squared-error",
            "the mean squared error is returned",
            _score(lambda s: _squares(s.Y - s.predicted) / s.Y.size),
        ),
        Mistake(
            "residual-sum", "the sum of squared residuals is returned", _score(lambda s: _squares(s.Y - s.predicted))
        ),
        Mistake("squared-correlation", "the squared correlation of all entries is returned", _score(_correlation)),
    ),
)
"""Fit -> Sized."""


def _adjusted(free: Callable[[Sized], float], most: Callable[[Sized], float] = lambda s: s.n - 1) -> Apply:
    return lambda s: s._replace(value=1 - (1 - s.value) * ratio(most(s), free(s)))


ADJUSTED: Final = Stage(
    lambda s: s,
    (
        Mistake(
            "adjusted",
            "the adjusted R² is returned: 1 - (1 - R²)(n - 1)/(n - p - 1)",
            _adjusted(lambda s: s.n - s.p - 1),
        ),
        Mistake("adjusted-without-one", "adjusted by (n - 1)/(n - p)", _adjusted(lambda s: s.n - s.p)),
        Mistake("adjusted-n", "adjusted by n/(n - p)", _adjusted(lambda s: s.n - s.p, lambda s: s.n)),
        Mistake(
            "adjusted-by-targets",
            "adjusted by the number of targets: (n - 1)/(n - q - 1)",
            _adjusted(lambda s: s.n - s.q - 1),
        ),
        Mistake("residual-over-n-1", "the residual is divided by n, the variance by n - 1", _adjusted(lambda s: s.n)),
        Mistake(
            "variance-over-n",
            "the residual is divided by n - 1, the variance by n",
            _adjusted(lambda s: s.n - 1, lambda s: s.n),
        ),
    ),
)
"""Sized -> Sized."""
