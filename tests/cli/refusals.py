"""A database that refuses what a command writes: from its nth write on, in one of the ways in which databases do."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest
from aiosqlite.core import Connection as SqliteConnection
from asyncpg.pool import PoolConnectionProxy

WRITE = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|COMMIT)\b|\s*WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b", re.DOTALL
)
CALLS = ("execute", "executemany", "fetch", "fetchrow", "fetchval", "copy_records_to_table")


def _sqlite(kind: type[sqlite3.Error], text: str, code: int) -> sqlite3.Error:
    fault = kind(text)
    fault.sqlite_errorcode = code
    return fault


FAULTS: Mapping[str, Mapping[str, Callable[[], Exception]]] = {
    "sqlite": {
        "full": lambda: _sqlite(sqlite3.OperationalError, "database or disk is full", sqlite3.SQLITE_FULL),
        "check": lambda: _sqlite(sqlite3.IntegrityError, "CHECK constraint failed: x", sqlite3.SQLITE_CONSTRAINT_CHECK),
        "locked": lambda: _sqlite(sqlite3.OperationalError, "database is locked", sqlite3.SQLITE_BUSY),
        "unique": lambda: _sqlite(
            sqlite3.IntegrityError, "UNIQUE constraint failed: x.y", sqlite3.SQLITE_CONSTRAINT_UNIQUE
        ),
        "broken": lambda: _sqlite(sqlite3.OperationalError, "disk I/O error", sqlite3.SQLITE_IOERR),
    },
    "postgres": {
        "full": lambda: asyncpg.DiskFullError("could not extend file"),
        "check": lambda: asyncpg.CheckViolationError("new row violates check constraint"),
        "locked": lambda: asyncpg.DeadlockDetectedError("deadlock detected"),
        "unique": lambda: asyncpg.UniqueViolationError("duplicate key value violates unique constraint"),
        "reset": lambda: ConnectionResetError(104, "Connection reset by peer"),
        "shutdown": lambda: asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        "gone": lambda: asyncpg.InterfaceError("connection is closed"),
    },
}


@dataclass
class Refusals:
    """first: the number of the first write that is refused, 0 for none. writes: how many came so far."""

    dialect: str
    first: int = 0
    kind: str = ""
    writes: int = 0
    refused: list[str] = field(default_factory=list)

    def begin(self, first: int = 0, kind: str = "") -> None:
        """Count from the beginning, and refuse from then on."""
        self.first, self.kind, self.writes, self.refused = first, kind, 0, []

    def judge(self, sql: str) -> bool:
        """Count a statement, and return True if it is to be refused."""
        if not WRITE.match(sql):
            return False
        self.writes += 1
        if not self.first or self.writes < self.first:
            return False
        self.refused.append(sql)
        return True

    def fault(self) -> Exception:
        return FAULTS[self.dialect][self.kind]()


def installed(dialect: str, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    """Refusals between us and the driver of a dialect."""
    refusals = Refusals(dialect)
    if dialect == "sqlite":
        execute = SqliteConnection._execute

        async def counted(self: SqliteConnection, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
            sql = next((arg for arg in args if isinstance(arg, str)), "")
            if refusals.judge("COMMIT" if getattr(work, "__name__", "").strip("_") == "commit" else sql):
                raise refusals.fault()
            return await execute(self, work, *args, **options)

        monkeypatch.setattr(SqliteConnection, "_execute", counted)
        return refusals
    for owner in (asyncpg.Connection, PoolConnectionProxy):
        for name in CALLS:
            monkeypatch.setattr(owner, name, _judged(getattr(owner, name), name, refusals))
    return refusals


def _judged(call: Callable[..., Any], name: str, refusals: Refusals) -> Callable[..., Any]:
    async def judged(self: Any, subject: str, *args: Any, **options: Any) -> Any:
        if refusals.judge(
            "COMMIT" if subject == "COMMIT;" else f"INSERT INTO {subject}" if name.startswith("copy") else subject
        ):
            if refusals.kind == "gone":
                # The server ends the connection: the driver itself says so.
                self.terminate()
                return await call(self, subject, *args, **options)
            raise refusals.fault()
        return await call(self, subject, *args, **options)

    return judged
