"""What a theorem forces, given what is known of two networks: the cells of the decision table on its forced side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .knowledge import MEASURES, Knowledge, real


@dataclass(frozen=True, slots=True)
class Forces:
    """One consequence of a theorem: every pair of networks of which ``given`` is known has these measures at least.

    It is used with X and Y in both roles, so it is written for one of them.

    Attributes:
        measures: names of ``knowledge.MEASURES``.
        given: whether what is known suffices.
        value: ``value(m, knowledge)`` over a carrier's quantities, as the theorem's claim is; None where the numbers
            known do not suffice.
        words: what happens, in a sentence that goes on from "because …".
        strict: the measure is more than ``value``.
    """

    measures: tuple[str, ...]
    given: Callable[[Knowledge], bool]
    value: Callable[[Any, Knowledge], Any]
    words: str
    strict: bool = False

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.measures) - set(MEASURES)):
            raise ValueError(f"unknown measures {unknown}; choose from {', '.join(MEASURES)}")


def more_than_zero(m: Any, _: Knowledge) -> Any:
    """Nothing but a sign is forced: use it with ``strict=True``."""
    return m.ratio(0, 1)


def exactly_one(m: Any, _: Knowledge) -> Any:
    """Perfect alignment is forced."""
    return m.ratio(1, 1)


def bounded_readouts(m: Any, k: Knowledge) -> Any:
    """|T'T|^2/(|W|^2 |V|^2 |K||L|) (floors/shared_readout) for the largest norms that are known: 1/(B_X^2 B_Y^2)."""
    x, y = k.most_norm_x, k.most_norm_y
    return None if x is None or y is None else m.ratio(1, 1) / (m.array(x) ** 2 * m.array(y) ** 2)


def squared_probe_norms(m: Any, k: Knowledge) -> list[Any]:
    """The largest squared norms of the two readouts of a common target; None where nothing bounds one.

    They are told, or bounded by weight decay and what the readouts leave of the target (floors/ridge_errors).
    """
    found = []
    for norm, error in zip((k.most_norm_x, k.most_norm_y), k.errors, strict=True):
        bounds = [] if norm is None else [m.array(norm) ** 2]
        if k.weight_decay is not None:
            bounds.append(1 / m.ridge_share(m.array(k.weight_decay), m.array(error)))
        found.append(min(bounds, key=real, default=None))
    return found
