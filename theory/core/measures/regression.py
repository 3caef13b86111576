"""Linear regression R²: in sample or held out, plain or ridge, weighted or not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import array_api_compat
import numpy as np

from .centring import Centred, centred
from .cka import clip
from .errors import UndefinedMeasure
from .inputs import Array, Matrix, pair, sample_weights
from .spectra import spectrum

FOLD_SEED = 0
"""Seed of the shuffle behind ``cv=K``: the same data give the same folds."""

Average = Literal["variance", "uniform"]
Folds = Iterable[tuple[Sequence[int], Sequence[int]]]


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
            not penalised.
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
    for M in (A, B):
        centred(M, "R²", weights=w)  # refuses what is constant, not finite or too short
    if cv is None:
        residual, total = _in_sample(A, B, ridge, w)
        return clip(_score(residual, total, average), 0.0, 1.0)  # a fit is never worse than the mean
    residuals, totals = zip(*(_held_out(A, B, ridge, w, *fold) for fold in _folds(cv, A.rows)), strict=True)
    return clip(_score(sum(residuals), sum(totals), average), -math.inf, 1.0)


def _in_sample(A: Matrix, B: Matrix, ridge: float, w: Array | None) -> tuple[Array, Array]:
    """Residual and total sum of squares of every target column, in the scaled units of Y."""
    T = _rooted(centred(B, "R²", weights=w, double=True), w).values
    fitted, _ = _fit(_rooted(centred(A, "R²", weights=w, double=True), w), T, ridge)
    return _squares(T - fitted), _squares(T)


def _fit(P: Centred, T: Array, ridge: float) -> tuple[Array, Array]:
    """Fitted values and coefficients (in the scaled units of P) for centred predictors and targets."""
    S = spectrum(P)
    penalty = math.ldexp(ridge, -2 * P.exponent)
    shrink = S.values / (S.values * S.values + penalty)
    projected = S.left.T @ T
    return S.left @ ((S.values * shrink)[:, None] * projected), S.right @ (shrink[:, None] * projected)


def _held_out(A: Matrix, B: Matrix, ridge: float, w: Array | None, train: Any, test: Any) -> tuple[Array, Array]:
    xp = A.xp
    (x, e), (y, f) = _float64(A), _float64(B)
    wt = None if w is None else xp.astype(w, xp.float64)
    x0, y0 = x[train, :], y[train, :]
    w0 = None if wt is None else wt[train, :]
    mean_x, mean_y = _mean(x0, w0), _mean(y0, w0)
    P = _rooted(Centred(A.name, x0 - mean_x, e, A.unit_roundoff), w0)
    T = _rooted(Centred(B.name, y0 - mean_y, f, B.unit_roundoff), w0)
    if not bool(xp.any(P.values != 0)):
        coefficients = xp.zeros((x.shape[1], y.shape[1]), dtype=xp.float64)
    else:
        coefficients = _fit(P, T.values, ridge)[1]
    apart = y[test, :] - mean_y
    residual = apart - (x[test, :] - mean_x) @ coefficients
    root = 1.0 if wt is None else xp.sqrt(wt[test, :])
    return _squares(residual * root), _squares(apart * root)


def _float64(M: Matrix) -> tuple[Array, int]:
    """Values in float64 around a pilot mean, scaled by a power of two, so that products neither overflow nor vanish."""
    C = centred(M, "R²", double=True)
    return C.values, C.exponent


def _mean(values: Array, w: Array | None) -> Array:
    xp = array_api_compat.array_namespace(values)
    if w is None:
        return xp.mean(values, axis=0, keepdims=True)
    return xp.sum(w * values, axis=0, keepdims=True) / xp.sum(w)


def _rooted(C: Centred, w: Array | None) -> Centred:
    """Rows multiplied by the square roots of their weights."""
    if w is None:
        return C
    return Centred(C.name, C.values * C.xp.sqrt(C.xp.astype(w, C.values.dtype)), C.exponent, C.unit_roundoff)


def _squares(values: Array) -> Array:
    xp = array_api_compat.array_namespace(values)
    return xp.sum(values * values, axis=0)


def _score(residual: Array, total: Array, average: Average) -> float:
    xp = array_api_compat.array_namespace(total)
    if average == "variance":
        return 1.0 - float(xp.sum(residual)) / float(xp.sum(total))
    constant = np.flatnonzero(np.asarray([float(t) == 0.0 for t in total]))
    if constant.size:
        raise UndefinedMeasure(
            f"column {constant[0]} of Y is constant, so its R² is 0/0 and a uniform average over columns is undefined; "
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
