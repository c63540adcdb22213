"""Spans of statements on PostgreSQL: our own, those of models, and BEGIN and COMMIT, which all pass the same connection."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from headless.tracing.spans import Tracing

DIALECT = "postgres"


def traced(base: type[asyncpg.Connection], tracing: Tracing) -> type[asyncpg.Connection]:
    """Return a class of connections whose statements leave spans."""

    def told(call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def method(self: Any, query: str, *args: Any, **options: Any) -> Any:
            return await tracing.statement(DIALECT, query, call(self, query, *args, **options))

        return method

    async def executemany(self: Any, command: str, args: Sequence[Any], **options: Any) -> Any:
        rows = list(args)
        return await tracing.statement(DIALECT, command, base.executemany(self, command, rows, **options), len(rows))

    async def copy(self: Any, table: str, *, records: Any, **options: Any) -> Any:
        run = base.copy_records_to_table(self, table, records=records, **options)
        return await tracing.statement(DIALECT, f"COPY {table}", run, len(records))

    plain = {name: told(getattr(base, name)) for name in ("fetch", "fetchrow", "fetchval", "execute")}
    return type("TracedConnection", (base,), {**plain, "executemany": executemany, "copy_records_to_table": copy})
