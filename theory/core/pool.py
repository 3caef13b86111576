"""Work on many theorems in several processes, results as they come in, Ctrl-C at any time."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

R = TypeVar("R")


def spread(work: Callable[[str], R], slugs: Iterable[str], workers: int, on_done: Callable[[R], None]) -> list[R]:
    """``work(slug)`` for every slug; the results come back in the order of the slugs.

    Args:
        work: what to do with one theorem; it travels to other processes, so it is a module's function or a partial.
        slugs: the theorems.
        workers: processes. They are started afresh, so a script that asks for more than one needs the usual
            ``if __name__ == "__main__"``.
        on_done: called with each result as it comes in, in this process.
    """
    slugs = list(slugs)
    found: dict[str, R] = {}
    if workers < 2 or len(slugs) < 2:
        for slug in slugs:
            found[slug] = work(slug)
            on_done(found[slug])
        return list(found.values())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker) as pool:
        futures = {pool.submit(work, slug): slug for slug in slugs}
        try:
            for future in as_completed(futures):
                found[futures[future]] = future.result()
                on_done(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():  # or a long piece of work would be waited for
                child.terminate()
            raise
    return [found[slug] for slug in slugs]


def _start_worker() -> None:
    """One BLAS thread (matrices here are tiny), and Ctrl-C is the parent's to handle."""
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
