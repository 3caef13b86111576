"""Two activation matrices: every measure beside its permutation null, and what the theorems force on these data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from . import compare_figures as fig
from .bounds import CKA, RULES, Bound, Evidence, accuracies
from .compare_figures import Line
from .compare_scores import LEAST_HELD_OUT, R2_DIRECTIONS, Score, probes, scores
from .compare_verdicts import LEVEL, Verdict, verdicts
from .data_pair import Pair
from .relabelling import MEASURES

PERMUTATIONS: Final = 199
"""Relabellings of the samples; the smallest p-value is 1/200."""
NEARLY_ALL: Final = 0.95
LITTLE: Final = 0.05
"""Held-out shares between which the verdict says "partly"; the shares themselves are always given."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given beside the activations.

    Attributes:
        outputs: of the readouts of X and of Y; None without readouts.
        transposed: which of them came as (outputs, features).
        classes: the classes of the labels, in order; empty where they are real targets or missing.
        targets: number of real targets; 0 where the labels are classes or missing.
        accuracies: share of class labels that the readouts get right; None where that cannot be asked.
    """

    outputs: tuple[int, int] | None = None
    transposed: tuple[bool, bool] = (False, False)
    classes: tuple[str, ...] = ()
    targets: int = 0
    accuracies: tuple[float, float] | None = None

    @classmethod
    def of(cls, evidence: Evidence) -> Given:
        """The summary of some evidence."""
        heads, target = evidence.readouts, evidence.target
        return cls(
            outputs=None if heads is None else (heads[0].outputs, heads[1].outputs),
            transposed=(False, False) if heads is None else (heads[0].transposed, heads[1].transposed),
            classes=() if target is None else target.classes,
            targets=0 if target is None or target.classes else target.columns.shape[1],
            accuracies=accuracies(evidence),
        )

    def as_json(self) -> dict[str, Any]:
        """The record in ``unalignable compare --json``."""
        return {
            "outputs": None if self.outputs is None else list(self.outputs),
            "classes": list(self.classes),
            "targets": self.targets,
            "accuracies": None if self.accuracies is None else list(self.accuracies),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two representations say about each other, and what they cannot say.

    Attributes:
        n: samples.
        widths: features of X and of Y.
        ranks: ranks of HX and HY.
        participation_ratios: (tr K)²/‖K‖² of both.
        measures: name -> score.
        bounds: every bound of the catalogue that can be read off what is given, those that do not apply included.
        permutations: how many relabellings the p-values, and nulls without a closed form, are made of.
        given: readouts and labels.
        probes: ``label_r2_a``, ``label_r2_b`` -> R² of the linear probe of the labels; empty without labels.
        verdicts: what is forced and what is open, one sentence each.
        closing: the last sentence or two, with the origin of each number.
    """

    n: int
    widths: tuple[int, int]
    ranks: tuple[int, int]
    participation_ratios: tuple[float, float]
    measures: dict[str, Score]
    bounds: list[Bound]
    permutations: int
    given: Given
    probes: dict[str, Score]
    verdicts: list[Verdict]
    closing: Line

    @property
    def verdict(self) -> str:
        """The last sentence or two."""
        return fig.written(self.closing)

    def as_json(self) -> dict[str, Any]:
        """The record of ``unalignable compare --json``."""
        return {
            "samples": self.n,
            "features": list(self.widths),
            "ranks": list(self.ranks),
            "participation_ratios": list(self.participation_ratios),
            "permutations": self.permutations,
            "given": self.given.as_json(),
            "measures": {name: score.as_json() for name, score in self.measures.items()},
            "probes": {name: score.as_json() for name, score in self.probes.items()},
            "bounds": [bound.as_json() for bound in self.bounds],
            "verdicts": [verdict.as_json() for verdict in self.verdicts],
            "verdict": self.verdict,
        }


