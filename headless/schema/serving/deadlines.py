"""A limit in time for a request. Each has one, so it costs half of what `asyncio.timeout` does, which can also be moved."""

import asyncio
from types import TracebackType
from typing import Any


class Deadline:
    """A block that is cancelled after so many seconds, and then raises TimeoutError."""

    __slots__ = ("_cancelled_before", "_is_over", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float) -> None:
        self._seconds, self._is_over = seconds, False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "only a task can be cancelled"
        self._task: asyncio.Task[Any] = task
        self._cancelled_before = task.cancelling()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._end)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._timer.cancel()
        if self._is_over and self._task.uncancel() <= self._cancelled_before and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _end(self) -> None:
        self._is_over = True
        self._task.cancel()
