"""Connections of SQLite with what runs on them: one call at a time, each in the connection's thread.

The thread goes on with a statement although the caller has gone, at a time-out or because the client hung up, and all others wait
behind it. So the statement is interrupted, and calls that have not begun are left out.
"""

import asyncio
import math
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
HELD_S = 0.005
AGAIN_S = 0.05
"""How soon a statement is interrupted again: an interrupt that comes before it begins, or between two, ends nothing."""
"""How long a call may hold a connection before others use another.

Most reads take far less, and are cheaper one after the other in one thread. One that takes longer may go on for seconds.
"""


class Call:
    """One call in the thread of a connection. is_over: its caller has gone."""

    __slots__ = ("is_over", "work")

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work, self.is_over = work, False


class Line:
    """A connection, and the calls that wait for it."""

    __slots__ = ("_began_s", "_lock", "_running", "connection", "waiting")

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection
        self.waiting = 0
        self._began_s = math.inf
        self._lock = threading.Lock()
        self._running: Call | None = None

    @property
    def is_held(self) -> bool:
        """True if a call takes longer than others should wait for. Short ones are cheaper one after the other in one thread."""
        return time.monotonic() - self._began_s > HELD_S

    async def run(self, work: Callable[..., T], sql: str, values: Any) -> T:
        """Return what a call answers. If the caller is cancelled, so is the statement."""
        call = Call(work)
        self.waiting += 1
        try:
            # aiosqlite has no public way to run more than one call of sqlite3 in a single hop.
            answer: T = await self.connection._execute(self._call, call, self.connection._conn, sql, values)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self._stop(call)
            raise
        finally:
            self.waiting -= 1
        return answer

    def _call(self, call: Call, connection: sqlite3.Connection, sql: str, values: Any) -> Any:
        with self._lock:
            if call.is_over:
                return None
            self._running = call
        self._began_s = time.monotonic()
        try:
            return call.work(connection, sql, values)
        finally:
            self._began_s = math.inf
            with self._lock:
                self._running = None

    def _stop(self, call: Call) -> None:
        # The lock keeps the thread from going on to another's statement in between.
        with self._lock:
            call.is_over = True
            if self._running is not call:
                return
            self.connection._conn.interrupt()
        asyncio.get_running_loop().call_later(AGAIN_S, self._stop, call)
