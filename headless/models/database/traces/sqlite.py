"""Spans of statements on SQLite: our own, those of models, and BEGIN and COMMIT, which all pass the connection's thread."""

from collections.abc import Callable
from typing import Any

import aiosqlite

from headless.models.database.sqlite_lines import Call
from headless.tracing.spans import Tracing

DIALECT = "sqlite"
NAMED = {"_begin": "BEGIN IMMEDIATE", "_commit": "COMMIT", "rollback": "ROLLBACK"}


def trace(connection: aiosqlite.Connection, tracing: Tracing) -> None:
    """Let what passes a connection leave spans. They begin when a statement is queued, so that they show how long it waited."""
    plain: Callable[..., Any] = connection._execute

    async def execute(work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        sql = _statement(work, args)
        if sql is None:
            return await plain(work, *args, **options)
        return await tracing.statement(DIALECT, sql, plain(work, *args, **options))

    connection._execute = execute  # type: ignore[method-assign, assignment]


def _statement(work: Callable[..., Any], args: tuple[Any, ...]) -> str | None:
    """Return the statement that is run in the thread, None for what is none, such as reading the rows of one that was."""
    if args and isinstance(args[0], Call):
        _, _, sql, values = args
        return "; ".join(query for query, _ in values) if args[0].work.__name__ == "_fetch_all" else str(sql)
    return next((value for value in args if isinstance(value, str)), NAMED.get(getattr(work, "__name__", "")))
