"""Where runs are executed: in this process, in several processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Any, Final, Protocol

from unalignable.theory.core.console import CallError

AHEAD: Final = 2
"""Runs handed out per worker: one that it works on, one that waits, so that none is idle."""
CONNECT_SECONDS: Final = 10


class Workers(Protocol):
    """Something that executes runs."""

    @property
    def window(self) -> int:
        """How many runs to hand out at a time."""

    def executor(self) -> Executor:
        """What runs are submitted to; a new one when the last broke."""

    def stop(self) -> None:
        """End at once; runs in flight are lost."""


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Here:
    """In this process, one run after the other."""

    @property
    def window(self) -> int:
        """One: the next run begins when the last is kept."""
        return 1

    def executor(self) -> Executor:
        """One that runs what it is given before it returns."""
        return _Here()

    def stop(self) -> None:
        """Nothing is in flight when somebody can ask."""


class _Here(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes:
    """Several processes of this machine, each with one torch thread.

    They are started afresh, so a script that asks for more than one needs the usual ``if __name__ == "__main__"``.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    @property
    def window(self) -> int:
        """A run to work on and one to go on with, for each process."""
        return AHEAD * self._count

    def executor(self) -> Executor:
        """A pool; the old one, if there is one, is given up."""
        self.stop()
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_start_worker)
        return self._pool

    def stop(self) -> None:
        """Kill the processes: a long run would be waited for."""
        if self._pool is None:
            return
        children = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.kill()
        for child in children:
            child.join()
        self._pool = None


class Cluster:
    """A Dask cluster. Its workers need this package, and the files given by ``--data`` at the same path.

    Args:
        address: of the scheduler, such as tcp://10.0.0.1:8786.

    Raises:
        CallError: Dask is not installed, or no scheduler answers there.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ModuleNotFoundError:
            raise CallError("--scheduler needs Dask: pip install 'unalignable[cluster]'") from None
        client: Any = distributed.Client
        try:
            self._client = client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise CallError(f"no Dask scheduler answers at {address!r} ({reason})") from error

    @property
    def window(self) -> int:
        """Twice the cluster's threads, as many as there are now."""
        return AHEAD * max(1, int(sum(self._client.ncores().values())))

    def executor(self) -> Executor:
        """The cluster as an executor; it repeats by itself what a lost worker had in hand."""
        found: Executor = self._client.get_executor(pure=False)  # pure: a cached result would be taken for a new run
        return found

    def stop(self) -> None:
        """Leave the cluster; what it has in hand for us is dropped."""
        self._client.close()


def _start_worker() -> None:
    """Ctrl-C is the parent's to handle, and a parent that is killed takes its workers along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
