"""One run of pytest with ``--measure``: a test for each check, and at the end the table, the diagnosis, the verdict."""

from __future__ import annotations

import argparse
import base64
import pickle
import time
from collections.abc import Generator, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from ..looked_up import looked_up
from .adapter import Measure
from .as_test import Asked, calm, questions
from .comparer import Comparer
from .record import Result


class MeasureChecks(pytest.Collector):
    """The checks of the measure, as one more thing beside the files that pytest collects."""

    def __init__(self, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each check, or for each that the command line names."""
        asked, named = self.run.asked, self.run.named
        unknown = named.difference(question.slug for question in asked)
        if unknown:
            raise self.CollectError(f"{self.run.measure.variant} has no check {', '.join(sorted(unknown))}")
        for order, question in enumerate(asked):
            if not named or question.slug in named:
                yield CheckItem.from_parent(self, name=question.slug, asked=question, order=order)


class CheckItem(pytest.Item):
    """One check; its name is its slug."""

    def __init__(self, asked: Asked, order: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = asked
        self.order = order

    def runtest(self) -> None:
        """Put the check to the measure."""
        self.asked()

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it is, as the screen says it: there is no line of a file."""
        return self.config.rootpath / self.nodeid.partition("::")[0], None, self.name


class Run:
    """What pytest does where ``--measure`` was given.

    Args:
        config: of the run.

    Raises:
        pytest.UsageError: no such function or variant, or an expectation that cannot be met.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.text: str = config.option.unalignable_measure
        self.expect: str | None = config.option.unalignable_expect
        self.results: dict[int, Result] = {}
        self.reasons: dict[str, str] = {}
        self.total = 0
        self.start = time.perf_counter()
        try:
            self.measure = _measure(self.text, config.option)
            if self.expect is not None:
                self.expect = str(config.invocation_params.dir / self.expect)
                _ = self.asked
        except ValueError as error:
            raise pytest.UsageError(str(error)) from error
        self.named = self._named()

    @cached_property
    def asked(self) -> list[Asked]:
        """Every check; the catalogue is read when this is first used."""
        return questions(self.measure, self.expect)

    def _named(self) -> set[str]:
        """The checks that the command line names as pytest prints them, ``MODULE:FUNCTION::slug``."""
        whole = f"{self.text}::"
        own = [arg for arg in self.config.args if arg.startswith(whole)]
        paths = [arg for arg in self.config.args if arg not in own]
        given = self.config.args_source is pytest.Config.ArgsSource.ARGS
        self.config.args = paths if given else []
        return {arg.removeprefix(whole) for arg in own}

    def pytest_report_header(self) -> str:
        """The measure, its package and version, the variant."""
        measure = self.measure
        return (
            f"measure: {self.text} ({measure.package}) against {measure.promised.title} (--variant {measure.variant})"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Put the checks behind what the session collects."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result = [*report.result, self._collector(collector)]
        return report

    def _collector(self, session: pytest.Session) -> MeasureChecks:
        here, root = self.config.invocation_params.dir, self.config.rootpath
        folder = f"{here.relative_to(root).as_posix()}/" if here != root and here.is_relative_to(root) else ""
        found: MeasureChecks = MeasureChecks.from_parent(
            session, name=self.text, nodeid=f"{folder}{self.text}", run=self
        )
        return found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Send the result along with the report: under pytest-xdist it is read in another process."""
        report = yield
        if isinstance(item, CheckItem) and call.when == "call":
            result = item.asked.__dict__.get("result")  # absent if the suite itself broke down, or was interrupted
            if isinstance(result, Result):
                excused = hasattr(report, "wasxfail") or (report.failed and not result.fails)
                reason = item.asked.expected.reason(result.slug) if excused else None
                report.__dict__[SENT] = _packed(item.order, len(self.asked), result, reason)
                report.user_properties.append(("verdict", result.severity.value if result.severity else result.word))
            if report.skipped and isinstance(report.longrepr, tuple):  # not the line of ours that says so
                report.longrepr = (str(item.reportinfo()[0]), None, report.longrepr[2])  # type: ignore[assignment]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what came of each check."""
        sent = report.__dict__.get(SENT)
        if sent is not None:
            order, self.total, result, reason = _unpacked(sent)
            self.results[order] = result
            if reason is not None:
                self.reasons[result.slug] = reason

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The table, the diagnosis, and the verdict in one line."""
        from .report import one_line, table
        from .suite import diagnosed

        if not self.results:
            return
        results = [self.results[order] for order in sorted(self.results)]
        with calm():
            report = diagnosed(self.measure, results, self.reasons, time.perf_counter() - self.start)
        whole = len(results) == self.total or report.verdict == "fails"
        verdict = one_line(report)
        told = verdict if whole else f"{len(results)} of {self.total} checks were run, so there is no verdict"
        terminalreporter.section(f"{self.text} against {self.measure.promised.title}")
        terminalreporter.write_line(table(report).removesuffix(verdict) + told)


SENT = "unalignable_result"
"""The attribute of a test report that holds a result: text, as whoever writes reports to a file expects."""


def _packed(*what: Any) -> str:
    return base64.b64encode(pickle.dumps(what)).decode("ascii")


def _unpacked(text: str) -> tuple[int, int, Result, str | None]:
    """Only from a report that this run or a worker of it has made."""
    found: tuple[int, int, Result, str | None] = pickle.loads(base64.b64decode(text))
    return found


def _measure(text: str, option: argparse.Namespace) -> Measure | Comparer:
    """What the command line names.

    Raises:
        ValueError: no such function or variant, or options that do not go together.
    """
    found = looked_up(text)
    given = {name: getattr(option, f"unalignable_{name}") for name in ("kind", "inputs", "batch")}
    if not option.unalignable_models:
        given = {"kind": given["kind"], "inputs": given["inputs"] or "numpy", "batch": _batch(given["batch"])}
        return Measure(found, option.unalignable_variant or "linear", name=text, **given)
    if other := [f"--measure-{name}" for name, value in given.items() if value is not None]:
        raise ValueError(f"{', '.join(other)} is not for --measure-models: a comparer takes networks and a loader")
    return Comparer(found, option.unalignable_variant or "minibatch-debiased", name=text)


def _batch(text: str | None) -> Any:
    """A number of rows, or the word as it stands."""
    return int(text) if text is not None and text.isdecimal() else text
