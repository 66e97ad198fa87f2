"""Threads to read answers in, replaced now and then.

libxml2 keeps every name that a thread ever read until the thread ends: a source that invents names would
otherwise fill the memory for good.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A pool of `workers` threads that is replaced after `lasts` pieces of work."""

    def __init__(self, name: str, *, workers: int, lasts: int) -> None:
        self._name, self._workers, self._lasts = name, workers, lasts
        self._pool, self._left = self._fresh(), lasts

    async def run(self, work: Callable[P, T], *args: P.args, **_none: P.kwargs) -> T:
        """Do the work in a thread; what still waits when it is cancelled is never begun."""
        if self._left == 0:
            self._pool.shutdown(wait=False)
            self._pool, self._left = self._fresh(), self._lasts
        self._left -= 1
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    def _fresh(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._workers, thread_name_prefix=self._name)
