"""Time budgets for plugins' asynchronous code: its caller goes on in time even if it ignores its cancellation.

A coroutine that is blocked in plain code cannot be interrupted by anybody: then the whole process waits.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

from headless.errors import HeadlessError
from headless.logs import get_logger
from headless.messages import Message

GRACE_SECONDS = 1.0
log = get_logger(__name__)


class OutOfTime(HeadlessError):
    """A plugin's code took longer than its budget. It was cancelled, or abandoned if it continued regardless."""

    default_code = "OUT_OF_TIME"


class Ended(HeadlessError):
    """A plugin's code tried to end the process, or cancelled itself."""

    default_code = "PLUGIN_ENDED"


class _Leash(Coroutine[Any, Any, Any]):
    """Runs a coroutine until it is cut: then it is never called again, and the task that drives it ends."""

    def __init__(self, inner: Coroutine[Any, Any, Any]) -> None:
        self._inner = inner
        self.is_cut = False

    def send(self, value: Any, /) -> Any:
        """Let it go on."""
        return self._drive(self._inner.send, value)

    def throw(self, *fault: Any) -> Any:
        """Let it go on with an exception."""
        return self._drive(self._inner.throw, *fault)

    def close(self) -> None:
        """End it, if it lets itself be ended."""
        with contextlib.suppress(RuntimeError):
            self._inner.close()

    def __await__(self) -> Any:
        """Refuse: a task alone drives it."""
        raise TypeError("a leash is driven by a task")

    def _drive(self, step: Any, *given: Any) -> Any:
        if self.is_cut:
            raise asyncio.CancelledError
        try:
            return step(*given)
        except (SystemExit, KeyboardInterrupt, GeneratorExit) as fault:
            raise Ended(Message("it raised {name}: {fault}", name=type(fault).__name__, fault=fault)) from fault


async def within(seconds: float, work: Coroutine[Any, Any, Any], what: str, context: Context | None = None) -> Any:
    """Return the result of a plugin's coroutine, which `what` names. Raise OutOfTime, Ended, and what it raises itself.

    context: what it runs in; by default one of its own, so that it sees nothing of its caller's, such as a transaction.
    """
    leash = _Leash(work)
    task = asyncio.get_running_loop().create_task(leash, name=what, context=context or Context())
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            await _stop(task, leash, what)
            raise OutOfTime(Message("{what} took longer than {seconds:g} seconds", what=what, seconds=seconds))
    except asyncio.CancelledError:
        await _stop(task, leash, what)
        raise
    if task.cancelled():
        raise Ended(Message("{what} cancelled itself", what=what))
    return task.result()


async def _stop(task: "asyncio.Task[Any]", leash: _Leash, what: str) -> None:
    task.cancel()
    await asyncio.wait({task}, timeout=GRACE_SECONDS)
    if task.done():
        if not task.cancelled():
            task.exception()
        return
    log.error("a plugin ignored its cancellation and was abandoned: fix the plugin", what=what)
    leash.is_cut = True
    task.cancel()
    await asyncio.wait({task}, timeout=GRACE_SECONDS)
    leash.close()
