"""What every command shares: a screen that is plain text in a pipe, the JSON file, one-line errors, exit codes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

HOLDS: Final = 0
REFUTED: Final = 1
WRONG_CALL: Final = 2
DEFECT: Final = 70  # EX_SOFTWARE: neither the user nor the mathematics is at fault
INTERRUPTED: Final = 130  # what a shell reports for SIGINT


class CallError(ValueError):
    """The call is wrong: one line that says what, with the values and the mend."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """The reader has seen enough (``| head``): no failure, so not Rich's exit code 1."""
        raise BrokenPipeError


class Screen:
    """Where a command speaks.

    Args:
        json_target: a file for the JSON, ``"-"`` for stdout (everything else then goes to stderr), or None.
    """

    def __init__(self, json_target: str | None = None) -> None:
        self.json_target = json_target
        self._console = _Console(stderr=json_target == "-", highlight=False, soft_wrap=True)
        self._progress = Console(stderr=True)

    def say(self, line: str = "", style: str = "") -> None:
        """One line of text; the style adds colour on a terminal and no meaning."""
        self._console.print(Text(line, style=style))

    def finish(self, data: Any) -> None:
        """Write the JSON, if it was asked for."""
        if self.json_target is None:
            return
        text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        if self.json_target == "-":
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            write(Path(self.json_target), text)

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Callable[[str], None]]:
        """A progress bar on stderr, only on a terminal; yields a function to call with what has been done."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[item]}", style="dim"),
        )
        terminal = self._progress.is_terminal
        with Progress(*columns, console=self._progress, transient=True, disable=not terminal) as bar:
            task = bar.add_task(what, total=total, item="")
            yield lambda item: bar.update(task, advance=1, item=item)

    @contextmanager
    def bars(self, totals: Mapping[str, int]) -> Iterator[Callable[[str], None]]:
        """A progress bar for each name, with the time left, only on a terminal; call with the name of what is done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        terminal = self._progress.is_terminal
        with Progress(*columns, console=self._progress, transient=True, disable=not terminal) as shown:
            tasks = {name: shown.add_task(name, total=total) for name, total in totals.items()}
            yield lambda name: shown.advance(tasks[name])


def write(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash, never sees half of it.

    Raises:
        CallError: the folder does not exist or cannot be written.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CallError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes it private; a result is a file like any other
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def run(app: Callable[[list[str]], Any], arguments: list[str]) -> int:
    """Run the command line; every error is one line on stderr, and ``--debug`` shows where it came from.

    Args:
        app: called with the arguments; returns an exit code or None.
        arguments: without the program's name. ``--debug`` may stand anywhere.

    Returns:
        The exit code: 0 holds, 1 something is refuted or falls short, 2 the call is wrong.
    """
    debug = "--debug" in arguments
    try:
        code = app([argument for argument in arguments if argument != "--debug"])
        sys.stdout.flush()
        return code if isinstance(code, int) else HOLDS
    except KeyboardInterrupt:
        return _fail("interrupted; nothing half-written is left behind", INTERRUPTED, debug)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at exit
        return HOLDS
    except Exception as error:
        message, code = _explain(error)
        return _fail(message, code, debug)


def _explain(error: Exception) -> tuple[str, int]:
    if type(error).__name__ == "Abort":  # Ctrl-C, as Typer passes it on
        return "interrupted; nothing half-written is left behind", INTERRUPTED
    if hasattr(error, "format_message"):  # Typer's own usage errors
        return f"{_one_line(error.format_message())} (unalignable --help)", WRONG_CALL
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}", WRONG_CALL
    if isinstance(error, ValueError | MemoryError):
        return _one_line(str(error)) or type(error).__name__, WRONG_CALL
    return f"a defect of unalignable, please report it: {type(error).__name__}: {_one_line(str(error))}", DEFECT


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fail(message: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    sys.stderr.write(f"error: {message}\n")
    return code
