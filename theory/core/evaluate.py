"""One theorem on data of one's own: its hypotheses and its claim, judged in floating point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import catalogue
from .carriers.floating import Floating
from .decide import Outcome, call, cast, decide
from .levels import attempt
from .record import Claim, Verdict


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a theorem says about given data.

    Attributes:
        slug: the theorem.
        hypotheses: its hypotheses about the data, in LaTeX -> whether each holds there.
        verdict: of the claim, within the tolerance of the arithmetic.
        why: the values seen, where the claim does not hold.
    """

    slug: str
    hypotheses: dict[str, Verdict]
    verdict: Verdict
    why: str

    @property
    def applies(self) -> bool:
        """Every hypothesis holds, so the claim must."""
        return all(verdict is Verdict.HOLDS for verdict in self.hypotheses.values())


def evaluate(slug: str, /, **case: Any) -> Evaluation:
    """Judge the claim of one theorem on data.

    Args:
        slug: the theorem; ``unalignable show SLUG`` lists the names and shapes of its arguments.
        case: the arguments by name; matrices as nested lists or NumPy arrays of shape (samples, features).

    Returns:
        Which hypotheses hold, and whether the claim does. Outside its hypotheses a claim may fail.

    Raises:
        ValueError: an unknown slug, a missing or unknown argument, or a matrix that has not two axes.
    """
    from .measures import implementations

    theorem = catalogue.get(slug).theorem
    if set(case) != set(theorem.case):
        wanted = ", ".join(f"{name} ({shape or 'a number'})" for name, shape in theorem.case.items())
        raise ValueError(f"{slug} takes {wanted}; got {', '.join(case) or 'nothing'}")
    for name, shape in theorem.case.items():
        if len(shape.split()) == 2 and np.ndim(case[name]) != 2:
            raise ValueError(f"{name} has shape {np.shape(case[name])}; {slug} wants a matrix, {shape}")
    m = Floating("float64", None, implementations())
    arguments = cast(m, {name: _plain(value) for name, value in case.items()})

    def judge(claim: Callable[..., Claim]) -> Outcome:
        return attempt(lambda: decide(m, call(claim, m, arguments)))

    hypotheses = {h.latex: judge(h.holds).verdict for h in theorem.hypotheses if h.holds is not None}
    outcome = judge(theorem.claim)
    return Evaluation(slug, hypotheses, outcome.verdict, outcome.why)


def _plain(value: Any) -> Any:
    """Arrays as nested lists: the carrier reads each stored number exactly."""
    return value.tolist() if hasattr(value, "tolist") else value
