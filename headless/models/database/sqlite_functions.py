"""What SQLite lacks, as functions of the engine's own."""

import aiosqlite

from headless.engine.values.numbers import compare_json_number

COMPARE = "compare_json_number"


async def add_functions(connection: aiosqlite.Connection) -> None:
    """Make the functions known to a connection."""
    await connection.create_function(COMPARE, 3, compare_json_number, deterministic=True)
