"""Two activation matrices: every measure beside its permutation null, and what the theorems force on these data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .bounds import Bound, every
from .data_pair import Pair
from .measures.errors import UndefinedMeasure
from .measures.regression import linear_r2
from .relabelling import MEASURES, Order, Relabelled

PERMUTATIONS: Final = 199
"""Relabellings of the samples; the smallest p-value is 1/200."""
FOLDS: Final = 5
"""Folds of the cross-validated R²."""
MOST_SAMPLES: Final = 5000
"""Above this many samples, measures that need an n × n matrix are computed only when asked for by name."""
LEVEL: Final = 0.05
"""Of the verdict's three p-values together (Bonferroni)."""
NEARLY_ALL: Final = 0.95
LITTLE: Final = 0.05
"""Held-out shares between which the verdict says "partly"; the shares themselves are always given."""
R2_DIRECTIONS: Final = ("linear_r2", "linear_r2_reverse")


@dataclass(frozen=True, slots=True)
class Score:
    """One measure on these data.

    Attributes:
        value: the measure; None where it is undefined or was not computed.
        null: its mean over relabellings of the samples of Y.
        null_sd: its standard deviation over them.
        p: add-one permutation p-value, (1 + #{null ≥ value})/(1 + #relabellings) (Phipson & Smyth 2010).
        heldout: cross-validated R², for the two R².
        why: why there is no value.
    """

    value: float | None
    null: float | None = None
    null_sd: float | None = None
    p: float | None = None
    heldout: float | None = None
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record of one measure."""
        record: dict[str, Any] = {"value": self.value, "null": self.null, "null_sd": self.null_sd, "p": self.p}
        if self.heldout is not None:
            record["heldout"] = self.heldout
        return record | ({"why": self.why} if self.why else {})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two representations say about each other, and what they cannot say.

    Attributes:
        n: samples.
        widths: features of X and of Y.
        ranks: ranks of HX and HY.
        participation_ratios: (tr K)²/‖K‖² of both.
        measures: name -> score.
        bounds: every bound of the catalogue that can be read off two matrices, those that do not apply included.
        permutations: how many relabellings the nulls are made of.
        verdict: one sentence or two.
    """

    n: int
    widths: tuple[int, int]
    ranks: tuple[int, int]
    participation_ratios: tuple[float, float]
    measures: dict[str, Score]
    bounds: list[Bound]
    permutations: int
    verdict: str

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable compare --json``."""
        return {
            "samples": self.n,
            "features": list(self.widths),
            "ranks": list(self.ranks),
            "participation_ratios": list(self.participation_ratios),
            "permutations": self.permutations,
            "measures": {name: score.as_json() for name, score in self.measures.items()},
            "bounds": [bound.as_json() for bound in self.bounds],
            "verdict": self.verdict,
        }


def compare(
    X: Any,
    Y: Any,
    *,
    measures: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    on_done: Callable[[str], None] = lambda what: None,
) -> Comparison:
    """Compare two representations of the same samples.

    Args:
        X: shape (n_samples, p), NumPy or torch. float32 is read exactly and compared in float64; the rank rule uses
            the stored precision.
        Y: shape (n_samples, q), the same samples in the same order.
        measures: names from ``relabelling.MEASURES``; all of them by default.
        permutations: relabellings of the samples of Y, the same ones for every measure.
        seed: of the relabellings.
        on_done: called after each measure and after each relabelling, with what has been done.

    Returns:
        Values, nulls, p-values, held-out R², bounds and a verdict.

    Raises:
        ValueError: malformed input, an unknown measure, or fewer than one relabelling.
        UndefinedMeasure: a representation is constant, so nothing can be compared.

    Example:
        >>> import numpy as np
        >>> X = np.random.default_rng(0).normal(size=(50, 4))
        >>> compare(X, 3 * X[:, ::-1]).measures["linear_cka"].value
        1.0
    """
    chosen = list(MEASURES) if measures is None else list(measures)
    if unknown := [name for name in chosen if name not in MEASURES]:
        raise ValueError(f"unknown measure {unknown[0]!r}; choose from {', '.join(MEASURES)}")
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1, got {permutations}")
    X, Y = _numpy(X), _numpy(Y)
    pair = Pair.of(X, Y)
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(pair.n) for _ in range(permutations)]
    found: dict[str, float | str] = {}
    for name in chosen:
        skip = measures is None and MEASURES[name].square and pair.n > MOST_SAMPLES
        why = f"needs a {pair.n} × {pair.n} matrix; ask for it by name (measures)"
        found[name] = why if skip else _value(name, X, Y)
        on_done(MEASURES[name].label.strip())
    nulls = _nulls(pair, [name for name in chosen if not isinstance(found[name], str)], orders, on_done)
    scores = {name: _score(name, found[name], nulls, X, Y, pair) for name in chosen}
    return Comparison(
        n=pair.n,
        widths=(pair.x.p, pair.y.p),
        ranks=(pair.x.rank, pair.y.rank),
        participation_ratios=(pair.x.participation_ratio, pair.y.participation_ratio),
        measures=scores,
        bounds=every(pair),
        permutations=permutations,
        verdict=_verdict(scores, pair),
    )


def _numpy(X: Any) -> Any:
    """Tensors come to the CPU; everything else stays as it is and is checked by the measures."""
    if not hasattr(X, "detach"):
        return X
    X = X.detach().cpu()
    return (X.float() if X.dtype.is_floating_point and X.dtype.itemsize < 4 else X).numpy()


def _value(name: str, X: Any, Y: Any) -> float | str:
    """The measure, or why it has no value here."""
    try:
        return MEASURES[name].value(*_exact(name, X, Y))
    except UndefinedMeasure as error:
        return str(error)


def _nulls(
    pair: Pair, names: Sequence[str], orders: Sequence[Order], on_done: Callable[[str], None]
) -> dict[str, NDArray[np.float64]]:
    """Every measure on every relabelling; one product a relabelling serves them all."""
    scorers = {name: MEASURES[name].prepare(pair) for name in names}
    nulls = {name: np.empty(len(orders)) for name in names}
    for k, order in enumerate(orders):
        relabelled = Relabelled(pair, order)
        for name, score in scorers.items():
            nulls[name][k] = score(relabelled)
        on_done(f"relabelling {k + 1}")
    return nulls


def _score(name: str, value: float | str, nulls: dict[str, NDArray[np.float64]], X: Any, Y: Any, pair: Pair) -> Score:
    if isinstance(value, str):
        return Score(None, why=value)
    null = nulls[name]
    # a relabelling that changes nothing must count, so ties within rounding are ties
    reached = int(np.sum(null >= value - pair.rounding))
    heldout = _heldout(name, X, Y) if name in R2_DIRECTIONS else None
    sd = float(null.std(ddof=1)) if len(null) > 1 else 0.0
    return Score(value, float(null.mean()), sd, (1 + reached) / (1 + len(null)), heldout)


def _exact(name: str, X: Any, Y: Any) -> tuple[Any, Any]:
    """Stored numbers in float64, for measures without a rank rule; the others keep the stored precision."""
    if name in ("linear_cka", "linear_cka_debiased"):
        return np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    return X, Y


def _heldout(name: str, X: Any, Y: Any) -> float | None:
    source, target = (X, Y) if name == "linear_r2" else (Y, X)
    n = len(source)
    return linear_r2(source, target, cv=FOLDS) if n >= 2 * FOLDS else None


def _verdict(scores: dict[str, Score], pair: Pair) -> str:
    """A sentence from the two held-out R², their p-values and that of CKA."""
    forward, backward = (scores.get(name, Score(None)) for name in R2_DIRECTIONS)
    if forward.heldout is None or backward.heldout is None:
        return "Alignable?  Not asked: that needs both linear R², and 10 samples to hold some out."
    vacuous = [side.name for side in (pair.x, pair.y) if side.full_rank]
    note = f" In-sample R² from {' and '.join(_letter(name) for name in vacuous)} says nothing here." if vacuous else ""
    p_values = [s.p for s in (scores.get("linear_cka", Score(None)), forward, backward) if s.p is not None]
    low, high = sorted((forward.heldout, backward.heldout))
    if min(p_values) * len(p_values) > LEVEL and high <= LITTLE:
        return f"Alignable?  No sign of it: the scores are what relabelled samples give.{note}"
    carried = f"a linear map carries {_share(forward.heldout)} of B from A and {_share(backward.heldout)} of A from B"
    if low >= NEARLY_ALL:
        return f"Alignable?  Yes, linearly: on samples it has not seen, {carried}.{note}"
    if high >= NEARLY_ALL:
        return f"Alignable?  One way: on samples it has not seen, {carried}.{note}"
    if high > LITTLE:
        return f"Alignable?  Partly: on samples it has not seen, {carried}; the rest is not linear in the other.{note}"
    return f"Alignable?  Hardly: related beyond chance, yet on samples it has not seen, {carried}.{note}"


def _letter(name: str) -> str:
    return {"X": "A", "Y": "B"}[name]


def _share(r2: float) -> str:
    return f"{max(r2, 0.0):.0%}"
