"""Every measure on two representations: its value, what relabelled samples give, a p-value, and held-out R²."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .bounds import LABEL_R2, Target
from .data_pair import Pair
from .measures.errors import UndefinedMeasure
from .measures.regression import linear_r2
from .relabelling import MEASURES, Order, Relabelled

FOLDS: Final = 5
"""Folds of the cross-validated R²."""
LEAST_HELD_OUT: Final = 2 * FOLDS
"""Samples from which R² is scored held out."""
MOST_SAMPLES: Final = 5000
"""Above this many samples, measures that need an n × n matrix are computed only when asked for by name."""
R2_DIRECTIONS: Final = ("linear_r2", "linear_r2_reverse")

Nulls = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Score:
    """One measure on these data.

    Attributes:
        value: the measure; None where it is undefined or was not computed.
        null: its mean over relabellings of the samples of Y.
        null_sd: its standard deviation over them.
        null_exact: the mean is over all n! relabellings, in closed form, rather than over the simulated ones.
        null_sd_exact: the same for the standard deviation.
        p: add-one permutation p-value, (1 + #{null ≥ value})/(1 + #relabellings) (phipson2010permutation).
        heldout: cross-validated R², for the two R² and the probes of the labels.
        why: why there is no value.
    """

    value: float | None
    null: float | None = None
    null_sd: float | None = None
    null_exact: bool = False
    null_sd_exact: bool = False
    p: float | None = None
    heldout: float | None = None
    why: str = ""

    @property
    def z(self) -> float | None:
        """How many standard deviations above the mean of relabelled samples; None where that is 0/0."""
        if self.value is None or self.null is None or not self.null_sd:
            return None
        return (self.value - self.null) / self.null_sd

    def as_json(self) -> dict[str, Any]:
        """The record of one measure."""
        record: dict[str, Any] = {
            "value": self.value,
            "null": self.null,
            "null_sd": self.null_sd,
            "null_exact": self.null_exact,
            "null_sd_exact": self.null_sd_exact,
            "z": self.z,
            "p": self.p,
        }
        if self.heldout is not None:
            record["heldout"] = self.heldout
        return record | ({"why": self.why} if self.why else {})


def scores(
    X: Any,
    Y: Any,
    pair: Pair,
    names: Sequence[str],
    orders: Sequence[Order],
    *,
    all_sizes: bool,
    on_done: Callable[[str], None],
) -> dict[str, Score]:
    """The measures of these names.

    Args:
        X: shape (n, p), NumPy.
        Y: shape (n, q).
        pair: the same, decomposed.
        names: from ``relabelling.MEASURES``.
        orders: the relabellings.
        all_sizes: compute n × n matrices whatever n.
        on_done: called after each measure and after each relabelling, with what has been done.
    """
    found: dict[str, float | str] = {}
    for name in names:
        skip = not all_sizes and MEASURES[name].square and pair.n > MOST_SAMPLES
        why = f"needs a {pair.n} × {pair.n} matrix; ask for it by name (measures)"
        found[name] = why if skip else _value(name, X, Y)
        on_done(MEASURES[name].label.strip())
    scorers = {name: MEASURES[name].prepare(pair) for name in names if not isinstance(found[name], str)}
    nulls = {name: np.empty(len(orders)) for name in scorers}
    for k, order in enumerate(orders):
        relabelled = Relabelled(pair, order)
        for name, score in scorers.items():
            nulls[name][k] = score(relabelled)
        on_done(f"relabelling {k + 1}")
    return {name: _score(name, found[name], nulls, X, Y, pair) for name in names}


def probes(X: Any, Y: Any, pair: Pair, target: Target, orders: Sequence[Order]) -> dict[str, Score]:
    """R² of the linear probe of the labels on either side."""
    found = {}
    for name, Z, side in zip(LABEL_R2, (X, Y), (pair.x, pair.y), strict=True):
        labelled = Pair(side, target.side)
        score = MEASURES["linear_r2"].prepare(labelled)
        nulls = np.array([score(Relabelled(labelled, order)) for order in orders])
        value = linear_r2(Z, target.columns)
        found[name] = _beside(value, nulls, labelled, "linear_r2", _heldout(Z, target.columns))
    return found


def _value(name: str, X: Any, Y: Any) -> float | str:
    """The measure, or why it has no value here."""
    try:
        return MEASURES[name].value(*_exactly(name, X, Y))
    except UndefinedMeasure as error:
        return str(error)


def _exactly(name: str, X: Any, Y: Any) -> tuple[Any, Any]:
    """Stored numbers in float64, for measures without a rank rule; the others keep the stored precision."""
    if name in ("linear_cka", "linear_cka_debiased"):
        return np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    return X, Y


def _score(name: str, value: float | str, nulls: Nulls, X: Any, Y: Any, pair: Pair) -> Score:
    if isinstance(value, str):
        return Score(None, why=value)
    source, target = (X, Y) if name == "linear_r2" else (Y, X)
    return _beside(value, nulls[name], pair, name, _heldout(source, target) if name in R2_DIRECTIONS else None)


def _beside(value: float, null: NDArray[np.float64], pair: Pair, name: str, heldout: float | None) -> Score:
    """A value beside its relabellings."""
    # a relabelling that changes nothing must count, so ties within rounding are ties
    reached = int(np.sum(null >= value - pair.rounding))
    mean, sd = MEASURES[name].exact(pair)
    sampled = float(null.std(ddof=1)) if len(null) > 1 else 0.0
    return Score(
        value,
        null=float(null.mean()) if mean is None else mean,
        null_sd=sampled if sd is None else sd,
        null_exact=mean is not None,
        null_sd_exact=sd is not None,
        p=(1 + reached) / (1 + len(null)),
        heldout=heldout,
    )


def _heldout(source: Any, target: Any) -> float | None:
    return linear_r2(source, target, cv=FOLDS) if len(source) >= LEAST_HELD_OUT else None
