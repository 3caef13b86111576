"""The suite in a process of its own: a function that kills its interpreter fails the check that did it, and no more."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from unalignable.theory.core.record import Verdict

from .adapter import Measure
from .comparer import Comparer
from .expected import Expectation, expected
from .record import Result, Severity
from .suite import Report, all_checks, diagnosed

Subject = Measure | Comparer
LAST_WORDS: Final = 5.0
"""Seconds that a process has to end by itself; threads of the function under test may keep it."""
Maker = Callable[[], Subject]


def check_isolated(
    make: Maker,
    *,
    expect: Expectation = None,
    on_done: Callable[[Result], None] | None = None,
) -> Report:
    """Put a function to the suite in another process.

    Args:
        make: makes the measure or the comparer; it is called here and there, so it must be picklable.
        expect: what is expected to fail.
        on_done: called with each result as it comes in.

    Raises:
        ValueError: an expectation of no check, or one without a reason.
    """
    began = time.perf_counter()
    subject = make()
    checks = all_checks(subject)
    known = expected(expect, (check.slug for check in checks), subject.variant)
    results: list[Result] = []
    report: Report | None = None
    while report is None:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("spawn")
        child = context.Process(target=_work, args=(theirs, make, list(results)), daemon=True)
        child.start()
        theirs.close()
        try:
            report = _heard(ours, subject, results, on_done)
        except EOFError:
            child.join()
            died = f"crash: the interpreter died: {_how(child.exitcode)}"
            if len(results) == len(checks):  # in the diagnosis
                report = Report(subject, tuple(results))
            else:
                slug, reason = checks[len(results)].slug, checks[len(results)].reason
                results.append(Result(slug, reason, Verdict.REFUTED, Severity.CRASH, died))
                if on_done is not None:
                    on_done(results[-1])
        finally:
            ours.close()
            child.join(timeout=LAST_WORDS)
            child.terminate()
            child.join()
    return _final(report, subject, known.met(results), time.perf_counter() - began)


def _final(report: Report, subject: Subject, reasons: dict[str, str], seconds: float) -> Report:
    final = Report(subject, report.results, report.diagnosis, reasons, seconds, report.smallest)
    if final.failures:
        return final
    return Report(subject, report.results, (), reasons, seconds)


def _heard(
    ours: Connection,
    subject: Subject,
    results: list[Result],
    on_done: Callable[[Result], None] | None,
) -> Report:
    """Listen until the report is there.

    Raises:
        EOFError: the other process is gone.
    """
    while True:
        what, value = ours.recv()
        if what == "result":
            results.append(value)
            if on_done is not None:
                on_done(value)
        elif what == "error":
            raise value
        else:
            diagnosis, smallest = value
            return Report(subject, tuple(results), diagnosis, smallest=smallest)


def _work(theirs: Connection, make: Maker, results: list[Result]) -> None:
    """In the other process: the checks from where the last one stopped, then the diagnosis."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent says what Ctrl-C means
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # LAPACK prints its complaints where no Python can catch them
        os.dup2(nowhere, stream)
    try:
        subject = make()
        for check in all_checks(subject)[len(results) :]:
            results.append(check.run(subject))
            theirs.send(("result", results[-1]))
        report = diagnosed(subject, results)
        theirs.send(("report", (report.diagnosis, report.smallest)))
    except Exception as error:  # of the suite: strangers' errors are results
        theirs.send(("error", _sendable(error)))
    finally:
        theirs.close()


def _sendable(error: Exception) -> Exception:
    """The error itself where it can be pickled, or its text."""
    import pickle

    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
