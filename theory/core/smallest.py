"""The smallest case in which a claim fails without one hypothesis: all small integer cases, in order of size.

    cases = by_size((2, 3), (2, 3), 1, readouts)
    smallest(catalogue.get("floors/bounded_readouts").theorem, r"\\|K\\|_F \\le 1", cases)

A case is as large as its samples, its columns and its largest entry say, compared in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement, product
from typing import Any

from .carriers.exact import Exact
from .decide import Outcome, call, cast, decide
from .levels import attempt
from .record import Case, Claim, Drop, Hypothesis, Swap, Theorem, Verdict
from .teeth import drops, swaps

Size = tuple[int, int, Any]
"""Samples, columns of X and Y together, largest absolute value of an entry of any argument."""
Pair = dict[str, list[list[int]]]
Completion = Callable[[Pair, int], Iterable[Case]]
"""From X and Y and the largest entry allowed to the cases that have this X and Y."""


def size(case: Case) -> Size:
    """How large a case is; plain data does not count."""
    entries = [entry for value in case.values() if not isinstance(value, str | tuple) for entry in _entries(value)]
    return len(case["X"]), len(case["X"][0]) + len(case["Y"][0]), max(abs(entry) for entry in entries)


def _entries(value: Any) -> list[Any]:
    return [entry for part in value for entry in _entries(part)] if hasattr(value, "__len__") else [value]


def pairs(n: int, p: int, q: int, largest: int) -> Iterator[Pair]:
    """All integer X and Y with entries of at most this absolute value, each pair once whatever the order of samples."""
    rows = product(range(-largest, largest + 1), repeat=p + q)
    for chosen in combinations_with_replacement(list(rows), n):
        yield {"X": [list(row[:p]) for row in chosen], "Y": [list(row[p:]) for row in chosen]}


def by_size(samples: Iterable[int], columns: Iterable[int], largest: int, complete: Completion) -> Iterator[Case]:
    """Every integer case of these numbers of samples and of columns, X and Y together, in order of size.

    Args:
        samples: increasing.
        columns: increasing, for each number of samples.
        largest: the budget: entries of at most this absolute value.
        complete: what the theorem takes beside X and Y.
    """
    columns = list(columns)
    for n, both, top in product(samples, columns, range(1, largest + 1)):
        for p in range(1, both):
            for pair in pairs(n, p, both - p, top):
                yield from (case for case in complete(pair, top) if size(case)[2] == top)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the first case that fails, None if none does, and how many were tried with it."""

    case: Case | None
    tried: int


def smallest(theorem: Theorem, latex: str, cases: Iterable[Case]) -> Found:
    """The first of these cases that breaks the hypothesis alone, and fails or undefines the claim.

    Where a swap shows what a hypothesis is for, the case keeps them all, and the claim fails with the planted bug.

    Args:
        theorem: whose hypotheses and claim are judged, in exact arithmetic.
        latex: the hypothesis, or a part of it.
        cases: what to try, in this order.

    Raises:
        ValueError: the theorem has no such hypothesis, or no single case shows it.
    """
    hypothesis = _hypothesis(theorem, latex)
    tried = 0
    for tried, case in enumerate(cases, 1):
        if fails_alone(theorem, hypothesis, case):
            return Found(case, tried)
    return Found(None, tried)


def fails_alone(theorem: Theorem, hypothesis: Hypothesis, case: Case) -> bool:
    """The case would do as the drop, or the swap, of this hypothesis."""
    match hypothesis.teeth:
        case Drop():
            return drops(theorem, hypothesis, case)[0]
        case Swap(bug):
            return _inside(theorem, case) and swaps(theorem, bug, case)[0]
    raise ValueError(f"no single case shows {hypothesis.latex}: {type(hypothesis.teeth).__name__.lower()}")


def _hypothesis(theorem: Theorem, latex: str) -> Hypothesis:
    for hypothesis in theorem.hypotheses:
        if latex in hypothesis.latex:
            return hypothesis
    raise ValueError(f"no hypothesis about {latex!r}; there are: {'; '.join(h.latex for h in theorem.hypotheses)}")


def _inside(theorem: Theorem, case: Case) -> bool:
    m = Exact()
    c = cast(m, case)
    conditions = [h.holds for h in theorem.hypotheses if h.holds is not None]
    return all(attempt(partial(_judged, m, condition, c)).verdict is Verdict.HOLDS for condition in conditions)


def _judged(m: Exact, condition: Callable[..., Claim], case: Case) -> Outcome:
    return decide(m, call(condition, m, case))
