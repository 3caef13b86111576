"""One check of one measure as a test: it passes, fails, is skipped, or fails as expected, in pytest's own words."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from .adapter import Measure
from .comparer import Comparer
from .expected import Expectation, Expected, expected
from .failure import told
from .record import Check, Result
from .suite import all_checks


@dataclass(eq=False)
class Asked:
    """A check of a measure; called, it is a test.

    Attributes:
        measure: the function under test.
        check: what is asked of it.
        expected: what is expected to fail.
    """

    measure: Measure | Comparer
    check: Check
    expected: Expected
    others: Mapping[str, Asked] = field(repr=False)

    @property
    def slug(self) -> str:
        """The stable name of the check."""
        return self.check.slug

    def __repr__(self) -> str:
        return self.slug

    @cached_property
    def result(self) -> Result:
        """What came of it; run once in a process."""
        with calm():
            return self.check.run(self.measure)

    def __call__(self) -> None:
        """Pass where it holds, fail where it fails, skip where it does not apply or cannot be told."""
        __tracebackhide__ = True
        result = self.result
        objection = self.expected.objection(result, lambda slug: self.others[slug].result.fails)
        if objection:
            pytest.fail(f"{self.slug}: {objection}", pytrace=False)
        if result.fails:
            reason = self.expected.reason(self.slug)
            if reason is not None:
                pytest.xfail(reason)
            with calm():
                text = told(self.measure, result)
            pytest.fail(text, pytrace=False)
        if result.word != "holds":
            pytest.skip(f"{result.word}: {result.detail}")


def questions(measure: Measure | Comparer, expect: Expectation = None) -> list[Asked]:
    """Every check of a measure, in the suite's order.

    Args:
        measure: the function under test.
        expect: slug or ``family/*`` -> why it fails, or a file that says so.

    Raises:
        ValueError: an expectation that cannot be met.
    """
    with calm():
        checks = all_checks(measure)
    known = expected(expect, (check.slug for check in checks), measure.variant)
    found: dict[str, Asked] = {}
    found.update((check.slug, Asked(measure, check, known, found)) for check in checks)
    return list(found.values())


@contextlib.contextmanager
def calm() -> Iterator[None]:
    """Results do not depend on which warnings the project makes errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
