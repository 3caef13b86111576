"""The whole suite against one measure: which checks there are, and the report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from unalignable.theory.core.levels import DTYPES
from unalignable.theory.core.record import Verdict

from .adapter import Measure, Misbehaved
from .record import ORDER, Check, Result

PROBE: Final = np.array(
    [[0.0, 3.0], [1.0, -1.0], [2.0, 0.0], [-1.0, 1.0], [5.0, 2.0], [0.0, -4.0], [1.0, 1.0], [3.0, 0.0]]
)
"""Eight samples without ties or symmetry: whether a function takes a precision at all."""


@dataclass(frozen=True)
class Report:
    """What came of a run of the suite.

    Attributes:
        measure: the function under test.
        results: one for each check, in the order run.
        diagnosis: what is wrong, in words, the best explained first; empty where nothing fails.
        expected: slug -> why it is expected to fail.
        seconds: wall clock.
    """

    measure: Measure
    results: tuple[Result, ...]
    diagnosis: tuple[Any, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def failures(self) -> tuple[Result, ...]:
        """What fails and is not expected to, worst first."""
        found = [r for r in self.results if r.fails and r.slug not in self.expected]
        return tuple(sorted(found, key=lambda r: ORDER.index(r.severity) if r.severity else len(ORDER)))

    @property
    def stale(self) -> tuple[str, ...]:
        """Expected failures that do not fail, or that name no check."""
        failing = {r.slug for r in self.results if r.fails}
        return tuple(slug for slug in self.expected if slug not in failing)

    @property
    def verdict(self) -> Literal["conforms", "fails"]:
        """Whether all that applies holds, but for what is expected."""
        return "fails" if self.failures or self.stale else "conforms"

    @property
    def counts(self) -> Counter[str]:
        """How many results of each verdict."""
        return Counter(r.word for r in self.results)


def all_checks(measure: Measure) -> list[Check]:
    """Every check that applies to the variant of a measure: known answers, the numerical contract, the theorems."""
    from .contract import contract
    from .known_answers import known_answers
    from .theorem_checks import theorem_checks

    dtypes = precisions(measure)
    return [*known_answers(measure, dtypes), *contract(measure, dtypes), *theorem_checks(measure, dtypes)]


def precisions(measure: Measure) -> list[str]:
    """The dtypes that the function takes at all; both where it takes neither, so that the failure is seen."""
    found = [dtype for dtype in DTYPES if _takes(measure, dtype)]
    return found or list(DTYPES)


def _takes(measure: Measure, dtype: str) -> bool:
    try:
        measure(*probe(measure, dtype), **probe_options(measure))
    except Misbehaved:
        return False
    return True


def probe(measure: Measure, dtype: str = "float64") -> tuple[Any, ...]:
    """Ordinary arguments for the variant of a measure."""
    X = PROBE.astype(dtype)
    Y = (PROBE[:, ::-1] ** 2 + PROBE)[:, :2].astype(dtype)
    match measure.promised.takes:
        case "one":
            return (X,)
        case "grams":
            return X @ X.T, Y @ Y.T
        case "batches":
            size = measure.batch if isinstance(measure.batch, int) else 4
            rows = range(0, len(X), min(size, len(X)))
            return ([(X[i : i + size], Y[i : i + size]) for i in rows],)
    return X, Y


def probe_options(measure: Measure) -> dict[str, Any]:
    """The options that a variant without a rule passes."""
    return {name: {"k": 2, "bandwidth": 2.0}[name] for name in measure.promised.options}


def check_measure(
    function: Callable[..., Any] | Measure,
    variant: str = "linear",
    *,
    expect: Mapping[str, str] | None = None,
    on_done: Callable[[Result], None] | None = None,
    **options: Any,
) -> Report:
    """Put a function to every theorem, known answer and numerical promise of its variant.

    Args:
        function: the function under test, or a ``Measure``.
        variant: what it promises to be: ``linear``, ``linear-debiased``, ``rbf:lower-median`` …
        expect: slug of a check -> why it fails; one that does not fail makes the verdict "fails".
        on_done: called with each result as it comes in.
        options: further arguments of ``Measure``: ``kind``, ``batch``, ``inputs``, ``name``.

    Returns:
        The report.

    Raises:
        ValueError: an unknown variant or option.
    """
    import time

    start = time.perf_counter()
    measure = function if isinstance(function, Measure) else Measure(function, variant, **options)
    results = []
    for result in run_checks(measure, all_checks(measure)):
        results.append(result)
        if on_done is not None:
            on_done(result)
    return Report(measure, tuple(results), (), dict(expect or {}), time.perf_counter() - start)


def run_checks(measure: Measure, checks: Sequence[Check]) -> Iterator[Result]:
    """Each check in turn; what it cannot survive itself is a failure of the suite and not of the measure."""
    for check in checks:
        yield check.run(measure)


__all__ = ["Check", "Report", "Result", "Verdict", "all_checks", "check_measure", "precisions", "run_checks"]
