"""SQL texts, made once per shape and then remembered: pure functions from names to text."""

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import TypeVar

from headless.engine.values.limits import SQL_BYTES
from headless.errors import StorageError
from headless.messages import Message
from headless.models.tables.catalogue import column_types

SHAPES = 4_096
PLACEHOLDER = re.compile(r"\$(\d+)")
CAST = re.compile(r"::[a-z]+(?:\[\])?")
ROW_LOCK = re.compile(r"\bFOR (?:NO KEY )?UPDATE(?: OF [a-z_]+)?(?: SKIP LOCKED)?", re.IGNORECASE)

Names = tuple[str, ...]
K = TypeVar("K", bound=Hashable)


class Remembered(dict[K, str]):
    """Texts by what they are made of, made when they are asked for: `remembered[key]`, as quick as a dictionary.

    Callers shape some of them, by conditions and by what they ask for at once. So it is their memory that is bounded: when it is
    used up, all are forgotten.
    """

    def __init__(self, make: Callable[[K], str], most_bytes: int = SQL_BYTES) -> None:
        super().__init__()
        self._make, self._most_bytes, self.bytes = make, most_bytes, 0

    def __missing__(self, key: K) -> str:
        """Make a text and remember it."""
        text = self._make(key)
        # the key holds about the same text
        size = 2 * len(text)
        if self.bytes + size > self._most_bytes:
            self.clear()
            self.bytes = 0
        if size <= self._most_bytes:
            self[key] = text
            self.bytes += size
        return text


def _for_sqlite(sql: str) -> str:
    return ROW_LOCK.sub("", CAST.sub("", PLACEHOLDER.sub(r"?\1", sql)))


_OF_SQLITE = Remembered(_for_sqlite)


def for_sqlite(sql: str) -> str:
    """Return the same statement for SQLite: `$1` is `?1`, and casts and row locks are left out, for it needs none."""
    return _OF_SQLITE[sql]


@lru_cache(maxsize=SHAPES)
def insert_values(table: str, columns: Names) -> str:
    """Insert one row from positional values (SQLite)."""
    places = ", ".join(f"?{position}" for position in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"


@lru_cache(maxsize=SHAPES)
def upsert_values(table: str, keys: Names, columns: Names, add: Names) -> str:
    """Insert one row, or change the one that has its key (SQLite)."""
    return insert_values(table, columns) + on_conflict(table, keys, columns, add)


@lru_cache(maxsize=SHAPES)
def update_values(table: str, keys: Names, columns: Names, add: Names) -> str:
    """Change one row from positional values (SQLite)."""
    place = {column: f"?{position}" for position, column in enumerate(columns, start=1)}
    changes = ", ".join(
        f"{column} = {column} + {place[column]}" if column in add else f"{column} = {place[column]}"
        for column in columns
        if column not in keys
    )
    return f"UPDATE {table} SET {changes} WHERE {' AND '.join(f'{key} = {place[key]}' for key in keys)}"


@lru_cache(maxsize=SHAPES)
def delete_values(table: str, keys: Names) -> str:
    """Delete one row by its key (SQLite)."""
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{key} = ?{place}' for place, key in enumerate(keys, start=1))}"


@lru_cache(maxsize=SHAPES)
def insert_arrays(table: str, columns: Names) -> str:
    """Insert any number of rows from one array per column (PostgreSQL)."""
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM {_unnest(table, columns)}"


@lru_cache(maxsize=SHAPES)
def upsert_arrays(table: str, keys: Names, columns: Names, add: Names) -> str:
    """Insert any number of rows, or change those that have their keys (PostgreSQL)."""
    return insert_arrays(table, columns) + on_conflict(table, keys, columns, add)


@lru_cache(maxsize=SHAPES)
def update_arrays(table: str, keys: Names, columns: Names, add: Names) -> str:
    """Change any number of rows from one array per column (PostgreSQL)."""
    changes = ", ".join(
        f"{column} = {table}.{column} + given.{column}" if column in add else f"{column} = given.{column}"
        for column in columns
        if column not in keys
    )
    given = f"{_unnest(table, columns)} AS given ({', '.join(columns)})"
    return f"UPDATE {table} SET {changes} FROM {given} WHERE {_same_keys(table, keys)}"


@lru_cache(maxsize=SHAPES)
def delete_arrays(table: str, keys: Names) -> str:
    """Delete any number of rows by one array per key column (PostgreSQL)."""
    return (
        f"DELETE FROM {table} USING {_unnest(table, keys)} AS given ({', '.join(keys)}) WHERE {_same_keys(table, keys)}"
    )


def shifted(sql: str, by: int) -> str:
    """Return the same statement with each placeholder moved on."""
    return PLACEHOLDER.sub(lambda place: f"${int(place[1]) + by}", sql)


def _numbered_on(parts: Sequence[tuple[str, int]]) -> list[str]:
    """Return statements, each with its number of parameters given, whose placeholders go on where the one before ends."""
    numbered, by = [], 0
    for sql, count in parts:
        numbered.append(shifted(sql, by))
        by += count
    return numbered


def _side_by_side(queries: tuple[tuple[str, int], ...]) -> str:
    return "SELECT " + ",\n".join(f"ARRAY(SELECT x FROM ({sql}) x)" for sql in _numbered_on(queries))


_SIDE_BY_SIDE = Remembered(_side_by_side)


def side_by_side(queries: tuple[tuple[str, int], ...]) -> str:
    """Return one statement that answers several queries, with an array of rows for each (PostgreSQL).

    The queries are given with their numbers of parameters.
    """
    return _SIDE_BY_SIDE[queries]


@lru_cache(maxsize=SHAPES)
def all_at_once(changes: tuple[tuple[str, int], ...]) -> str:
    """Return one statement that changes several tables, each once (PostgreSQL).

    The changes are given with their numbers of parameters.
    """
    *first, last = _numbered_on(changes)
    return (
        "WITH " + ",\n".join(f"w{place} AS ({sql})" for place, sql in enumerate(first)) + f"\n{last}" if first else last
    )


def on_conflict(table: str, keys: Names, columns: Names, add: Names) -> str:
    """Return what an insert does if the key exists: it adds to the columns in `add` and replaces the others."""
    changes = ", ".join(
        f"{column} = {table}.{column} + excluded.{column}" if column in add else f"{column} = excluded.{column}"
        for column in columns
        if column not in keys
    )
    return f" ON CONFLICT ({', '.join(keys)}) DO " + (f"UPDATE SET {changes}" if changes else "NOTHING")


def _unnest(table: str, columns: Sequence[str]) -> str:
    types = column_types(table)
    unknown = [column for column in columns if column not in types]
    if unknown:
        raise StorageError(
            Message(
                "table {table!r} has no column {unknown}: give some of {types}",
                table=table,
                unknown=unknown,
                types=types,
            )
        )
    return f"unnest({', '.join(f'${place}::{types[column]}[]' for place, column in enumerate(columns, start=1))})"


def _same_keys(table: str, keys: Names) -> str:
    return " AND ".join(f"{table}.{key} = given.{key}" for key in keys)
