"""The measures of a pair, over any carrier: those that conditions speak about, and further ones that pairs have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from unalignable.theory.core.knowledge import LINEAR, MEASURES
from unalignable.theory.core.record import Verdict, nonzero, zero

from .record import Pair, outputs


def uncorrelated(m: Any, X: Any, Y: Any) -> bool:
    """For exact numbers, whether X_c'Y_c = 0 and neither side is constant: then all canonical correlations are 0.

    It takes p x q numbers, where their spectrum takes n x n.
    """
    if m.name != "exact":
        return False
    Xc, Yc = m.center(X), m.center(Y)
    varies = (m.decide(nonzero(Z)) is Verdict.HOLDS for Z in (Xc, Yc))
    return m.decide(zero(Xc.T @ Yc)) is Verdict.HOLDS and all(varies)


def canonical_correlation(m: Any, X: Any, Y: Any) -> Any:
    """The largest canonical correlation: the square root of the largest eigenvalue of PRP."""
    if uncorrelated(m, X, Y):
        return m.ratio(0, 1)
    P, R = m.projector(m.center(X)), m.projector(m.center(Y))
    return m.sqrt(m.leading_sum(P @ R @ P, 1))


MEASURED: Final[dict[str, Callable[[Any, Any, Any], Any]]] = {
    "linear_cka": lambda m, X, Y: m.linear_cka(X, Y),
    "linear_r2": lambda m, X, Y: m.linear_r2(X, Y),
    "linear_r2_reverse": lambda m, X, Y: m.linear_r2(Y, X),
    "nbs": lambda m, X, Y: m.nbs(X, Y),
    "canonical_correlation": canonical_correlation,
    "mean_cca": lambda m, X, Y: m.ratio(0, 1) if uncorrelated(m, X, Y) else m.mean_cca(X, Y),
    "any_r2": lambda m, X, Y: m.correlation_ratio(X, Y),
    "any_r2_reverse": lambda m, X, Y: m.correlation_ratio(Y, X),
    "maximal_correlation": lambda m, X, Y: m.maximal_correlation(X, Y),
}
"""Name -> ``measure(m, X, Y)``."""


def debiased_cka(m: Any, pair: Pair) -> Any:
    """Debiased CKA; None where it is 0/0."""
    try:
        return m.debiased_cka(m.array(pair.X), m.array(pair.Y))
    except ZeroDivisionError:
        return None


def output_cka(m: Any, pair: Pair) -> Any:
    """Linear CKA of the outputs; None where one of them is constant. Of single outputs: their squared correlation."""
    try:
        return m.linear_cka(outputs(m, pair.f, m.array(pair.X)), outputs(m, pair.g, m.array(pair.Y)))
    except ZeroDivisionError:
        return None


FURTHER: Final[dict[str, tuple[str, Callable[[Any, Pair], Any]]]] = {
    "debiased_cka": ("debiased CKA", debiased_cka),
    "output_cka": ("CKA of the outputs", output_cka),
}
"""Name -> how a screen says it, and ``measure(m, pair)``: measures that no theorem forces anything of.

They do not change when X and Y change places, and are None where they are not defined.
"""

LABELS: Final = {**MEASURES, **{name: label for name, (label, _) in FURTHER.items()}}
"""Name -> how a screen says it, of all measures that a pair may have."""


def nothing(m: Any) -> dict[str, Any]:
    """Every linear measure of a pair without any correlation: 0."""
    return dict.fromkeys(LINEAR, m.ratio(0, 1))


def everything(m: Any) -> dict[str, Any]:
    """Every measure of a pair that is one representation, rotated: 1."""
    return dict.fromkeys((*LINEAR, "any_r2", "any_r2_reverse", "maximal_correlation"), m.ratio(1, 1))


def measured(m: Any, name: str, pair: Pair) -> Any:
    """One measure of a pair; None where a further one is not defined.

    Raises:
        KeyError: an unknown name.
        ValueError: the pair has no target, and the measure is about one.
    """
    if name in FURTHER:
        return FURTHER[name][1](m, pair)
    if name == "task_r2":
        if pair.target is None:
            raise ValueError("the pair has no target, so nothing can be said of its task")
        return m.linear_r2(m.array(pair.Y), m.array(pair.target))
    return MEASURED[name](m, m.array(pair.X), m.array(pair.Y))


assert set(MEASURED) | {"task_r2"} == set(MEASURES)