def compare(
    X: Any,
    Y: Any,
    *,
    readout: Sequence[Any] | None = None,
    bias: Sequence[Any] | None = None,
    labels: Any = None,
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
        readout: (W, V): weights of a linear readout of X and of one of Y, shapes (p, m) and (q, m'), or transposed,
            as torch keeps them. Then the floors that they force are told.
        bias: (b, c) of the readouts; only margins and accuracies need them.
        labels: one per sample: integers or words (classes), a one-hot matrix, or floats (real targets).
        measures: names from ``relabelling.MEASURES``; all of them by default.
        permutations: relabellings of the samples of Y, the same ones for every measure.
        seed: of the relabellings.
        on_done: called after each measure and after each relabelling, with what has been done.

    Returns:
        Values, nulls, p-values, held-out R², bounds and verdicts.

    Raises:
        ValueError: malformed input, an unknown measure, or fewer than one relabelling.
        UndefinedMeasure: a representation is constant, so nothing can be compared.

    Example:
        >>> import numpy as np
        >>> X = np.random.default_rng(0).normal(size=(50, 4))
        >>> compare(X, 3 * X[:, ::-1]).verdicts[0].text[:33]
        'alignable: R² = 1 both ways, CKA '
    """
    chosen = list(MEASURES) if measures is None else list(measures)
    if unknown := [name for name in chosen if name not in MEASURES]:
        raise ValueError(f"unknown measure {unknown[0]!r}; choose from {', '.join(MEASURES)}")
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1, got {permutations}")
    X, Y = _numpy(X), _numpy(Y)
    evidence = Evidence.of(X, Y, readout=readout, bias=bias, labels=labels)
    pair = evidence.pair
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(pair.n) for _ in range(permutations)]
    found = scores(X, Y, pair, chosen, orders, all_sizes=measures is not None, on_done=on_done)
    probed = {} if evidence.target is None else probes(X, Y, pair, evidence.target, orders)
    said = {rule.__name__: rule(evidence) for rule in RULES}
    return Comparison(
        n=pair.n,
        widths=(pair.x.p, pair.y.p),
        ranks=(pair.x.rank, pair.y.rank),
        participation_ratios=(pair.x.participation_ratio, pair.y.participation_ratio),
        measures=found,
        bounds=[bound for bounds in said.values() for bound in bounds],
        permutations=permutations,
        given=Given.of(evidence),
        probes=probed,
        verdicts=verdicts(evidence, said, found | probed),
        closing=_closing(found, pair),
    )


def _numpy(X: Any) -> Any:
    """Tensors come to the CPU; everything else stays as it is and is checked by the measures."""
    if not hasattr(X, "detach"):
        return X
    X = X.detach().cpu()
    return (X.float() if X.dtype.is_floating_point and X.dtype.itemsize < 4 else X).numpy()


def _closing(found: Mapping[str, Score], pair: Pair) -> Line:
    """A sentence from the two held-out R², their p-values and that of CKA."""
    forward, backward = (found.get(name, Score(None)) for name in R2_DIRECTIONS)
    if forward.heldout is None or backward.heldout is None:
        least = fig.count(LEAST_HELD_OUT, fig.measure(R2_DIRECTIONS[0]))
        return ("Alignable?  Not asked: that needs both linear R², and ", least, " samples to hold some out.")
    vacuous = [letter for letter, side in (("A", pair.x), ("B", pair.y)) if side.full_rank]
    note = f" In-sample R² from {' and '.join(vacuous)} says nothing here." if vacuous else ""
    p_values = [s.p for s in (found.get(CKA, Score(None)), forward, backward) if s.p is not None]
    low, high = sorted((forward.heldout, backward.heldout))
    # three p-values are asked together (Bonferroni)
    if min(p_values) * len(p_values) > LEVEL and high <= LITTLE:
        return (f"Alignable?  No sign of it: the scores are what relabelled samples give.{note}",)
    there, back = (
        fig.percent(max(score.heldout or 0.0, 0.0), fig.measure(name))
        for name, score in zip(R2_DIRECTIONS, (forward, backward), strict=True)
    )
    carried = ("a linear map carries ", there, " of B from A and ", back, " of A from B")
    if low >= NEARLY_ALL:
        return ("Alignable?  Yes, linearly: on samples it has not seen, ", *carried, f".{note}")
    if high >= NEARLY_ALL:
        return ("Alignable?  One way: on samples it has not seen, ", *carried, f".{note}")
    if high > LITTLE:
        rest = f"; the rest is not linear in the other.{note}"
        return ("Alignable?  Partly: on samples it has not seen, ", *carried, rest)
    return ("Alignable?  Hardly: related beyond chance, yet on samples it has not seen, ", *carried, f".{note}")
