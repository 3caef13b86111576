"""The whole suite against one measure: which checks there are, and the report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np

from unalignable.theory.core.levels import DTYPES
from unalignable.theory.core.record import Verdict

from .adapter import Measure, Misbehaved
from .comparer import Comparer
from .expected import Expectation, expected
from .record import ORDER, Call, Check, Result

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
        smallest: a call on small whole numbers that goes wrong, if there is one.
    """

    measure: Measure | Comparer
    results: tuple[Result, ...]
    diagnosis: tuple[Any, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    smallest: Call | None = None

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


def all_checks(measure: Measure | Comparer) -> list[Check]:
    """Every check that applies to the variant of a measure: known answers, the numerical contract, the theorems."""
    if isinstance(measure, Comparer):
        from .model_checks import model_checks  # late: it loads torch

        return list(model_checks())
    if measure.promised.takes == "labels":
        from .probe_checks import probe_checks

        return list(probe_checks(measure))
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
    function: Callable[..., Any] | Measure | Comparer,
    variant: str = "linear",
    *,
    expect: Expectation = None,
    on_done: Callable[[Result], None] | None = None,
    **options: Any,
) -> Report:
    """Put a function to every theorem, known answer and numerical promise of its variant.

    Args:
        function: the function under test, a ``Measure``, or a ``Comparer`` of whole networks.
        variant: what it promises to be: ``linear``, ``linear-debiased``, ``rbf:lower-median`` …
        expect: slug of a check, or ``family/*`` -> why it fails, or a file with one of these a line; one that does not
            fail makes the verdict "fails".
        on_done: called with each result as it comes in.
        options: further arguments of ``Measure``: ``kind``, ``batch``, ``inputs``, ``name``.

    Returns:
        The report.

    Raises:
        ValueError: an unknown variant or option, an expectation of no check, or one without a reason.
    """
    import time

    start = time.perf_counter()
    measure = function if isinstance(function, Measure | Comparer) else Measure(function, variant, **options)
    checks = all_checks(measure)
    known = expected(expect, (check.slug for check in checks), measure.variant)
    results = []
    for result in run_checks(measure, checks):
        results.append(result)
        if on_done is not None:
            on_done(result)
    return diagnosed(measure, results, known.met(results), time.perf_counter() - start)


def diagnosed(
    measure: Measure | Comparer,
    results: Sequence[Result],
    expected: Mapping[str, str] | None = None,
    seconds: float = 0.0,
) -> Report:
    """The report of results that are in, with what is wrong where something fails that is not expected to."""
    report = Report(measure, tuple(results), (), dict(expected or {}), seconds)
    if not report.failures:
        return report
    if isinstance(measure, Comparer):
        from .model_causes import causes

        return replace(report, diagnosis=causes(measure, report.failures))
    from .diagnosis import diagnose, smallest

    return replace(report, diagnosis=tuple(diagnose(measure, report.failures)), smallest=smallest(measure))


def run_checks(measure: Measure | Comparer, checks: Sequence[Check]) -> Iterator[Result]:
    """Each check in turn; what it cannot survive itself is a failure of the suite and not of the measure."""
    for check in checks:
        yield check.run(measure)


__all__ = ["Check", "Report", "Result", "Verdict", "all_checks", "check_measure", "precisions", "run_checks"]
