"""Linear regression R²: in sample or held out, plain or ridge, weighted or not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

import array_api_compat
import numpy as np

from .centring import Centred, centred
from .errors import UndefinedMeasure
from .inputs import Array, pair, sample_weights
from .results import clip, quiet
from .spectra import Spectrum, spectrum

FOLD_SEED = 0
"""Seed of the shuffle behind ``cv=K``: the same data give the same folds."""

Average = Literal["variance", "uniform"]
Folds = Iterable[tuple[Sequence[int], Sequence[int]]]


@quiet
def linear_r2(
    X: Any,
    Y: Any,
    *,
    ridge: float = 0.0,
    cv: int | Folds | None = None,
    weights: Any = None,
    average: Average = "variance",
) -> float:
    """R² of predicting Y from X by linear regression with an intercept.

    In sample, plain: ‖P_X Y_c‖²/‖Y_c‖² with P_X the projector onto the columns of X_c (kornblith2019similarity,
    table 1, with the two sides exchanged: there X is predicted from Y). It is 1 whatever Y once rank X_c = n − 1.

    Args:
        X: predictors, shape (n_samples, n_features_x).
        Y: targets, shape (n_samples, n_features_y).
        ridge: penalty λ ≥ 0 on the squared coefficients, in the units of X'X (not divided by n); the intercept is
            not penalised. With weights, the squared residuals it is set against are weighted.
        cv: None scores in sample. An integer K ≥ 2 scores held out, on K contiguous folds of a shuffle with a fixed
            seed; or give the (train, test) row indices of each fold. A held-out score is 1 − residual/total pooled
            over folds, the total taken around the mean of the training targets, so that predicting that mean is 0; it
            can be negative.
        weights: nonnegative sample weights, shape (n_samples,).
        average: "variance" pools the target columns, so that each counts by its variance; "uniform" is the mean of
            the columns' own R² (the default of scikit-learn's ``r2_score``).

    Returns:
        The score, at most 1.

    Raises:
        ValueError: malformed input, a negative penalty, fewer than 2 folds or more than samples.
        UndefinedMeasure: a constant representation, or a constant target column with average="uniform".
    """
    A, B = pair(X, Y)
    if not (math.isfinite(ridge) and ridge >= 0):
        raise ValueError(f"ridge must be a finite number of at least 0 but is {ridge}")
    if average not in ("variance", "uniform"):
        raise ValueError(f"average must be 'variance' or 'uniform' but is {average!r}")
    w = None if weights is None else sample_weights(weights, A)
    P, T = (centred(M, "R²", weights=w, double=True) for M in (A, B))
    if w is not None:  # only ratios of weights and of the penalty to them matter
        top = float(A.xp.max(w))
        w, ridge = w / top, ridge / top
    if cv is None:
        P, T = _rooted(P, w), _rooted(T, w)
        shrink = shrinkage(S := spectrum(P), P, ridge)
        fitted = S.left @ (shrink[:, None] * (S.left.T @ T.values))
        return clip(_score(_squares(T.values - fitted), _squares(T.values), average), 0.0, 1.0)
    residuals, totals = zip(*(_held_out(P, T, ridge, w, *fold) for fold in _folds(cv, A.rows)), strict=True)
    return clip(_score(sum(residuals), sum(totals), average), -math.inf, 1.0)


def shrinkage(S: Spectrum, P: Centred, ridge: float) -> Array:
    """σ²/(σ² + λ) for every singular value; P is in units of 2^exponent, and neither σ² nor λ need be a float there."""
    mantissa, power = math.frexp(math.sqrt(ridge))
    root = math.ldexp(mantissa, max(-1000, min(1000, power - P.exponent)))
    return 1 / (1 + (root / S.values) ** 2)


def _held_out(P: Centred, T: Centred, ridge: float, w: Array | None, train: Any, test: Any) -> tuple[Array, Array]:
    """Residual and total sum of squares of every target column on the test rows, both in the unit of T."""
    xp = P.xp
    train, test = (xp.asarray(rows, device=array_api_compat.device(P.values)) for rows in (train, test))
    w0, w1 = (None, None) if w is None else (w[train, :], w[test, :])
    if w0 is not None and not bool(xp.any(w0 > 0)):
        raise ValueError("all training samples of a fold have weight 0; use fewer folds, or drop these samples")
    x, y = P.values[train, :], T.values[train, :]
    origin, mean = _mean(x, w0), _mean(y, w0)
    source = _rooted(replace(P, values=x - origin), w0)
    apart = T.values[test, :] - mean
    residual = apart
    if bool(xp.any(source.values != 0)):
        S = spectrum(source)
        target = _rooted(replace(T, values=y - mean), w0).values
        coefficients = S.right @ ((shrinkage(S, P, ridge) / S.values)[:, None] * (S.left.T @ target))
        residual = apart - (P.values[test, :] - origin) @ coefficients
    root = 1.0 if w1 is None else xp.sqrt(xp.astype(w1, apart.dtype))
    return _squares(residual * root), _squares(apart * root)


def _mean(values: Array, w: Array | None) -> Array:
    """The (weighted) column means in two passes; for a constant column exactly that constant."""
    xp = array_api_compat.array_namespace(values)
    if w is not None:
        values, w = values[w[:, 0] > 0, :], xp.astype(w[w[:, 0] > 0, :], values.dtype)
    share = xp.ones_like(values[:, :1]) if w is None else w
    mean = (share.T @ values) / xp.sum(share)
    mean = mean + (share.T @ (values - mean)) / xp.sum(share)
    constant = xp.max(values, axis=0) == xp.min(values, axis=0)
    return xp.where(constant[None, :], values[:1, :], mean)


def _rooted(C: Centred, w: Array | None) -> Centred:
    """Rows multiplied by the square roots of their weights."""
    if w is None:
        return C
    return replace(C, values=C.values * C.xp.sqrt(C.xp.astype(w, C.values.dtype)))


def _squares(values: Array) -> Array:
    xp = array_api_compat.array_namespace(values)
    return xp.sum(values * values, axis=0)


def _score(residual: Array, total: Array, average: Average) -> float:
    xp = array_api_compat.array_namespace(total)
    if average == "variance":
        if not bool(xp.any(total > 0)):
            raise UndefinedMeasure("held-out R² is 0/0: Y does not vary around its training mean in any fold")
        return 1.0 - float(xp.sum(residual)) / float(xp.sum(total))
    if bool(xp.any(total == 0)):
        column = int(xp.argmax(xp.astype(total == 0, xp.int8)))
        raise UndefinedMeasure(
            f"column {column} of Y is constant, so its R² is 0/0 and a uniform average over columns is undefined; "
            "drop it or use average='variance'"
        )
    return 1.0 - float(xp.mean(residual / total))


def _folds(cv: int | Folds, n: int) -> list[tuple[Any, Any]]:
    if isinstance(cv, int | np.integer) and not isinstance(cv, bool):
        if not 2 <= cv <= n:
            raise ValueError(f"cv must be at least 2 and at most the number of samples, {n}, but is {cv}")
        order = np.random.default_rng(FOLD_SEED).permutation(n)
        tests = np.array_split(order, int(cv))
        return [(np.concatenate([t for j, t in enumerate(tests) if j != i]), test) for i, test in enumerate(tests)]
    if cv is None or isinstance(cv, bool | str | float) or not isinstance(cv, Iterable):
        raise ValueError(f"cv must be None, a number of folds, or pairs of (train, test) rows, but is {cv!r}")
    folds = [_checked(fold, n) for fold in cv]
    if not folds:
        raise ValueError("cv holds no folds; give at least one pair of (train, test) rows")
    return folds


def _checked(fold: Any, n: int) -> tuple[Any, Any]:
    try:
        train, test = (np.asarray(rows, dtype=np.intp) for rows in fold)
    except (TypeError, ValueError) as error:
        raise ValueError(f"a fold of cv must be a pair (train rows, test rows) of integers ({error})") from None
    for name, rows in (("train", train), ("test", test)):
        if rows.ndim != 1 or rows.size == 0 or rows.min() < 0 or rows.max() >= n:
            raise ValueError(f"the {name} rows of a fold must be numbers from 0 to {n - 1}, at least one of them")
    if shared := np.intersect1d(train, test).size:
        raise ValueError(f"{shared} rows of a fold are both in train and in test, so the score would not be held out")
    return train, test
